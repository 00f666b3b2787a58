//! Parquet files as tables.
