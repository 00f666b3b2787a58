//! Names of people for addresses: they say nothing and mean nothing elsewhere.

use std::fmt::Write as _;

/// Turns row numbers into tokens and back with a key of this process.
#[derive(Clone)]
pub(crate) struct Tokens {
    key: [u8; 32],
}

const ROUNDS: u8 = 6;

impl Tokens {
    /// A key nobody knows.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        Ok(Self { key })
    }

    fn half(&self, run: &str, round: u8, half: u32) -> u32 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(run.as_bytes());
        hasher.update(&[round]);
        hasher.update(&half.to_le_bytes());
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..4]);
        u32::from_le_bytes(bytes)
    }

    /// The token of a row of a run.
    pub(crate) fn of(&self, run: &str, row: u32) -> String {
        // A Feistel network over 64 bits: the row and a fixed word.
        let (mut left, mut right) = (row, 0x5e5e_57a1_u32);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ self.half(run, round, right));
        }
        letters(u64::from(left) << 32 | u64::from(right))
    }

    /// The token of a text, such as a firm's name; it leads back by comparing only.
    pub(crate) fn of_text(&self, text: &str) -> String {
        let hash = blake3::keyed_hash(&self.key, text.as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.as_bytes()[..8]);
        letters(u64::from_le_bytes(bytes))
    }

    /// The row of a token, if it is one of this process and run.
    pub(crate) fn row(&self, run: &str, token: &str) -> Option<u32> {
        let number = number(token)?;
        let (mut left, mut right) = ((number >> 32) as u32, number as u32);
        for round in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.half(run, round, left), left);
        }
        (right == 0x5e5e_57a1).then_some(left)
    }
}

/// Sixteen letters for a number: no digits, which could look like somebody's NIK.
fn letters(number: u64) -> String {
    (0..16)
        .rev()
        .map(|place| char::from(b'a' + (number >> (4 * place) & 15) as u8))
        .collect()
}

fn number(letters: &str) -> Option<u64> {
    if letters.len() != 16 {
        return None;
    }
    letters.bytes().try_fold(0_u64, |number, letter| {
        (b'a'..=b'p')
            .contains(&letter)
            .then(|| number << 4 | u64::from(letter - b'a'))
    })
}

/// Random hexadecimal digits: `n` bytes' worth.
pub(crate) fn random_hex(n: usize) -> anyhow::Result<String> {
    let mut bytes = vec![0; n];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn tokens_lead_back_in_their_own_run_only() {
        let tokens = Tokens::new().unwrap();
        for row in [0, 1, 7, 999_999, u32::MAX] {
            let token = tokens.of("run", row);
            assert_eq!(tokens.row("run", &token), Some(row));
            assert_eq!(tokens.row("other", &token), None);
        }
        assert_eq!(tokens.row("run", "0000000000000000"), None);
        assert_eq!(tokens.row("run", "xx"), None);
        assert!(tokens.of("run", 7).bytes().all(|b| b.is_ascii_lowercase()));
        assert_eq!(tokens.of_text("CV A"), tokens.of_text("CV A"));
        assert_ne!(tokens.of_text("CV A"), tokens.of_text("CV B"));
        assert_ne!(tokens.of("run", 1), Tokens::new().unwrap().of("run", 1));
    }
}
