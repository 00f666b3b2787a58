//! Writing a backup.

use std::path::Path;

use jiff::Timestamp;
use sqlx::Connection as _;

use super::BackupSummary;
use super::content::{for_each_row, tables};
use super::file::{Header, Writer};
use crate::audit::Entry;
use crate::error::Result;
use crate::permission::Permission;
use crate::store::{Actor, Backend, Desk, migrate};

impl Desk {
    /// Writes the whole desk, as it is at one moment, to a new file that only its owner
    /// can read, sealed where the data folder is. Others go on working meanwhile.
    ///
    /// # Errors
    /// If the actor may not, or the file is there already or cannot be written.
    pub async fn backup(
        &self,
        actor: &Actor,
        path: &Path,
        now: Timestamp,
    ) -> Result<BackupSummary> {
        actor.require(Permission::Backup, self.region())?;
        self.record(actor, Entry::new("desk.backup"), now).await?;
        let mut connection = self.readers.acquire().await?;
        let mut db = match self.backend() {
            // The first reading fixes what the others see.
            Backend::Sqlite => connection.begin().await?,
            Backend::Postgres => {
                connection
                    .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?
            }
        };
        let version = migrate::version(&mut db).await?;
        let tables = tables(&mut db, self.backend()).await?;
        let region = self.region().compact();
        let header = Header::new(self.id(), &region, now, version, tables.clone());
        let mut writer = Writer::begin(path, header, &self.vault)?;
        for table in &tables {
            let take = |cells: Vec<_>| writer.row(&table.name, &cells);
            for_each_row(&mut db, &self.cells, table, take).await?;
        }
        db.rollback().await?;
        writer.finish()
    }
}
