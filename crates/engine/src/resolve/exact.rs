//! A record against the owner of its NIK.

use semesta_domain::name::{NameAgreement, PersonName, same_as_written};
use semesta_domain::{BirthDateAgreement, NikCell, compare_birth_dates, date_from_days};

use super::{BirthLevel, CardLevel, Evidence, NameLevel, NikLevel, Reason};
use crate::input::NO_DATE;
use crate::people::{People, PersonId};

/// Whether two names clearly or fairly disagree; a missing one never does.
#[must_use]
pub fn names_disagree(agreement: NameAgreement) -> bool {
    matches!(agreement, NameAgreement::Between | NameAgreement::Different)
}

/// Whether the record may be the owner's, and what agrees: it is not only if
/// name and birth date both disagree.
pub(super) fn compare_with_owner(
    people: &People,
    record: &Evidence<'_>,
    owner: PersonId,
) -> (bool, Reason) {
    let at = owner as usize;
    let name = compare_names_written(record.name, people.name.get(at));
    let birth = birth_level(record, people.birth[at], true);
    let card = card_level(record.kk, people.kk[at]);
    let name_differs = matches!(name, NameLevel::Between | NameLevel::Different);
    let differs = name_differs && birth == BirthLevel::Different;
    (
        !differs,
        Reason {
            nik: NikLevel::Same,
            name,
            birth,
            card,
            nik_owner_differs: false,
        },
    )
}

/// Compares two names as delivered, without normalising when they are the same.
pub(super) fn compare_names_written(a: &str, b: &str) -> NameLevel {
    if a.is_empty() || b.is_empty() {
        return NameLevel::Missing;
    }
    if same_as_written(a, b) {
        return NameLevel::Equal;
    }
    compare_names(&PersonName::parse(a), &PersonName::parse(b))
}

/// Compares two names; a newborn's label is no name.
pub(super) fn compare_names(a: &PersonName, b: &PersonName) -> NameLevel {
    if a.is_newborn_label() != b.is_newborn_label() {
        return NameLevel::Missing;
    }
    match a.compare(b) {
        NameAgreement::Equal => NameLevel::Equal,
        NameAgreement::Contained => NameLevel::Contained,
        NameAgreement::Near => NameLevel::Near,
        NameAgreement::Between => NameLevel::Between,
        NameAgreement::Different => NameLevel::Different,
        NameAgreement::Missing => NameLevel::Missing,
    }
}

/// The record's birth date against a person's and against the record's own NIK.
///
/// The latter counts only for the NIK's owner: `of_owner`.
pub(super) fn birth_level(record: &Evidence<'_>, birth: i32, of_owner: bool) -> BirthLevel {
    let Some(given) = date_from_days(record.birth).filter(|_| record.birth != NO_DATE) else {
        return BirthLevel::Missing;
    };
    let in_nik =
        of_owner && matches!(record.nik, NikCell::Intact(nik) if nik.carries_birth_date(given));
    let agreement = if record.birth == birth {
        Some(BirthDateAgreement::Equal)
    } else {
        date_from_days(birth)
            .filter(|_| birth != NO_DATE)
            .map(|date| compare_birth_dates(given, date))
    };
    match agreement {
        Some(BirthDateAgreement::Equal) => BirthLevel::Equal,
        _ if in_nik => BirthLevel::InNik,
        Some(BirthDateAgreement::Swapped) => BirthLevel::Swapped,
        Some(BirthDateAgreement::OneDigit) => BirthLevel::OneDigit,
        Some(BirthDateAgreement::Different) => BirthLevel::Different,
        None => BirthLevel::Missing,
    }
}

/// One family card against another; 0 is unknown.
pub(super) fn card_level(a: u64, b: u64) -> CardLevel {
    match (a, b) {
        (0, _) | (_, 0) => CardLevel::Missing,
        (a, b) if a == b => CardLevel::Same,
        _ => CardLevel::Other,
    }
}
