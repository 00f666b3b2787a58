//! The figures of a run, counted from its outcome.

mod bridge;
mod checks;
mod groups;
mod indicators;

pub use bridge::{Bridge, BridgeStep, bridge, step_label};
pub use checks::{Check, checks};
pub use groups::{AgeGroup, DemographicRow, demographics};
pub use indicators::{Area, Basis, Indicator, IndicatorRow, Level, indicators};
