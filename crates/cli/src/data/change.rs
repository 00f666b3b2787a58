//! `semesta data encrypt`, `rekey` and `decrypt`: begin, bring everything over, finish.
//!
//! Each can be given again after it was killed and goes on where it was: at every moment
//! every file and every cell can be read by whoever has the key that `encryption.json`
//! asks for.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as Arguments;
use semesta_desk::Desk;
use semesta_domain::Lang;
use semesta_evidence::DataFolder;
use semesta_vault::{Key, Keyring, VaultError};

use super::Where;
use super::status::{key, show};
use crate::desk::common::{now, system_user, told};
use crate::talk::{Hinted, Progress};

/// How often files that others published meanwhile are gone after.
const N_ROUNDS: usize = 5;

/// Mengenkripsi folder data dan meja kerjanya, atau menyelesaikan yang terhenti.
#[derive(Arguments)]
pub(super) struct EncryptArgs {
    #[command(flatten)]
    place: Where,
}

/// Mengganti kunci dan mengenkripsi ulang semuanya.
#[derive(Arguments)]
pub(super) struct RekeyArgs {
    #[command(flatten)]
    place: Where,
    /// Berkas kunci baru; kunci lama dari SEMESTA_KEY_FILE atau SEMESTA_KEY.
    #[arg(long, value_name = "BERKAS")]
    new_key_file: PathBuf,
    /// Hanya kuncinya: data tidak dienkripsi ulang. Cepat, tetapi siapa yang menyimpan kunci lama dan encryption.json lama tetap dapat membaca data.
    #[arg(long)]
    wrap_only: bool,
}

/// Membuka enkripsi untuk seterusnya.
#[derive(Arguments)]
pub(super) struct DecryptArgs {
    #[command(flatten)]
    place: Where,
}

pub(super) async fn encrypt(args: &EncryptArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let place = &args.place;
    let key = key(place)?;
    // A folder that is not there yet is encrypted from its beginning.
    DataFolder::create(&place.data)?;
    place.desk_seal(lang).await?;
    Keyring::begin(&place.data, &key)?;
    bring_over(place, &key, lang).await?;
    show(place, lang).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn rekey(args: &RekeyArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let place = &args.place;
    let old = key(place)?;
    let new = Key::read_outside(&args.new_key_file, &place.data)?;
    place.desk_seal(lang).await?;
    if args.wrap_only {
        Keyring::rewrap(&place.data, &old, &new)?;
    } else {
        Keyring::rotate(&place.data, &old, &new)?;
        bring_over(place, &new, lang).await?;
    }
    eprintln!(
        "{} {}",
        lang.pick(
            "Mulai sekarang folder data ini dibuka dengan kunci",
            "From now on this data folder opens with key"
        ),
        new.name()
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn decrypt(args: &DecryptArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let place = &args.place;
    let key = key(place)?;
    place.desk_seal(lang).await?;
    Keyring::unseal(&place.data, &key)?;
    bring_over(place, &key, lang).await?;
    show(place, lang).await?;
    Ok(ExitCode::SUCCESS)
}

/// Something was published between the last look and the finish.
#[derive(Debug, thiserror::Error)]
enum NotYet {
    #[error("files are left")]
    Left,
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Folder(#[from] semesta_evidence::FolderError),
}

/// Brings files and desk to what the keyring says, and says so in the keyring.
async fn bring_over(place: &Where, key: &Key, lang: Lang) -> anyhow::Result<()> {
    let folder = DataFolder::open_with(&place.data, || Ok(Some(key.clone())))?;
    let talk = Progress::begin(lang.pick("Enkripsi", "Encryption"));
    let vault = folder.vault().trusting();
    for _ in 0..N_ROUNDS {
        talk.say(lang.pick("berkas", "files"));
        folder.reseal(&|_| {})?;
        if place.desk_seal(lang).await?.is_some() {
            talk.say(lang.pick("meja kerja", "the desk"));
            let url = place.url();
            Desk::reseal(&url, &place.data, &vault, &system_user(), now())
                .await
                .map_err(|error| told(error, lang))?;
        }
        let finished = Keyring::finish(&place.data, key, || match folder.sealed_files()?.n_left {
            0 => Ok(()),
            _ => Err(NotYet::Left),
        });
        match finished {
            Ok(()) => {
                talk.finish();
                return Ok(());
            }
            Err(NotYet::Left) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Hinted::new(
        lang.pick(
            "folder data terus berubah selama dienkripsi",
            "the data folder kept changing while it was encrypted",
        ),
        lang.pick(
            "hentikan impor dan perhitungan yang berjalan, lalu ulangi",
            "stop imports and runs under way, then give the command again",
        ),
    )
    .into())
}
