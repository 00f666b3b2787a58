//! The monthly bill (`tagihan`), as the BPJS branch sends it.

use std::path::Path;

use crate::bill::{BillLine, bill};
use crate::deliver::{roll, write_rows};
use crate::error::SynthError;
use crate::record::NikState;
use crate::text::{number, padded, thousands};
use crate::world::World;

const CANONICAL: &str = "bulan,no_kartu,nik,nama,iuran_kota,bantuan_kota,bantuan_pusat\n";
const OFFICE: &str = "BULAN;NO KARTU;NIK;NAMA;IURAN KOTA;BANTUAN KOTA;BANTUAN PUSAT\n";

/// Writes a month's bill.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let lines = bill(world, month);
    let header = if world.clean { CANONICAL } else { OFFICE };
    let total = total(&lines);
    let after = if world.clean { "" } else { &total };
    write_rows(
        &folder.join("tagihan.csv"),
        header.as_bytes(),
        lines.len(),
        after.as_bytes(),
        |at, out| {
            row(world, &lines[at], out);
        },
    )
}

fn row(world: &World, line: &BillLine, out: &mut Vec<u8>) {
    let record = &world.records[line.record as usize];
    let mark = if world.clean { b',' } else { b';' };
    out.extend_from_slice(world.calendar.name(line.month).as_bytes());
    out.push(mark);
    padded(out, record.card, 13);
    out.push(mark);
    if record.nik_state != NikState::Missing && record.nik_state != NikState::Scientific {
        padded(out, record.nik, 16);
    }
    out.push(mark);
    out.extend_from_slice(roll::name(world, record).as_bytes());
    let amounts = [
        line.amounts.city,
        line.amounts.city_aid,
        line.amounts.centre_aid,
    ];
    for amount in amounts {
        out.push(mark);
        if world.clean {
            number(out, amount);
        } else {
            out.extend_from_slice(money(amount).as_bytes());
        }
    }
    out.push(b'\n');
}

/// An amount as the branch writes it.
fn money(amount: i64) -> String {
    if amount < 0 {
        format!("-Rp{}", thousands(-amount))
    } else {
        format!("Rp{}", thousands(amount))
    }
}

fn total(lines: &[BillLine]) -> String {
    let sum = |part: fn(&BillLine) -> i64| money(lines.iter().map(part).sum());
    format!(
        "JUMLAH;;;;{};{};{}\n",
        sum(|l| l.amounts.city),
        sum(|l| l.amounts.city_aid),
        sum(|l| l.amounts.centre_aid)
    )
}
