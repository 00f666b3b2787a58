//! `flows`: what changed a city's counts, month by month.

use arrow_array::RecordBatch;
use semesta_domain::{Month, Ratio};
use semesta_planning::{FlowKind, Indicator};

use super::{Columns, batch};
use crate::flows::{INDICATORS, ObservedFlow};

/// Builds `flows`.
///
/// **Shape:** one row an indicator × flow × month: indicator, flow, month, people,
/// covered, of; a flow that no month is known of has one row without a month.
/// `covered` of `of` are covered at once, the same in all rows of a flow.
#[must_use]
pub fn flows_table(flows: &[(Indicator, Vec<ObservedFlow>)]) -> RecordBatch {
    type Row = (Indicator, FlowKind, Option<(Month, i64)>, Option<Ratio>);
    let mut rows: Vec<Row> = Vec::new();
    for (indicator, flow) in flows
        .iter()
        .flat_map(|(of, all)| all.iter().map(move |f| (of, f)))
    {
        let row = |month| (*indicator, flow.kind, month, flow.covered);
        if flow.months.is_empty() {
            rows.push(row(None));
        }
        rows.extend(flow.months.iter().map(|month| row(Some(*month))));
    }
    let n = rows.len();
    let months: Vec<String> = rows
        .iter()
        .map(|row| {
            row.2
                .map_or_else(String::new, |(month, _)| month.to_string())
        })
        .collect();
    let code = |at: usize| {
        let of = INDICATORS.iter().find(|(of, _)| *of == rows[at].0);
        of.map_or("", |(_, code)| *code)
    };
    let columns = Columns::default()
        .text("indicator", n, code)
        .text("flow", n, |at| rows[at].1.code())
        .text("month", n, |at| months[at].as_str())
        .integer("people", n, |at| rows[at].2.map(|(_, people)| people))
        .integer("covered", n, |at| rows[at].3.map(|share| share.numerator))
        .integer("of", n, |at| rows[at].3.map(|share| share.denominator));
    batch(columns)
}
