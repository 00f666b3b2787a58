//! What changes a city's counts month by month, as its deliveries tell.
//!
//! A run keeps these flows as a table, so that a forecast need not compute the run
//! anew ([`of_run`]).

mod rolls;

use arrow_array::cast::AsArray;
use semesta_domain::{EventDirection, Month, Ratio, date_from_days};
use semesta_evidence::DataFolder;
use semesta_planning::{Flow, FlowKind, Indicator};

use crate::compute::Outcome;
use crate::funding::columns;
use crate::input::{EventKind, Inputs};
use crate::results::Table;
use crate::run::{RunError, RunFolder, RunManifest, reopen};

/// A flow as the deliveries tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedFlow {
    /// What flows.
    pub kind: FlowKind,
    /// Events by month, at most a year of them.
    pub months: Vec<(Month, i64)>,
    /// Of births and moves in: how many are covered at once by others than the
    /// city, of how many.
    pub covered: Option<Ratio>,
}

/// The indicators that flows are observed for, with their codes.
pub const INDICATORS: [(Indicator, &str); 2] = [
    (Indicator::Coverage, "coverage"),
    (Indicator::Activity, "active_of_population"),
];

/// The flows of every indicator; `first_lists` is the month of the first delivered
/// list of deaths or moves.
#[must_use]
pub fn observed(
    inputs: &Inputs,
    outcome: &Outcome,
    first_lists: Option<Month>,
) -> Vec<(Indicator, Vec<ObservedFlow>)> {
    let rolls = rolls::rolls(inputs, outcome);
    INDICATORS
        .into_iter()
        .map(|(indicator, _)| {
            let flows = of_indicator(inputs, outcome, &rolls, indicator, first_lists);
            (indicator, flows)
        })
        .collect()
}

/// The flows that a kept run observed.
///
/// # Errors
/// If the run cannot be read.
pub fn of_run(
    folder: &DataFolder,
    run: &RunFolder,
    indicator: Indicator,
) -> Result<Vec<Flow>, RunError> {
    let observed = if run.table_path(Table::Flows).is_file() {
        read(run, indicator)?
    } else {
        // A run of an earlier version has no such table.
        let (inputs, outcome) = reopen(folder, run)?;
        let all = observed(&inputs, &outcome, first_lists(&run.manifest()?));
        let of = all.into_iter().find(|(of, _)| *of == indicator);
        of.map_or_else(Vec::new, |(_, flows)| flows)
    };
    let flows = observed.into_iter().map(|flow| Flow {
        kind: flow.kind,
        observed: flow.months.into_iter().map(|(_, people)| people).collect(),
        covered: flow.covered,
    });
    Ok(flows.collect())
}

/// The month of the first list of deaths or moves that a run took.
pub(crate) fn first_lists(manifest: &RunManifest) -> Option<Month> {
    let lists = manifest.snapshots.iter();
    let lists = lists.filter(|used| matches!(used.source.as_str(), "kematian" | "pindah"));
    let days = lists.filter_map(|used| used.as_of.parse::<jiff::civil::Date>().ok());
    days.map(Month::of).min()
}

/// Reads the table of a run.
fn read(run: &RunFolder, indicator: Indicator) -> Result<Vec<ObservedFlow>, RunError> {
    let damaged = || RunError::Damaged {
        path: run.table_path(Table::Flows),
        cause: "not the columns of `flows`".into(),
    };
    let wanted = INDICATORS.iter().find(|(of, _)| *of == indicator);
    let wanted = wanted.map_or("", |(_, code)| code);
    let mut flows: Vec<ObservedFlow> = Vec::new();
    for batch in run.read(Table::Flows)? {
        let column = |name| batch.column_by_name(name).ok_or_else(damaged);
        let (of, kinds, months) = (column("indicator")?, column("flow")?, column("month")?);
        let people = column("people")?;
        let (covered, all) = (column("covered")?, column("of")?);
        if [of, kinds, months]
            .iter()
            .any(|text| text.as_string_opt::<i32>().is_none())
        {
            return Err(damaged());
        }
        for row in 0..batch.num_rows() {
            if columns::text(of, row) != wanted {
                continue;
            }
            let kind = FlowKind::parse(columns::text(kinds, row)).ok_or_else(damaged)?;
            if flows.last().is_none_or(|flow| flow.kind != kind) {
                let covered = columns::integer(covered, row).zip(columns::integer(all, row));
                flows.push(ObservedFlow {
                    kind,
                    months: Vec::new(),
                    covered: covered.map(|(numerator, denominator)| Ratio {
                        numerator,
                        denominator,
                    }),
                });
            }
            // A flow without months has a row without one.
            if let (Some(flow), Ok(month)) = (
                flows.last_mut(),
                columns::text(months, row).parse::<Month>(),
            ) {
                let people = columns::integer(people, row).unwrap_or(0);
                flow.months.push((month, people));
            }
        }
    }
    Ok(flows)
}

