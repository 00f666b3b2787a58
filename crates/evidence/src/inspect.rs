//! Reading without keeping.

use bytes::Bytes;
use jiff::civil::Date;

use crate::error::ImportError;
use crate::ingest::{Job, Tables, read_into};
use crate::layout::Layout;
use crate::limits::Limits;
use crate::manifest::Skipped;
use crate::progress::NoProgress;
use crate::source::Source;

/// What an import would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspection {
    /// Rows below the header.
    pub rows_in: u64,
    /// Rows that would be accepted.
    pub accepted: u64,
    /// Rows that would be rejected.
    pub rejected: u64,
    /// Rows without data.
    pub skipped: Skipped,
}

/// Reads the bytes of a file as an import would, and keeps nothing.
///
/// # Errors
/// As an import of the file.
///
/// ```
/// use jiff::civil::date;
/// use semesta_evidence::{Source, inspect};
/// let file = b"nik;tanggal\n6571014507909003;2024-01-02\n;2024-01-02\n".to_vec();
/// let found = inspect(Source::Kematian, date(2024, 1, 31), file, None).unwrap();
/// assert_eq!((found.accepted, found.rejected), (1, 1));
/// ```
pub fn inspect(
    source: Source,
    as_of: Date,
    bytes: Vec<u8>,
    layout: Option<&Layout>,
) -> Result<Inspection, ImportError> {
    let job = Job {
        source,
        as_of,
        layout,
        parent: None,
        bytes: &Bytes::from(bytes),
        limits: Limits::default(),
        progress: &NoProgress,
    };
    let tables = Tables {
        rows: std::io::sink(),
        rejects: std::io::sink(),
    };
    let tally = read_into(&job, tables)?.tally;
    Ok(Inspection {
        rows_in: tally.n_in,
        accepted: tally.n_accepted,
        rejected: tally.n_rejected,
        skipped: tally.skipped,
    })
}
