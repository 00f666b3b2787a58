//! The population register (`penduduk`), as Disdukcapil exports it.

use std::path::Path;

use rayon::prelude::*;

use crate::calendar::Day;
use crate::deliver::bad::{self, Rejected};
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::person::{Arrival, Departure, Person, Role};
use crate::rng::mixed;
use crate::text::{DateStyle, date, padded};
use crate::world::World;

const CANONICAL: &str = "nik,no_kk,nama,jenis_kelamin,tempat_lahir,tanggal_lahir,shdk,status_kawin,alamat,rt,rw,kode_wilayah,status,tanggal_status\n";
const OFFICE: &str = "NIK;NO_KK;NAMA_LGKP;JENIS_KLMIN;TMPT_LHR;TGL_LHR;STAT_HBKEL;STAT_KWN;ALAMAT;NO_RT;NO_RW;KODE_WILAYAH;STATUS;TGL_STATUS\n";

const STREETS: [&str; 12] = [
    "JL. MELATI",
    "JL. MAWAR",
    "JL. YOS SUDARSO",
    "JL. MULAWARMAN",
    "JL. GAJAH MADA",
    "JL. DIPONEGORO",
    "GANG BERSAMA",
    "JL. KENANGA",
    "JL. PATTIMURA",
    "GANG KELUARGA",
    "JL. FLAMBOYAN",
    "JL. SLAMET RIYADI",
];

/// Writes a month's register, and answers its bad rows.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<Vec<Rejected>, SynthError> {
    let header = if world.clean { CANONICAL } else { OFFICE };
    let persons = &world.persons;
    let strays = if world.clean { &[][..] } else { &world.strays };
    let n = persons.len() + strays.len();
    let listed = persons
        .par_iter()
        .map(|p| n_rows(world, p, month))
        .sum::<usize>();
    let bad = if bad::in_month(world, month) {
        bad::register(world)
    } else {
        Vec::new()
    };
    let (after, rejected) = bad::at_end(month, "penduduk.csv", listed + strays.len(), bad);
    let path = folder.join("penduduk.csv");
    write_rows(
        &path,
        header.as_bytes(),
        n,
        after.as_bytes(),
        |at, out| match persons.get(at) {
            Some(person) => rows(world, person, month, out),
            None => {
                let stray = &strays[at - persons.len()];
                let villages = &world.reference.origins[usize::from(stray.origin)].villages;
                let address = villages.first().copied().unwrap_or_default();
                row(world, stray, month, address, None, out);
            }
        },
    )?;
    Ok(rejected)
}

/// How many rows the register has of a person.
fn n_rows(world: &World, person: &Person, month: i16) -> usize {
    if !world.knowledge.in_register(person, month) {
        return 0;
    }
    1 + usize::from(second_row(world, person).is_some())
}

/// One person in two thousand stands in the register twice: as living, or as
/// having moved out years ago and come back.
fn second_row(world: &World, person: &Person) -> Option<Second> {
    let settled = person.departure == Departure::None && person.arrival == Arrival::Always;
    match mixed(person.nik) % 4000 {
        _ if world.clean || !settled => None,
        0 => Some(Second::Living),
        1 => Some(Second::MovedOnce),
        _ => None,
    }
}

/// What a person's second row says.
#[derive(Clone, Copy)]
enum Second {
    Living,
    MovedOnce,
}

fn rows(world: &World, person: &Person, month: i16, out: &mut Vec<u8>) {
    if !world.knowledge.in_register(person, month) {
        return;
    }
    let address = world.reference.villages[usize::from(person.village)].code;
    let status = world
        .knowledge
        .struck(person, month)
        .then_some((person.departure, person.left));
    match second_row(world, person) {
        Some(Second::Living) => row(world, person, month, address, None, out),
        Some(Second::MovedOnce) => {
            let earlier = world.calendar.first_day(world.calendar.first()) - 900;
            let moved = Some((Departure::Moved, earlier.max(person.birth)));
            row(world, person, month, address, moved, out);
        }
        None => {}
    }
    row(world, person, month, address, status, out);
}

fn row(
    world: &World,
    person: &Person,
    month: i16,
    village: u64,
    left: Option<(Departure, Day)>,
    out: &mut Vec<u8>,
) {
    let mark = if world.clean { b',' } else { b';' };
    let style = if world.clean {
        DateStyle::Iso
    } else {
        DateStyle::Dashes
    };
    padded(out, person.nik, 16);
    out.push(mark);
    if !person.is_ghost() {
        padded(out, world.kk(person, month), 16);
    }
    out.push(mark);
    for (place, word) in world.book.words(person.name).enumerate() {
        if place > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word.as_bytes());
    }
    out.push(mark);
    out.push(if person.female { b'P' } else { b'L' });
    out.push(mark);
    out.extend_from_slice(
        world.reference.origins[usize::from(person.origin)]
            .name
            .as_bytes(),
    );
    out.push(mark);
    date(out, person.birth, style);
    out.push(mark);
    out.extend_from_slice(relation(person).as_bytes());
    out.push(mark);
    out.extend_from_slice(marital(world, person, month).as_bytes());
    out.push(mark);
    address(person, mark, out);
    out.push(mark);
    padded(out, village, 10);
    out.push(mark);
    if let Some((departure, day)) = left {
        let word: &[u8] = if departure == Departure::Died {
            b"MENINGGAL"
        } else {
            b"PINDAH"
        };
        out.extend_from_slice(word);
        out.push(mark);
        date(out, day, style);
    } else {
        out.extend_from_slice(b"HIDUP");
        out.push(mark);
    }
    out.push(b'\n');
}

/// The relation to the head of the card, as the register words it.
pub(crate) fn relation(person: &Person) -> &'static str {
    match person.role {
        Role::Head => "KEPALA KELUARGA",
        Role::Spouse => {
            if person.female {
                "ISTRI"
            } else {
                "SUAMI"
            }
        }
        Role::Child => "ANAK",
        Role::Parent => "ORANG TUA",
        Role::Other => "FAMILI LAIN",
    }
}

fn marital(world: &World, person: &Person, month: i16) -> &'static str {
    let couple = world
        .households
        .get(person.household as usize)
        .and_then(|h| world.persons.get(h.start as usize + 1))
        .is_some_and(|p| p.role == Role::Spouse && p.household == person.household);
    let unwed = person.wed.is_some_and(|wed| month < wed);
    match person.role {
        Role::Head | Role::Spouse if couple && !unwed => "KAWIN",
        Role::Head if person.age(world.calendar.last_day(month)) > 50 => "CERAI MATI",
        Role::Parent => "CERAI MATI",
        _ => "BELUM KAWIN",
    }
}

fn address(person: &Person, mark: u8, out: &mut Vec<u8>) {
    let bits = mixed(u64::from(person.household));
    out.extend_from_slice(STREETS[(bits % 12) as usize].as_bytes());
    out.extend_from_slice(b" NO. ");
    crate::text::number(out, (bits >> 8) as i64 % 180 + 1);
    out.push(mark);
    padded(out, (bits >> 20) % 24 + 1, 3);
    out.push(mark);
    padded(out, (bits >> 32) % 9 + 1, 3);
}
