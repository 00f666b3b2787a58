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

impl Rejects {
    /// Writes `file,row,column,code,message` and the original cells under
    /// their headers: a file that can be mended and imported again.
    ///
    /// # Errors
    /// If the sink fails.
    pub fn write_csv(&self, sink: impl std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(sink);
        let added = ["file", "row", "column", "code", "message"].map(str::to_owned);
        writer.write_record(added.iter().chain(&self.headers))?;
        for row in &self.rows {
            let number = row.row.to_string();
            let reason = [&self.file, &number, &row.column, &row.code, &row.message];
            writer.write_record(reason.into_iter().chain(&row.cells))?;
        }
        writer.flush()
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
