//! One goal, with all earlier ones held as rows of the program.

use super::cuts::cuts;
use super::ladder::Ladder;
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
/// How many times the nodes may be searched while the solution at hand is far off.
const IF_FAR: u64 = 10;
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
    /// The variables that have to be searched, lane by lane.
    searched: &'a [Vec<usize>],
    /// The same in one list, and by variable.
    whole: Vec<usize>,
    is_whole: Vec<bool>,
}

impl<'a, G: Guide> Level<'a, G> {
    pub(super) fn new(
        program: &'a Program,
        forms: &'a [Form],
        goals: &'a [Goal],
        best: Vec<i64>,
        guide: &'a G,
        index: usize,
        searched: &'a [Vec<usize>],
    ) -> Self {
        let whole: Vec<usize> = searched.iter().flatten().copied().collect();
        let mut is_whole = vec![false; program.upper.len()];
        for &variable in &whole {
            is_whole[variable] = true;
        }
        Self {
            program,
            forms,
            goals,
            cuts: Vec::new(),
            best,
            guide,
            index,
            searched,
            whole,
            is_whole,
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
    /// is none. Whatever can goes on from the relaxed optimum: to solve such a
    /// program from nothing takes as long as all the rest.
    pub(super) fn search(&mut self, ladder: &mut Ladder<'_>, limits: Limits) -> i128 {
        if self.terms().is_empty() {
            return 0;
        }
        let reduced = self.reduced();
        let mut found_cuts = Vec::new();
        let relaxed = ladder
            .open(self.index, &reduced)
            .and_then(|relaxed| self.cut(relaxed, self.program, &mut found_cuts));
        // Where the library fails on numerical grounds, the proof suffers and
        // not the plan: the bound is then what the limits of the variables allow.
        let Ok(relaxed) = relaxed else {
            return i128::from(reduced.range_of(self.terms()).1);
        };
        self.cuts = found_cuts;
        let mut bound = floor_bound(relaxed.value());
        self.take_found(&relaxed.values());
        if self.value() < bound {
            self.grow(relaxed.clone());
        }
        if self.is_far_from(bound, 1_000) {
            self.dive(relaxed.clone());
        }
        for _ in 0..NARROWED {
            if self.value() >= bound {
                break;
            }
            let before = self.value();
            bound = self.ask_better(&relaxed, bound, limits);
            if self.value() == before {
                break;
            }
        }
        bound
    }

    /// Adds to the solution at hand what still fits, taking nothing away: rounds
    /// down one total after another, solving again after each.
    fn grow(&mut self, relaxed: Relaxed) {
        let mut grown = self.reduced();
        for &variable in &self.whole {
            grown.lower[variable] = self.best[variable];
        }
        let Ok(mut relaxed) = relaxed.within(&grown) else {
            return;
        };
        for _ in 0..2 * self.whole.len() {
            let values = relaxed.values();
            let broken = self.whole.iter().copied();
            let broken = broken.filter(|v| off(values[*v]) > 1e-6);
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

    /// Whether the solution at hand is more than one part in so many short.
    fn is_far_from(&self, bound: i128, parts: i128) -> bool {
        (bound - self.value()).saturating_mul(parts) > bound.abs()
    }

    /// Rounds the relaxed optimum, the nearest total first, solving again after each;
    /// from a dead end goes back to the last total that can be rounded otherwise.
    fn dive(&mut self, relaxed: Relaxed) {
        let mut open = vec![(relaxed, None)];
        for _ in 0..self.whole.len() + DEAD_ENDS {
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
            let broken = self.whole.iter().copied();
            let broken = broken.filter(|v| off(values[*v]) > 1e-6);
            let nearest = broken.min_by(|a, b| off(values[*a]).total_cmp(&off(values[*b])));
            let Some(variable) = nearest else {
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
    fn ask_better(&mut self, relaxed: &Relaxed, bound: i128, limits: Limits) -> i128 {
        let value = self.value();
        let Ok(least) = i64::try_from(value + 1) else {
            return bound;
        };
        let mut better = self.reduced();
        narrow(&mut better, relaxed, self.searched, least);
        better.row(self.terms().to_vec(), Sense::AtLeast, least);
        let mut found_cuts = Vec::new();
        let is_none = match self.cut(relaxed.clone(), &better, &mut found_cuts) {
            Ok(cut) => floor_bound(cut.value()) <= value,
            Err(error) => error == SolverError::Infeasible,
        };
        if is_none {
            return value;
        }
        better.rows.append(&mut found_cuts);
        // Solved from nothing the narrowed program is smaller, and its cuts go deeper.
        let cut = Relaxed::new(&better, self.terms())
            .and_then(|relaxed| self.cut(relaxed, &better, &mut found_cuts));
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
        self.dive(cut);
        if self.value() >= bound {
            return bound;
        }
        let mut limits = limits;
        if self.is_far_from(bound, 100) {
            limits.nodes *= IF_FAR;
        }
        match maximise(&better, self.terms(), &self.whole, &[], limits) {
            Ok(found) => {
                bound = bound.min(floor_bound(found.bound)).max(value);
                self.take_found(&found.values.unwrap_or_default());
            }
            Err(SolverError::Infeasible) => return value,
            Err(SolverError::Numerical(_)) => {}
        }
        bound
    }

    /// Adds to a relaxed program the limits of `program` and the cuts that its
    /// optimum breaks, again and again; the cuts go into `found`, and hold for
    /// whatever keeps `program`.
    fn cut(
        &self,
        mut relaxed: Relaxed,
        program: &Program,
        found: &mut Vec<Row>,
    ) -> Result<Relaxed, SolverError> {
        for _ in 0..ROUNDS {
            relaxed = relaxed.within(program)?;
            let values = relaxed.values();
            if self.whole.iter().all(|v| off(values[*v]) <= 1e-6) {
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
    /// out whole, keeps those and makes the others so, if they can be kept.
    fn take_found(&mut self, values: &[f64]) {
        let rounded: Vec<i64> = values.iter().map(|value| value.round() as i64).collect();
        if rounded.is_empty() || self.program.admits(&rounded) {
            return self.take(rounded);
        }
        let is_own = |row: &&Row| row.terms.iter().all(|(v, _)| self.is_whole[*v]);
        let mut own = self.program.rows.iter().filter(is_own);
        if !own.all(|row| row.holds(&rounded)) {
            return;
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

/// How far a value is from a whole number.
fn off(value: f64) -> f64 {
    (value - value.round()).abs()
}
