//! When a goal is reached, with the money there is.

mod flow;
mod forecast;
mod problem;

pub use flow::{Flow, FlowEstimate, FlowKind, normal_quantile};
pub use forecast::{Forecast, GoalForecast, PathMonth};
pub use problem::{Pace, TargetError, TargetGoal, TargetProblem};
