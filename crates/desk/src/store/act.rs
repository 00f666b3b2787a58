//! A change and its entries in the audit log, in one transaction.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::{Any, AnyConnection, Pool, Row, Transaction};
use tokio::sync::Mutex;

use super::cells::{Cells, Layout};
use super::connect::Stores;
use super::flush::Flusher;
use super::rows::{self, Value};
use super::{Actor, Backend};
use crate::audit::{self, Entry, Head};
use crate::error::{DeskError, Result};
use crate::instant::instant;

/// The commit itself does not wait for the disk: [`Flusher`] does, for many at a time.
const POSTGRES_BEGIN: &str = "BEGIN; SET LOCAL synchronous_commit = off";

/// A change under way: nothing of it lasts unless [`Act::commit`] returns `Ok`.
///
/// Two changes at once, on one server or on several: SQLite lets one writer in at
/// a time; on PostgreSQL rows are locked as they are changed, and the end of the
/// audit log is locked last, so that no two acts wait for each other.
pub struct Act {
    transaction: Transaction<'static, Any>,
    actor: Actor,
    now: Timestamp,
    entries: Vec<Entry>,
    ending: Ending,
    cells: Cells,
}

/// How the acts of this process end.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    /// One by one, in order, rather than all wait for the database's lock; within, the
    /// audit log's end as it was last seen.
    gate: Arc<Mutex<Option<Head>>>,
    /// On the disk, together.
    flusher: Arc<Flusher>,
}

impl Ending {
    pub(crate) async fn new(stores: &Stores) -> Result<Self> {
        Ok(Self {
            gate: Arc::default(),
            flusher: Arc::new(Flusher::new(stores).await?),
        })
    }
}

impl Act {
    pub(crate) async fn begin(
        writers: &Pool<Any>,
        backend: Backend,
        (ending, cells): (&Ending, &Cells),
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Self> {
        let transaction = match backend {
            // A writer from the start: never upgraded halfway, which SQLite may refuse.
            Backend::Sqlite => writers.begin_with("BEGIN IMMEDIATE").await?,
            // Connections are many; none in time means that the server does not answer.
            Backend::Postgres => {
                writers
                    .begin_with(POSTGRES_BEGIN)
                    .await
                    .map_err(|error| match error {
                        sqlx::Error::PoolTimedOut => DeskError::Unreachable(error),
                        other => other.into(),
                    })?
            }
        };
        Ok(Self {
            transaction,
            actor: actor.clone(),
            now,
            entries: Vec::new(),
            ending: ending.clone(),
            cells: cells.clone(),
        })
    }

    /// What seals and opens cells.
    pub(crate) fn cells(&self) -> &Cells {
        &self.cells
    }

    /// From here on cells are sealed otherwise: every sealed row was written anew.
    pub(crate) fn reseal(&mut self, cells: Cells) {
        self.cells = cells;
    }

    /// Inserts rows, sealed where they are to be.
    pub(crate) async fn insert(
        &mut self,
        table: &str,
        columns: &[&str],
        mut rows: Vec<Vec<Value>>,
    ) -> Result<()> {
        let layout = Layout::of(table, columns.iter().copied());
        for row in &mut rows {
            self.cells.seal_row(&layout, row)?;
        }
        rows::insert(&mut self.transaction, table, columns, &rows).await
    }

    /// The connection, within this act's transaction.
    pub(crate) fn db(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Adds an entry, to be written with the change.
    pub fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Makes the change and its entries last, together.
    ///
    /// # Errors
    /// [`DeskError::Unrecorded`] without an entry; else what the database says.
    /// Where the connection or the disk failed during the commit itself, the change
    /// either lasts with its entries or is wholly undone.
    pub async fn commit(mut self) -> Result<()> {
        if self.entries.is_empty() {
            return Err(DeskError::Unrecorded);
        }
        let entries = std::mem::take(&mut self.entries);
        let mut head = self.ending.gate.lock().await;
        // Unknown again if anything fails from here on.
        let guess = head.take();
        let db = &mut self.transaction;
        let by = (&self.actor, self.now);
        let end = audit::append(db, guess, by, &entries, &self.cells).await?;
        self.transaction.commit().await?;
        *head = Some(end);
        drop(head);
        self.ending.flusher.flush().await
    }

    /// Undoes the change.
    ///
    /// # Errors
    /// If the connection broke; the change is undone all the same.
    pub async fn undo(self) -> Result<()> {
        Ok(self.transaction.rollback().await?)
    }

    /// Says who changed a row that was no longer at the version it was read at.
    ///
    /// The table must have `version`, `changed_by` and `changed_at`.
    pub(crate) async fn conflict(
        &mut self,
        kind: &str,
        table: &'static str,
        key_column: &'static str,
        key: &str,
    ) -> DeskError {
        match self.changed(table, key_column, key).await {
            Ok(Some((by, at))) => DeskError::Conflict {
                what: format!("{kind}:{key}"),
                by,
                at,
            },
            Ok(None) => DeskError::Unknown(format!("{kind}:{key}")),
            Err(error) => error,
        }
    }

    async fn changed(
        &mut self,
        table: &'static str,
        key_column: &'static str,
        key: &str,
    ) -> Result<Option<(String, Timestamp)>> {
        // Both names are constants of this crate.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT changed_by, changed_at FROM {table} WHERE {key_column} = $1"
        ));
        let row = sqlx::query(sql)
            .bind(key.to_owned())
            .fetch_optional(self.db())
            .await?;
        row.map(|row| {
            Ok((
                row.try_get("changed_by")?,
                instant(row.try_get("changed_at")?),
            ))
        })
        .transpose()
    }
}
