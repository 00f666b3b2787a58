//! The run: from what offices delivered to coverage figures that close, person
//! by person.
//!
//! The core ([`compute`]) is a pure function of [`input::Inputs`] and a
//! [`Question`]; reading snapshots and writing results stand around it.
//!
//! **Invariant:** the results depend on nothing but the inputs: not row order,
//! threads, time, locale or machine.

mod area;
pub mod bill;
pub mod compare;
mod compute;
mod digits;
mod facts;
pub mod figures;
pub mod flows;
pub mod funding;
mod gap;
pub mod history;
pub mod input;
pub mod layoffs;
pub mod liability;
mod load;
mod membership;
mod people;
pub mod resolve;
pub mod results;
pub mod routes;
pub mod run;
mod standing;

pub use load::{ColumnError, LoadError, load};

pub use area::{AreaId, Areas, Place};
pub use compute::{ListPeople, Member, Outcome, Question, compute};
pub use facts::{Facts, LayOff};
pub use gap::{Gap, GapReason, GapRules};
pub use membership::{active_by_period, active_in_month};
pub use people::{LifeEvent, People, PersonId, State};
