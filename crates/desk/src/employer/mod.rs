//! Employers: what a run finds about firms, and the case file of each.

mod cases;
mod due;
mod letter;
mod refresh;

pub use cases::{Case, CaseStep, Step};
pub use due::EmployersWaiting;
pub use refresh::{Employer, EmployerFinding, EmployerRefresh};
