//! `residents`: one row a living resident.

use arrow_array::RecordBatch;
use rayon::prelude::*;
use semesta_domain::{MembershipStatus, Segment};

use super::{Columns, batch};
use crate::compute::Outcome;
use crate::facts::Facts;
use crate::gap::{Gap, GapReason, GapRules};
use crate::input::{Inputs, NO_DATE, Roll};
use crate::membership::payer_of;
use crate::people::PersonId;
use crate::routes::Routes;

/// Builds `residents`, by NIK.
///
/// **Shape:** one row a living resident: nik, no_kk, name, region, sex,
/// birth_date, registered, active, segment, payer, card_number,
/// inactive_reason, months_in_arrears, decile, gap_reason, route, route_reason,
/// gap_otherwise (the reason but for the law's limits).
#[must_use]
pub fn residents_table(
    outcome: &Outcome,
    inputs: &Inputs,
    facts: &Facts,
    gap: &GapRules,
    routes: &Routes,
) -> RecordBatch {
    let rows = Gathered::of(outcome);
    let columns = identity(Columns::default(), &rows, outcome);
    let columns = membership(columns, &rows, &inputs.roll);
    let n = rows.order.len();
    let person = |at: usize| rows.order[at] as usize;
    let of =
        |at: usize| (!rows.actives[at]).then(|| Gap::of(outcome, inputs, facts, rows.order[at]));
    let words = |reason: Option<GapReason>| {
        reason.map_or_else(String::new, |reason| reason.code().to_owned())
    };
    let columns = columns
        .integer("decile", n, |at| {
            facts.decile(rows.order[at]).map(i64::from)
        })
        .coded(
            "gap_reason",
            n,
            move |at| of(at).map(|found| gap.reason(&found)),
            words,
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
        )
        .coded(
            "gap_otherwise",
            n,
            move |at| of(at).map(|found| found.otherwise),
            words,
        );
    batch(columns)
}

/// What most columns ask for, gathered once: in the roll it lies far apart.
struct Gathered {
    order: Vec<PersonId>,
    /// Row of the record that counts.
    records: Vec<Option<u32>>,
    actives: Vec<bool>,
}

impl Gathered {
    fn of(outcome: &Outcome) -> Self {
        let order = order(outcome);
        let records: Vec<Option<u32>> = order
            .iter()
            .map(|id| outcome.counting[*id as usize])
            .collect();
        let actives = records
            .par_iter()
            .map(|row| row.is_some_and(|row| outcome.members[row as usize].active))
            .collect();
        Self {
            order,
            records,
            actives,
        }
    }

    fn record(&self, at: usize) -> Option<usize> {
        self.records[at].map(|row| row as usize)
    }
}

/// Who and where.
fn identity<'a>(columns: Columns<'a>, rows: &'a Gathered, outcome: &'a Outcome) -> Columns<'a> {
    let people = &outcome.people;
    let n = rows.order.len();
    let person = |at: usize| rows.order[at] as usize;
    let region = move |at: usize| match people.place[person(at)] {
        crate::area::Place::Inside(area) => outcome.areas.code(area),
        _ => None,
    };
    columns
        .digits("nik", n, 16, move |at| people.nik[person(at)])
        .digits("no_kk", n, 16, move |at| people.kk[person(at)])
        .text("name", n, move |at| people.name.get(person(at)))
        .coded("region", n, region, |code| {
            code.map_or_else(String::new, |code| code.compact())
        })
        .coded(
            "sex",
            n,
            move |at| people.sex[person(at)],
            |sex| sex.map_or_else(String::new, |sex| sex.code().to_owned()),
        )
        .date("birth_date", n, move |at| people.birth[person(at)])
}

/// The record that counts.
fn membership<'a>(columns: Columns<'a>, rows: &'a Gathered, roll: &'a Roll) -> Columns<'a> {
    let n = rows.order.len();
    columns
        .boolean("registered", n, |at| rows.records[at].is_some())
        .boolean("active", n, |at| rows.actives[at])
        .coded(
            "segment",
            n,
            |at| rows.record(at).map(|row| roll.segment[row]),
            |segment| segment.map_or_else(String::new, |segment| segment.code().to_owned()),
        )
        .coded(
            "payer",
            n,
            |at| rows.record(at).map(|row| payer_key(roll, row)),
            |key| {
                key.map_or_else(String::new, |(given, segment)| {
                    payer_of(roll.payer.value(given), segment).code().to_owned()
                })
            },
        )
        .digits("card_number", n, 13, |at| {
            rows.record(at).map_or(0, |row| roll.card[row])
        })
        .coded(
            "inactive_reason",
            n,
            |at| {
                let row = rows.record(at).filter(|_| !rows.actives[at]);
                row.map(|row| inactive_key(roll, row))
            },
            |key| key.map_or_else(String::new, |key| inactive_reason(roll, key)),
        )
        .integer("months_in_arrears", n, |at| {
            let months = rows.record(at).map(|row| roll.arrears[row]);
            months.filter(|months| *months != u16::MAX).map(i64::from)
        })
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
