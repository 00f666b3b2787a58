//! The few cryptographic steps that everything here is made of.

use std::fmt::Write as _;

use ring::aead::{AES_256_GCM, LessSafeKey, NONCE_LEN, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::error::VaultError;

/// **Units**: bytes.
pub(crate) const KEY_BYTES: usize = 32;
/// What the tag of a sealed piece adds.
pub(crate) const TAG_BYTES: usize = 16;
/// A nonce that may be drawn at random without end: half of it makes the key.
pub(crate) const WIDE_NONCE_BYTES: usize = 2 * NONCE_LEN;

pub(crate) type Secret = [u8; KEY_BYTES];

pub(crate) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}

/// A key for one purpose: parts with their lengths, so that none runs into the next.
pub(crate) fn derive(purpose: &str, parts: &[&[u8]]) -> Secret {
    let mut hasher = blake3::Hasher::new_derive_key(purpose);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

pub(crate) fn cipher(key: &Secret) -> LessSafeKey {
    // The length is the algorithm's own.
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a key of 32 bytes"))
}

/// The cipher and the short nonce that a wide one stands for.
///
/// A short nonce drawn at random may serve one key four thousand million times; here
/// each draw has a key of its own as well.
pub(crate) fn widened(
    key: &Secret,
    wide: &[u8; WIDE_NONCE_BYTES],
) -> (LessSafeKey, [u8; NONCE_LEN]) {
    let (first, second) = wide.split_at(NONCE_LEN);
    let sub_key = blake3::keyed_hash(key, first);
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(second);
    (cipher(sub_key.as_bytes()), nonce)
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(bytes)
}
