//! The relaxed programs of several goals, each solved from where the one before it
//! stood.
//!
//! Every goal has a variable of its own, at most what the goal is worth, and all of
//! these together are to be as great as possible. They are held at nothing at first;
//! one after another is let go, and held again at what was reached.

use super::program::{Program, Row, Sense};
use super::solver::{Relaxed, SolverError};

pub(super) struct Ladder<'a> {
    forms: &'a [Vec<(usize, i64)>],
    /// What each goal is worth at least, whatever the values.
    least: Vec<i64>,
    /// The first goal's variable; the others' follow.
    first: usize,
    /// Where the goals let go so far have led. None once the library has failed on
    /// numerical grounds: each goal is then solved from nothing.
    relaxed: Option<Relaxed>,
}

impl<'a> Ladder<'a> {
    pub(super) fn new(program: &Program, forms: &'a [Vec<(usize, i64)>]) -> Self {
        let least = forms.iter().map(|terms| program.range_of(terms).0);
        let mut ladder = Self {
            forms,
            least: least.collect(),
            first: program.upper.len(),
            relaxed: None,
        };
        ladder.relaxed = ladder.begin(program).ok();
        ladder
    }

    /// The program with all goals held at nothing. Their variables come before their
    /// rows: what holds them is then true already, and nothing has to be solved.
    fn begin(&self, program: &Program) -> Result<Relaxed, SolverError> {
        let mut program = program.clone();
        let ranges = self.forms.iter().map(|terms| program.range_of(terms));
        let lengths: Vec<i64> = ranges.map(|(least, most)| most - least).collect();
        let goals = lengths
            .into_iter()
            .map(|length| (program.variable(length), 1));
        let goals: Vec<(usize, i64)> = goals.collect();
        let mut relaxed = Relaxed::new(&program, &goals)?;
        for (variable, _) in &goals {
            relaxed = relaxed.fix(*variable, 0)?;
        }
        for ((goal, terms), least) in goals.iter().zip(self.forms).zip(&self.least) {
            let less = terms.iter().map(|&(variable, c)| (variable, -c));
            let row = Row {
                terms: std::iter::once(*goal).chain(less).collect(),
                sense: Sense::AtMost,
                right: -least,
            };
            relaxed = relaxed.with(&row)?;
        }
        Ok(relaxed)
    }

    /// The relaxed program of the goal of an index; `program` is the same with the
    /// goals before it held.
    pub(super) fn open(&mut self, index: usize, program: &Program) -> Result<Relaxed, SolverError> {
        let goal = self.first + index;
        let relaxed = self.relaxed.take();
        self.relaxed = relaxed.and_then(|relaxed| relaxed.release(goal).ok());
        match &self.relaxed {
            Some(relaxed) => {
                let relaxed = relaxed.clone();
                Ok(relaxed.measured_by(goal, self.least[index], self.first))
            }
            None => Relaxed::new(program, &self.forms[index]),
        }
    }

    /// Holds the goal of an index at what it reached; `cuts` are kept by whatever
    /// reaches that.
    pub(super) fn hold(&mut self, index: usize, value: i64, cuts: &[Row]) {
        let (goal, worth) = (self.first + index, value - self.least[index]);
        let cut = |relaxed: Relaxed| {
            cuts.iter()
                .try_fold(relaxed, |relaxed, row| relaxed.with(row))
        };
        let held = |relaxed: Relaxed| cut(relaxed)?.fix(goal, worth);
        self.relaxed = self.relaxed.take().and_then(|relaxed| held(relaxed).ok());
    }
}
