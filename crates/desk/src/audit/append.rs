//! Adding to the log, within the transaction of the change.

use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use super::entry::{Entry, Record};
use super::hash::seal;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::store::cells::{Cells, LOG_END, Layout};
use crate::store::rows::{Value, insert};
use crate::store::{Act, Actor};

const COLUMNS: [&str; 9] = [
    "seq", "at", "actor", "place", "action", "subject", "reason", "detail", "hash",
];

/// Where the log ends: its last entry's place and seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    seq: i64,
    hash: String,
}

/// Appends entries and gives the log's new end; from here until the commit nobody
/// else can. `guess` is the end as this process last saw it: right unless another
/// server wrote meanwhile, which costs one more question.
///
/// # Errors
/// [`DeskError::Resealed`] if the desk's cells are sealed by another key than this
/// process has: then nothing it wrote may last.
pub(crate) async fn append(
    db: &mut AnyConnection,
    guess: Option<Head>,
    (actor, now): (&Actor, Timestamp),
    entries: &[Entry],
    cells: &Cells,
) -> Result<Head> {
    if let Some(guess) = guess {
        let (head, rows) = chain(&guess, actor, now, entries);
        if advance(db, &guess, &head, cells).await? {
            write(db, rows, cells).await?;
            return Ok(head);
        }
    }
    let found = lock(db, cells).await?;
    let (head, rows) = chain(&found, actor, now, entries);
    advance(db, &found, &head, cells).await?;
    write(db, rows, cells).await?;
    Ok(head)
}

async fn write(db: &mut AnyConnection, mut rows: Vec<Vec<Value>>, cells: &Cells) -> Result<()> {
    let layout = Layout::of("audit", COLUMNS.into_iter());
    for row in &mut rows {
        cells.seal_row(&layout, row)?;
    }
    insert(db, "audit", &COLUMNS, &rows).await
}

/// Takes the log's end for an act before its time: nobody else's act ends until this does.
pub(crate) async fn lock_end(act: &mut Act) -> Result<()> {
    let cells = act.cells().clone();
    lock(act.db(), &cells).await.map(|_| ())
}

/// Takes the log's end for this transaction, and says where it is.
async fn lock(db: &mut AnyConnection, cells: &Cells) -> Result<Head> {
    let row = sqlx::query("UPDATE audit_head SET seq = seq WHERE id = 1 RETURNING seq, hash, seal")
        .fetch_one(db)
        .await?;
    if row.try_get::<String, _>("seal")? != cells.seal() {
        return Err(DeskError::Resealed);
    }
    Ok(Head {
        seq: row.try_get("seq")?,
        hash: cells.found(LOG_END, row.try_get("hash")?)?,
    })
}

/// Moves the log's end; tells whether it was where it was thought to be.
async fn advance(db: &mut AnyConnection, from: &Head, to: &Head, cells: &Cells) -> Result<bool> {
    let moved = sqlx::query(
        "UPDATE audit_head SET seq = $1, hash = $2
         WHERE id = 1 AND seq = $3 AND hash = $4 AND seal = $5",
    )
    .bind(to.seq)
    .bind(cells.find(LOG_END, &to.hash))
    .bind(from.seq)
    .bind(cells.find(LOG_END, &from.hash))
    .bind(cells.seal())
    .execute(db)
    .await?;
    Ok(moved.rows_affected() == 1)
}

fn chain(from: &Head, actor: &Actor, now: Timestamp, entries: &[Entry]) -> (Head, Vec<Vec<Value>>) {
    let mut head = from.clone();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let record = record(head.seq + 1, actor, now, entry, &head.hash);
        head.seq = record.seq;
        head.hash.clone_from(&record.hash);
        rows.push(row(record));
    }
    (head, rows)
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
