//! Which people, which source, from which month.

mod aggregate;
mod cheapest;
mod class;
mod complete;
mod costs;
mod error;
mod explain;
mod families;
mod greedy;
mod model;
mod model_money;
mod money;
mod next_tenth;
mod people;
mod plan;
mod pool;
mod problem;
mod solve;

pub use cheapest::{Cheapest, Needed, SourcePeople};
pub use class::{PriorityClass, Vulnerability};
pub use error::{AllocationError, MAX_MONTHS};
pub use explain::{Explanation, Verdict};
pub use money::{Draw, Entries, Fund, FundLimit, Source, Span, Tariff};
pub use next_tenth::{Indicator, NextTenth};
pub use plan::{
    ClassUse, Families, FundUse, LimitUse, Objective, ObjectiveResult, Placement, Plan, SourceUse,
};
pub use problem::{
    AllocationProblem, Candidate, FundId, Horizon, Offer, ProfileId, SourceId, TariffId,
};
pub use solve::Effort;
