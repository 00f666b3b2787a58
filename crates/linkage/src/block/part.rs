//! Parts of a field that records can be blocked on.

use crate::kind::Kind;
use crate::prepare::date::Parts;
use crate::prepare::dictionary::{hash_bytes, mix};
use crate::prepare::words::{NO_WORD, WordTable};
use crate::prepare::{Field, Values};
use serde::{Deserialize, Serialize};

/// A part of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The whole value; of names the spelling keys of all words in any order.
    Whole,
    /// The spelling key of the first word.
    FirstWord,
    /// The spelling key of the last word.
    LastWord,
    /// The spelling key of the rarest word.
    RareWord,
    /// The first three letters.
    Start,
    /// The year of a date.
    Year,
    /// Year and month of a date.
    YearMonth,
    /// Month and day of a date, in either order.
    MonthDay,
    /// The first half of a code; the first 12 digits of a NIK.
    Head,
    /// The second half of a code.
    Tail,
    /// A cell of about ten kilometres.
    Cell,
}

impl Part {
    /// Every part with its name in a spec.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Whole, "whole"),
        (Self::FirstWord, "first_word"),
        (Self::LastWord, "last_word"),
        (Self::RareWord, "rare_word"),
        (Self::Start, "start"),
        (Self::Year, "year"),
        (Self::YearMonth, "year_month"),
        (Self::MonthDay, "month_day"),
        (Self::Head, "head"),
        (Self::Tail, "tail"),
        (Self::Cell, "cell"),
    ];

    /// Returns the name used in a spec.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(p, _)| *p == self)
            .map_or("", |(_, n)| n)
    }
}

/// The parts of a kind, with the share of matches expected to agree on each.
pub(crate) fn parts_of(kind: Kind) -> &'static [(Part, f64)] {
    use Part::{
        Cell, FirstWord, Head, LastWord, MonthDay, RareWord, Start, Tail, Whole, Year, YearMonth,
    };
    match kind {
        Kind::FullName => &[
            (Whole, 0.72),
            (RareWord, 0.82),
            (FirstWord, 0.82),
            (LastWord, 0.82),
            (Start, 0.86),
        ],
        Kind::GivenName | Kind::Surname => &[(Whole, 0.78), (Start, 0.86)],
        Kind::Date => &[
            (Whole, 0.85),
            (YearMonth, 0.90),
            (MonthDay, 0.89),
            (Year, 0.94),
        ],
        Kind::Identifier | Kind::Nik => &[(Whole, 0.80), (Head, 0.86), (Tail, 0.86)],
        Kind::Household => &[(Whole, 0.80)],
        Kind::Phone => &[(Whole, 0.65), (Tail, 0.70)],
        Kind::Email => &[(Whole, 0.72), (Head, 0.80)],
        Kind::Postcode => &[(Whole, 0.78), (Head, 0.85)],
        Kind::Place => &[(Whole, 0.82)],
        Kind::Address => &[(Whole, 0.68), (RareWord, 0.75)],
        Kind::Category => &[(Whole, 0.85)],
        Kind::Sex => &[(Whole, 0.97)],
        Kind::Number => &[(Whole, 0.80)],
        Kind::Text => &[(RareWord, 0.70), (FirstWord, 0.7)],
        Kind::Array => &[(RareWord, 0.70)],
        Kind::LatLong => &[(Cell, 0.70)],
    }
}

/// Returns a key for each distinct value; 0 where the part is absent.
pub(crate) fn value_keys(field: &Field, part: Part) -> Vec<u32> {
    (0..field.text.len() as u32)
        .map(|v| one_key(field, part, v))
        .collect()
}

/// Returns the key of one value; 0 where the part is absent.
pub(crate) fn one_key(field: &Field, part: Part, value: u32) -> u32 {
    nonzero(value_key(field, part, value))
}

fn nonzero(key: Option<u64>) -> u32 {
    key.map_or(0, |k| ((mix(k) >> 32) as u32).max(1))
}

fn value_key(field: &Field, part: Part, value: u32) -> Option<u64> {
    match (&field.values, part) {
        (Values::Dates(dates), part) => date_key(Parts::from_number(dates[value as usize]), part),
        (Values::Words(w), Part::Whole) => whole_words(&w.words, &w.of[value as usize].words),
        (Values::Words(w), part) => word_key(&w.words, &w.of[value as usize].words, part),
        (Values::Bags(b), part) => match part {
            Part::Whole => Some(hash_bytes(field.text.get(value).as_bytes())),
            part => word_key(&b.words, b.words_of(value), part),
        },
        (Values::Points(p), _) => {
            let (a, b) = p[value as usize];
            let cell = |x: f64| (x * 10.0).floor() as i64 as u64;
            Some(mix(cell(a)) ^ cell(b))
        }
        _ => text_key(field.kind, field.text.get(value), part),
    }
}

fn date_key(p: Parts, part: Part) -> Option<u64> {
    let known = |x: u8| (x != 0).then_some(u64::from(x));
    let key = match part {
        Part::Year => u64::from(p.year),
        Part::YearMonth => u64::from(p.year) << 8 | known(p.month)?,
        Part::MonthDay => {
            let (m, d) = (known(p.month)?, known(p.day)?);
            if (m, d) == (1, 1) {
                return None;
            }
            1 << 32 | m.min(d) << 8 | m.max(d)
        }
        _ => {
            known(p.day)?;
            u64::from(p.number()) | 1 << 40
        }
    };
    Some(key)
}

fn whole_words(words: &WordTable, row: &[u32]) -> Option<u64> {
    let mut sum = 0_u64;
    for &w in row.iter().take_while(|&&w| w != NO_WORD) {
        sum = sum.wrapping_add(mix(words.key_hash[w as usize]));
    }
    (sum != 0).then_some(sum)
}

fn word_key(words: &WordTable, row: &[u32], part: Part) -> Option<u64> {
    let mut present = row.iter().copied().take_while(|&w| w != NO_WORD);
    let long = |w: &u32| words.text.get(*w).len() > 1;
    let word = match part {
        Part::Start => {
            let text = words.text.get(present.next()?);
            let end = text.char_indices().nth(3).map_or(text.len(), |(i, _)| i);
            return Some(hash_bytes(&text.as_bytes()[..end]));
        }
        Part::FirstWord => present.find(long)?,
        Part::LastWord => present.filter(long).last()?,
        _ => present.filter(long).min_by(|&a, &b| {
            let rarity = |w: u32| words.log_share[w as usize];
            rarity(a)
                .total_cmp(&rarity(b))
                .then_with(|| words.key_hash[a as usize].cmp(&words.key_hash[b as usize]))
        })?,
    };
    Some(words.key_hash[word as usize])
}

fn text_key(kind: Kind, text: &str, part: Part) -> Option<u64> {
    let b = text.as_bytes();
    let slice = match (kind, part) {
        (Kind::Email, Part::Head) => {
            let user = text.split('@').next().unwrap_or(text).as_bytes();
            return (user.len() >= 3).then(|| hash_bytes(user));
        }
        (Kind::Nik, Part::Head) if b.len() >= 12 => &b[..12],
        (Kind::Nik, Part::Tail) if b.len() >= 12 => &b[b.len() - 10..],
        (_, Part::Head) if b.len() >= 4 => &b[..b.len().div_ceil(2)],
        (_, Part::Tail) if b.len() >= 4 => &b[b.len() / 2..],
        (_, Part::Head | Part::Tail) => return None,
        (_, Part::Start) => &b[..b.len().min(3)],
        _ => b,
    };
    (!slice.is_empty()).then(|| hash_bytes(slice) ^ part as u64)
}
