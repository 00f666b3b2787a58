//! Employers, workers, programmes, and whom the city has approved to pay for.

mod approvals;
mod firms;
mod programmes;
mod workers;

use crate::calendar::{Calendar, Day};
use crate::knowledge::{Knowledge, Known};
use crate::person::Person;
use crate::quota::scaled;
use crate::record::Record;
use crate::reference::Reference;
use crate::scenario::Scenario;
use crate::world::Line;

pub(crate) use approvals::Approval;
pub(crate) use firms::{Conduct, Employer};
pub(crate) use programmes::Beneficiary;
pub(crate) use workers::{Worker, WorkerList};

/// What the economy is made from.
pub(crate) struct Ground<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) reference: &'a Reference,
    pub(crate) calendar: Calendar,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) lines: &'a [Line],
    pub(crate) persons: &'a [Person],
    pub(crate) residents: u64,
    pub(crate) seed: u64,
    pub(crate) clean: bool,
}

/// Employers, workers, programmes and approvals.
pub(crate) struct Economy {
    pub(crate) employers: Vec<Employer>,
    pub(crate) workers: Vec<Worker>,
    pub(crate) beneficiaries: Vec<Beneficiary>,
    pub(crate) approvals: Vec<Approval>,
}

/// The membership that counts of somebody, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cover {
    /// No record.
    None,
    /// Inactive only; by line.
    Inactive(u8),
    /// Active; by line.
    Active(u8),
}

impl Ground<'_> {
    /// A scenario's count at the generated size.
    fn sized(&self, count: u64) -> usize {
        scaled(count, self.residents, self.scenario.population.count) as usize
    }

    /// Ages at the end of the last month.
    fn age(&self, person: usize) -> i32 {
        self.persons[person].age(self.today())
    }

    fn today(&self) -> Day {
        self.calendar.last_day(0)
    }

    /// The cover of every person in the last month.
    fn covers(&self, records: &[Record]) -> Vec<Cover> {
        let mut covers = vec![Cover::None; self.persons.len()];
        for record in records {
            let Some(spell) = record.spell(0) else {
                continue;
            };
            let cover = if spell.active {
                Cover::Active(spell.line)
            } else {
                Cover::Inactive(spell.line)
            };
            let slot = &mut covers[record.person as usize];
            let better = matches!(
                (&slot, cover),
                (Cover::None, _) | (Cover::Inactive(_), Cover::Active(_))
            );
            if better {
                *slot = cover;
            }
        }
        covers
    }

    /// The places of people known as residents in the last month.
    fn residents(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.persons.len())
            .filter(|i| self.knowledge.of(&self.persons[*i], 0) == Known::Resident)
    }
}

impl Economy {
    /// Invents the economy and gives every wage worker a firm.
    pub(crate) fn found(ground: &Ground<'_>, records: &mut [Record]) -> Self {
        let employers = firms::found(ground);
        firms::employ(ground, &employers, records);
        let covers = ground.covers(records);
        Self {
            workers: workers::hire(ground, &employers, records, &covers),
            beneficiaries: programmes::enlist(ground, &covers),
            approvals: approvals::approve(ground, records),
            employers,
        }
    }
}
