//! Deals the roll's records out to people, so that every count is exact.

use semesta_domain::Segment;

use crate::class::Class;
use crate::knowledge::{Knowledge, Known};
use crate::person::{Arrival, Household, Person, Role};
use crate::quota::{Cell, Quotas};
use crate::record::{
    AddressState, BEFORE, BirthState, NO_EMPLOYER, NameState, NikState, Reason, Record, Spell,
};
use crate::reference::Reference;
use crate::rng::{Draw, Part, mixed};
use crate::scenario::Scenario;
use crate::world::{Line, lines};

/// What the dealing needs to know.
pub(crate) struct Dealer<'a> {
    knowledge: &'a Knowledge,
    persons: &'a [Person],
    households: &'a [Household],
    draw: Draw,
    quotas: Quotas,
    records: Vec<Record>,
    n_units: u32,
    /// Places in the `lines` whose payer is a donor, with its villages.
    donors: Vec<(u8, Vec<u16>)>,
    /// Residents who will have no record.
    uncovered: u64,
}

/// A record before its history and damage.
pub(crate) fn blank(person: u32, class: Class, cell: &Cell, pisat: u8, unit: u32) -> Record {
    let spell = Spell {
        from: BEFORE,
        line: cell.line,
        active: cell.active,
        reason: Reason::None,
    };
    Record {
        card: 0,
        person,
        class,
        unit,
        pisat,
        spells: [spell; 3],
        n_spells: 1,
        until: i16::MAX,
        since: 0,
        lay_off: None,
        employer: NO_EMPLOYER,
        nik: 0,
        nik_state: NikState::Intact,
        name_state: NameState::Intact,
        birth: 0,
        birth_state: BirthState::Intact,
        address: 0,
        address_state: AddressState::Intact,
        salt: 0,
    }
}

/// How many records of each class other than residents.
pub(crate) struct Errors {
    pub(crate) duplicate: u64,
    pub(crate) deceased: u64,
    pub(crate) moved_out: u64,
    pub(crate) different_person: u64,
    pub(crate) non_resident: u64,
    pub(crate) not_found: u64,
}

impl Errors {
    /// The scenario's shares of the registered.
    pub(crate) fn of(scenario: &Scenario, registered: u64) -> Self {
        let part = |share: f64| (share * registered as f64).round() as u64;
        let s = &scenario.standings;
        Self {
            duplicate: part(s.duplicate),
            deceased: part(s.deceased),
            moved_out: part(s.moved_out),
            different_person: part(s.different_person),
            non_resident: part(s.non_resident),
            not_found: part(s.not_found),
        }
    }

    /// People whom no office knows.
    pub(crate) fn ghosts(&self) -> u64 {
        self.different_person + self.non_resident + self.not_found
    }
}

impl<'a> Dealer<'a> {
    /// A dealer of a scenario's quotas.
    pub(crate) fn new(
        scenario: &Scenario,
        knowledge: &'a Knowledge,
        reference: &Reference,
        persons: &'a [Person],
        households: &'a [Household],
        quotas: &Quotas,
        seed: u64,
    ) -> Self {
        let lines = lines(scenario);
        let donors = donor_lines(scenario, reference, &lines);
        Self {
            knowledge,
            persons,
            households,
            draw: Draw::new(seed, Part::Enrol, 0),
            quotas: quotas.clone(),
            records: Vec::with_capacity(quotas.registered as usize + 4096),
            n_units: 0,
            donors,
            uncovered: 0,
        }
    }

    /// Deals everything out; `ghosts` are the places of the unknown people.
    pub(crate) fn deal(
        mut self,
        mut errors: Errors,
        ghosts: std::ops::Range<usize>,
    ) -> Vec<Record> {
        debug_assert!(ghosts.len() as u64 == errors.ghosts());
        self.deal_ghosts(&errors, ghosts);
        errors.deceased = self.deal_departed(Class::Deceased, errors.deceased);
        errors.moved_out = self.deal_departed(Class::MovedOut, errors.moved_out);
        let twins: Vec<usize> = (0..errors.duplicate)
            .filter_map(|_| self.take(None, Class::Duplicate))
            .collect();
        let residents: Vec<bool> = self
            .persons
            .iter()
            .map(|p| self.knowledge.of(p, 0) == Known::Resident)
            .collect();
        let n_residents = residents.iter().filter(|r| **r).count() as u64;
        self.uncovered = n_residents.saturating_sub(self.quotas.left());
        self.deal_residents(&residents);
        self.deal_twins(twins);
        // Where residents run short, at a very small size, people have twins.
        let rest: Vec<usize> = (0..self.quotas.left())
            .filter_map(|_| self.take(None, Class::Duplicate))
            .collect();
        self.deal_twins(rest);
        self.records
    }

