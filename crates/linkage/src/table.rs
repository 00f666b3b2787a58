//! A plain columnar table of text: what callers hand to the linker.

use thiserror::Error;

/// A cell that cannot be stored.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TableError {
    /// A row had more or fewer cells than the header.
    #[error("row {row} has {found} cells: expected {expected}")]
    Width {
        /// Data row, from 1.
        row: usize,
        /// Cells found.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// One column holds more than 4 GiB of text.
    #[error("column `{0}` holds more than 4 GiB of text")]
    TooLarge(String),
    /// A named column is absent.
    #[error("no column `{0}`")]
    NoColumn(String),
}

/// Holds a table column by column; an empty cell is a missing value.
///
/// **Shape**: one row a record, in the caller's order; all cells are text.
///
/// ```
/// use semesta_linkage::Table;
/// let table = Table::from_rows(&["id", "nama"], &[&["1", "Siti Aminah"], &["2", ""]])?;
/// assert_eq!(table.len(), 2);
/// assert_eq!(table.cell(1, 0), Some("Siti Aminah"));
/// assert_eq!(table.cell(1, 1), None);
/// # Ok::<(), semesta_linkage::TableError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

/// One column: its header and its cells in one text buffer.
#[derive(Debug, Clone, Default)]
pub struct Column {
    name: String,
    text: String,
    ends: Vec<u32>,
}

impl Column {
    /// Returns the header.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Says whether the column has no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The length of all cells together.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Returns the text of a row, empty when missing.
    #[inline]
    #[must_use]
    pub fn text(&self, row: usize) -> &str {
        let start = if row == 0 {
            0
        } else {
            self.ends[row - 1] as usize
        };
        &self.text[start..self.ends[row] as usize]
    }

    /// Appends texts joined into one cell; beyond 4 GiB it stays empty.
    pub(crate) fn push_joined<'a>(
        &mut self,
        texts: impl Iterator<Item = &'a str>,
        separator: &str,
    ) {
        let start = self.text.len();
        for (i, text) in texts.enumerate() {
            self.text.push_str(if i == 0 { "" } else { separator });
            self.text.push_str(text);
        }
        if u32::try_from(self.text.len()).is_err() {
            self.text.truncate(start);
        }
        self.ends.push(self.text.len() as u32);
    }

    #[inline]
    fn push(&mut self, cell: &str) -> Result<(), TableError> {
        self.text.push_str(trimmed(cell));
        let end =
            u32::try_from(self.text.len()).map_err(|_| TableError::TooLarge(self.name.clone()))?;
        self.ends.push(end);
        Ok(())
    }
}

/// Most cells have nothing to trim, and two bytes show it.
#[inline]
fn trimmed(cell: &str) -> &str {
    let plain = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_graphic());
    let bytes = cell.as_bytes();
    if plain(bytes.first()) && plain(bytes.last()) {
        cell
    } else {
        cell.trim()
    }
}

impl Table {
    /// Starts an empty table with these headers.
    #[must_use]
    pub fn new<S: AsRef<str>>(headers: &[S]) -> Self {
        let columns = headers
            .iter()
            .map(|h| Column {
                name: h.as_ref().trim().trim_start_matches('\u{feff}').to_owned(),
                ..Column::default()
            })
            .collect();
        Self { columns, rows: 0 }
    }

    /// Builds a table from headers and rows.
    ///
    /// # Errors
    /// A row of another width than the header.
    pub fn from_rows(headers: &[&str], rows: &[&[&str]]) -> Result<Self, TableError> {
        let mut table = Self::new(headers);
        for row in rows {
            table.push(row.iter().copied())?;
        }
        Ok(table)
    }

    /// Appends one row.
    ///
    /// # Errors
    /// A row of another width than the header, or a column beyond 4 GiB.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), TableError> {
        let mut found = 0;
        for cell in cells {
            if let Some(column) = self.columns.get_mut(found) {
                column.push(cell)?;
            }
            found += 1;
        }
        if found == self.columns.len() {
            self.rows += 1;
            return Ok(());
        }
        for column in self.columns.iter_mut().take(found) {
            column.ends.truncate(self.rows);
            let end = column.ends.last().map_or(0, |&e| e as usize);
            column.text.truncate(end);
        }
        Err(TableError::Width {
            row: self.rows + 1,
            found,
            expected: self.columns.len(),
        })
    }

    /// Appends all rows of a table with the same columns.
    ///
    /// # Errors
    /// Another number of columns, or a column beyond 4 GiB.
    pub fn append(&mut self, other: &Self) -> Result<(), TableError> {
        if other.columns.len() != self.columns.len() {
            return Err(TableError::Width {
                row: self.rows + 1,
                found: other.columns.len(),
                expected: self.columns.len(),
            });
        }
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            let base = column.text.len();
            column.text.push_str(&more.text);
            u32::try_from(column.text.len())
                .map_err(|_| TableError::TooLarge(column.name.clone()))?;
            let base = base as u32;
            column.ends.extend(more.ends.iter().map(|e| e + base));
        }
        self.rows += other.rows;
        Ok(())
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Says whether the table has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Returns the columns in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Finds a column by header: exactly, else without regard to case, spaces and punctuation.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|c| c.name == name);
        exact.or_else(|| {
            let wanted = plain_header(name);
            self.columns
                .iter()
                .position(|c| plain_header(&c.name) == wanted)
        })
    }

    /// Returns a cell, `None` when empty.
    #[must_use]
    pub fn cell(&self, column: usize, row: usize) -> Option<&str> {
        let text = self.columns[column].text(row);
        (!text.is_empty()).then_some(text)
    }

    /// Makes room for `times` as many rows as there are, of the same lengths.
    pub fn make_room(&mut self, times: f64) {
        let more = |now: usize| (now as f64 * (times - 1.0).max(0.0)) as usize;
        for column in &mut self.columns {
            column.text.reserve(more(column.text.len()));
            column.ends.reserve(more(column.ends.len()));
        }
    }

    /// Gives back memory held for growth.
    pub fn shrink_to_fit(&mut self) {
        for column in &mut self.columns {
            column.text.shrink_to_fit();
            column.ends.shrink_to_fit();
        }
    }
}

/// Lower-cases a header and keeps only its letters and digits.
pub(crate) fn plain_header(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_short_row_is_refused_and_leaves_the_table_whole() {
        let mut table = Table::new(&["a", "b"]);
        table.push(["1", "2"]).unwrap();
        assert_eq!(
            table.push(["3"]),
            Err(TableError::Width {
                row: 2,
                found: 1,
                expected: 2
            })
        );
        table.push(["4", "5"]).unwrap();
        assert_eq!((table.len(), table.cell(0, 1)), (2, Some("4")));
    }

    #[test]
    fn headers_match_without_case_and_punctuation() {
        let table = Table::new(&["Tanggal Lahir"]);
        assert_eq!(table.position("tanggal_lahir"), Some(0));
        assert_eq!(table.position("nama"), None);
    }
}
