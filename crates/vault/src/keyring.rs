//! `encryption.json`: a folder's data keys, wrapped by the city's key.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ring::aead::{Aad, Nonce};
use serde::{Deserialize, Serialize};

use crate::error::VaultError;
use crate::key::Key;
use crate::primitive::{
    KEY_BYTES, Secret, TAG_BYTES, WIDE_NONCE_BYTES, derive, from_hex, hex, random, widened,
};
use crate::vault::{DataKeyId, Guard};

const FILE: &str = "encryption.json";
const SCHEMA: &str = "semesta.encryption/1";
const WRAP: &str = "semesta vault 1 wrapping of data keys";
const SEAL: &str = "semesta vault 1 seal of encryption.json";

/// Where the encryption of a folder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// New data are sealed by the current data key; older ones may not be yet.
    Sealing,
    /// Everything is sealed by the current data key.
    Sealed,
    /// New data are plain; older ones may still be sealed.
    Opening,
}

/// The data keys of a folder, in hand.
#[derive(Clone)]
pub struct Keyring {
    pub(crate) key_name: String,
    pub(crate) stage: Stage,
    pub(crate) current: Option<DataKeyId>,
    pub(crate) keys: BTreeMap<DataKeyId, Secret>,
}

/// The file: nothing in it tells anything without the city's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    schema: String,
    /// The name of the city's key.
    key: String,
    stage: Stage,
    current: Option<String>,
    /// By name: nonce, wrapped key and tag.
    data_keys: BTreeMap<String, String>,
    /// Over all of the above, under the city's key.
    seal: String,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({}, {:?})", self.key_name, self.stage)
    }
}

impl Keyring {
    /// The keyring of a folder; none if it is not encrypted. `key` is asked for only
    /// where there is one.
    ///
    /// # Errors
    /// [`VaultError::KeyMissing`], [`VaultError::WrongKey`], or [`VaultError::Keyring`]
    /// if the file is not as it was written.
    pub fn open(
        folder: &Path,
        key: impl FnOnce() -> Result<Option<Key>, VaultError>,
    ) -> Result<Option<Self>, VaultError> {
        let Some(document) = Document::read(folder)? else {
            return Ok(None);
        };
        let key = key()?.ok_or_else(|| VaultError::KeyMissing(folder.to_owned()))?;
        document.unwrap(&key, folder).map(Some)
    }

    /// The name of the key that a folder's keyring asks for, without having it.
    ///
    /// # Errors
    /// If `encryption.json` cannot be read.
    pub fn key_wanted(folder: &Path) -> Result<Option<String>, VaultError> {
        Ok(Document::read(folder)?.map(|document| document.key))
    }

    /// Where the encryption stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The name of the city's key that wraps it.
    #[must_use]
    pub fn key_name(&self) -> &str {
        &self.key_name
    }

    /// The data key that new data are sealed by.
    #[must_use]
    pub fn current(&self) -> Option<DataKeyId> {
        self.current
    }

