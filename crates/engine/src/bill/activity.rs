//! Who was active in a billed month, and in which segment.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use semesta_domain::{MembershipStatus, Month, Segment, days};

use super::people::Record;
use crate::compute::Outcome;
use crate::input::{Inputs, Origin};
use crate::membership::active_by_period;
use crate::people::PersonId;

/// What decides whether a membership was active in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The newest roll, delivered for that month.
    Newest,
    /// An older roll delivered for that month, by its place.
    Older(u16),
    /// The period (tmt, tat) of the record in the newest roll, or in the last one
    /// that showed its card.
    Period,
}

/// An active membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Its segment, in order of precedence.
    pub(crate) segment: Segment,
    /// The latest start counts.
    tmt: Reverse<i32>,
    card: u64,
    pub(super) origin: Origin,
    /// Its row in the roll that decides, or among the records gone since.
    row: u32,
    /// Of a record that the newest roll no longer shows, the older roll that did.
    gone: Option<u16>,
}

/// What the roll says of a billed card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Active(Segment, Origin),
    Inactive(Origin),
    Missing,
}

/// The memberships of one month.
pub(crate) struct Activity<'a> {
    inputs: &'a Inputs,
    pub(super) basis: Basis,
    month: Month,
    first: i32,
    /// By person, the active membership that ranks before the city's.
    stronger: FxHashMap<PersonId, Seen>,
    /// By person, the active membership registered by the local government.
    pemda: FxHashMap<PersonId, Seen>,
    /// Rows of the older roll by card, where that decides.
    older_cards: FxHashMap<u64, u32>,
}

impl<'a> Activity<'a> {
    pub(crate) fn of(inputs: &'a Inputs, outcome: &Outcome, month: Month) -> Self {
        let older = inputs
            .older_rolls
            .iter()
            .position(|older| older.month == Some(month));
        let basis = match older {
            _ if inputs
                .roll_as_of
                .is_some_and(|date| Month::of(date) == month) =>
            {
                Basis::Newest
            }
            Some(at) => Basis::Older(at as u16),
            None => Basis::Period,
        };
        let mut activity = Self {
            inputs,
            basis,
            month,
            first: days(month.first_day()),
            stronger: FxHashMap::default(),
            pemda: FxHashMap::default(),
            older_cards: FxHashMap::default(),
        };
        match basis {
            Basis::Older(at) => activity.read_older(outcome, usize::from(at)),
            Basis::Newest | Basis::Period => activity.read_newest(outcome),
        }
        if basis == Basis::Period {
            activity.read_gone(outcome);
        }
        activity
    }

    fn read_newest(&mut self, outcome: &Outcome) {
        let roll = &self.inputs.roll;
        for (row, member) in outcome.members.iter().enumerate() {
            if let Some(person) = member.settled.person
                && self.is_active(row)
            {
                let (segment, card, origin) = (roll.segment[row], roll.card[row], roll.origin[row]);
                self.note(
                    person,
                    Seen {
                        segment,
                        tmt: Reverse(roll.tmt[row]),
                        card,
                        origin,
                        row: row as u32,
                        gone: None,
                    },
                );
            }
        }
    }

    /// What a roll before the month showed last, up to the roll that does not.
    fn read_gone(&mut self, outcome: &Outcome) {
        let inputs = self.inputs;
        for record in &outcome.billed.gone {
            let given = &inputs.older_rolls[usize::from(record.roll)].gone;
            let row = record.row as usize;
            let Some(person) = record
                .person
                .filter(|_| self.month < record.until && active_by_period(given, row, self.first))
            else {
                continue;
            };
            let seen = Seen {
                segment: given.segment[row],
                tmt: Reverse(given.tmt[row]),
                card: given.card[row],
                origin: given.origin[row],
                row: record.row,
                gone: Some(record.roll),
            };
            self.note(person, seen);
        }
    }

    fn read_older(&mut self, outcome: &Outcome, at: usize) {
        let older = &self.inputs.older_rolls[at];
        self.older_cards.reserve(older.card.len());
        for (row, card) in older.card.iter().enumerate() {
            let active = older.status[row] == MembershipStatus::Active;
            let known = self.older_cards.entry(*card).or_insert(row as u32);
            let rank = |row: usize| (older.status[row], older.segment[row], older.origin[row]);
            if rank(row) < rank(*known as usize) {
                *known = row as u32;
            }
            if active && let Some(person) = outcome.billed.older[at][row] {
                let (segment, origin) = (older.segment[row], older.origin[row]);
                self.note(
                    person,
                    Seen {
                        segment,
                        tmt: Reverse(older.tmt[row]),
                        card: *card,
                        origin,
                        row: row as u32,
                        gone: None,
                    },
                );
            }
        }
    }

