//! What can go wrong at the desk.

use std::path::PathBuf;

use jiff::Timestamp;
use semesta_domain::{Lang, RegionCode};

use crate::permission::Permission;

/// The result of asking the desk.
pub type Result<T> = std::result::Result<T, DeskError>;

/// Says why the desk did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The URL is neither SQLite's nor PostgreSQL's.
    #[error("invalid database URL: expected `sqlite:…` or `postgres://…`")]
    Url,
    /// The store holds no desk yet.
    #[error("no desk in this database")]
    NoDesk,
    /// The store or the folder has a desk already.
    #[error("there is a desk already")]
    Exists,
    /// The store belongs to another data folder.
    #[error("this database belongs to another data folder than `{folder}`")]
    OtherFolder {
        /// The folder that was given.
        folder: PathBuf,
    },
    /// A file of the data folder cannot be used.
    #[error("cannot use `{path}`")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The store was written by a later version of this program.
    #[error("the database is at version {found}: this program knows versions up to {known}")]
    Later {
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// A migration that was applied is not the one this program carries.
    #[error("migration {version} differs from the one that was applied")]
    MigrationChanged {
        /// Its version.
        version: i64,
    },
    /// The session may not do this there.
    #[error("not allowed: `{permission}` in {area}")]
    Refused {
        /// What was asked.
        permission: Permission,
        /// Where.
        area: RegionCode,
    },
    /// Somebody else changed the row since it was read.
    #[error("`{what}` was changed by `{by}` at {at}")]
    Conflict {
        /// The row, such as `user:budi`.
        what: String,
        /// Who changed it.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// There is no such thing.
    #[error("unknown: `{0}`")]
    Unknown(String),
    /// A value was refused.
    #[error("invalid {what}: {expected}")]
    Invalid {
        /// Which value.
        what: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// A thing is not in the state that the step needs.
    #[error("`{what}` is {state}")]
    State {
        /// Which thing, such as `proposal:12`.
        what: String,
        /// Its state's code.
        state: String,
    },
    /// Somebody was to check or approve what they made or checked themselves.
    #[error("`{what}`: who made or checked it cannot do the next step")]
    SamePerson {
        /// Which thing, such as `proposal:12`.
        what: String,
    },
    /// A layout or a file of answers cannot be read.
    #[error("cannot read `{what}`: {why}")]
    File {
        /// The file's or the layout's name.
        what: String,
        /// What was wrong; never a citizen's data.
        why: String,
    },
    /// The law has no answer for that day.
    #[error("the law has no value for {day}")]
    Law {
        /// The day asked about.
        day: jiff::civil::Date,
        /// Why.
        source: semesta_law::LawError,
    },
    /// A run's results cannot be read.
    #[error("cannot read the run")]
    Run(#[source] Box<semesta_engine::run::RunError>),
    /// A change was to be committed without a word in the audit log.
    #[error("a change without an entry in the audit log")]
    Unrecorded,
    /// The disk, or the room granted to the database, is full; nothing was changed.
    #[error("the disk is full")]
    Full,
    /// Other writers kept the store busy for too long; nothing was changed.
    #[error("the database is busy")]
    Busy,
    /// The database's server is gone, or refuses.
    #[error("the database cannot be reached")]
    Unreachable(#[source] sqlx::Error),
    /// Anything else the database says.
    #[error("the database refuses")]
    Store(#[source] sqlx::Error),
    /// A stored value has no meaning here.
    #[error("damaged value in `{0}`")]
    Damaged(&'static str),
    /// The operating system gives no random bytes.
    #[error("no randomness from the operating system")]
    NoRandomness,
    /// The desk was encrypted, or its key changed, since this process opened it.
    #[error("the desk's encryption was changed meanwhile: expected a restart")]
    Resealed,
    /// What is encrypted cannot be opened, or not be sealed.
    #[error("cannot open encrypted data")]
    Vault(#[from] semesta_vault::VaultError),
}

impl DeskError {
    /// Wraps an error of the file system.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// A stable code for programs: never translated.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::NoDesk => "no_desk",
            Self::Exists => "exists",
            Self::OtherFolder { .. } => "other_folder",
            Self::Io { .. } => "io",
            Self::Later { .. } => "later",
            Self::MigrationChanged { .. } => "migration_changed",
            Self::Refused { .. } => "refused",
            Self::Conflict { .. } => "conflict",
            Self::Unknown(_) => "unknown",
            Self::Invalid { .. } => "invalid",
            Self::State { .. } => "state",
            Self::SamePerson { .. } => "same_person",
            Self::File { .. } => "file",
            Self::Law { .. } => "law",
            Self::Run(_) => "run",
            Self::Unrecorded => "unrecorded",
            Self::Full => "full",
            Self::Busy => "busy",
            Self::Unreachable(_) => "unreachable",
            Self::Store(_) => "store",
            Self::Damaged(_) => "damaged",
            Self::NoRandomness => "no_randomness",
            Self::Resealed => "resealed",
            Self::Vault(_) => "encryption",
        }
    }

    /// The sentence that users read.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        if let Self::Vault(error) = self {
            return error.advice(lang).0;
        }
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Url => {
                "URL basis data tidak dikenal: seharusnya `sqlite:…` atau `postgres://…`".into()
            }
            Self::NoDesk => "belum ada meja kerja di basis data ini".into(),
            Self::Exists => "meja kerja sudah ada".into(),
            Self::OtherFolder { folder } => format!(
                "basis data ini milik folder data lain, bukan `{}`",
                folder.display()
            ),
            Self::Io { path, .. } => format!("tidak dapat memakai `{}`", path.display()),
            Self::Later { found, known } => {
                format!("basis data berversi {found}, program ini mengenal sampai versi {known}")
            }
            Self::MigrationChanged { version } => {
                format!("migrasi {version} berbeda dari yang pernah dijalankan")
            }
            Self::Refused { permission, area } => format!(
                "tidak berwenang: {} di {area}",
                permission.title(lang).to_lowercase()
            ),
            Self::Conflict { what, by, at } => {
                format!("`{what}` sudah diubah oleh `{by}` pada {at}")
            }
            Self::Unknown(what) => format!("tidak dikenal: `{what}`"),
            Self::Invalid { what, expected } => format!("{what} tidak sah: {expected}"),
            Self::State { what, state } => {
                format!("`{what}` berkeadaan `{state}`: langkah ini tidak dapat dilakukan")
            }
            Self::SamePerson { what } => format!(
                "`{what}`: yang menyusun atau memeriksa tidak boleh melakukan langkah berikutnya"
            ),
            Self::File { what, why } => format!("tidak dapat membaca `{what}`: {why}"),
            Self::Law { day, .. } => format!("peraturan belum mempunyai nilai untuk {day}"),
            Self::Run(cause) => format!("hasil perhitungan tidak dapat dibaca: {cause}"),
            Self::Unrecorded => "perubahan tanpa catatan audit".into(),
            Self::Full => "disk penuh; tidak ada yang berubah".into(),
            Self::Busy => "basis data sedang sibuk; tidak ada yang berubah, coba lagi".into(),
            Self::Unreachable(_) => "basis data tidak dapat dihubungi".into(),
            Self::Store(_) => "basis data menolak".into(),
            Self::Damaged(what) => format!("nilai `{what}` rusak"),
            Self::NoRandomness => "sistem operasi tidak memberi bilangan acak".into(),
            Self::Resealed => {
                "enkripsi meja kerja baru saja diganti; mulai ulang server, atau ulangi perintahnya"
                    .into()
            }
            Self::Vault(error) => error.advice(lang).0,
        }
    }
}

impl From<sqlx::Error> for DeskError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            // TLS: nobody at the other end whom the URL's `sslmode` would trust.
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unreachable(error),
            sqlx::Error::Database(inner) => match inner.code().as_deref() {
                // SQLITE_FULL, disk_full
                Some("13" | "53100") => Self::Full,
                // SQLITE_BUSY and its kinds, lock_not_available, deadlock_detected
                Some("5" | "261" | "517" | "55P03" | "40P01" | "40001") => Self::Busy,
                // admin_shutdown, crash_shutdown, cannot_connect_now, connection failures
                Some(code)
                    if code.starts_with("57P") || code.len() == 5 && code.starts_with("08") =>
                {
                    Self::Unreachable(error)
                }
                _ => Self::Store(error),
            },
            _ => Self::Store(error),
        }
    }
}
