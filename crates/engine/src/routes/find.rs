//! Each resident's facts, and the candidates that law makes of them.

use rayon::prelude::*;
use semesta_domain::{Month, Payer, Segment, WorkerOrigin, date_from_days};
use semesta_law::{
    Class, Decimal, EmployerFact, LayOffFact, MandiriFact, Mother, ProgrammePayer, Relation,
    ResidentFacts, Route, RouteReason, RouteRules, Verdict,
};

use super::card::{Cards, birth};
use super::donor::Donors;
use super::known::Known;
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
    let wanted = needy
        .iter()
        .map(|person| outcome.people.kk[*person as usize]);
    let finder = Finder {
        outcome,
        inputs,
        facts,
        rules,
        cards: Cards::of(outcome, inputs, wanted),
        donors,
        programme_payers,
    };
    let known: Vec<Known> = needy
        .par_iter()
        .map(|person| finder.known(*person))
        .collect();
    let parts: Vec<Vec<RouteRow>> = needy
        .par_chunks(4096)
        .zip(known.par_chunks(4096))
        .map(|(people, known)| {
            let mut rows = Vec::with_capacity(people.len() * 3);
            for (person, known) in people.iter().zip(known) {
                finder.candidates(*person, known, &mut rows);
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
        known,
        donors: finder.donors,
    }
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
    fn candidates(&self, person: PersonId, known: &Known, rows: &mut Vec<RouteRow>) {
        let facts = known.under(self.rules);
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

    fn known(&self, person: PersonId) -> Known {
        let birth = birth(self.outcome, person);
        let employer = self.employer(person);
        let area = match self.outcome.people.place[person as usize] {
            Place::Inside(area) => Some(area),
            Place::Outside | Place::Unknown => None,
        };
        let programme = self.facts.programme.get(&person);
        let worker_family = self.cards.worker_family(person, employer.is_some());
        let is_child =
            worker_family.is_some_and(|family| family.member.relation == Relation::Child);
        let facts = ResidentFacts {
            birth,
            mother: birth.map_or(Mother::Unknown, |_| self.cards.mother(person)),
            employer,
            worker_family,
            lay_off: self.lay_off(person),
            decile: self.facts.decile(person),
            programme: programme.and_then(|row| self.programme_payers[*row as usize]),
            ring_donor: area.and_then(|area| self.donors.ring(area)),
            mandiri: self.mandiri(person),
        };
        Known {
            nik: self.outcome.people.nik[person as usize],
            facts,
            children_before: if is_child {
                self.cards.children_before(person)
            } else {
                Vec::new()
            },
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
            class: Class::from_number(roll.class[row]).unwrap_or(Class::III),
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
