//! Everything about an invented city, as it really is.

use semesta_domain::Segment;

use crate::calendar::Calendar;
use crate::economy::Economy;
use crate::knowledge::Knowledge;
use crate::names::NameBook;
use crate::person::{Household, Person};
use crate::quota::Quotas;
use crate::record::Record;
use crate::reference::Reference;
use crate::scenario::Scenario;

/// The city and its roll.
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) reference: Reference,
    pub(crate) book: NameBook,
    pub(crate) calendar: Calendar,
    pub(crate) knowledge: Knowledge,
    pub(crate) seed: u64,
    pub(crate) clean: bool,
    pub(crate) quotas: Quotas,
    pub(crate) persons: Vec<Person>,
    pub(crate) households: Vec<Household>,
    /// People in the register with an address outside the region.
    pub(crate) strays: Vec<Person>,
    pub(crate) records: Vec<Record>,
    pub(crate) lines: Vec<Line>,
    pub(crate) economy: Economy,
    /// Months in which a roll is delivered, oldest first.
    pub(crate) rolls: Vec<i16>,
}

/// A line of the scenario's segments, read.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) segment: Segment,
    pub(crate) payer: String,
}

/// The scenario's lines.
pub(crate) fn lines(scenario: &Scenario) -> Vec<Line> {
    let read = |l: &crate::scenario::SegmentLine| Line {
        // Scenarios are checked when read.
        segment: l.segment.parse().unwrap_or(Segment::PbpuPemda),
        payer: l.payer.clone(),
    };
    scenario.segments.iter().map(read).collect()
}

impl World {
    /// The family card of a person in a month: until a wedding, the parents'.
    pub(crate) fn kk(&self, person: &Person, month: i16) -> u64 {
        if person.is_ghost() {
            return 0;
        }
        let home = person.household as usize;
        match person.wed {
            Some(wed) if month < wed => {
                let step = if person.female { 11 } else { 7 };
                self.households[(home + step) % self.households.len()].kk
            }
            _ => self.households[home].kk,
        }
    }
}
