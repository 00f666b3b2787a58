//! Payments (`pembayaran`, SP2D) of the city's treasury, and the branch's bill
//! of head counts (`tagihan_rekap`).

use std::path::Path;

use crate::calendar::civil;
use crate::deliver::table::{Cell, Table};
use crate::error::SynthError;
use crate::payment::{Charge, Payment};
use crate::text::thousands;
use crate::world::World;

/// Writes what was paid in a month, and every third month its bill in sum.
pub(crate) fn write(
    world: &World,
    month: i16,
    (charges, payments): (&[Charge], &[Payment]),
    folder: &Path,
) -> Result<(), SynthError> {
    let of_month = |payment: &&Payment| world.calendar.month_of(payment.day) == month;
    let paid: Vec<&Payment> = payments.iter().filter(of_month).collect();
    if !paid.is_empty() {
        warrants(world, month, &paid, folder)?;
    }
    let charge = charges.iter().find(|charge| charge.month == month);
    match charge.filter(|charge| month % 3 == 0 && charge.heads > 0) {
        Some(charge) => recap(world, *charge, folder),
        None => Ok(()),
    }
}

/// The treasury's list of SP2D, every second amount typed as text, a sum below.
fn warrants(world: &World, month: i16, paid: &[&Payment], folder: &Path) -> Result<(), SynthError> {
    let mut rows: Vec<Vec<Cell>> = paid.iter().map(|paid| warrant(world, paid)).collect();
    if !world.clean {
        let sum = paid.iter().map(|paid| paid.amount).sum();
        rows.push(vec![
            Cell::Text("JUMLAH".to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Number(sum),
            Cell::Empty,
        ]);
    }
    let table = Table {
        titles: vec![
            "BADAN PENGELOLAAN KEUANGAN DAN ASET DAERAH".to_owned(),
            "REGISTER SP2D IURAN JAMINAN KESEHATAN PENDUDUK".to_owned(),
            format!("BULAN {}", world.calendar.name(month)),
        ],
        canonical: &["no_sp2d", "tanggal", "bulan", "jumlah", "keterangan"],
        office: &[
            "No. SP2D",
            "Tgl SP2D",
            "Untuk Bulan",
            "Nilai SP2D",
            "Uraian SP2D",
        ],
        rows,
    };
    table.write(folder, "pembayaran", world.clean)?;
    Ok(())
}

fn warrant(world: &World, paid: &Payment) -> Vec<Cell> {
    let year = civil(paid.day).0;
    let amount = if !world.clean && paid.serial.is_multiple_of(2) {
        Cell::Text(format!("Rp{},00", thousands(paid.amount)))
    } else {
        Cell::Number(paid.amount)
    };
    let about = match paid.part {
        (_, 1) => "Iuran PBPU dan BP Pemda".to_owned(),
        (part, of) => format!("Iuran PBPU dan BP Pemda tahap {part} dari {of}"),
    };
    vec![
        Cell::Text(format!("{:05}/SP2D-LS/{year}", paid.serial)),
        Cell::Date(paid.day),
        Cell::Text(month_cell(world, paid.month)),
        amount,
        Cell::Text(about),
    ]
}

/// The branch's statement in sum: heads and rupiah, nobody named.
fn recap(world: &World, charge: Charge, folder: &Path) -> Result<(), SynthError> {
    let mut rows = vec![vec![
        Cell::Text(month_cell(world, charge.month)),
        Cell::Text(
            if world.clean {
                "pbpu_pemda"
            } else {
                "PBPU Pemda"
            }
            .to_owned(),
        ),
        Cell::Number(3),
        Cell::Number(charge.heads),
        Cell::Number(charge.amount),
    ]];
    if !world.clean {
        rows.push(vec![
            Cell::Text("JUMLAH".to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Number(charge.heads),
            Cell::Number(charge.amount),
        ]);
    }
    let table = Table {
        titles: vec![
            "BPJS KESEHATAN".to_owned(),
            "REKAPITULASI TAGIHAN IURAN PENDUDUK YANG DIDAFTARKAN PEMERINTAH DAERAH".to_owned(),
        ],
        canonical: &["bulan", "segmen", "kelas", "jumlah_jiwa", "jumlah_iuran"],
        office: &[
            "Bulan Pelayanan",
            "Jenis Kepesertaan",
            "Hak Kelas",
            "Jml Jiwa",
            "Jumlah (Rp)",
        ],
        rows,
    };
    table.write(folder, "tagihan_rekap", world.clean)?;
    Ok(())
}

/// A month as the offices write it: in words, unless the files are clean.
fn month_cell(world: &World, month: i16) -> String {
    const WORDS: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    if world.clean {
        return world.calendar.name(month);
    }
    let (year, number) = world.calendar.year_month(month);
    let word = WORDS.get((number - 1) as usize).copied().unwrap_or("");
    format!("{word} {year}")
}
