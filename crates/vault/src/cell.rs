//! Sealed cells of a database.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};

use crate::error::VaultError;
use crate::primitive::{Secret, TAG_BYTES, cipher, derive};
use crate::vault::DataKeyId;

/// How a sealed cell begins.
const PREFIX: &str = "enc1.";
/// Bytes of the data key's name in a cell: enough to say that it is another one.
const ID_BYTES: usize = 3;
const HEAD_BYTES: usize = ID_BYTES + NONCE_LEN;

/// Seals and opens cells: texts in, texts out.
///
/// A cell is sealed for its place (table, column, row) under a key of that place's own. One
/// that must be found by its value is sealed for its kind alone: whoever reads the database
/// sees which of those are equal, and nothing else. The nonce is made of place and text, so
/// that none is ever used for two texts.
#[derive(Clone)]
pub struct CellKey {
    id: DataKeyId,
    placed: Secret,
    found: Secret,
    nonces: Secret,
}

impl fmt::Debug for CellKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CellKey({})", self.id.text())
    }
}

impl CellKey {
    pub(crate) fn new(id: DataKeyId, secret: &Secret) -> Self {
        Self {
            id,
            placed: derive("semesta vault 1 cells", &[secret]),
            found: derive("semesta vault 1 cells found by value", &[secret]),
            nonces: derive("semesta vault 1 nonces of cells", &[secret]),
        }
    }

    /// The data key it was made of.
    #[must_use]
    pub fn id(&self) -> DataKeyId {
        self.id
    }

    /// Seals a cell for its place. An empty one stays empty.
    #[must_use]
    pub fn seal(&self, place: &str, text: &str) -> String {
        self.put(&self.placed, place, text)
    }

    /// Seals a cell that is found by its value: the same text of a kind, the same cell.
    #[must_use]
    pub fn seal_findable(&self, kind: &str, text: &str) -> String {
        self.put(&self.found, kind, text)
    }

    /// Opens a cell sealed for its place.
    ///
    /// # Errors
    /// [`VaultError::NotSealed`], [`VaultError::UnknownDataKey`], [`VaultError::Tampered`].
    pub fn open(&self, place: &str, cell: &str) -> Result<String, VaultError> {
        self.take(&self.placed, place, cell)
    }

    /// Opens a cell that is found by its value.
    ///
    /// # Errors
    /// As [`CellKey::open`].
    pub fn open_findable(&self, kind: &str, cell: &str) -> Result<String, VaultError> {
        self.take(&self.found, kind, cell)
    }

    fn put(&self, secret: &Secret, place: &str, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let nonce = self.nonce(secret, place, text);
        let mut bytes = Vec::with_capacity(HEAD_BYTES + text.len() + TAG_BYTES);
        bytes.extend_from_slice(&self.id.0[..ID_BYTES]);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(text.as_bytes());
        let tag = of_place(secret, place)
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut bytes[HEAD_BYTES..],
            )
            .expect("a cell is no longer than a message may be");
        bytes.extend_from_slice(tag.as_ref());
        let mut sealed = String::with_capacity(PREFIX.len() + bytes.len().div_ceil(3) * 4);
        sealed.push_str(PREFIX);
        BASE64.encode_string(&bytes, &mut sealed);
        sealed
    }

    fn take(&self, secret: &Secret, place: &str, cell: &str) -> Result<String, VaultError> {
        if cell.is_empty() {
            return Ok(String::new());
        }
        let coded = cell
            .strip_prefix(PREFIX)
            .ok_or_else(|| VaultError::NotSealed(place.to_owned()))?;
        let tampered = || VaultError::Tampered(place.to_owned());
        let mut bytes = BASE64.decode(coded).map_err(|_| tampered())?;
        if bytes.len() < HEAD_BYTES + TAG_BYTES {
            return Err(tampered());
        }
        if bytes[..ID_BYTES] != self.id.0[..ID_BYTES] {
            return Err(VaultError::UnknownDataKey(place.to_owned()));
        }
        let nonce = bytes[ID_BYTES..HEAD_BYTES]
            .try_into()
            .map_err(|_| tampered())?;
        let opened = of_place(secret, place)
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut bytes[HEAD_BYTES..],
            )
            .map_err(|_| tampered())?;
        String::from_utf8(opened.to_vec()).map_err(|_| tampered())
    }

    fn nonce(&self, secret: &Secret, place: &str, text: &str) -> [u8; NONCE_LEN] {
        let mut hasher = blake3::Hasher::new_keyed(&self.nonces);
        hasher.update(secret);
        hasher.update(&(place.len() as u64).to_le_bytes());
        hasher.update(place.as_bytes());
        hasher.update(text.as_bytes());
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&hasher.finalize().as_bytes()[..NONCE_LEN]);
        nonce
    }
}

/// The cipher of a place, or of a kind.
fn of_place(secret: &Secret, place: &str) -> LessSafeKey {
    cipher(blake3::keyed_hash(secret, place.as_bytes()).as_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn key(byte: u8) -> CellKey {
        let secret = [byte; 32];
        CellKey::new(DataKeyId::of(&secret), &secret)
    }

    #[test]
    fn a_cell_opens_at_its_place_only() {
        let cell = key(1).seal("proposals.name|7", "Siti Aminah");
        assert!(!cell.contains("Siti"));
        assert_eq!(
            key(1).open("proposals.name|7", &cell).unwrap(),
            "Siti Aminah"
        );
        let moved = key(1).open("proposals.name|8", &cell);
        assert!(matches!(moved, Err(VaultError::Tampered(_))));
        let other = key(2).open("proposals.name|7", &cell);
        assert!(matches!(other, Err(VaultError::UnknownDataKey(_))));
        let plain = key(1).open("proposals.name|7", "Siti Aminah");
        assert!(matches!(plain, Err(VaultError::NotSealed(_))));
    }

    #[test]
    fn the_same_text_is_another_cell_elsewhere_unless_it_must_be_found() {
        let key = key(1);
        assert_ne!(key.seal("a|1", "x"), key.seal("a|2", "x"));
        assert_ne!(key.seal("nik", "x"), key.seal_findable("nik", "x"));
        let found = key.seal_findable("nik", "x");
        assert_eq!(found, key.seal_findable("nik", "x"));
        assert_ne!(found, key.seal_findable("card", "x"));
        assert_ne!(found, key.seal_findable("nik", "y"));
        assert_eq!(key.open_findable("nik", &found).unwrap(), "x");
        assert!(key.open_findable("card", &found).is_err());
        assert!(key.open("nik", &found).is_err());
    }

    #[test]
    fn any_altered_letter_is_found() {
        let key = key(1);
        let cell = key.seal("a", "nama");
        for at in PREFIX.len()..cell.len() {
            let mut bytes = cell.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert!(key.open("a", &altered).is_err(), "{at}");
        }
        for end in PREFIX.len()..cell.len() {
            assert!(key.open("a", &cell[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn an_empty_cell_stays_empty() {
        let key = key(1);
        assert_eq!(key.seal("a", ""), "");
        assert_eq!(key.seal_findable("a", ""), "");
        assert_eq!(key.open("a", "").unwrap(), "");
    }
}
