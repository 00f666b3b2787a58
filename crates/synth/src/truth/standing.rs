//! The true standing of a record at the end of a month (DOMAIN §13).

use rustc_hash::FxHashMap;

use semesta_domain::Standing;

use crate::class::Class;
use crate::knowledge::Known;
use crate::record::{AddressState, Record};
use crate::world::World;

/// Judges records.
pub(crate) struct Judge<'a> {
    world: &'a World,
    /// Places of the records of people who have several.
    twins: FxHashMap<u32, Vec<u32>>,
}

impl<'a> Judge<'a> {
    /// Gathers who has several records.
    pub(crate) fn new(world: &'a World) -> Self {
        let mut twins: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for record in world.records.iter().filter(|r| r.class == Class::Duplicate) {
            twins.entry(record.person).or_default();
        }
        for (place, record) in world.records.iter().enumerate() {
            if let Some(places) = twins.get_mut(&record.person) {
                places.push(place as u32);
            }
        }
        Self { world, twins }
    }

    /// The places of all records of a record's person.
    pub(crate) fn of_person(&self, place: usize) -> Vec<usize> {
        let person = self.world.records[place].person;
        match self.twins.get(&person) {
            Some(places) => places.iter().map(|p| *p as usize).collect(),
            None => vec![place],
        }
    }

    /// The standing of a record in a month's roll.
    pub(crate) fn standing(&self, place: usize, month: i16) -> Standing {
        let record = &self.world.records[place];
        let person = &self.world.persons[record.person as usize];
        match record.class {
            Class::DifferentPerson => return Standing::DifferentPerson,
            Class::NonResident => return Standing::NonResident,
            Class::NotFound => return Standing::NotFound,
            _ => {}
        }
        match self.world.knowledge.of(person, month) {
            Known::Deceased => Standing::Deceased,
            Known::MovedOut => Standing::MovedOut,
            // On the roll before any list of the city has the person.
            Known::Unknown if record.address_state == AddressState::Outside => {
                Standing::NonResident
            }
            Known::Unknown => Standing::NotFound,
            Known::Resident if self.counts(place, month) => Standing::Resident,
            Known::Resident => Standing::Duplicate,
        }
    }

    /// Whether the record is the one of its person's that counts: active before
    /// inactive, then the segment's order, the latest start, the smallest card.
    pub(crate) fn counts(&self, place: usize, month: i16) -> bool {
        let rank = |at: usize| {
            let record = &self.world.records[at];
            let spell = record.spell(month)?;
            let segment = self.world.lines[usize::from(spell.line)].segment;
            let start = record.term(month, &self.world.calendar)?.0;
            Some((!spell.active, segment, -start, record.card))
        };
        let best = self
            .of_person(place)
            .into_iter()
            .filter_map(|at| Some((rank(at)?, at)))
            .min();
        best.is_none_or(|(_, at)| at == place)
    }

    /// Whether the person of a record is covered, and actively, in a month.
    pub(crate) fn is_in_roll(record: &Record, month: i16) -> bool {
        record.spell(month).is_some()
    }
}
