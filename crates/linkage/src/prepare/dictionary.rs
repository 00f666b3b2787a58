//! Text values numbered in order of first appearance.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// The code of a missing value.
pub(crate) const MISSING: u32 = u32::MAX;

/// Hashes bytes to 64 well-mixed bits, the same on every machine and run.
#[inline]
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    mix(hasher.finish())
}

/// Mixes 64 bits (the finaliser of SplitMix64).
#[inline]
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Texts stored end to end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena {
    text: String,
    ends: Vec<u32>,
}

impl Arena {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(crate) fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 {
            0
        } else {
            self.ends[code - 1] as usize
        };
        &self.text[start..self.ends[code] as usize]
    }

    /// Gives back memory held for growth.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|c| self.get(c))
    }

    /// Appends a text; beyond 4 GiB of distinct text the rest is stored empty.
    pub(crate) fn push(&mut self, text: &str) -> u32 {
        if self.text.len() + text.len() < u32::MAX as usize {
            self.text.push_str(text);
        }
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }
}

/// Gives each distinct text one code.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    table: HashTable<(u32, u32)>,
    pub(crate) arena: Arena,
}

impl Dictionary {
    /// Returns the code of a text, adding it when new.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        let short = (hash_bytes(text.as_bytes()) >> 32) as u32;
        let arena = &self.arena;
        let found = self
            .table
            .find(spread(short), |e| e.0 == short && arena.get(e.1) == text);
        if let Some(entry) = found {
            return entry.1;
        }
        let code = self.arena.push(text);
        self.table
            .insert_unique(spread(short), (short, code), |e| spread(e.0));
        code
    }

    /// Keeps the texts and drops the index.
    pub(crate) fn into_arena(mut self) -> Arena {
        self.arena.shrink();
        self.arena
    }
}

/// Spreads the stored half of a hash over 64 bits: the table reads both ends.
fn spread(short: u32) -> u64 {
    u64::from(short) << 32 | u64::from(short)
}
