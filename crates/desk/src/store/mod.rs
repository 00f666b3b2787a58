//! The relational store: SQLite by default, PostgreSQL by URL.

mod act;
mod actor;
pub(crate) mod cells;
pub(crate) mod connect;
pub(crate) mod counter;
mod flush;
pub(crate) mod folder;
pub(crate) mod migrate;
pub(crate) mod reseal;
pub(crate) mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use semesta_domain::RegionCode;
use semesta_vault::Vault;
use sqlx::{Any, Pool, Row};
use tokio::sync::Semaphore;

use act::Ending;
use cells::Cells;

pub use act::Act;
pub use actor::Actor;
pub use connect::Backend;
pub use reseal::Resealed;

use crate::error::{DeskError, Result};
use crate::instant::micros;
use crate::random;
use folder::Marker;

/// How many passwords are hashed at a time: each takes 19 MiB.
const N_HASHERS: usize = 4;

/// An open desk: a handle that tasks share by cloning.
#[derive(Debug, Clone)]
pub struct Desk {
    pub(crate) readers: Pool<Any>,
    pub(crate) writers: Pool<Any>,
    pub(crate) hashers: Arc<Semaphore>,
    ending: Ending,
    backend: Backend,
    id: String,
    region: RegionCode,
    pseudonym_key: [u8; 32],
    folder: PathBuf,
    pub(crate) vault: Vault,
    pub(crate) cells: Cells,
}

impl Desk {
    /// Opens the desk of a data folder, bringing its tables up to this version; where
    /// the folder is encrypted, with the key that the environment gives.
    ///
    /// `url` is `postgres://…`, `sqlite:…`, or empty for `desk.sqlite` in the folder.
    ///
    /// # Errors
    /// If there is none yet ([`DeskError::NoDesk`]), it belongs to another folder
    /// ([`DeskError::OtherFolder`]), was written by a later version, or cannot be
    /// decrypted ([`DeskError::Vault`]).
    pub async fn open(url: &str, data_folder: impl AsRef<Path>) -> Result<Self> {
        let folder = data_folder.as_ref();
        Self::open_with(url, folder, Vault::open(folder)?).await
    }

