//! The city's key: 256 random bits, outside the data folder.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::VaultError;
use crate::primitive::{KEY_BYTES, Secret, derive, from_hex, hex, random};

/// The variable that names the file with the key.
pub const KEY_FILE_VARIABLE: &str = "SEMESTA_KEY_FILE";
/// The variable that is the key itself.
pub const KEY_VARIABLE: &str = "SEMESTA_KEY";

/// The city's key. Shown nowhere but by [`Key::text`].
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Secret);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.name())
    }
}

impl Key {
    /// Makes a new key.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn generate() -> Result<Self, VaultError> {
        random::<KEY_BYTES>().map(Self)
    }

    /// Reads a key: 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`VaultError::NoKey`]. A phrase is no key: it could be guessed.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        from_hex(text.trim()).map(Self).ok_or(VaultError::NoKey)
    }

    /// Reads the key in a file.
    ///
    /// # Errors
    /// If the file cannot be read or holds no key.
    pub fn read(path: &Path) -> Result<Self, VaultError> {
        Self::parse(&fs::read_to_string(path).map_err(VaultError::io(path))?)
    }

    /// The key that the environment gives for a data folder: in the file that
    /// `SEMESTA_KEY_FILE` names, or in `SEMESTA_KEY`.
    ///
    /// # Errors
    /// If both are set, the file cannot be read or lies in the folder, or holds no key.
    pub fn from_environment(folder: &Path) -> Result<Option<Self>, VaultError> {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        match (set(KEY_FILE_VARIABLE), set(KEY_VARIABLE)) {
            (Some(_), Some(_)) => Err(VaultError::TwoKeys),
            (Some(file), None) => Self::read_outside(&PathBuf::from(file), folder).map(Some),
            (None, Some(text)) => Self::parse(&text.to_string_lossy()).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Reads a key file that must not lie in the folder it protects.
    ///
    /// # Errors
    /// [`VaultError::KeyInside`], or as [`Key::read`].
    pub fn read_outside(file: &Path, folder: &Path) -> Result<Self, VaultError> {
        let inside = fs::canonicalize(file)
            .ok()
            .zip(fs::canonicalize(folder).ok())
            .is_some_and(|(file, folder)| file.starts_with(folder));
        if inside {
            return Err(VaultError::KeyInside(folder.to_owned()));
        }
        Self::read(file)
    }

    /// The key as text, to be kept where nobody else reads it.
    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// What the key is called: says which key, and nothing about it.
    #[must_use]
    pub fn name(&self) -> String {
        hex(&derive("semesta vault 1 key name", &[&self.0])[..8])
    }

    pub(crate) fn for_purpose(&self, purpose: &str) -> Secret {
        derive(purpose, &[&self.0])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_is_not_shown() {
        let key = Key::generate().unwrap();
        assert_eq!(Key::parse(&format!("{}\n", key.text())).unwrap(), key);
        assert!(!format!("{key:?}").contains(&key.text()));
        assert_ne!(key.name(), Key::generate().unwrap().name());
    }

    #[test]
    fn a_phrase_is_no_key() {
        for text in [
            "",
            "rahasia kota",
            &"g".repeat(64),
            &"0".repeat(63),
            &"0".repeat(65),
        ] {
            assert!(matches!(Key::parse(text), Err(VaultError::NoKey)), "{text}");
        }
    }

    #[test]
    fn a_key_file_in_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        fs::write(&file, Key::generate().unwrap().text()).unwrap();
        let found = Key::read_outside(&file, folder.path());
        assert!(matches!(found, Err(VaultError::KeyInside(_))));
        let other = tempfile::tempdir().unwrap();
        assert!(Key::read_outside(&file, other.path()).is_ok());
    }
}
