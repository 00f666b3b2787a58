//! The files that offices deliver.

pub(crate) mod bad;
mod events;
mod labour;
mod lists;
mod register;
pub(crate) mod roll;
mod statement;
mod table;
mod treasury;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;

use crate::deliver::bad::Rejected;
use crate::error::SynthError;
use crate::generate::Progress;
use crate::payment::{Charge, Payment};
use crate::world::World;

/// Rows formatted by one task.
const CHUNK: usize = 8192;
/// Chunks held in memory at once.
const CHUNKS_AT_ONCE: usize = 16;

/// Writes every month's folder, and answers the rows that must be rejected.
pub(crate) fn deliver(
    world: &World,
    accounts: (&[Charge], &[Payment]),
    out: &Path,
    progress: &dyn Progress,
) -> Result<Vec<Rejected>, SynthError> {
    let months: Vec<i16> = world.calendar.months().collect();
    let mut rejected = Vec::new();
    for (place, month) in months.iter().enumerate() {
        let folder = out.join("deliveries").join(world.calendar.name(*month));
        make(&folder)?;
        if world.knowledge.registers.contains(month) {
            rejected.extend(register::write(world, *month, &folder)?);
        }
        if world.rolls.contains(month) {
            rejected.extend(roll::write(world, *month, &folder)?);
        }
        rejected.extend(events::write(world, *month, &folder)?);
        rejected.extend(statement::write(world, *month, &folder)?);
        lists::write(world, *month, &folder)?;
        treasury::write(world, *month, accounts, &folder)?;
        progress.step("deliveries", place + 1, months.len());
    }
    Ok(rejected)
}

/// Makes a folder.
pub(crate) fn make(folder: &Path) -> Result<(), SynthError> {
    std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))
}

/// Says that a path could not be written.
pub(crate) fn failed(path: &Path, source: std::io::Error) -> SynthError {
    SynthError::Write {
        path: path.to_owned(),
        source,
    }
}

/// Writes a file of `n` rows, formatted side by side and written in order.
///
/// A row may be nothing at all, or several lines.
pub(crate) fn write_rows(
    path: &Path,
    before: &[u8],
    n: usize,
    after: &[u8],
    row: impl Fn(usize, &mut Vec<u8>) + Sync,
) -> Result<(), SynthError> {
    let file = File::create(path).map_err(|e| failed(path, e))?;
    let mut file = BufWriter::with_capacity(1 << 20, file);
    let mut put = |bytes: &[u8]| file.write_all(bytes).map_err(|e| failed(path, e));
    put(before)?;
    for batch in (0..n).step_by(CHUNK * CHUNKS_AT_ONCE) {
        let end = n.min(batch + CHUNK * CHUNKS_AT_ONCE);
        let starts: Vec<usize> = (batch..end).step_by(CHUNK).collect();
        let texts: Vec<Vec<u8>> = starts
            .par_iter()
            .map(|start| {
                let mut text = Vec::with_capacity(CHUNK * 160);
                (*start..end.min(start + CHUNK)).for_each(|i| row(i, &mut text));
                text
            })
            .collect();
        for text in texts {
            put(&text)?;
        }
    }
    put(after)?;
    file.flush().map_err(|e| failed(path, e))
}
