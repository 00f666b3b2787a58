//! One goal, with all earlier ones held as rows of the program.

use super::cuts::cuts;
use super::lexicographic::{Goal, Guide};
use super::program::{Program, Row, Sense, value_of};
use super::ranges::narrow;
use super::solver::{Limits, Relaxed, SolverError, floor_bound, maximise};

/// A linear form.
type Form = Vec<(usize, i64)>;

/// How often cuts are sought of one program.
const ROUNDS: usize = 12;
/// From how many dead ends a dive goes back.
const DEAD_ENDS: usize = 50;
/// How often a better solution is sought by narrowing the variables.
const NARROWED: usize = 4;

pub(super) struct Level<'a, G> {
    program: &'a Program,
    /// All goals' terms, in units.
    forms: &'a [Form],
    goals: &'a [Goal],
    /// Rows found that every whole solution keeps.
    pub(super) cuts: Vec<Row>,
    pub(super) best: Vec<i64>,
    guide: &'a G,
    index: usize,
}

impl<'a, G: Guide> Level<'a, G> {
    pub(super) fn new(
        program: &'a Program,
        forms: &'a [Form],
        goals: &'a [Goal],
        best: Vec<i64>,
        guide: &'a G,
        index: usize,
    ) -> Self {
        Self {
            program,
            forms,
            goals,
            cuts: Vec::new(),
            best,
            guide,
            index,
        }
    }

    pub(super) fn value(&self) -> i128 {
        value_of(self.terms(), &self.best)
    }

    /// Keeps `values` if they keep every limit and are better at this goal or,
    /// being as good, at the next ones.
    pub(super) fn take(&mut self, values: Vec<i64>) {
        // `admits` refuses a list of the wrong length, such as an empty one.
        if self.program.admits(&values) && self.worth(&values) > self.worth(&self.best) {
            self.best = values;
        }
    }

    /// Searches for the best value and returns the bound.
    ///
    /// The relaxed optimum, made tighter by cuts, gives a bound. Growing the
    /// solution at hand without taking anything away gives a good one fast. Then
    /// whatever is better still is asked for: that narrows the variables, which
    /// makes new cuts, until a search among the rest finds it or shows that there
    /// is none.
    pub(super) fn search(&mut self, searched: &[Vec<usize>], limits: Limits) -> i128 {
        if self.terms().is_empty() {
            return 0;
        }
        let whole: Vec<usize> = searched.iter().flatten().copied().collect();
        let reduced = self.reduced();
        let mut found_cuts = Vec::new();
        let relaxed = Relaxed::new(&reduced, self.terms())
            .and_then(|relaxed| self.cut(relaxed, self.program, &whole, &mut found_cuts));
        // Where the library fails on numerical grounds, the proof suffers and
        // not the plan: the bound is then what the limits of the variables allow.
        let Ok(relaxed) = relaxed else {
            return most(&reduced, self.terms());
        };
        self.cuts = found_cuts;
        let mut bound = floor_bound(relaxed.value());
        self.take_found(&relaxed.values());
        if self.value() < bound {
            self.grow(&whole);
        }
        if self.is_far_from(bound) {
            self.dive(relaxed.clone(), &whole);
        }
        for _ in 0..NARROWED {
            if self.value() >= bound {
                break;
            }
            let before = self.value();
            bound = self.ask_better(&relaxed, searched, bound, limits);
            if self.value() == before {
                break;
            }
        }
        bound
    }

    /// Adds to the solution at hand what still fits, taking nothing away: rounds
    /// down one total after another, solving again after each.
    fn grow(&mut self, whole: &[usize]) {
        let mut grown = self.reduced();
        for &variable in whole {
            grown.lower[variable] = self.best[variable];
        }
        let Ok(mut relaxed) = Relaxed::new(&grown, self.terms()) else {
            return;
        };
        for _ in 0..2 * whole.len() {
            let values = relaxed.values();
            let broken = whole.iter().copied();
            let broken = broken.filter(|v| (values[*v] - values[*v].round()).abs() > 1e-6);
            let next = broken.min_by(|a, b| values[*a].fract().total_cmp(&values[*b].fract()));
            let Some(variable) = next else {
                return self.take_found(&values);
            };
            let row = Row {
                terms: vec![(variable, 1)],
                sense: Sense::AtMost,
                right: values[variable].floor() as i64,
            };
            relaxed = match relaxed.with(&row) {
                Ok(relaxed) => relaxed,
                Err(_) => return,
            };
        }
    }

    /// Whether the solution at hand is more than a thousandth short.
    fn is_far_from(&self, bound: i128) -> bool {
        (bound - self.value()).saturating_mul(1_000) > bound.abs()
    }

