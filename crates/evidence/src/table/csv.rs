//! Delimited text: records, and their division into blocks that threads read.
//!
//! As RFC 4180, leniently: a quote opens a quoted cell only at the cell's
//! beginning; what follows the closing quote belongs to the cell; lines end in
//! CR, LF or both; a blank line is a record without cells.

use std::borrow::Cow;

use crate::cell::Cell;
use crate::error::ImportError;
use crate::limits::Limits;
use crate::rows::Block;

/// Records of a text, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Records<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str, delimiter: u8) -> Self {
        Self {
            text,
            at: 0,
            delimiter,
        }
    }

    /// Where the next record begins.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Reads the next record's cells into `cells`; false at the end.
    pub(crate) fn next(&mut self, cells: &mut Vec<Cell<'t>>) -> bool {
        cells.clear();
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return false;
        }
        if let Some(after) = line_end(bytes, self.at) {
            self.at = after;
            return true;
        }
        loop {
            let (value, end) = self.cell(self.at);
            cells.push(value);
            match bytes.get(end) {
                Some(b) if *b == self.delimiter => self.at = end + 1,
                _ => {
                    self.at = line_end(bytes, end).unwrap_or(bytes.len());
                    return true;
                }
            }
        }
    }

    /// The cell that begins at `start`, and where it ends.
    fn cell(&self, start: usize) -> (Cell<'t>, usize) {
        let bytes = self.text.as_bytes();
        let plain_end = |from: usize| {
            memchr::memchr3(self.delimiter, b'\n', b'\r', &bytes[from..])
                .map_or(bytes.len(), |found| from + found)
        };
        if bytes.get(start) != Some(&b'"') {
            let end = plain_end(start);
            return (text_cell(Cow::Borrowed(&self.text[start..end])), end);
        }
        let close = closing_quote(bytes, start + 1);
        let inner = &self.text[start + 1..close.min(bytes.len())];
        let end = plain_end((close + 1).min(bytes.len()));
        let tail = self.text.get(close + 1..end).unwrap_or("");
        let value = if inner.contains("\"\"") || !tail.is_empty() {
            Cow::Owned(inner.replace("\"\"", "\"") + tail)
        } else {
            Cow::Borrowed(inner)
        };
        (text_cell(value), end)
    }
}

fn text_cell(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() {
        return Cell::Empty;
    }
    if text.starts_with('=') {
        return Cell::Text(without_formula(text));
    }
    Cell::Text(text)
}

/// `="6571…"`, by which exports keep a spreadsheet from making a number of it.
fn without_formula(text: Cow<'_, str>) -> Cow<'_, str> {
    let inner = |text: &str| Some(text.strip_prefix("=\"")?.strip_suffix('"')?.len());
    match (inner(&text), text) {
        (Some(n), Cow::Borrowed(text)) => Cow::Borrowed(&text[2..2 + n]),
        (Some(n), Cow::Owned(text)) => Cow::Owned(text[2..2 + n].to_owned()),
        (None, text) => text,
    }
}

/// The first quote from `from` that is not doubled, or the end.
fn closing_quote(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr::memchr(b'"', &bytes[at..]) {
        let quote = at + found;
        if bytes.get(quote + 1) != Some(&b'"') {
            return quote;
        }
        at = quote + 2;
    }
    bytes.len()
}

/// The position behind a line end at `at`.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
        b'\r' => Some(at + 1),
        _ => None,
    }
}

/// The end of the record that begins at `start`: behind its line end.
///
/// # Errors
/// With the reason, if a quoted cell is not closed or too long.
fn record_end(bytes: &[u8], start: usize, delimiter: u8, cell_max: usize) -> Result<usize, ()> {
    let mut at = start;
    loop {
        let Some(found) = memchr::memchr3(b'"', b'\n', b'\r', &bytes[at..]) else {
            return Ok(bytes.len());
        };
        let mark = at + found;
        if let Some(after) = line_end(bytes, mark) {
            return Ok(after);
        }
        // A quote: it opens a cell only at the cell's beginning.
        at = mark + 1;
        if mark == start || bytes[mark - 1] == delimiter {
            let close = closing_quote(bytes, at);
            if close >= bytes.len() || close - mark > cell_max {
                return Err(());
            }
            at = behind_quoted(bytes, close + 1, delimiter);
        }
    }
}

/// Skips what follows a closing quote within its cell, in which quotes are plain.
fn behind_quoted(bytes: &[u8], from: usize, delimiter: u8) -> usize {
    memchr::memchr3(delimiter, b'\n', b'\r', &bytes[from..])
        .map_or(bytes.len(), |found| from + found)
}