    /// Takes one record of some cell; the choice depends on the class.
    fn take(&mut self, person: Option<u32>, class: Class) -> Option<usize> {
        let donors = &self.donors;
        let at = self.quotas.draw(&mut self.draw, |cell| {
            if donors.iter().any(|(line, _)| *line == cell.line) {
                return 0.0;
            }
            liking_of_error(class, cell)
        })?;
        self.quotas.cells[at].left -= 1;
        if let Some(person) = person {
            let record = blank(person, class, &self.quotas.cells[at], 1, self.n_units);
            self.records.push(record);
            self.n_units += 1;
        }
        Some(at)
    }

    fn deal_ghosts(&mut self, errors: &Errors, ghosts: std::ops::Range<usize>) {
        let kinds = [
            (Class::DifferentPerson, errors.different_person),
            (Class::NonResident, errors.non_resident),
            (Class::NotFound, errors.not_found),
        ];
        let mut people = ghosts;
        for (class, n) in kinds {
            for person in people.by_ref().take(n as usize) {
                self.take(Some(person as u32), class);
            }
        }
    }

    /// Records of people known to have left; answers how many there are.
    fn deal_departed(&mut self, class: Class, n: u64) -> u64 {
        let known = if class == Class::Deceased {
            Known::Deceased
        } else {
            Known::MovedOut
        };
        let persons = self.persons;
        let mut gone: Vec<usize> = (0..persons.len())
            .filter(|i| self.knowledge.of(&persons[*i], 0) == known)
            .collect();
        self.draw.shuffle(&mut gone);
        // Who left last is likeliest to be still enrolled.
        gone.sort_by_key(|i| -(i64::from(persons[*i].left) / 90));
        let n = n.min(gone.len() as u64);
        let stay = (n as usize * 3 / 2).min(gone.len());
        let mut likely: Vec<usize> = gone[..stay].to_vec();
        self.draw.shuffle(&mut likely);
        for person in likely.into_iter().take(n as usize) {
            self.take(Some(person as u32), class);
        }
        n
    }

    /// Second records, each beside a record of another segment where possible.
    fn deal_twins(&mut self, cells: Vec<usize>) {
        let first: Vec<u32> = self
            .records
            .iter()
            .filter(|r| r.class == Class::Resident)
            .map(|r| r.person)
            .collect();
        let line_of: rustc_hash::FxHashMap<u32, u8> = self
            .records
            .iter()
            .filter(|r| r.class == Class::Resident)
            .map(|r| (r.person, r.spells[0].line))
            .collect();
        if first.is_empty() {
            return;
        }
        let mut used = rustc_hash::FxHashSet::default();
        for at in cells {
            let cell = self.quotas.cells[at];
            let mut person = *self.draw.pick(&first);
            // A few have two records of one segment.
            let any_line = self.draw.chance(0.12);
            for _ in 0..12 {
                let another_line = any_line || line_of.get(&person) != Some(&cell.line);
                if another_line && !used.contains(&person) {
                    break;
                }
                person = *self.draw.pick(&first);
            }
            used.insert(person);
            self.records
                .push(blank(person, Class::Duplicate, &cell, 1, self.n_units));
            self.n_units += 1;
        }
    }

    /// Deals to the residents, family by family, in no geographic order.
    fn deal_residents(&mut self, residents: &[bool]) {
        let mut order: Vec<u32> = (0..self.households.len() as u32).collect();
        order.sort_by_key(|h| mixed(u64::from(*h) ^ 0x5EED));
        for home in order {
            let household = &self.households[home as usize];
            let mut pending: Vec<usize> = household.members().filter(|i| residents[*i]).collect();
            while !pending.is_empty() {
                let unit = self.deal_unit(household, &pending);
                pending.retain(|i| !unit.contains(i));
            }
        }
    }

    /// Deals one cell, or none, to a person and those who follow; answers whom.
    fn deal_unit(&mut self, household: &Household, pending: &[usize]) -> Vec<usize> {
        let on = self.knowledge.calendar.last_day(0);
        let age = |i: usize| self.persons[i].age(on);
        let worker = pending
            .iter()
            .copied()
            .find(|i| (19..58).contains(&age(*i)));
        let lead = worker.unwrap_or(pending[0]);
        let liking = Liking::of(&self.persons[lead], household, age(lead));
        let total = self.quotas.left() + self.uncovered;
        let bare = self.uncovered as f64 * liking.without();
        let covered: f64 = self
            .quotas
            .cells
            .iter()
            .map(|c| c.left as f64 * self.like(&liking, c, household))
            .sum();
        let none = self.draw.unit() * (bare + covered) < bare || self.quotas.left() == 0;
        if total == 0 {
            return pending.to_vec();
        }
        if none && self.uncovered > 0 {
            let unit: Vec<usize> = pending
                .iter()
                .copied()
                .take(self.uncovered as usize)
                .collect();
            self.uncovered -= unit.len() as u64;
            return unit;
        }
        let donors = std::mem::take(&mut self.donors);
        let place = self
            .quotas
            .draw(&mut self.draw, |c| liking.cell(c, household, &donors));
        self.donors = donors;
        let Some(at) = place else {
            return pending.to_vec();
        };
        let cell = self.quotas.cells[at];
        let unit = self.family(&cell, lead, pending, on);
        let n = unit.len().min(cell.left as usize);
        self.quotas.cells[at].left -= n as u64;
        for person in &unit[..n] {
            let pisat = self.pisat(*person, lead, &cell);
            self.records.push(blank(
                *person as u32,
                Class::Resident,
                &cell,
                pisat,
                self.n_units,
            ));
        }
        self.n_units += 1;
        unit[..n].to_vec()
    }

