//! The monthly bill (`tagihan`), as the BPJS branch sends it.

use std::path::Path;

use crate::bill::{BillLine, bill};
use crate::deliver::bad::{self, Rejected};
use crate::deliver::{roll, write_rows};
use crate::error::SynthError;
use crate::record::NikState;
use crate::text::{number, padded, thousands};
use crate::world::World;

const CANONICAL: &str = "bulan,no_kartu,nik,nama,iuran_kota,bantuan_kota,bantuan_pusat\n";
const OFFICE: &str = "BULAN;NO KARTU;NIK;NAMA;IURAN KOTA;BANTUAN KOTA;BANTUAN PUSAT\n";

/// Writes a month's bill, and answers its bad rows.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<Vec<Rejected>, SynthError> {
    let lines = bill(world, month);
    let header = if world.clean { CANONICAL } else { OFFICE };
    let bad = if bad::in_month(world, month) {
        bad::bill(world, month)
    } else {
        Vec::new()
    };
    let (mut after, rejected) = bad::at_end(month, "tagihan.csv", lines.len(), bad);
    if !world.clean {
        after.push_str(&total(&lines));
    }
    let path = folder.join("tagihan.csv");
    write_rows(
        &path,
        header.as_bytes(),
        lines.len(),
        after.as_bytes(),
        |at, out| row(world, &lines[at], out),
    )?;
    Ok(rejected)
}

fn row(world: &World, line: &BillLine, out: &mut Vec<u8>) {
    let record = &world.records[line.record as usize];
    let mark = if world.clean { b',' } else { b';' };
    out.extend_from_slice(world.calendar.name(line.month).as_bytes());
    out.push(mark);
    // Every third month somebody lets a spreadsheet drop the leading zeros.
    let short = !world.clean && line.month % 3 == -1;
    padded(out, record.card, if short { 10 } else { 13 });
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
            out.extend_from_slice(money(amount, line.month).as_bytes());
        }
    }
    out.push(b'\n');
}

/// An amount as the branch writes it: not always in the same manner.
fn money(amount: i64, month: i16) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let text = thousands(amount.abs());
    match month % 3 {
        0 => format!("{sign}Rp{text}"),
        -1 => format!("{sign}{text},00"),
        _ => format!("{sign}{}", amount.abs()),
    }
}

fn total(lines: &[BillLine]) -> String {
    let sum = |part: fn(&BillLine) -> i64| money(lines.iter().map(part).sum(), 0);
    format!(
        "JUMLAH;;;;{};{};{}\n",
        sum(|l| l.amounts.city),
        sum(|l| l.amounts.city_aid),
        sum(|l| l.amounts.centre_aid)
    )
}
