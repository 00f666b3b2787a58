//! Scoring: from agreement levels to log2 odds, with the fields in the order
//! that settles most pairs soonest.

use super::em::{CLEAN, DAMAGED, RELATIVE, STRANGER};
use super::train::{Trained, TrainedRule};
use crate::compare::{Cache, LEVELS, NULL, Outcome, compare_rows};
use crate::prepare::Records;

/// How far rarity may move a weight, in bits.
const MOST_RARE: f32 = 8.0;
const MOST_COMMON: f32 = -6.0;

/// What the rarity of the thing agreed on adds to a weight.
#[inline]
pub(crate) fn rarity_bonus(usual: f32, share: f32) -> f32 {
    if usual == 0.0 || share == 0.0 {
        0.0
    } else {
        (usual - share).clamp(MOST_COMMON, MOST_RARE)
    }
}

/// The classes that are summed up, each against strangers.
const SUMS: usize = 3;
/// Pairs of a match class and what it is weighed against.
const BOUNDS: usize = 4;

/// What one level says: log2 likelihoods of clean match, damaged match and
/// relative against strangers, and the usual rarity.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    sums: [f32; SUMS],
    usual: f32,
}

/// Weights of one rule's pairs, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct RuleWeights {
    /// log2 shares of clean and damaged matches and of relatives against strangers.
    pub(crate) prior: [f32; SUMS],
    cells: Vec<[Cell; LEVELS]>,
    /// Fields in the order they are compared; the most that they and later ones can add.
    order: Vec<(usize, [f32; BOUNDS])>,
}

/// Weights of all rules.
#[derive(Debug, Clone)]
pub(crate) struct Scorer {
    pub(crate) rules: Vec<RuleWeights>,
}

impl Scorer {
    pub(crate) fn new(records: &Records, trained: &Trained) -> Self {
        Self {
            rules: trained
                .rules
                .iter()
                .map(|r| RuleWeights::new(records, r))
                .collect(),
        }
    }
}

impl RuleWeights {
    pub(crate) fn new(records: &Records, rule: &TrainedRule) -> Self {
        let logs = rule.mixture.logs();
        let cells: Vec<[Cell; LEVELS]> = (0..records.fields.len())
            .map(|f| {
                std::array::from_fn(|l| Cell {
                    sums: [CLEAN, DAMAGED, RELATIVE].map(|c| logs[c][f][l] - logs[STRANGER][f][l]),
                    usual: rule.rarity[f][l],
                })
            })
            .collect();
        let share = rule.mixture.share.map(|s| s.max(1e-12).log2() as f32);
        let prior = [CLEAN, DAMAGED, RELATIVE].map(|c| share[c] - share[STRANGER]);
        let mut fields: Vec<usize> = (0..cells.len()).collect();
        fields.sort_by_key(|&f| (cost(records, f), f));
        let mut reach = [0.0_f32; BOUNDS];
        let mut order: Vec<(usize, [f32; BOUNDS])> = Vec::new();
        for &f in fields.iter().rev() {
            let most = most_of(&cells[f], records.fields[f].shared);
            reach.iter_mut().zip(&most).for_each(|(r, m)| *r += m);
            order.push((f, reach));
        }
        order.reverse();
        Self {
            prior,
            cells,
            order,
        }
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
        let mut sums = self.prior;
        for &(f, reach) in &self.order {
            let bounds = bounds(sums);
            let chance = |i: usize| bounds[i] + reach[i] + 1.0;
            if chance(0).max(chance(1)) < floor || chance(2).max(chance(3)) < floor {
                return None;
            }
            let o = compare_rows(records, f, x, y, cache);
            if o.level != NULL {
                let add = self.cell(records, f, o);
                sums.iter_mut().zip(&add).for_each(|(s, a)| *s += a);
            }
        }
        let score = odds(sums);
        (score >= floor).then_some(score)
    }

    /// What one outcome adds to the three sums.
    #[inline]
    pub(crate) fn cell(&self, records: &Records, field: usize, o: Outcome) -> [f32; SUMS] {
        let cell = &self.cells[field][o.level as usize];
        let bonus = rarity_bonus(cell.usual, o.share);
        let relative = if records.fields[field].shared {
            bonus
        } else {
            0.0
        };
        [
            cell.sums[0] + bonus,
            cell.sums[1] + bonus,
            cell.sums[2] + relative,
        ]
    }
}

/// Each match class against strangers, then each against relatives.
#[inline]
fn bounds(sums: [f32; SUMS]) -> [f32; BOUNDS] {
    [sums[0], sums[1], sums[0] - sums[2], sums[1] - sums[2]]
}

/// The log2 odds of a match of either class against strangers and relatives together.
#[inline]
pub(crate) fn odds(sums: [f32; SUMS]) -> f32 {
    log_sum(sums[0], sums[1]) - log_sum(0.0, sums[2])
}

/// log2(2^a + 2^b).
#[inline]
fn log_sum(a: f32, b: f32) -> f32 {
    let (most, gap) = (a.max(b), (a - b).abs());
    if gap > 24.0 {
        most
    } else {
        most + (-gap).exp2().ln_1p() * std::f32::consts::LOG2_E
    }
}

/// The most that a field can add to each bound; missing adds nothing.
fn most_of(cells: &[Cell; LEVELS], shared: bool) -> [f32; BOUNDS] {
    let mut most = [0.0_f32; BOUNDS];
    for cell in &cells[..usize::from(NULL)] {
        let bonus = if cell.usual == 0.0 { 0.0 } else { MOST_RARE };
        let relative = if shared { bonus } else { 0.0 };
        let with = [
            cell.sums[0] + bonus,
            cell.sums[1] + bonus,
            cell.sums[2] + relative,
        ];
        most.iter_mut()
            .zip(&bounds(with))
            .for_each(|(m, b)| *m = m.max(*b));
    }
    most
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
