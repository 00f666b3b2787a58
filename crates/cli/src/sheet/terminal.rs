//! Tables for a terminal of 80 columns, in Indonesian number format.

use std::io::Write;

use comfy_table::{
    Cell as Shown, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, Width,
    presets,
};
use semesta_domain::{date_from_days, format_integer};

use super::widths::fitting;
use super::{Cell, Sheet};

/// The width to fit where the terminal does not say.
const WIDTH: u16 = 80;
/// Blanks around the text of a cell.
const PADDING: usize = 2;
/// What a column takes beside its text: the blanks, and one more between columns.
const GAP: usize = PADDING + 1;

pub(super) fn write(sheet: Sheet<'_>, writer: &mut dyn Write) -> anyhow::Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    table.set_header(sheet.columns.iter().map(|column| Shown::new(&column.title)));
    let n_columns = sheet.columns.len();
    let (mut numeric, mut solid) = (vec![true; n_columns], vec![true; n_columns]);
    let mut lines: Vec<Vec<String>> = vec![sheet.columns.into_iter().map(|of| of.title).collect()];
    for row in sheet.rows {
        let row = row?;
        for (at, cell) in row.iter().enumerate() {
            if let Cell::Text(text) = cell {
                numeric[at] = false;
                solid[at] &= text.chars().all(|c| c.is_ascii_digit() || c == '-');
            }
        }
        lines.push(row.iter().map(text).collect());
    }
    let most = (usize::from(WIDTH) + 1).saturating_sub(GAP * n_columns);
    let widths = fitting(&lines, &solid, most);
    for row in lines.into_iter().skip(1) {
        table.add_row(row);
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        if numeric[at] {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let width = u16::try_from(widths[at] + PADDING).unwrap_or(WIDTH);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    writeln!(writer, "{table}")?;
    Ok(())
}

/// Breaks a sentence between words; lines after the first are indented.
pub(super) fn wrap(sentence: &str) -> String {
    let (mut lines, mut filled) = (String::new(), 0);
    for word in sentence.split(' ') {
        let n = word.chars().count();
        if filled > 0 && filled + 1 + n > usize::from(WIDTH) {
            lines.push_str("\n  ");
            filled = 2;
        } else if filled > 0 {
            lines.push(' ');
            filled += 1;
        }
        lines.push_str(word);
        filled += n;
    }
    lines
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_broken_between_words() {
        let check = |sentence: &str, lines: &[&str]| {
            assert_eq!(wrap(sentence), lines.join("\n"));
        };
        check("", &[""]);
        let (long, short) = ("a".repeat(40), "b".repeat(39));
        check(&format!("{long} {short}"), &[&format!("{long} {short}")]);
        check(
            &format!("{long} {long} {short}"),
            &[&long, &format!("  {long}"), &format!("  {short}")],
        );
    }
}
