//! Small direct-mapped memories of recent comparisons, one a thread.

use super::Outcome;

const SLOTS: usize = 1 << 13;

/// Remembers recent comparisons of words and of values.
#[derive(Debug)]
pub(crate) struct Cache {
    words: Vec<(u64, u8)>,
    values: Vec<(u64, Outcome)>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            words: vec![(u64::MAX, 0); SLOTS],
            values: vec![(u64::MAX, Outcome::MISSING); SLOTS],
        }
    }
}

fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51) as usize
}

/// Both codes below 2^30 with the field's number above.
fn key(field: usize, a: u32, b: u32) -> u64 {
    (field as u64) << 60 | u64::from(a) << 30 | u64::from(b)
}

impl Cache {
    /// The likeness class of two words, computed at most once while remembered.
    pub(crate) fn word(&mut self, field: usize, a: u32, b: u32, f: impl FnOnce() -> u8) -> u8 {
        let key = key(field, a, b);
        let entry = &mut self.words[slot(key)];
        if entry.0 != key {
            *entry = (key, f());
        }
        entry.1
    }

    /// The outcome for two values, computed at most once while remembered.
    pub(crate) fn value(
        &mut self,
        field: usize,
        a: u32,
        b: u32,
        f: impl FnOnce(&mut Self) -> Outcome,
    ) -> Outcome {
        let key = key(field, a, b);
        let at = slot(key);
        if self.values[at].0 == key {
            return self.values[at].1;
        }
        let outcome = f(self);
        self.values[at] = (key, outcome);
        outcome
    }
}