    /// Rounds the relaxed optimum, the nearest total first, solving again after each;
    /// from a dead end goes back to the last total that can be rounded otherwise.
    fn dive(&mut self, relaxed: Relaxed, whole: &[usize]) {
        let mut open = vec![(relaxed, None)];
        for _ in 0..whole.len() + DEAD_ENDS {
            let Some((relaxed, step)) = open.pop() else {
                return;
            };
            let relaxed = match step {
                Some((variable, value)) => relaxed.fix(variable, value),
                None => Ok(relaxed),
            };
            let Ok(relaxed) = relaxed else { continue };
            if floor_bound(relaxed.value()) <= self.value() {
                continue;
            }
            let values = relaxed.values();
            let off = |v: &usize| (values[*v] - values[*v].round()).abs();
            let broken = whole.iter().copied().filter(|v| off(v) > 1e-6);
            let Some(variable) = broken.min_by(|a, b| off(a).total_cmp(&off(b))) else {
                return self.take_found(&values);
            };
            let (down, up) = (values[variable].floor(), values[variable].ceil());
            let near = values[variable].round();
            let far = if near > down { down } else { up };
            // The last is tried first.
            open.push((relaxed.clone(), Some((variable, far as i64))));
            open.push((relaxed, Some((variable, near as i64))));
            if open.len() > DEAD_ENDS {
                open.remove(0);
            }
        }
    }

    /// Asks for a better solution than the one at hand; returns the bound.
    fn ask_better(
        &mut self,
        relaxed: &Relaxed,
        searched: &[Vec<usize>],
        bound: i128,
        limits: Limits,
    ) -> i128 {
        let value = self.value();
        let whole: Vec<usize> = searched.iter().flatten().copied().collect();
        let Ok(least) = i64::try_from(value + 1) else {
            return bound;
        };
        let mut better = self.reduced();
        narrow(&mut better, relaxed, searched, least);
        better.row(self.terms().to_vec(), Sense::AtLeast, least);
        let mut found_cuts = Vec::new();
        let cut = Relaxed::new(&better, self.terms())
            .and_then(|relaxed| self.cut(relaxed, &better, &whole, &mut found_cuts));
        let cut = match cut {
            Ok(cut) => cut,
            Err(SolverError::Infeasible) => return value,
            Err(SolverError::Numerical(_)) => return bound,
        };
        let mut bound = bound.min(floor_bound(cut.value())).max(value);
        self.take_found(&cut.values());
        if self.value() >= bound {
            return bound;
        }
        better.rows.extend(found_cuts);
        if self.is_far_from(bound) {
            self.dive(cut, &whole);
        }
        match maximise(&better, self.terms(), &whole, &[], limits) {
            Ok(found) => {
                bound = bound.min(floor_bound(found.bound)).max(value);
                self.take_found(&found.values.unwrap_or_default());
            }
            Err(SolverError::Infeasible) => return value,
            Err(SolverError::Numerical(_)) => {}
        }
        bound
    }

    /// Adds to a relaxed program the rows that its optimum breaks, again and
    /// again; they go into `found`, and hold for whatever keeps `program`.
    fn cut(
        &self,
        mut relaxed: Relaxed,
        program: &Program,
        whole: &[usize],
        found: &mut Vec<Row>,
    ) -> Result<Relaxed, SolverError> {
        for _ in 0..ROUNDS {
            let values = relaxed.values();
            let is_whole = |v: &usize| (values[*v] - values[*v].round()).abs() <= 1e-6;
            if whole.iter().all(is_whole) {
                break;
            }
            let new = cuts(program, &program.rows, &values);
            if new.is_empty() {
                break;
            }
            for row in &new {
                relaxed = relaxed.with(row)?;
            }
            found.extend(new);
        }
        Ok(relaxed)
    }

    fn terms(&self) -> &'a [(usize, i64)] {
        &self.forms[self.index]
    }

    /// What this goal and those after it reach.
    fn worth(&self, values: &[i64]) -> Vec<i128> {
        let forms = self.forms[self.index..].iter();
        forms.map(|terms| value_of(terms, values)).collect()
    }

    /// Takes what the library computed; where only the searched variables came
    /// out whole, keeps those and makes the others so.
    fn take_found(&mut self, values: &[f64]) {
        let rounded: Vec<i64> = values.iter().map(|value| value.round() as i64).collect();
        if rounded.is_empty() || self.program.admits(&rounded) {
            return self.take(rounded);
        }
        if let Some(values) = self.guide.complete(self.index, &rounded) {
            self.take(values);
        }
    }

    /// The program with its cuts, and with what is of no use to this goal held at zero.
    fn reduced(&self) -> Program {
        let mut reduced = self.program.clone();
        for &variable in &self.goals[self.index].idle {
            reduced.upper[variable] = 0;
        }
        reduced.rows.extend(self.cuts.iter().cloned());
        reduced
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
