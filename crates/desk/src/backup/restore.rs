//! Making a desk of a backup.

use std::path::Path;

use jiff::Timestamp;
use semesta_vault::{Key, Vault, VaultError};
use serde_json::Value as Json;

use super::BackupSummary;
use super::content::{Table, tables, tallies, values};
use super::file::{AskKey, header, is_sealed, portions};
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::store::cells::Cells;
use crate::store::rows::insert;
use crate::store::{Actor, Backend, Desk, connect, folder, migrate, reseal};

/// So many rows are read, then written.
const N_ROWS_PORTION: usize = 1_000;

impl Desk {
    /// Makes the desk that a backup holds, in an empty database, for its own data folder
    /// or for one that has no desk. Every row is read back and compared, and the audit
    /// log's chain is checked, before the desk is given. Where the folder is encrypted,
    /// so is the desk; the environment gives the key, of the backup too unless `key` does.
    ///
    /// # Errors
    /// [`DeskError::Damaged`] if the backup is not whole; [`DeskError::Exists`] if the
    /// database has a desk; [`DeskError::OtherFolder`] if the folder has another's;
    /// [`DeskError::Vault`] if it is sealed and does not open, or the folder is plain.
    pub async fn restore(
        backup: &Path,
        key: Option<Key>,
        url: &str,
        data_folder: impl AsRef<Path>,
        system_user: &str,
        now: Timestamp,
    ) -> Result<(Self, BackupSummary)> {
        let data_folder = data_folder.as_ref();
        let ask = || {
            key.clone()
                .map_or_else(|| Key::from_environment(backup), |key| Ok(Some(key)))
        };
        let vault = Vault::open(data_folder)?;
        Self::restore_with((backup, &ask), url, (data_folder, vault), system_user, now).await
    }

    /// Makes the desk that a backup holds, for a folder whose vault is open.
    ///
    /// # Errors
    /// As [`Desk::restore`].
    pub async fn restore_with(
        (backup, key): (&Path, AskKey<'_>),
        url: &str,
        (data_folder, vault): (&Path, Vault),
        system_user: &str,
        now: Timestamp,
    ) -> Result<(Self, BackupSummary)> {
        if is_sealed(backup)? && !vault.is_sealing() {
            return Err(VaultError::NotEncrypted(data_folder.to_owned()).into());
        }
        // The whole file, before anything is touched.
        super::check_backup(backup, key)?;
        let header = header(backup, key)?;
        let marker = folder::begin_with(data_folder, &header.desk)?;
        let stores = connect::connect(url, data_folder).await?;
        migrate::forward_to(&stores, header.version).await?;
        let summary = fill(&stores, backup, key).await?;
        migrate::forward(&stores).await?;
        let ending = Self::ending_of(&stores).await?;
        reseal::cells(&stores, &ending, &vault, system_user, now).await?;
        folder::complete(data_folder, marker)?;
        let desk = Self::load(stores, data_folder, vault)
            .await?
            .ok_or(DeskError::NoDesk)?;
        if !desk.verify_audit(None).await?.breaks.is_empty() {
            return Err(DeskError::Damaged("audit"));
        }
        let actor = Actor::console(system_user, desk.region());
        let entry = Entry::new("desk.restore").detail("backup", summary.hash.as_str());
        desk.record(&actor, entry, now).await?;
        Ok((desk, summary))
    }
}

/// Writes every row, in one transaction, and compares what is there with the file.
async fn fill(stores: &connect::Stores, backup: &Path, key: AskKey<'_>) -> Result<BackupSummary> {
    let mut db = match stores.backend {
        Backend::Sqlite => stores.writers.begin_with("BEGIN IMMEDIATE").await?,
        Backend::Postgres => stores.writers.begin().await?,
    };
    let n_desks: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM desk")
        .fetch_one(&mut *db)
        .await?;
    if n_desks > 0 {
        return Err(DeskError::Exists);
    }
    let known = tables(&mut db, stores.backend).await?;
    // Rows that the migrations wrote, last tables first.
    for table in known.iter().rev() {
        let sql = sqlx::AssertSqlSafe(format!("DELETE FROM {}", table.name));
        sqlx::query(sql).execute(&mut *db).await?;
    }
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<(Table, Vec<Vec<Json>>)>(4);
    let path = backup.to_owned();
    let key = key()?;
    let reader = tokio::task::spawn_blocking(move || {
        let ask = || Ok(key.clone());
        portions(&path, &ask, N_ROWS_PORTION, |table, rows| {
            sender
                .blocking_send((table.clone(), rows))
                .map_err(|_| DeskError::Damaged("backup"))
        })
    });
    while let Some((table, rows)) = receiver.recv().await {
        if !known.contains(&table) {
            return Err(DeskError::Damaged("backup"));
        }
        put(&mut db, &table, &rows).await?;
    }
    let (summary, expected) = reader.await.map_err(|_| DeskError::Damaged("backup"))??;
    if tallies(&mut db, &Cells::default(), &known).await? != expected {
        return Err(DeskError::Damaged("restored rows"));
    }
    db.commit().await?;
    Ok(summary)
}

async fn put(db: &mut sqlx::AnyConnection, table: &Table, rows: &[Vec<Json>]) -> Result<()> {
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|cells| values(cells, table))
        .collect::<Result<_>>()?;
    insert(db, &table.name, &columns, &rows).await
}
