//! Employers: what a run finds about firms, and the case file of each.

mod cases;
mod due;
mod file;
mod holidays;
mod letter;
mod refresh;

pub use due::EmployersWaiting;
pub use file::{Case, CaseStep, Step};
pub use refresh::{Employer, EmployerFinding, EmployerRefresh};
