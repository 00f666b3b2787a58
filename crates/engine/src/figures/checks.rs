//! The closing checks: every sum of a run, from two sides.

use semesta_domain::Standing;

use super::bridge::Bridge;
use super::groups::DemographicRow;
use super::indicators::{Area, Basis, Indicator, IndicatorRow, Level};
use super::payers::{PayerGroup, PayerRow};
use crate::compute::Outcome;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// A stable id.
    pub check: String,
    /// One side.
    pub left: i64,
    /// The other.
    pub right: i64,
}

impl Check {
    /// A check of two sums.
    #[must_use]
    pub fn new(check: impl Into<String>, left: i64, right: i64) -> Self {
        Self {
            check: check.into(),
            left,
            right,
        }
    }

    /// Whether both sides agree.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.left == self.right
    }
}

/// Checks an outcome against its figures.
#[must_use]
pub fn checks(
    outcome: &Outcome,
    indicators: &[IndicatorRow],
    groups: &[DemographicRow],
    bridge: &Bridge,
) -> Vec<Check> {
    let mut checks = bridge_checks(bridge);
    checks.extend(resident_checks(outcome));
    for basis in Basis::ALL {
        for indicator in Indicator::ALL {
            checks.extend(sum_checks(outcome, indicators, groups, indicator, basis));
        }
    }
    checks
}

/// The payers add up to the city, and so do those of each payer's segments.
#[must_use]
pub fn payer_checks(payers: &[PayerRow], indicators: &[IndicatorRow]) -> Vec<Check> {
    let mut checks = Vec::new();
    for basis in Basis::ALL {
        for indicator in Indicator::ALL {
            let of = |row: &&PayerRow| row.indicator == indicator && row.basis == basis;
            let sum = |by_segment: bool| -> i64 {
                let single = payers.iter().filter(of).filter(|row| {
                    matches!(row.payer, PayerGroup::Of(_)) && row.segment.is_some() == by_segment
                });
                single.map(|row| row.ratio.numerator).sum()
            };
            let city = indicators.iter().find(|row| {
                row.area.level == Level::City
                    && row.segment.is_none()
                    && row.indicator == indicator
                    && row.basis == basis
            });
            let city = city.map_or(0, |row| row.ratio.numerator);
            let prefix = format!("{}_{}", basis.code(), indicator.code());
            checks.push(Check::new(
                format!("{prefix}_numerator_by_payer"),
                sum(false),
                city,
            ));
            checks.push(Check::new(
                format!("{prefix}_numerator_by_payer_and_segment"),
                sum(true),
                city,
            ));
        }
    }
    checks
}

/// Both bridges end where they should.
fn bridge_checks(bridge: &Bridge) -> Vec<Check> {
    let walk = |steps: &[super::BridgeStep], value: fn(&super::BridgeStep) -> i64| {
        let first = steps.first().map_or(0, value);
        let moved: i64 = steps
            .iter()
            .map(|step| value(step) * i64::from(step.sign))
            .sum();
        (first + moved, steps.last().map_or(0, value))
    };
    let named = |name: &str, (left, right): (i64, i64)| Check::new(name, left, right);
    vec![
        named("bridge_records", walk(&bridge.records, |step| step.records)),
        named(
            "bridge_active",
            walk(&bridge.records, |step| step.active.unwrap_or(0)),
        ),
        named(
            "bridge_population",
            walk(&bridge.population, |step| step.records),
        ),
    ]
}

/// Each resident with a membership has exactly one record that counts, and the reverse.
fn resident_checks(outcome: &Outcome) -> Vec<Check> {
    let counted = |active_only: bool| {
        let members = outcome
            .members
            .iter()
            .filter(|member| member.standing == Standing::Resident);
        members
            .filter(|member| !active_only || member.active)
            .count() as i64
    };
    let residents = |active_only: bool| {
        let rows = outcome
            .counting
            .iter()
            .zip(&outcome.is_resident)
            .filter(|(_, is_resident)| **is_resident);
        rows.filter_map(|(row, _)| *row)
            .filter(|row| !active_only || outcome.members[*row as usize].active)
            .count() as i64
    };
    vec![
        Check::new("residents_registered", residents(false), counted(false)),
        Check::new("residents_active", residents(true), counted(true)),
    ]
}

/// Areas, segments and groups each add up to the city.
fn sum_checks(
    outcome: &Outcome,
    rows: &[IndicatorRow],
    groups: &[DemographicRow],
    indicator: Indicator,
    basis: Basis,
) -> Vec<Check> {
    let rows = || {
        rows.iter()
            .filter(move |row| row.indicator == indicator && row.basis == basis)
    };
    let city = Area {
        level: Level::City,
        code: Some(outcome.question.region),
    };
    let Some(total) = rows().find(|row| row.area == city && row.segment.is_none()) else {
        return Vec::new();
    };
    let prefix = format!("{}_{}", basis.code(), indicator.code());
    let mut checks = Vec::new();
    // Where the city sets its population, no office says how it spreads over the areas.
    let set_population = basis == Basis::Official && outcome.question.population.is_some();
    for level in [Level::District, Level::Village] {
        let sum = |value: fn(&IndicatorRow) -> i64| -> i64 {
            rows()
                .filter(|row| row.area.level == level && row.segment.is_none())
                .map(value)
                .sum()
        };
        let of = |part: &str| format!("{prefix}_{part}_by_{}", level.code());
        checks.push(Check::new(
            of("numerator"),
            sum(|row| row.ratio.numerator),
            total.ratio.numerator,
        ));
        if !set_population {
            checks.push(Check::new(
                of("denominator"),
                sum(|row| row.ratio.denominator),
                total.ratio.denominator,
            ));
        }
    }
    let by_segment: i64 = rows()
        .filter(|row| row.area == city && row.segment.is_some())
        .map(|row| row.ratio.numerator)
        .sum();
    checks.push(Check::new(
        format!("{prefix}_numerator_by_segment"),
        by_segment,
        total.ratio.numerator,
    ));
    let by_group: i64 = groups
        .iter()
        .filter(|row| row.indicator == indicator && row.basis == basis)
        .map(|row| row.ratio.numerator)
        .sum();
    checks.push(Check::new(
        format!("{prefix}_numerator_by_age_and_sex"),
        by_group,
        total.ratio.numerator,
    ));
    checks
}
