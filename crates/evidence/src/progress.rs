//! How far an import has come.

/// Hears how far an import has come; called from several threads.
pub trait Progress: Sync {
    /// A file of `n_bytes` is begun.
    fn begin(&self, file_name: &str, n_bytes: u64);
    /// `n_rows` more rows are read.
    fn rows(&self, n_rows: u64);
    /// The file is done.
    fn end(&self);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _file_name: &str, _n_bytes: u64) {}
    fn rows(&self, _n_rows: u64) {}
    fn end(&self) {}
}
