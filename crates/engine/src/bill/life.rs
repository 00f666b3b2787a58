//! The death or move behind a finding, with the row that reports it.

use rustc_hash::{FxHashMap, FxHashSet};
use semesta_domain::{EventDirection, RegisterStatus};

use super::AuditedLine;
use super::ground::Fact;
use crate::compute::Outcome;
use crate::input::{EventKind, Inputs, NO_DATE, Origin};
use crate::people::PersonId;

/// The day of an event without a date.
const UNDATED: i32 = i32::MIN + 1;

type Reports = FxHashMap<PersonId, Vec<(i32, bool, Origin)>>;

/// Replaces the eve of the month, which the findings of deaths and moves carry,
/// by the event that decided: the first death, the last move out.
pub(super) fn ground(inputs: &Inputs, outcome: &Outcome, lines: &mut [AuditedLine]) {
    let gone: FxHashSet<PersonId> = lines
        .iter()
        .filter(|line| is_about_life(line))
        .filter_map(|line| line.person)
        .collect();
    let reports = reports(inputs, outcome, &gone);
    for line in lines.iter_mut().filter(|line| is_about_life(line)) {
        let death = line.ground.fact == Fact::Death;
        let eve = line.ground.day;
        let rows = line
            .person
            .and_then(|person| reports.get(&person))
            .map_or(&[][..], Vec::as_slice);
        let mut fitting = rows.iter().filter(|row| row.1 == death && row.0 <= eve);
        let decided = if death {
            fitting.next()
        } else {
            fitting.next_back()
        };
        line.ground.day = decided.map_or(NO_DATE, |row| row.0);
        line.ground.origin = decided.map(|row| row.2);
    }
}

fn is_about_life(line: &AuditedLine) -> bool {
    matches!(line.ground.fact, Fact::Death | Fact::MoveOut)
}

/// Reported deaths (true) and moves out (false) of these people, by day.
fn reports(inputs: &Inputs, outcome: &Outcome, gone: &FxHashSet<PersonId>) -> Reports {
    let mut reports = Reports::default();
    let events = &inputs.events;
    for (row, person) in outcome.event_people.iter().enumerate() {
        let Some(person) = person.filter(|person| gone.contains(person)) else {
            continue;
        };
        let death = match events.kind[row] {
            EventKind::Death => true,
            EventKind::Move(EventDirection::Out) => false,
            EventKind::Move(EventDirection::In) => continue,
        };
        reports
            .entry(person)
            .or_default()
            .push((events.date[row], death, events.origin[row]));
    }
    let register = &inputs.register;
    for (row, status) in register.status.iter().enumerate() {
        if *status == RegisterStatus::Living {
            continue;
        }
        let day = register.status_date[row];
        let day = if day == NO_DATE { UNDATED } else { day };
        let death = *status == RegisterStatus::Dead;
        for person in outcome
            .people
            .with_nik(register.nik[row])
            .filter(|person| gone.contains(person))
        {
            if outcome.people.name.get(person as usize) == register.name.get(row)
                || outcome.people.with_nik(register.nik[row]).len() == 1
            {
                reports
                    .entry(person)
                    .or_default()
                    .push((day, death, register.origin[row]));
            }
        }
    }
    for rows in reports.values_mut() {
        rows.sort_unstable();
    }
    reports
}
