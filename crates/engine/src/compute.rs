//! The run itself: a pure function of what was delivered, at a date.

use jiff::civil::Date;
use rayon::prelude::*;
use semesta_domain::{EventDirection, NikCell, RegionCode, Standing, days};
use semesta_law::LocalAssistance;

use crate::area::{Areas, Place};
use crate::bill::{self, BilledPeople};
use crate::figures::Basis;
use crate::input::{EventKind, Events, Inputs, List};
use crate::membership;
use crate::people::{self, LifeEvent, People, PersonId, State};
use crate::resolve::{self, DecisionReport, DoubtfulPair, Evidence, Index, Repair, Settled};
use crate::standing::standing;

/// What a run is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The region, a regency or city.
    pub region: RegionCode,
    /// The date the figures are for.
    pub as_of: Date,
    /// The population that the city sets instead of the register's count (DKB).
    pub population: Option<i64>,
    /// Who bears the local assistance of 2,800, for what the city owes.
    pub local_assistance: LocalAssistance,
}

/// What a run finds out about people and records; figures are counted from it.
#[derive(Debug)]
pub struct Outcome {
    /// The question answered.
    pub question: Question,
    /// The region's areas.
    pub areas: Areas,
    /// Everybody known.
    pub people: People,
    /// Who is a living resident at the date. **Shape:** one entry a person.
    pub is_resident: Vec<bool>,
    /// **Shape:** one entry a roll record, in the roll's order.
    pub members: Vec<Member>,
    /// The roll row that counts for each person who has one, by person.
    pub counting: Vec<Option<u32>>,
    /// Whom each event is about.
    pub event_people: Vec<Option<PersonId>>,
    /// Whom each entry of a list is about.
    pub lists: ListPeople,
    /// Whom the lines of the bills are about.
    pub billed: BilledPeople,
    /// Reasons at length, by [`Settled::note`] from 1.
    pub notes: Vec<String>,
    /// Pairs of record and resident for people to judge.
    pub doubtful: Vec<DoubtfulPair>,
    /// What became of people's decisions.
    pub decisions: DecisionReport,
}

impl Outcome {
    /// The denominator of a basis: the living residents, or the register's (or the
    /// city's own) official count.
    #[must_use]
    pub fn population(&self, basis: Basis) -> i64 {
        let count = |people: &[bool]| people.iter().filter(|counts| **counts).count() as i64;
        match basis {
            Basis::Verified => count(&self.is_resident),
            Basis::Official => {
                let set = self.question.population;
                set.unwrap_or_else(|| count(&self.people.official))
            }
        }
    }
}

/// Whom the entries of the lists are about, in their order.
#[derive(Debug, Default)]
pub struct ListPeople {
    /// dtsen
    pub deciles: Vec<Option<PersonId>>,
    /// phk
    pub layoffs: Vec<Option<PersonId>>,
    /// pekerja
    pub workers: Vec<Option<PersonId>>,
    /// program
    pub programmes: Vec<Option<PersonId>>,
    /// daftar_pemda
    pub approved: Vec<Option<PersonId>>,
}

/// What became of a roll record.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Whom it is about and why.
    pub settled: Settled,
    /// Its standing.
    pub standing: Standing,
    /// Whether it is active in the month.
    pub active: bool,
    /// Its own address.
    pub place: Place,
}

/// Answers the question from the inputs.
#[must_use]
pub fn compute(inputs: &Inputs, question: Question) -> Outcome {
    let on = days(question.as_of);
    let addresses = inputs
        .register
        .region
        .iter()
        .chain(&inputs.roll.region)
        .copied();
    let areas = Areas::new(question.region, addresses);
    let mut people = people::from_register(&inputs.register, &areas);
    let (places, mut index) = rayon::join(
        || people::nik_places(&people),
        || Index::new(&people, question.as_of),
    );
    people.set_nik_places(places);
    let event_people = place_events(&mut people, &index, &inputs.events, question.as_of);
    index.extend(&people, question.as_of);
    let repair = Repair::new(&people, &index);
    let roll = resolve::settle_roll(&people, &index, &areas, inputs, question.as_of);
    let settled = &roll.settled;
    let lists = ListPeople {
        deciles: link_list(&people, &inputs.deciles, &repair),
        layoffs: link_list(&people, &inputs.layoffs, &repair),
        workers: link_list(&people, &inputs.workers, &repair),
        programmes: link_list(&people, &inputs.programmes, &repair),
        approved: link_list(&people, &inputs.approved, &repair),
    };
    let active = membership::active_in_month(&inputs.roll, inputs.roll_as_of, question.as_of);
    let persons: Vec<Option<PersonId>> = settled.iter().map(|settled| settled.person).collect();
    let mut counting: Vec<Option<u32>> = vec![None; people.len()];
    for (person, row) in membership::counting_records(&inputs.roll, &active, &persons) {
        counting[person as usize] = Some(row);
    }
    let members = settled
        .par_iter()
        .enumerate()
        .map(|(row, settled)| {
            let place = areas.place(inputs.roll.region[row]);
            let counts = settled
                .person
                .is_some_and(|person| counting[person as usize] == Some(row as u32));
            let standing = standing(
                &people,
                &areas,
                inputs.roll.nik[row],
                place,
                settled,
                counts,
                on,
            );
            Member {
                settled: *settled,
                standing,
                active: active[row],
                place,
            }
        })
        .collect::<Vec<Member>>();
    let billed = bill::identify(inputs, question, &people, &areas, &members, &repair);
    let is_resident = (0..people.len() as PersonId)
        .into_par_iter()
        .map(|id| people.state_on(id, on) == State::Resident)
        .collect();
    Outcome {
        question,
        areas,
        people,
        is_resident,
        members,
        counting,
        event_people,
        lists,
        billed,
        notes: roll.notes,
        doubtful: roll.doubtful,
        decisions: roll.decisions,
    }
}

/// Links deaths and moves to people, and adds those whom only they know.
fn place_events(
    people: &mut People,
    index: &Index,
    events: &Events,
    on: Date,
) -> Vec<Option<PersonId>> {
    let repair = Repair::new(people, index);
    let found: Vec<Option<PersonId>> = (0..events.nik.len())
        .into_par_iter()
        .map(|row| {
            // Who moves in is not in the register yet: an unknown NIK is a newcomer's, not a mistake.
            if let (NikCell::Intact(nik), EventKind::Move(EventDirection::In)) =
                (events.nik[row], events.kind[row])
            {
                return people.with_nik(nik.as_number()).next();
            }
            let evidence = Evidence::listed(events.nik[row], events.name.get(row), 0);
            resolve::settle(people, &evidence, &repair).person
        })
        .collect();
    let unknown: Vec<usize> = (0..found.len())
        .filter(|row| found[*row].is_none())
        .collect();
    for (row, person) in found.iter().enumerate() {
        if let Some(person) = person {
            people.add_event(
                *person,
                LifeEvent {
                    day: events.date[row],
                    kind: events.kind[row],
                },
            );
        }
    }
    people::add_event_people(people, events, &unknown, on);
    found
        .into_iter()
        .enumerate()
        .map(|(row, person)| {
            person.or_else(|| {
                events.nik[row]
                    .intact()
                    .and_then(|nik| people.by_key(nik.as_number()))
            })
        })
        .collect()
}

fn link_list(people: &People, list: &List, repair: &Repair<'_>) -> Vec<Option<PersonId>> {
    people.by_owners(&list.nik, |row| {
        let evidence = Evidence::listed(list.nik[row], list.name.get(row), list.kk[row]);
        resolve::settle(people, &evidence, repair).person
    })
}
