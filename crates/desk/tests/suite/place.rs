//! A data folder and an empty database for one test.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use semesta_desk::{Actor, Credentials, Desk, Grant, NewUser, Role, Session, SessionToken};
use semesta_domain::RegionCode;
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
    _temporary: tempfile::TempDir,
}

pub(crate) fn run<F: Future<Output = ()>>(store: Store, test: impl FnOnce(Place) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let place = Place::new(store).await;
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
            _temporary: temporary,
        }
    }

    /// The place of another test process: its URL and its folder, a line each.
    pub(crate) fn elsewhere(mut self, target: &str) -> Self {
        let (url, folder) = target.split_once('\n').unwrap();
        url.clone_into(&mut self.url);
        self.folder = PathBuf::from(folder);
        self
    }

    pub(crate) async fn desk(&self) -> Desk {
        Desk::create(&self.url, &self.folder, tarakan(), t(0))
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