    /// Opens the desk of a data folder whose vault is open.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub async fn open_with(url: &str, data_folder: impl AsRef<Path>, vault: Vault) -> Result<Self> {
        let folder = data_folder.as_ref();
        let marker = folder::read(folder)?;
        if url.is_empty() && !connect::default_file(folder).exists() {
            return Err(DeskError::NoDesk);
        }
        let stores = connect::connect(url, folder).await?;
        migrate::forward(&stores).await?;
        let desk = Self::load(stores, folder, vault)
            .await?
            .ok_or(DeskError::NoDesk)?;
        match marker {
            Some(marker) if marker.id == desk.id => {
                folder::complete(folder, marker)?;
                Ok(desk)
            }
            _ => Err(DeskError::OtherFolder {
                folder: folder.to_owned(),
            }),
        }
    }

    /// Makes the desk of a data folder, for a region and all within it.
    ///
    /// # Errors
    /// [`DeskError::Exists`] if the folder or the database has one.
    pub async fn create(
        url: &str,
        data_folder: impl AsRef<Path>,
        region: RegionCode,
        now: Timestamp,
    ) -> Result<Self> {
        let folder = data_folder.as_ref();
        Self::create_with(url, folder, Vault::open(folder)?, region, now).await
    }

    /// Makes the desk of a data folder whose vault is open.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn create_with(
        url: &str,
        data_folder: impl AsRef<Path>,
        vault: Vault,
        region: RegionCode,
        now: Timestamp,
    ) -> Result<Self> {
        let folder = data_folder.as_ref();
        let marker = folder::begin(folder)?;
        let stores = connect::connect(url, folder).await?;
        migrate::forward(&stores).await?;
        let setup = Actor::setup(region);
        let ending = Ending::new(&stores).await?;
        let cells = Cells::wanted(&vault);
        let how = (&ending, &cells);
        let mut act = Act::begin(&stores.writers, stores.backend, how, &setup, now).await?;
        let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM desk")
            .fetch_one(act.db())
            .await?;
        if found > 0 {
            return Err(DeskError::Exists);
        }
        insert_desk(&mut act, &marker, region).await?;
        sqlx::query("UPDATE audit_head SET seal = $1")
            .bind(cells.seal())
            .execute(act.db())
            .await?;
        act.record(crate::audit::Entry::new("desk.create").detail("region", region.compact()));
        act.commit().await?;
        folder::complete(folder, marker)?;
        Self::load(stores, folder, vault)
            .await?
            .ok_or(DeskError::NoDesk)
    }

    pub(crate) async fn load(
        stores: connect::Stores,
        folder: &Path,
        vault: Vault,
    ) -> Result<Option<Self>> {
        let row =
            sqlx::query("SELECT d.id, d.region, d.pseudonym_key, h.seal FROM desk d, audit_head h")
                .fetch_optional(&stores.readers)
                .await?;
        let Some(row) = row else { return Ok(None) };
        let seal: String = row.try_get("seal")?;
        let cells = Cells::of(&vault, &seal)?;
        let id: String = row.try_get("id")?;
        let ending = Ending::new(&stores).await?;
        let region: String = row.try_get("region")?;
        let key = cells.take("desk.pseudonym_key", &id, row.try_get("pseudonym_key")?)?;
        Ok(Some(Self {
            readers: stores.readers,
            writers: stores.writers,
            hashers: Arc::new(Semaphore::new(N_HASHERS)),
            ending,
            backend: stores.backend,
            id,
            region: region.parse().map_err(|_| DeskError::Damaged("region"))?,
            pseudonym_key: *blake3::hash(key.as_bytes()).as_bytes(),
            folder: folder.to_owned(),
            vault,
            cells,
        }))
    }

    pub(crate) async fn ending_of(stores: &connect::Stores) -> Result<Ending> {
        Ending::new(stores).await
    }

    /// The desk's own id, which its data folder knows too.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The region it works for.
    #[must_use]
    pub fn region(&self) -> RegionCode {
        self.region
    }

    /// Its data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Which database holds it.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Begins a change: one transaction with its entries in the audit log.
    ///
    /// # Errors
    /// If the database is busy or gone.
    pub async fn begin(&self, actor: &Actor, now: Timestamp) -> Result<Act> {
        let how = (&self.ending, &self.cells);
        Act::begin(&self.writers, self.backend, how, actor, now).await
    }

    /// Writes one entry of the audit log: somebody saw or fetched something.
    ///
    /// # Errors
    /// If it cannot be written; then what was asked for must not be shown.
    pub async fn record(
        &self,
        actor: &Actor,
        entry: crate::audit::Entry,
        now: Timestamp,
    ) -> Result<()> {
        let mut act = self.begin(actor, now).await?;
        act.record(entry);
        act.commit().await
    }

    /// A pseudonym for a citizen's identifier, the same every time at this desk:
    /// what the audit log holds in its place.
    #[must_use]
    pub fn pseudonym(&self, identifier: &str) -> String {
        let hash = blake3::keyed_hash(&self.pseudonym_key, identifier.as_bytes());
        random::hex(&hash.as_bytes()[..16])
    }

    /// Bounds the size of the embedded database, so that tests can fill its disk.
    ///
    /// # Errors
    /// If the database refuses.
    #[doc(hidden)]
    pub async fn limit_pages(&self, n_pages: u32) -> Result<()> {
        let sql = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {n_pages}"));
        sqlx::raw_sql(sql).execute(&self.writers).await?;
        Ok(())
    }

    /// Closes every connection, after what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

async fn insert_desk(act: &mut Act, marker: &Marker, region: RegionCode) -> Result<()> {
    let key = random::hex(&random::bytes::<32>()?);
    let key = act.cells().put("desk.pseudonym_key", &marker.id, &key);
    let now = micros(act.now());
    sqlx::query("INSERT INTO desk (id, region, pseudonym_key, created_at) VALUES ($1, $2, $3, $4)")
        .bind(marker.id.clone())
        .bind(region.compact())
        .bind(key)
        .bind(now)
        .execute(act.db())
        .await?;
    Ok(())
}
