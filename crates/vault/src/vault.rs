//! What reading and writing of a folder go through.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cell::CellKey;
use crate::error::VaultError;
use crate::file::{self, VaultFile, VaultWriter};
use crate::key::Key;
use crate::keyring::{Document, Keyring, Stage};
use crate::primitive::Secret;

/// The file of every data folder whose lock keeps keys from changing under a writer.
const LOCK: &str = "semesta.json";

/// Which data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataKeyId(pub(crate) [u8; 8]);

/// A folder's way in and out: sealed where the folder is encrypted, else as it is.
#[derive(Debug, Clone)]
pub struct Vault {
    root: PathBuf,
    ring: Option<Arc<Keyring>>,
}

impl Vault {
    /// The vault of a folder, with the key that the environment gives.
    ///
    /// # Errors
    /// [`VaultError::KeyMissing`], [`VaultError::WrongKey`] and others if it is encrypted.
    pub fn open(root: &Path) -> Result<Self, VaultError> {
        Self::open_with(root, || Key::from_environment(root))
    }

    /// The vault of a folder, with a key that is asked for only where one is needed.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_with(
        root: &Path,
        key: impl FnOnce() -> Result<Option<Key>, VaultError>,
    ) -> Result<Self, VaultError> {
        Ok(Self::of(root, Keyring::open(root, key)?))
    }

    /// A vault with a keyring in hand; without one it is plain.
    #[must_use]
    pub fn of(root: &Path, ring: Option<Keyring>) -> Self {
        Self {
            root: root.to_owned(),
            ring: ring.map(Arc::new),
        }
    }

    /// The keyring; none where the folder is not encrypted.
    #[must_use]
    pub fn keyring(&self) -> Option<&Keyring> {
        self.ring.as_deref()
    }

    /// Whether what is written is sealed.
    #[must_use]
    pub fn is_sealing(&self) -> bool {
        self.current().is_some()
    }

    /// The data key by which what is written is sealed.
    #[must_use]
    pub fn current(&self) -> Option<DataKeyId> {
        self.ring.as_ref().and_then(|ring| ring.current)
    }

    /// Whether everything must be sealed: what is not was put there by somebody else.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.ring
            .as_ref()
            .is_some_and(|ring| ring.stage == Stage::Sealed)
    }

    /// The same vault, taking plain files for the folder's own: to seal them.
    #[must_use]
    pub fn trusting(&self) -> Self {
        let trusting = |ring: &Arc<Keyring>| {
            let mut ring = Keyring::clone(ring);
            if ring.stage == Stage::Sealed {
                ring.stage = Stage::Sealing;
            }
            Arc::new(ring)
        };
        Self {
            root: self.root.clone(),
            ring: self.ring.as_ref().map(trusting),
        }
    }

    /// Holds off a change of keys until the guard is dropped.
    ///
    /// # Errors
    /// [`VaultError::Changed`] if they were changed since this vault was opened.
    pub fn guard(&self) -> Result<Guard, VaultError> {
        let guard = Guard::shared(&self.root)?;
        let now = Document::read(&self.root)?;
        let now = now.as_ref().and_then(Document::current);
        if now.map(str::to_owned) != self.current().map(DataKeyId::text) {
            return Err(VaultError::Changed(self.root.clone()));
        }
        Ok(guard)
    }

    /// What is to be written for `target`, sealed where the folder is.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn seal<'b>(&self, target: &Path, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, VaultError> {
        let Some((id, secret)) = self.sealing() else {
            return Ok(Cow::Borrowed(bytes));
        };
        file::seal(id, secret, &self.place(target), bytes).map(Cow::Owned)
    }

    /// Writes to `sink` what will lie at `target`, sealed where the folder is.
    ///
    /// # Errors
    /// If the system gives no random bytes, or the sink refuses.
    pub fn writer<W: Write>(&self, target: &Path, sink: W) -> Result<VaultWriter<W>, VaultError> {
        match self.sealing() {
            None => Ok(VaultWriter::plain(sink)),
            Some((id, secret)) => VaultWriter::sealed(sink, id, secret, &self.place(target)),
        }
    }

    /// Reads a file of the folder.
    ///
    /// # Errors
    /// If it cannot be read, or is not as it was written.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, VaultError> {
        let bytes = fs::read(path).map_err(VaultError::io(path))?;
        self.unseal(path, bytes)
    }

    /// The content of a file of the folder, given its bytes.
    ///
    /// # Errors
    /// If they are not as they were written.
    pub fn unseal(&self, path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        let place = self.place(path);
        match file::key_of(&bytes) {
            Some(id) => file::open(self.secret(id, &place)?, &place, bytes),
            None if self.is_strict() => Err(VaultError::NotSealed(place)),
            None => Ok(bytes),
        }
    }

    /// A file of the folder, to be read here and there.
    ///
    /// # Errors
    /// As [`Vault::read`]; only beginning and end are looked at.
    pub fn file(&self, path: &Path) -> Result<VaultFile, VaultError> {
        let place = self.place(path);
        let file = File::open(path).map_err(VaultError::io(path))?;
        match file::head(&file, path, 0)? {
            Some(id) => VaultFile::sealed(file, (path, 0), self.secret(id, &place)?, &place),
            None if self.is_strict() => Err(VaultError::NotSealed(place)),
            None => VaultFile::plain(file, path),
        }
    }

    /// A sealed part of a file at no place in a folder: from a byte on to its end.
    ///
    /// # Errors
    /// As [`Vault::file`].
    pub fn part(&self, path: &Path, base: u64, place: &str) -> Result<VaultFile, VaultError> {
        let file = File::open(path).map_err(VaultError::io(path))?;
        let id = file::head(&file, path, base)?
            .ok_or_else(|| VaultError::Tampered(path.display().to_string()))?;
        VaultFile::sealed(file, (path, base), self.secret(id, place)?, place)
    }

    /// Whether bytes are those of a sealed file.
    #[must_use]
    pub fn is_sealed(bytes: &[u8]) -> bool {
        file::key_of(bytes).is_some()
    }

    /// The data key that a file of the folder is sealed by; none if it is plain.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn sealed_by(path: &Path) -> Result<Option<DataKeyId>, VaultError> {
        let file = File::open(path).map_err(VaultError::io(path))?;
        file::head(&file, path, 0)
    }

    /// The key for cells sealed by a data key of this name.
    #[must_use]
    pub fn cells(&self, id: &str) -> Option<CellKey> {
        let ring = self.ring.as_ref()?;
        let (id, secret) = ring.keys.iter().find(|(known, _)| known.text() == id)?;
        Some(CellKey::new(*id, secret))
    }

    /// The text of `encryption.json`, to be kept with a copy of sealed data.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn keyring_text(&self) -> Result<Option<String>, VaultError> {
        Ok(Document::read(&self.root)?.map(|document| document.text()))
    }

    /// A vault over the keyring that was kept with a copy, for files at no place in a folder.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn of_copy(
        keyring_text: &[u8],
        copy: &Path,
        key: impl FnOnce() -> Result<Option<Key>, VaultError>,
    ) -> Result<Self, VaultError> {
        let damaged = || VaultError::Keyring(copy.to_owned());
        let document = Document::parse(keyring_text).ok_or_else(damaged)?;
        let key = key()?.ok_or_else(|| VaultError::KeyMissing(copy.to_owned()))?;
        Ok(Self::of(copy, Some(document.unwrap(&key, copy)?)))
    }

    fn sealing(&self) -> Option<(DataKeyId, &Secret)> {
        let ring = self.ring.as_ref()?;
        let id = ring.current?;
        ring.keys.get(&id).map(|secret| (id, secret))
    }

    fn secret(&self, id: DataKeyId, place: &str) -> Result<&Secret, VaultError> {
        let ring = self
            .ring
            .as_ref()
            .ok_or_else(|| VaultError::NoKeyring(place.to_owned()))?;
        ring.keys
            .get(&id)
            .ok_or_else(|| VaultError::UnknownDataKey(place.to_owned()))
    }

    /// Where in the folder: the same wherever the folder lies.
    #[must_use]
    pub fn place(&self, path: &Path) -> String {
        let within = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = within
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }
}

/// Keeps the keys of a folder from changing, or others from publishing while they do.
#[derive(Debug)]
pub struct Guard {
    /// Held until the guard is dropped.
    _lock: File,
}

impl Guard {
    fn shared(folder: &Path) -> Result<Self, VaultError> {
        let (path, file) = Self::open(folder)?;
        file.lock_shared().map_err(VaultError::io(path))?;
        Ok(Self { _lock: file })
    }

    pub(crate) fn exclusive(folder: &Path) -> Result<Self, VaultError> {
        let (path, file) = Self::open(folder)?;
        file.lock().map_err(VaultError::io(path))?;
        Ok(Self { _lock: file })
    }

    fn open(folder: &Path) -> Result<(PathBuf, File), VaultError> {
        let path = folder.join(LOCK);
        let opened = File::options().read(true).write(true).open(&path);
        opened
            .map(|file| (path.clone(), file))
            .map_err(VaultError::io(path))
    }
}
