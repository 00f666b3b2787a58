//! Who should pay for a resident who is uncovered or inactive (DOMAIN §9).
//!
//! The rules are resolved once a run; each resident's facts are small and
//! copied; texts are rendered later from codes.

mod candidate;
mod facts;
mod rank;
mod rules;
mod words;

pub use candidate::{Candidate, RouteList, Verdict};
pub use facts::{
    EmployerFact, LayOffFact, MandiriFact, Mother, ProgrammePayer, ResidentFacts, RingDonor,
    WorkerFamily,
};
pub use rules::{RouteRules, RouteSettings};
pub use words::{FirstAction, Obstacle, Route, RouteReason};
