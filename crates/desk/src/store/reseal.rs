//! Sealing a desk that was plain, sealing it by another key, or opening it for good.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use semesta_domain::RegionCode;
use semesta_vault::Vault;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::act::{Act, Ending};
use super::cells::{Cells, Layout, SEALED, SealedTable};
use super::connect::{self, Stores};
use super::rows::Value;
use super::{Actor, Backend, Desk, folder, migrate};
use crate::audit::{self, Entry};
use crate::error::{DeskError, Result};

/// So many rows are read, then written.
const N_ROWS_PORTION: usize = 2_000;
/// SQLite allows 32,766 parameters a statement.
const N_PARAMETERS_MAX: usize = 8_000;

/// What became of a desk's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resealed {
    /// Rows whose cells were written anew; none if they were as they should be.
    pub n_rows: u64,
}

impl Desk {
    /// Whether a folder has a desk: `Some(false)` if making or restoring one was begun
    /// and not ended.
    ///
    /// # Errors
    /// If the mark in the folder cannot be read.
    pub fn mark_of(data_folder: impl AsRef<Path>) -> Result<Option<bool>> {
        Ok(folder::read(data_folder.as_ref())?.map(|marker| marker.complete))
    }

    /// The name of the data key that a folder's desk is sealed by; `""` if it is plain.
    /// Needs no key.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub async fn sealed_by(url: &str, data_folder: impl AsRef<Path>) -> Result<String> {
        let folder = data_folder.as_ref();
        if url.is_empty() && !connect::default_file(folder).exists() {
            return Err(DeskError::NoDesk);
        }
        let stores = connect::connect(url, folder).await?;
        migrate::forward(&stores).await?;
        let seal: Option<String> = sqlx::query_scalar("SELECT h.seal FROM audit_head h, desk d")
            .fetch_optional(&stores.readers)
            .await?;
        stores.readers.close().await;
        stores.writers.close().await;
        seal.ok_or(DeskError::NoDesk)
    }

    /// Brings every cell of a folder's desk to what the folder's keys say: sealed by the
    /// current data key, or plain. One transaction: at every moment all are as they were,
    /// or all are as they should be. Then what was deleted is wiped from the database.
    ///
    /// Servers that have the desk open refuse every further change until they are
    /// started again.
    ///
    /// # Errors
    /// As [`Desk::open`]; [`DeskError::Busy`] while others are at work.
    pub async fn reseal(
        url: &str,
        data_folder: impl AsRef<Path>,
        vault: &Vault,
        system_user: &str,
        now: Timestamp,
    ) -> Result<Resealed> {
        let folder = data_folder.as_ref();
        let marker = folder::read(folder)?.ok_or(DeskError::NoDesk)?;
        if url.is_empty() && !connect::default_file(folder).exists() {
            return Err(DeskError::NoDesk);
        }
        let stores = connect::connect(url, folder).await?;
        migrate::forward(&stores).await?;
        let id: Option<String> = sqlx::query_scalar("SELECT id FROM desk")
            .fetch_optional(&stores.readers)
            .await?;
        if id.is_some_and(|id| id != marker.id) {
            return Err(DeskError::OtherFolder {
                folder: folder.to_owned(),
            });
        }
        let ending = Self::ending_of(&stores).await?;
        let resealed = cells(&stores, &ending, vault, system_user, now).await;
        stores.readers.close().await;
        stores.writers.close().await;
        resealed
    }
}

/// The same for stores that are open.
pub(crate) async fn cells(
    stores: &Stores,
    ending: &Ending,
    vault: &Vault,
    system_user: &str,
    now: Timestamp,
) -> Result<Resealed> {
    let row = sqlx::query("SELECT d.region, h.seal FROM desk d, audit_head h")
        .fetch_optional(&stores.readers)
        .await?
        .ok_or(DeskError::NoDesk)?;
    let region: RegionCode = row
        .try_get::<String, _>("region")?
        .parse()
        .map_err(|_| DeskError::Damaged("region"))?;
    let seal: String = row.try_get("seal")?;
    let wanted = Cells::wanted(vault);
    let mut resealed = Resealed::default();
    if seal != wanted.seal() {
        let before = Cells::as_found(vault, &seal)?;
        let actor = Actor::console(system_user, region);
        let how = (ending, &before);
        let mut act = Act::begin(&stores.writers, stores.backend, how, &actor, now).await?;
        if stores.backend == Backend::Postgres {
            lock_all(act.db()).await?;
        }
        // Whoever else was resealing has done so by now.
        audit::lock_end(&mut act).await?;
        for table in SEALED {
            resealed.n_rows += rewrite(act.db(), stores.backend, table, &before, &wanted).await?;
        }
        act.reseal(wanted.clone());
        act.record(
            Entry::new("desk.reseal")
                .detail("from", seal)
                .detail("to", wanted.seal()),
        );
        act.commit().await?;
    }
    // Of an earlier attempt as well, that was killed before it came to this.
    if !wanted.seal().is_empty() && (resealed.n_rows > 0 || !vault.is_strict()) {
        wipe(stores).await?;
    }
    Ok(resealed)
}

/// Keeps others out of every sealed table.
async fn lock_all(db: &mut AnyConnection) -> Result<()> {
    let names: Vec<&str> = SEALED.iter().map(|table| table.name).collect();
    let sql = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "));
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(db).await?;
    Ok(())
}

