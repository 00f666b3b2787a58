//! Several goals, one after another, each without loss to those before it.

use super::program::{Program, Sense, gcd, value_of};
use super::solver::{Limits, dive, floor_bound, maximise};

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

/// The variables that have to be searched; the others must come out whole by
/// themselves once these are (a network's flows do).
#[derive(Debug, Clone, Default)]
pub(crate) struct Searched {
    /// Variables in rows, neighbours in meaning beside each other.
    pub(crate) slots: Vec<Vec<usize>>,
    /// Sums of others that are whole with them; they make the bound tighter.
    pub(crate) sums: Vec<usize>,
}

impl Searched {
    fn all(&self) -> Vec<usize> {
        self.slots
            .iter()
            .flatten()
            .chain(&self.sums)
            .copied()
            .collect()
    }
}

/// What the search cannot know of a program by its numbers alone.
pub(crate) trait Guide {
    /// A plain solution to compare with at the goal of an index. If it is as
    /// good at all earlier goals, the result is no worse at this one.
    fn baseline(&self, goal: usize) -> Option<Vec<i64>>;

    /// Adds to a solution what still fits for the goal of an index.
    fn improve(&self, goal: usize, values: &[i64]) -> Vec<i64>;

    /// Makes the other variables whole when the searched ones are.
    fn complete(&self, goal: usize, values: &[i64]) -> Option<Vec<i64>>;
}

/// Maximises `goals` in their order over whole values.
pub(crate) fn solve_in_order(
    program: &Program,
    goals: &[Goal],
    searched: &Searched,
    guide: &impl Guide,
    limits: Limits,
) -> Ordered {
    let mut program = program.clone();
    let mut best = vec![0; program.upper.len()];
    let mut levels = Vec::with_capacity(goals.len());
    for (index, goal) in goals.iter().enumerate() {
        let unit = goal
            .terms
            .iter()
            .fold(0, |unit, (_, c)| gcd(unit, c.abs()))
            .max(1);
        let terms: Vec<(usize, i64)> = goal.terms.iter().map(|&(v, c)| (v, c / unit)).collect();
        let mut level = Level {
            program: &program,
            terms: &terms,
            best,
            guide,
            index,
        };
        level.take(guide.baseline(index).unwrap_or_default());
        level.take(guide.improve(index, &level.best));
        let bound = level.search(&goal.idle, searched, limits);
        let value = level.value();
        best = level.best;
        levels.push(LevelResult {
            value: value * i128::from(unit),
            bound: bound.max(value).saturating_mul(i128::from(unit)),
        });
        program.row(
            terms,
            Sense::AtLeast,
            i64::try_from(value).unwrap_or(i64::MIN),
        );
    }
    Ordered {
        levels,
        values: best,
    }
}

/// One goal, with all earlier ones held as rows of the program.
struct Level<'a, G> {
    program: &'a Program,
    terms: &'a [(usize, i64)],
    best: Vec<i64>,
    guide: &'a G,
    index: usize,
}

impl<G: Guide> Level<'_, G> {
    fn value(&self) -> i128 {
        value_of(self.terms, &self.best)
    }

    /// Keeps `values` if they keep every limit and are better.
    fn take(&mut self, values: Vec<i64>) {
        // `admits` refuses a list of the wrong length, such as an empty one.
        if self.program.admits(&values) && value_of(self.terms, &values) > self.value() {
            self.best = values;
        }
    }

    fn take_rounded(&mut self, values: &[f64]) {
        self.take(values.iter().map(|value| value.round() as i64).collect());
    }

    /// Takes what a search found; where only the searched variables came out
    /// whole, keeps those and makes the others so.
    fn take_found(&mut self, values: Option<Vec<f64>>) {
        let values = values.unwrap_or_default();
        let rounded: Vec<i64> = values.iter().map(|value| value.round() as i64).collect();
        if rounded.is_empty() || self.program.admits(&rounded) {
            return self.take(rounded);
        }
        if let Some(values) = self.guide.complete(self.index, &rounded) {
            self.take(values);
        }
    }

    /// Searches in four steps, each only if the one before left a gap; returns
    /// the bound.
    ///
    /// The relaxed optimum gives a bound. Growing the solution at hand without
    /// taking anything away gives a good one fast. A search near the relaxed
    /// optimum often gives the best, and a search of everything proves it.
    fn search(&mut self, idle: &[usize], searched: &Searched, limits: Limits) -> i128 {
        if self.terms.is_empty() {
            return 0;
        }
        let mut reduced = self.program.clone();
        for &variable in idle {
            reduced.upper[variable] = 0;
        }
        let whole = searched.all();
        // Where the library fails on numerical grounds, the proof suffers and
        // not the plan: the bound is then what the limits of the variables allow.
        let mut bound = most(&reduced, self.terms);
        let relaxed = maximise(&reduced, self.terms, &[], &self.best, limits);
        let values = relaxed.map_or_else(
            |_| Vec::new(),
            |relaxed| {
                bound = bound.min(floor_bound(relaxed.bound));
                relaxed.values.unwrap_or_default()
            },
        );
        self.take_rounded(&values);
        if self.value() < bound {
            let mut grown = reduced.clone();
            for &variable in &whole {
                grown.lower[variable] = self.best[variable];
            }
            self.take_found(dive(&grown, self.terms, &whole));
        }
        if self.value() < bound && !values.is_empty() {
            let near = near(&reduced, searched, &values);
            // Without a solution near the relaxed optimum there is nothing to take.
            if let Ok(found) = maximise(&near, self.terms, &whole, &self.best, limits) {
                self.take_found(found.values);
            }
        }
        if self.value() >= bound {
            return bound;
        }
        if let Ok(found) = maximise(&reduced, self.terms, &whole, &self.best, limits) {
            bound = bound.min(floor_bound(found.bound));
            self.take_found(found.values);
        }
        bound
    }
}

/// The value if every variable could take its better limit.
fn most(program: &Program, terms: &[(usize, i64)]) -> i128 {
    let limits = |(variable, c): (usize, i64)| {
        let (lower, upper) = (program.lower[variable], program.upper[variable]);
        i128::from(c) * i128::from(if c > 0 { upper } else { lower })
    };
    terms.iter().copied().map(limits).sum()
}

/// The program with each slot held at its relaxed value if that is whole and
/// so are its neighbours'.
fn near(program: &Program, searched: &Searched, values: &[f64]) -> Program {
    let mut program = program.clone();
    for row in &searched.slots {
        let broken: Vec<bool> = row
            .iter()
            .map(|&v| (values[v] - values[v].round()).abs() > 1e-6)
            .collect();
        for (index, &variable) in row.iter().enumerate() {
            let around = index.saturating_sub(1)..(index + 2).min(row.len());
            if !broken[around].contains(&true) {
                let value = values[variable].round() as i64;
                program.lower[variable] = value;
                program.upper[variable] = value;
            }
        }
    }
    program
}
