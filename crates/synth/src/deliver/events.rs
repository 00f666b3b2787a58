//! Deaths, moves and lay-offs between the half-years.

use std::path::Path;

use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::history::PROOFS;
use crate::person::{Arrival, Departure, Person};
use crate::record::NO_EMPLOYER;
use crate::text::{DateStyle, date, padded};
use crate::world::World;

/// Writes a month's `kematian`, `pindah` and `phk`.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    deaths(world, month, folder)?;
    moves(world, month, folder)?;
    lay_offs(world, month, folder)
}

/// People with an event of a list, by NIK.
fn listed(world: &World, is: impl Fn(&Person) -> bool) -> Vec<&Person> {
    let mut people: Vec<&Person> = world.persons.iter().filter(|p| is(p)).collect();
    people.sort_unstable_by_key(|p| p.nik);
    people
}

fn deaths(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let header = if world.clean {
        "nik,nama,tanggal\n"
    } else {
        "NIK;NAMA;TANGGAL KEMATIAN\n"
    };
    let people = listed(world, |p| {
        p.departure == Departure::Died && p.reported == month
    });
    let mark = if world.clean { b',' } else { b';' };
    let style = if world.clean {
        DateStyle::Iso
    } else {
        DateStyle::Dashes
    };
    write_rows(
        &folder.join("kematian.csv"),
        header.as_bytes(),
        people.len(),
        b"",
        |at, out| {
            let person = people[at];
            padded(out, person.nik, 16);
            out.push(mark);
            out.extend_from_slice(world.book.full(person.name).as_bytes());
            out.push(mark);
            date(out, person.left, style);
            out.push(b'\n');
        },
    )
}

fn moves(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let header = if world.clean {
        "nik,nama,tanggal,arah\n"
    } else {
        "NIK;NAMA;TANGGAL;ARAH\n"
    };
    let mark = if world.clean { b',' } else { b';' };
    let style = if world.clean {
        DateStyle::Iso
    } else {
        DateStyle::Dashes
    };
    let into = listed(world, |p| {
        p.arrival == Arrival::Moved && p.announced == month
    });
    let out_of = listed(world, |p| {
        p.departure == Departure::Moved && p.reported == month
    });
    let n = into.len();
    write_rows(
        &folder.join("pindah.csv"),
        header.as_bytes(),
        n + out_of.len(),
        b"",
        |at, out| {
            let (person, day, word) = match into.get(at) {
                Some(p) => (*p, p.arrived, "MASUK"),
                None => (out_of[at - n], out_of[at - n].left, "KELUAR"),
            };
            padded(out, person.nik, 16);
            out.push(mark);
            out.extend_from_slice(world.book.full(person.name).as_bytes());
            out.push(mark);
            date(out, day, style);
            out.push(mark);
            out.extend_from_slice(word.as_bytes());
            out.push(b'\n');
        },
    )
}

fn lay_offs(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let rows: Vec<_> = world
        .records
        .iter()
        .filter_map(|r| r.lay_off.filter(|l| l.month == month).map(|l| (r, l)))
        .collect();
    let header = "nik,nama,badan_usaha,tanggal,jenis_bukti\n";
    write_rows(
        &folder.join("phk.csv"),
        header.as_bytes(),
        rows.len(),
        b"",
        |at, out| {
            let (record, lay_off) = rows[at];
            let person = &world.persons[record.person as usize];
            padded(out, person.nik, 16);
            out.push(b',');
            out.extend_from_slice(world.book.full(person.name).as_bytes());
            out.push(b',');
            if lay_off.employer != NO_EMPLOYER {
                out.extend_from_slice(
                    world.economy.employers[lay_off.employer as usize]
                        .name
                        .as_bytes(),
                );
            }
            out.push(b',');
            date(
                out,
                world.calendar.first_day(month) + i32::from(lay_off.day) - 1,
                DateStyle::Iso,
            );
            out.push(b',');
            out.extend_from_slice(PROOFS[usize::from(lay_off.proof)].as_bytes());
            out.push(b'\n');
        },
    )
}
