//! What the lists know of each person at a date.

use rustc_hash::{FxHashMap, FxHashSet};
use semesta_domain::{EventDirection, LayOffProof, WorkerOrigin, days};

use crate::compute::Outcome;
use crate::input::{EventKind, Inputs, NO_DATE};
use crate::people::PersonId;

/// A dismissal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LayOff {
    /// The day of the dismissal.
    pub day: i32,
    /// Its proof, if readable.
    pub proof: Option<LayOffProof>,
    /// Row in the list of lay-offs.
    pub row: u32,
}

/// What the lists say of people, for whom they say anything.
#[derive(Debug, Default)]
pub struct Facts {
    /// The latest dismissal on or before the date.
    pub laid_off: FxHashMap<PersonId, LayOff>,
    /// The row of a list of workers that holds at the date.
    pub works: FxHashMap<PersonId, u32>,
    /// The row of a programme's list.
    pub programme: FxHashMap<PersonId, u32>,
    /// The poorest decile named, 0 where none is. **Shape:** one entry a person.
    deciles: Vec<u8>,
    /// Family cards of a person with an active wage-worker's membership.
    pub worker_families: FxHashSet<u64>,
    /// The day of the last move in.
    pub moved_in: FxHashMap<PersonId, i32>,
}

impl Facts {
    /// Gathers what the lists say at the run's date.
    #[must_use]
    pub fn gather(outcome: &Outcome, inputs: &Inputs) -> Self {
        let on = days(outcome.question.as_of);
        let mut facts = Self::default();
        facts.lay_offs(outcome, inputs, on);
        facts.work(outcome, inputs, on);
        for (row, person) in linked(&outcome.lists.programmes) {
            let known = facts.programme.entry(person).or_insert(row);
            let label = |row: u32| {
                (
                    inputs.programmes.label.get(row as usize),
                    inputs.programmes.payer.get(row as usize),
                )
            };
            if label(row) < label(*known) {
                *known = row;
            }
        }
        facts.deciles = vec![0; outcome.people.len()];
        for (row, person) in linked(&outcome.lists.deciles) {
            let decile = inputs.deciles.amount[row as usize].clamp(0, 10) as u8;
            let known = &mut facts.deciles[person as usize];
            if decile > 0 && (*known == 0 || decile < *known) {
                *known = decile;
            }
        }
        facts.families(outcome, inputs);
        for (row, person) in linked(&outcome.event_people) {
            let at = row as usize;
            if inputs.events.kind[at] == EventKind::Move(EventDirection::In)
                && inputs.events.date[at] <= on
            {
                let known = facts.moved_in.entry(person).or_insert(i32::MIN);
                *known = inputs.events.date[at].max(*known);
            }
        }
        facts
    }

    /// The poorest decile that names a person.
    #[must_use]
    pub fn decile(&self, person: PersonId) -> Option<u8> {
        let decile = self.deciles.get(person as usize).copied();
        decile.filter(|decile| *decile > 0)
    }

    fn lay_offs(&mut self, outcome: &Outcome, inputs: &Inputs, on: i32) {
        for (row, person) in linked(&outcome.lists.layoffs) {
            let at = row as usize;
            let next = LayOff {
                day: inputs.layoffs.start[at],
                proof: inputs.layoffs.proof[at],
                row,
            };
            if next.day > on {
                continue;
            }
            let known = self.laid_off.entry(person).or_insert(next);
            if (next.day, next.proof) > (known.day, known.proof) {
                *known = next;
            }
        }
    }

    /// A worker's row holds from its start to its end, or to a dismissal; but whom a
    /// government's own list still names after it works there. That list wins
    /// (insurers list its workers too), then the latest start.
    fn work(&mut self, outcome: &Outcome, inputs: &Inputs, on: i32) {
        let workers = &inputs.workers;
        for (row, person) in linked(&outcome.lists.workers) {
            let at = row as usize;
            let begun = workers.start[at] == NO_DATE || workers.start[at] <= on;
            let ended = workers.end[at] != NO_DATE && workers.end[at] < on;
            let is_contract = workers.worker_origin[at] == Some(WorkerOrigin::ContractList);
            let left = self.laid_off.get(&person).is_some_and(|laid_off| {
                let listed = inputs.contract_list_as_of.filter(|_| is_contract);
                let named_since = listed.is_some_and(|listed| laid_off.day <= listed);
                laid_off.day >= workers.start[at] && !named_since
            });
            if !begun || ended || left {
                continue;
            }
            let rank = |row: u32| {
                let at = row as usize;
                let contract = workers.worker_origin[at] == Some(WorkerOrigin::ContractList);
                (contract, workers.start[at], workers.label.get(at))
            };
            let known = self.works.entry(person).or_insert(row);
            if rank(row) > rank(*known) {
                *known = row;
            }
        }
    }

    fn families(&mut self, outcome: &Outcome, inputs: &Inputs) {
        for (person, row) in outcome.counting.iter().enumerate() {
            let Some(row) = row.map(|row| row as usize) else {
                continue;
            };
            let kk = outcome.people.kk[person];
            if kk != 0
                && outcome.is_resident[person]
                && outcome.members[row].active
                && inputs.roll.segment[row].is_wage_worker()
            {
                self.worker_families.insert(kk);
            }
        }
    }
}

/// The entries of a list that were linked, with their rows.
fn linked(people: &[Option<PersonId>]) -> impl Iterator<Item = (u32, PersonId)> + '_ {
    people
        .iter()
        .enumerate()
        .filter_map(|(row, person)| person.map(|person| (row as u32, person)))
}
