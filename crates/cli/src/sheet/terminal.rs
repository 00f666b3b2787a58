//! Tables for a terminal of 80 columns, in Indonesian number format.

use std::io::Write;

use comfy_table::{
    Cell as Shown, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, Width,
    presets,
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
    let mut narrowest: Vec<usize> = sheet
        .columns
        .iter()
        .map(|column| longest_word(&column.title))
        .collect();
    for row in sheet.rows {
        let row = row?;
        let texts: Vec<String> = row.iter().map(text).collect();
        for (at, (cell, text)) in row.iter().zip(&texts).enumerate() {
            numeric[at] &= !matches!(cell, Cell::Text(_));
            let width = match cell {
                Cell::Text(text) => longest_word(text),
                _ => text.chars().count(),
            };
            narrowest[at] = narrowest[at].max(width);
        }
        table.add_row(texts);
    }
    // Neither numbers nor words are broken where the width allows; else words are.
    let fits = narrowest.iter().map(|width| width + 2).sum::<usize>() <= usize::from(WIDTH);
    for (at, column) in table.column_iter_mut().enumerate() {
        if numeric[at] {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if fits || numeric[at] {
            let width = u16::try_from(narrowest[at] + 2).unwrap_or(WIDTH);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
    writeln!(writer, "{table}")?;
    Ok(())
}

fn longest_word(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| word.chars().count());
    words.max().unwrap_or(0)
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
