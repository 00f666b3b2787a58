//! `review`: one row a pair of record and resident for a person to judge.

use arrow_array::RecordBatch;
use rayon::prelude::*;
use semesta_domain::{Month, NikCell, Standing, days};
use semesta_law::{ContributionFacts, ContributionRates, Law, LawError};

use super::{Columns, batch};
use crate::compute::Outcome;
use crate::input::{Inputs, Roll};
use crate::liability::{class_of, registrar};
use crate::membership::would_count;
use crate::people::PersonId;
use crate::resolve::{DoubtfulPair, Settled};
use crate::standing::standing;

/// A pair with what hangs on it.
struct Row<'a> {
    pair: &'a DoubtfulPair,
    at: usize,
    /// **Units**: rupiah a month; 0 where it is not known.
    contribution: i64,
    if_same: Standing,
    if_different: Standing,
}

/// Builds `review`, by card number, the likeliest pair of a record first.
///
/// **Shape:** one row a candidate pair: card_number, nik_given, resident_nik,
/// record_name, resident_name, record_birth_date, resident_birth_date,
/// probability, weight, explanation, segment, monthly_contribution,
/// standing_if_same, standing_if_different, source_file, source_row.
///
/// # Errors
/// If the law has no contribution for the month.
pub fn review_table(
    outcome: &Outcome,
    inputs: &Inputs,
    law: &Law,
    files: &[String],
) -> Result<RecordBatch, LawError> {
    let roll = &inputs.roll;
    let rows = rows(outcome, inputs, law)?;
    let (n, people) = (rows.len(), &outcome.people);
    let person = |at: usize| rows[at].pair.person as usize;
    let nik_given = |at: usize| match roll.nik[rows[at].at] {
        NikCell::Intact(nik) => nik.as_number(),
        _ => 0,
    };
    let rounded = |value: f32, places: f64| (f64::from(value) * places).round() / places;
    let code = |standing: Standing| standing.code().to_owned();
    let columns = Columns::default()
        .digits("card_number", n, 13, |at| roll.card[rows[at].at])
        .given("nik_given", n, 16, nik_given, |at| {
            roll.nik_given.get(rows[at].at)
        })
        .digits("resident_nik", n, 16, |at| people.nik[person(at)])
        .text("record_name", n, |at| roll.name.get(rows[at].at))
        .text("resident_name", n, |at| people.name.get(person(at)))
        .date("record_birth_date", n, |at| roll.birth[rows[at].at])
        .date("resident_birth_date", n, |at| people.birth[person(at)])
        .number("probability", n, |at| {
            rounded(rows[at].pair.probability, 10_000.0)
        })
        .number("weight", n, |at| rounded(rows[at].pair.weight, 10.0))
        .text("explanation", n, |at| &rows[at].pair.words)
        .coded(
            "segment",
            n,
            |at| roll.segment[rows[at].at],
            |segment| segment.code().to_owned(),
        )
        .integer("monthly_contribution", n, |at| {
            Some(rows[at].contribution).filter(|amount| *amount > 0)
        })
        .coded("standing_if_same", n, |at| rows[at].if_same, code)
        .coded("standing_if_different", n, |at| rows[at].if_different, code)
        .coded(
            "source_file",
            n,
            |at| roll.origin[rows[at].at].file,
            |file| files.get(usize::from(file)).cloned().unwrap_or_default(),
        )
        .integer("source_row", n, |at| {
            Some(i64::from(roll.origin[rows[at].at].row))
        });
    Ok(batch(columns))
}

fn rows<'a>(outcome: &'a Outcome, inputs: &Inputs, law: &Law) -> Result<Vec<Row<'a>>, LawError> {
    let roll = &inputs.roll;
    let rates = ContributionRates::of(law, Month::of(outcome.question.as_of))?;
    let due = |at: usize| {
        let facts = ContributionFacts {
            segment: roll.segment[at],
            class: class_of(roll.class[at]),
            wage: None,
            registrar: registrar(roll.payer.get(at)),
            local_assistance: outcome.question.local_assistance,
        };
        rates.due(&facts).map_or(0, |due| due.total().0)
    };
    let mut rows: Vec<Row<'a>> = outcome
        .doubtful
        .par_iter()
        .map(|pair| {
            let at = pair.row as usize;
            Row {
                pair,
                at,
                contribution: due(at),
                if_same: standing_as(outcome, roll, at, Some(pair.person)),
                if_different: standing_as(outcome, roll, at, pair.otherwise),
            }
        })
        .collect();
    rows.par_sort_by(|a, b| {
        let key = |row: &Row<'_>| {
            (
                roll.card[row.at],
                outcome.people.nik[row.pair.person as usize],
            )
        };
        roll.card[a.at]
            .cmp(&roll.card[b.at])
            .then_with(|| b.pair.probability.total_cmp(&a.pair.probability))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| roll.nik_given.get(a.at).cmp(roll.nik_given.get(b.at)))
            .then_with(|| roll.name.get(a.at).cmp(roll.name.get(b.at)))
            .then_with(|| roll.origin[a.at].cmp(&roll.origin[b.at]))
    });
    Ok(rows)
}

/// What the record would be if it were about `person`, or nobody.
fn standing_as(outcome: &Outcome, roll: &Roll, at: usize, person: Option<PersonId>) -> Standing {
    let member = &outcome.members[at];
    if member.settled.person == person {
        return member.standing;
    }
    let settled = Settled {
        person,
        ..member.settled
    };
    let counts = person.is_some_and(|person| {
        let active = |row: usize| outcome.members[row].active;
        would_count(roll, active, at, outcome.counting[person as usize])
    });
    standing(
        &outcome.people,
        &outcome.areas,
        roll.nik[at],
        member.place,
        &settled,
        counts,
        days(outcome.question.as_of),
    )
}
