//! Workers and employers, as the insurer, Disnaker and DPMPTSP list them.

use std::path::Path;

use crate::deliver::lists::identifier;
use crate::deliver::table::{CLEAN, Cell, Look, Table};
use crate::economy::{Conduct, Employer, Worker, WorkerList};
use crate::error::SynthError;
use crate::text::DateStyle;
use crate::world::World;

const WORKER_COLUMNS: &[&str] = &["nik", "nama", "badan_usaha", "npp", "mulai", "upah", "asal"];

/// Rows of one file of the employers' report; the portal divides longer ones.
const ROWS_A_FILE: usize = 60_000;

/// Workers: the insurer's and the city's as CSV, the employers' report as a
/// workbook beside it.
pub(crate) fn workers(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let last = world.calendar.last_day(month);
    let at_work: Vec<&Worker> = world
        .economy
        .workers
        .iter()
        .filter(|w| w.since <= last)
        .collect();
    let rows = |is: &dyn Fn(&Worker) -> bool| -> Vec<Vec<Cell>> {
        at_work
            .iter()
            .filter(|w| is(w))
            .map(|w| worker(world, w))
            .collect()
    };
    let insured = Table {
        titles: Vec::new(),
        canonical: WORKER_COLUMNS,
        office: &[
            "NIK",
            "NAMA TK",
            "NAMA PERUSAHAAN",
            "NPP",
            "TGL MASUK",
            "UPAH",
            "ASAL DATA",
        ],
        rows: rows(&|w| world.clean || w.list != WorkerList::Reported),
    };
    if world.clean {
        return insured.write_csv(folder, "pekerja", CLEAN).map(drop);
    }
    let look = Look {
        mark: b'|',
        dates: DateStyle::Dashes,
        office_headers: true,
        western: false,
    };
    insured.write_csv(folder, "pekerja", look)?;
    report(&rows(&|w| w.list == WorkerList::Reported), folder)
}

/// The employers' yearly report, in as many workbooks as it needs.
fn report(rows: &[Vec<Cell>], folder: &Path) -> Result<(), SynthError> {
    for (part, chunk) in rows.chunks(ROWS_A_FILE).enumerate() {
        let table = Table {
            titles: vec![
                "WAJIB LAPOR KETENAGAKERJAAN PERUSAHAAN".to_owned(),
                "REKAPITULASI PEKERJA".to_owned(),
            ],
            canonical: WORKER_COLUMNS,
            office: &[
                "NIK",
                "Nama Karyawan",
                "Nama Perusahaan",
                "NPP",
                "Tanggal Masuk",
                "Upah per Bulan",
                "Sumber Data",
            ],
            rows: chunk.to_vec(),
        };
        let name = if part == 0 {
            "pekerja".to_owned()
        } else {
            format!("pekerja.wlkp-{part}")
        };
        table.write(folder, &name, false)?;
    }
    Ok(())
}

fn worker(world: &World, w: &Worker) -> Vec<Cell> {
    let person = &world.persons[w.person as usize];
    let firm = &world.economy.employers[w.employer as usize];
    vec![
        identifier(world, person.nik),
        Cell::Text(world.book.full(person.name)),
        Cell::Text(firm.name.clone()),
        optional(firm.npp),
        Cell::Date(w.since),
        Cell::Number(w.wage),
        Cell::Text(w.list.code().to_owned()),
    ]
}

/// A number of a register, empty where there is none.
fn optional(value: u64) -> Cell {
    if value == 0 {
        Cell::Empty
    } else {
        Cell::Text(value.to_string())
    }
}

/// Employers: those of the report, of the licences and of the cooperatives.
pub(crate) fn employers(world: &World, folder: &Path) -> Result<(), SynthError> {
    let mut n_workers = vec![0i64; world.economy.employers.len()];
    let mut counted = rustc_hash::FxHashSet::default();
    for worker in &world.economy.workers {
        if counted.insert((worker.person, worker.employer)) {
            n_workers[worker.employer as usize] += 1;
        }
    }
    let firms = world.economy.employers.iter().zip(n_workers).skip(1);
    let table = Table {
        titles: vec![
            "DINAS TENAGA KERJA DAN DPMPTSP".to_owned(),
            "DAFTAR BADAN USAHA".to_owned(),
        ],
        canonical: &[
            "npp",
            "nib",
            "nama",
            "kode_wilayah",
            "jumlah_pekerja",
            "asal",
        ],
        office: &[
            "NPP",
            "NIB",
            "NAMA PERUSAHAAN",
            "KODE KELURAHAN",
            "JUMLAH TENAGA KERJA",
            "SUMBER DATA",
        ],
        rows: firms
            .flat_map(|(firm, n)| employer(world, firm, n))
            .collect(),
    };
    table.write(folder, "badan_usaha", world.clean).map(drop)
}

/// The rows of an employer: one for each list that has it.
fn employer(world: &World, firm: &Employer, n_workers: i64) -> Vec<Vec<Cell>> {
    // Who registers nobody is found in the licences, seldom in the report.
    let reports = firm.conduct != Conduct::Unregistered || firm.npp % 4 == 1;
    let lists = [
        (reports && firm.npp != 0, "wlkp"),
        (firm.nib != 0, "oss"),
        (firm.cooperative, "koperasi"),
    ];
    let row = |list: &str| {
        vec![
            optional(if list == "wlkp" { firm.npp } else { 0 }),
            optional(if list == "oss" { firm.nib } else { 0 }),
            Cell::Text(firm.name.clone()),
            Cell::Digits(world.reference.villages[usize::from(firm.village)].code, 10),
            Cell::Number(n_workers),
            Cell::Text(list.to_owned()),
        ]
    };
    lists
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, list)| row(list))
        .collect()
}
