//! Estimates of how many pairs a rule gives, from a sample of records.

use super::part::one_key;
use super::rule::KeyPart;
use crate::prepare::dictionary::mix;
use crate::prepare::{MISSING, Records};
use crate::random::Random;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Records of each side taken for estimates.
const ROWS: usize = 20_000;

/// Records drawn by their content, so that the order of rows does not matter.
pub(crate) struct Sample {
    left: Vec<u32>,
    right: Vec<u32>,
    /// Pairs in the files for each pair in the sample.
    scale: f64,
    dedupe: bool,
    /// For each part the keys of the left records, then of the right ones.
    keys: FxHashMap<KeyPart, Vec<u32>>,
}

impl Sample {
    pub(crate) fn draw(records: &Records) -> Self {
        let dedupe = records.is_dedupe();
        let left = smallest(records, 0, records.n_left, 1);
        let right = if dedupe {
            Vec::new()
        } else {
            smallest(records, records.n_left, records.len(), 2)
        };
        let times = |n: usize, s: usize| n as f64 / s.max(1) as f64;
        let scale = if dedupe {
            times(records.n_left, left.len()).powi(2)
        } else {
            times(records.n_left, left.len()) * times(records.n_right, right.len())
        };
        Self {
            left,
            right,
            scale,
            dedupe,
            keys: FxHashMap::default(),
        }
    }

    /// Computes the keys of the drawn records under parts that are new.
    pub(crate) fn learn(&mut self, records: &Records, parts: &[KeyPart]) {
        let mut wanted: Vec<KeyPart> = parts.to_vec();
        wanted.retain(|p| !self.keys.contains_key(p));
        wanted.sort_unstable();
        wanted.dedup();
        let rows: Vec<u32> = self.left.iter().chain(&self.right).copied().collect();
        let new: Vec<(KeyPart, Vec<u32>)> = wanted
            .into_par_iter()
            .map(|p| {
                let field = &records.fields[p.field];
                let codes = rows.iter().map(|&r| records.row(r)[p.field]);
                let key = |code: u32| match code {
                    MISSING => 0,
                    code => one_key(field, p.part, code),
                };
                (p, codes.map(key).collect())
            })
            .collect();
        self.keys.extend(new);
    }

    /// The share of pairs of which both records have a part, which must be learnt.
    pub(crate) fn present(&self, part: &KeyPart) -> f64 {
        let Some(keys) = self.keys.get(part) else {
            return 0.0;
        };
        let share = |keys: &[u32]| {
            let present = keys.iter().filter(|k| **k != 0).count();
            present as f64 / keys.len().max(1) as f64
        };
        let (left, right) = keys.split_at(self.left.len());
        let right = if self.dedupe { left } else { right };
        share(left) * share(right)
    }

    /// Estimates the pairs that agree on all the parts, which must be learnt.
    pub(crate) fn pairs(&self, parts: &[KeyPart]) -> f64 {
        let columns: Vec<&[u32]> = parts
            .iter()
            .filter_map(|p| self.keys.get(p).map(Vec::as_slice))
            .collect();
        let key = |i: usize| {
            let mut key = 1_u64;
            for column in &columns {
                match column[i] {
                    0 => return None,
                    k => key = mix(key ^ u64::from(k)),
                }
            }
            Some(key)
        };
        let mut count: FxHashMap<u64, u32> = FxHashMap::default();
        count.reserve(self.left.len());
        let mut pairs = 0_u64;
        for k in (0..self.left.len()).filter_map(key) {
            let n = count.entry(k).or_insert(0);
            pairs += u64::from(self.dedupe) * u64::from(*n);
            *n += 1;
        }
        let all = self.left.len() + self.right.len();
        for k in (self.left.len()..all).filter_map(key) {
            pairs += u64::from(count.get(&k).copied().unwrap_or(0));
        }
        pairs as f64 * self.scale
    }

    /// Finds the drawn records again after they were arranged.
    pub(crate) fn follow(&mut self, records: &Records) {
        for record in self.left.iter_mut().chain(&mut self.right) {
            *record = records.moved(*record);
        }
    }

    /// Draws two records, one of each side.
    pub(crate) fn random_pair(&self, random: &mut Random) -> (u32, u32) {
        let side = if self.dedupe { &self.left } else { &self.right };
        let a = self.left[random.below(self.left.len())];
        let mut b = side[random.below(side.len())];
        if self.dedupe && b == a && side.len() > 1 {
            let at = side.iter().position(|&x| x == a).unwrap_or(0);
            b = side[(at + 1) % side.len()];
        }
        (a, b)
    }
}

/// The rows with the smallest salted hashes, in the order of those hashes.
fn smallest(records: &Records, from: usize, to: usize, salt: u64) -> Vec<u32> {
    let take = ROWS.min(to - from);
    // A fifth more than are wanted lie below this, all but surely.
    let share = (take as f64 * 1.2 + 400.0) / (to - from).max(1) as f64;
    let limit = if share >= 1.0 {
        u64::MAX
    } else {
        (share * u64::MAX as f64) as u64
    };
    let below = |limit: u64| -> Vec<(u64, u32)> {
        (from as u32..to as u32)
            .into_par_iter()
            .with_min_len(4096)
            .map(|r| (mix(records.content(r) ^ mix(salt)), r))
            .filter(|h| h.0 <= limit)
            .collect()
    };
    let mut rows = below(limit);
    if rows.len() < take {
        rows = below(u64::MAX);
    }
    rows.sort_unstable();
    rows.truncate(take);
    rows.into_iter().map(|(_, r)| r).collect()
}