    /// Begins to encrypt a folder: from here on new data are sealed. Where that was
    /// begun before, nothing changes.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn begin(folder: &Path, key: &Key) -> Result<Self, VaultError> {
        let _guard = Guard::exclusive(folder)?;
        let given = || Ok(Some(key.clone()));
        if let Some(ring) = Self::open(folder, given)? {
            if ring.stage != Stage::Opening {
                return Ok(ring);
            }
            // It was to be decrypted; now it is not.
            return ring.with_new_key(folder, key);
        }
        Self {
            key_name: key.name(),
            stage: Stage::Sealing,
            current: None,
            keys: BTreeMap::new(),
        }
        .with_new_key(folder, key)
    }

    /// Begins to change the city's key and the data key: from here on only the new key
    /// opens the folder, and what is written is sealed by a new data key. Where the new
    /// key is the folder's already, nothing changes.
    ///
    /// # Errors
    /// As [`Keyring::open`]; [`VaultError::NotEncrypted`].
    pub fn rotate(folder: &Path, old: &Key, new: &Key) -> Result<Self, VaultError> {
        let _guard = Guard::exclusive(folder)?;
        match Self::changing(folder, old, new)? {
            (ring, true) => Ok(ring),
            (ring, false) => ring.with_new_key(folder, new),
        }
    }

    /// Changes the city's key alone: the data stay as they are.
    ///
    /// # Errors
    /// As [`Keyring::rotate`].
    pub fn rewrap(folder: &Path, old: &Key, new: &Key) -> Result<Self, VaultError> {
        let _guard = Guard::exclusive(folder)?;
        let (mut ring, _) = Self::changing(folder, old, new)?;
        ring.key_name = new.name();
        ring.write(folder, new)?;
        Ok(ring)
    }

    /// Begins to decrypt a folder: from here on new data are plain.
    ///
    /// # Errors
    /// As [`Keyring::rotate`].
    pub fn unseal(folder: &Path, key: &Key) -> Result<Self, VaultError> {
        let _guard = Guard::exclusive(folder)?;
        let mut ring = Self::needed(folder, key)?;
        ring.stage = Stage::Opening;
        ring.current = None;
        ring.write(folder, key)?;
        Ok(ring)
    }

    /// Says that all data are as the keyring wants them: forgets the keys that nothing
    /// needs any more. `check` looks once more while nobody can publish anything.
    ///
    /// # Errors
    /// As [`Keyring::rotate`], or what `check` says.
    pub fn finish<E: From<VaultError>>(
        folder: &Path,
        key: &Key,
        check: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let _guard = Guard::exclusive(folder)?;
        let mut ring = Self::needed(folder, key)?;
        check()?;
        match ring.current {
            None => {
                let path = folder.join(FILE);
                fs::remove_file(&path).map_err(VaultError::io(&path))?;
                sync_folder(folder)?;
            }
            Some(current) => {
                if ring.stage == Stage::Sealed && ring.keys.len() == 1 {
                    return Ok(());
                }
                ring.keys.retain(|id, _| *id == current);
                ring.stage = Stage::Sealed;
                ring.write(folder, key)?;
            }
        }
        Ok(())
    }

    fn needed(folder: &Path, key: &Key) -> Result<Self, VaultError> {
        Self::open(folder, || Ok(Some(key.clone())))?
            .ok_or_else(|| VaultError::NotEncrypted(folder.to_owned()))
    }

    /// The keyring under the old key; or under the new one, if it was changed before.
    fn changing(folder: &Path, old: &Key, new: &Key) -> Result<(Self, bool), VaultError> {
        let is_new = Self::key_wanted(folder)?.is_some_and(|name| name == new.name());
        let ring = Self::needed(folder, if is_new { new } else { old })?;
        Ok((ring, is_new))
    }

    fn with_new_key(mut self, folder: &Path, key: &Key) -> Result<Self, VaultError> {
        let secret = random::<KEY_BYTES>()?;
        let id = DataKeyId::of(&secret);
        self.keys.insert(id, secret);
        self.current = Some(id);
        self.stage = Stage::Sealing;
        self.key_name = key.name();
        self.write(folder, key)?;
        Ok(self)
    }

    fn write(&self, folder: &Path, key: &Key) -> Result<(), VaultError> {
        let path = folder.join(FILE);
        let unfinished = folder.join("encryption.json.tmp");
        let text = self.wrap(key)?.text();
        let written = fs::File::create(&unfinished).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(VaultError::io(&path))?;
        sync_folder(folder)
    }

    pub(crate) fn wrap(&self, key: &Key) -> Result<Document, VaultError> {
        let wrapping = key.for_purpose(WRAP);
        let mut data_keys = BTreeMap::new();
        for (id, secret) in &self.keys {
            let wide = random::<WIDE_NONCE_BYTES>()?;
            let (cipher, nonce) = widened(&wrapping, &wide);
            let mut wrapped = secret.to_vec();
            cipher
                .seal_in_place_append_tag(
                    Nonce::assume_unique_for_key(nonce),
                    Aad::from(id.text()),
                    &mut wrapped,
                )
                .expect("a key is no longer than a message may be");
            data_keys.insert(id.text(), hex(&wide) + &hex(&wrapped));
        }
        let mut document = Document {
            schema: SCHEMA.to_owned(),
            key: key.name(),
            stage: self.stage,
            current: self.current.map(DataKeyId::text),
            data_keys,
            seal: String::new(),
        };
        document.seal = document.seal_under(key);
        Ok(document)
    }
}

