//! `truth/persons.csv`: everybody, as they really are.

use std::path::Path;

use crate::calendar::NEVER;
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::knowledge::Known;
use crate::person::{Arrival, Departure};
use crate::text::{DateStyle, date, number, padded};
use crate::world::World;

const HEADER: &str = "person_id,nik,no_kk,name,sex,birth_date,village,decile,moved_in_on,died_on,moved_out_on,reported,known_as,in_register\n";

/// Writes the people.
pub(crate) fn write(world: &World, folder: &Path) -> Result<(), SynthError> {
    let persons = &world.persons;
    write_rows(
        &folder.join("persons.csv"),
        HEADER.as_bytes(),
        persons.len(),
        b"",
        |at, out| {
            row(world, at, out);
        },
    )
}

fn row(world: &World, at: usize, out: &mut Vec<u8>) {
    let person = &world.persons[at];
    let on = |out: &mut Vec<u8>, day: Option<i32>| {
        out.push(b',');
        if let Some(day) = day {
            date(out, day, DateStyle::Iso);
        }
    };
    number(out, at as i64 + 1);
    out.push(b',');
    padded(out, person.nik, 16);
    out.push(b',');
    if !person.is_ghost() {
        padded(out, world.kk(person, 0), 16);
    }
    out.push(b',');
    out.extend_from_slice(world.book.full(person.name).as_bytes());
    out.push(b',');
    out.push(if person.female { b'P' } else { b'L' });
    on(out, Some(person.birth));
    out.push(b',');
    if !person.is_ghost() {
        padded(
            out,
            world.reference.villages[usize::from(person.village)].code,
            10,
        );
    }
    out.push(b',');
    if let Some(home) = world.households.get(person.household as usize) {
        number(out, i64::from(home.decile));
    }
    let left = |kind| (person.departure == kind && person.left != NEVER).then_some(person.left);
    on(
        out,
        (person.arrival == Arrival::Moved).then_some(person.arrived),
    );
    on(out, left(Departure::Died));
    on(out, left(Departure::Moved));
    out.push(b',');
    let in_lists = person.departure != Departure::None && person.reported >= world.calendar.first();
    if in_lists && person.reported <= 0 {
        out.extend_from_slice(world.calendar.name(person.reported).as_bytes());
    }
    out.push(b',');
    let known: &[u8] = match world.knowledge.of(person, 0) {
        Known::Resident => b"resident",
        Known::Deceased => b"deceased",
        Known::MovedOut => b"moved_out",
        Known::Unknown => b"unknown",
    };
    out.extend_from_slice(known);
    out.extend_from_slice(if world.knowledge.in_register(person, 0) {
        b",true\n"
    } else {
        b",false\n"
    });
}
