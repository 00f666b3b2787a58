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

/// A table's columns: whether each holds numbers only, and whether its cells are not
/// to be broken.
struct Lines {
    /// The titles, then the rows.
    lines: Vec<Vec<String>>,
    numeric: Vec<bool>,
    solid: Vec<bool>,
}

impl Lines {
    fn of(sheet: Sheet<'_>) -> anyhow::Result<Self> {
        let n_columns = sheet.columns.len();
        let mut of = Self {
            lines: vec![sheet.columns.into_iter().map(|of| of.title).collect()],
            numeric: vec![true; n_columns],
            solid: vec![true; n_columns],
        };
        for row in sheet.rows {
            let row = row?;
            for (at, cell) in row.iter().enumerate() {
                if let Cell::Text(text) = cell {
                    of.numeric[at] = false;
                    of.solid[at] &= text.chars().all(|c| c.is_ascii_digit() || c == '-');
                }
            }
            of.lines.push(row.iter().map(text).collect());
        }
        Ok(of)
    }

    /// Without the columns that are empty in every row.
    fn filled(mut self) -> Self {
        let rows = &self.lines[1..];
        let is_filled = |at: usize| rows.is_empty() || rows.iter().any(|row| !row[at].is_empty());
        let filled: Vec<bool> = (0..self.numeric.len()).map(is_filled).collect();
        for line in &mut self.lines {
            keep(line, &filled);
        }
        keep(&mut self.numeric, &filled);
        keep(&mut self.solid, &filled);
        self
    }
}

/// Keeps the members that have a mark.
fn keep<T>(members: &mut Vec<T>, marks: &[bool]) {
    let mut marks = marks.iter();
    members.retain(|_| marks.next().is_none_or(|mark| *mark));
}

pub(super) fn write(sheet: Sheet<'_>, writer: &mut dyn Write) -> anyhow::Result<()> {
    let Lines {
        lines,
        numeric,
        solid,
    } = Lines::of(sheet)?.filled();
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    let most = (usize::from(WIDTH) + 1).saturating_sub(GAP * numeric.len());
    let widths = fitting(&lines, &solid, most);
    let mut lines = lines.into_iter();
    table.set_header(lines.next().unwrap_or_default().iter().map(Shown::new));
    for row in lines {
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
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn columns_with_nothing_in_them_are_left_out() {
        let shown = |rows: Vec<Vec<Cell>>| {
            let titles = [("a", "Jiwa", "People"), ("b", "Sisa", "Left")];
            let sheet = Sheet {
                schema: "semesta.test/1",
                name: "test",
                facts: Vec::new(),
                columns: crate::sheet::columns(semesta_domain::Lang::Id, &titles),
                rows: Box::new(rows.into_iter().map(Ok)),
            };
            let mut text = Vec::new();
            write(sheet, &mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let some = shown(vec![vec![Cell::Integer(1), Cell::Empty]]);
        assert!(some.contains("Jiwa") && !some.contains("Sisa"), "{some}");
        let all = shown(vec![vec![Cell::Empty, Cell::Integer(0)]]);
        assert!(!all.contains("Jiwa") && all.contains("Sisa"), "{all}");
        // Without rows the titles say what there would be.
        let none = shown(Vec::new());
        assert!(none.contains("Jiwa") && none.contains("Sisa"), "{none}");
    }

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
