//! Contributors of the months without a roll, as changes from month to month.
//!
//! Where no roll was delivered for a month, periods decide who was active. They
//! change seldom, so that all past months together are little more than one: kept
//! are the months in which people come to contribute on some terms and cease to.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semesta_domain::{MembershipStatus, Month, Segment, date_from_days, days};

use super::contributors::{Contributors, Terms, region_of};
use crate::compute::Outcome;
use crate::input::{Inputs, NO_DATE, Origin, Roll};
use crate::people::{PersonId, State};

/// No contribution is due before (January 2014).
const START_OF_JKN: Date = Date::constant(2014, 1, 1);

/// People by month and terms, signed.
type Changes<'a> = FxHashMap<(Month, Terms<'a>), i64>;

/// The changes of who contributes on which terms, as the periods of memberships,
/// deaths, moves and wages tell; `people` is signed.
///
/// The sum of the changes up to a month without a roll, not after the run's, is
/// what [`super::contributors`] counts for it.
///
/// **Shape:** by month, then by region, segment, class, payer and wage.
#[must_use]
pub fn contributor_changes(inputs: &Inputs, outcome: &Outcome) -> Vec<(Month, Contributors)> {
    let spans = Spans::of(inputs, outcome);
    let ids: Vec<PersonId> = spans.memberships.keys().copied().collect();
    let changes = ids
        .par_iter()
        .fold(Changes::default, |changes, person| {
            spans.add_changes(changes, *person)
        })
        .reduce(Changes::default, |mut all, part| {
            for (key, people) in part {
                *all.entry(key).or_default() += people;
            }
            all
        });
    let mut rows: Vec<(Month, Contributors)> = changes
        .into_iter()
        .filter(|(_, people)| *people != 0)
        .map(|((month, terms), people)| (month, Contributors::of(terms, people)))
        .collect();
    rows.par_sort_unstable();
    rows
}

/// Adds up the changes to a month.
#[must_use]
pub(super) fn sum_to(
    changes: &BTreeMap<Month, Vec<Contributors>>,
    month: Month,
) -> Vec<Contributors> {
    let mut sums: FxHashMap<Terms<'_>, i64> = FxHashMap::default();
    for row in changes.range(..=month).flat_map(|(_, rows)| rows) {
        *sums.entry(row.terms()).or_default() += row.people;
    }
    let mut all: Vec<Contributors> = sums
        .into_iter()
        .filter(|(_, people)| *people != 0)
        .map(|(terms, people)| Contributors::of(terms, people))
        .collect();
    all.sort_unstable();
    all
}

/// Days of a period, both included.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: i32,
    to: i32,
}

impl Span {
    fn covers(self, day: i32) -> bool {
        self.from <= day && day <= self.to
    }

    fn overlaps(self, from: i32, to: i32) -> bool {
        self.from <= to && from <= self.to
    }
}

/// An active membership with its rank among a person's.
#[derive(Debug, Clone, Copy)]
struct Membership<'a> {
    rank: (Segment, Reverse<i32>, u64, Origin, u32),
    span: Span,
    class: u8,
    payer: &'a str,
}

/// Everything of each person that has a period.
struct Spans<'a> {
    outcome: &'a Outcome,
    memberships: FxHashMap<PersonId, Vec<Membership<'a>>>,
    wages: FxHashMap<PersonId, Vec<(Span, i64)>>,
    last: Month,
}

impl<'a> Spans<'a> {
    fn of(inputs: &'a Inputs, outcome: &'a Outcome) -> Self {
        let mut spans = Self {
            outcome,
            memberships: FxHashMap::default(),
            wages: wages(inputs, outcome),
            last: Month::of(outcome.question.as_of),
        };
        for (row, member) in outcome.members.iter().enumerate() {
            spans.add(&inputs.roll, row, member.settled.person, i32::MAX);
        }
        for record in &outcome.billed.gone {
            let gone = &inputs.older_rolls[usize::from(record.roll)].gone;
            let last_day = days(record.until.first_day()) - 1;
            spans.add(gone, record.row as usize, record.person, last_day);
        }
        spans
    }

