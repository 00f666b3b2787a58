//! Tables on their way out: CSV and workbooks, with no cell that runs.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook};
use semesta_desk::audit::Entry;
use semesta_domain::date_from_days;

use crate::fault::Fault;
use crate::model::columns::NO_DAY;

/// A cell of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Text, identifiers among it.
    Text(String),
    /// A count or an amount.
    Number(i64),
    /// A number and how many of its digits are after the decimal sign.
    Decimal(i64, u32),
    /// Nothing.
    Empty,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// A number of so many digits, 0 where there is none.
    pub(crate) fn digits(number: u64, width: usize) -> Self {
        match number {
            0 => Self::Empty,
            number => Self::Text(format!("{number:0width$}")),
        }
    }

    /// Days since 1970-01-01, [`NO_DAY`] where there are none.
    pub(crate) fn day(day: i32) -> Self {
        let date = date_from_days(day).filter(|_| day != NO_DAY);
        date.map_or(Self::Empty, |date| Self::Text(date.to_string()))
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    /// The kind that `unduh.{csv|xlsx}` asks for, if a reason is given.
    ///
    /// # Errors
    /// If there is no such file, or no reason of at least five letters.
    pub(crate) fn with_reason(ending: &str, reason: &str) -> Result<Self, Fault> {
        let kind = ending
            .strip_prefix("unduh.")
            .and_then(Self::parse)
            .ok_or(Fault::NotFound)?;
        self::reason(reason)?;
        Ok(kind)
    }

    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub(crate) fn content(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Reads a file's ending.
    pub(crate) fn parse(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// A reason worth writing down.
///
/// # Errors
/// If it has fewer than five letters.
pub(crate) fn reason(given: &str) -> Result<&str, Fault> {
    let given = given.trim();
    if given.chars().count() < 5 {
        return Err(Fault::Bad(
            "tulis alasan, paling sedikit lima huruf",
            "give a reason of at least five letters",
        ));
    }
    Ok(given)
}

/// What the audit log says of a list of a run's people that leaves with full identities.
pub(crate) fn entry(run: &str, reason: &str, list: &'static str) -> Entry {
    Entry::new("people.export")
        .subject(format!("run:{run}"))
        .reason(reason.trim())
        .detail("list", list)
}

/// Rows of a workbook's sheet below its header.
const ROWS_MAX: usize = 1_048_575;

/// Answers with a file.
pub(crate) fn file(
    name: &str,
    kind: Kind,
    header: &[&str],
    rows: &[Vec<Cell>],
) -> Result<Response, Fault> {
    let bytes = match kind {
        Kind::Csv => csv(header, rows)?,
        Kind::Xlsx => xlsx(header, rows)?,
    };
    ready(&format!("{name}.{}", kind.ending()), kind.content(), bytes)
}

/// Answers with a file that is written already. Names are ours: letters, digits and
/// hyphens.
pub(crate) fn ready(name: &str, content: &'static str, bytes: Vec<u8>) -> Result<Response, Fault> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
    let disposition = format!("attachment; filename=\"{name}\"");
    headers.insert(header::CONTENT_DISPOSITION, disposition.parse()?);
    Ok(response)
}

/// A spreadsheet would run a text that begins with one of these.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A number with a decimal point, as programs read it.
fn decimal(units: i64, scale: u32) -> String {
    let one = 10_u64.pow(scale);
    let (sign, units) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    let width = scale as usize;
    format!("{sign}{}.{:0width$}", units / one, units % one)
}

pub(crate) fn csv(header: &[&str], rows: &[Vec<Cell>]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Headers may be an office's own.
    writer.write_record(header.iter().map(|title| harmless(title)))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Number(number) => number.to_string(),
            Cell::Decimal(units, scale) => decimal(*units, *scale),
            Cell::Empty => String::new(),
        }))?;
    }
    writer
        .into_inner()
        .map_err(|error| anyhow::anyhow!("{error}"))
}

fn xlsx(header: &[&str], rows: &[Vec<Cell>]) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for chunk in rows.chunks(ROWS_MAX).chain(rows.is_empty().then_some(rows)) {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, title) in header.iter().enumerate() {
            sheet.set_column_width(at as u16, title.len().max(14) as f64)?;
        }
        for (at, title) in header.iter().enumerate() {
            sheet.write_string_with_format(0, at as u16, *title, &bold)?;
        }
        for (row, cells) in chunk.iter().enumerate() {
            for (at, cell) in cells.iter().enumerate() {
                let (row, at) = (row as u32 + 1, at as u16);
                match cell {
                    Cell::Text(value) => {
                        sheet.write_string_with_format(row, at, value, &text)?;
                    }
                    Cell::Number(value) => {
                        sheet.write_number(row, at, *value as f64)?;
                    }
                    Cell::Decimal(units, scale) => {
                        let one = 10_f64.powi(*scale as i32);
                        sheet.write_number(row, at, *units as f64 / one)?;
                    }
                    Cell::Empty => {}
                }
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn no_cell_runs_as_a_formula() {
        let rows: Vec<Vec<Cell>> = ["=1+1", "+62", "-5", "@A1", "\tx", "\rx", "fine", "a=b"]
            .into_iter()
            .map(|text| vec![Cell::text(text)])
            .collect();
        let text = String::from_utf8(csv(&["=nama()"], &rows).unwrap()).unwrap();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let cell = line.trim_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{line:?}");
        }
        assert!(text.starts_with("'=nama()") && text.contains("'=1+1") && text.contains("\na=b\n"));
    }

    #[test]
    fn a_workbook_of_no_rows_has_its_header() {
        assert!(xlsx(&["a", "b"], &[]).unwrap().starts_with(b"PK"));
    }
}