/// A run of records in a text.
#[derive(Debug, Clone)]
pub(crate) struct TextBlock<'t> {
    text: &'t str,
    delimiter: u8,
    first_row: u32,
}

impl Block for TextBlock<'_> {
    fn visit(&self, visit: &mut dyn FnMut(u32, &[Cell<'_>])) {
        let mut records = Records::new(self.text, self.delimiter);
        let mut cells = Vec::new();
        let mut row = self.first_row;
        while records.next(&mut cells) {
            visit(row, &cells);
            row += 1;
        }
    }
}

/// Divides `text` into blocks of `block_rows` records.
///
/// # Errors
/// If a row is longer than the limit, a quote is not closed, or there are too many rows.
pub(crate) fn split<'t>(
    text: &'t str,
    delimiter: u8,
    block_rows: usize,
    limits: &Limits,
) -> Result<Vec<TextBlock<'t>>, ImportError> {
    let bytes = text.as_bytes();
    let mut blocks = Vec::new();
    let (mut start, mut at, mut row) = (0, 0, 0_u32);
    let mut first_row = 1;
    while at < bytes.len() {
        let end = record_end(bytes, at, delimiter, limits.cell_bytes_max)
            .map_err(|()| ImportError::UnclosedQuote { row: row + 1 })?;
        row += 1;
        if end - at > limits.row_bytes_max {
            return Err(ImportError::RowTooLong {
                row,
                max: limits.row_bytes_max,
            });
        }
        if row > limits.n_rows_max {
            return Err(ImportError::TooManyRows {
                max: limits.n_rows_max,
            });
        }
        at = end;
        let n_rows = (row - first_row + 1) as usize;
        if n_rows == block_rows || at >= bytes.len() {
            blocks.push(TextBlock {
                text: &text[start..at],
                delimiter,
                first_row,
            });
            (start, first_row) = (at, row + 1);
        }
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    /// The rows of a text, read in blocks of `block_rows`.
    fn rows(text: &str, delimiter: u8, block_rows: usize) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        for block in split(text, delimiter, block_rows, &Limits::default()).unwrap() {
            block.visit(&mut |row, cells| {
                rows.push((
                    row,
                    cells.iter().map(|cell| cell.text().into_owned()).collect(),
                ));
            });
        }
        rows
    }

    /// The same by the csv crate, which leaves out blank lines.
    fn reference(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new();
        let reader = reader
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter);
        let records = reader.from_reader(text.as_bytes()).into_records();
        records
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn blocks_hold_what_the_csv_crate_reads(
            text in r#"[a,;"\n\r é]{0,60}"#,
            block_rows in 1_usize..5,
            delimiter in prop_oneof![Just(b','), Just(b';')],
        ) {
            // Where a quote is not closed we refuse the file; the crate reads on.
            prop_assume!(split(&text, delimiter, 1, &Limits::default()).is_ok());
            let ours: Vec<Vec<String>> =
                rows(&text, delimiter, block_rows).into_iter().map(|(_, cells)| cells).filter(|c| !c.is_empty()).collect();
            prop_assert_eq!(ours, reference(&text, delimiter));
        }

        #[test]
        fn written_records_read_back(
            table in prop::collection::vec(prop::collection::vec(r#"[a-c,"\n\r ;é]{0,6}"#, 2..4), 0..12),
            block_rows in 1_usize..5,
        ) {
            let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            table.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let expected: Vec<(u32, Vec<String>)> = (1..).zip(table).collect();
            prop_assert_eq!(rows(&text, b',', block_rows), expected);
        }

        #[test]
        fn nothing_panics(text in r#"(?s).{0,80}"#, block_rows in 1_usize..4) {
            for delimiter in [b',', b';', b'\t', b'|'] {
                if let Ok(blocks) = split(&text, delimiter, block_rows, &Limits::default()) {
                    blocks.iter().for_each(|block| block.visit(&mut |_, _| {}));
                }
                let mut records = Records::new(&text, delimiter);
                let mut cells = Vec::new();
                while records.next(&mut cells) {}
            }
        }
    }

    #[test]
    fn blank_lines_are_rows_and_the_last_line_end_is_none() {
        assert_eq!(
            rows("a\n\nb\n", b',', 2),
            [(1, vec!["a".into()]), (2, vec![]), (3, vec!["b".into()])]
        );
        assert_eq!(rows("a,", b',', 2), [(1, vec!["a".into(), String::new()])]);
        assert_eq!(
            rows("a,\n", b',', 2),
            [(1, vec!["a".into(), String::new()])]
        );
    }
}
