//! Scoring: from agreement levels to log2 odds, with the fields in the order
//! that settles most pairs soonest.

use super::em::{CLEAN, DAMAGED, RELATIVE, STRANGER};
use super::train::{Trained, TrainedRule};
use crate::compare::{Cache, LEVELS, NULL, Outcome, compare_rows, ladder};
use crate::line::Line;
use crate::prepare::{MISSING, Records};

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
/// What two classes together may add to the better of them, with rounding.
const SLACK: f32 = 1.01;
/// Pairs of a match class and what it is weighed against.
const BOUNDS: usize = 4;

/// What one level says: log2 likelihoods of clean match, damaged match and
/// relative against strangers, and the usual rarity.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    sums: [f32; SUMS],
    usual: f32,
}

/// The most that a field can add to each bound: its values equal, different,
/// or one of them missing.
type Most = [[f32; BOUNDS]; 3];
const EQUAL: usize = 0;
const DIFFERENT: usize = 1;
const ABSENT: usize = 2;

/// Which fields of two records are equal, and which are missing in either.
#[derive(Debug, Clone, Copy)]
struct States {
    equal: u32,
    absent: u32,
}

impl States {
    #[inline]
    fn of(x: &Line, y: &Line) -> Self {
        Self {
            equal: x.equal(y),
            absent: x.holding(MISSING) | y.holding(MISSING),
        }
    }

    /// The state of one field, found without a branch.
    #[inline]
    fn of_field(self, f: usize) -> usize {
        let (different, absent) = (!self.equal >> f & 1, self.absent >> f & 1);
        ((different | absent << 1) as usize).min(ABSENT)
    }

    /// The states of four neighbouring fields as one number.
    #[inline]
    fn of_four(self, four: usize) -> usize {
        (self.equal >> (4 * four) & 15 | (self.absent >> (4 * four) & 15) << 4) as usize
    }
}

/// A pair whose near fields are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    sums: [f32; SUMS],
    /// The most that the other fields can add to each bound.
    reach: [f32; BOUNDS],
    states: States,
}

impl Begun {
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
const NEAR: usize = 50_000;

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
        let mut begun = self.begin(records, x, y, floor, cache)?;
        for &f in &self.far {
            if begun.most() < floor {
                return None;
            }
            self.add(records, x, y, &mut begun, f, cache);
        }
        let score = begun.score();
        (score >= floor).then_some(score)
    }

    /// Compares the near fields, or nothing once the pair cannot reach `floor`.
    #[inline]
    pub(crate) fn begin(
        &self,
        records: &Records,
        x: &Line,
        y: &Line,
        floor: f32,
        cache: &mut Cache,
    ) -> Option<Begun> {
        let states = States::of(x, y);
        let mut begun = Begun {
            sums: self.prior,
            reach: self.reach(states),
            states,
        };
        for &f in &self.near {
            if begun.most() < floor {
                return None;
            }
            self.add(records, x, y, &mut begun, f, cache);
        }
        (begun.most() >= floor).then_some(begun)
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
        let most = &self.most[field][begun.states.of_field(field)];
        begun.reach.iter_mut().zip(most).for_each(|(r, m)| *r -= m);
        let o = compare_rows(records, field, &x.0, &y.0, cache);
        if o.level != NULL {
            let add = self.cell(records, field, o);
            begun.sums.iter_mut().zip(&add).for_each(|(s, a)| *s += a);
        }
    }

    /// The fields left to compare after [`RuleWeights::begin`], in order.
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

/// Each match class against strangers, then each against relatives.
#[inline]
fn bounds(sums: [f32; SUMS]) -> [f32; BOUNDS] {
    [sums[0], sums[1], sums[0] - sums[2], sums[1] - sums[2]]
}

/// The most that sums with that much to come can end at.
#[inline]
fn bound(sums: [f32; SUMS], reach: [f32; BOUNDS]) -> f32 {
    let bounds = bounds(sums);
    let chance = |i: usize| bounds[i] + reach[i] + SLACK;
    chance(0).max(chance(1)).min(chance(2).max(chance(3)))
}

/// Sums up `most` of up to four fields for all states they can be in.
fn reach_of(most: &[Most]) -> [[f32; BOUNDS]; 256] {
    std::array::from_fn(|place| {
        let mut sums = [0.0; BOUNDS];
        for (f, most) in most.iter().enumerate() {
            let states = States {
                equal: place as u32 & 15,
                absent: place as u32 >> 4,
            };
            let most = &most[states.of_field(f)];
            sums.iter_mut().zip(most).for_each(|(s, m)| *s += m);
        }
        sums
    })
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

/// The most that a field can add to each bound, by whether its values are
/// equal; missing adds nothing, unless names may stand in each other's column.
fn most_of(records: &Records, f: usize, cells: &[Cell; LEVELS]) -> Most {
    let field = &records.fields[f];
    let with = |cell: &Cell, bonus: f32| {
        let relative = if field.shared { bonus } else { 0.0 };
        bounds([
            cell.sums[0] + bonus,
            cell.sums[1] + bonus,
            cell.sums[2] + relative,
        ])
    };
    let more = |a: [f32; BOUNDS], b: [f32; BOUNDS]| std::array::from_fn(|i| a[i].max(b[i]));
    let rarest = field.log_share.iter().copied().fold(0.0, f32::min);
    let levels = ladder(field.kind).start.len().max(2);
    let different = cells[1..levels]
        .iter()
        .fold([f32::MIN; BOUNDS], |most, cell| {
            more(
                most,
                with(cell, if cell.usual == 0.0 { 0.0 } else { MOST_RARE }),
            )
        });
    let equal = with(&cells[0], rarity_bonus(cells[0].usual, rarest));
    let exchanged = records
        .names
        .as_ref()
        .is_some_and(|n| n.given == f || n.surname == f);
    let missing = if exchanged {
        more(different, [0.0; BOUNDS])
    } else {
        [0.0; BOUNDS]
    };
    let mut most = [[0.0; BOUNDS]; 3];
    (most[EQUAL], most[DIFFERENT], most[ABSENT]) = (equal, different, missing);
    most
}

/// How far a comparison brings the bound of a stranger's pair down on average.
fn tells(cells: &[Cell; LEVELS], strangers: &[f64; LEVELS], most: &Most) -> f32 {
    let levels = cells.iter().zip(strangers).take(usize::from(NULL));
    let mean: f64 = levels.skip(1).map(|(c, u)| u * f64::from(c.sums[0])).sum();
    let different: f64 = strangers[1..usize::from(NULL)].iter().sum();
    f64::from(most[DIFFERENT][0])
        .mul_add(different, -mean)
        .max(0.01) as f32
}

/// How dear a comparison of a field is.
fn cost(records: &Records, field: usize) -> f32 {
    use crate::prepare::Values;
    let field = &records.fields[field];
    let large = field.text.len() > 100_000;
    match field.values {
        Values::Words(_) if field.text.len() > 1000 => 8.0,
        Values::Bags(_) => 20.0,
        Values::Plain if field.text.len() > 1000 => 12.0,
        _ if large => 3.0,
        _ => 1.0,
    }
}
