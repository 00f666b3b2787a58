//! Sealed cells of a database.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::{Aad, Nonce};

use crate::error::VaultError;
use crate::primitive::{Secret, TAG_BYTES, WIDE_NONCE_BYTES, derive, random, widened};
use crate::vault::DataKeyId;

/// How a sealed cell begins.
const PREFIX: &str = "enc1.";
const ID_BYTES: usize = 8;

/// Seals and opens cells: texts in, texts out.
///
/// A cell is sealed for its place (table, column, row), each time differently. One that
/// must be found by its value is sealed for its kind alone, always the same: whoever reads
/// the database sees which cells are equal, and nothing else.
#[derive(Clone)]
pub struct CellKey {
    id: DataKeyId,
    drawn: Secret,
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
            drawn: derive("semesta vault 1 cells", &[secret]),
            found: derive("semesta vault 1 cells found by value", &[secret]),
            nonces: derive("semesta vault 1 nonces of cells found by value", &[secret]),
        }
    }

    /// The data key it was made of.
    #[must_use]
    pub fn id(&self) -> DataKeyId {
        self.id
    }

    /// Seals a cell for its place. An empty one stays empty.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn seal(&self, place: &str, text: &str) -> Result<String, VaultError> {
        if text.is_empty() {
            return Ok(String::new());
        }
        Ok(self.put(&self.drawn, random()?, place, text))
    }

    /// Seals a cell that is found by its value: the same text of a kind, the same cell.
    #[must_use]
    pub fn seal_findable(&self, kind: &str, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let made = derive(
            "semesta vault 1 nonce",
            &[&self.nonces, kind.as_bytes(), text.as_bytes()],
        );
        let mut wide = [0; WIDE_NONCE_BYTES];
        wide.copy_from_slice(&made[..WIDE_NONCE_BYTES]);
        self.put(&self.found, wide, kind, text)
    }

    /// Opens a cell sealed for its place.
    ///
    /// # Errors
    /// [`VaultError::NotSealed`], [`VaultError::UnknownDataKey`], [`VaultError::Tampered`].
    pub fn open(&self, place: &str, cell: &str) -> Result<String, VaultError> {
        self.take(&self.drawn, place, cell)
    }

    /// Opens a cell that is found by its value.
    ///
    /// # Errors
    /// As [`CellKey::open`].
    pub fn open_findable(&self, kind: &str, cell: &str) -> Result<String, VaultError> {
        self.take(&self.found, kind, cell)
    }

    fn put(
        &self,
        secret: &Secret,
        wide: [u8; WIDE_NONCE_BYTES],
        place: &str,
        text: &str,
    ) -> String {
        let (cipher, nonce) = widened(secret, &wide);
        let from = ID_BYTES + WIDE_NONCE_BYTES;
        let mut bytes = Vec::with_capacity(from + text.len() + TAG_BYTES);
        bytes.extend_from_slice(&self.id.0);
        bytes.extend_from_slice(&wide);
        bytes.extend_from_slice(text.as_bytes());
        let tag = cipher
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut bytes[from..],
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
        let from = ID_BYTES + WIDE_NONCE_BYTES;
        if bytes.len() < from + TAG_BYTES {
            return Err(tampered());
        }
        if bytes[..ID_BYTES] != self.id.0 {
            return Err(VaultError::UnknownDataKey(place.to_owned()));
        }
        let wide = bytes[ID_BYTES..from].try_into().map_err(|_| tampered())?;
        let (cipher, nonce) = widened(secret, &wide);
        let opened = cipher
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut bytes[from..],
            )
            .map_err(|_| tampered())?;
        String::from_utf8(opened.to_vec()).map_err(|_| tampered())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> CellKey {
        let secret = [byte; 32];
        CellKey::new(DataKeyId::of(&secret), &secret)
    }

    #[test]
    fn a_cell_opens_at_its_place_only() {
        let cell = key(1).seal("proposals.name|7", "Siti Aminah").unwrap();
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
    fn the_same_text_is_another_cell_unless_it_must_be_found() {
        let key = key(1);
        let twice = [key.seal("a", "x").unwrap(), key.seal("a", "x").unwrap()];
        assert_ne!(twice[0], twice[1]);
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
        let cell = key.seal("a", "nama").unwrap();
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
        assert_eq!(key.seal("a", "").unwrap(), "");
        assert_eq!(key.seal_findable("a", ""), "");
        assert_eq!(key.open("a", "").unwrap(), "");
    }
}
