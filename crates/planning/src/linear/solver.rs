//! The solver library behind [`Program`]: `microlp`, simplex with branch and bound.

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, SolutionStatus, SolveOptions,
    SolveOutcome, Variable,
};

use super::program::{Program, Sense};

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
/// values and the others any; `start` is a solution to begin with.
pub(crate) fn maximise(
    program: &Program,
    goal: &[(usize, i64)],
    whole: &[usize],
    start: &[i64],
    limits: Limits,
) -> Result<Found, SolverError> {
    let (problem, variables) = state(program, goal, whole);
    let mut options = SolveOptions::default();
    options.node_limit = Some(limits.nodes);
    let values = start.iter().map(|&value| value as f64);
    options.warm_start = Some(variables.iter().copied().zip(values).collect());
    let outcome = problem.solve_with(options).map_err(failure)?;
    let bound = outcome.stats().best_bound;
    let SolveOutcome::Solution(solution) = outcome else {
        let bound = bound.unwrap_or(f64::INFINITY);
        return Ok(Found {
            values: None,
            bound,
        });
    };
    let values = variables.iter().map(|&v| solution.var_value(v)).collect();
    let proven = solution.status() == SolutionStatus::Optimal;
    let bound = match bound {
        _ if proven => solution.objective(),
        Some(bound) => bound.max(solution.objective()),
        None => f64::INFINITY,
    };
    Ok(Found {
        values: Some(values),
        bound,
    })
}

/// Where `goal` is greatest over real values.
pub(crate) fn maximise_relaxed(program: &Program, goal: &[(usize, i64)]) -> Option<Vec<f64>> {
    let (problem, variables) = state(program, goal, &[]);
    let solution = problem.solve().ok()?.into_solution().ok()?;
    Some(variables.iter().map(|&v| solution.var_value(v)).collect())
}

/// Rounds down one variable of `whole` after another, solving again after each.
///
/// When the lower limits of `whole` belong to a solution of the program, that
/// solution keeps every limit added here: there is no dead end but numerical ones.
pub(crate) fn dive(program: &Program, goal: &[(usize, i64)], whole: &[usize]) -> Option<Vec<f64>> {
    let (problem, variables) = state(program, goal, &[]);
    let mut solution = problem.solve().ok()?.into_solution().ok()?;
    for _ in 0..2 * whole.len() {
        let values = whole
            .iter()
            .map(|&index| (index, solution.var_value(variables[index])));
        let broken = values.filter(|(_, value)| (value - value.round()).abs() > 1e-6);
        let next = broken.min_by(|a, b| a.1.fract().total_cmp(&b.1.fract()));
        let Some((index, value)) = next else {
            return Some(variables.iter().map(|&v| solution.var_value(v)).collect());
        };
        let row = [(variables[index], 1.0)];
        let next = solution.add_constraint(row, ComparisonOp::Le, value.floor());
        solution = next.ok()?.into_solution().ok()?;
    }
    None
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

fn state(program: &Program, goal: &[(usize, i64)], whole: &[usize]) -> (Problem, Vec<Variable>) {
    let mut worth = vec![0_i64; program.upper.len()];
    for &(variable, c) in goal {
        worth[variable] += c;
    }
    let mut is_whole = vec![false; program.upper.len()];
    for &variable in whole {
        is_whole[variable] = true;
    }
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut variables = Vec::with_capacity(worth.len());
    for (index, &worth) in worth.iter().enumerate() {
        let (lower, upper) = (program.lower[index], program.upper[index]);
        let limits = (i32::try_from(lower), i32::try_from(upper));
        variables.push(match limits {
            (Ok(lower), Ok(upper)) if is_whole[index] => {
                problem.add_integer_var(worth as f64, (lower, upper))
            }
            _ => problem.add_var(worth as f64, (lower as f64, upper as f64)),
        });
    }
    for row in &program.rows {
        let row = row.in_units();
        let operator = match row.sense {
            Sense::AtMost => ComparisonOp::Le,
            Sense::AtLeast => ComparisonOp::Ge,
            Sense::Exactly => ComparisonOp::Eq,
        };
        let terms = row.terms.iter();
        let terms: Vec<(Variable, f64)> = terms.map(|&(v, c)| (variables[v], c as f64)).collect();
        problem.add_constraint(&terms, operator, row.right as f64);
    }
    (problem, variables)
}
