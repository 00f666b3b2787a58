//! A file as it is looked at for mapping: its sheet, its header, its first rows.

use semesta_evidence::{Head, HeadTable, Source};

use super::receive::head_of;
use super::slots::letter;
use crate::fault::Fault;
use crate::masks;
use crate::table::{Table, Td};
use crate::text::UploadTexts;
use crate::uploads::Held;
use crate::visit::Desked;

/// What to map, and how the file is looked at.
pub(super) struct Looked {
    pub(super) head: Head,
    pub(super) source: Option<Source>,
    pub(super) sheet: Option<String>,
    /// The header's row from 0, and whether it has a line above.
    pub(super) row: usize,
    pub(super) is_double: bool,
}

/// Looks at a held file as an address or a form asks.
pub(super) async fn look(
    at: &Desked,
    file: &Held,
    source: &str,
    sheet: &str,
    header: &str,
) -> Result<Looked, Fault> {
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let path = file.path.clone();
    let head = tokio::task::spawn_blocking(move || head_of(&folder, &path)).await?;
    let head = head.map_err(|_| Fault::Bad("berkas tidak terbaca", "the file cannot be read"))?;
    let table = head.table(sheet).ok_or(Fault::Bad(
        "berkas tidak terbaca",
        "the file cannot be read",
    ))?;
    let (row, is_double) = header_row(header, table);
    Ok(Looked {
        source: source.parse().ok().or(file.source),
        sheet: table.sheet.clone(),
        row,
        is_double,
        head,
    })
}

/// `4`, or `3-4` for a header of two lines; rows from 1.
fn header_row(text: &str, table: &HeadTable) -> (usize, bool) {
    let (is_double, last) = match text.split_once('-') {
        Some((_, last)) => (true, last),
        None => (false, text),
    };
    let row = last
        .parse::<usize>()
        .ok()
        .and_then(|row| row.checked_sub(1));
    match row.filter(|row| *row < table.n_rows() && (!is_double || *row > 0)) {
        Some(row) => (row, is_double),
        None => (table.likely_header(), false),
    }
}

impl Looked {
    pub(super) fn table(&self) -> Option<&HeadTable> {
        self.head.table(self.sheet.as_deref().unwrap_or_default())
    }

    pub(super) fn headers(&self) -> Vec<String> {
        self.table()
            .map(|table| table.headers(self.row, self.is_double))
            .unwrap_or_default()
    }

    /// `4` or `3-4`, as in an address.
    pub(super) fn header_said(&self) -> String {
        if self.is_double {
            format!("{}-{}", self.row, self.row + 1)
        } else {
            (self.row + 1).to_string()
        }
    }

    /// The cells of a column below the header.
    pub(super) fn column(&self, at: usize) -> Vec<String> {
        let Some(table) = self.table() else {
            return Vec::new();
        };
        (self.row + 1..table.n_rows())
            .filter_map(|row| table.row(row).into_iter().nth(at))
            .filter(|cell| !cell.is_empty())
            .collect()
    }

    pub(super) fn sample(&self, at: usize) -> String {
        let column = self.column(at);
        column
            .first()
            .map_or_else(String::new, |cell| masks::unnamed(cell, &column))
    }
}

/// The file's first rows, masked.
pub(super) fn samples(at: &Desked, looked: &Looked, u: &'static UploadTexts) -> Table {
    let headers = looked.headers();
    let mut table = Table::new("contoh", u.samples_caption, at.lang)
        .fixed()
        .personal()
        .text(u.row);
    for (place, header) in headers.iter().enumerate() {
        let header: String = header.chars().take(40).collect();
        table = table.text(&format!("{} · {header}", letter(place)));
    }
    let columns: Vec<Vec<String>> = (0..headers.len()).map(|at| looked.column(at)).collect();
    if let Some(shown) = looked.table() {
        for row in (looked.row + 1..shown.n_rows()).take(6) {
            let cells = shown.row(row);
            let mut line = vec![Td::number((row + 1).to_string())];
            line.extend(columns.iter().enumerate().map(|(at, column)| {
                let cell = cells.get(at).map_or("", String::as_str);
                Td::text(masks::unnamed(cell, column))
            }));
            table.rows.push(line);
        }
    }
    table
}
