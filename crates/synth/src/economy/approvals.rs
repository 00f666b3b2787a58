//! The people the city has approved to pay for.

use semesta_domain::Segment;

use crate::calendar::{Day, civil, day};
use crate::economy::Ground;
use crate::record::{BEFORE, NikState, Record};
use crate::rng::{Draw, Part};

/// A row of the city's approved list.
pub(crate) struct Approval {
    pub(crate) person: u32,
    pub(crate) nik: u64,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    pub(crate) payer: String,
}

/// Approves people whom a government or donor registers in some month.
pub(crate) fn approve(ground: &Ground<'_>, records: &[Record]) -> Vec<Approval> {
    let approvals = records.iter().enumerate().filter_map(|(place, record)| {
        let mut draw = Draw::new(ground.seed, Part::Lists, place as u64);
        approval(ground, record, &mut draw)
    });
    let mut approvals: Vec<Approval> = approvals.collect();
    approvals.sort_by_key(|a| (a.nik, a.from));
    approvals
}

fn approval(ground: &Ground<'_>, record: &Record, draw: &mut Draw) -> Option<Approval> {
    let spells = &record.spells[..usize::from(record.n_spells)];
    let registered = |line: u8| ground.lines[usize::from(line)].segment == Segment::PbpuPemda;
    let place = spells.iter().position(|s| registered(s.line) && s.active)?;
    let spell = spells[place];
    // One in a hundred was enrolled without being on the list.
    if !ground.clean && draw.chance(0.01) {
        return None;
    }
    let from = if spell.from == BEFORE {
        let (year, _, _) = civil(ground.calendar.first_day(ground.calendar.first()));
        day(year, 1, 1)
    } else {
        ground.calendar.first_day(spell.from)
    };
    let to = spells
        .get(place + 1)
        .map(|next| ground.calendar.first_day(next.from) - 1);
    let nik = match record.nik_state {
        _ if !record.class.is_ghost() => ground.persons[record.person as usize].nik,
        NikState::Missing => return None,
        _ => record.nik,
    };
    let payer = &ground.lines[usize::from(spell.line)].payer;
    // A few are approved for the other government than the one billed.
    let other = !ground.clean && draw.chance(0.002);
    let payer = if other { "provinsi" } else { payer };
    Some(Approval {
        person: record.person,
        nik,
        from,
        to,
        payer: payer.to_owned(),
    })
}
