//! From register rows and events to people.

use rayon::prelude::*;
use semesta_domain::name::PersonName;
use semesta_domain::{
    EventDirection, Nik, NikCell, RegisterStatus, birth_dates_agree, date_from_days,
};

use super::{ALWAYS, LifeEvent, NikPlaces, People, PersonId, State};
use crate::area::{Areas, Place};
use crate::input::{EventKind, Events, NO_DATE, Register};
use crate::resolve::names_disagree;

/// Makes people of register rows: one a NIK, the living row first; two where a
/// NIK is shared by clearly different people.
#[must_use]
pub(crate) fn from_register(register: &Register, areas: &Areas) -> People {
    let mut order: Vec<u128> = register
        .nik
        .par_iter()
        .enumerate()
        .map(|(row, nik)| u128::from(*nik) << 32 | row as u128)
        .collect();
    order.par_sort_unstable();
    let order: Vec<(u64, u32)> = order
        .into_par_iter()
        .map(|key| ((key >> 32) as u64, key as u32))
        .collect();
    let kept = kept_rows(register, areas, &order);
    let mut people = columns(register, areas, &kept);
    for (person, kept) in kept.iter().enumerate() {
        add_status(&mut people, register, person as PersonId, kept.row as usize);
    }
    people.n_registered = people.nik.len();
    people
}

/// A row of the register that is a person.
#[derive(Debug, Clone, Copy)]
struct Kept {
    row: u32,
    /// Whether it comes first of those of its NIK.
    is_first: bool,
    /// Whether clearly different people carry its NIK.
    is_shared: bool,
}

/// The rows that are people, by NIK.
fn kept_rows(register: &Register, areas: &Areas, order: &[(u64, u32)]) -> Vec<Kept> {
    let mut kept = Vec::with_capacity(order.len());
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        if let [(_, row)] = group {
            kept.push(Kept {
                row: *row,
                is_first: true,
                is_shared: false,
            });
        } else {
            keep_of_group(&mut kept, register, areas, group);
        }
    }
    kept
}

/// Everybody's columns, each gathered from the register's rows.
fn columns(register: &Register, areas: &Areas, kept: &[Kept]) -> People {
    let rows: Vec<u32> = kept.iter().map(|kept| kept.row).collect();
    let ((name, relation), (place, numbers)) = rayon::join(
        || {
            let name = rows.iter().map(|row| register.name.get(*row as usize));
            (name.collect(), register.relation.select(&rows))
        },
        || {
            let place: Vec<Place> = gather(&rows, |row| areas.place(register.region[row]));
            let numbers = (
                gather(&rows, |row| register.nik[row]),
                gather(&rows, |row| register.kk[row]),
                gather(&rows, |row| register.sex[row]),
                gather(&rows, |row| register.birth[row]),
            );
            (place, numbers)
        },
    );
    let (nik, kk, sex, birth) = numbers;
    let inside = |place: &Place| matches!(place, Place::Inside(_));
    let living = |kept: &Kept| register.status[kept.row as usize] == RegisterStatus::Living;
    People {
        nik,
        nik_shared: kept.iter().map(|kept| kept.is_shared).collect(),
        kk,
        name,
        sex,
        birth,
        relation,
        official: kept
            .iter()
            .zip(&place)
            .map(|(kept, place)| kept.is_first && inside(place) && living(kept))
            .collect(),
        base: place
            .iter()
            .map(|place| match inside(place) {
                true => State::Resident,
                false => State::Elsewhere,
            })
            .collect(),
        place,
        ..People::default()
    }
}

/// A value of each row.
fn gather<T: Send>(rows: &[u32], value: impl Fn(usize) -> T + Sync) -> Vec<T> {
    rows.par_iter().map(|row| value(*row as usize)).collect()
}

/// Where to find each NIK of people in order of NIK.
pub(crate) fn nik_places(people: &People) -> NikPlaces {
    let mut places = NikPlaces::default();
    places.reserve(people.nik.len());
    let mut first = 0;
    for group in people.nik.chunk_by(|a, b| a == b) {
        places.insert(
            group[0],
            (first, u8::try_from(group.len()).unwrap_or(u8::MAX)),
        );
        first += group.len() as PersonId;
    }
    places
}

