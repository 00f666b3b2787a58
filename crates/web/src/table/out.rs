//! A table as a file: what it says, written for programs.

use semesta_domain::Lang;

use super::key::{Decimal, Key, is_nothing};
use super::{Table, Td};
use crate::export::Cell;

/// The rows of a table as they are to be written.
pub(crate) struct File {
    pub(crate) table: &'static str,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) is_personal: bool,
}

impl File {
    /// Every column that says something; what stands below a cell in a column of its own.
    pub(super) fn of(table: &Table, shown: &[&[Td]], lang: Lang) -> Self {
        let (mut header, mut rows) = (Vec::new(), vec![Vec::new(); shown.len()]);
        for (at, head) in table.heads.iter().enumerate() {
            let cells: Vec<Option<&Td>> = shown.iter().map(|row| row.get(at)).collect();
            let says = |part: fn(&Td) -> &String| {
                cells.iter().flatten().any(|cell| !part(cell).is_empty())
            };
            if says(|cell| &cell.text) {
                header.push(format!("{}{}", head.title, unit(&cells)));
                for (row, cell) in rows.iter_mut().zip(&cells) {
                    row.push(cell.map_or(Cell::Empty, |cell| written(cell, head.is_number, lang)));
                }
            }
            if says(|cell| &cell.sub) {
                header.push(table.t.fill(table.t.table_below, &[&head.title]));
                for (row, cell) in rows.iter_mut().zip(&cells) {
                    row.push(cell.map_or(Cell::Empty, |cell| Cell::text(plain(&cell.sub))));
                }
            }
        }
        Self {
            table: table.id,
            header,
            rows,
            is_personal: table.is_personal,
        }
    }
}

/// What all amounts of a column are counted in.
fn unit(cells: &[Option<&Td>]) -> &'static str {
    let said = || {
        let texts = cells.iter().flatten().map(|cell| cell.text.as_str());
        texts.filter(|text| !is_nothing(text))
    };
    match said().next() {
        None => "",
        Some(_) if said().all(|text| text.ends_with('%')) => " (%)",
        Some(_) if said().all(|text| text.contains("Rp\u{a0}")) => " (Rp)",
        Some(_) => "",
    }
}

fn written(cell: &Td, is_number: bool, lang: Lang) -> Cell {
    match &cell.key {
        Key::Number(n) => Cell::Number(*n),
        Key::Time(iso) => Cell::text(iso.as_str()),
        Key::Text if is_nothing(&cell.text) => Cell::Empty,
        Key::Text => match Decimal::read(&cell.text, lang).filter(|_| is_number) {
            Some(Decimal { units, scale: 0 }) => Cell::Number(units),
            Some(Decimal { units, scale }) => Cell::Decimal(units, scale),
            None => Cell::text(plain(&cell.text)),
        },
    }
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}
