//! The lists of the city's own offices.

use std::path::Path;

use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::text::{DateStyle, date, padded};
use crate::world::World;

/// Writes the lists that are delivered in a month.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    if month == world.calendar.first() || month % 3 == 0 {
        approved(world, month, folder)?;
    }
    Ok(())
}

/// The people the city has approved to pay for (`daftar_pemda`).
fn approved(world: &World, month: i16, folder: &Path) -> Result<(), SynthError> {
    let last = world.calendar.last_day(month);
    let rows: Vec<_> = world
        .economy
        .approvals
        .iter()
        .filter(|a| a.from <= last)
        .collect();
    let header = "nik,nama,tanggal_mulai,tanggal_selesai,penanggung\n";
    write_rows(
        &folder.join("daftar_pemda.csv"),
        header.as_bytes(),
        rows.len(),
        b"",
        |at, out| {
            let row = rows[at];
            padded(out, row.nik, 16);
            out.push(b',');
            let person = &world.persons[row.person as usize];
            out.extend_from_slice(world.book.full(person.name).as_bytes());
            out.push(b',');
            date(out, row.from, DateStyle::Iso);
            out.push(b',');
            if let Some(to) = row.to.filter(|to| *to <= last) {
                date(out, to, DateStyle::Iso);
            }
            out.push(b',');
            out.extend_from_slice(row.payer.as_bytes());
            out.push(b'\n');
        },
    )
}
