//! `residents`: one row a living resident.

use arrow_array::RecordBatch;
use rayon::prelude::*;
use semesta_domain::{MembershipStatus, Payer, Segment};

use super::{Columns, batch};
use crate::compute::Outcome;
use crate::facts::Facts;
use crate::gap::GapRules;
use crate::input::{Inputs, NO_DATE, Roll};
use crate::people::PersonId;
use crate::routes::Routes;

/// Builds `residents`, by NIK.
///
/// **Shape:** one row a living resident: nik, no_kk, name, region, sex,
/// birth_date, registered, active, segment, payer, card_number,
/// inactive_reason, months_in_arrears, decile, gap_reason, route, route_reason.
#[must_use]
pub fn residents_table(
    outcome: &Outcome,
    inputs: &Inputs,
    facts: &Facts,
    gap: &GapRules,
    routes: &Routes,
) -> RecordBatch {
    let order = order(outcome);
    let (people, roll) = (&outcome.people, &inputs.roll);
    let n = order.len();
    let person = |at: usize| order[at] as usize;
    // Gathered once: most columns ask for them, and in the roll they lie far apart.
    let records: Vec<Option<u32>> = order
        .iter()
        .map(|id| outcome.counting[*id as usize])
        .collect();
    let actives: Vec<bool> = records
        .par_iter()
        .map(|row| row.is_some_and(|row| outcome.members[row as usize].active))
        .collect();
    let record = |at: usize| records[at].map(|row| row as usize);
    let active = |at: usize| actives[at];
    let region = |at: usize| match people.place[person(at)] {
        crate::area::Place::Inside(area) => outcome.areas.code(area),
        _ => None,
    };
    let columns = Columns::default()
        .digits("nik", n, 16, |at| people.nik[person(at)])
        .digits("no_kk", n, 16, |at| people.kk[person(at)])
        .text("name", n, |at| people.name.get(person(at)))
        .coded("region", n, region, |code| {
            code.map_or_else(String::new, |code| code.compact())
        })
        .coded(
            "sex",
            n,
            |at| people.sex[person(at)],
            |sex| sex.map_or_else(String::new, |sex| sex.code().to_owned()),
        )
        .date("birth_date", n, |at| people.birth[person(at)])
        .boolean("registered", n, |at| record(at).is_some())
        .boolean("active", n, active)
        .coded(
            "segment",
            n,
            |at| record(at).map(|row| roll.segment[row]),
            |segment| segment.map_or_else(String::new, |segment| segment.code().to_owned()),
        )
        .coded(
            "payer",
            n,
            |at| record(at).map(|row| payer_key(roll, row)),
            |key| {
                key.map_or_else(String::new, |(given, segment)| {
                    payer(roll.payer.value(given), segment)
                })
            },
        )
        .digits("card_number", n, 13, |at| {
            record(at).map_or(0, |row| roll.card[row])
        })
        .coded(
            "inactive_reason",
            n,
            |at| {
                record(at)
                    .filter(|_| !active(at))
                    .map(|row| inactive_key(roll, row))
            },
            |key| key.map_or_else(String::new, |key| inactive_reason(roll, key)),
        )
        .integer("months_in_arrears", n, |at| {
            record(at)
                .map(|row| roll.arrears[row])
                .filter(|months| *months != u16::MAX)
                .map(i64::from)
        })
        .integer("decile", n, |at| facts.decile(order[at]).map(i64::from))
        .coded(
            "gap_reason",
            n,
            |at| (!active(at)).then(|| gap.reason(outcome, inputs, facts, order[at])),
            |reason| reason.map_or_else(String::new, |reason| reason.code().to_owned()),
        )
        .coded(
            "route",
            n,
            |at| routes.first[person(at)].map(|(route, _)| route),
            |route| route.map_or_else(String::new, |route| route.code().to_owned()),
        )
        .coded(
            "route_reason",
            n,
            |at| routes.first[person(at)].map(|(_, reason)| reason),
            |reason| reason.map_or_else(String::new, |reason| reason.code().to_owned()),
        );
    batch(columns)
}

/// The living residents by NIK; two people of one NIK by name and birth date.
fn order(outcome: &Outcome) -> Vec<PersonId> {
    let people = &outcome.people;
    let mut order: Vec<PersonId> = (0..people.len() as PersonId)
        .filter(|id| outcome.is_resident[*id as usize])
        .collect();
    // Those of the register come by NIK already; only those known from events are out of place.
    order.sort_by_key(|id| {
        let at = *id as usize;
        (people.nik[at], people.name.get(at), people.birth[at])
    });
    order
}

fn payer_key(roll: &Roll, row: usize) -> (u32, Segment) {
    (roll.payer.code(row), roll.segment[row])
}

/// The payer as delivered, else the one that the segment names.
fn payer(given: &str, segment: Segment) -> String {
    let by_segment = match segment {
        Segment::PpuPn | Segment::PpuBu => Payer::Employer,
        Segment::Bp | Segment::Pbpu => Payer::Self_,
        Segment::PbiJk => Payer::Centre,
        Segment::PbpuPemda => Payer::City,
    };
    Payer::parse(given).unwrap_or(by_segment).code().to_owned()
}

/// The delivered reason, whether the contribution is owed, whether the period has run out.
fn inactive_key(roll: &Roll, row: usize) -> (u32, bool, bool) {
    let owes = !matches!(roll.arrears[row], 0 | u16::MAX);
    let ended = roll.status[row] == MembershipStatus::Active && roll.tat[row] != NO_DATE;
    (roll.reason.code(row), owes, ended)
}

fn inactive_reason(roll: &Roll, (given, owes, ended): (u32, bool, bool)) -> String {
    let given = roll.reason.value(given);
    if !given.is_empty() {
        return given.to_owned();
    }
    let reason = match (owes, ended) {
        (true, _) => "menunggak iuran",
        (false, true) => "masa berlaku berakhir",
        (false, false) => "tidak disebutkan",
    };
    reason.to_owned()
}
