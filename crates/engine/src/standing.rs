//! Every roll record's standing.

use semesta_domain::{NikCell, Standing};

use crate::area::{Areas, Place};
use crate::people::{People, State};
use crate::resolve::Settled;

/// Finds the standing of a record, the first that applies (DOMAIN §13), save
/// that a resident's record is a duplicate unless it `counts`.
#[must_use]
pub(crate) fn standing(
    people: &People,
    areas: &Areas,
    nik: NikCell,
    place: Place,
    settled: &Settled,
    counts: bool,
    on: i32,
) -> Standing {
    if let Some(person) = settled.person {
        return match people.state_on(person, on) {
            State::Dead => Standing::Deceased,
            State::MovedOut => Standing::MovedOut,
            State::Elsewhere => Standing::NonResident,
            State::Resident if counts => Standing::Resident,
            State::Resident => Standing::Duplicate,
        };
    }
    if settled.reason.nik_owner_differs {
        return Standing::DifferentPerson;
    }
    match place {
        Place::Outside => Standing::NonResident,
        Place::Inside(_) => Standing::NotFound,
        Place::Unknown => match nik {
            NikCell::Intact(nik) if !areas.issues(nik.region()) => Standing::NonResident,
            _ => Standing::NotFound,
        },
    }
}
