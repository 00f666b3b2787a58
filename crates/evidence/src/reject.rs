//! Rows that could not be taken, kept as they were delivered.

use crate::message::Code;

/// A rejected row, in memory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reject {
    pub(crate) row: u32,
    pub(crate) column: &'static str,
    pub(crate) code: Code,
    pub(crate) cells: Vec<String>,
}

/// A rejected row, read back from a snapshot.
#[derive(Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Data rows from 1, counted behind the header.
    pub row: u32,
    /// The canonical column at fault.
    pub column: String,
    /// Why; see [`Code`].
    pub code: String,
    /// The reason in a sentence.
    pub message: String,
    /// The original cells, under [`Rejects::headers`].
    pub cells: Vec<String>,
}

impl std::fmt::Debug for RejectedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The cells hold personal data.
        write!(
            f,
            "RejectedRow {{ row: {}, column: {}, code: {} }}",
            self.row, self.column, self.code
        )
    }
}

/// The rejected rows of a snapshot, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejects {
    /// The file's own name.
    pub file: String,
    /// The original headers.
    pub headers: Vec<String>,
    /// The rows.
    pub rows: Vec<RejectedRow>,
}
