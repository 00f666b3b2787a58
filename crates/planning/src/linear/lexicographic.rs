//! Several goals, one after another, each without loss to those before it.

use super::ladder::Ladder;
use super::level::Level;
use super::program::{Program, Sense, gcd};
use super::solver::Limits;

/// A linear form to make as great as possible.
#[derive(Debug, Clone, Default)]
pub(crate) struct Goal {
    pub(crate) terms: Vec<(usize, i64)>,
    /// Variables of no use to this goal or an earlier one: held at zero for
    /// now, which keeps the program small.
    pub(crate) idle: Vec<usize>,
}

/// What was reached at one goal, and what could not be surpassed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LevelResult {
    pub(crate) value: i128,
    /// No whole solution that is as good at all earlier goals is worth more.
    pub(crate) bound: i128,
}

/// A whole solution, and how good it is at each goal.
#[derive(Debug, Clone)]
pub(crate) struct Ordered {
    pub(crate) levels: Vec<LevelResult>,
    pub(crate) values: Vec<i64>,
}

/// What the search cannot know of a program by its numbers alone.
pub(crate) trait Guide {
    /// A plain solution to compare with at the goal of an index. If it is as
    /// good at all earlier goals, the result is no worse at this one.
    fn baseline(&self, goal: usize) -> Option<Vec<i64>>;

    /// Adds to a solution what still fits for the goal of an index.
    fn improve(&self, goal: usize, values: &[i64]) -> Vec<i64>;

    /// Variables that are zero in every solution that reaches a value at the goal
    /// of an index.
    fn settled(&self, goal: usize, value: i128) -> Vec<usize>;

    /// Makes the other variables whole when the searched ones are.
    fn complete(&self, goal: usize, values: &[i64]) -> Option<Vec<i64>>;
}

/// Maximises `goals` in their order over whole values.
pub(crate) fn solve_in_order(
    program: &Program,
    goals: &[Goal],
    searched: &[Vec<usize>],
    guide: &impl Guide,
    limits: Limits,
) -> Ordered {
    let mut program = program.clone();
    let mut best = vec![0; program.upper.len()];
    let mut levels = Vec::with_capacity(goals.len());
    let (units, forms): (Vec<i64>, Vec<Vec<(usize, i64)>>) = goals.iter().map(in_units).unzip();
    let mut ladder = Ladder::new(&program, &forms);
    for (index, (unit, terms)) in units.into_iter().zip(&forms).enumerate() {
        let mut level = Level::new(&program, &forms, goals, best, guide, index, searched);
        level.take(guide.baseline(index).unwrap_or_default());
        level.take(guide.improve(index, &level.best));
        let bound = level.search(&mut ladder, limits);
        let value = level.value();
        let cuts = level.cuts;
        best = level.best;
        let least = i64::try_from(value).unwrap_or(i64::MIN);
        ladder.hold(index, least, &cuts);
        program.rows.extend(cuts);
        levels.push(LevelResult {
            value: value * i128::from(unit),
            bound: bound.max(value).saturating_mul(i128::from(unit)),
        });
        for variable in guide.settled(index, value * i128::from(unit)) {
            program.upper[variable] = 0;
        }
        program.row(terms.clone(), Sense::AtLeast, least);
    }
    Ordered {
        levels,
        values: best,
    }
}

/// A goal in the largest unit that divides all its coefficients.
fn in_units(goal: &Goal) -> (i64, Vec<(usize, i64)>) {
    let unit = goal.terms.iter().fold(0, |unit, (_, c)| gcd(unit, c.abs()));
    let unit = unit.max(1);
    (
        unit,
        goal.terms.iter().map(|&(v, c)| (v, c / unit)).collect(),
    )
}
