//! Allocation under budgets, target paths and rankings.
//!
//! * [`AllocationProblem::solve`]: which people, which source, from which month;
//! * [`Plan::explain`] and [`Plan::next_tenth`]: why, and what more would cost;
//! * [`AllocationProblem::cheapest`]: the people who cost the city least;
//! * [`TargetProblem::forecast`]: when a goal is reached, and what the money
//!   does not cover;
//! * [`RankingTable::rank`]: areas on the same formula and date.
//!
//! **Invariant:** pure functions of their arguments. Nothing here reads a file
//! or a clock, and no result depends on the order of rows, on time or on the
//! machine: searches stop after a number of steps, never after a time.

mod allocation;
mod linear;
mod ranking;
mod targets;

pub use allocation::{
    AllocationError, AllocationProblem, Candidate, Cheapest, ClassUse, Draw, Effort, Entries,
    Explanation, Families, Fund, FundId, FundLimit, FundUse, Horizon, Indicator, LimitUse,
    MAX_MONTHS, Needed, NextTenth, Objective, ObjectiveResult, Offer, Placement, Plan,
    PriorityClass, ProfileId, Source, SourceId, SourcePeople, SourceUse, Span, Tariff, TariffId,
    Verdict, Vulnerability,
};
pub use linear::SolverError;
pub use ranking::{Ranked, RankingError, RankingTable};
pub use targets::{
    Flow, FlowEstimate, FlowKind, Forecast, GoalForecast, Pace, PathMonth, TargetError, TargetGoal,
    TargetProblem, normal_quantile,
};
