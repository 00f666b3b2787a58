//! `semesta data`: encryption of a data folder and its desk.

mod change;
mod key;
mod status;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use semesta_desk::{Desk, DeskError};
use semesta_domain::Lang;

use crate::desk::common::told;
use crate::sheet;
use crate::talk::Hinted;

/// Enkripsi folder data dan meja kerjanya.
#[derive(Arguments)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Membuat kunci baru, atau menyebut nama sebuah kunci.
    Key(key::KeyArgs),
    /// Mengenkripsi folder data dan meja kerjanya, atau menyelesaikan yang terhenti.
    Encrypt(change::EncryptArgs),
    /// Mengganti kunci dan mengenkripsi ulang semuanya.
    Rekey(change::RekeyArgs),
    /// Membuka enkripsi untuk seterusnya.
    Decrypt(change::DecryptArgs),
    /// Keadaan enkripsi.
    Status(status::StatusArgs),
}

/// The folder, its desk's database, and how to answer.
#[derive(Arguments)]
struct Where {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Basis data meja kerja: postgres://…; tanpa ini SEMESTA_DATABASE, lalu desk.sqlite di folder data.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Bentuk keluaran.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// How the answer is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
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

impl Where {
    fn url(&self) -> String {
        self.database
            .clone()
            .or_else(|| std::env::var("SEMESTA_DATABASE").ok())
            .unwrap_or_default()
    }

    /// Which data key the desk is sealed by; none if the folder has no desk.
    async fn desk_seal(&self, lang: Lang) -> anyhow::Result<Option<String>> {
        let mark = Desk::mark_of(&self.data).map_err(|error| told(error, lang))?;
        let Some(is_whole) = mark else {
            return Ok(None);
        };
        match Desk::sealed_by(&self.url(), &self.data).await {
            Ok(seal) => Ok(Some(seal)),
            Err(DeskError::NoDesk) if !is_whole => Ok(None),
            // The folder says that it has one: it is on a server.
            Err(DeskError::NoDesk) => Err(Hinted::new(
                lang.pick(
                    "meja kerja folder ini ada di basis data lain",
                    "this folder's desk is in another database",
                ),
                lang.pick(
                    "sebut dengan --database postgres://… atau SEMESTA_DATABASE",
                    "name it with --database postgres://… or SEMESTA_DATABASE",
                ),
            )
            .into()),
            Err(error) => Err(told(error, lang)),
        }
    }
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match &args.command {
            Command::Key(args) => key::run(args, lang),
            Command::Encrypt(args) => change::encrypt(args, lang).await,
            Command::Rekey(args) => change::rekey(args, lang).await,
            Command::Decrypt(args) => change::decrypt(args, lang).await,
            Command::Status(args) => status::run(args, lang).await,
        }
    })
}
