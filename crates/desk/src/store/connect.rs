//! Connections to either database.

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, Connection as _, Pool};

use crate::error::{DeskError, Result};

static DRIVERS: Once = Once::new();

/// The file of the embedded database.
const FILE: &str = "desk.sqlite";

/// How long a change waits for others before it says that the store is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a PostgreSQL server may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

const N_READERS: u32 = 4;
const N_POSTGRES: u32 = 12;

/// `NORMAL`: a commit does not wait for the disk; what acknowledges it does, see `flush`.
const PRAGMAS: &str = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; \
                       PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;";

/// Which database holds the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// The embedded one, a file in the data folder.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Connections for reading and for writing.
pub(crate) struct Stores {
    pub(crate) readers: Pool<Any>,
    pub(crate) writers: Pool<Any>,
    pub(crate) backend: Backend,
}

pub(crate) fn default_file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

pub(crate) async fn connect(url: &str, folder: &Path) -> Result<Stores> {
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        // A pool would ask a server that is gone again and again before it says so.
        let probe = tokio::time::timeout(ANSWER, AnyConnection::connect(url)).await;
        probe
            .map_err(|_| DeskError::Unreachable(sqlx::Error::PoolTimedOut))??
            .close()
            .await?;
        let pool = options(N_POSTGRES)
            .acquire_timeout(ANSWER)
            .connect(url)
            .await?;
        return Ok(Stores {
            readers: pool.clone(),
            writers: pool,
            backend: Backend::Postgres,
        });
    }
    let url = if url.is_empty() {
        let file = default_file(folder);
        make_private(&file)?;
        file_url(&file)
    } else if url.starts_with("sqlite:") {
        url.to_owned()
    } else {
        return Err(DeskError::Url);
    };
    // One writer: the acts of this process queue in order, not by SQLite's chance.
    let writers = options(1)
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            Box::pin(async move {
                // A full disk makes SQLite roll back by itself, which the driver does not
                // notice: such a connection is closed. The ping waits for what it still does.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(PRAGMAS).execute(connection).await?;
                Ok(())
            })
        });
    let readers = options(N_READERS)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql("PRAGMA busy_timeout = 30000; PRAGMA query_only = ON;")
                    .execute(connection)
                    .await?;
                Ok(())
            })
        });
    Ok(Stores {
        writers: writers.connect(&url).await?,
        readers: readers.connect(&url).await?,
        backend: Backend::Sqlite,
    })
}

/// No connection is closed for its age: the task that looks after ages spins for ever when
/// its runtime ends at the wrong moment. One that a server has dropped is found when used.
fn options(n_connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(n_connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Makes an empty file that only its owner can read, where there is none.
fn make_private(file: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(file).map_err(DeskError::io(file))?;
    Ok(())
}

/// A path as a URL: what would end it is escaped.
fn file_url(file: &Path) -> String {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let path = absolute
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    format!("sqlite://{path}")
}
