//! What can be wrong with a question.

use super::problem::AllocationProblem;
use crate::linear::SolverError;

/// The longest horizon planned for, in months.
pub const MAX_MONTHS: usize = 120;

/// Says why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// The horizon is empty or too long.
    #[error("invalid horizon of {0} months: expected 1 to {MAX_MONTHS}")]
    Horizon(usize),
    /// A draw has not one amount for each month.
    #[error("invalid draw of tariff `{tariff}`: expected {expected} months, found {found}")]
    DrawLength {
        /// The tariff's index.
        tariff: usize,
        /// The months of the horizon.
        expected: usize,
        /// The amounts given.
        found: usize,
    },
    /// An amount is negative.
    #[error("negative amount in {what} `{index}`")]
    Negative {
        /// `fund` or `tariff`.
        what: &'static str,
        /// Its index.
        index: usize,
    },
    /// An index points at nothing.
    #[error("unknown {what} `{index}`")]
    Unknown {
        /// `fund`, `source`, `tariff` or `profile`.
        what: &'static str,
        /// The index.
        index: usize,
    },
    /// Two people carry one id.
    #[error("two people carry the id `{0}`")]
    DuplicateId(u64),
    /// The solver library gave no answer.
    #[error(transparent)]
    Solver(#[from] SolverError),
}

/// Checks all that the planner relies on later.
pub(super) fn validate(problem: &AllocationProblem) -> Result<(), AllocationError> {
    let n_months = problem.horizon.n_months;
    if !(1..=MAX_MONTHS).contains(&n_months) {
        return Err(AllocationError::Horizon(n_months));
    }
    for (index, fund) in problem.funds.iter().enumerate() {
        if fund.limits.iter().any(|limit| limit.amount.0 < 0) {
            return Err(AllocationError::Negative {
                what: "fund",
                index,
            });
        }
    }
    for tariff in 0..problem.tariffs.len() {
        check_tariff(problem, tariff)?;
    }
    for offer in problem.profiles.iter().flatten() {
        known("source", offer.source.0, problem.sources.len())?;
        known("tariff", offer.tariff.0, problem.tariffs.len())?;
    }
    let mut ids: Vec<u64> = problem.people.iter().map(|person| person.id).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(AllocationError::DuplicateId(pair[0]));
    }
    problem
        .people
        .iter()
        .try_for_each(|person| known("profile", person.profile.0, problem.profiles.len()))
}

fn check_tariff(problem: &AllocationProblem, index: usize) -> Result<(), AllocationError> {
    for draw in &problem.tariffs[index].draws {
        known("fund", draw.fund.0, problem.funds.len())?;
        if draw.monthly.len() != problem.horizon.n_months {
            return Err(AllocationError::DrawLength {
                tariff: index,
                expected: problem.horizon.n_months,
                found: draw.monthly.len(),
            });
        }
        if draw.monthly.iter().any(|amount| amount.0 < 0) {
            return Err(AllocationError::Negative {
                what: "tariff",
                index,
            });
        }
    }
    Ok(())
}

fn known(what: &'static str, index: usize, len: usize) -> Result<(), AllocationError> {
    if index < len {
        Ok(())
    } else {
        Err(AllocationError::Unknown { what, index })
    }
}
