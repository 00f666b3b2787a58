//! `truth/pembayaran.csv` and `truth/tagihan_rekap.csv`: what each month's bill
//! came to, what was paid of it, and what is open.

use std::path::Path;

use crate::bill::due_in;
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::payment::{Charge, Payment};
use crate::text::{DateStyle, date};
use crate::world::World;

const PAID: &str = "bulan,billed,paid,arrears,payments,last_paid\n";
const RECAP: &str = "bulan,heads,amount,due_for_heads,wrong_amount\n";

/// Writes both accounts as of the last month's end.
pub(crate) fn write(
    world: &World,
    charges: &[Charge],
    payments: &[Payment],
    folder: &Path,
) -> Result<(), SynthError> {
    let path = folder.join("pembayaran.csv");
    write_rows(&path, PAID.as_bytes(), charges.len(), b"", |at, out| {
        account(world, charges[at], payments, out);
    })?;
    let sums: Vec<Charge> = charges
        .iter()
        .copied()
        .filter(|charge| charge.month % 3 == 0 && charge.heads > 0)
        .collect();
    let path = folder.join("tagihan_rekap.csv");
    write_rows(&path, RECAP.as_bytes(), sums.len(), b"", |at, out| {
        let charge = sums[at];
        let due = charge.heads * due_in(&world.calendar, charge.month).city_share();
        let row = format!(
            "{},{},{},{due},{}\n",
            world.calendar.name(charge.month),
            charge.heads,
            charge.amount,
            charge.amount - due
        );
        out.extend_from_slice(row.as_bytes());
    })
}

fn account(world: &World, charge: Charge, payments: &[Payment], out: &mut Vec<u8>) {
    let of_month: Vec<&Payment> = payments
        .iter()
        .filter(|payment| payment.month == charge.month)
        .collect();
    let paid: i64 = of_month.iter().map(|payment| payment.amount).sum();
    let row = format!(
        "{},{},{paid},{},{},",
        world.calendar.name(charge.month),
        charge.amount,
        charge.amount - paid,
        of_month.len()
    );
    out.extend_from_slice(row.as_bytes());
    if let Some(last) = of_month.iter().map(|payment| payment.day).max() {
        date(out, last, DateStyle::Iso);
    }
    out.push(b'\n');
}
