//! Whom a damaged record might be about.

use jiff::civil::Date;
use semesta_domain::{NikCell, birth_dates_agree, date_from_days, days};

use super::evidence::Probe;
use super::index::{Index, letter_pairs};
use crate::input::NO_DATE;
use crate::people::{People, PersonId};

/// People of one name looked at when the birth date leads nowhere.
const NAMESAKES_MAX: usize = 200;

/// Everybody worth weighing, in ascending order, each once.
pub(super) fn find(people: &People, index: &Index, probe: &Probe<'_>) -> Vec<PersonId> {
    let record = probe.record;
    let mut found = Vec::new();
    by_nik(people, index, probe, &mut found);
    if record.kk != 0 {
        found.extend(index.on_card(record.kk));
    }
    let key = probe.name.as_ref().map_or("", |name| name.key());
    let born = if record.birth == NO_DATE {
        nik_days(probe)
    } else {
        vec![record.birth]
    };
    if !key.is_empty() {
        let pairs = letter_pairs(key);
        for day in &born {
            found.extend(
                index
                    .born_on(*day)
                    .filter(|(_, letters)| alike(pairs, *letters))
                    .map(|(id, _)| id),
            );
        }
        by_name(index, probe, &born, &mut found);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Two names are worth comparing if the one with fewer pairs of letters shares half of them.
fn alike(a: u64, b: u64) -> bool {
    let fewer = a.count_ones().min(b.count_ones());
    (a & b).count_ones() * 2 >= fewer
}

/// People whose NIK is the record's own (where it is no key), one keystroke
/// away, or begins with the digits that are left.
pub(super) fn by_nik(people: &People, index: &Index, probe: &Probe<'_>, found: &mut Vec<PersonId>) {
    let (record, digits) = (probe.record, probe.nik_digits.as_str());
    let mut near: Vec<u64> = Vec::with_capacity(160);
    let mut lookup = |nik: u64| {
        if index.is_plausible(nik) {
            near.push(nik);
        }
    };
    match record.nik {
        NikCell::Missing | NikCell::Placeholder => return,
        NikCell::Intact(nik) => {
            lookup(nik.as_number());
            one_keystroke(digits, &mut lookup);
        }
        NikCell::Malformed if (15..=17).contains(&digits.len()) => {
            one_keystroke(digits, &mut lookup)
        }
        NikCell::Malformed | NikCell::Damaged(_) => {}
    }
    let may_be_known = index.may_be_known(&near);
    for (nik, _) in near.into_iter().zip(may_be_known).filter(|(_, may)| *may) {
        found.extend(people.with_nik(nik));
    }
    if let Some(prefix) = kept_digits(record.nik, digits) {
        let scale = 10_u64.pow(16 - prefix.len() as u32);
        let low = prefix.parse::<u64>().map_or(0, |value| value * scale);
        found.extend(
            index
                .nik_between(low, low + scale - 1)
                .iter()
                .map(|row| row.1),
        );
    }
}

/// The leading digits that can be trusted where a spreadsheet touched the NIK:
/// those of a damaged one, or those before the zeros at the end.
pub(super) fn kept_digits(nik: NikCell, digits: &str) -> Option<&str> {
    let kept = match nik {
        NikCell::Damaged(_) => digits,
        NikCell::Intact(_) | NikCell::Malformed if digits.len() == 16 && digits.ends_with('0') => {
            let trimmed = digits.trim_end_matches('0').len();
            &digits[..trimmed.clamp(12, 15)]
        }
        _ => return None,
    };
    (kept.len() >= 12).then_some(kept)
}

/// Calls `lookup` with every number of 16 digits one keystroke away from 15 to 17 digits.
fn one_keystroke(digits: &str, lookup: &mut impl FnMut(u64)) {
    let Ok(given) = digits.parse::<u64>() else {
        return;
    };
    match digits.len() {
        16 => mistyped_or_swapped(given, lookup),
        15 => (0..16).map(|place| 10_u64.pow(place)).for_each(|unit| {
            let around = given / unit * unit * 10 + given % unit;
            (0..10).for_each(|digit| lookup(around + digit * unit));
        }),
        17 => (0..17)
            .map(|place| 10_u64.pow(place))
            .for_each(|unit| lookup(given / unit / 10 * unit + given % unit)),
        _ => {}
    }
}

/// Every number with one other digit, or with two neighbouring digits exchanged.
fn mistyped_or_swapped(given: u64, lookup: &mut impl FnMut(u64)) {
    for unit in (0..16).map(|place| 10_u64.pow(place)) {
        let (digit, next) = (given / unit % 10, given / unit / 10 % 10);
        let others = (0..10).filter(|other| *other != digit);
        others.for_each(|other| lookup(given - digit * unit + other * unit));
        if unit < 1_000_000_000_000_000 && digit != next {
            let pair = (next * 10 + digit) * unit;
            lookup(given - pair + (digit * 10 + next) * unit);
        }
    }
}

/// People of the same name whose birth date is the record's or a mistyped form
/// of it; where there is no date, a few namesakes.
///
/// A namesake born on quite another day is no candidate by name alone.
pub(super) fn by_name(index: &Index, probe: &Probe<'_>, born: &[i32], found: &mut Vec<PersonId>) {
    let namesakes = index.named(probe.name_key);
    let given = date_from_days(probe.record.birth).filter(|_| probe.record.birth != NO_DATE);
    match given {
        _ if namesakes.len() > NAMESAKES_MAX => {
            for day in born
                .iter()
                .filter_map(|day| date_from_days(*day))
                .flat_map(mistyped)
            {
                let day = days(day);
                let from = namesakes.partition_point(|row| row.1 < day);
                let born_then = namesakes[from..].iter().take_while(|row| row.1 == day);
                found.extend(born_then.map(|row| row.2));
            }
        }
        Some(given) => {
            let agrees =
                |day: i32| date_from_days(day).is_some_and(|date| birth_dates_agree(given, date));
            found.extend(
                namesakes
                    .iter()
                    .filter(|row| agrees(row.1))
                    .map(|row| row.2),
            );
        }
        None => found.extend(namesakes.iter().map(|row| row.2)),
    }
}

/// Every date that agrees with `date` without being it: day and month
/// exchanged, or one digit changed.
pub(super) fn mistyped(date: Date) -> Vec<Date> {
    let mut forms = Vec::with_capacity(48);
    forms.extend(Date::new(date.year(), date.day(), date.month()).ok());
    let number =
        i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day());
    let mut place = 1;
    for _ in 0..8 {
        let digit = number / place % 10;
        for other in (0..10).filter(|other| *other != digit) {
            let form = number + (other - digit) * place;
            forms.extend(
                Date::new(
                    (form / 10_000) as i16,
                    (form / 100 % 100) as i8,
                    (form % 100) as i8,
                )
                .ok(),
            );
        }
        place *= 10;
    }
    forms
}

/// The days that the NIK's birth date may mean, in either century.
fn nik_days(probe: &Probe<'_>) -> Vec<i32> {
    let Some((day, month, year)) = probe.nik_birth else {
        return Vec::new();
    };
    [1900, 2000]
        .into_iter()
        .filter_map(|century| Date::new(century + i16::from(year), month as i8, day as i8).ok())
        .map(days)
        .collect()
}