/// From which month on events are known in full.
///
/// Lists hold some events from before their first month, reported late; these
/// months would look empty. Where the lists tell of the months before as much as
/// of their own (two thirds at least), they were meant to.
fn known_from(days: impl Iterator<Item = i32>, first: Option<Month>, now: Month) -> Option<Month> {
    let months: Vec<Month> = days.filter_map(month_of).collect();
    let earliest = months.iter().copied().min()?.max(now.plus(-11));
    let Some(first) = first.filter(|first| *first > earliest && *first <= now) else {
        return Some(earliest);
    };
    let span = |from: Month, to: Month| i64::from(to.months_since(from)).max(1);
    let count = |from: Month, to: Month| {
        let inside = months
            .iter()
            .filter(|month| from <= **month && **month < to);
        inside.count() as i64
    };
    let (before, after) = (count(earliest, first), count(first, now.next()));
    let (n_before, n_after) = (span(earliest, first), span(first, now.next()));
    if 3 * before * n_after < 2 * after * n_before {
        Some(first)
    } else {
        Some(earliest)
    }
}

/// The flows of the months that the deliveries tell of, at most a year.
///
/// Births are living residents by month of birth; the rest are events by month.
/// A month from the first event to the run's without any is a zero.
///
/// The share of births and moves in that is covered at once, the purges and the
/// joins are read from the rolls, where there are two.
fn of_indicator(
    inputs: &Inputs,
    outcome: &Outcome,
    rolls: &[(Month, rolls::Members)],
    indicator: Indicator,
    first_lists: Option<Month>,
) -> Vec<ObservedFlow> {
    let now = Month::of(outcome.question.as_of);
    let events = &inputs.events;
    let earliest = known_from(events.date.iter().copied(), first_lists, now);
    let n_months = earliest
        .map_or(0, |first| now.months_since(first) + 1)
        .clamp(0, 12);
    let months: Vec<Month> = (1 - n_months..=0).map(|n| now.plus(n)).collect();
    let count = |days: &mut dyn Iterator<Item = i32>| -> Vec<(Month, i64)> {
        let mut counts: Vec<(Month, i64)> = months.iter().map(|month| (*month, 0)).collect();
        for month in days.filter_map(month_of) {
            if let Ok(at) = months.binary_search(&month) {
                counts[at].1 += 1;
            }
        }
        counts
    };
    let of_kind = |kind: EventKind| {
        let rows = events.kind.iter().zip(&events.date);
        count(&mut rows.filter(|(of, _)| **of == kind).map(|(_, day)| *day))
    };
    let births = outcome.people.birth.iter().zip(&outcome.is_resident);
    let births = count(&mut births.filter(|(_, lives)| **lives).map(|(day, _)| *day));
    let moves_in = of_kind(EventKind::Move(EventDirection::In));
    let layoffs = count(&mut inputs.layoffs.start.iter().copied());
    let of_month = |month: Month| match months.binary_search(&month) {
        Ok(at) => (births[at].1, moves_in[at].1),
        Err(_) => (0, 0),
    };
    let of_rolls = rolls::of_rolls(inputs, outcome, rolls, indicator, &of_month);
    let flow = |kind, months, covered| ObservedFlow {
        kind,
        months,
        covered,
    };
    let mut flows = vec![
        flow(FlowKind::Births, births, of_rolls.born),
        flow(FlowKind::Deaths, of_kind(EventKind::Death), None),
        flow(FlowKind::MovesIn, moves_in, of_rolls.arrived),
        flow(
            FlowKind::MovesOut,
            of_kind(EventKind::Move(EventDirection::Out)),
            None,
        ),
        flow(FlowKind::JobLosses, layoffs, None),
    ];
    flows.extend(of_rolls.flows);
    flows
}

fn month_of(day: i32) -> Option<Month> {
    (day > -1_000_000)
        .then(|| date_from_days(day))
        .flatten()
        .map(Month::of)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn late_reports_do_not_make_empty_months() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let day = |text: &str| semesta_domain::days(text.parse().unwrap());
        let monthly = |from: i32, n: usize| {
            let months = (0..12).map(move |back| month("2024-08").plus(-back));
            let months = months.filter(move |m| m.months_since(month("2024-01")) >= from);
            months.flat_map(move |m| std::iter::repeat_n(semesta_domain::days(m.first_day()), n))
        };
        let (first, now) = (Some(month("2024-03")), month("2024-08"));
        // Two late ones of January beside five a month since March.
        let late = monthly(2, 5).chain([day("2024-01-05"), day("2024-01-20")]);
        assert_eq!(known_from(late, first, now), first);
        // One list that tells of all months alike.
        let all = monthly(0, 5);
        assert_eq!(known_from(all, Some(now), now), Some(month("2024-01")));
        assert_eq!(known_from(std::iter::empty(), first, now), None);
    }
}
