//! What stops a plan.

use semesta_law::LawError;
use semesta_planning::AllocationError;

use crate::run::RunError;

/// Says why money could not be planned or accounted for.
#[derive(Debug, thiserror::Error)]
pub enum FundingError {
    /// The run or a snapshot of it.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The law has no answer for a date.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The problem is malformed.
    #[error(transparent)]
    Allocation(#[from] AllocationError),
    /// A result table is of another make.
    #[error("no column `{0}`")]
    NoColumn(&'static str),
    /// A cell of a result says nothing that is known.
    #[error("unreadable cell in column `{0}`")]
    Cell(&'static str),
    /// Two result tables do not fit.
    #[error("routes and residents are not in the same order")]
    OutOfOrder,
}