impl Document {
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, VaultError> {
        let path = folder.join(FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(VaultError::io(path)(error)),
        };
        Self::parse(&bytes)
            .map(Some)
            .ok_or(VaultError::Keyring(path))
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let document: Self = serde_json::from_slice(bytes).ok()?;
        (document.schema == SCHEMA).then_some(document)
    }

    /// The data key in use, unproven: enough to see that it is another one.
    pub(crate) fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    pub(crate) fn text(&self) -> String {
        // Plain structs of texts always serialise.
        serde_json::to_string_pretty(self).expect("plain values serialise") + "\n"
    }

    fn seal_under(&self, key: &Key) -> String {
        let unsealed = Self {
            seal: String::new(),
            ..self.clone()
        };
        let text = unsealed.text();
        hex(blake3::keyed_hash(&key.for_purpose(SEAL), text.as_bytes()).as_bytes())
    }

    pub(crate) fn unwrap(&self, key: &Key, folder: &Path) -> Result<Keyring, VaultError> {
        if self.key != key.name() {
            return Err(VaultError::WrongKey {
                folder: folder.to_owned(),
                given: key.name(),
                expected: self.key.clone(),
            });
        }
        let damaged = || VaultError::Keyring(folder.join(FILE));
        if self.seal_under(key) != self.seal {
            return Err(damaged());
        }
        let wrapping = key.for_purpose(WRAP);
        let mut keys = BTreeMap::new();
        for (name, wrapped) in &self.data_keys {
            let secret = unwrap_one(&wrapping, name, wrapped).ok_or_else(damaged)?;
            keys.insert(DataKeyId::of(&secret), secret);
        }
        let current = match &self.current {
            None => None,
            Some(name) => Some(
                keys.keys()
                    .copied()
                    .find(|id| id.text() == *name)
                    .ok_or_else(damaged)?,
            ),
        };
        if current.is_none() != (self.stage == Stage::Opening) {
            return Err(damaged());
        }
        Ok(Keyring {
            key_name: self.key.clone(),
            stage: self.stage,
            current,
            keys,
        })
    }
}

fn unwrap_one(wrapping: &Secret, name: &str, wrapped: &str) -> Option<Secret> {
    let bytes = from_hex::<{ WIDE_NONCE_BYTES + KEY_BYTES + TAG_BYTES }>(wrapped)?;
    let (wide, sealed) = bytes.split_at(WIDE_NONCE_BYTES);
    let (cipher, nonce) = widened(wrapping, &wide.try_into().ok()?);
    let mut sealed = sealed.to_vec();
    let opened = cipher
        .open_in_place(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(name),
            &mut sealed,
        )
        .ok()?;
    (*opened).try_into().ok()
}

impl DataKeyId {
    pub(crate) fn of(secret: &Secret) -> Self {
        let hash = derive("semesta vault 1 data key name", &[secret]);
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        Self(id)
    }

    /// As `encryption.json` and the desk spell it.
    #[must_use]
    pub fn text(self) -> String {
        hex(&self.0)
    }
}

fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    let folder = if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    };
    fs::File::open(&folder)
        .and_then(|file| file.sync_all())
        .map_err(VaultError::io(folder))
}
