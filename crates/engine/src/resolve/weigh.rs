//! Weighing a record against a candidate, in bits of evidence.
//!
//! The weights follow Fellegi and Sunter (1969): the logarithm of how much
//! likelier an agreement is for one person than for two. They are fixed here;
//! `semesta-linkage` estimates them from the data.

use semesta_domain::name::PersonName;
use semesta_domain::{NikCell, date_from_days};

use super::evidence::Probe;
use super::exact::{birth_level, card_level, compare_names};
use super::index::Index;
use super::{BirthLevel, CardLevel, NameLevel, NikLevel, Reason, candidates};
use crate::area::Place;
use crate::digits::write_digits;
use crate::input::NO_DATE;
use crate::people::{People, PersonId};

/// Bits of the words that two names share, at most.
const SHARED_WORDS_MOST: i16 = 12;

/// A candidate weighed by everything but the name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outlook {
    pub(super) person: PersonId,
    bits: i16,
    /// The weight if the names agree as well as they can.
    pub(super) most: i16,
    nik: NikLevel,
    birth: BirthLevel,
    card: CardLevel,
}

/// What evidence is worth among so many people.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    n_people: u32,
    /// Bits from which a candidate is the person.
    pub threshold: i16,
    /// Bits by which it must lead the next.
    pub margin: i16,
}

impl Weights {
    /// The weight given to an exact match.
    pub const EXACT: i16 = 99;

    /// Weights for a search among `n_people`.
    ///
    /// Before any evidence the odds against one candidate are the number of
    /// people; nine records in ten belong to somebody (three bits); and a link
    /// wants odds of sixteen to one (four bits).
    #[must_use]
    pub fn for_population(n_people: usize) -> Self {
        let n_people = u32::try_from(n_people.max(2)).unwrap_or(u32::MAX);
        Self {
            n_people,
            threshold: n_people.ilog2() as i16 + 1,
            margin: 3,
        }
    }

    /// Weighs `record` against `person`.
    pub(super) fn weigh(
        &self,
        people: &People,
        index: &Index,
        probe: &Probe<'_>,
        person: PersonId,
    ) -> (i16, Reason) {
        let outlook = self.outlook(people, index, probe, person);
        self.finish(people, index, probe, &outlook)
    }

    /// Weighs everything but the name.
    pub(super) fn outlook(
        &self,
        people: &People,
        index: &Index,
        probe: &Probe<'_>,
        person: PersonId,
    ) -> Outlook {
        let at = person as usize;
        let record = probe.record;
        let (birth, birth_bits) = self.birth(people, index, probe, at);
        let (nik, nik_bits) = nik(people, probe, at, birth_bits);
        let card = card_level(record.kk, people.kk[at]);
        let card_bits = match card {
            CardLevel::Same => 10,
            CardLevel::Other => -1,
            CardLevel::Missing => 0,
        };
        let sex_bits = match (record.sex, people.sex[at]) {
            (Some(a), Some(b)) if a == b => 1,
            (Some(_), Some(_)) => -3,
            _ => 0,
        };
        let place_bits = match (record.place, people.place[at]) {
            (Place::Inside(a), Place::Inside(b)) if a == b => 4,
            (Place::Inside(_), _) => -1,
            (Place::Outside, _) => -3,
            (Place::Unknown, _) => 0,
        };
        let bits = birth_bits + nik_bits + card_bits + sex_bits + place_bits;
        let by_name = if probe.name.is_none() {
            0
        } else if index.name_key[at] == probe.name_key {
            self.whole_name(index, at)
        } else {
            self.whole_name(index, at).max(SHARED_WORDS_MOST)
        };
        Outlook {
            person,
            bits,
            most: bits + by_name,
            nik,
            birth,
            card,
        }
    }

    /// Weighs the name too.
    pub(super) fn finish(
        &self,
        people: &People,
        index: &Index,
        probe: &Probe<'_>,
        outlook: &Outlook,
    ) -> (i16, Reason) {
        let (name, name_bits) = self.name(people, index, probe, outlook.person as usize);
        (
            outlook.bits + name_bits,
            Reason {
                nik: outlook.nik,
                name,
                birth: outlook.birth,
                card: outlook.card,
                nik_owner_differs: false,
            },
        )
    }

    /// Bits of a value that `n` of all people share.
    fn rarity(&self, n: u32, least: i16, most: i16) -> i16 {
        ((self.n_people / n.max(1)).max(1).ilog2() as i16).clamp(least, most)
    }

    /// Bits of a person's whole name.
    fn whole_name(&self, index: &Index, at: usize) -> i16 {
        self.rarity(index.n_namesakes(at as PersonId), 3, 14)
    }

