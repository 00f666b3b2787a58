//! Visits: what a cadre found when they went to somebody, kept for good.
//!
//! People are kept by their pseudonym, so that the table names nobody.

mod outcome;
mod record;

pub use outcome::{VisitOutcome, visit_outcome, visit_outcomes};
pub use record::{NewVisit, Visit};
