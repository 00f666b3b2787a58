//! The solver library behind [`Program`]: `microlp`, simplex with branch and bound.

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, Solution, SolutionStatus, SolveOptions,
    SolveOutcome, Variable,
};

use super::program::{Program, Row, Sense};

/// Says why the solver gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SolverError {
    /// No values keep all limits; the planner's own programs always have one.
    #[error("the linear program has no solution")]
    Infeasible,
    /// The library gave up on numerical grounds.
    #[error("the solver library failed: {0}")]
    Numerical(String),
}

/// How long the search may go on, in branch-and-bound nodes: a count, not a
/// time, so that the same input gives the same plan on any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) nodes: u64,
}

/// What a search for a maximum found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The best values found, as the library computed them.
    pub(crate) values: Option<Vec<f64>>,
    /// No solution is worth more than this.
    pub(crate) bound: f64,
}

/// The greatest value of `goal` when the variables in `whole` take whole
/// values and the others any; `start` is a solution to begin with, or empty.
pub(crate) fn maximise(
    program: &Program,
    goal: &[(usize, i64)],
    whole: &[usize],
    start: &[i64],
    limits: Limits,
) -> Result<Found, SolverError> {
    let state = State::new(program, goal, whole)?;
    let mut options = SolveOptions::default();
    options.node_limit = Some(limits.nodes);
    if !start.is_empty() {
        let begin = state.columns.iter().zip(start);
        let begin = begin.filter_map(|(column, value)| Some((column.free()?, *value as f64)));
        options.warm_start = Some(begin.collect());
    }
    let outcome = state.problem.solve_with(options).map_err(failure)?;
    let bound = outcome.stats().best_bound.map(|bound| bound + state.offset);
    let SolveOutcome::Solution(solution) = outcome else {
        let bound = bound.unwrap_or(f64::INFINITY);
        return Ok(Found {
            values: None,
            bound,
        });
    };
    let value = solution.objective() + state.offset;
    let proven = solution.status() == SolutionStatus::Optimal;
    let bound = match bound {
        _ if proven => value,
        Some(bound) => bound.max(value),
        None => f64::INFINITY,
    };
    Ok(Found {
        values: Some(values(&state.columns, &solution)),
        bound,
    })
}

/// Where a linear form is greatest over real values; further rows can be added.
#[derive(Clone)]
pub(crate) struct Relaxed {
    solution: Solution,
    columns: Vec<Column>,
    offset: f64,
    /// The variable that is the value, where one is.
    measure: Option<usize>,
    /// How many of the variables are asked for.
    n_values: usize,
}

impl Relaxed {
    /// Solves a program over real values.
    pub(crate) fn new(program: &Program, goal: &[(usize, i64)]) -> Result<Self, SolverError> {
        let State {
            problem,
            columns,
            offset,
        } = State::new(program, goal, &[])?;
        let solution = solved(problem.solve())?;
        Ok(Self {
            solution,
            n_values: columns.len(),
            columns,
            offset,
            measure: None,
        })
    }

    /// The same, its value being `amount` more than a variable's, with no more than
    /// the first `n_values` variables.
    pub(crate) fn measured_by(self, variable: usize, amount: i64, n_values: usize) -> Self {
        Self {
            offset: amount as f64,
            measure: Some(variable),
            n_values,
            ..self
        }
    }

    /// The greatest value.
    pub(crate) fn value(&self) -> f64 {
        let value = match self.measure {
            Some(variable) => self.columns[variable].value(&self.solution),
            None => self.solution.objective(),
        };
        value + self.offset
    }

    /// The values of all variables.
    pub(crate) fn values(&self) -> Vec<f64> {
        values(&self.columns[..self.n_values], &self.solution)
    }

    /// The same with a row more, solved from where it stands.
    pub(crate) fn with(self, row: &Row) -> Result<Self, SolverError> {
        let Some((terms, operator, right)) = reduced(row, &self.columns)? else {
            return Ok(self);
        };
        let solution = solved(self.solution.add_constraint(terms, operator, right))?;
        Ok(Self { solution, ..self })
    }

    /// The same within the limits of a program, solved from where it stands: those
    /// that its optimum breaks are added as rows, as long as it breaks others.
    pub(crate) fn within(mut self, program: &Program) -> Result<Self, SolverError> {
        let mut added: Vec<Row> = Vec::new();
        loop {
            let mut broken = program.broken_limits(&self.values());
            // One that is broken all the same is so by the library's round-off.
            broken.retain(|row| !added.contains(row));
            if broken.is_empty() {
                return Ok(self);
            }
            for row in &broken {
                self = self.with(row)?;
            }
            added.extend(broken);
        }
    }

