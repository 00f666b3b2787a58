//! The population register (`penduduk`), as Disdukcapil exports it.

use std::path::Path;

use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::person::{Departure, Person, Role};
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

/// Writes a month's register.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let header = if world.clean { CANONICAL } else { OFFICE };
    let persons = &world.persons;
    write_rows(
        &folder.join("penduduk.csv"),
        header.as_bytes(),
        persons.len(),
        b"",
        |at, out| {
            if world.knowledge.in_register(&persons[at], month) {
                row(world, &persons[at], month, out);
            }
        },
    )
}

fn row(world: &World, person: &Person, month: i16, out: &mut Vec<u8>) {
    let mark = if world.clean { b',' } else { b';' };
    let style = if world.clean {
        DateStyle::Iso
    } else {
        DateStyle::Dashes
    };
    padded(out, person.nik, 16);
    out.push(mark);
    padded(out, world.kk(person, month), 16);
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
    padded(
        out,
        world.reference.villages[usize::from(person.village)].code,
        10,
    );
    out.push(mark);
    if world.knowledge.struck(person, month) {
        let word: &[u8] = if person.departure == Departure::Died {
            b"MENINGGAL"
        } else {
            b"PINDAH"
        };
        out.extend_from_slice(word);
        out.push(mark);
        date(out, person.left, style);
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
