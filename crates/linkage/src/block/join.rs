//! Candidate pairs of a rule: records sorted by key, equal runs joined, the
//! pairs handed on at once and never stored.

use super::rule::RowKeys;
use crate::compare::Cache;
use crate::prepare::Records;
use rayon::prelude::*;

/// Largest number of pairs that one key may give.
pub(crate) const BLOCK_PAIRS: u64 = 4_000_000;

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
        let mut entries: Vec<u64> = (from as u32..to as u32)
            .filter_map(|row| {
                let key = keys.key(row, rule);
                (key != 0 && keep(key)).then_some(u64::from(key) << 32 | u64::from(row))
            })
            .collect();
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

/// Sorts by the upper 32 bits, keeping the order of equal keys.
pub(crate) fn radix_sort(entries: &mut Vec<u64>) {
    if entries.len() < 4096 {
        entries.sort_unstable();
        return;
    }
    let mut other = vec![0_u64; entries.len()];
    for (shift, bits) in [(32, 11), (43, 11), (54, 10)] {
        let buckets = 1_usize << bits;
        let mut starts = vec![0_usize; buckets];
        for e in entries.iter() {
            starts[(e >> shift) as usize & (buckets - 1)] += 1;
        }
        let mut sum = 0;
        for s in &mut starts {
            sum += std::mem::replace(s, sum);
        }
        for e in entries.iter() {
            let at = &mut starts[(e >> shift) as usize & (buckets - 1)];
            other[*at] = *e;
            *at += 1;
        }
        std::mem::swap(entries, &mut other);
    }
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

    fn stretch(&self, piece: usize, pieces: usize) -> Stretch<'_> {
        let cut = |i: usize| next_key(&self.left, self.left.len() * i / pieces);
        Stretch {
            sorted: self,
            from: cut(piece),
            to: cut(piece + 1),
        }
    }

    /// Runs `work` over all pairs, some millions at a time and those of
    /// neighbouring records together, whatever key brings them.
    ///
    /// `expected` is about how many pairs there are; the memory taken does not
    /// grow with it.
    pub(crate) fn neighbours<T: Send>(
        &self,
        expected: f64,
        work: impl Fn(&mut dyn Iterator<Item = &[u64]>, &mut Cache) -> T + Sync,
    ) -> (Vec<T>, Tally) {
        let rounds = (expected / ROUND_PAIRS).ceil().clamp(1.0, 4096.0) as usize;
        let last = self.left.iter().map(|&e| e as u32).max().unwrap_or(0);
        let pieces = rounds * PIECES;
        let (mut out, mut tally) = (Vec::new(), Tally::default());
        for round in 0..rounds {
            let piles: Vec<(Piles, Tally)> = (round * PIECES..(round + 1) * PIECES)
                .into_par_iter()
                .map(|i| Piles::gather(&self.stretch(i, pieces), last))
                .collect();
            piles.iter().for_each(|(_, t)| tally.add(*t));
            let results = (0..=(last >> NEIGHBOURS) as usize)
                .into_par_iter()
                .map_init(Cache::default, |cache, pile| {
                    work(&mut piles.iter().map(|(p, _)| p.pile(pile)), cache)
                });
            out.par_extend(results);
        }
        (out, tally)
    }
}

/// Pairs held at a time, about.
const ROUND_PAIRS: f64 = 4e6;
/// Stretches of keys in a round.
const PIECES: usize = 16;
/// Records that are neighbours, as a power of two: their lines fit a near cache.
const NEIGHBOURS: u32 = 11;

/// Pairs of one stretch, by the neighbourhood of their left record.
struct Piles {
    /// The left record in the upper half.
    pairs: Vec<u64>,
    starts: Vec<usize>,
}

impl Piles {
    fn gather(stretch: &Stretch<'_>, last: u32) -> (Self, Tally) {
        let mut found: Vec<u64> = Vec::new();
        let mut starts = vec![0_usize; (last >> NEIGHBOURS) as usize + 2];
        let tally = stretch.pairs(|a, b| {
            starts[(a >> NEIGHBOURS) as usize + 1] += 1;
            found.push(u64::from(a) << 32 | u64::from(b));
        });
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut pairs = vec![0_u64; found.len()];
        for &pair in &found {
            let at = &mut next[(pair >> (32 + NEIGHBOURS)) as usize];
            pairs[*at] = pair;
            *at += 1;
        }
        (Self { pairs, starts }, tally)
    }

    fn pile(&self, pile: usize) -> &[u64] {
        &self.pairs[self.starts[pile]..self.starts[pile + 1]]
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
        let left = &self.sorted.left[self.from..self.to];
        let mut tally = Tally::default();
        let Some(right) = &self.sorted.right else {
            for run in left.chunk_by(|a, b| key(*a) == key(*b)) {
                let n = run.len() as u64;
                if !tally.admit(n * (n - 1) / 2) {
                    continue;
                }
                for (i, &a) in run.iter().enumerate() {
                    run[i + 1..].iter().for_each(|&b| visit(a as u32, b as u32));
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
            if !tally.admit(run.len() as u64 * (at - start) as u64) {
                continue;
            }
            for &a in run {
                right[start..at]
                    .iter()
                    .for_each(|&b| visit(a as u32, b as u32));
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

    pub(crate) fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.skipped += other.skipped;
    }
}
