//! Why something cannot be sealed or opened.

use std::path::{Path, PathBuf};

use semesta_domain::Lang;

use crate::key::{KEY_FILE_VARIABLE, KEY_VARIABLE};

/// Says why encrypted data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder is encrypted, and nobody gave its key.
    #[error("`{0}` is encrypted: expected its key in {KEY_FILE_VARIABLE} or {KEY_VARIABLE}")]
    KeyMissing(PathBuf),
    /// The key is another one.
    #[error("wrong key {given} for `{folder}`: expected key {expected}")]
    WrongKey {
        /// Which folder.
        folder: PathBuf,
        /// The name of the key that was given.
        given: String,
        /// The name of the key that fits.
        expected: String,
    },
    /// The text is no key.
    #[error("invalid key: expected 64 hexadecimal digits")]
    NoKey,
    /// Two keys were given.
    #[error("both {KEY_FILE_VARIABLE} and {KEY_VARIABLE} are set: expected one")]
    TwoKeys,
    /// The key lies beside what it protects.
    #[error("the key file lies in the data folder `{0}`: expected it elsewhere")]
    KeyInside(PathBuf),
    /// The file was altered, cut, or is another one put in its place.
    #[error("`{0}` is not as it was written")]
    Tampered(String),
    /// The file is sealed, and the folder says nothing of a key.
    #[error("`{0}` is encrypted, and there is no encryption.json beside it")]
    NoKeyring(String),
    /// The file is sealed by a data key that the folder does not have.
    #[error("`{0}` is encrypted by a key that encryption.json does not have")]
    UnknownDataKey(String),
    /// The file is not sealed, in a folder where everything is.
    #[error("`{0}` is not encrypted, in an encrypted folder")]
    NotSealed(String),
    /// Another process changed the folder's keys since this one read them.
    #[error("the keys of `{0}` were changed meanwhile")]
    Changed(PathBuf),
    /// `encryption.json` cannot be read, or is not as it was written.
    #[error("damaged `{0}`")]
    Keyring(PathBuf),
    /// The folder is not encrypted.
    #[error("`{0}` is not encrypted")]
    NotEncrypted(PathBuf),
    /// A file cannot be read or written.
    #[error("cannot use `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandomness,
}

