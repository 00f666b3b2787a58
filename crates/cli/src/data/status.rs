//! `semesta data status`.

use std::process::ExitCode;

use clap::Args as Arguments;
use semesta_domain::Lang;
use semesta_evidence::{DataFolder, SealedFiles};
use semesta_vault::{Key, Keyring, Stage};

use super::Where;
use crate::run::open;
use crate::sheet::{Cell, Sheet, columns};

/// Keadaan enkripsi.
#[derive(Arguments)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    place: Where,
}

pub(super) async fn run(args: &StatusArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let state = show(&args.place, lang).await?;
    Ok(match state {
        "encrypting" | "decrypting" => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    })
}

/// Says how a folder and its desk stand.
pub(super) async fn show(place: &Where, lang: Lang) -> anyhow::Result<&'static str> {
    let folder = open(&place.data, lang)?;
    let desk = place.desk_seal(lang).await?;
    show_known(place, &folder, desk, lang)
}

fn show_known(
    place: &Where,
    folder: &DataFolder,
    desk: Option<String>,
    lang: Lang,
) -> anyhow::Result<&'static str> {
    let keyring = folder.vault().keyring();
    let files = folder.sealed_files()?;
    let current = keyring
        .and_then(Keyring::current)
        .map(|id| id.text())
        .unwrap_or_default();
    let state = match keyring.map(Keyring::stage) {
        None => "plain",
        Some(Stage::Sealed) if files.n_left == 0 => "encrypted",
        Some(Stage::Sealed | Stage::Sealing) => "encrypting",
        Some(Stage::Opening) => "decrypting",
    };
    let desk = match desk {
        None => "none",
        Some(seal) if seal.is_empty() => "plain",
        Some(seal) if seal == current => "encrypted",
        Some(_) => "other_key",
    };
    let SealedFiles { n_done, n_left } = files;
    let row = vec![
        Cell::text(state),
        keyring.map_or(Cell::Empty, |ring| Cell::text(ring.key_name())),
        Cell::Integer(i64::try_from(n_done)?),
        Cell::Integer(i64::try_from(n_left)?),
        Cell::text(desk),
    ];
    let titles = [
        ("state", "Keadaan", "State"),
        ("key", "Nama kunci", "Key's name"),
        ("files_done", "Berkas sesuai", "Files as they should be"),
        ("files_left", "Berkas belum", "Files not yet"),
        ("desk", "Meja kerja", "Desk"),
    ];
    Sheet {
        schema: "semesta.data.encryption/1",
        name: "enkripsi",
        facts: Vec::new(),
        columns: columns(lang, &titles),
        rows: Box::new(std::iter::once(Ok(row))),
    }
    .write(place.format.into(), None, lang)?;
    Ok(state)
}

/// The key that the environment gives for a folder.
pub(super) fn key(place: &Where) -> anyhow::Result<Key> {
    let given = Key::from_environment(&place.data)?;
    Ok(given.ok_or_else(|| semesta_vault::VaultError::KeyMissing(place.data.clone()))?)
}
