//! Allocation under budgets, target paths and forecasts.

mod allocation;
mod linear;

pub use allocation::*;
pub use linear::SolverError;
