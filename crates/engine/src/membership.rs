//! Which memberships are active, and which of a person's counts.

use std::cmp::Reverse;

use jiff::civil::Date;
use rayon::prelude::*;
use semesta_domain::{MembershipStatus, Month, Payer, Segment, days};

use crate::input::{NO_DATE, Roll};
use crate::people::PersonId;

/// Tells whether each roll record is active in the month of `on`.
///
/// A roll delivered for that month decides; else the record's own period does:
/// `tmt` ≤ the 1st ≤ `tat`, an absent end being open. An inactive record counts
/// only up to its `tat`, and not at all without one (DOMAIN §13).
#[must_use]
pub fn active_in_month(roll: &Roll, roll_as_of: Option<Date>, on: Date) -> Vec<bool> {
    let month = Month::of(on);
    if roll_as_of.is_some_and(|date| Month::of(date) == month) {
        return roll
            .status
            .iter()
            .map(|status| *status == MembershipStatus::Active)
            .collect();
    }
    let first = days(month.first_day());
    (0..roll.status.len())
        .map(|row| active_by_period(roll, row, first))
        .collect()
}

/// Whether a record's own period covers the day.
#[must_use]
pub fn active_by_period(roll: &Roll, row: usize, day: i32) -> bool {
    period_covers(roll.status[row], roll.tmt[row], roll.tat[row], day)
}

/// Whether a period covers a day, all in days since 1970-01-01 or [`NO_DATE`].
pub(crate) fn period_covers(status: MembershipStatus, tmt: i32, tat: i32, day: i32) -> bool {
    let begun = tmt == NO_DATE || tmt <= day;
    let open_end = tat == NO_DATE;
    let not_ended = match status {
        MembershipStatus::Active => open_end || day <= tat,
        MembershipStatus::Inactive => !open_end && day <= tat,
    };
    begun && not_ended
}

/// The payer as delivered, else the one that the segment names.
pub(crate) fn payer_of(given: &str, segment: Segment) -> Payer {
    let by_segment = match segment {
        Segment::PpuPn | Segment::PpuBu => Payer::Employer,
        Segment::Bp | Segment::Pbpu => Payer::Self_,
        Segment::PbiJk => Payer::Centre,
        Segment::PbpuPemda => Payer::City,
    };
    Payer::parse(given).unwrap_or(by_segment)
}

/// Of each person's records the one that counts: active before inactive, then
/// the segment's precedence, the latest start, the smallest card (DOMAIN §13).
///
/// **Shape:** pairs (person, roll row), by person.
#[must_use]
pub(crate) fn counting_records(
    roll: &Roll,
    active: &[bool],
    person: &[Option<PersonId>],
) -> Vec<(PersonId, u32)> {
    let mut ranked: Vec<(PersonId, Rank, u32)> = person
        .par_iter()
        .enumerate()
        .filter_map(|(row, person)| {
            person.map(|person| (person, rank(roll, active, row), row as u32))
        })
        .collect();
    ranked.par_sort_unstable_by(|a, b| {
        (a.0, a.1)
            .cmp(&(b.0, b.1))
            .then_with(|| content(roll, a.2).cmp(&content(roll, b.2)))
    });
    ranked.dedup_by_key(|row| row.0);
    ranked
        .into_iter()
        .map(|(person, _, row)| (person, row))
        .collect()
}

/// Whether a record would count for a person whose record that counts is `current`.
pub(crate) fn would_count(
    roll: &Roll,
    active: impl Fn(usize) -> bool,
    row: usize,
    current: Option<u32>,
) -> bool {
    let Some(current) = current.map(|current| current as usize) else {
        return true;
    };
    let key = |row: usize| {
        (
            !active(row),
            roll.segment[row].precedence(),
            Reverse(roll.tmt[row]),
            roll.card[row],
        )
    };
    row == current || key(row) < key(current)
}

/// Active first, then the segment, the latest start, the smallest card.
type Rank = (bool, u8, Reverse<i32>, u64);

fn rank(roll: &Roll, active: &[bool], row: usize) -> Rank {
    (
        !active[row],
        roll.segment[row].precedence(),
        Reverse(roll.tmt[row]),
        roll.card[row],
    )
}

/// What tells apart two rows of one card, whatever their place in the file.
fn content(roll: &Roll, row: u32) -> impl Ord + '_ {
    let at = row as usize;
    let nik = roll.nik[at].intact().map(semesta_domain::Nik::as_number);
    (
        nik,
        roll.nik_given.get(at),
        roll.name.get(at),
        roll.birth[at],
        roll.tat[at],
        roll.region[at],
        roll.kk[at],
    )
}
