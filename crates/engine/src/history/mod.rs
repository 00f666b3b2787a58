//! One person over time: what each delivery said of them, when it was true, and when
//! it was known.
//!
//! Read from the snapshots themselves, by exact NIK and by the cards that are theirs;
//! what was linked to somebody without either is not found here.

mod read;

use jiff::civil::Date;
use semesta_domain::{MembershipStatus, Month, days};
use semesta_evidence::{DataFolder, FolderError, Source};

use crate::input::NO_DATE;
use crate::membership::period_covers;

/// A row of a delivered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The snapshot's id.
    pub snapshot: String,
    /// The delivered file.
    pub file: String,
    /// Data rows from 1.
    pub row: u32,
}

/// What a roll said of a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollState {
    /// The date of the roll.
    pub recorded: Date,
    /// Where it stands.
    pub place: Place,
    /// The card.
    pub card: u64,
    /// Active or not, as written.
    pub status: MembershipStatus,
    /// The segment's code.
    pub segment: String,
    /// The payer's code, "" where none is written.
    pub payer: String,
    /// Why it is not active, "" where nothing is written.
    pub reason: String,
    /// The first day.
    pub start: Option<Date>,
    /// The last day.
    pub end: Option<Date>,
}

impl RollState {
    /// Whether the roll says that the membership was active in a month: the roll of the
    /// month decides by its status, any other by the period.
    #[must_use]
    pub fn says_active(&self, month: Month) -> bool {
        if Month::of(self.recorded) == month {
            return self.status == MembershipStatus::Active;
        }
        let day = |date: Option<Date>| date.map_or(NO_DATE, days);
        period_covers(
            self.status,
            day(self.start),
            day(self.end),
            days(month.first_day()),
        )
    }
}

/// Something that a file tells of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What kind of file.
    pub source: Source,
    /// The day it was true from; none where the file tells only how things stood.
    pub effective: Option<Date>,
    /// The date of the delivery in which it first stood.
    pub recorded: Date,
    /// Where it stands there.
    pub place: Place,
    /// What it says, column by column.
    pub words: Vec<(&'static str, String)>,
}

/// A month, as it was known then and as it is known by the newest roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthKnown {
    /// The month.
    pub month: Month,
    /// By the roll of that month, if there is one.
    pub then: Option<bool>,
    /// By the newest roll.
    pub now: bool,
}

/// A person over time.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The dates of all rolls, the oldest first.
    pub rolls: Vec<Date>,
    /// What they said, the oldest first.
    pub states: Vec<RollState>,
    /// Events and lists, by the date they were recorded.
    pub events: Vec<Event>,
}

impl History {
    /// Reads all deliveries up to a date for a person of this NIK and these cards.
    ///
    /// # Errors
    /// If a snapshot cannot be read.
    pub fn of(
        folder: &DataFolder,
        nik: u64,
        cards: &[u64],
        until: Date,
    ) -> Result<Self, FolderError> {
        read::history(folder, nik, cards, until)
    }

    /// Every month from the first roll to the last, the newest first.
    #[must_use]
    pub fn months(&self) -> Vec<MonthKnown> {
        let (Some(first), Some(last)) = (self.rolls.first(), self.rolls.last()) else {
            return Vec::new();
        };
        let (first, last_month) = (Month::of(*first), Month::of(*last));
        let of_roll = |date: Date| self.states.iter().filter(move |s| s.recorded == date);
        let n_months = last_month.months_since(first);
        (0..=n_months)
            .rev()
            .map(|at| {
                let month = first.plus(at);
                let roll = self.rolls.iter().rev().find(|d| Month::of(**d) == month);
                MonthKnown {
                    month,
                    then: roll.map(|date| of_roll(*date).any(|s| s.says_active(month))),
                    now: of_roll(*last).any(|state| state.says_active(month)),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use jiff::civil::date;

    use super::*;

    fn state(recorded: Date, status: MembershipStatus, end: Option<Date>) -> RollState {
        RollState {
            recorded,
            place: Place {
                snapshot: String::new(),
                file: "peserta.csv".into(),
                row: 1,
            },
            card: 1,
            status,
            segment: "pbpu".into(),
            payer: String::new(),
            reason: String::new(),
            start: Some(date(2023, 1, 1)),
            end,
        }
    }

    #[test]
    fn what_was_known_then_is_told_from_what_is_known_now() {
        let rolls = vec![date(2024, 1, 31), date(2024, 3, 31), date(2024, 4, 30)];
        let states = vec![
            state(rolls[0], MembershipStatus::Active, None),
            state(rolls[1], MembershipStatus::Active, None),
            // Ended in February, as the roll of April first says.
            state(
                rolls[2],
                MembershipStatus::Inactive,
                Some(date(2024, 2, 10)),
            ),
        ];
        let history = History {
            rolls,
            states,
            events: Vec::new(),
        };
        let known: Vec<(String, Option<bool>, bool)> = history
            .months()
            .iter()
            .map(|one| (one.month.to_string(), one.then, one.now))
            .collect();
        assert_eq!(
            known,
            [
                ("2024-04".to_owned(), Some(false), false),
                ("2024-03".to_owned(), Some(true), false),
                ("2024-02".to_owned(), None, true),
                ("2024-01".to_owned(), Some(true), true),
            ]
        );
    }
}
