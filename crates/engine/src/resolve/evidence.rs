//! What a record says about its person.

use semesta_domain::name::PersonName;
use semesta_domain::{NikCell, Sex};

use super::index::hash;
use crate::area::Place;
use crate::input::NO_DATE;

/// The identity in one record of a roll, a bill or a list.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The NIK cell.
    pub nik: NikCell,
    /// The NIK cell as delivered where it is not an intact NIK.
    pub nik_given: &'a str,
    /// Name as delivered.
    pub name: &'a str,
    /// Birth date in days or [`NO_DATE`].
    pub birth: i32,
    /// Sex.
    pub sex: Option<Sex>,
    /// Family card or 0.
    pub kk: u64,
    /// The record's own address.
    pub place: Place,
}

impl<'a> Evidence<'a> {
    /// A list's entry: a NIK, a name and perhaps a family card.
    #[must_use]
    pub fn listed(nik: NikCell, name: &'a str, kk: u64) -> Self {
        Self {
            nik,
            nik_given: "",
            name,
            birth: NO_DATE,
            sex: None,
            kk,
            place: Place::Unknown,
        }
    }

    /// The name, if the cell holds one: a newborn's label is none.
    pub(super) fn person_name(&self) -> Option<PersonName> {
        let name = PersonName::parse(self.name);
        (!name.is_empty() && !name.is_newborn_label()).then_some(name)
    }

    /// Day, month and two-digit year that the NIK carries, were it intact or not.
    pub(super) fn nik_birth(&self) -> Option<(u8, u8, u8)> {
        match self.nik {
            NikCell::Intact(nik) => Some(nik.birth_digits()),
            _ => birth_digits(&self.nik_digits()),
        }
    }

    /// The digits of the NIK that are known, at most 17.
    pub(super) fn nik_digits(&self) -> String {
        match self.nik {
            NikCell::Intact(nik) => nik.as_number().to_string(),
            NikCell::Damaged(prefix) => prefix.reveal().trim_end_matches('?').to_owned(),
            NikCell::Malformed => self
                .nik_given
                .chars()
                .filter(char::is_ascii_digit)
                .take(18)
                .collect(),
            NikCell::Missing | NikCell::Placeholder => String::new(),
        }
    }
}

/// A record prepared for many comparisons: what of it must be parsed is parsed once.
pub(super) struct Probe<'a> {
    pub(super) record: &'a Evidence<'a>,
    /// The name, if the cell holds one.
    pub(super) name: Option<PersonName>,
    /// Hash of the name's key; 0 without a name.
    pub(super) name_key: u64,
    /// The known digits of the NIK.
    pub(super) nik_digits: String,
    /// Day, month and two-digit year that the NIK carries.
    pub(super) nik_birth: Option<(u8, u8, u8)>,
}

impl<'a> Probe<'a> {
    pub(super) fn new(record: &'a Evidence<'a>) -> Self {
        let name = record.person_name();
        let name_key = name.as_ref().map_or(0, |name| hash(name.key()));
        Self {
            record,
            name,
            name_key,
            nik_digits: record.nik_digits(),
            nik_birth: record.nik_birth(),
        }
    }
}

/// The birth date in the first twelve digits of a NIK, if there is one.
fn birth_digits(digits: &str) -> Option<(u8, u8, u8)> {
    let part = |from: usize| digits.get(from..from + 2)?.parse::<u8>().ok();
    let (day, month, year) = (part(6)?, part(8)?, part(10)?);
    let day = if day > 40 { day - 40 } else { day };
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month, year))
}
