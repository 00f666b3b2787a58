//! What stops a run.

use std::path::PathBuf;

use jiff::civil::Date;
use semesta_domain::{Lang, RegionCode};
use semesta_evidence::FolderError;
use semesta_vault::VaultError;

use crate::load::LoadError;
use crate::results::WriteError;

/// Says why a run could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The region is no regency or city.
    #[error("region `{0}` is no regency or city: expected four digits such as `65.71`")]
    RegionLevel(RegionCode),
    /// There is nothing of a source that every run needs.
    #[error("no snapshot of `{source_code}` up to {as_of}")]
    MissingSource {
        /// Which source.
        source_code: &'static str,
        /// Up to when.
        as_of: Date,
    },
    /// Nobody knows this run.
    #[error("unknown run `{0}`")]
    UnknownRun(String),
    /// A snapshot that the run took is gone.
    #[error("snapshot of `{0}` is gone")]
    SnapshotGone(String),
    /// No run has been made yet.
    #[error("no run yet")]
    NoRun,
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The snapshots.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The results.
    #[error(transparent)]
    Encode(#[from] WriteError),
    /// The law has no answer for the date.
    #[error(transparent)]
    Law(#[from] semesta_law::LawError),
    /// A result cannot be read.
    #[error("damaged result `{path}`")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file cannot be read or written.
    #[error("cannot use `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl RunError {
    /// What users are told, and what they can do about it.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> Option<(String, String)> {
        let (message, hint) = match self {
            Self::RegionLevel(region) => (
                lang.pick(
                    "kode wilayah bukan kabupaten/kota",
                    "the region is no regency or city",
                )
                .to_owned()
                    + &format!(": `{region}`"),
                lang.pick(
                    "tulis empat angka, misalnya `--region 65.71`",
                    "write four digits, such as `--region 65.71`",
                )
                .to_owned(),
            ),
            Self::MissingSource { source_code, as_of } => (
                format!(
                    "{} `{source_code}` {} {as_of}",
                    lang.pick("belum ada data", "there is no data of"),
                    lang.pick("sampai", "up to")
                ),
                format!(
                    "semesta import --data DIR --source {source_code} --as-of {as_of} {}",
                    lang.pick("BERKAS", "FILE")
                ),
            ),
            Self::UnknownRun(id) => (
                format!("{} `{id}`", lang.pick("tidak ada run", "there is no run")),
                lang.pick(
                    "tanpa `--run`, run terbaru dipakai",
                    "without `--run` the newest is taken",
                )
                .to_owned(),
            ),
            Self::NoRun => (
                lang.pick(
                    "belum ada run di folder data ini",
                    "there is no run in this data folder yet",
                )
                .to_owned(),
                "semesta run --data DIR --region 65.71 --as-of yyyy-mm-dd".to_owned(),
            ),
            _ => return VaultError::find(self).map(|error| error.advice(lang)),
        };
        Some((message, hint))
    }
}