    /// The same with a variable held at a value.
    pub(crate) fn fix(self, variable: usize, value: i64) -> Result<Self, SolverError> {
        let Some(column) = self.columns[variable].free() else {
            return Ok(self);
        };
        let solution = solved(self.solution.fix_var(column, value as f64))?;
        Ok(Self { solution, ..self })
    }

    /// The same with a variable no longer held.
    pub(crate) fn release(self, variable: usize) -> Result<Self, SolverError> {
        let Some(column) = self.columns[variable].free() else {
            return Ok(self);
        };
        let released = self.solution.unfix_var(column);
        let solution = solved(released.map(|(outcome, _)| outcome))?;
        Ok(Self { solution, ..self })
    }
}

fn solved(outcome: Result<SolveOutcome, Error>) -> Result<Solution, SolverError> {
    let stopped = |_| SolverError::Numerical("stopped".to_owned());
    outcome.map_err(failure)?.into_solution().map_err(stopped)
}

/// The greatest whole number that a floating-point bound allows.
///
/// The bound is raised by more than the library's round-off before it is cut,
/// so it can come out too high (a gap is reported) but not too low.
pub(crate) fn floor_bound(bound: f64) -> i128 {
    (bound + 1e-4 + bound.abs() * 1e-10).floor() as i128
}

fn failure(error: Error) -> SolverError {
    match error {
        Error::Infeasible => SolverError::Infeasible,
        other => SolverError::Numerical(other.to_string()),
    }
}

/// What became of a variable: the library's, or settled by its limits.
#[derive(Debug, Clone, Copy)]
enum Column {
    Free(Variable),
    Fixed(i64),
}

impl Column {
    fn free(self) -> Option<Variable> {
        match self {
            Self::Free(variable) => Some(variable),
            Self::Fixed(_) => None,
        }
    }

    fn value(self, solution: &Solution) -> f64 {
        match self {
            Self::Free(variable) => solution.var_value(variable),
            Self::Fixed(value) => value as f64,
        }
    }
}

fn values(columns: &[Column], solution: &Solution) -> Vec<f64> {
    let columns = columns.iter();
    columns.map(|column| column.value(solution)).collect()
}

/// A program as the library takes it, without the variables that cannot move.
struct State {
    problem: Problem,
    columns: Vec<Column>,
    /// What the variables that cannot move are worth.
    offset: f64,
}

impl State {
    fn new(program: &Program, goal: &[(usize, i64)], whole: &[usize]) -> Result<Self, SolverError> {
        let mut worth = vec![0_i64; program.upper.len()];
        for &(variable, c) in goal {
            worth[variable] += c;
        }
        let mut is_whole = vec![false; program.upper.len()];
        for &variable in whole {
            is_whole[variable] = true;
        }
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut columns = Vec::with_capacity(worth.len());
        let mut offset = 0.0;
        for (index, &worth) in worth.iter().enumerate() {
            let (lower, upper) = (program.lower[index], program.upper[index]);
            if lower > upper {
                return Err(SolverError::Infeasible);
            }
            if lower == upper {
                offset += worth as f64 * lower as f64;
                columns.push(Column::Fixed(lower));
                continue;
            }
            let limits = (i32::try_from(lower), i32::try_from(upper));
            columns.push(Column::Free(match limits {
                (Ok(lower), Ok(upper)) if is_whole[index] => {
                    problem.add_integer_var(worth as f64, (lower, upper))
                }
                _ => problem.add_var(worth as f64, (lower as f64, upper as f64)),
            }));
        }
        for row in &program.rows {
            if let Some((terms, operator, right)) = reduced(row, &columns)? {
                problem.add_constraint(&terms, operator, right);
            }
        }
        Ok(Self {
            problem,
            columns,
            offset,
        })
    }
}

/// A row without the variables that cannot move; none where nothing is left.
type Reduced = Option<(Vec<(Variable, f64)>, ComparisonOp, f64)>;

fn reduced(row: &Row, columns: &[Column]) -> Result<Reduced, SolverError> {
    let mut left = Row {
        terms: Vec::with_capacity(row.terms.len()),
        sense: row.sense,
        right: row.right,
    };
    for &(v, c) in &row.terms {
        match columns[v] {
            Column::Fixed(value) => left.right -= c * value,
            Column::Free(_) => left.terms.push((v, c)),
        }
    }
    if left.terms.is_empty() {
        let holds = left.holds(&[]);
        return if holds {
            Ok(None)
        } else {
            Err(SolverError::Infeasible)
        };
    }
    let left = left.in_units();
    let operator = match left.sense {
        Sense::AtMost => ComparisonOp::Le,
        Sense::AtLeast => ComparisonOp::Ge,
        Sense::Exactly => ComparisonOp::Eq,
    };
    let terms = left.terms.iter();
    let terms = terms.filter_map(|&(v, c)| Some((columns[v].free()?, c as f64)));
    Ok(Some((terms.collect(), operator, left.right as f64)))
}
