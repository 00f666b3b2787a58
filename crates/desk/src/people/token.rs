//! The secret that a signed-in browser or terminal carries.

use std::fmt;

use crate::error::{DeskError, Result};
use crate::random;

/// A session's token, 64 hexadecimal digits: only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new one.
    pub(crate) fn random() -> Result<Self> {
        Ok(Self(random::hex(&random::bytes::<32>()?)))
    }

    /// Reads a token as [`Self::reveal`] wrote it.
    ///
    /// # Errors
    /// If it is not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self> {
        let digits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if digits {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(DeskError::Invalid {
                what: "session token",
                expected: "64 hexadecimal digits",
            })
        }
    }

    /// The token itself: for the cookie, and for nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps.
    pub(crate) fn hash(&self) -> String {
        blake3::hash(self.0.as_bytes()).to_hex().to_string()
    }

    /// What a form must carry to prove that it came from this session's pages.
    pub(crate) fn csrf(&self) -> String {
        random::hex(&blake3::derive_key(
            "semesta desk csrf 1",
            self.0.as_bytes(),
        ))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}