/// Writes the sealed cells of a table anew.
async fn rewrite(
    db: &mut AnyConnection,
    backend: Backend,
    table: &SealedTable,
    before: &Cells,
    wanted: &Cells,
) -> Result<u64> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let key = table.key;
    let more = names.iter().filter(|name| !key.contains(name)).copied();
    let columns: Vec<&str> = key.iter().copied().chain(more).collect();
    let layout = Layout::of(table.name, columns.iter().copied());
    let pages = match key {
        [one @ ("id" | "seq")]
            if matches!(table.name, "audit" | "proposals" | "verdicts" | "visits") =>
        {
            Some(*one)
        }
        _ => None,
    };
    let (mut n_rows, mut after) = (0, i64::MIN);
    loop {
        let stored = page(db, table.name, &columns, pages.map(|key| (key, after))).await?;
        let Some(last) = stored.last() else { break };
        if let (Some(_), Some(Value::Integer(Some(last)))) = (pages, last.first()) {
            after = *last;
        }
        let mut changes = Vec::with_capacity(stored.len());
        for found in stored {
            let mut row = found.clone();
            before.open_row(&layout, &mut row)?;
            wanted.seal_row(&layout, &mut row)?;
            let old = found.into_iter().take(key.len());
            let new = names.iter().map(|name| {
                let at = columns.iter().position(|column| column == name);
                row[at.unwrap_or_default()].clone()
            });
            changes.push(old.chain(new).collect::<Vec<Value>>());
        }
        n_rows += changes.len() as u64;
        update(db, backend, (table.name, key, &names), &changes).await?;
        if pages.is_none() {
            break;
        }
    }
    Ok(n_rows)
}

/// Rows of a table, all or the next by number.
async fn page(
    db: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    from: Option<(&str, i64)>,
) -> Result<Vec<Vec<Value>>> {
    let listed = columns.join(", ");
    // Every name is a constant of this crate.
    let sql = match from {
        None => format!("SELECT {listed} FROM {table}"),
        Some((key, _)) => format!(
            "SELECT {listed} FROM {table} WHERE {key} > $1 ORDER BY {key} LIMIT {N_ROWS_PORTION}"
        ),
    };
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    if let Some((_, after)) = from {
        query = query.bind(after);
    }
    let rows = query.fetch_all(db).await?;
    let value = |row: &AnyRow, at: usize| -> Result<Value> {
        Ok(match row.try_get::<Option<String>, _>(at) {
            Ok(text) => Value::Text(text),
            Err(_) => Value::Integer(row.try_get(at)?),
        })
    };
    rows.iter()
        .map(|row| (0..columns.len()).map(|at| value(row, at)).collect())
        .collect()
}

/// Sets columns of many rows at once: each change is a row's key and its new values.
async fn update(
    db: &mut AnyConnection,
    backend: Backend,
    (table, key, columns): (&str, &[&str], &[&str]),
    changes: &[Vec<Value>],
) -> Result<()> {
    let width = key.len() + columns.len();
    for chunk in changes.chunks((N_PARAMETERS_MAX / width).max(1)) {
        let mut sql = String::from("WITH changes (");
        let names: Vec<String> = (0..width).map(|at| format!("c{at}")).collect();
        sql.push_str(&names.join(", "));
        sql.push_str(") AS (VALUES ");
        let mut n = 0;
        for row in 0..chunk.len() {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for at in 0..width {
                n += 1;
                let comma = if at == 0 { "" } else { ", " };
                // As in `rows`: SQLite looks numbered places up one by one. Writing to a
                // string cannot fail.
                let _ = match backend {
                    Backend::Sqlite => write!(sql, "{comma}?"),
                    Backend::Postgres => write!(sql, "{comma}${n}"),
                };
            }
            sql.push(')');
        }
        let set = columns.iter().enumerate();
        let set: Vec<String> = set
            .map(|(at, column)| format!("{column} = changes.c{}", at + key.len()))
            .collect();
        let found = key.iter().enumerate();
        let found: Vec<String> = found
            .map(|(at, column)| format!("{table}.{column} = changes.c{at}"))
            .collect();
        let _ = write!(
            sql,
            ") UPDATE {table} SET {} FROM changes WHERE {}",
            set.join(", "),
            found.join(" AND ")
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
        for value in chunk.iter().flatten() {
            query = match value {
                Value::Integer(value) => query.bind(*value),
                Value::Text(value) => query.bind(value.clone()),
            };
        }
        let done = query.execute(&mut *db).await?;
        if done.rows_affected() != chunk.len() as u64 {
            return Err(DeskError::Damaged("rows to seal"));
        }
    }
    Ok(())
}

/// Rewrites the database's files, so that nothing of what was deleted stays in them.
async fn wipe(stores: &Stores) -> Result<()> {
    match stores.backend {
        Backend::Sqlite => {
            let mut db = stores.writers.acquire().await?;
            sqlx::raw_sql("VACUUM").execute(&mut *db).await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(&mut *db)
                .await?;
        }
        Backend::Postgres => {
            let mut db = stores.writers.acquire().await?;
            for table in SEALED {
                let sql = format!("VACUUM (FULL, ANALYZE) {}", table.name);
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
                    .execute(&mut *db)
                    .await?;
            }
            // The server's statistics quote the values that were frequent. Whoever owns
            // the database may; for others the server says so in its log and goes on.
            sqlx::raw_sql("VACUUM (FULL) pg_catalog.pg_statistic")
                .execute(&mut *db)
                .await?;
        }
    }
    Ok(())
}
