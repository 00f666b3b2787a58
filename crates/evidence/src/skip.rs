//! Rows that hold no data: blank, totals, headers and column numbers.

use crate::cell::Cell;
use crate::fold::fold;
use crate::plan::{Origin, Plan};
use crate::source::ColumnKind;

/// Kinds of rows that hold no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkipKind {
    Blank,
    Header,
    Total,
    ColumnNumbers,
    OtherFile,
}

/// Tells whether a row holds no data, and of which kind it is.
pub(crate) fn skip_kind(plan: &Plan, cells: &[Cell<'_>]) -> Option<SkipKind> {
    let first = cells.iter().position(|cell| !cell.is_blank());
    let Some(first) = first else {
        return Some(SkipKind::Blank);
    };
    let is_other = |file: &String| {
        cells
            .first()
            .is_none_or(|cell| cell.text().trim() != file.trim())
    };
    if plan.n_added > 0 && plan.only_file.as_ref().is_some_and(is_other) {
        return Some(SkipKind::OtherFile);
    }
    if is_total(plan, cells, first) {
        return Some(SkipKind::Total);
    }
    if is_column_numbers(&cells[first..]) {
        return Some(SkipKind::ColumnNumbers);
    }
    is_header_again(plan, cells).then_some(SkipKind::Header)
}

/// A sum below the data: the word where the row begins, and no key.
fn is_total(plan: &Plan, cells: &[Cell<'_>], first: usize) -> bool {
    const WORDS: [&str; 9] = [
        "JUMLAH",
        "TOTAL",
        "SUBTOTAL",
        "JML",
        "GRANDTOTAL",
        "JUMLAHTOTAL",
        "TOTALKESELURUHAN",
        "SUBJUMLAH",
        "REKAPITULASI",
    ];
    let Cell::Text(text) = &cells[first] else {
        return false;
    };
    let begins = text.trim_start().get(..3).is_some_and(|head| {
        ["jum", "tot", "sub", "jml", "gra", "rek"]
            .iter()
            .any(|w| head.eq_ignore_ascii_case(w))
    });
    if !begins || !WORDS.iter().any(|word| fold(text).starts_with(word)) {
        return false;
    }
    let key = plan.columns.iter().find(|planned| {
        planned.column.kind.is_nik()
            || matches!(planned.column.kind, ColumnKind::Card | ColumnKind::KeyText)
    });
    let Some(Origin::Cell(at)) = key.map(|planned| &planned.origin) else {
        return true;
    };
    *at == first
        || cells.get(*at).is_none_or(|cell| {
            cell.is_blank()
                || !cell.text().bytes().any(|b| b.is_ascii_digit()) && cell.text().len() < 3
        })
}

/// The row `1 2 3 …` that offices print below the header.
fn is_column_numbers(cells: &[Cell<'_>]) -> bool {
    let number = |cell: &Cell<'_>| -> Option<usize> {
        let text = cell.text();
        text.trim().trim_matches(['(', ')', '.']).parse().ok()
    };
    let Some(start) = cells.first().and_then(number).filter(|start| *start <= 2) else {
        return false;
    };
    let filled: Vec<&Cell<'_>> = cells.iter().filter(|cell| !cell.is_blank()).collect();
    filled.len() >= 3
        && filled
            .iter()
            .enumerate()
            .all(|(at, cell)| number(cell) == Some(start + at))
}

/// The header once more, as printed on every page.
fn is_header_again(plan: &Plan, cells: &[Cell<'_>]) -> bool {
    let mapped = plan
        .columns
        .iter()
        .filter_map(|planned| match planned.origin {
            Origin::Cell(at) => Some(at),
            _ => None,
        });
    let mut n_seen = 0;
    for at in mapped {
        let Some(Cell::Text(text)) = cells.get(at) else {
            return false;
        };
        let header = plan.headers[at].trim();
        if text.trim() != header && fold(text) != plan.folded[at] {
            return false;
        }
        n_seen += 1;
    }
    n_seen > 0
}