    fn note(&mut self, person: PersonId, seen: Seen) {
        let of = if seen.segment == Segment::PbpuPemda {
            &mut self.pemda
        } else {
            &mut self.stronger
        };
        let known = of.entry(person).or_insert(seen);
        *known = seen.min(*known);
    }

    /// Whether a row of the newest roll is active in the month.
    fn is_active(&self, row: usize) -> bool {
        match self.basis {
            Basis::Period => active_by_period(&self.inputs.roll, row, self.first),
            _ => self.inputs.roll.status[row] == MembershipStatus::Active,
        }
    }

    /// The person's membership that ranks before the city's.
    pub(super) fn stronger(&self, person: PersonId) -> Option<Seen> {
        self.stronger.get(&person).copied()
    }

    /// The person's membership that counts in the month, if any is active.
    pub(crate) fn counting(&self, person: PersonId) -> Option<Seen> {
        self.stronger(person)
            .or_else(|| self.pemda.get(&person).copied())
    }

    /// Class of care and payer of a membership, as the deciding roll has them.
    pub(crate) fn terms(&self, seen: Seen) -> (u8, &'a str) {
        let row = seen.row as usize;
        if let Some(roll) = seen.gone {
            let gone = &self.inputs.older_rolls[usize::from(roll)].gone;
            return (gone.class[row], gone.payer.get(row));
        }
        match self.basis {
            Basis::Older(at) => {
                let older = &self.inputs.older_rolls[usize::from(at)];
                (older.class[row], older.payer.get(row))
            }
            Basis::Newest | Basis::Period => {
                (self.inputs.roll.class[row], self.inputs.roll.payer.get(row))
            }
        }
    }

    /// Whether the person's membership that counts is a self-payer's of class III,
    /// and the billed card its own or one that no roll shows.
    pub(super) fn is_assisted(&self, record: Record, card: u64, person: PersonId) -> bool {
        self.stronger(person).is_some_and(|seen| {
            let pays_itself = matches!(seen.segment, Segment::Pbpu | Segment::Bp);
            let is_own = seen.card == card || record == Record::Nowhere;
            pays_itself && is_own && self.terms(seen).0 == 3
        })
    }

    /// The billed card's own membership; of a card that no roll shows, the
    /// person's membership registered by the local government.
    pub(super) fn own(&self, record: Record, card: u64, person: PersonId) -> Own {
        let roll = &self.inputs.roll;
        match (self.basis, record) {
            (Basis::Older(at), _) => {
                if let Some(row) = self.older_cards.get(&card).map(|row| *row as usize) {
                    let older = &self.inputs.older_rolls[usize::from(at)];
                    return if older.status[row] == MembershipStatus::Active {
                        Own::Active(older.segment[row], older.origin[row])
                    } else {
                        Own::Inactive(older.origin[row])
                    };
                }
            }
            (_, Record::Newest(row)) => {
                let row = row as usize;
                return if self.is_active(row) {
                    Own::Active(roll.segment[row], roll.origin[row])
                } else {
                    Own::Inactive(roll.origin[row])
                };
            }
            (Basis::Period, Record::Gone { roll, row })
                if self
                    .inputs
                    .month_after(roll)
                    .is_some_and(|next| self.month < next) =>
            {
                let gone = &self.inputs.older_rolls[usize::from(roll)].gone;
                let row = row as usize;
                return if active_by_period(gone, row, self.first) {
                    Own::Active(gone.segment[row], gone.origin[row])
                } else {
                    Own::Inactive(gone.origin[row])
                };
            }
            _ => {}
        }
        // A card in the newest roll only was not in the month's: it was not active then.
        match record {
            Record::Nowhere | Record::Gone { .. } => self
                .pemda
                .get(&person)
                .map_or(Own::Missing, |seen| Own::Active(seen.segment, seen.origin)),
            _ => Own::Missing,
        }
    }
}