    fn like(&self, liking: &Liking, cell: &Cell, household: &Household) -> f64 {
        liking.cell(cell, household, &self.donors)
    }

    /// Who shares the lead's membership.
    fn family(&mut self, cell: &Cell, lead: usize, pending: &[usize], on: i32) -> Vec<usize> {
        let mut unit = vec![lead];
        let couple = |i: usize| matches!(self.persons[i].role, Role::Head | Role::Spouse);
        let others = pending.iter().copied().filter(|i| *i != lead);
        match cell.segment {
            Segment::PpuPn | Segment::PpuBu | Segment::Bp => {
                if couple(lead) {
                    unit.extend(others.clone().filter(|i| couple(*i)));
                    let child = |i: &usize| {
                        let p = &self.persons[*i];
                        p.role == Role::Child && p.age(on) < 21
                    };
                    unit.extend(others.filter(child).take(3));
                }
            }
            _ => {
                let whole = self.draw.chance(0.85);
                unit.extend(others.take(if whole { usize::MAX } else { 1 }));
            }
        }
        unit
    }

    /// The relation code of a person in the lead's membership.
    fn pisat(&self, person: usize, lead: usize, cell: &Cell) -> u8 {
        let p = &self.persons[person];
        let by_worker = cell.segment.is_wage_worker() || cell.segment == Segment::Bp;
        let is_main = if by_worker {
            person == lead
        } else {
            p.role == Role::Head
        };
        match p.role {
            _ if is_main => 1,
            Role::Head | Role::Spouse => {
                if p.female {
                    3
                } else {
                    2
                }
            }
            Role::Child => 4,
            Role::Parent | Role::Other => 5,
        }
    }
}

/// Lines whose payer is a donor, and the villages it pays in.
fn donor_lines(scenario: &Scenario, reference: &Reference, lines: &[Line]) -> Vec<(u8, Vec<u16>)> {
    let mut found = Vec::new();
    for donor in &scenario.donors {
        let villages = donor
            .rings
            .iter()
            .flatten()
            .filter_map(|v| reference.village(v))
            .collect::<Vec<_>>();
        for (at, line) in lines.iter().enumerate() {
            if line.payer == donor.code {
                found.push((at as u8, villages.clone()));
            }
        }
    }
    found
}

/// Which segments a family is drawn to.
struct Liking {
    decile: u8,
    worker: bool,
    old: bool,
    newcomer: bool,
}

impl Liking {
    fn of(lead: &Person, household: &Household, age: i32) -> Self {
        Self {
            decile: household.decile,
            worker: (19..58).contains(&age),
            old: age >= 56,
            newcomer: lead.arrival == Arrival::Moved,
        }
    }

    /// The pull of having no membership at all.
    fn without(&self) -> f64 {
        if self.newcomer { 5.0 } else { 1.0 }
    }

    /// The pull of a cell; 0 where it does not suit.
    fn cell(&self, cell: &Cell, household: &Household, donors: &[(u8, Vec<u16>)]) -> f64 {
        let poor = self.decile <= 5;
        if let Some((_, villages)) = donors.iter().find(|(line, _)| *line == cell.line) {
            let near = villages.contains(&household.village);
            return if near && poor { 8.0 } else { 0.0 };
        }
        match cell.segment {
            Segment::PbiJk => match self.decile {
                ..=4 => 3.0,
                5 => 1.5,
                6 | 7 => 0.3,
                _ => 0.08,
            },
            Segment::PbpuPemda => match self.decile {
                ..=5 => 1.6,
                6..=8 => 1.1,
                _ => 0.4,
            },
            Segment::PpuPn if self.worker => {
                if self.decile <= 3 {
                    0.3
                } else {
                    1.5
                }
            }
            Segment::PpuBu if self.worker => {
                if self.decile <= 3 {
                    0.7
                } else {
                    1.3
                }
            }
            Segment::Bp if self.old => 25.0,
            Segment::Pbpu => 1.0,
            _ => 0.0,
        }
    }
}

/// Which cells records that do not count are drawn to.
fn liking_of_error(class: Class, cell: &Cell) -> f64 {
    let by_government = matches!(cell.segment, Segment::PbiJk | Segment::PbpuPemda);
    match class {
        Class::Deceased if by_government && cell.active => 2.5,
        Class::NonResident => match cell.segment {
            Segment::PbpuPemda => 0.15,
            Segment::PpuBu | Segment::Pbpu => 1.6,
            _ => 0.6,
        },
        Class::DifferentPerson | Class::NotFound if by_government => 2.5,
        Class::Duplicate if cell.segment == Segment::PbpuPemda && cell.active => 1.5,
        Class::Duplicate if !cell.active => 2.0,
        _ => 0.7,
    }
}
