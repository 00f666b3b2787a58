//! Excel workbooks as tables of text.

use anyhow::{Result, bail};
use calamine::{Data, ExcelDateTime, Reader, Xlsx};
use semesta_linkage::Table;
use std::fs::File;
use std::io::BufReader;

/// Rows within which the header is looked for.
const HEADER_ROWS: usize = 30;

/// Reads the first sheet; the header is the first row with most of its cells filled.
pub(crate) fn read(file: File) -> Result<Table> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(BufReader::new(file))?;
    let Some(range) = book.worksheet_range_at(0) else {
        bail!("buku kerja tanpa lembar\npetunjuk: simpan datanya pada lembar pertama");
    };
    let range = range?;
    let filled = |row: &[Data]| row.iter().filter(|c| !text(c).is_empty()).count();
    let most = range
        .rows()
        .take(HEADER_ROWS)
        .map(filled)
        .max()
        .unwrap_or(0);
    let header = range
        .rows()
        .take(HEADER_ROWS)
        .position(|r| filled(r) * 2 > most);
    let mut rows = range.rows().skip(header.unwrap_or(0));
    let headers: Vec<String> = rows.next().into_iter().flatten().map(text).collect();
    let mut table = Table::new(&headers);
    for row in rows {
        let cells: Vec<String> = row.iter().map(text).collect();
        if cells.iter().any(|c| !c.is_empty()) {
            table.push(cells.iter().map(String::as_str))?;
        }
    }
    Ok(table)
}

/// The text of a cell: whole numbers without a point, dates as yyyy-MM-dd.
fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim().to_owned()
        }
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(date) => date_text(date),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn date_text(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
