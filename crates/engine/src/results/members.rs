//! `members`: one row a roll record.

use arrow_array::RecordBatch;
use rayon::prelude::*;
use semesta_domain::{Lang, NikCell};

use super::{Columns, batch};
use crate::compute::{Member, Outcome};
use crate::input::Roll;

/// Builds `members`, by card number.
///
/// **Shape:** one row a roll record: card_number, nik_given, standing,
/// resident_nik, method, weight, reason, segment, active, source_file, source_row.
#[must_use]
pub fn members_table(outcome: &Outcome, roll: &Roll, files: &[String]) -> RecordBatch {
    let order = order(outcome, roll);
    let n = order.len();
    let row = |at: usize| order[at] as usize;
    // Gathered once: most columns ask for them, and in the roll they lie far apart.
    let members: Vec<Member> = order
        .par_iter()
        .map(|row| outcome.members[*row as usize])
        .collect();
    let member = |at: usize| &members[at];
    let nik_given = |at: usize| match roll.nik[row(at)] {
        NikCell::Intact(nik) => nik.as_number(),
        _ => 0,
    };
    let columns = Columns::default()
        .digits("card_number", n, 13, |at| roll.card[row(at)])
        .given("nik_given", n, 16, nik_given, |at| {
            roll.nik_given.get(row(at))
        })
        .coded(
            "standing",
            n,
            |at| member(at).standing,
            |standing| standing.code().to_owned(),
        )
        .digits("resident_nik", n, 16, |at| {
            member(at)
                .settled
                .person
                .map_or(0, |person| outcome.people.nik[person as usize])
        })
        .coded(
            "method",
            n,
            |at| member(at).settled.method,
            |method| method.code().to_owned(),
        )
        .integer("weight", n, |at| {
            let settled = &member(at).settled;
            settled.person.map(|_| i64::from(settled.weight))
        })
        .coded(
            "reason",
            n,
            |at| {
                let settled = &member(at).settled;
                (settled.reason, settled.method, settled.note)
            },
            |(reason, method, note)| {
                if note > 0 {
                    return outcome.notes[note as usize - 1].clone();
                }
                let words = reason.words(Lang::Id);
                if method == crate::resolve::Method::Ambiguous {
                    format!("beberapa orang sama cocok; {words}")
                } else {
                    words
                }
            },
        )
        .coded(
            "segment",
            n,
            |at| roll.segment[row(at)],
            |segment| segment.code().to_owned(),
        )
        .boolean("active", n, |at| member(at).active)
        .coded(
            "source_file",
            n,
            |at| roll.origin[row(at)].file,
            |file| files.get(usize::from(file)).cloned().unwrap_or_default(),
        )
        .integer("source_row", n, |at| {
            Some(i64::from(roll.origin[row(at)].row))
        });
    batch(columns)
}

/// By card; of one card by content first, by place in the files last.
fn order(outcome: &Outcome, roll: &Roll) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> = roll.card.iter().copied().zip(0..).collect();
    order.par_sort_unstable();
    for of_card in order.chunk_by_mut(|a, b| a.0 == b.0) {
        of_card.sort_unstable_by_key(|(_, row)| {
            let at = *row as usize;
            let member = &outcome.members[at];
            (
                member.standing,
                member.settled.person,
                roll.nik_given.get(at),
                roll.origin[at],
            )
        });
    }
    order.into_iter().map(|(_, row)| row).collect()
}
