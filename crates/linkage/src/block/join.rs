//! Candidate pairs of a rule: records sorted by key, equal runs joined, the
//! pairs handed on at once and never stored.

use super::rule::RowKeys;
use crate::compare::Cache;
use crate::prepare::Records;
use rayon::prelude::*;

/// The most pairs that one blocking key may give; a key with more is left out.
pub const BLOCK_PAIRS: u64 = 4_000_000;

/// Records sorted by their key under one rule.
pub(crate) struct Sorted {
    left: Vec<u64>,
    right: Option<Vec<u64>>,
}

/// What a pass over the pairs of one rule met.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) pairs: u64,
    /// Pairs of keys that give more than [`BLOCK_PAIRS`], left out.
    pub(crate) skipped: u64,
}

/// Sorts records by key. Only keys for which `keep` holds take part.
pub(crate) fn sort_rule(
    records: &Records,
    keys: &RowKeys,
    rule: usize,
    keep: impl Fn(u32) -> bool + Sync,
) -> Sorted {
    let side = |from: usize, to: usize| {
        let mut entries: Vec<u64> = Vec::with_capacity(to - from);
        keys.each(rule, from..to, |row, key| {
            if key != 0 && keep(key) {
                entries.push(u64::from(key) << 32 | u64::from(row));
            }
        });
        radix_sort(&mut entries);
        entries
    };
    if records.is_dedupe() {
        return Sorted {
            left: side(0, records.n_left),
            right: None,
        };
    }
    let (left, right) = rayon::join(
        || side(0, records.n_left),
        || side(records.n_left, records.len()),
    );
    Sorted {
        left,
        right: Some(right),
    }
}

/// Sorts entries of a key in the upper half and an ascending record in the lower.
///
/// Two passes bring entries whose keys share 22 bits together; few do, so that
/// what is left is put in order on the spot.
pub(crate) fn radix_sort(entries: &mut Vec<u64>) {
    if entries.len() < 4096 {
        entries.sort_unstable();
        return;
    }
    let mut starts = [[0_u32; RADIX]; 2];
    for e in entries.iter() {
        starts[0][digit(*e, 0)] += 1;
        starts[1][digit(*e, 1)] += 1;
    }
    let mut other = vec![0_u64; entries.len()];
    for (pass, starts) in starts.iter_mut().enumerate() {
        let mut sum = 0;
        for s in starts.iter_mut() {
            sum += std::mem::replace(s, sum);
        }
        for e in entries.iter() {
            let at = &mut starts[digit(*e, pass)];
            other[*at as usize] = *e;
            *at += 1;
        }
        std::mem::swap(entries, &mut other);
    }
    let shared = |e: &u64| e >> (64 - 2 * RADIX_BITS);
    for run in entries.chunk_by_mut(|a, b| shared(a) == shared(b)) {
        if run.windows(2).any(|w| key(w[0]) > key(w[1])) {
            run.sort_unstable();
        }
    }
}

const RADIX_BITS: u32 = 11;
const RADIX: usize = 1 << RADIX_BITS;

/// The upper 22 bits as two digits, the lower one first.
#[inline]
fn digit(entry: u64, pass: usize) -> usize {
    (entry >> (64 - 2 * RADIX_BITS + pass as u32 * RADIX_BITS)) as usize & (RADIX - 1)
}

fn key(entry: u64) -> u32 {
    (entry >> 32) as u32
}

/// The first entry at or after `at` that starts a new key.
fn next_key(entries: &[u64], at: usize) -> usize {
    if at == 0 || at >= entries.len() {
        return at.min(entries.len());
    }
    let before = key(entries[at - 1]);
    at + entries[at..].partition_point(|&e| key(e) == before)
}

impl Sorted {
    /// Runs `work` over the pairs of each stretch of keys, in parallel, results in key order.
    ///
    /// `work` gets a function that feeds every pair (smaller row first) to its argument.
    pub(crate) fn stretches<T: Send>(
        &self,
        work: impl Fn(&Stretch<'_>, &mut Cache) -> T + Sync,
    ) -> Vec<T> {
        let pieces = (self.left.len() / 4096).clamp(1, 48);
        (0..pieces)
            .into_par_iter()
            .map_init(Cache::default, |cache, i| {
                work(&self.stretch(i, pieces), cache)
            })
            .collect()
    }

    pub(crate) fn stretch(&self, piece: usize, pieces: usize) -> Stretch<'_> {
        let cut = |i: usize| next_key(&self.left, self.left.len() * i / pieces);
        Stretch {
            sorted: self,
            from: cut(piece),
            to: cut(piece + 1),
        }
    }
}

/// A run of whole keys of one rule.
pub(crate) struct Stretch<'a> {
    sorted: &'a Sorted,
    from: usize,
    to: usize,
}

impl Stretch<'_> {
    /// Feeds every pair of the stretch to `visit`.
    pub(crate) fn pairs(&self, mut visit: impl FnMut(u32, u32)) -> Tally {
        self.runs(|left, right| match right {
            Some(right) => {
                for &a in left {
                    right.iter().for_each(|&b| visit(a as u32, b as u32));
                }
            }
            None => {
                for (i, &a) in left.iter().enumerate() {
                    left[i + 1..]
                        .iter()
                        .for_each(|&b| visit(a as u32, b as u32));
                }
            }
        })
    }

    /// Feeds the left and the right entries of every key to `visit`; of one
    /// table the left ones only.
    pub(crate) fn runs(&self, mut visit: impl FnMut(&[u64], Option<&[u64]>)) -> Tally {
        let left = &self.sorted.left[self.from..self.to];
        let mut tally = Tally::default();
        let Some(right) = &self.sorted.right else {
            for run in left.chunk_by(|a, b| key(*a) == key(*b)) {
                let n = run.len() as u64;
                if tally.admit(n * (n - 1) / 2) {
                    visit(run, None);
                }
            }
            return tally;
        };
        let Some(&first) = left.first() else {
            return tally;
        };
        let mut at = right.partition_point(|&e| key(e) < key(first));
        for run in left.chunk_by(|a, b| key(*a) == key(*b)) {
            let k = key(run[0]);
            while at < right.len() && key(right[at]) < k {
                at += 1;
            }
            let start = at;
            while at < right.len() && key(right[at]) == k {
                at += 1;
            }
            if at > start && tally.admit(run.len() as u64 * (at - start) as u64) {
                visit(run, Some(&right[start..at]));
            }
        }
        tally
    }
}

impl Tally {
    fn admit(&mut self, pairs: u64) -> bool {
        if pairs > BLOCK_PAIRS {
            self.skipped += pairs;
            return false;
        }
        self.pairs += pairs;
        true
    }
}
