//! Pairs that the model is trained on: some of every rule's, and random ones.

use crate::block::choose::Choice;
use crate::block::join::sort_rule;
use crate::block::rule::RowKeys;
use crate::block::size::Sample;
use crate::compare::{Cache, LEVELS};
use crate::pattern::{MAX_FIELDS, Pattern, outcomes, pattern_of};
use crate::prepare::Records;
use crate::prepare::dictionary::mix;
use crate::random::Random;
use rayon::prelude::*;

/// Pairs looked up together, so that memory is waited for once.
const TOGETHER: usize = 256;

/// One sampled candidate pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    pub(crate) pattern: Pattern,
    /// Rules that reach the pair, one bit a rule; the lowest is its home.
    pub(crate) shared: u32,
    /// log2 rarity of what each field agreed on.
    pub(crate) share: [f32; MAX_FIELDS],
}

/// Sampled candidate pairs and how many pairs each stands for.
#[derive(Debug, Default)]
pub(crate) struct Draws {
    pub(crate) pairs: Vec<Drawn>,
    /// Pairs that one sampled pair stands for, by home rule.
    pub(crate) times: Vec<f64>,
}

/// Draws about `target` pairs of every rule, whole keys at a time.
///
/// Of a rule without keys (every pair) all pairs are drawn.
pub(crate) fn draw(records: &Records, keys: &RowKeys, rules: &[Choice], target: f64) -> Draws {
    let mut draws = Draws::default();
    for (rule, choice) in rules.iter().enumerate() {
        let every = choice.rule.parts.is_empty();
        let rate = if every {
            1.0
        } else {
            (target / choice.pairs.max(1.0)).min(1.0)
        };
        let limit = (rate * f64::from(u32::MAX)) as u64;
        let keep = |key: u32| rate >= 1.0 || mix(u64::from(key) ^ 0xb10c) >> 32 <= limit;
        let sorted = sort_rule(records, keys, rule, keep);
        let parts = sorted.stretches(|stretch, cache| {
            let mut pairs = Vec::new();
            stretch.pairs(|a, b| pairs.push((a, b)));
            let mut out = Vec::new();
            for some in pairs.chunks(TOGETHER) {
                compare_own(records, keys, rule, some, cache, &mut out);
            }
            out
        });
        draws.times.push(1.0 / rate);
        draws.pairs.extend(parts.into_iter().flatten());
    }
    let bits = |d: &Drawn| d.share.map(f32::to_bits);
    draws.pairs.par_sort_unstable_by(|a, b| {
        (a.pattern, a.shared)
            .cmp(&(b.pattern, b.shared))
            .then_with(|| bits(a).cmp(&bits(b)))
    });
    draws
}

/// Compares the pairs that no earlier rule brings.
fn compare_own(
    records: &Records,
    keys: &RowKeys,
    rule: usize,
    pairs: &[(u32, u32)],
    cache: &mut Cache,
    out: &mut Vec<Drawn>,
) {
    // Rule by rule and field by field, so that fetches do not wait for each other.
    let mut shared = [0_u32; TOGETHER];
    for rule in 0..keys.rules() {
        for (bits, &(a, b)) in shared.iter_mut().zip(pairs) {
            *bits |= u32::from(keys.agree(a, b, rule)) << rule;
        }
    }
    let own = || {
        let own = pairs.iter().zip(shared);
        own.filter(|(_, bits)| bits.trailing_zeros() as usize == rule)
    };
    touch(records, own().map(|(pair, _)| *pair));
    for (&(a, b), shared) in own() {
        let compared = outcomes(records, a, b, cache);
        out.push(Drawn {
            pattern: pattern_of(&compared, records.fields.len()),
            shared,
            share: compared.map(|o| o.share),
        });
    }
}

/// Brings the values that comparing needs near, field by field.
fn touch(records: &Records, pairs: impl Iterator<Item = (u32, u32)> + Clone) {
    let mut touched = 0_u32;
    for (f, field) in records.fields.iter().enumerate() {
        for (a, b) in pairs.clone() {
            let (x, y) = (records.row(a)[f], records.row(b)[f]);
            touched = touched.wrapping_add(field.touch(x, y));
        }
    }
    std::hint::black_box(touched);
}

/// Counts of levels among given pairs.
pub(crate) fn pair_levels(records: &Records, pairs: &[(u32, u32)]) -> Vec<[f64; LEVELS]> {
    let mut cache = Cache::default();
    let mut count = vec![[0.0; LEVELS]; records.fields.len()];
    for &(a, b) in pairs {
        let compared = outcomes(records, a, b, &mut cache);
        count
            .iter_mut()
            .zip(&compared)
            .for_each(|(c, o)| c[o.level as usize] += 1.0);
    }
    count
}

/// Counts of levels among pairs within clusters, a few pairs of each cluster.
pub(crate) fn cluster_levels(records: &Records, cluster: &[u32]) -> Vec<[f64; LEVELS]> {
    let mut order: Vec<(u32, u64, u32)> = (0..records.len() as u32)
        .map(|r| (cluster[r as usize], records.content(r), r))
        .collect();
    order.sort_unstable();
    let mut cache = Cache::default();
    let mut count = vec![[0.0; LEVELS]; records.fields.len()];
    for members in order.chunk_by(|a, b| a.0 == b.0) {
        for step in 1..=CLUSTER_STEPS.min(members.len() - 1) {
            for pair in members.windows(step + 1) {
                let compared = outcomes(records, pair[0].2, pair[step].2, &mut cache);
                count
                    .iter_mut()
                    .zip(&compared)
                    .for_each(|(c, o)| c[o.level as usize] += 1.0);
            }
        }
    }
    count
}

/// Neighbours of each record looked at within its cluster.
const CLUSTER_STEPS: usize = 3;

/// Counts of levels among random pairs; of pairs of different clusters when these are known.
pub(crate) fn random_levels(
    records: &Records,
    sample: &Sample,
    pairs: usize,
    cluster: Option<&[u32]>,
) -> Vec<[f64; LEVELS]> {
    let pieces = 16;
    let counts: Vec<Vec<[u32; LEVELS]>> = (0..pieces)
        .into_par_iter()
        .map(|piece| {
            let mut random = Random::new(0xacc0 + piece);
            let mut cache = Cache::default();
            let mut count = vec![[0_u32; LEVELS]; records.fields.len()];
            let drawn: Vec<(u32, u32)> = (0..pairs / pieces as usize)
                .map(|_| sample.random_pair(&mut random))
                .filter(|&(a, b)| cluster.is_none_or(|c| c[a as usize] != c[b as usize]))
                .collect();
            for some in drawn.chunks(TOGETHER) {
                touch(records, some.iter().copied());
                for &(a, b) in some {
                    let compared = outcomes(records, a, b, &mut cache);
                    count
                        .iter_mut()
                        .zip(&compared)
                        .for_each(|(c, o)| c[o.level as usize] += 1);
                }
            }
            count
        })
        .collect();
    let mut total = vec![[0.0; LEVELS]; records.fields.len()];
    for piece in &counts {
        for (t, c) in total.iter_mut().zip(piece) {
            t.iter_mut().zip(c).for_each(|(t, c)| *t += f64::from(*c));
        }
    }
    total
}
