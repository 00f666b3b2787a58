//! A goal, the counts today, the money and the pace.

use semesta_domain::{Month, Rupiah};

use super::flow::Flow;
use crate::allocation::{FundLimit, Horizon, Indicator, MAX_MONTHS};

/// A share of the population to reach by a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetGoal {
    /// **Units**: hundredths of a percent; 9,800 is 98 %.
    pub basis_points: i64,
    /// The month on whose first day it has to hold.
    pub due: Month,
}

/// How fast people are enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Evenly, so that each goal is reached on its date.
    Even,
    /// As soon as possible, at most so many a month.
    AtMost(i64),
}

/// The question of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetProblem {
    /// The months looked at; the counts below hold on the first day of the first.
    pub horizon: Horizon,
    /// The first month in which anyone can start.
    pub opens: Month,
    /// Which indicator the goals are for.
    pub indicator: Indicator,
    /// Residents.
    pub population: i64,
    /// Residents who count for the indicator.
    pub covered: i64,
    /// How many of them this money pays for already.
    pub paid: i64,
    /// What the money may be spent on in which months.
    pub money: Vec<FundLimit>,
    /// **Units**: rupiah a person in each month of the horizon.
    pub price: Vec<Rupiah>,
    /// How fast.
    pub pace: Pace,
    /// The goals, in any order.
    pub goals: Vec<TargetGoal>,
    /// What changes by itself.
    pub flows: Vec<Flow>,
    /// The probability of the range, in percent; 80 leaves a tenth on each side.
    pub band_percent: u8,
}

/// Says what is wrong with a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The horizon is empty or too long.
    #[error("invalid horizon of {0} months: expected 1 to {MAX_MONTHS}")]
    Horizon(usize),
    /// There is not one price for each month.
    #[error("invalid prices: expected {expected} months, found {found}")]
    Prices {
        /// The months of the horizon.
        expected: usize,
        /// The prices given.
        found: usize,
    },
    /// Nobody lives there, or a count is negative.
    #[error("invalid count `{0}`: expected residents, and no negative numbers")]
    Count(&'static str),
    /// A goal's date lies outside the horizon.
    #[error("goal of {0} lies outside the horizon")]
    GoalOutside(Month),
    /// The range is no probability.
    #[error("invalid band of {0} percent: expected 1 to 99")]
    Band(u8),
}

impl TargetProblem {
    pub(super) fn validate(&self) -> Result<(), TargetError> {
        let n_months = self.horizon.n_months;
        if !(1..=MAX_MONTHS).contains(&n_months) {
            return Err(TargetError::Horizon(n_months));
        }
        if self.price.len() != n_months {
            return Err(TargetError::Prices {
                expected: n_months,
                found: self.price.len(),
            });
        }
        let counts = [
            ("population", self.population > 0),
            ("covered", self.covered >= 0),
            ("paid", self.paid >= 0),
            ("price", self.price.iter().all(|price| price.0 >= 0)),
            ("money", self.money.iter().all(|limit| limit.amount.0 >= 0)),
        ];
        if let Some((what, _)) = counts.into_iter().find(|(_, fine)| !fine) {
            return Err(TargetError::Count(what));
        }
        if !(1..=99).contains(&self.band_percent) {
            return Err(TargetError::Band(self.band_percent));
        }
        let inside = |due: Month| self.horizon.first <= due && due <= self.horizon.last();
        match self.goals.iter().find(|goal| !inside(goal.due)) {
            Some(goal) => Err(TargetError::GoalOutside(goal.due)),
            None => Ok(()),
        }
    }
}
