//! Budgets, quotas and entry caps.

use std::collections::BTreeMap;

use semesta_domain::{Month, Rupiah};
use semesta_planning::{Fund, FundLimit, Horizon};

/// The funds of the city: spending them is spending the city's money.
pub const CITY_FUNDS: [&str; 3] = ["kota", "dau", "pajak_rokok"];

/// The sources that are no donor's.
pub const SOURCES: [&str; 7] = [
    "kota",
    "provinsi",
    "pbi",
    "phk",
    "pemberi_kerja",
    "keluarga",
    "ibu",
];

/// How many may enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cap {
    /// On each working day.
    PerDay(u32),
    /// In each month.
    PerMonth(u32),
}

/// What a fund may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Budget {
    /// In which months, both included; none stands for all of the plan.
    pub span: Option<(Month, Month)>,
    /// How much.
    pub amount: Rupiah,
}

/// Budgets, quotas and caps by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Limits {
    /// By fund. Donors as `donor:KODE`.
    pub budgets: BTreeMap<String, Vec<Budget>>,
    /// People by source.
    pub quotas: BTreeMap<String, u32>,
    /// By source.
    pub caps: BTreeMap<String, Cap>,
}

/// A fund with its budgets.
pub(super) fn limited(name: &str, is_city: bool, horizon: Horizon, budgets: &[Budget]) -> Fund {
    Fund {
        name: name.to_owned(),
        is_city,
        limits: limits(horizon, horizon.last(), budgets),
    }
}

/// Budgets from a horizon's first month, cut off after `until`; where all are
/// dated, the months between have none.
#[must_use]
pub fn limits(horizon: Horizon, until: Month, budgets: &[Budget]) -> Vec<FundLimit> {
    let mut limits: Vec<FundLimit> = budgets
        .iter()
        .filter_map(|budget| {
            let (first, last) = budget.span.unwrap_or((horizon.first, horizon.last()));
            let (first, last) = (first.max(horizon.first), last.min(until));
            (first <= last && first <= horizon.last()).then_some(FundLimit {
                first,
                last,
                amount: budget.amount,
            })
        })
        .collect();
    let named = |month: Month| {
        let mut spans = limits.iter();
        spans.any(|limit| limit.first <= month && month <= limit.last)
    };
    let unnamed: Vec<FundLimit> = horizon
        .months()
        .filter(|month| !named(*month))
        .map(|month| FundLimit {
            first: month,
            last: month,
            amount: Rupiah::ZERO,
        })
        .collect();
    limits.extend(unnamed);
    limits
}

/// Reads the months that `2025`, `2025-03` or `2025-01..2025-06` names.
#[must_use]
pub fn span(text: &str) -> Option<(Month, Month)> {
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        return (first <= last).then_some((first, last));
    }
    if let Ok(month) = text.parse::<Month>() {
        return Some((month, month));
    }
    let year: i16 = text.parse().ok()?;
    Some((Month::new(year, 1).ok()?, Month::new(year, 12).ok()?))
}
