//! Secrets and ids from the operating system's source of randomness.

use crate::error::{DeskError, Result};

/// Fills an array with random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut buffer = [0_u8; N];
    getrandom::fill(&mut buffer).map_err(|_| DeskError::NoRandomness)?;
    Ok(buffer)
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
