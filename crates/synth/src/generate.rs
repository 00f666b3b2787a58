//! One city, from its scenario to the files.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::calendar::Calendar;
use crate::class::Class;
use crate::damage::Damager;
use crate::deliver;
use crate::economy::{Economy, Ground};
use crate::enrol::{Dealer, Errors, blank};
use crate::error::SynthError;
use crate::ghosts::{haunt, stray};
use crate::history::Historian;
use crate::knowledge::Knowledge;
use crate::life::Lives;
use crate::names::NameBook;
use crate::number::{Serials, card, number};
use crate::payment::{charges, payments};
use crate::person::{Departure, Person};
use crate::population::Population;
use crate::quota::Quotas;
use crate::record::Record;
use crate::reference::Reference;
use crate::rng::{Draw, Part};
use crate::scenario::Scenario;
use crate::truth;
use crate::world::{Line, World, lines};

/// How much of a scenario to generate.
#[derive(Debug, Clone)]
pub struct Options {
    /// Living residents in the last register; the scenario's where absent.
    pub residents: Option<u64>,
    /// Months delivered, at least 1; the last is the scenario's.
    pub months: u16,
    /// The seed of all draws.
    pub seed: u64,
    /// Canonical CSV files without mess, for measuring.
    pub clean: bool,
    /// Months between two rolls; monthly up to 100,000 residents and
    /// quarterly above where absent. The last month always has one.
    pub roll_every: Option<u16>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            residents: None,
            months: 12,
            seed: 1,
            clean: false,
            roll_every: None,
        }
    }
}

/// Hears how far the work has come.
pub trait Progress: Sync {
    /// `done` of `total` steps of a stage are finished.
    fn step(&self, stage: &'static str, done: usize, total: usize);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn step(&self, _stage: &'static str, _done: usize, _total: usize) {}
}

/// What was generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The scenario's name.
    pub scenario: String,
    /// Living residents in the last register.
    pub population: u64,
    /// Records in the last roll.
    pub registered: u64,
    /// Active records in the last roll.
    pub active: u64,
    /// Delivered months, oldest first, `yyyy-mm`.
    pub months: Vec<String>,
}

/// Generates a city and writes `deliveries/` and `truth/` into a folder.
///
/// # Errors
/// When an option is out of bounds or a file cannot be written.
pub fn generate(
    scenario: &Scenario,
    options: &Options,
    out: &Path,
    progress: &dyn Progress,
) -> Result<Summary, SynthError> {
    let world = build(scenario, options, progress)?;
    deliver::make(out)?;
    let charges = charges(&world);
    let paid = payments(&world, &charges);
    let accounts = (charges.as_slice(), paid.as_slice());
    let rejected = deliver::deliver(&world, accounts, out, progress)?;
    truth::write(&world, &rejected, accounts, out, progress)?;
    Ok(Summary {
        scenario: scenario.name.clone(),
        population: world.quotas.population,
        registered: world.quotas.registered,
        active: world.quotas.active,
        months: world
            .calendar
            .months()
            .map(|m| world.calendar.name(m))
            .collect(),
    })
}

/// Checks the options against their bounds.
fn checked(scenario: &Scenario, options: &Options) -> Result<(Calendar, u64), SynthError> {
    let refuse = |option, expected: &str| SynthError::InvalidOption {
        option,
        expected: expected.to_owned(),
    };
    if !(1..=60).contains(&options.months) {
        return Err(refuse("months", "1 to 60"));
    }
    let residents = options.residents.unwrap_or(scenario.population.count);
    if !(200..=5_000_000).contains(&residents) {
        return Err(refuse("residents", "200 to 5000000"));
    }
    let last = scenario
        .month
        .parse()
        .map_err(|_| refuse("month", "yyyy-mm"))?;
    Ok((Calendar::new(last, options.months as i16), residents))
}

