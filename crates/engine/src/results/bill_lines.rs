//! `bill_lines`: one row a billed line.

use arrow_array::RecordBatch;
use semesta_domain::Lang;

use super::{Columns, batch};
use crate::area::Place;
use crate::bill::{BillAudit, Fact, Record};
use crate::compute::Outcome;
use crate::input::{Inputs, NO_DATE};

/// Builds `bill_lines`, by month, card and place in the files.
///
/// **Shape:** one row a billed line: month, card_number, resident_nik, billed
/// (of it billed_assistance), billed_centre, expected, finding, disputed, netting, name, region, bill_number, bill_month,
/// evidence, evidence_date, evidence_file, evidence_row, source_file,
/// source_row. **Units:** rupiah, the city's share
/// but for billed_centre.
#[must_use]
pub fn bill_lines_table(
    audit: &BillAudit,
    outcome: &Outcome,
    inputs: &Inputs,
    files: &[String],
) -> RecordBatch {
    let (lines, bills, people) = (&audit.lines, &inputs.bills, &outcome.people);
    let n = lines.len();
    let row = |at: usize| lines[at].row as usize;
    let file = |file: u16| files.get(usize::from(file)).cloned().unwrap_or_default();
    let region = |at: usize| match lines[at].person.map(|person| people.place[person as usize]) {
        Some(Place::Inside(area)) => outcome.areas.code(area),
        _ => None,
    };
    let columns = Columns::default()
        .coded(
            "month",
            n,
            |at| bills.month[row(at)],
            |month| month.to_string(),
        )
        .digits("card_number", n, 13, |at| bills.card[row(at)])
        .digits("resident_nik", n, 16, |at| {
            lines[at]
                .person
                .map_or(0, |person| people.nik[person as usize])
        })
        .integer("billed", n, |at| {
            Some(bills.city_contribution[row(at)].saturating_add(bills.city_assistance[row(at)]))
        })
        .integer("billed_assistance", n, |at| {
            Some(bills.city_assistance[row(at)])
        })
        .integer("billed_centre", n, |at| {
            Some(bills.centre_assistance[row(at)])
        })
        .integer("expected", n, |at| Some(lines[at].expected))
        .coded(
            "finding",
            n,
            |at| lines[at].finding,
            |finding| finding.code().to_owned(),
        )
        .integer("disputed", n, |at| Some(lines[at].disputed))
        .coded(
            "netting",
            n,
            |at| lines[at].netting,
            |netting| netting.code().to_owned(),
        )
        .text("name", n, |at| name(audit, outcome, inputs, at))
        .coded("region", n, region, |code| {
            code.map_or_else(String::new, |code| code.compact())
        })
        .text("bill_number", n, |at| bills.bill_number.get(row(at)))
        .coded(
            "bill_month",
            n,
            |at| bills.bill_month[row(at)],
            |month| month.map_or_else(String::new, |month| month.to_string()),
        )
        .coded(
            "evidence",
            n,
            |at| evidence_key(audit, at),
            |(fact, day)| {
                crate::bill::Ground {
                    fact,
                    day,
                    origin: None,
                }
                .words(Lang::Id)
            },
        )
        .date("evidence_date", n, |at| {
            // Days before any calendar stand for an event without a date.
            Some(lines[at].ground.day)
                .filter(|day| *day > -1_000_000)
                .unwrap_or(NO_DATE)
        })
        .coded(
            "evidence_file",
            n,
            |at| lines[at].ground.origin.map(|origin| origin.file),
            |origin| origin.map_or_else(String::new, file),
        )
        .integer("evidence_row", n, |at| {
            lines[at].ground.origin.map(|origin| i64::from(origin.row))
        })
        .coded("source_file", n, |at| bills.origin[row(at)].file, file)
        .integer("source_row", n, |at| {
            Some(i64::from(bills.origin[row(at)].row))
        });
    batch(columns)
}

/// Only the facts that a date is part of keep it.
fn evidence_key(audit: &BillAudit, at: usize) -> (Fact, i32) {
    let ground = &audit.lines[at].ground;
    match ground.fact {
        Fact::Death | Fact::MoveOut | Fact::Dismissal(_) => (ground.fact, ground.day),
        fact => (fact, NO_DATE),
    }
}

/// The name on the line, else on the roll, else the register's.
fn name<'a>(audit: &BillAudit, outcome: &'a Outcome, inputs: &'a Inputs, at: usize) -> &'a str {
    let line = &audit.lines[at];
    let given = inputs.bills.name.get(line.row as usize);
    if !given.is_empty() {
        return given;
    }
    let in_roll = match outcome.billed.lines[line.row as usize].record {
        Record::Newest(row) => inputs.roll.name.get(row as usize),
        Record::Gone { roll, row } => inputs.older_rolls[usize::from(roll)]
            .gone
            .name
            .get(row as usize),
        Record::Nowhere => "",
    };
    match line.person {
        Some(person) if in_roll.is_empty() => outcome.people.name.get(person as usize),
        _ => in_roll,
    }
}
