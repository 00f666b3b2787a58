//! Workbooks as tables.