/// Invents the city.
pub(crate) fn build(
    scenario: &Scenario,
    options: &Options,
    progress: &dyn Progress,
) -> Result<World, SynthError> {
    let (calendar, residents) = checked(scenario, options)?;
    let seed = options.seed;
    let reference = Reference::load(scenario, seed)?;
    let book = NameBook::new(scenario, seed);
    let knowledge = Knowledge::new(calendar);
    let quotas = Quotas::new(scenario, residents);
    let lives = Lives {
        scenario,
        reference: &reference,
        book: &book,
        calendar,
        seed,
    };
    let mut city = lives.population(residents as usize);
    progress.step("population", 1, 4);
    let mut serials = Serials::default();
    number(&lives, &mut city, &mut serials);
    progress.step("population", 2, 4);
    let errors = Errors::of(scenario, quotas.registered);
    let ghosts = haunt(&lives, &mut city.persons, &mut serials, &errors);
    let strays = stray(&lives, &mut serials, residents as usize / 5000 + 1);
    let dealer = Dealer::new(
        scenario,
        &knowledge,
        &reference,
        &city.persons,
        &city.households,
        &quotas,
        seed,
    );
    let mut records = dealer.deal(errors, ghosts);
    let lines = lines(scenario);
    former(&mut records, &city.persons, &quotas, &knowledge, seed);
    progress.step("population", 3, 4);
    let shaping = Shaping {
        scenario,
        reference: &reference,
        book: &book,
        calendar,
        lines: &lines,
        residents: residents as usize,
        options,
    };
    shaping.shape(&mut records, &city);
    let ground = Ground {
        scenario,
        reference: &reference,
        calendar,
        knowledge: &knowledge,
        lines: &lines,
        persons: &city.persons,
        residents,
        seed,
        clean: options.clean,
    };
    let economy = Economy::found(&ground, &mut records);
    progress.step("population", 4, 4);
    let rolls = rolls(calendar, residents, options.roll_every);
    Ok(World {
        scenario: scenario.clone(),
        reference,
        book,
        calendar,
        knowledge,
        seed,
        clean: options.clean,
        quotas,
        persons: city.persons,
        households: city.households,
        strays,
        records,
        lines,
        economy,
        rolls,
    })
}

/// What gives records their months and their damage.
struct Shaping<'a> {
    scenario: &'a Scenario,
    reference: &'a Reference,
    book: &'a NameBook,
    calendar: Calendar,
    lines: &'a [Line],
    residents: usize,
    options: &'a Options,
}

impl Shaping<'_> {
    /// Gives every record its card, history and damage, and orders the roll.
    fn shape(&self, records: &mut [Record], city: &Population) {
        let seed = self.options.seed;
        let historian = Historian {
            calendar: self.calendar,
            lines: self.lines,
            seed,
        };
        let taken: FxHashSet<u64> = city.persons.iter().map(|p| p.nik).collect();
        let damager = Damager {
            scenario: self.scenario,
            reference: self.reference,
            book: self.book,
            persons: &city.persons,
            households: &city.households,
            lines: self.lines,
            taken: &taken,
            n_residents: self.residents,
            seed,
            clean: self.options.clean,
            today: self.calendar.last_day(0),
        };
        records
            .par_iter_mut()
            .enumerate()
            .for_each(|(place, record)| {
                record.card = card(seed, place as u64);
                historian.write(record, &city.persons[record.person as usize]);
                damager.apply(place, record);
            });
        // The roll is in the order of the cards, which is no order at all.
        records.par_sort_unstable_by_key(|r| r.card);
    }
}

/// The months with a roll.
fn rolls(calendar: Calendar, residents: u64, every: Option<u16>) -> Vec<i16> {
    let usual = if residents > 100_000 { 3 } else { 1 };
    let every = every.map_or(usual, |e| e.clamp(1, 60) as i16);
    calendar
        .months()
        .filter(|m| m % every == 0 || *m == calendar.first())
        .collect()
}

/// Adds records of people whose departure took them off the roll within the months.
fn former(
    records: &mut Vec<Record>,
    persons: &[Person],
    quotas: &Quotas,
    knowledge: &Knowledge,
    seed: u64,
) {
    let enrolled: FxHashSet<u32> = records.iter().map(|r| r.person).collect();
    let mut unit = records.iter().map(|r| r.unit).max().unwrap_or(0) + 1;
    let mut draw = Draw::new(seed, Part::Enrol, 1);
    // Shares of the lines among the active, as in the last month.
    let weights: Vec<f64> = quotas
        .cells
        .iter()
        .map(|c| if c.active { c.left as f64 } else { 0.0 })
        .collect();
    for (place, person) in persons.iter().enumerate() {
        let in_lists = person.departure != Departure::None
            && (knowledge.calendar.first()..0).contains(&person.reported);
        if !in_lists || enrolled.contains(&(place as u32)) || !draw.chance(0.8) {
            continue;
        }
        let cell = quotas.cells[draw.weighted(&weights)];
        let mut record = blank(place as u32, Class::Former, &cell, 1, unit);
        record.until = person.reported + 1;
        records.push(record);
        unit += 1;
    }
}
