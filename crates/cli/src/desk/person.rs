//! What is held about one person: at the desk, in every snapshot and in the newest run.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context;
use arrow_array::RecordBatch;
use semesta_desk::{AccessExport, processing_register};
use semesta_domain::{Nik, date_from_days};
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;
use serde_json::{Map, Value, json};

use crate::batch::cell;
use crate::sheet::Cell;

/// Columns by which a row is about a person.
const NIK_COLUMNS: [&str; 3] = ["nik", "nik_given", "resident_nik"];

/// The answer to a request for access (`semesta.desk.access/1`).
pub(crate) fn answer(export: &AccessExport, data: &Path, nik: Nik) -> anyhow::Result<Value> {
    let nik = nik.reveal();
    let mut desk = Map::new();
    for table in &export.tables {
        desk.insert(table.name.clone(), json!(table.rows));
    }
    let audit: Vec<Value> = export
        .audit
        .iter()
        .map(|one| {
            json!({
                "seq": one.seq, "at": one.at.to_string(), "actor": one.actor,
                "place": one.place, "action": one.action, "reason": one.reason,
            })
        })
        .collect();
    let purposes: Vec<Value> = processing_register()
        .iter()
        .map(|one| {
            json!({"code": one.code, "purpose": one.purpose, "basis": one.basis,
            "source": one.source, "recipients": one.recipients, "retention": one.retention})
        })
        .collect();
    Ok(json!({
        "schema": "semesta.desk.access/1",
        "request": export.request,
        "person": export.person,
        "purposes": purposes,
        "snapshots": snapshots(data, &nik)?,
        "run": newest_run(data, &nik)?,
        "desk": desk,
        "audit": audit,
    }))
}

/// How many rows an answer holds.
pub(crate) fn n_rows(answer: &Value) -> i64 {
    let lists = |value: &Value| -> usize {
        value
            .as_object()
            .into_iter()
            .flat_map(|tables| tables.values())
            .filter_map(Value::as_array)
            .map(Vec::len)
            .sum()
    };
    let snapshots: usize = answer["snapshots"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["rows"].as_array())
        .map(Vec::len)
        .sum();
    i64::try_from(snapshots + lists(&answer["run"]["tables"]) + lists(&answer["desk"]))
        .unwrap_or(i64::MAX)
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn snapshots(data: &Path, nik: &str) -> anyhow::Result<Vec<Value>> {
    let folder = DataFolder::open(data)?;
    let mut found = Vec::new();
    for manifest in folder.snapshots()? {
        let rows = rows_of(&folder.read(&manifest, None)?, nik)?;
        if !rows.is_empty() {
            found.push(json!({
                "source": manifest.source.code(), "as_of": manifest.as_of.to_string(),
                "file": manifest.file_name, "snapshot": manifest.id.0, "rows": rows,
            }));
        }
    }
    Ok(found)
}

fn newest_run(data: &Path, nik: &str) -> anyhow::Result<Value> {
    let folder = DataFolder::open(data)?;
    if RunFolder::ids(&folder)?.is_empty() {
        return Ok(Value::Null);
    }
    let run = RunFolder::find(&folder, None)?;
    let mut tables = Map::new();
    for table in [
        Table::Residents,
        Table::Members,
        Table::BillLines,
        Table::Routes,
    ] {
        let rows = rows_of(&run.read(table)?, nik)?;
        tables.insert(table.name().to_owned(), json!(rows));
    }
    let manifest = run.manifest()?;
    Ok(json!({"run": manifest.id, "as_of": manifest.as_of, "tables": tables}))
}

fn rows_of(batches: &[RecordBatch], nik: &str) -> anyhow::Result<Vec<Map<String, Value>>> {
    let mut rows = Vec::new();
    for batch in batches {
        let columns: Vec<_> = NIK_COLUMNS
            .into_iter()
            .filter_map(|name| batch.column_by_name(name))
            .collect();
        for at in 0..batch.num_rows() {
            let mut theirs = false;
            for column in &columns {
                theirs |= cell(column, at)? == Cell::Text(nik.to_owned());
            }
            if theirs {
                rows.push(row(batch, at).context("row")?);
            }
        }
    }
    Ok(rows)
}

fn row(batch: &RecordBatch, at: usize) -> anyhow::Result<Map<String, Value>> {
    let mut named = Map::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let value = match cell(column, at)? {
            Cell::Empty => Value::Null,
            Cell::Text(text) => text.into(),
            Cell::Integer(value) => value.into(),
            Cell::Decimal(value) => value.into(),
            Cell::Flag(flag) => flag.into(),
            Cell::Date(days) => {
                date_from_days(days).map_or(Value::Null, |date| date.to_string().into())
            }
            Cell::Share(ratio) => json!([ratio.numerator, ratio.denominator]),
        };
        named.insert(field.name().clone(), value);
    }
    Ok(named)
}
