//! A desk as one file, the same for either database, and back again.
//!
//! The file is text, one JSON value a line: a header, then the rows, each an array
//! that begins with its table's name, then a trailer with the number of rows of
//! every table and the hash of all lines before. Sessions are left out: after a
//! restore everybody signs in again. A sealed backup is one line with the folder's
//! keyring, which says nothing without the city's key, and the same text sealed.

mod content;
mod file;
mod restore;
mod save;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

pub(crate) use content::{Table, for_each_row_where, tables};
pub use file::{AskKey, check_backup};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// The file.
    pub path: PathBuf,
    /// The desk's id.
    pub desk: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The tables' version.
    pub version: i64,
    /// Rows by table.
    pub n_rows: BTreeMap<String, u64>,
    /// The hash of its content: note it with the copy.
    pub hash: String,
}
