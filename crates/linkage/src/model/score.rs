//! Scoring: from agreement levels to log2 odds, with the fields in the order
//! that settles most pairs soonest.

use super::em::{MATCH, RELATIVE, STRANGER};
use super::train::{Trained, TrainedRule};
use crate::compare::{Cache, LEVELS, NULL, Outcome, compare};
use crate::prepare::Records;

/// How far rarity may move a weight, in bits.
const MOST_RARE: f32 = 8.0;
const MOST_COMMON: f32 = -6.0;

/// What the rarity of the thing agreed on adds to a weight.
#[inline]
pub(crate) fn rarity_bonus(usual: f32, share: f32) -> f32 {
    if usual == 0.0 || share == 0.0 { 0.0 } else { (usual - share).clamp(MOST_COMMON, MOST_RARE) }
}

/// The weights of one level against strangers and against relatives.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    stranger: f32,
    relative: f32,
    usual: f32,
}

/// Weights of one rule's pairs, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct RuleWeights {
    /// log2 odds of a match against a stranger and against a relative.
    pub(crate) prior: [f32; 2],
    cells: Vec<[Cell; LEVELS]>,
    /// Fields in the order they are compared; the most that they and later ones can add.
    order: Vec<(usize, [f32; 2])>,
}

/// Weights of all rules.
#[derive(Debug, Clone)]
pub(crate) struct Scorer {
    pub(crate) rules: Vec<RuleWeights>,
}

impl Scorer {
    pub(crate) fn new(records: &Records, trained: &Trained) -> Self {
        Self { rules: trained.rules.iter().map(|r| RuleWeights::new(records, r)).collect() }
    }
}

impl RuleWeights {
    pub(crate) fn new(records: &Records, rule: &TrainedRule) -> Self {
        let logs = rule.mixture.logs();
        let cells: Vec<[Cell; LEVELS]> = (0..records.fields.len())
            .map(|f| {
                std::array::from_fn(|l| Cell {
                    stranger: logs[MATCH][f][l] - logs[STRANGER][f][l],
                    relative: logs[MATCH][f][l] - logs[RELATIVE][f][l],
                    usual: rule.rarity[f][l],
                })
            })
            .collect();
        let share = rule.mixture.share.map(|s| s.max(1e-12).log2() as f32);
        let prior = [share[MATCH] - share[STRANGER], share[MATCH] - share[RELATIVE]];
        let mut fields: Vec<usize> = (0..cells.len()).collect();
        fields.sort_by_key(|&f| (cost(records, f), f));
        let mut reach = [0.0_f32; 2];
        let mut order: Vec<(usize, [f32; 2])> = Vec::new();
        for &f in fields.iter().rev() {
            let most = most_of(&cells[f], records.fields[f].shared);
            reach = [reach[0] + most[0], reach[1] + most[1]];
            order.push((f, reach));
        }
        order.reverse();
        Self { prior, cells, order }
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
        let [mut stranger, mut relative] = self.prior;
        for &(f, reach) in &self.order {
            if stranger + reach[0] < floor || relative + reach[1] < floor {
                return None;
            }
            let field = &records.fields[f];
            let o = compare(field, f, x[f], y[f], cache);
            if o.level != NULL {
                let cell = &self.cells[f][o.level as usize];
                let bonus = rarity_bonus(cell.usual, o.share);
                stranger += cell.stranger + bonus;
                relative += cell.relative + if field.shared { 0.0 } else { bonus };
            }
        }
        let score = against_both(stranger, relative);
        (score >= floor).then_some(score)
    }
}

impl RuleWeights {
    /// The weights of one outcome against strangers and against relatives.
    pub(crate) fn cell(&self, records: &Records, field: usize, o: Outcome) -> [f32; 2] {
        let cell = &self.cells[field][o.level as usize];
        let bonus = rarity_bonus(cell.usual, o.share);
        let shared = records.fields[field].shared;
        [cell.stranger + bonus, cell.relative + if shared { 0.0 } else { bonus }]
    }
}

/// The odds of a match against strangers and relatives together.
pub(crate) fn against_both(stranger: f32, relative: f32) -> f32 {
    let least = stranger.min(relative);
    let gap = (stranger - relative).abs();
    if gap > 24.0 { least } else { least - (-gap).exp2().ln_1p() * std::f32::consts::LOG2_E }
}

/// The most that a field can add to each of the two sums.
fn most_of(cells: &[Cell; LEVELS], shared: bool) -> [f32; 2] {
    let bonus = |c: &Cell| if c.usual == 0.0 { 0.0 } else { MOST_RARE };
    let most = |weight: &dyn Fn(&Cell) -> f32| {
        cells[..usize::from(NULL)].iter().map(weight).fold(0.0, f32::max)
    };
    [
        most(&|c| c.stranger + bonus(c)),
        most(&|c| c.relative + if shared { 0.0 } else { bonus(c) }),
    ]
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
