//! Making changes last beyond a power failure, many at a time.
//!
//! A flush takes as long for one change as for a hundred. So a change is committed
//! without one, which lets the next writer in at once, and is acknowledged only after
//! a flush that began later; those that wait meanwhile share the next flush. Neither
//! database reorders commits, so what a flush makes last is a beginning of the chain.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{Any, Pool, Row};
use tokio::sync::Mutex;

use super::connect::{Backend, Stores};
use crate::error::{DeskError, Result};

/// Flushes what was committed.
#[derive(Debug)]
pub(crate) struct Flusher {
    log: Log,
    /// Changes committed so far.
    n_committed: AtomicU64,
    /// Of which so many were flushed.
    n_flushed: Mutex<u64>,
}

#[derive(Debug)]
enum Log {
    /// SQLite's write-ahead log.
    File(PathBuf),
    /// That of a PostgreSQL server.
    Server(Pool<Any>),
    /// A database in memory has none.
    None,
}

impl Flusher {
    pub(crate) async fn new(stores: &Stores) -> Result<Self> {
        let log = match stores.backend {
            Backend::Postgres => Log::Server(stores.writers.clone()),
            Backend::Sqlite => sqlite_log(&stores.writers).await?,
        };
        Ok(Self {
            log,
            n_committed: AtomicU64::new(0),
            n_flushed: Mutex::new(0),
        })
    }

    /// Returns once everything committed before the call is on the disk.
    pub(crate) async fn flush(&self) -> Result<()> {
        let mine = self.n_committed.fetch_add(1, Ordering::SeqCst) + 1;
        let mut n_flushed = self.n_flushed.lock().await;
        if *n_flushed >= mine {
            // Somebody flushed while we waited.
            return Ok(());
        }
        let all = self.n_committed.load(Ordering::SeqCst);
        match &self.log {
            Log::None => {}
            Log::File(path) => flush_file(path.clone()).await?,
            // A record of no content: the server flushes everything before it too.
            Log::Server(pool) => {
                sqlx::query("SELECT CAST(pg_logical_emit_message(true, 'semesta', '') AS TEXT)")
                    .execute(pool)
                    .await?;
            }
        }
        *n_flushed = all;
        Ok(())
    }
}

async fn flush_file(path: PathBuf) -> Result<()> {
    let name = path.clone();
    let flushed = tokio::task::spawn_blocking(move || match std::fs::File::open(&path) {
        Ok(file) => file.sync_data(),
        // The last connection closed and wrote everything to the database itself.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    })
    .await;
    flushed
        .map_err(|_| DeskError::Busy)?
        .map_err(DeskError::io(name))
}

/// Where SQLite keeps its log.
async fn sqlite_log(writers: &Pool<Any>) -> Result<Log> {
    let row = sqlx::query("SELECT file FROM pragma_database_list WHERE name = 'main'")
        .fetch_one(writers)
        .await?;
    let file: Option<String> = row.try_get("file")?;
    Ok(match file {
        Some(file) if !file.is_empty() => Log::File(PathBuf::from(format!("{file}-wal"))),
        _ => Log::None,
    })
}
