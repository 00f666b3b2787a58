//! Whole-number linear programs: stated and checked in `i64`, solved by a library.
//!
//! The library works in floating point. What it returns is rounded and then
//! checked here in whole numbers against the program as stated, so a plan that
//! leaves this module keeps every limit exactly.

mod cuts;
mod ladder;
mod level;
mod lexicographic;
mod program;
mod ranges;
mod solver;

pub(crate) use lexicographic::{Goal, Guide, LevelResult, solve_in_order};
pub(crate) use program::{Program, Sense, value_of};
pub use solver::SolverError;
pub(crate) use solver::{Limits, Relaxed, floor_bound, maximise};
