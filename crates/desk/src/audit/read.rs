//! Reading the log.

use jiff::Timestamp;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Pool, Row};

use super::entry::Record;
use crate::error::Result;
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::store::cells::Cells;
use crate::store::{Actor, Desk};

/// Which entries to read; what is `None` does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By whom.
    pub actor: Option<String>,
    /// Of which subject.
    pub subject: Option<String>,
    /// Whose action begins so: `user.` finds `user.add`.
    pub action: Option<String>,
    /// From this instant on.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Only entries after this place in the log: the next page.
    pub after: i64,
    /// At most so many, oldest first.
    pub limit: i64,
}

/// A page of the log, and how many entries there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// Entries that the filter leaves.
    pub n: i64,
    /// Those of the page.
    pub records: Vec<Record>,
}

/// From which end the log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOrder {
    /// From its last entry.
    NewestFirst,
    /// From its first.
    OldestFirst,
}

impl Desk {
    /// Reads `filter.limit` entries behind the first `skip` of an order, and counts all.
    ///
    /// # Errors
    /// If the actor may not read the log of the whole region.
    pub async fn audit_page(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        order: AuditOrder,
        skip: i64,
    ) -> Result<AuditPage> {
        actor.require(Permission::ReadAudit, self.region())?;
        let n = asked(format!("SELECT count(*) AS n FROM audit {WANTED}"), filter)
            .fetch_one(&self.readers)
            .await?
            .try_get("n")?;
        let way = match order {
            AuditOrder::NewestFirst => "DESC",
            AuditOrder::OldestFirst => "ASC",
        };
        let sql =
            format!("SELECT {COLUMNS} FROM audit {WANTED} ORDER BY seq {way} LIMIT $7 OFFSET $8");
        let rows = asked(sql, filter)
            .bind(filter.limit)
            .bind(skip)
            .fetch_all(&self.readers)
            .await?;
        let records: Result<_> = rows.iter().map(|row| opened(row, &self.cells)).collect();
        Ok(AuditPage {
            n,
            records: records?,
        })
    }

    /// Reads entries of the audit log, oldest first.
    ///
    /// # Errors
    /// If the actor may not read the log of the whole region.
    pub async fn audit(&self, actor: &Actor, filter: &AuditFilter) -> Result<Vec<Record>> {
        actor.require(Permission::ReadAudit, self.region())?;
        self.find_entries(filter).await
    }

    /// Reads entries for whoever was already allowed to.
    pub(crate) async fn find_entries(&self, filter: &AuditFilter) -> Result<Vec<Record>> {
        let sql = format!("SELECT {COLUMNS} FROM audit {WANTED} ORDER BY seq LIMIT $7");
        let rows = asked(sql, filter)
            .bind(filter.limit)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| opened(row, &self.cells)).collect()
    }
}

const COLUMNS: &str = "seq, at, actor, place, action, subject, reason, detail, hash";

/// What a filter leaves, its values in the order of [`asked`].
const WANTED: &str = "WHERE seq > $1
    AND ($2 = '' OR actor = $2) AND ($3 = '' OR subject = $3)
    AND ($4 = '' OR substr(action, 1, length($4)) = $4)
    AND at >= $5 AND at < $6";

/// A query with the values of a filter; the text is ours, without any of them.
fn asked(sql: String, filter: &AuditFilter) -> Query<'static, Any, AnyArguments> {
    sqlx::query(AssertSqlSafe(sql))
        .bind(filter.after)
        .bind(filter.actor.clone().unwrap_or_default())
        .bind(filter.subject.clone().unwrap_or_default())
        .bind(filter.action.clone().unwrap_or_default())
        .bind(filter.since.map_or(i64::MIN, micros))
        .bind(filter.until.map_or(i64::MAX, micros))
}

/// The entries after one place, with what opening each said: one that was put there by
/// somebody without the key, or moved, does not open.
pub(super) async fn page(
    (readers, cells): (&Pool<Any>, &Cells),
    after: i64,
    limit: i64,
) -> Result<Vec<(Record, Result<()>)>> {
    let rows = sqlx::query(
        "SELECT seq, at, actor, place, action, subject, reason, detail, hash FROM audit
         WHERE seq > $1 ORDER BY seq LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(readers)
    .await?;
    let both = |row: &AnyRow| {
        let mut record = record(row)?;
        let opening = open(&mut record, cells);
        Ok((record, opening))
    };
    rows.iter().map(both).collect()
}

fn opened(row: &AnyRow, cells: &Cells) -> Result<Record> {
    let mut record = record(row)?;
    open(&mut record, cells)?;
    Ok(record)
}

fn open(record: &mut Record, cells: &Cells) -> Result<()> {
    let seq = record.seq;
    let mut opening = Ok(());
    for (column, cell) in [
        ("audit.reason", &mut record.reason),
        ("audit.detail", &mut record.detail),
        ("audit.hash", &mut record.hash),
    ] {
        // One that does not open keeps none of the others shut.
        match cells.take(column, seq, std::mem::take(cell)) {
            Ok(text) => *cell = text,
            Err(error) => opening = opening.and(Err(error)),
        }
    }
    opening
}

fn record(row: &AnyRow) -> Result<Record> {
    Ok(Record {
        seq: row.try_get("seq")?,
        at: instant(row.try_get("at")?),
        actor: row.try_get("actor")?,
        place: row.try_get("place")?,
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        reason: row.try_get("reason")?,
        detail: row.try_get("detail")?,
        hash: row.try_get("hash")?,
    })
}
