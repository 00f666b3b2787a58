//! What every command of the desk takes: where it is, who asks, how it answers.

use std::path::{Path, PathBuf};

use clap::{Args as Arguments, ValueEnum};
use jiff::Timestamp;
use semesta_desk::{Actor, Credentials, Desk, DeskError, SignInError};
use semesta_domain::{Lang, RegionCode};
use semesta_vault::VaultError;

use super::secret::{self, Wanted};
use crate::sheet::{self, Cell, Sheet};
use crate::talk::Hinted;

/// How the answer is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tabel untuk dibaca.
    Table,
    /// JSON berskema.
    Json,
}

impl From<Format> for sheet::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Json => Self::Json,
        }
    }
}

/// Where the desk is.
#[derive(Arguments)]
pub(crate) struct Where {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Basis data: postgres://… atau sqlite:…; tanpa ini SEMESTA_DATABASE, lalu desk.sqlite di folder data.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Bentuk keluaran.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: Format,
}

/// Who asks.
#[derive(Arguments)]
pub(crate) struct Who {
    /// Bertindak sebagai pengguna ini, dengan kata sandinya; tanpa ini sebagai konsol mesin.
    #[arg(long = "as", value_name = "PENGGUNA")]
    user: Option<String>,
    /// Berkas berisi kata sandi pengguna itu (`-` untuk stdin); tanpa ini ditanyakan.
    #[arg(long, value_name = "BERKAS", requires = "user")]
    password_file: Option<PathBuf>,
    /// Kode faktor kedua dari telepon.
    #[arg(long, value_name = "KODE", requires = "user")]
    totp: Option<String>,
}

impl Where {
    /// For commands whose answer has other forms than a table.
    pub(crate) fn new(data: &Path, database: Option<String>) -> Self {
        Self {
            data: data.to_owned(),
            database,
            format: Format::Json,
        }
    }

    /// The database's URL; empty for the file in the data folder. A URL holds a password
    /// at times, so it may come from the environment instead.
    pub(crate) fn url(&self) -> String {
        self.database
            .clone()
            .or_else(|| std::env::var("SEMESTA_DATABASE").ok())
            .unwrap_or_default()
    }

    /// Opens the desk.
    pub(crate) async fn open(&self, lang: Lang) -> anyhow::Result<Desk> {
        Desk::open(&self.url(), &self.data)
            .await
            .map_err(|error| told(error, lang))
    }

    /// Writes a table of the given schema to stdout.
    pub(crate) fn write(
        &self,
        schema: &'static str,
        columns: Vec<sheet::Column>,
        rows: Vec<Vec<Cell>>,
        lang: Lang,
    ) -> anyhow::Result<()> {
        Sheet {
            schema,
            name: "meja",
            facts: Vec::new(),
            columns,
            rows: Box::new(rows.into_iter().map(Ok)),
        }
        .write(self.format.into(), None, lang)
    }

    /// Says which file was written, and how long it is.
    pub(crate) fn wrote(&self, path: &Path, n_bytes: usize, lang: Lang) -> anyhow::Result<()> {
        let names = [
            ("file", "Berkas", "File"),
            ("bytes", "Ukuran (bita)", "Size (bytes)"),
        ];
        let row = vec![
            Cell::text(path.display().to_string()),
            Cell::Integer(i64::try_from(n_bytes)?),
        ];
        let schema = "semesta.desk.file/1";
        self.write(schema, sheet::columns(lang, &names), vec![row], lang)
    }
}