    /// Adds a roll record that counts at most to the day given.
    fn add(&mut self, roll: &'a Roll, row: usize, person: Option<PersonId>, last_day: i32) {
        let open = match roll.status[row] {
            MembershipStatus::Active => i32::MAX,
            // An inactive record counts up to its end only.
            MembershipStatus::Inactive => i32::MIN,
        };
        let to = if roll.tat[row] == NO_DATE {
            open
        } else {
            roll.tat[row]
        };
        let span = Span {
            from: roll.tmt[row],
            to: to.min(last_day),
        };
        let Some(person) = person.filter(|_| span.from <= span.to) else {
            return;
        };
        self.memberships
            .entry(person)
            .or_default()
            .push(Membership {
                rank: (
                    roll.segment[row],
                    Reverse(roll.tmt[row]),
                    roll.card[row],
                    roll.origin[row],
                    row as u32,
                ),
                span,
                class: roll.class[row],
                payer: roll.payer.get(row),
            });
    }

    fn add_changes(&self, mut changes: Changes<'a>, person: PersonId) -> Changes<'a> {
        self.changes(person, |month, terms, people| {
            *changes.entry((month, terms)).or_default() += people;
        });
        changes
    }

    /// Tells of every change of a person's terms.
    fn changes(&self, person: PersonId, mut tell: impl FnMut(Month, Terms<'a>, i64)) {
        let mut before: Option<Terms<'a>> = None;
        for month in self.turns(person) {
            let now = self.terms(person, month);
            if now != before {
                if let Some(before) = before {
                    tell(month, before, -1);
                }
                if let Some(now) = now {
                    tell(month, now, 1);
                }
                before = now;
            }
        }
    }

    /// The months in which something of a person begins, ends or happens.
    fn turns(&self, person: PersonId) -> Vec<Month> {
        let start = Month::of(START_OF_JKN);
        let mut turns = vec![start];
        // What begins on a day counts from the first 1st not before it.
        let mut turn = |day: i32| {
            let Some(date) = date_from_days(day) else {
                return;
            };
            let month = Month::of(date);
            let month = if date.day() == 1 { month } else { month.next() };
            if start < month && month <= self.last {
                turns.push(month);
            }
        };
        for membership in &self.memberships[&person] {
            turn(membership.span.from);
            turn(membership.span.to.saturating_add(1));
        }
        for event in self.outcome.people.events_of(person) {
            turn(event.day);
        }
        for (span, _) in self.wages.get(&person).into_iter().flatten() {
            // A wage of any day of a month is the month's.
            let first = date_from_days(span.from).map(|date| days(date.first_of_month()));
            turn(first.unwrap_or(span.from));
            turn(span.to.saturating_add(1));
        }
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    fn terms(&self, person: PersonId, month: Month) -> Option<Terms<'a>> {
        let first = days(month.first_day());
        if self.outcome.people.state_on(person, first) != State::Resident {
            return None;
        }
        let active = self.memberships[&person].iter();
        let counting = active
            .filter(|membership| membership.span.covers(first))
            .min_by_key(|membership| membership.rank)?;
        let segment = counting.rank.0;
        let wage = match segment {
            Segment::PpuPn | Segment::PpuBu => self.wage(person, month),
            _ => 0,
        };
        let region = region_of(self.outcome, person);
        Some((region, segment, counting.class, counting.payer, wage))
    }

    fn wage(&self, person: PersonId, month: Month) -> i64 {
        let (first, last) = (days(month.first_day()), days(month.last_day()));
        let wages = self.wages.get(&person).into_iter().flatten();
        wages
            .filter(|(span, _)| span.overlaps(first, last))
            .map(|(_, wage)| *wage)
            .max()
            .unwrap_or(0)
    }
}

/// The wages that lists of workers name, with their periods.
fn wages(inputs: &Inputs, outcome: &Outcome) -> FxHashMap<PersonId, Vec<(Span, i64)>> {
    let workers = &inputs.workers;
    let mut wages: FxHashMap<PersonId, Vec<(Span, i64)>> = FxHashMap::default();
    for (row, person) in outcome.lists.workers.iter().enumerate() {
        let to = match workers.end[row] {
            NO_DATE => i32::MAX,
            end => end,
        };
        let from = workers.start[row];
        if let Some(person) = person
            && workers.amount[row] > 0
        {
            let of_person = wages.entry(*person).or_default();
            of_person.push((Span { from, to }, workers.amount[row]));
        }
    }
    wages
}