/// Keeps the rows that are people, of those that share a NIK.
fn keep_of_group(people: &mut Vec<Kept>, register: &Register, areas: &Areas, group: &[(u64, u32)]) {
    let mut rows: Vec<usize> = group.iter().map(|(_, row)| *row as usize).collect();
    rows.sort_by_key(|row| preference(register, areas, *row));
    let mut kept: Vec<usize> = Vec::with_capacity(2);
    for row in rows {
        if !kept.iter().any(|other| may_be_one(register, *other, row)) {
            kept.push(row);
        }
    }
    let is_shared = kept.len() > 1;
    people.extend(kept.into_iter().enumerate().map(|(index, row)| Kept {
        row: row as u32,
        is_first: index == 0,
        is_shared,
    }));
}

/// What decides which of several rows of one person is taken; the row's own
/// content, never its place in the file.
fn preference<'a>(register: &'a Register, areas: &Areas, row: usize) -> impl Ord + use<'a> {
    let inside = matches!(areas.place(register.region[row]), Place::Inside(_));
    (
        register.status[row] != RegisterStatus::Living,
        !inside,
        -i64::from(register.status_date[row]),
        register.region[row],
        register.kk[row],
        register.name.get(row),
        register.birth[row],
        register.sex[row],
    )
}

/// Two rows of one NIK are two people only if name and birth date both disagree.
fn may_be_one(register: &Register, a: usize, b: usize) -> bool {
    let names =
        PersonName::parse(register.name.get(a)).compare(&PersonName::parse(register.name.get(b)));
    if !names_disagree(names) {
        return true;
    }
    match (
        date_from_days(register.birth[a]),
        date_from_days(register.birth[b]),
    ) {
        (Some(a), Some(b)) => birth_dates_agree(a, b),
        _ => true,
    }
}

/// What the register says became of a person.
fn add_status(people: &mut People, register: &Register, person: PersonId, row: usize) {
    let day = if register.status_date[row] == NO_DATE {
        ALWAYS
    } else {
        register.status_date[row]
    };
    match register.status[row] {
        RegisterStatus::Living => {}
        RegisterStatus::Dead => people.add_event(
            person,
            LifeEvent {
                day,
                kind: EventKind::Death,
            },
        ),
        RegisterStatus::Moved => {
            people.add_event(
                person,
                LifeEvent {
                    day,
                    kind: EventKind::Move(EventDirection::Out),
                },
            );
        }
    }
}

/// Adds people whom only an event knows, from the events at `unknown`, whose
/// NIK is intact and fits nobody.
///
/// Before a death or a move out they lived here; before a move in elsewhere.
pub(crate) fn add_event_people(
    people: &mut People,
    events: &Events,
    unknown: &[usize],
    on: jiff::civil::Date,
) {
    let mut rows: Vec<(u64, LifeEvent, &str)> = unknown
        .iter()
        .filter_map(|row| match events.nik[*row] {
            // An event of a NIK that several people share is nobody's in particular.
            NikCell::Intact(nik) if people.with_nik(nik.as_number()).is_empty() => {
                let event = LifeEvent {
                    day: events.date[*row],
                    kind: events.kind[*row],
                };
                Some((nik.as_number(), event, events.name.get(*row)))
            }
            _ => None,
        })
        .collect();
    rows.sort_unstable();
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let person = people.nik.len() as PersonId;
        let Ok(nik) = Nik::from_number(group[0].0) else {
            continue;
        };
        let name = group
            .iter()
            .map(|(_, _, name)| *name)
            .max_by_key(|name| (name.len(), *name));
        people.nik.push(group[0].0);
        people.nik_shared.push(false);
        people.kk.push(0);
        people.name.push(name.unwrap_or(""));
        people.sex.push(Some(nik.sex()));
        people.birth.push(semesta_domain::days(nik.birth_date(on)));
        people.relation.push("");
        people.place.push(Place::Unknown);
        people.official.push(false);
        let comes_from_elsewhere = group[0].1.kind == EventKind::Move(EventDirection::In);
        people.base.push(if comes_from_elsewhere {
            State::Elsewhere
        } else {
            State::Resident
        });
        for (_, event, _) in group {
            people.add_event(person, *event);
        }
        // Its NIK is nobody else's: that was the condition.
        people.by_nik.insert(group[0].0, (person, 1));
    }
}
