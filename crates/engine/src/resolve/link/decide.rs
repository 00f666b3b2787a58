//! From the weights of pairs to probabilities: rivals, nobody, and claims.

use rustc_hash::FxHashMap;

use super::Candidate;
use crate::people::PersonId;

/// The largest share of records that is believed to be somebody's.
const MOST_SETTLED: f64 = 0.97;

/// What settled records say of their people: who has one already hardly has two.
pub(in crate::resolve) struct Claims {
    /// **Shape:** settled records a person.
    settled: Vec<u32>,
    /// log2 odds for whoever has none, and for whoever has one.
    free: f32,
    claimed: f32,
}

impl Claims {
    /// Learns from the settled records how often people have none, one, and more.
    pub(in crate::resolve) fn of(n_people: usize, settled: impl Iterator<Item = PersonId>) -> Self {
        let mut records = vec![0_u32; n_people];
        settled.for_each(|person| records[person as usize] += 1);
        let n: f64 = records.iter().map(|n| f64::from(*n)).sum();
        let with = records.iter().filter(|n| **n > 0).count() as f64;
        let double = ((n - with + 0.1) / (with + 1.0)).clamp(1e-4, 0.5);
        let covered = (with / (n_people as f64 + 2.0)).clamp(double, MOST_SETTLED);
        Self {
            settled: records,
            free: ((1.0 - double) / (1.0 - covered)).log2() as f32,
            claimed: (double / covered).log2() as f32,
        }
    }

    fn bits(&self, person: PersonId, claimed_by_another: bool) -> f32 {
        if claimed_by_another || self.settled[person as usize] > 0 {
            self.claimed
        } else {
            self.free
        }
    }
}

/// Weighs the candidates of each record against each other, nobody, and what
/// other records claim; the likeliest first.
pub(super) fn weigh(groups: &mut [Vec<Candidate>], claims: &Claims) {
    claim(groups, claims, &FxHashMap::default());
    share_all(groups);
    // Among the records in doubt the strongest claims its person from the others.
    let mut first: FxHashMap<PersonId, (f32, usize)> = FxHashMap::default();
    for (group, candidates) in groups.iter().enumerate() {
        if let Some(best) = candidates.first().filter(|best| best.probability >= 0.5) {
            let strongest = first.entry(best.person).or_insert((best.bits, group));
            if best.bits > strongest.0 {
                *strongest = (best.bits, group);
            }
        }
    }
    claim(groups, claims, &first);
    share_all(groups);
}

/// The probability that log2 odds stand for.
pub(super) fn probability(bits: f32) -> f64 {
    1.0 / (1.0 + f64::from(-bits).exp2())
}

/// Takes back what the records that were only learnt from made the model expect.
///
/// They are somebody's by choice, so among the records in doubt a pair is less
/// often a match than the model learnt: by how much follows from the pairs'
/// own probabilities, until both agree.
pub(super) fn shift(groups: &mut [Vec<Candidate>], learnt: f64, n_learnt: usize) {
    let n_doubts = groups.len().max(1) as f64;
    let mut shift = 0.0_f64;
    for _ in 0..30 {
        let found: f64 = groups
            .iter()
            .flatten()
            .map(|candidate| probability(candidate.bits + shift as f32))
            .sum();
        let here = (found + 0.5) / n_doubts;
        let at_large = (found + learnt + 0.5) / (n_doubts + n_learnt as f64);
        shift = (here / at_large).log2().min(0.0);
    }
    for candidate in groups.iter_mut().flatten() {
        candidate.bits += shift as f32;
    }
}

/// Sets what the person's other records say.
fn claim(
    groups: &mut [Vec<Candidate>],
    claims: &Claims,
    first: &FxHashMap<PersonId, (f32, usize)>,
) {
    for (group, candidates) in groups.iter_mut().enumerate() {
        for candidate in candidates {
            let by_another = first
                .get(&candidate.person)
                .is_some_and(|(_, strongest)| *strongest != group);
            let bits = claims.bits(candidate.person, by_another);
            candidate.bits += bits - candidate.claim;
            candidate.claim = bits;
        }
    }
}

/// Spreads each record's probability over its candidates and nobody; how many
/// records are somebody's is found from the pairs themselves.
fn share_all(groups: &mut [Vec<Candidate>]) {
    let n_records = groups.len() as f64;
    let mut settled = 0.5;
    for _ in 0..20 {
        let with: f64 = groups
            .iter()
            .map(|candidates| 1.0 - nobody(candidates, 1.0 - settled))
            .sum();
        settled = (with / (n_records + 2.0)).clamp(0.0, MOST_SETTLED);
    }
    for candidates in groups {
        share_among(candidates, 1.0 - settled);
    }
}

/// Sets the probabilities of one record's candidates; the likeliest comes first.
pub(in crate::resolve) fn share_among(candidates: &mut [Candidate], unsettled: f64) {
    let none = nobody(candidates, unsettled);
    let best = strongest(candidates);
    let sum: f64 = candidates
        .iter()
        .map(|candidate| f64::from(candidate.bits - best).exp2())
        .sum();
    for candidate in candidates.iter_mut() {
        let part = f64::from(candidate.bits - best).exp2() / sum;
        candidate.probability = ((1.0 - none) * part) as f32;
    }
    candidates.sort_by(|a, b| {
        b.bits
            .total_cmp(&a.bits)
            .then_with(|| a.person.cmp(&b.person))
    });
}

/// The probability that a record is about none of its candidates.
fn nobody(candidates: &[Candidate], unsettled: f64) -> f64 {
    if candidates.is_empty() {
        return 1.0;
    }
    let best = strongest(candidates);
    let sum: f64 = candidates
        .iter()
        .map(|candidate| f64::from(candidate.bits - best).exp2())
        .sum();
    let none = unsettled * f64::from(-best).exp2();
    none / (sum + none)
}

fn strongest(candidates: &[Candidate]) -> f32 {
    candidates
        .iter()
        .map(|candidate| candidate.bits)
        .fold(f32::MIN, f32::max)
}
