//! Probabilistic record linkage and deduplication, pure and free of IO.
