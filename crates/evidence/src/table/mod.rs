//! Delivered tables: how bytes become rows of cells, whatever the format.

pub(crate) mod csv;
pub(crate) mod encoding;
pub(crate) mod format;
pub(crate) mod parquet;
pub(crate) mod sniff;
pub(crate) mod unpack;
pub(crate) mod xlsx;
