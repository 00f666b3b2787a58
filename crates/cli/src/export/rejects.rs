//! `export rejects`: what could not be taken, ready to be mended.

use std::process::ExitCode;

use semesta_domain::Lang;
use semesta_evidence::{DataFolder, Rejects};

use super::{Args, FileFormat, column, sheet_format, snapshots_of};
use crate::sheet::{Cell, Column, Sheet};
use crate::talk::Hinted;

const FACTS: [&str; 5] = ["file", "row", "column", "code", "message"];

/// Writes `file,row,column,code,message` and then the original cells.
///
/// Files with the same headers share their columns; others add theirs to the right.
pub(super) fn export(folder: &DataFolder, args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    if args.format() == FileFormat::Parquet {
        return Err(Hinted::new(
            lang.pick(
                "baris tolakan tidak ditulis sebagai Parquet",
                "rejects are not written as Parquet",
            ),
            "--format csv | xlsx",
        )
        .into());
    }
    let mut tables: Vec<Rejects> = Vec::new();
    for snapshot in snapshots_of(folder, args.run.as_deref(), lang)? {
        if snapshot.rejected > 0 {
            tables.push(folder.read_rejects_in(&snapshot, lang)?);
        }
    }
    let n_rejected: usize = tables.iter().map(|table| table.rows.len()).sum();
    let headers = union(&tables);
    let columns: Vec<Column> = FACTS
        .into_iter()
        .chain(headers.iter().map(String::as_str))
        .map(column)
        .collect();
    let rows: Vec<Vec<Cell>> = tables
        .iter()
        .flat_map(|table| rows(table, &headers))
        .collect();
    let sheet = Sheet {
        schema: "semesta.rejects/1",
        name: "rejects",
        facts: Vec::new(),
        columns,
        rows: Box::new(rows.into_iter().map(Ok)),
    };
    sheet.write(sheet_format(args.format()), args.out.as_deref(), lang)?;
    eprintln!(
        "{}: {n_rejected}",
        lang.pick("baris ditolak", "rejected rows")
    );
    Ok(ExitCode::SUCCESS)
}

/// Every header once, in order of first appearance.
fn union(tables: &[Rejects]) -> Vec<String> {
    let mut headers: Vec<String> = Vec::new();
    for header in tables.iter().flat_map(|table| &table.headers) {
        if !headers.contains(header) {
            headers.push(header.clone());
        }
    }
    headers
}

fn rows(table: &Rejects, headers: &[String]) -> Vec<Vec<Cell>> {
    let places: Vec<Option<usize>> = headers
        .iter()
        .map(|header| table.headers.iter().position(|own| own == header))
        .collect();
    table
        .rows
        .iter()
        .map(|row| {
            let facts = [
                Cell::text(&table.file),
                Cell::Integer(i64::from(row.row)),
                Cell::text(&row.column),
                Cell::text(&row.code),
                Cell::text(&row.message),
            ];
            let cells = places
                .iter()
                .map(|place| match place.and_then(|at| row.cells.get(at)) {
                    Some(text) if !text.is_empty() => Cell::text(text),
                    _ => Cell::Empty,
                });
            facts.into_iter().chain(cells).collect()
        })
        .collect()
}
