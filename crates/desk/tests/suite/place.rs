//! A data folder and an empty database for one test.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use semesta_desk::{
    Actor, BackupSummary, Credentials, Desk, DeskError, Grant, NewUser, Role, Session,
    SessionToken, check_backup,
};
use semesta_domain::RegionCode;
use semesta_vault::{Key, Keyring, Vault, VaultError};
use sqlx::Connection as _;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    Sqlite,
    Postgres,
}

pub(crate) const PASSWORD: &str = "kopi susu tanpa gula";

/// Where one test works; all of it goes with the test.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
    pub(crate) store: Store,
    /// The folder's key, where it is encrypted.
    pub(crate) key: Option<Key>,
    _temporary: tempfile::TempDir,
}

pub(crate) fn run<F: Future<Output = ()>>(store: Store, test: impl FnOnce(Place) -> F) {
    run_in(|| Place::new(store), test);
}

/// The same in a folder that is encrypted.
pub(crate) fn run_sealed<F: Future<Output = ()>>(store: Store, test: impl FnOnce(Place) -> F) {
    run_in(|| Place::sealed(store), test);
}

fn run_in<P: Future<Output = Place>, F: Future<Output = ()>>(
    place: impl FnOnce() -> P,
    test: impl FnOnce(Place) -> F,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let place = place().await;
        test(place).await;
    });
}

impl Place {
    pub(crate) async fn new(store: Store) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let url = match store {
            Store::Sqlite => String::new(),
            Store::Postgres => new_database().await,
        };
        Self {
            url,
            folder: temporary.path().to_owned(),
            store,
            key: None,
            _temporary: temporary,
        }
    }

    /// A place whose folder is encrypted.
    pub(crate) async fn sealed(store: Store) -> Self {
        let mut place = Self::new(store).await;
        let key = Key::generate().unwrap();
        place.mark();
        Keyring::begin(&place.folder, &key).unwrap();
        Keyring::finish::<VaultError>(&place.folder, &key, || Ok(())).unwrap();
        place.key = Some(key);
        place
    }

    /// Another place of the same kind.
    pub(crate) async fn another(&self) -> Self {
        match self.key {
            None => Self::new(self.store).await,
            Some(_) => Self::sealed(self.store).await,
        }
    }

    /// Makes a data folder of it.
    pub(crate) fn mark(&self) {
        let marker = self.folder.join("semesta.json");
        fs::write(marker, r#"{"schema":"semesta.data/1"}"#).unwrap();
    }

    pub(crate) fn vault(&self) -> Vault {
        Vault::open_with(&self.folder, || Ok(self.key.clone())).unwrap()
    }

    pub(crate) async fn open(&self) -> Result<Desk, DeskError> {
        Desk::open_with(&self.url, &self.folder, self.vault()).await
    }

    pub(crate) async fn restore(
        &self,
        backup: &Path,
        now: Timestamp,
    ) -> Result<(Desk, BackupSummary), DeskError> {
        self.restore_by(self.key.as_ref(), backup, now).await
    }

    /// Restores a backup that another key may have sealed.
    pub(crate) async fn restore_by(
        &self,
        key: Option<&Key>,
        backup: &Path,
        now: Timestamp,
    ) -> Result<(Desk, BackupSummary), DeskError> {
        let ask = || Ok(key.cloned());
        let folder = (self.folder.as_path(), self.vault());
        Desk::restore_with((backup, &ask), &self.url, folder, "tes", now).await
    }

    pub(crate) fn check(&self, backup: &Path) -> Result<BackupSummary, DeskError> {
        check_backup(backup, &|| Ok(self.key.clone()))
    }

    /// The place of another test process: its URL and its folder, a line each.
    pub(crate) fn elsewhere(mut self, target: &str) -> Self {
        let (url, folder) = target.split_once('\n').unwrap();
        url.clone_into(&mut self.url);
        self.folder = PathBuf::from(folder);
        self
    }

    pub(crate) async fn desk(&self) -> Desk {
        let vault = self.vault();
        Desk::create_with(&self.url, &self.folder, vault, tarakan(), t(0))
            .await
            .unwrap()
    }

    /// The store's own URL, for tests that go behind the desk's back.
    pub(crate) fn raw_url(&self) -> String {
        match self.store {
            Store::Sqlite => format!("sqlite://{}", self.folder.join("desk.sqlite").display()),
            Store::Postgres => self.url.clone(),
        }
    }

    /// Runs SQL behind the desk's back.
    pub(crate) async fn sql(&self, sql: &'static str) {
        self.sql_text(sql.to_owned()).await;
    }

    /// The same with a text that the test composes.
    pub(crate) async fn sql_text(&self, sql: String) {
        sqlx::any::install_default_drivers();
        let mut db = sqlx::AnyConnection::connect(&self.raw_url()).await.unwrap();
        let sql = sqlx::AssertSqlSafe(sql);
        sqlx::raw_sql(sql).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    }

    /// The texts that a query behind the desk's back gives.
    pub(crate) async fn strings(&self, sql: &'static str) -> Vec<String> {
        sqlx::any::install_default_drivers();
        let mut db = sqlx::AnyConnection::connect(&self.raw_url()).await.unwrap();
        sqlx::query_scalar(sql).fetch_all(&mut db).await.unwrap()
    }
}

