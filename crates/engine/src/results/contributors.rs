//! `contributors` and `contributor_changes`: who contributes on which terms, by month.

use arrow_array::RecordBatch;
use semesta_domain::Month;

use super::{Columns, batch};
use crate::liability::Contributors;

/// Builds `contributors`.
///
/// **Shape:** one row a month × place × terms: month, region, segment, class,
/// payer, wage, people. The month after the run's stands for all that follow.
#[must_use]
pub fn contributors_table(months: &[(Month, Vec<Contributors>)]) -> RecordBatch {
    let rows = months
        .iter()
        .flat_map(|(month, rows)| rows.iter().map(move |row| (*month, row)));
    table(&rows.collect::<Vec<_>>())
}

/// Builds `contributor_changes`, for the months without a roll.
///
/// **Shape:** as `contributors`; people are those who come less those who leave
/// with the month, and a month's contributors the sum of all up to it.
#[must_use]
pub fn contributor_changes_table(changes: &[(Month, Contributors)]) -> RecordBatch {
    let rows = changes.iter().map(|(month, row)| (*month, row));
    table(&rows.collect::<Vec<_>>())
}

fn table(rows: &[(Month, &Contributors)]) -> RecordBatch {
    let n = rows.len();
    let of = |at: usize| rows[at].1;
    let some = |number: i64| (number != 0).then_some(number);
    let columns = Columns::default()
        .coded("month", n, |at| rows[at].0, |month| month.to_string())
        .coded(
            "region",
            n,
            |at| of(at).region,
            |code| match code {
                0 => String::new(),
                code => code.to_string(),
            },
        )
        .coded(
            "segment",
            n,
            |at| of(at).segment,
            |segment| segment.code().to_owned(),
        )
        .integer("class", n, |at| some(i64::from(of(at).class)))
        .coded("payer", n, |at| of(at).payer.as_str(), str::to_owned)
        .integer("wage", n, |at| some(of(at).wage))
        .integer("people", n, |at| Some(of(at).people));
    batch(columns)
}
