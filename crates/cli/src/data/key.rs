//! `semesta data key`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args as Arguments;
use semesta_domain::Lang;
use semesta_vault::Key;

use super::Format;
use crate::sheet::{Cell, Sheet, columns};

/// Membuat kunci baru, atau menyebut nama sebuah kunci.
#[derive(Arguments)]
#[group(required = true, multiple = false, id = "which")]
pub(super) struct KeyArgs {
    /// Berkas kunci baru; tidak boleh sudah ada. Simpan di luar folder data, dengan salinan di tempat aman.
    #[arg(long, value_name = "BERKAS", group = "which")]
    out: Option<PathBuf>,
    /// Sebut nama kunci dalam berkas ini.
    #[arg(long, value_name = "BERKAS", group = "which")]
    show: Option<PathBuf>,
    /// Bentuk keluaran.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &KeyArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let key = match (&args.out, &args.show) {
        (Some(out), _) => {
            let key = Key::generate()?;
            write(out, &key).with_context(|| out.display().to_string())?;
            eprintln!(
                "{}",
                lang.pick(
                    "Simpan salinan kunci ini di tempat aman: tanpa kunci, data yang dienkripsi hilang.",
                    "Keep a copy of this key in a safe place: without it encrypted data are lost."
                )
            );
            key
        }
        (None, Some(file)) => Key::read(file)?,
        (None, None) => anyhow::bail!("--out | --show"),
    };
    Sheet {
        schema: "semesta.data.key/1",
        name: "kunci",
        facts: Vec::new(),
        columns: columns(lang, &[("key", "Nama kunci", "Key's name")]),
        rows: Box::new(std::iter::once(Ok(vec![Cell::text(key.name())]))),
    }
    .write(args.format.into(), None, lang)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that only its owner can read, and never over another.
fn write(path: &Path, key: &Key) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    writeln!(file, "{}", key.text())?;
    file.sync_all()
}
