//! Whom the city has approved, and who was laid off.

use rustc_hash::FxHashMap;
use semesta_domain::{LayOffProof, Month, Payer, date_from_days, days};
use semesta_law::LayOffRules;

use super::facts::Notice;
use crate::compute::Outcome;
use crate::input::{Inputs, NO_DATE, Origin};
use crate::people::PersonId;

/// A row of the approved list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Approval {
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) by_city: bool,
    pub(super) origin: Origin,
}

impl Approval {
    /// Whether it touches the month.
    pub(super) fn touches(&self, month: Month) -> bool {
        (self.start == NO_DATE || self.start <= days(month.last_day()))
            && (self.end == NO_DATE || self.end >= days(month.first_day()))
    }
}

/// A dismissal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dismissal {
    pub(super) day: i32,
    pub(super) proof: LayOffProof,
    pub(super) origin: Origin,
}

/// The lists by person.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Whether an approved list was delivered at all.
    pub(super) has_approvals: bool,
    approvals: FxHashMap<PersonId, Vec<Approval>>,
    dismissals: FxHashMap<PersonId, Vec<Dismissal>>,
    /// First days of wage workers' memberships, of people who were laid off.
    employed_from: FxHashMap<PersonId, Vec<i32>>,
}

impl Lists {
    pub(super) fn gather(inputs: &Inputs, outcome: &Outcome) -> Self {
        let mut lists = Self {
            has_approvals: !inputs.approved.nik.is_empty(),
            ..Self::default()
        };
        lists.approvals(inputs, outcome);
        lists.dismissals(inputs, outcome);
        for (row, member) in outcome.members.iter().enumerate() {
            let roll = &inputs.roll;
            if let Some(person) = member.settled.person
                && lists.dismissals.contains_key(&person)
                && roll.segment[row].is_wage_worker()
                && roll.tmt[row] != NO_DATE
                && crate::membership::active_by_period(roll, row, roll.tmt[row])
            {
                lists
                    .employed_from
                    .entry(person)
                    .or_default()
                    .push(roll.tmt[row]);
            }
        }
        lists
    }

    fn approvals(&mut self, inputs: &Inputs, outcome: &Outcome) {
        let list = &inputs.approved;
        for (row, person) in outcome.lists.approved.iter().enumerate() {
            let Some(person) = person else { continue };
            self.approvals.entry(*person).or_default().push(Approval {
                start: list.start[row],
                end: list.end[row],
                by_city: Payer::parse(list.payer.get(row)).is_none_or(|payer| payer == Payer::City),
                origin: list.origin[row],
            });
        }
        for rows in self.approvals.values_mut() {
            rows.sort_unstable();
        }
    }

    fn dismissals(&mut self, inputs: &Inputs, outcome: &Outcome) {
        let (list, on) = (&inputs.layoffs, days(outcome.question.as_of));
        for (row, person) in outcome.lists.layoffs.iter().enumerate() {
            if let (Some(person), Some(proof)) = (person, list.proof[row])
                && list.start[row] != NO_DATE
                && list.start[row] <= on
            {
                let dismissal = Dismissal {
                    day: list.start[row],
                    proof,
                    origin: list.origin[row],
                };
                self.dismissals.entry(*person).or_default().push(dismissal);
            }
        }
        for rows in self.dismissals.values_mut() {
            rows.sort_unstable();
        }
    }

    /// The person's rows of the approved list, by start.
    pub(super) fn approvals_of(&self, person: PersonId) -> &[Approval] {
        self.approvals.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The dismissal whose free months cover the month, unless a new employer's
    /// membership has ended them; of several the latest.
    pub(super) fn guarantee(
        &self,
        person: PersonId,
        month: Month,
        rules: &LayOffRules,
    ) -> Option<Dismissal> {
        let mut notices = self.notices_of(person).rev();
        let covering = notices.find(|(_, notice)| notice.covers(month, rules));
        covering.map(|(row, _)| row)
    }

    /// The person's dismissals, by day.
    pub(super) fn notices_of(
        &self,
        person: PersonId,
    ) -> impl DoubleEndedIterator<Item = (Dismissal, Notice)> {
        let rows = self.dismissals.get(&person).map_or(&[][..], Vec::as_slice);
        rows.iter().filter_map(move |row| {
            let notice = Notice {
                dismissed: Month::of(date_from_days(row.day)?),
                proof: row.proof,
                employed_from: self.employed_from(person, row.day),
            };
            Some((*row, notice))
        })
    }

    /// The first full month of a new employer's membership begun after a day.
    fn employed_from(&self, person: PersonId, dismissed: i32) -> Option<Month> {
        let begun = self.employed_from.get(&person)?.iter().copied();
        let first = begun.filter(|day| *day > dismissed).min()?;
        let date = date_from_days(first)?;
        let month = Month::of(date);
        Some(if date.day() == 1 { month } else { month.next() })
    }
}
