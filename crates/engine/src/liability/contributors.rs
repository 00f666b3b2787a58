//! Residents with an active membership, counted by what their contribution hangs on.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semesta_domain::{Month, Segment, days};

use crate::area::Place;
use crate::bill::Activity;
use crate::compute::Outcome;
use crate::figures::Check;
use crate::input::{Inputs, NO_DATE};
use crate::people::{PersonId, State};

/// People of one place who contribute on the same terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contributors {
    /// Where they live, as exact as the register is; 0 where it does not say.
    pub region: u64,
    /// The segment of the membership that counts.
    pub segment: Segment,
    /// Class of care by number, 0 where the roll does not say.
    pub class: u8,
    /// The payer that the roll names, or empty.
    pub payer: String,
    /// Of wage workers the highest wage that a list names, rupiah a month, else 0.
    pub wage: i64,
    /// How many people.
    pub people: i64,
}

/// What tells [`Contributors`] apart.
pub(super) type Terms<'a> = (u64, Segment, u8, &'a str, i64);

impl Contributors {
    pub(super) fn of((region, segment, class, payer, wage): Terms<'_>, people: i64) -> Self {
        Self {
            region,
            segment,
            class,
            payer: payer.to_owned(),
            wage,
            people,
        }
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        (
            self.region,
            self.segment,
            self.class,
            &self.payer,
            self.wage,
        )
    }
}

/// Counts the contributors of a month; of months after the run's, those of its
/// date, who are taken to stay as they are.
///
/// **Shape:** by region, segment, class, payer and wage.
#[must_use]
pub fn contributors(inputs: &Inputs, outcome: &Outcome, month: Month) -> Vec<Contributors> {
    let of_run = Month::of(outcome.question.as_of);
    let known = month.min(of_run);
    let seen = Seen::of(inputs, outcome, known);
    let day = if month > of_run {
        days(outcome.question.as_of)
    } else {
        days(month.first_day())
    };
    seen.on(outcome, day)
}

/// The contributors of every month that a roll was delivered for, of the run's
/// month, and of the months after it, which stand as the one that follows.
#[must_use]
pub fn contributors_by_month(
    inputs: &Inputs,
    outcome: &Outcome,
) -> Vec<(Month, Vec<Contributors>)> {
    let of_run = Month::of(outcome.question.as_of);
    let older = inputs.older_rolls.iter().filter_map(|older| older.month);
    let rolls = older.chain(inputs.roll_as_of.map(Month::of));
    let mut months: Vec<Month> = rolls.filter(|month| *month < of_run).collect();
    months.extend([of_run, of_run.next()]);
    months.sort_unstable();
    months.dedup();
    months
        .into_par_iter()
        .map(|month| (month, contributors(inputs, outcome, month)))
        .collect()
}

/// Those who contribute in the months to come are the active residents.
#[must_use]
pub(crate) fn check(months: &[(Month, Vec<Contributors>)], outcome: &Outcome) -> Check {
    let to_come = months.last().map_or(&[][..], |(_, rows)| rows.as_slice());
    let contributors = to_come.iter().map(|row| row.people).sum();
    let active = outcome
        .counting
        .iter()
        .zip(&outcome.is_resident)
        .filter(|(row, resident)| {
            **resident && row.is_some_and(|row| outcome.members[row as usize].active)
        });
    Check::new("contributors_active", contributors, active.count() as i64)
}

/// The memberships and wages of a month.
struct Seen<'a> {
    activity: Activity<'a>,
    wages: FxHashMap<PersonId, i64>,
}

impl<'a> Seen<'a> {
    fn of(inputs: &'a Inputs, outcome: &Outcome, month: Month) -> Self {
        Self {
            activity: Activity::of(inputs, outcome, month),
            wages: wages(inputs, outcome, month),
        }
    }

    /// Counts those who are residents on a day.
    fn on(&self, outcome: &Outcome, day: i32) -> Vec<Contributors> {
        let count = |mut counts: FxHashMap<Terms<'a>, i64>, person: PersonId| {
            if let Some(terms) = self.terms(outcome, person, day) {
                *counts.entry(terms).or_default() += 1;
            }
            counts
        };
        let counts = (0..outcome.people.len() as PersonId)
            .into_par_iter()
            .fold(FxHashMap::default, count)
            .reduce(FxHashMap::default, |mut all, part| {
                for (terms, people) in part {
                    *all.entry(terms).or_default() += people;
                }
                all
            });
        let mut contributors: Vec<Contributors> = counts
            .into_iter()
            .map(|(terms, people)| Contributors::of(terms, people))
            .collect();
        contributors.sort_unstable();
        contributors
    }

    fn terms(&self, outcome: &Outcome, person: PersonId, day: i32) -> Option<Terms<'a>> {
        if outcome.people.state_on(person, day) != State::Resident {
            return None;
        }
        let seen = self.activity.counting(person)?;
        let (class, payer) = self.activity.terms(seen);
        let wage = match seen.segment {
            Segment::PpuPn | Segment::PpuBu => self.wages.get(&person).copied().unwrap_or(0),
            _ => 0,
        };
        let region = region_of(outcome, person);
        Some((region, seen.segment, class, payer, wage))
    }
}

/// Where a person lives as a number, 0 where the register does not say.
pub(super) fn region_of(outcome: &Outcome, person: PersonId) -> u64 {
    let region = match outcome.people.place[person as usize] {
        Place::Inside(area) => outcome.areas.code(area),
        _ => None,
    };
    region.map_or(0, semesta_domain::RegionCode::compact_number)
}

/// The highest wage that a list of workers names for each person in the month.
fn wages(inputs: &Inputs, outcome: &Outcome, month: Month) -> FxHashMap<PersonId, i64> {
    let (first, last) = (days(month.first_day()), days(month.last_day()));
    let workers = &inputs.workers;
    let mut wages: FxHashMap<PersonId, i64> = FxHashMap::default();
    for (row, person) in outcome.lists.workers.iter().enumerate() {
        let begun = workers.start[row] == NO_DATE || workers.start[row] <= last;
        let ended = workers.end[row] != NO_DATE && workers.end[row] < first;
        if let Some(person) = person
            && begun
            && !ended
            && workers.amount[row] > 0
        {
            let known = wages.entry(*person).or_default();
            *known = workers.amount[row].max(*known);
        }
    }
    wages
}
