//! The small tables: indicators, groups, bridge, checks.

use arrow_array::RecordBatch;
use semesta_domain::Ratio;

use super::{Columns, batch};
use crate::figures::{Basis, Bridge, Check, DemographicRow, Indicator, IndicatorRow, PayerRow};

/// `indicators`: level, area, area_name, segment, indicator, basis, numerator, denominator, formula.
#[must_use]
pub fn indicators_table(rows: &[IndicatorRow]) -> RecordBatch {
    let n = rows.len();
    let area = |at: usize| rows[at].area.code;
    let columns = Columns::default()
        .text("level", n, |at| rows[at].area.level.code())
        .coded("area", n, area, |code| {
            code.map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact())
        })
        .text("area_name", n, |at| &rows[at].area_name)
        .text("segment", n, |at| {
            rows[at].segment.map_or("all", |segment| segment.code())
        });
    batch(measured(columns, n, |at| {
        (rows[at].indicator, rows[at].basis, rows[at].ratio)
    }))
}

/// `demographics`: age_group, sex, indicator, basis, numerator, denominator, formula.
#[must_use]
pub fn demographics_table(rows: &[DemographicRow]) -> RecordBatch {
    let n = rows.len();
    let columns = Columns::default()
        .coded("age_group", n, |at| rows[at].age, |age| age.label())
        .text("sex", n, |at| rows[at].sex_code());
    batch(measured(columns, n, |at| {
        (rows[at].indicator, rows[at].basis, rows[at].ratio)
    }))
}

/// `payers`: payer, segment, indicator, basis, numerator, denominator, formula.
#[must_use]
pub fn payers_table(rows: &[PayerRow]) -> RecordBatch {
    let n = rows.len();
    let columns = Columns::default()
        .text("payer", n, |at| rows[at].payer.code())
        .text("segment", n, |at| {
            rows[at].segment.map_or("all", |segment| segment.code())
        });
    batch(measured(columns, n, |at| {
        (rows[at].indicator, rows[at].basis, rows[at].ratio)
    }))
}

/// Adds indicator, basis, numerator, denominator and formula of each row.
fn measured<'a>(
    columns: Columns<'a>,
    n: usize,
    of: impl Fn(usize) -> (Indicator, Basis, Ratio) + Copy + Send + Sync + 'a,
) -> Columns<'a> {
    columns
        .text("indicator", n, move |at| of(at).0.code())
        .text("basis", n, move |at| of(at).1.code())
        .integer("numerator", n, move |at| Some(of(at).2.numerator))
        .integer("denominator", n, move |at| Some(of(at).2.denominator))
        .text("formula", n, move |at| {
            let (indicator, basis, _) = of(at);
            indicator.formula(basis)
        })
}

/// `bridge`: step, records, active, sign.
#[must_use]
pub fn bridge_table(bridge: &Bridge) -> RecordBatch {
    let steps: Vec<_> = bridge.steps().collect();
    let n = steps.len();
    let columns = Columns::default()
        .text("step", n, |at| steps[at].step)
        .integer("records", n, |at| Some(steps[at].records))
        .integer("active", n, |at| steps[at].active)
        .integer("sign", n, |at| Some(i64::from(steps[at].sign)));
    batch(columns)
}

/// `checks`: check, left, right, closed.
#[must_use]
pub fn checks_table(checks: &[Check]) -> RecordBatch {
    let n = checks.len();
    let columns = Columns::default()
        .text("check", n, |at| &checks[at].check)
        .integer("left", n, |at| Some(checks[at].left))
        .integer("right", n, |at| Some(checks[at].right))
        .boolean("closed", n, |at| checks[at].closed());
    batch(columns)
}