impl Who {
    /// Who acts: a user who proves it, or the machine's console.
    pub(crate) async fn actor(&self, desk: &Desk, lang: Lang) -> anyhow::Result<Actor> {
        let Some(name) = &self.user else {
            return Ok(Actor::console(&system_user(), desk.region()));
        };
        let password = secret::read(self.password_file.as_deref(), Wanted::Own, lang)?;
        let credentials = Credentials {
            name: name.clone(),
            password,
            totp: self.totp.clone(),
        };
        let signed_in = desk.sign_in(&credentials, "console", now()).await;
        let (token, session) = signed_in.map_err(|error| refused(error, lang))?;
        // One command, one session: nothing of it stays.
        desk.sign_out(&session, &token, now())
            .await
            .map_err(|error| told(error, lang))?;
        if session.must_change_password {
            return Err(Hinted::new(
                lang.pick(
                    "kata sandi pertama belum diganti",
                    "the first password has not been changed",
                ),
                lang.pick(
                    "ganti dengan `semesta desk user password`",
                    "change it with `semesta desk user password`",
                ),
            )
            .into());
        }
        Ok(session.actor())
    }
}

/// The user of the operating system.
pub(crate) fn system_user() -> String {
    ["SUDO_USER", "USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(user_number)
}

#[cfg(unix)]
fn user_number() -> String {
    use std::os::unix::fs::MetadataExt as _;
    // No name in the environment, as under a service manager.
    std::fs::metadata("/proc/self").map_or_else(
        |_| "?".to_owned(),
        |metadata| format!("uid{}", metadata.uid()),
    )
}

#[cfg(not(unix))]
fn user_number() -> String {
    "?".to_owned()
}

/// The machine's clock; the desk itself knows none.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Reads a region code.
pub(crate) fn region(text: &str) -> Result<RegionCode, String> {
    text.parse()
        .map_err(|_| "seharusnya kode wilayah, misalnya 65.71".to_owned())
}

/// Puts the desk's error into the user's words, with what to do about it.
pub(crate) fn told(error: DeskError, lang: Lang) -> anyhow::Error {
    if VaultError::find(&error).is_some() {
        return error.into();
    }
    let cause = match &error {
        DeskError::Store(cause) | DeskError::Unreachable(cause) => Some(cause.to_string()),
        DeskError::Io { source, .. } => Some(source.to_string()),
        _ => None,
    };
    let mut message = error.text(lang);
    if let Some(cause) = cause {
        message = format!("{message}: {cause}");
    }
    match hint(&error, lang) {
        Some(hint) => Hinted::new(message, hint).into(),
        None => anyhow::anyhow!(message),
    }
}

/// As [`told`], for those who could not sign in.
pub(crate) fn refused(error: SignInError, lang: Lang) -> anyhow::Error {
    match error {
        SignInError::Desk(error) => told(error, lang),
        other => anyhow::anyhow!(other.text(lang)),
    }
}

fn hint(error: &DeskError, lang: Lang) -> Option<&'static str> {
    Some(match error {
        DeskError::NoDesk => lang.pick(
            "buat dengan `semesta desk init --data DIR --region KODE`",
            "make one with `semesta desk init --data DIR --region CODE`",
        ),
        DeskError::OtherFolder { .. } => lang.pick(
            "periksa --data dan --database; cadangan dipulihkan dengan `semesta desk restore`",
            "check --data and --database; a backup comes back with `semesta desk restore`",
        ),
        DeskError::Later { .. } => lang.pick("perbarui program ini", "update this program"),
        DeskError::Conflict { .. } => lang.pick(
            "lihat keadaan terbarunya, lalu ulangi bila masih perlu",
            "look at it anew, then repeat if still needed",
        ),
        DeskError::Full => lang.pick("kosongkan ruang disk", "free some disk space"),
        DeskError::Unreachable(_) => lang.pick(
            "periksa apakah peladen PostgreSQL berjalan dan URL-nya benar",
            "check that the PostgreSQL server runs and that its URL is right",
        ),
        _ => return None,
    })
}

/// An instant as a table shows it, UTC to the second; JSON has the same.
pub(crate) fn instant(instant: Timestamp) -> Cell {
    let seconds = Timestamp::from_second(instant.as_second()).unwrap_or(instant);
    Cell::text(seconds.to_string())
}
