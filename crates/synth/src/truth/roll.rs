//! `truth/peserta_<month>.csv`: who each record of a roll really is.

use std::path::Path;

use rayon::prelude::*;

use semesta_domain::{Segment, Standing};

use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::record::Record;
use crate::text::{number, padded};
use crate::truth::standing::Judge;
use crate::world::World;

const HEADER: &str = "row,no_kartu,person_id,standing,active,segment,nik_state,damage\n";

/// Counts of a roll by standing, segment line and status.
pub(crate) struct Tally {
    pub(crate) cells: Vec<(Standing, u8, bool, u64)>,
}

/// A record of the roll, judged.
struct Judged {
    place: u32,
    standing: Standing,
    line: u8,
    active: bool,
}

/// Writes a month's truth and answers its counts.
pub(crate) fn write(
    world: &World,
    judge: &Judge<'_>,
    month: i16,
    folder: &Path,
) -> Result<Tally, SynthError> {
    let judged: Vec<Judged> = (0..world.records.len())
        .into_par_iter()
        .filter_map(|place| {
            let spell = world.records[place].spell(month)?;
            let standing = judge.standing(place, month);
            Some(Judged {
                place: place as u32,
                standing,
                line: spell.line,
                active: spell.active,
            })
        })
        .collect();
    let path = folder.join(format!("peserta_{}.csv", world.calendar.name(month)));
    write_rows(&path, HEADER.as_bytes(), judged.len(), b"", |at, out| {
        row(world, at, &judged[at], out);
    })?;
    Ok(tally(&judged))
}

fn row(world: &World, at: usize, judged: &Judged, out: &mut Vec<u8>) {
    let record = &world.records[judged.place as usize];
    number(out, at as i64 + 1);
    out.push(b',');
    padded(out, record.card, 13);
    out.push(b',');
    number(out, i64::from(record.person) + 1);
    out.push(b',');
    out.extend_from_slice(judged.standing.code().as_bytes());
    out.extend_from_slice(if judged.active { b",true," } else { b",false," });
    let segment: Segment = world.lines[usize::from(judged.line)].segment;
    out.extend_from_slice(segment.code().as_bytes());
    out.push(b',');
    out.extend_from_slice(record.nik_state.word().as_bytes());
    out.push(b',');
    damages(record, out);
    out.push(b'\n');
}

fn damages(record: &Record, out: &mut Vec<u8>) {
    let words = [
        record.name_state.word(),
        record.birth_state.word(),
        record.address_state.word(),
    ];
    let mut first = true;
    for word in words.into_iter().filter(|w| !w.is_empty()) {
        if !first {
            out.push(b'+');
        }
        out.extend_from_slice(word.as_bytes());
        first = false;
    }
}

fn tally(judged: &[Judged]) -> Tally {
    let mut cells = std::collections::BTreeMap::new();
    for j in judged {
        *cells.entry((j.standing, j.line, j.active)).or_insert(0u64) += 1;
    }
    Tally {
        cells: cells
            .into_iter()
            .map(|((s, l, a), n)| (s, l, a, n))
            .collect(),
    }
}
