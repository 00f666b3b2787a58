//! Bounds on what a pair can score, from which of its values are equal.

use super::score::{MOST_RARE, rarity_bonus};
use crate::compare::{LEVELS, NULL, ladder};
use crate::line::Line;
use crate::prepare::{MISSING, Records};

/// The classes that are summed up, each against strangers.
pub(super) const SUMS: usize = 3;
/// What two classes together may add to the better of them, with rounding.
const SLACK: f32 = 1.01;
/// Pairs of a match class and what it is weighed against.
pub(super) const BOUNDS: usize = 4;

/// What one level says: log2 likelihoods of clean match, damaged match and
/// relative against strangers, and the usual rarity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) sums: [f32; SUMS],
    pub(super) usual: f32,
}

/// The most that a field can add to each bound: its values equal, different,
/// or one of them missing.
pub(super) type Most = [[f32; BOUNDS]; 3];
const EQUAL: usize = 0;
const DIFFERENT: usize = 1;
const ABSENT: usize = 2;

/// Which fields of two records are equal, and which are missing in either.
#[derive(Debug, Clone, Copy)]
pub(super) struct States {
    equal: u32,
    absent: u32,
}

impl States {
    #[inline]
    pub(super) fn of(x: &Line, y: &Line) -> Self {
        Self {
            equal: x.equal(y),
            absent: x.holding(MISSING) | y.holding(MISSING),
        }
    }

    /// The state of one field, found without a branch.
    #[inline]
    pub(super) fn of_field(self, f: usize) -> usize {
        let (different, absent) = (!self.equal >> f & 1, self.absent >> f & 1);
        ((different | absent << 1) as usize).min(ABSENT)
    }

    /// The states of four neighbouring fields as one number.
    #[inline]
    pub(super) fn of_four(self, four: usize) -> usize {
        (self.equal >> (4 * four) & 15 | (self.absent >> (4 * four) & 15) << 4) as usize
    }
}

/// Each match class against strangers, then each against relatives.
#[inline]
fn bounds(sums: [f32; SUMS]) -> [f32; BOUNDS] {
    [sums[0], sums[1], sums[0] - sums[2], sums[1] - sums[2]]
}

/// The most that sums with that much to come can end at.
#[inline]
pub(super) fn bound(sums: [f32; SUMS], reach: [f32; BOUNDS]) -> f32 {
    let bounds = bounds(sums);
    let chance = |i: usize| bounds[i] + reach[i] + SLACK;
    chance(0).max(chance(1)).min(chance(2).max(chance(3)))
}

/// Sums up `most` of up to four fields for all states they can be in.
pub(super) fn reach_of(most: &[Most]) -> [[f32; BOUNDS]; 256] {
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

/// The most that a field can add to each bound, by whether its values are
/// equal; missing adds nothing.
pub(super) fn most_of(records: &Records, f: usize, cells: &[Cell; LEVELS]) -> Most {
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
    let levels = ladder(field.kind).start.len().max(2);
    let different = cells[1..levels]
        .iter()
        .fold([f32::MIN; BOUNDS], |most, cell| {
            more(
                most,
                with(cell, if cell.usual == 0.0 { 0.0 } else { MOST_RARE }),
            )
        });
    let equal = with(&cells[0], rarity_bonus(cells[0].usual, field.rarest));
    let mut most = [[0.0; BOUNDS]; 3];
    (most[EQUAL], most[DIFFERENT]) = (equal, different);
    most
}

/// How far a comparison brings the bound of a stranger's pair down on average.
pub(super) fn tells(cells: &[Cell; LEVELS], strangers: &[f64; LEVELS], most: &Most) -> f32 {
    let levels = cells.iter().zip(strangers).take(usize::from(NULL));
    let mean: f64 = levels.skip(1).map(|(c, u)| u * f64::from(c.sums[0])).sum();
    let different: f64 = strangers[1..usize::from(NULL)].iter().sum();
    f64::from(most[DIFFERENT][0])
        .mul_add(different, -mean)
        .max(0.01) as f32
}

/// How dear a comparison of a field is.
pub(super) fn cost(records: &Records, field: usize) -> f32 {
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