impl VaultError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// The same error where only an error of the file system is spoken of, as in a
    /// library that reads through [`crate::VaultFile`].
    pub(crate) fn into_io(self) -> std::io::Error {
        std::io::Error::new(std::io::ErrorKind::InvalidData, self)
    }

    /// The error of this kind behind another, however deep.
    #[must_use]
    pub fn find<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            // What an error of the file system carries is not among its sources.
            let carried = error
                .downcast_ref::<std::io::Error>()
                .and_then(|error| error.get_ref()?.downcast_ref());
            if carried.is_some() {
                return carried;
            }
            next = error.source();
        }
        None
    }

    /// What users are told, and what they can do about it.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> (String, String) {
        let say = Say { lang };
        self.about_the_key(say)
            .or_else(|| self.about_content(say))
            .unwrap_or_else(|| self.about_the_folder(say))
    }

    fn about_the_key(&self, say: Say) -> Option<(String, String)> {
        Some(match self {
            Self::KeyMissing(folder) => say.both(
                format!(
                    "folder data `{}` terenkripsi dan kuncinya tidak diberikan",
                    shown(folder)
                ),
                format!(
                    "the data folder `{}` is encrypted, and its key was not given",
                    shown(folder)
                ),
                "setel SEMESTA_KEY_FILE ke berkas kunci, atau SEMESTA_KEY ke kuncinya; tanpa kunci itu data tidak dapat dibaca siapa pun",
                "set SEMESTA_KEY_FILE to the key's file, or SEMESTA_KEY to the key; without it nobody can read the data",
            ),
            Self::WrongKey {
                folder,
                given,
                expected,
            } => say.both(
                format!(
                    "kunci {given} bukan kunci folder data `{}` (kunci {expected})",
                    shown(folder)
                ),
                format!(
                    "key {given} is not the key of the data folder `{}` (key {expected})",
                    shown(folder)
                ),
                "beri kunci yang namanya disebut; `semesta data key --show BERKAS` menyebut nama sebuah kunci",
                "give the key of that name; `semesta data key --show FILE` tells the name of a key",
            ),
            Self::NoKey => say.both(
                "yang diberikan bukan kunci".to_owned(),
                "what was given is no key".to_owned(),
                "kunci terdiri atas 64 angka heksadesimal; buat dengan `semesta data key --out BERKAS`",
                "a key has 64 hexadecimal digits; make one with `semesta data key --out FILE`",
            ),
            Self::TwoKeys => say.both(
                "SEMESTA_KEY_FILE dan SEMESTA_KEY keduanya disetel".to_owned(),
                "SEMESTA_KEY_FILE and SEMESTA_KEY are both set".to_owned(),
                "hapus salah satu",
                "unset one of them",
            ),
            Self::KeyInside(folder) => say.both(
                format!(
                    "berkas kunci berada di dalam folder data `{}`",
                    shown(folder)
                ),
                format!("the key file lies in the data folder `{}`", shown(folder)),
                "simpan kunci di tempat lain: siapa yang mengambil folder itu tidak boleh ikut mendapat kuncinya",
                "keep the key elsewhere: whoever takes the folder must not get the key with it",
            ),
            _ => return None,
        })
    }

    fn about_content(&self, say: Say) -> Option<(String, String)> {
        Some(match self {
            Self::Tampered(place) => say.both(
                format!("`{place}` tidak seperti saat ditulis: diubah, terpotong, atau tertukar"),
                format!("`{place}` is not as it was written: altered, cut, or another's"),
                "pulihkan berkas itu dari cadangan",
                "restore that file from a backup",
            ),
            Self::NoKeyring(place) => say.both(
                format!("`{place}` terenkripsi, tetapi encryption.json tidak ada"),
                format!("`{place}` is encrypted, and encryption.json is not there"),
                "pulihkan encryption.json folder data ini dari cadangan",
                "restore this data folder's encryption.json from a backup",
            ),
            Self::UnknownDataKey(place) => say.both(
                format!("`{place}` dienkripsi dengan kunci yang tidak ada di encryption.json"),
                format!("`{place}` is encrypted by a key that encryption.json does not have"),
                "berkas atau encryption.json berasal dari folder atau waktu lain; pulihkan keduanya dari cadangan yang sama. Bila server sedang berjalan, mulai ulang",
                "the file or encryption.json is of another folder or time; restore both from one backup. If a server is running, restart it",
            ),
            Self::NotSealed(place) => say.both(
                format!("`{place}` tidak terenkripsi di folder data terenkripsi"),
                format!("`{place}` is not encrypted, in an encrypted data folder"),
                "periksa siapa yang menaruhnya di sana; bila memang milik folder ini, jalankan `semesta data encrypt`",
                "find out who put it there; if it does belong there, run `semesta data encrypt`",
            ),
            _ => return None,
        })
    }

    fn about_the_folder(&self, say: Say) -> (String, String) {
        match self {
            Self::Changed(folder) => say.both(
                format!("kunci folder data `{}` baru saja diganti", shown(folder)),
                format!(
                    "the keys of the data folder `{}` were just changed",
                    shown(folder)
                ),
                "ulangi perintahnya; mulai ulang server yang sedang berjalan",
                "give the command again; restart a server that is running",
            ),
            Self::Keyring(path) => say.both(
                format!("`{}` rusak atau diubah", shown(path)),
                format!("`{}` is damaged or was altered", shown(path)),
                "pulihkan berkas itu dari cadangan; datanya sendiri tidak tersentuh",
                "restore that file from a backup; the data themselves are untouched",
            ),
            Self::NotEncrypted(folder) => say.both(
                format!("folder data `{}` tidak terenkripsi", shown(folder)),
                format!("the data folder `{}` is not encrypted", shown(folder)),
                "enkripsi dulu dengan `semesta data encrypt`",
                "encrypt it first with `semesta data encrypt`",
            ),
            Self::Io { path, source } => say.both(
                format!("`{}` tidak dapat dipakai: {source}", shown(path)),
                format!("`{}` cannot be used: {source}", shown(path)),
                "periksa nama berkas, izinnya, dan sisa ruang cakram",
                "check the file's name, its permissions and the free space",
            ),
            Self::NoRandomness => say.both(
                "sistem operasi tidak memberi angka acak".to_owned(),
                "the operating system gives no random bytes".to_owned(),
                "coba lagi, atau periksa sistem operasinya",
                "try again, or check the operating system",
            ),
            other => (other.to_string(), String::new()),
        }
    }
}

/// A sentence and a hint in the reader's language.
#[derive(Clone, Copy)]
struct Say {
    lang: Lang,
}

impl Say {
    fn both(self, id: String, en: String, hint_id: &str, hint_en: &str) -> (String, String) {
        let sentence = if self.lang == Lang::Id { id } else { en };
        (sentence, self.lang.pick(hint_id, hint_en).to_owned())
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
