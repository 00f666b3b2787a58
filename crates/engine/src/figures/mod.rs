//! The figures of a run, counted from its outcome.

mod bridge;
mod checks;
mod groups;
mod indicators;
mod payers;

pub use bridge::{Bridge, BridgeStep, bridge, step_label};
pub use checks::{Check, checks, payer_checks};
pub use groups::{AgeGroup, DemographicRow, demographics};
pub use indicators::{Area, Basis, Indicator, IndicatorRow, Level, indicators};
pub use payers::{PayerGroup, PayerRow, payers};
