//! The lists of the city's own offices.

use std::path::Path;

use crate::deliver::labour;
use crate::deliver::table::{CLEAN, Cell, Look, Table};
use crate::error::SynthError;
use crate::knowledge::Known;
use crate::rng::mixed;
use crate::text::DateStyle;
use crate::world::World;

/// Writes the lists that are delivered in a month: the approved people every
/// quarter, the others at the start and at the end.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let start = month == world.calendar.first();
    if start || month % 3 == 0 {
        approved(world, month, folder)?;
    }
    if start || month == 0 {
        deciles(world, month, folder)?;
        programmes(world, folder)?;
        donors(world, folder)?;
        labour::workers(world, month, folder)?;
        labour::employers(world, folder)?;
    }
    Ok(())
}

/// An identifier in a workbook; a few were typed as numbers.
pub(crate) fn identifier(world: &World, nik: u64) -> Cell {
    if !world.clean && mixed(nik ^ 0xD15).is_multiple_of(300) {
        Cell::AsNumber(nik)
    } else {
        Cell::Digits(nik, 16)
    }
}

/// The people the city has approved to pay for (`daftar_pemda`).
fn approved(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let last = world.calendar.last_day(month);
    let row = |a: &crate::economy::Approval| {
        let person = &world.persons[a.person as usize];
        vec![
            identifier(world, a.nik),
            Cell::Text(world.book.full(person.name)),
            Cell::Date(a.from),
            a.to.filter(|to| *to <= last)
                .map_or(Cell::Empty, Cell::Date),
            Cell::Text(a.payer.clone()),
        ]
    };
    let table = Table {
        titles: vec![
            "DINAS SOSIAL".to_owned(),
            "DAFTAR PENDUDUK YANG DIDAFTARKAN PEMERINTAH DAERAH".to_owned(),
            format!("BULAN {}", world.calendar.name(month)),
        ],
        canonical: &[
            "nik",
            "nama",
            "tanggal_mulai",
            "tanggal_selesai",
            "penanggung",
        ],
        office: &[
            "NIK",
            "Nama",
            "Tanggal Mulai",
            "Tanggal Selesai",
            "Sumber Dana",
        ],
        rows: world
            .economy
            .approvals
            .iter()
            .filter(|a| a.from <= last)
            .map(row)
            .collect(),
    };
    table.write(folder, "daftar_pemda", world.clean)?;
    Ok(())
}

/// Welfare deciles: all of the poorer half and a third of the others.
fn deciles(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let mut rows = Vec::new();
    for person in world
        .persons
        .iter()
        .filter(|p| world.knowledge.of(p, month) == Known::Resident)
    {
        let Some(home) = world.households.get(person.household as usize) else {
            continue;
        };
        if home.decile <= 6 || mixed(home.kk).is_multiple_of(3) {
            rows.push(vec![
                identifier(world, person.nik),
                Cell::Digits(home.kk, 16),
                Cell::Number(i64::from(home.decile)),
            ]);
        }
    }
    let table = Table {
        titles: vec![
            "DINAS SOSIAL".to_owned(),
            "DATA TUNGGAL SOSIAL DAN EKONOMI NASIONAL".to_owned(),
        ],
        canonical: &["nik", "no_kk", "desil"],
        office: &["NIK", "NO KK", "DESIL NASIONAL"],
        rows,
    };
    table.write(folder, "dtsen", world.clean)?;
    Ok(())
}

fn programmes(world: &World, folder: &Path) -> Result<(), SynthError> {
    let row = |b: &crate::economy::Beneficiary| {
        let person = &world.persons[b.person as usize];
        let programme = &world.scenario.programmes[usize::from(b.programme)];
        vec![
            identifier(world, person.nik),
            Cell::Text(world.book.full(person.name)),
            Cell::Text(programme.code.clone()),
            Cell::Text(programme.payer.clone()),
        ]
    };
    if world.economy.beneficiaries.is_empty() {
        return Ok(());
    }
    let table = Table {
        titles: vec!["DAFTAR PENERIMA PROGRAM".to_owned()],
        canonical: &["nik", "nama", "program", "penanggung"],
        office: &["NIK", "NAMA", "PROGRAM", "SUMBER DANA"],
        rows: world.economy.beneficiaries.iter().map(row).collect(),
    };
    table.write(folder, "program", world.clean)?;
    Ok(())
}

fn donors(world: &World, folder: &Path) -> Result<(), SynthError> {
    let row = |d: &crate::scenario::Donor| {
        let villages: Vec<String> = d.rings.iter().flatten().cloned().collect();
        vec![
            Cell::Text(d.code.clone()),
            Cell::Text(d.name.clone()),
            Cell::Text(if d.compliant { "ya" } else { "tidak" }.to_owned()),
            Cell::Number(d.budget_rupiah),
            Cell::Text(villages.join(";")),
        ]
    };
    if world.scenario.donors.is_empty() {
        return Ok(());
    }
    let table = Table {
        titles: Vec::new(),
        canonical: &["kode", "nama", "patuh", "anggaran", "wilayah"],
        office: &["KODE", "NAMA DONATUR", "PATUH", "ANGGARAN", "WILAYAH RING"],
        rows: world.scenario.donors.iter().map(row).collect(),
    };
    let office = Look {
        mark: b',',
        dates: DateStyle::Iso,
        office_headers: true,
        western: false,
    };
    table.write_csv(folder, "donatur", if world.clean { CLEAN } else { office })?;
    Ok(())
}
