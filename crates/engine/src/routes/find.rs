//! Each resident's facts, and the candidates that law makes of them.

use rayon::prelude::*;
use semesta_domain::{Month, Payer, Segment, WorkerOrigin, date_from_days};
use semesta_law::{
    Class, Decimal, EmployerFact, LayOffFact, MandiriFact, Mother, ProgrammePayer, ResidentFacts,
    Route, RouteReason, RouteRules, Verdict,
};

use super::card::{Cards, birth};
use super::donor::Donors;
use super::row::{ProgrammeBy, RouteRow};
use super::{Routes, in_need};
use crate::area::Place;
use crate::compute::Outcome;
use crate::facts::Facts;
use crate::input::Inputs;
use crate::people::PersonId;

/// What is looked up for each person.
struct Finder<'a> {
    outcome: &'a Outcome,
    inputs: &'a Inputs,
    facts: &'a Facts,
    rules: &'a RouteRules,
    cards: Cards<'a>,
    donors: Donors,
    /// By row of the programmes' lists.
    programme_payers: Vec<Option<ProgrammePayer>>,
}

pub(super) fn find(
    outcome: &Outcome,
    inputs: &Inputs,
    facts: &Facts,
    rules: &RouteRules,
) -> Routes {
    let needy = in_need(outcome);
    let mut donors = Donors::of(inputs, &outcome.areas);
    let programme_payers = programme_payers(inputs, &mut donors);
    let wanted = needy.iter().filter_map(|person| {
        let kk = outcome.people.kk[*person as usize];
        let may_be_family = facts.worker_families.contains(&kk);
        (may_be_family || is_newborn(outcome, rules, *person)).then_some(kk)
    });
    let finder = Finder {
        outcome,
        inputs,
        facts,
        rules,
        cards: Cards::of(outcome, inputs, rules.family, wanted),
        donors,
        programme_payers,
    };
    let parts: Vec<Vec<RouteRow>> = needy
        .par_chunks(4096)
        .map(|people| {
            let mut rows = Vec::with_capacity(people.len() * 3);
            for person in people {
                finder.candidates(*person, &mut rows);
            }
            rows
        })
        .collect();
    let rows = parts.concat();
    let mut first: Vec<Option<(Route, RouteReason)>> = vec![None; outcome.people.len()];
    for row in rows.iter().filter(|row| row.rank == 1) {
        if let Verdict::Open(reason) = row.verdict {
            first[row.person as usize] = Some((row.route, reason));
        }
    }
    Routes {
        rows,
        first,
        donors: finder.donors,
    }
}

fn is_newborn(outcome: &Outcome, rules: &RouteRules, person: PersonId) -> bool {
    birth(outcome, person).is_some_and(|birth| rules.newborn.is_newborn(birth, rules.on))
}

/// The payer that each row of a programme's list names, if one may pay.
fn programme_payers(inputs: &Inputs, donors: &mut Donors) -> Vec<Option<ProgrammePayer>> {
    let payers = &inputs.programmes.payer;
    // Codes in order, so that the donors' numbers do not hang on the rows' order.
    let mut unknown: Vec<String> = (0..payers.len())
        .filter_map(|row| match Payer::parse(payers.get(row)) {
            Some(Payer::Donor(code)) => Some(code),
            _ => None,
        })
        .collect();
    unknown.sort();
    unknown.dedup();
    for code in &unknown {
        donors.index_of(code);
    }
    (0..payers.len())
        .map(|row| match Payer::parse(payers.get(row))? {
            Payer::City => Some(ProgrammePayer::City),
            Payer::Province => Some(ProgrammePayer::Province),
            Payer::Centre => Some(ProgrammePayer::Centre),
            Payer::Donor(code) => Some(ProgrammePayer::Donor(donors.index_of(&code))),
            Payer::Employer | Payer::Worker | Payer::Self_ => None,
        })
        .collect()
}

impl Finder<'_> {
    fn candidates(&self, person: PersonId, rows: &mut Vec<RouteRow>) {
        let facts = self.facts_of(person);
        let list = self.rules.routes(&facts);
        let worker_row = self.facts.works.get(&person).copied();
        let found = list.open().chain(list.ruled_out());
        for (at, candidate) in found.enumerate() {
            let mut row = RouteRow::new(person, at as u8 + 1, candidate);
            match row.route {
                Route::Employer => row.worker_row = worker_row,
                Route::Programme => row.programme_payer = programme_by(facts.programme),
                _ => {}
            }
            rows.push(row);
        }
    }

    fn facts_of(&self, person: PersonId) -> ResidentFacts {
        let newborn = is_newborn(self.outcome, self.rules, person);
        let employer = self.employer(person);
        let area = match self.outcome.people.place[person as usize] {
            Place::Inside(area) => Some(area),
            Place::Outside | Place::Unknown => None,
        };
        let programme = self.facts.programme.get(&person);
        ResidentFacts {
            birth: birth(self.outcome, person),
            mother: if newborn {
                self.cards.mother(person)
            } else {
                Mother::Unknown
            },
            employer,
            worker_family: self.cards.worker_family(person, employer.is_some()),
            lay_off: self.lay_off(person),
            decile: self.facts.decile(person),
            programme: programme.and_then(|row| self.programme_payers[*row as usize]),
            ring_donor: area.and_then(|area| self.donors.ring(area)),
            mandiri: self.mandiri(person),
        }
    }

    fn employer(&self, person: PersonId) -> Option<EmployerFact> {
        let row = *self.facts.works.get(&person)? as usize;
        let workers = &self.inputs.workers;
        let segment = match workers.worker_origin[row] {
            Some(WorkerOrigin::ContractList) => Segment::PpuPn,
            _ => Segment::PpuBu,
        };
        let wage = Some(workers.amount[row]).filter(|wage| *wage > 0);
        Some(EmployerFact {
            segment,
            wage: wage.map(Decimal::whole),
        })
    }

    fn lay_off(&self, person: PersonId) -> Option<LayOffFact> {
        let laid_off = self.facts.laid_off.get(&person)?;
        Some(LayOffFact {
            dismissed: Month::of(date_from_days(laid_off.day)?),
            proof: laid_off.proof?,
        })
    }

    fn mandiri(&self, person: PersonId) -> Option<MandiriFact> {
        let row = self.outcome.counting[person as usize]? as usize;
        let roll = &self.inputs.roll;
        (roll.segment[row] == Segment::Pbpu).then(|| MandiriFact {
            class: Class::parse(&roll.class[row].to_string()).unwrap_or(Class::III),
            months_in_arrears: Some(roll.arrears[row]).filter(|months| *months != u16::MAX),
        })
    }
}

fn programme_by(payer: Option<ProgrammePayer>) -> ProgrammeBy {
    match payer {
        Some(ProgrammePayer::Province) => ProgrammeBy::Province,
        Some(ProgrammePayer::Centre) => ProgrammeBy::Centre,
        Some(ProgrammePayer::City | ProgrammePayer::Donor(_)) | None => ProgrammeBy::City,
    }
}
