//! Scoring: from agreement levels to log2 odds, with the fields in the order
//! that settles most pairs soonest.

use super::train::Trained;
use crate::compare::{Cache, LEVELS, NULL, compare};
use crate::prepare::Records;

/// How far rarity may move a weight, in bits.
const MOST_RARE: f32 = 8.0;
const MOST_COMMON: f32 = -6.0;

/// What the rarity of the thing agreed on adds to a weight.
#[inline]
pub(crate) fn rarity_bonus(usual: f32, share: f32) -> f32 {
    if usual == 0.0 || share == 0.0 { 0.0 } else { (usual - share).clamp(MOST_COMMON, MOST_RARE) }
}

/// Weights of one rule's pairs, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct RuleWeights {
    pub(crate) prior: f32,
    pub(crate) weight: Vec<[f32; LEVELS]>,
    pub(crate) rarity: Vec<[f32; LEVELS]>,
    /// Fields in the order they are compared.
    order: Vec<usize>,
    /// The most that the fields from each place on can still add.
    reach: Vec<f32>,
}

/// Weights of all rules.
#[derive(Debug, Clone)]
pub(crate) struct Scorer {
    pub(crate) rules: Vec<RuleWeights>,
}

impl Scorer {
    pub(crate) fn new(records: &Records, trained: &Trained) -> Self {
        let rules = trained
            .rules
            .iter()
            .map(|rule| {
                let weight = rule.mixture.weights();
                let prior = (rule.mixture.prior / (1.0 - rule.mixture.prior)).log2() as f32;
                RuleWeights::new(records, prior, weight, rule.rarity.clone())
            })
            .collect();
        Self { rules }
    }
}

impl RuleWeights {
    fn new(
        records: &Records,
        prior: f32,
        weight: Vec<[f32; LEVELS]>,
        rarity: Vec<[f32; LEVELS]>,
    ) -> Self {
        let mut order: Vec<usize> = (0..weight.len()).collect();
        order.sort_by_key(|&f| (cost(records, f), f));
        let most = |f: usize| {
            let levels = (0..LEVELS).map(|l| {
                weight[f][l] + if rarity[f][l] == 0.0 { 0.0 } else { MOST_RARE.min(rarity[f][l] + 24.0) }
            });
            levels.fold(0.0, f32::max)
        };
        let mut reach = vec![0.0; order.len() + 1];
        for (i, &f) in order.iter().enumerate().rev() {
            reach[i] = reach[i + 1] + most(f);
        }
        Self { prior, weight, rarity, order, reach }
    }

    /// The log2 odds of a pair, or nothing once it cannot reach `floor`.
    #[inline]
    pub(crate) fn score(
        &self,
        records: &Records,
        x: &[u32],
        y: &[u32],
        floor: f32,
        cache: &mut Cache,
    ) -> Option<f32> {
        let mut sum = self.prior;
        for (i, &f) in self.order.iter().enumerate() {
            if sum + self.reach[i] < floor {
                return None;
            }
            let o = compare(&records.fields[f], f, x[f], y[f], cache);
            if o.level != NULL {
                let l = o.level as usize;
                sum += self.weight[f][l] + rarity_bonus(self.rarity[f][l], o.share);
            }
        }
        (sum >= floor).then_some(sum)
    }
}

/// How dear a comparison of a field is: small tables first, texts last.
fn cost(records: &Records, field: usize) -> u64 {
    use crate::prepare::Values;
    let field = &records.fields[field];
    let size = field.text.len() as u64;
    match field.values {
        Values::Words(_) if size > 1000 => 1 << 40 | size,
        Values::Bags(_) => 1 << 42 | size,
        Values::Plain if size > 1000 => 1 << 41 | size,
        _ => size,
    }
}
