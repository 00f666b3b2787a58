//! Dated legal parameters with citations, and the rules that use them.