    fn name(
        &self,
        people: &People,
        index: &Index,
        probe: &Probe<'_>,
        at: usize,
    ) -> (NameLevel, i16) {
        let Some(given) = &probe.name else {
            return (NameLevel::Missing, 0);
        };
        let whole = || self.whole_name(index, at);
        if index.name_key[at] == probe.name_key {
            return (NameLevel::Equal, whole());
        }
        let known = PersonName::parse(people.name.get(at));
        let level = compare_names(given, &known);
        let bits = match level {
            NameLevel::Equal => whole(),
            NameLevel::Contained => self.shared_words(index, given, &known),
            NameLevel::Near => whole() * 7 / 10,
            NameLevel::Between => -1,
            NameLevel::Different => -7,
            NameLevel::Missing => 0,
        };
        (level, bits)
    }

    /// Bits of the words of the shorter name.
    fn shared_words(&self, index: &Index, a: &PersonName, b: &PersonName) -> i16 {
        let shorter = if a.n_words() <= b.n_words() { a } else { b };
        let bits: i16 = shorter
            .word_keys()
            .filter(|word| word.len() > 1)
            .map(|word| self.rarity(index.n_with_word(word), 1, 12))
            .sum();
        (bits * 7 / 10).min(SHARED_WORDS_MOST)
    }

    fn birth(
        &self,
        people: &People,
        index: &Index,
        probe: &Probe<'_>,
        at: usize,
    ) -> (BirthLevel, i16) {
        let record = probe.record;
        let owns_nik =
            matches!(record.nik, NikCell::Intact(nik) if nik.as_number() == people.nik[at]);
        let level = birth_level(record, index.birth[at], owns_nik);
        let same_day = || self.rarity(index.n_same_day(at as PersonId), 6, 14);
        let bits = match level {
            BirthLevel::Equal | BirthLevel::InNik => same_day(),
            BirthLevel::Swapped => same_day() - 4,
            BirthLevel::OneDigit => same_day() - 5,
            BirthLevel::Different => -5,
            BirthLevel::Missing if nik_carries(probe, index.birth[at]) => same_day() - 2,
            BirthLevel::Missing => 0,
        };
        (level, bits)
    }
}

/// Whether the record's NIK, intact or not, carries the birth date `day`.
fn nik_carries(probe: &Probe<'_>, day: i32) -> bool {
    let (Some((d, m, y)), Some(date)) = (
        probe.nik_birth,
        date_from_days(day).filter(|_| day != NO_DATE),
    ) else {
        return false;
    };
    date.day() == d as i8 && date.month() == m as i8 && date.year().rem_euclid(100) == i16::from(y)
}

/// NIK against NIK; where the birth date agrees too, only the district and the
/// serial are new evidence.
fn nik(people: &People, probe: &Probe<'_>, at: usize, birth_bits: i16) -> (NikLevel, i16) {
    let record = probe.record;
    let known = people.nik[at];
    if matches!(record.nik, NikCell::Intact(nik) if nik.as_number() == known) {
        return (NikLevel::Same, 16);
    }
    let digits = &probe.nik_digits;
    if digits.is_empty() {
        return (NikLevel::Missing, 0);
    }
    let mut places = [0; 16];
    let known_digits = write_digits(known, &mut places);
    if one_keystroke_apart(digits, known_digits) {
        return (NikLevel::OneEdit, 12);
    }
    if let Some(kept) = candidates::kept_digits(record.nik, digits)
        && known_digits.starts_with(kept)
    {
        let new = if birth_bits > 0 { 0 } else { 6 };
        return (NikLevel::Prefix, new + [4, 6, 8, 10][kept.len() - 12]);
    }
    match record.nik {
        NikCell::Damaged(prefix) if known_digits.starts_with(digits.as_str()) => {
            (NikLevel::Prefix, i16::from(prefix.n_digits()) / 4)
        }
        // A sound NIK of somebody else's, carrying the record's own birth date, is most likely the record's own.
        NikCell::Intact(nik)
            if date_from_days(record.birth).is_some_and(|date| nik.carries_birth_date(date)) =>
        {
            (NikLevel::Other, -8)
        }
        _ => (NikLevel::Other, -1),
    }
}

/// One digit changed, two neighbours exchanged, or one digit missing or too many.
fn one_keystroke_apart(given: &str, known: &str) -> bool {
    let (a, b) = (given.as_bytes(), known.as_bytes());
    let same_start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let same_end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (rest_a, rest_b) = (
        a.len().saturating_sub(same_start + same_end),
        b.len().saturating_sub(same_start + same_end),
    );
    match a.len().abs_diff(b.len()) {
        0 => {
            rest_a == 1
                || (rest_a == 2
                    && rest_b == 2
                    && a[same_start] == b[same_start + 1]
                    && a[same_start + 1] == b[same_start])
        }
        1 => same_start + same_end >= a.len().min(b.len()),
        _ => false,
    }
}
