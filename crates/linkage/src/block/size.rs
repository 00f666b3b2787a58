//! Estimates of how many pairs a rule gives, from a sample of records.

use super::rule::{KeyPart, PartKeys};
use crate::prepare::dictionary::{hash_bytes, mix};
use crate::prepare::{MISSING, Records};
use crate::random::Random;
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
}

impl Sample {
    pub(crate) fn draw(records: &Records) -> Self {
        let hashes = content_hashes(records);
        let dedupe = records.is_dedupe();
        let left = smallest(&hashes, 0, records.n_left, 1);
        let right = if dedupe {
            Vec::new()
        } else {
            smallest(&hashes, records.n_left, records.len(), 2)
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
        }
    }

    /// Estimates the pairs that agree on all the parts.
    pub(crate) fn pairs(&self, records: &Records, keys: &PartKeys, parts: &[KeyPart]) -> f64 {
        let mut count: FxHashMap<u64, u32> = FxHashMap::default();
        count.reserve(self.left.len());
        let key = |row: u32| {
            let codes = records.row(row);
            let mut key = 1_u64;
            for &p in parts {
                match keys.of(p, codes) {
                    0 => return None,
                    k => key = mix(key ^ u64::from(k)),
                }
            }
            Some(key)
        };
        let mut pairs = 0_u64;
        for k in self.left.iter().filter_map(|&r| key(r)) {
            let n = count.entry(k).or_insert(0);
            pairs += u64::from(self.dedupe) * u64::from(*n);
            *n += 1;
        }
        for k in self.right.iter().filter_map(|&r| key(r)) {
            pairs += u64::from(count.get(&k).copied().unwrap_or(0));
        }
        pairs as f64 * self.scale
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

/// A hash of each record's content, from its most telling fields.
fn content_hashes(records: &Records) -> Vec<u64> {
    let mut order: Vec<usize> = (0..records.fields.len()).collect();
    order.sort_by_key(|&f| std::cmp::Reverse((records.fields[f].text.len(), f)));
    order.truncate(3);
    let tables: Vec<(usize, Vec<u64>)> = order
        .into_iter()
        .map(|f| {
            (
                f,
                records.fields[f]
                    .text
                    .iter()
                    .map(|t| hash_bytes(t.as_bytes()))
                    .collect(),
            )
        })
        .collect();
    (0..records.len() as u32)
        .map(|r| {
            let row = records.row(r);
            tables.iter().fold(7, |h, (f, t)| match row[*f] {
                MISSING => mix(h),
                code => mix(h ^ t[code as usize]),
            })
        })
        .collect()
}

/// The rows with the smallest salted hashes, in the order of those hashes.
fn smallest(hashes: &[u64], from: usize, to: usize, salt: u64) -> Vec<u32> {
    let mut rows: Vec<(u64, u32)> = (from..to)
        .map(|r| (mix(hashes[r] ^ mix(salt)), r as u32))
        .collect();
    let take = ROWS.min(rows.len());
    if take < rows.len() {
        rows.select_nth_unstable(take);
        rows.truncate(take);
    }
    rows.sort_unstable();
    rows.into_iter().map(|(_, r)| r).collect()
}
