//! Scoring: from agreement levels to log2 odds, with the fields in the order
//! that settles most pairs soonest.

use super::bound::{BOUNDS, Cell, Most, SUMS, States, bound, cost, most_of, reach_of, tells};
use super::em::{CLEAN, DAMAGED, RELATIVE, STRANGER};
use super::train::{Trained, TrainedRule};
use crate::compare::{Cache, LEVELS, NULL, Outcome, compare_rows, lowest_of_codes};
use crate::line::Line;
use crate::prepare::Records;

/// How far rarity may move a weight, in bits.
pub(super) const MOST_RARE: f32 = 8.0;
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

/// A pair that is being compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    sums: [f32; SUMS],
    /// The most that fields not yet compared can add to each bound.
    reach: [f32; BOUNDS],
    states: States,
    /// Fields that are told apart already, one bit a field.
    done: u32,
}

impl Begun {
    /// Says whether what a field says is counted in already.
    #[inline]
    pub(crate) fn holds(&self, field: usize) -> bool {
        self.done >> field & 1 == 1
    }

    /// The log2 odds once all fields are compared.
    #[inline]
    pub(crate) fn score(&self) -> f32 {
        odds(self.sums)
    }

    /// The most that the pair can score.
    #[inline]
    pub(crate) fn most(&self) -> f32 {
        bound(self.sums, self.reach)
    }
}

/// Values up to which what comparing a field needs stays in a near cache.
pub(crate) const NEAR: usize = 50_000;

/// Weights of one rule's pairs, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct RuleWeights {
    /// log2 shares of clean and damaged matches and of relatives against strangers.
    pub(crate) prior: [f32; SUMS],
    cells: Vec<[Cell; LEVELS]>,
    /// Fields in the order they are compared: first those whose values lie
    /// near at hand, being few, then the others.
    near: Vec<usize>,
    far: Vec<usize>,
    most: Vec<Most>,
    /// The sums of `most` over four fields at a time, by which of them are
    /// equal (lower half of the place) and absent (upper half).
    reach: Vec<[[f32; BOUNDS]; 256]>,
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
        let most: Vec<Most> = (0..cells.len())
            .map(|f| most_of(records, f, &cells[f]))
            .collect();
        let strangers = &rule.mixture.levels[STRANGER];
        let worth: Vec<f32> = (0..cells.len())
            .map(|f| tells(&cells[f], &strangers[f], &most[f]) / cost(records, f))
            .collect();
        let mut order: Vec<usize> = (0..cells.len()).collect();
        order.sort_by(|&f, &g| worth[g].total_cmp(&worth[f]).then(f.cmp(&g)));
        let (near, far) = order
            .into_iter()
            .partition(|&f| records.fields[f].text.len() <= NEAR);
        let reach = most.chunks(4).map(reach_of).collect();
        Self {
            prior,
            cells,
            near,
            far,
            most,
            reach,
        }
    }

    /// The log2 odds of a pair, or nothing once it cannot reach `floor`.
    pub(crate) fn score(
        &self,
        records: &Records,
        x: &Line,
        y: &Line,
        floor: f32,
        cache: &mut Cache,
    ) -> Option<f32> {
        let mut begun = self.begin(records, x, y);
        if !self.near(records, x, y, &mut begun, floor, cache) {
            return None;
        }
        for &f in &self.far {
            if begun.most() < floor {
                return None;
            }
            if !begun.holds(f) {
                self.add(records, x, y, &mut begun, f, cache);
            }
        }
        let score = begun.score();
        (score >= floor).then_some(score)
    }

    /// Weighs what two lines show by themselves.
    #[inline]
    pub(crate) fn begin(&self, records: &Records, x: &Line, y: &Line) -> Begun {
        let states = States::of(x, y);
        let mut begun = Begun {
            sums: self.prior,
            reach: self.reach(states),
            states,
            done: 0,
        };
        for hint in records.hints.iter().filter(|h| h.apart(x, y)) {
            self.count(records, &mut begun, hint.field, lowest_of_codes());
            begun.done |= 1 << hint.field;
        }
        begun
    }

    /// Compares the near fields; says whether the pair may still reach `least`.
    #[inline]
    pub(crate) fn near(
        &self,
        records: &Records,
        x: &Line,
        y: &Line,
        begun: &mut Begun,
        least: f32,
        cache: &mut Cache,
    ) -> bool {
        for &f in &self.near {
            if begun.most() < least {
                return false;
            }
            self.add(records, x, y, begun, f, cache);
        }
        begun.most() >= least
    }

    /// Compares one field and adds what it says.
    #[inline]
    pub(crate) fn add(
        &self,
        records: &Records,
        x: &Line,
        y: &Line,
        begun: &mut Begun,
        field: usize,
        cache: &mut Cache,
    ) {
        let o = compare_rows(records, field, &x.0, &y.0, cache);
        self.count(records, begun, field, o);
    }

    /// Adds what the outcome of one field says.
    #[inline]
    fn count(&self, records: &Records, begun: &mut Begun, field: usize, o: Outcome) {
        let most = &self.most[field][begun.states.of_field(field)];
        begun.reach.iter_mut().zip(most).for_each(|(r, m)| *r -= m);
        if o.level != NULL {
            let add = self.cell(records, field, o);
            begun.sums.iter_mut().zip(&add).for_each(|(s, a)| *s += a);
        }
    }

    /// The fields left to compare after [`RuleWeights::near`], in order.
    pub(crate) fn far(&self) -> &[usize] {
        &self.far
    }

    /// The most that all fields together can add to each bound.
    #[inline]
    fn reach(&self, states: States) -> [f32; BOUNDS] {
        let mut reach = [0.0_f32; BOUNDS];
        for (four, sums) in self.reach.iter().enumerate() {
            let sums = &sums[states.of_four(four)];
            reach.iter_mut().zip(sums).for_each(|(r, m)| *r += m);
        }
        reach
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
