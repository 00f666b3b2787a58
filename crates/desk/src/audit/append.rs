//! Adding to the log, within the transaction of the change.

use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use super::entry::{Entry, Record};
use super::hash::seal;
use crate::error::Result;
use crate::instant::{instant, micros};
use crate::store::Actor;
use crate::store::rows::{Value, insert};

const COLUMNS: [&str; 9] = [
    "seq", "at", "actor", "place", "action", "subject", "reason", "detail", "hash",
];

/// Appends entries; from here until the commit nobody else can.
pub(crate) async fn append(
    db: &mut AnyConnection,
    actor: &Actor,
    now: Timestamp,
    entries: &[Entry],
) -> Result<()> {
    let n_entries = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let head = sqlx::query("UPDATE audit_head SET seq = seq + $1 WHERE id = 1 RETURNING seq, hash")
        .bind(n_entries)
        .fetch_one(&mut *db)
        .await?;
    let last: i64 = head.try_get("seq")?;
    let mut before: String = head.try_get("hash")?;
    let mut rows = Vec::with_capacity(entries.len());
    for (seq, entry) in (last - n_entries + 1..).zip(entries) {
        let record = record(seq, actor, now, entry, &before);
        before.clone_from(&record.hash);
        rows.push(row(record));
    }
    insert(&mut *db, "audit", &COLUMNS, &rows).await?;
    sqlx::query("UPDATE audit_head SET hash = $1 WHERE id = 1")
        .bind(before)
        .execute(db)
        .await?;
    Ok(())
}

fn record(seq: i64, actor: &Actor, now: Timestamp, entry: &Entry, before: &str) -> Record {
    let mut record = Record {
        seq,
        // As the column keeps it.
        at: instant(micros(now)),
        actor: actor.name.clone(),
        place: actor.place.clone(),
        action: entry.action.to_owned(),
        subject: entry.subject.clone(),
        reason: entry.reason.clone(),
        detail: serde_json::Value::Object(entry.detail.clone()).to_string(),
        hash: String::new(),
    };
    record.hash = seal(before, &record);
    record
}

fn row(record: Record) -> Vec<Value> {
    vec![
        record.seq.into(),
        micros(record.at).into(),
        record.actor.into(),
        record.place.into(),
        record.action.into(),
        record.subject.into(),
        record.reason.into(),
        record.detail.into(),
        record.hash.into(),
    ]
}
