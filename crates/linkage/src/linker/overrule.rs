//! What overrules or adds to the model: people's judgements, outside evidence,
//! and a restriction to given pairs.

use super::{Fitted, Linker};
use crate::decide::{SURE, Scored};
use crate::explain::explain;
use crate::model::em::probability;
use rustc_hash::{FxHashMap, FxHashSet};

type Pair = (u32, u32);

/// Applies restriction, evidence and judgements to the scored pairs.
pub(crate) fn apply(linker: &Linker, fitted: &Fitted, pairs: &mut Vec<Scored>) {
    let records = &fitted.records;
    let pair = |left: u32, right: u32| -> Pair {
        let (left, right) = (records.left_record(left), records.right_record(right));
        (left.min(right), left.max(right))
    };
    if let Some(candidates) = &linker.candidates {
        let allowed: FxHashSet<Pair> = candidates.iter().map(|&(l, r)| pair(l, r)).collect();
        pairs.retain(|p| allowed.contains(&(p.a, p.b)));
    }
    if !linker.evidence.is_empty() {
        let bits = linker
            .evidence
            .iter()
            .map(|e| (pair(e.left, e.right), e.bits));
        add_evidence(fitted, pairs, bits.collect());
    }
    let apart = apart(linker, fitted);
    pairs.retain(|p| !apart.contains(&(p.a, p.b)));
    let mut same: FxHashSet<Pair> = linker
        .judgements
        .iter()
        .filter(|j| j.same)
        .map(|j| pair(j.left, j.right))
        .collect();
    for p in pairs.iter_mut().filter(|p| same.remove(&(p.a, p.b))) {
        (p.score, p.probability) = (SURE, 1.0);
    }
    let mut missing: Vec<Pair> = same.into_iter().filter(|p| !apart.contains(p)).collect();
    missing.sort_unstable();
    pairs.extend(missing.into_iter().map(|(a, b)| Scored {
        a,
        b,
        score: SURE,
        probability: 1.0,
    }));
}

fn add_evidence(fitted: &Fitted, pairs: &mut Vec<Scored>, mut bits: FxHashMap<Pair, f32>) {
    for p in pairs.iter_mut() {
        if let Some(add) = bits.remove(&(p.a, p.b)) {
            p.score += add;
            p.probability = probability(f64::from(p.score)) as f32;
        }
    }
    let mut rest: Vec<(Pair, f32)> = bits.into_iter().filter(|(_, add)| *add > 0.0).collect();
    rest.sort_unstable_by_key(|(pair, _)| *pair);
    for ((a, b), add) in rest {
        let score = explain(fitted, a, b).weight + add;
        pairs.push(Scored {
            a,
            b,
            score,
            probability: probability(f64::from(score)) as f32,
        });
    }
}

/// Pairs judged to be different persons.
pub(crate) fn apart(linker: &Linker, fitted: &Fitted) -> FxHashSet<Pair> {
    let different = linker.judgements.iter().filter(|j| !j.same);
    different
        .map(|j| {
            let records = &fitted.records;
            let (left, right) = (records.left_record(j.left), records.right_record(j.right));
            (left.min(right), left.max(right))
        })
        .collect()
}
