//! The log as a file.

use std::io::Write;

use jiff::Timestamp;
use serde_json::json;

use super::entry::{Entry, Record};
use super::read::page;
use crate::error::{DeskError, Result};
use crate::permission::Permission;
use crate::store::{Actor, Desk};

/// The schema of the JSON file.
const SCHEMA: &str = "semesta.desk.audit/1";
const PAGE: i64 = 5_000;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated, UTF-8, with a header.
    Csv,
    /// One object: its schema, and `records`.
    Json,
}

impl Desk {
    /// Writes the whole log, seals included, and gives the number of entries. That it
    /// was exported is its own entry, the last one written.
    ///
    /// # Errors
    /// If the actor may not, or the file cannot be written.
    pub async fn export_audit(
        &self,
        actor: &Actor,
        format: ExportFormat,
        out: &mut (dyn Write + Send),
        now: Timestamp,
    ) -> Result<u64> {
        actor.require(Permission::ExportAudit, self.region())?;
        self.record(actor, Entry::new("audit.export"), now).await?;
        let mut n_entries = 0;
        let mut after = 0;
        begin(format, out)?;
        loop {
            let records = page((&self.readers, &self.cells), after, PAGE).await?;
            let Some((last, _)) = records.last() else {
                break;
            };
            after = last.seq;
            for (record, opening) in &records {
                if opening.is_err() {
                    return Err(DeskError::Damaged("audit"));
                }
                match format {
                    ExportFormat::Csv => csv_row(out, record)?,
                    ExportFormat::Json => json_row(out, record, n_entries == 0)?,
                }
                n_entries += 1;
            }
        }
        if format == ExportFormat::Json {
            put(out, b"\n]}\n")?;
        }
        out.flush().map_err(DeskError::io("audit"))?;
        Ok(n_entries)
    }
}

fn begin(format: ExportFormat, out: &mut dyn Write) -> Result<()> {
    match format {
        ExportFormat::Csv => put(
            out,
            b"seq,at,actor,place,action,subject,reason,detail,hash\n",
        ),
        ExportFormat::Json => put(
            out,
            format!("{{\"schema\":\"{SCHEMA}\",\"records\":[").as_bytes(),
        ),
    }
}

fn csv_row(out: &mut dyn Write, record: &Record) -> Result<()> {
    let cells = [
        record.seq.to_string(),
        record.at.to_string(),
        record.actor.clone(),
        record.place.clone(),
        record.action.clone(),
        record.subject.clone(),
        record.reason.clone(),
        record.detail.clone(),
        record.hash.clone(),
    ];
    let mut writer = csv::Writer::from_writer(out);
    writer
        .write_record(cells.iter().map(|cell| harmless(cell)))
        .and_then(|()| Ok(writer.flush()?))
        .map_err(|error| DeskError::io("audit")(std::io::Error::other(error)))
}

/// A spreadsheet would run a cell that begins with one of these as a formula.
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn json_row(out: &mut dyn Write, record: &Record, first: bool) -> Result<()> {
    let detail: serde_json::Value =
        serde_json::from_str(&record.detail).unwrap_or_else(|_| record.detail.as_str().into());
    let value = json!({
        "seq": record.seq, "at": record.at.to_string(), "actor": record.actor,
        "place": record.place, "action": record.action, "subject": record.subject,
        "reason": record.reason, "detail": detail, "hash": record.hash,
    });
    put(out, if first { b"\n" } else { b",\n" })?;
    put(out, value.to_string().as_bytes())
}

fn put(out: &mut dyn Write, bytes: &[u8]) -> Result<()> {
    out.write_all(bytes).map_err(DeskError::io("audit"))
}
