//! Births, deaths, moves and weddings within the months.

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::names::NameBook;
use crate::person::{Arrival, Departure, Household, Person, Role};
use crate::population::{Batch, Population, populate};
use crate::reference::Reference;
use crate::rng::{Cumulated, Draw, Part};
use crate::scenario::Scenario;

/// Deaths a year and person; Tarakan 2024: 1,205 of 252,924 (facts.csv).
const DEATHS_A_YEAR: f64 = 0.0048;
/// Months before the first whose departures the register still shows.
const REMEMBERED: i16 = 18;
/// Month of a report that no delivered list has.
const BEFORE: i16 = i16::MIN;
/// People whose lives are drawn from one stream.
const BLOCK: usize = 4096;

/// What the events are drawn from.
pub(crate) struct Lives<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) reference: &'a Reference,
    pub(crate) book: &'a NameBook,
    pub(crate) calendar: Calendar,
    pub(crate) seed: u64,
}

impl Lives<'_> {
    /// The people of all lists: `n` whom the last register shows as living,
    /// then those who left, then those who came too late for it.
    pub(crate) fn population(&self, n: usize) -> Population {
        let places = &self.scenario.places;
        let batch = |first_block, n, migrants| Batch {
            seed: self.seed,
            first_block,
            n,
            migrants,
        };
        let of = |b| populate(self.reference, self.book, &self.calendar, b);
        let mut city = of(batch(0, n, places.migrants));
        self.live(&mut city);
        let span = f64::from(self.calendar.n_months + REMEMBERED) / 12.0;
        let moves = self.scenario.identity.moves_a_year;
        let n_moved = (n as f64 * moves * span).round() as usize;
        let mut moved = of(batch(1 << 24, n_moved, places.migrants + 0.2));
        self.move_out(&mut moved);
        let n_dead = (n as f64 * DEATHS_A_YEAR * span).round() as usize;
        self.bury(&mut city, n_dead);
        join(&mut city, moved);
        let n_new = (n as f64 * moves / 12.0 * 0.4).round() as usize;
        let mut incoming = of(batch(2 << 24, n_new, 1.0));
        self.move_in_late(&mut incoming);
        join(&mut city, incoming);
        city
    }

    /// Gives the living their births, arrivals, weddings and last departures.
    fn live(&self, city: &mut Population) {
        let households = &city.households;
        city.persons
            .par_chunks_mut(BLOCK)
            .enumerate()
            .for_each(|(block, persons)| {
                let mut draw = Draw::new(self.seed, Part::Lives, block as u64);
                for person in persons {
                    self.arrive(person, &mut draw);
                    self.depart_late(person, &mut draw);
                }
            });
        let n = households.len() as u64;
        for (at, home) in households.iter().enumerate() {
            let mut draw = Draw::new(self.seed, Part::Lives, (1 << 40) + at as u64);
            let people = &mut city.persons[home.members()];
            self.family_moves(people, &mut draw);
            if n > 50 {
                self.wed(people, &mut draw);
            }
        }
    }

    /// Births within the months.
    fn arrive(&self, person: &mut Person, draw: &mut Draw) {
        let first = self.calendar.first_day(self.calendar.first());
        if person.birth >= first {
            let month = self.calendar.month_of(person.birth);
            person.arrival = Arrival::Born;
            person.listed = (month + i16::from(draw.chance(0.3))).min(0);
        }
    }

    /// Departures that the last register does not show yet.
    fn depart_late(&self, person: &mut Person, draw: &mut Draw) {
        let age = person.age(self.calendar.last_day(0)).clamp(0, 100) as usize;
        let dies = self.reference.deaths[age][usize::from(person.female)] * 0.75;
        let moves = self.scenario.identity.moves_a_year;
        // About a month of deaths and of moves waits to be entered.
        let (departure, months) = match draw.unit() {
            u if u < dies / 12.0 * 1.3 => (Departure::Died, 1),
            u if u < (dies + moves * 0.7) / 12.0 * 1.3 => (Departure::Moved, 1),
            _ => return,
        };
        if person.arrival == Arrival::Born {
            return;
        }
        let month = -i16::from(draw.chance(0.3)) * months;
        person.departure = departure;
        person.left = self.calendar.first_day(month) + draw.below(28) as i32;
        // One in ten is reported later than the last month: nobody knows yet.
        person.reported = if draw.chance(0.1) { 1 } else { 0 };
        person.struck = 1;
    }

    /// Families that moved in within the months.
    fn family_moves(&self, people: &mut [Person], draw: &mut Draw) {
        let years = f64::from(self.calendar.n_months) / 12.0;
        let moves = self.scenario.identity.moves_a_year * years;
        if !draw.chance(moves) {
            return;
        }
        let month = -(draw.below(self.calendar.n_months as usize) as i16);
        let day = self.calendar.first_day(month) + draw.below(28) as i32;
        let announced = (month + i16::from(draw.chance(0.2))).min(0);
        let listed = (announced + i16::from(draw.chance(0.4))).min(0);
        let alone = draw.chance(0.25);
        for person in people.iter_mut() {
            let moved_before_leaving = person.left < day + 30;
            if person.birth >= day || moved_before_leaving || (alone && person.role == Role::Head) {
                continue;
            }
            person.arrival = Arrival::Moved;
            person.arrived = day;
            person.announced = announced;
            person.listed = listed;
            person.origin = self.reference.draw_origin(draw);
        }
    }

    /// Young couples without children may have married within the months.
    fn wed(&self, people: &mut [Person], draw: &mut Draw) {
        let [head, spouse] = people else { return };
        let young = head.age(self.calendar.last_day(0)) < 36;
        let settled = head.arrival == Arrival::Always && spouse.arrival == Arrival::Always;
        if young && settled && spouse.role == Role::Spouse && draw.chance(0.25) {
            let month = self.calendar.first() + draw.below(self.calendar.n_months as usize) as i16;
            head.wed = Some(month);
            spouse.wed = Some(month);
        }
    }

    /// Lets a whole batch move out, before or within the months.
    fn move_out(&self, moved: &mut Population) {
        for (at, home) in moved.households.iter().enumerate() {
            let mut draw = Draw::new(self.seed, Part::Lives, (2 << 40) + at as u64);
            let first = self.calendar.first() - REMEMBERED;
            let month = first + draw.below((-first) as usize) as i16;
            let day = self.calendar.first_day(month) + draw.below(28) as i32;
            for person in &mut moved.persons[home.members()] {
                person.departure = Departure::Moved;
                person.left = day.max(person.birth + 1);
                self.report(person, month, &mut draw, 0.12);
            }
        }
    }

    /// Adds people who died, each from a household of the city.
    fn bury(&self, city: &mut Population, n: usize) {
        let risk = |age: usize, sex: usize| self.reference.deaths[age][sex];
        let ages = Cumulated::new((0..202).map(|i| risk(i / 2, i % 2) * survivors(i / 2)));
        let mut draw = Draw::new(self.seed, Part::Lives, 3 << 40);
        for _ in 0..n {
            let place = ages.draw(&mut draw);
            let home = draw.below(city.households.len());
            let relative = city.persons[city.households[home].start as usize].clone();
            city.persons.push(self.dead(relative, place, &mut draw));
        }
    }

    /// A relative of the given person who died.
    fn dead(&self, relative: Person, place: usize, draw: &mut Draw) -> Person {
        let (age, female) = ((place / 2) as i32, place % 2 == 1);
        let first = self.calendar.first() - REMEMBERED;
        let month = first + draw.below((-first) as usize) as i16;
        let day = self.calendar.first_day(month) + draw.below(28) as i32;
        let birth = day - age * 365 - draw.below(360) as i32 - 1;
        let year = crate::calendar::civil(birth).0;
        let mut person = Person {
            birth,
            female,
            name: self.book.compose(draw, female, year, None),
            role: if age > 45 { Role::Parent } else { Role::Other },
            departure: Departure::Died,
            arrival: Arrival::Always,
            arrived: birth,
            announced: BEFORE,
            listed: BEFORE,
            left: day,
            wed: None,
            ..relative
        };
        self.report(&mut person, month, draw, 0.2);
        person
    }

    /// When a departure is reported, and when the register shows it.
    fn report(&self, person: &mut Person, month: i16, draw: &mut Draw, late: f64) {
        let delay = match draw.unit() {
            u if u < late => 2 + draw.below(8) as i16,
            u if u < late + 0.2 => 1,
            _ => 0,
        };
        let reported = (month + delay).min(-1);
        let struck = (reported + i16::from(draw.chance(0.5))).min(0);
        let in_lists = reported >= self.calendar.first();
        person.reported = if in_lists { reported } else { BEFORE };
        person.struck = if in_lists { struck } else { BEFORE };
    }

    /// Lets a batch arrive in the last month, after the register was closed.
    fn move_in_late(&self, incoming: &mut Population) {
        for (at, home) in incoming.households.iter().enumerate() {
            let mut draw = Draw::new(self.seed, Part::Lives, (4 << 40) + at as u64);
            let day = self.calendar.first_day(0) + draw.below(27) as i32;
            for person in &mut incoming.persons[home.members()] {
                person.arrival = Arrival::Moved;
                person.arrived = day.max(person.birth);
                person.announced = 0;
                person.listed = 1;
            }
        }
    }
}

/// A rough number of people alive at an age, to weigh the risk of death.
fn survivors(age: usize) -> f64 {
    (1.0 - age as f64 / 101.0).powf(1.2).max(0.002)
}

/// Appends a population to another.
fn join(city: &mut Population, more: Population) {
    let (people, homes) = (city.persons.len() as u32, city.households.len() as u32);
    let shifted = |mut h: Household| {
        h.start += people;
        h
    };
    city.households
        .extend(more.households.into_iter().map(shifted));
    city.persons.extend(more.persons.into_iter().map(|mut p| {
        p.household += homes;
        p
    }));
}
