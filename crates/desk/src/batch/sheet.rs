//! Reading a file of answers: text or a workbook, header within its first rows.

use std::io::Cursor;

use calamine::{Data, Reader};

use super::layout::Feedback;
use crate::error::{DeskError, Result};

/// Where a header may stand.
const HEADER_ROWS_MAX: usize = 30;

/// How large a file may be.
const N_BYTES_MAX: usize = 256 << 20;

/// The cells of the columns that a layout knows; empty where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// The row's number in the file, from 1 behind the header.
    pub(super) number: i64,
    pub(super) reference: String,
    pub(super) nik: String,
    pub(super) card: String,
    pub(super) status: String,
    pub(super) code: String,
    pub(super) message: String,
}

/// Reads the answers.
pub(super) fn lines(name: &str, bytes: &[u8], spellings: &Feedback) -> Result<Vec<Line>> {
    let wrong = |why: &str| DeskError::File {
        what: name.to_owned(),
        why: why.to_owned(),
    };
    if bytes.len() > N_BYTES_MAX {
        return Err(wrong("larger than 256 MiB"));
    }
    let rows = if bytes.starts_with(b"PK") {
        workbook(bytes).ok_or_else(|| wrong("not a readable workbook"))?
    } else {
        text(bytes).ok_or_else(|| wrong("not a readable text file"))?
    };
    let (at, columns) = rows
        .iter()
        .take(HEADER_ROWS_MAX)
        .enumerate()
        .find_map(|(at, row)| Columns::of(row, spellings).map(|columns| (at, columns)))
        .ok_or_else(|| wrong("no header with a status and a reference, NIK or card"))?;
    Ok(rows[at + 1..]
        .iter()
        .zip(1..)
        .filter(|(row, _)| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(row, number)| columns.line(row, number))
        .collect())
}

struct Columns {
    reference: Option<usize>,
    nik: Option<usize>,
    card: Option<usize>,
    status: usize,
    code: Option<usize>,
    message: Option<usize>,
}

impl Columns {
    fn of(header: &[String], spellings: &Feedback) -> Option<Self> {
        let find = |names: &[String]| {
            names
                .iter()
                .find_map(|name| header.iter().position(|cell| fold(cell) == fold(name)))
        };
        let found = Self {
            reference: find(&spellings.reference),
            nik: find(&spellings.nik),
            card: find(&spellings.card),
            status: find(&spellings.status)?,
            code: find(&spellings.code),
            message: find(&spellings.message),
        };
        (found.reference.is_some() || found.nik.is_some() || found.card.is_some()).then_some(found)
    }

    fn line(&self, row: &[String], number: i64) -> Line {
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at))
                .map_or_else(String::new, |cell| cell.trim().to_owned())
        };
        Line {
            number,
            reference: digits(&cell(self.reference)),
            nik: digits(&cell(self.nik)),
            card: digits(&cell(self.card)),
            status: cell(Some(self.status)),
            code: cell(self.code),
            message: cell(self.message),
        }
    }
}

/// What distinguishes a header or a verdict: its letters and digits.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// The digits of an identifier, without an apostrophe before or `.0` behind.
fn digits(cell: &str) -> String {
    let cell = cell.trim_start_matches('\'');
    cell.strip_suffix(".0").unwrap_or(cell).to_owned()
}

fn text(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    // A title row has none of them: the first rows together decide.
    let first: Vec<&str> = text.lines().take(HEADER_ROWS_MAX).collect();
    let count = |delimiter: u8| {
        let bytes = first.iter().flat_map(|line| line.bytes());
        bytes.filter(|byte| *byte == delimiter).count()
    };
    let delimiter = [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|delimiter| count(*delimiter))?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| Some(record.ok()?.iter().map(str::to_owned).collect()))
        .collect()
}

/// The first worksheet.
fn workbook(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let range = book.worksheet_range_at(0)?.ok()?;
    Some(
        range
            .rows()
            .map(|row| row.iter().map(shown).collect())
            .collect(),
    )
}

/// A number without a fraction is shown as its digits; beyond 15 of them a
/// spreadsheet has lost some, and nothing will match.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        other => other.to_string(),
    }
}
