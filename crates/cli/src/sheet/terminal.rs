//! Tables for a terminal of 80 columns, in Indonesian number format.

use std::io::Write;

use comfy_table::{
    Cell as Shown, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, presets,
};
use semesta_domain::{date_from_days, format_integer};

use super::{Cell, Sheet};

/// The width to fit where the terminal does not say.
const WIDTH: u16 = 80;

pub(super) fn write(sheet: Sheet<'_>, writer: &mut dyn Write) -> anyhow::Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    table.set_header(sheet.columns.iter().map(|column| Shown::new(&column.title)));
    let mut numeric = vec![true; sheet.columns.len()];
    for row in sheet.rows {
        let row = row?;
        for (numeric, cell) in numeric.iter_mut().zip(&row) {
            *numeric &= !matches!(cell, Cell::Text(_));
        }
        table.add_row(row.iter().map(text));
    }
    for (column, numeric) in table.column_iter_mut().zip(numeric) {
        if numeric {
            column.set_cell_alignment(CellAlignment::Right);
            // A number is never broken over two lines: words give way.
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    writeln!(writer, "{table}")?;
    Ok(())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(value) => format_integer(*value),
        Cell::Decimal(value) => value.to_string(),
        Cell::Share(ratio) => ratio.percent(),
        Cell::Date(days) => date_from_days(*days)
            .map(|date| date.to_string())
            .unwrap_or_default(),
        Cell::Flag(flag) => if *flag { "ya" } else { "tidak" }.to_owned(),
    }
}
