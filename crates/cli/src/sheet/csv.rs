//! Comma-separated values.

use std::io::Write;

use semesta_domain::date_from_days;

use super::{Cell, Sheet};

pub(super) fn write(sheet: Sheet<'_>, writer: &mut dyn Write) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(sheet.columns.iter().map(|column| column.name.as_ref()))?;
    for row in sheet.rows {
        csv.write_record(row?.iter().map(text))?;
    }
    csv.flush()?;
    Ok(())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Integer(value) => value.to_string(),
        Cell::Decimal(value) => value.to_string(),
        Cell::Share(ratio) => ratio.percent_decimal().unwrap_or_default(),
        Cell::Date(days) => date_from_days(*days)
            .map(|date| date.to_string())
            .unwrap_or_default(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// A spreadsheet would run a cell that begins with one of these as a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