/// A database of its own for a test, on a server that may be shared.
async fn new_database() -> String {
    let server = std::env::var("SEMESTA_TEST_POSTGRES").unwrap_or_else(|_| own_server());
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).unwrap();
    let name = format!("t{:016x}", u64::from_le_bytes(bytes));
    sqlx::any::install_default_drivers();
    let mut db = sqlx::AnyConnection::connect(&server)
        .await
        .expect("the PostgreSQL server of the tests answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// The URL of a server that the test processes of this user share.
fn own_server() -> String {
    let folder = std::env::temp_dir().join(format!("semesta-test-postgres-tls-{}", user_id()));
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let url = folder.join("url");
    if let Ok(text) = fs::read_to_string(&url)
        && answers(text.trim())
    {
        // The server ends by itself when nobody has touched this for a while.
        File::create(folder.join("used")).unwrap();
        return text.trim().to_owned();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres");
    // One that died left its folder.
    Command::new(&script)
        .arg("stop")
        .arg(&folder)
        .status()
        .unwrap();
    let output = Command::new(&script)
        .arg("start")
        .arg(&folder)
        .arg("300")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "PostgreSQL's half of the suite needs PostgreSQL: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn answers(url: &str) -> bool {
    let address = url
        .rsplit_once('@')
        .and_then(|(_, rest)| rest.split('/').next());
    address.is_some_and(|address| std::net::TcpStream::connect(address).is_ok())
}

fn user_id() -> u32 {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").map_or(0, |metadata| metadata.uid())
}

/// An instant of the tests: seconds after a morning in Tarakan.
pub(crate) fn t(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_767_200_400 + seconds).unwrap()
}

pub(crate) fn area(code: &str) -> RegionCode {
    code.parse().unwrap()
}

pub(crate) fn tarakan() -> RegionCode {
    area("65.71")
}

pub(crate) fn console() -> Actor {
    Actor::console("tes", tarakan())
}

/// Adds a user with roles such as `checker@6571` and signs them in for good.
pub(crate) async fn signed_in(
    desk: &Desk,
    name: &str,
    grants: &[(Role, &str)],
) -> (SessionToken, Session) {
    let user = NewUser {
        name: name.to_owned(),
        full_name: format!("Petugas {name}"),
        grants: grants
            .iter()
            .map(|(role, code)| Grant {
                role: *role,
                area: area(code),
            })
            .collect(),
    };
    desk.add_user(&console(), &user, "kata sandi pertama", t(0))
        .await
        .unwrap();
    let (token, session) = sign_in(desk, name, "kata sandi pertama").await;
    assert!(session.must_change_password);
    desk.change_password(&session, &token, "kata sandi pertama", PASSWORD, t(1))
        .await
        .unwrap();
    let session = desk.session(&token, "10.0.0.1", t(1)).await.unwrap();
    (token, session)
}

pub(crate) async fn sign_in(desk: &Desk, name: &str, password: &str) -> (SessionToken, Session) {
    desk.sign_in(&credentials(name, password), "10.0.0.1", t(1))
        .await
        .unwrap()
}

pub(crate) fn credentials(name: &str, password: &str) -> Credentials {
    Credentials {
        name: name.to_owned(),
        password: password.to_owned(),
        totp: None,
    }
}
