//! Deaths, moves and lay-offs between the half-years.

use std::path::Path;

use crate::deliver::bad::{self, Rejected};
use crate::deliver::table::{CLEAN, Cell, Look, Table};
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::history::PROOFS;
use crate::person::{Arrival, Departure, Person};
use crate::record::NO_EMPLOYER;
use crate::text::{DateStyle, date, padded};
use crate::world::World;

/// Writes a month's `kematian`, `pindah` and `phk`, and answers bad rows.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<Vec<Rejected>, SynthError> {
    moves(world, month, folder)?;
    let mut rejected = lay_offs(world, month, folder)?;
    rejected.extend(deaths(world, month, folder)?);
    Ok(rejected)
}

/// People with an event of a list, by NIK.
fn listed(world: &World, is: impl Fn(&Person) -> bool) -> Vec<&Person> {
    let mut people: Vec<&Person> = world.persons.iter().filter(|p| is(p)).collect();
    people.sort_unstable_by_key(|p| p.nik);
    people
}

/// Deaths as Disdukcapil lists them, with a sum below.
fn deaths(world: &World, month: i16, folder: &Path) -> Result<Vec<Rejected>, SynthError> {
    let clean = world.clean;
    let header = if clean {
        "nik,nama,tanggal\n"
    } else {
        "NIK;NAMA;TANGGAL KEMATIAN\n"
    };
    let people = listed(world, |p| {
        p.departure == Departure::Died && p.reported == month
    });
    let mark = if clean { b',' } else { b';' };
    let style = if clean {
        DateStyle::Iso
    } else {
        DateStyle::Dashes
    };
    let bad = if bad::in_month(world, month) {
        bad::deaths(world)
    } else {
        Vec::new()
    };
    let (mut after, rejected) = bad::at_end(month, "kematian.csv", people.len(), bad);
    if !clean {
        after.push_str(&format!("JUMLAH;{} ORANG;\n", people.len()));
    }
    let path = folder.join("kematian.csv");
    write_rows(
        &path,
        header.as_bytes(),
        people.len(),
        after.as_bytes(),
        |at, out| {
            let person = people[at];
            padded(out, person.nik, 16);
            out.push(mark);
            out.extend_from_slice(world.book.full(person.name).as_bytes());
            out.push(mark);
            date(out, person.left, style);
            out.push(b'\n');
        },
    )?;
    Ok(rejected)
}

/// Moves in Windows-1252, the header printed again before the moves out.
fn moves(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    const OFFICE: &[&str] = &["NIK", "NAMA LENGKAP", "TGL PINDAH", "ARAH", "CATATAN"];
    let row = |p: &Person, day, word: &str| {
        let mut cells = vec![
            Cell::Digits(p.nik, 16),
            Cell::Text(world.book.full(p.name)),
            Cell::Date(day),
            Cell::Text(word.to_owned()),
        ];
        if !world.clean {
            cells.push(Cell::Text(note(p)));
        }
        cells
    };
    let into = listed(world, |p| {
        p.arrival == Arrival::Moved && p.announced == month
    });
    let out_of = listed(world, |p| {
        p.departure == Departure::Moved && p.reported == month
    });
    let mut rows: Vec<Vec<Cell>> = into.iter().map(|p| row(p, p.arrived, "MASUK")).collect();
    if !world.clean {
        rows.push(OFFICE.iter().map(|h| Cell::Text((*h).to_owned())).collect());
    }
    rows.extend(out_of.iter().map(|p| row(p, p.left, "KELUAR")));
    let canonical = &["nik", "nama", "tanggal", "arah"];
    let table = Table {
        titles: Vec::new(),
        canonical,
        office: OFFICE,
        rows,
    };
    let office = Look {
        mark: b';',
        dates: DateStyle::Dashes,
        office_headers: true,
        western: true,
    };
    table.write_csv(folder, "pindah", if world.clean { CLEAN } else { office })?;
    Ok(())
}

/// Why somebody moves, with a letter that only Windows-1252 has.
fn note(person: &Person) -> String {
    match person.nik % 3 {
        0 => "PEKERJAAN – MUTASI".to_owned(),
        1 => "IKUT KELUARGA".to_owned(),
        _ => "PENDIDIKAN".to_owned(),
    }
}

/// Lay-offs as Disnaker keeps them, in a workbook.
fn lay_offs(world: &World, month: i16, folder: &Path) -> Result<Vec<Rejected>, SynthError> {
    let dismissed = |r: &crate::record::Record| {
        r.lay_off
            .filter(|l| l.month == month)
            .map(|l| (r.person, l))
    };
    let mut rows: Vec<Vec<Cell>> = world
        .records
        .iter()
        .filter_map(dismissed)
        .map(|(person, lay_off)| {
            let person = &world.persons[person as usize];
            let firm = world.economy.employers.get(lay_off.employer as usize);
            let firm = firm.filter(|_| lay_off.employer != NO_EMPLOYER);
            vec![
                Cell::Digits(person.nik, 16),
                Cell::Text(world.book.full(person.name)),
                Cell::Text(firm.map_or_else(|| "TIDAK DISEBUT".to_owned(), |e| e.name.clone())),
                Cell::Date(world.calendar.first_day(month) + i32::from(lay_off.day) - 1),
                Cell::Text(PROOFS[usize::from(lay_off.proof)].to_owned()),
            ]
        })
        .collect();
    let n = rows.len();
    let is_bad = bad::in_month(world, month) && n > 0;
    if is_bad {
        // A proof that the law does not know.
        let mut row = rows[0].clone();
        row[4] = Cell::Text("LISAN".to_owned());
        rows.push(row);
    }
    let table = Table {
        titles: vec![
            "DINAS TENAGA KERJA".to_owned(),
            format!(
                "LAPORAN PEMUTUSAN HUBUNGAN KERJA {}",
                world.calendar.name(month)
            ),
        ],
        canonical: &["nik", "nama", "badan_usaha", "tanggal", "jenis_bukti"],
        office: &[
            "NIK",
            "NAMA PEKERJA",
            "NAMA PERUSAHAAN",
            "TANGGAL PHK",
            "JENIS BUKTI",
        ],
        rows,
    };
    let file = table.write(folder, "phk", world.clean)?;
    Ok(is_bad
        .then(|| Rejected {
            month,
            file,
            row: n + 1,
            column: "jenis_bukti",
            code: "code_unknown",
        })
        .into_iter()
        .collect())
}
