//! Who needs a payer, and which routes are open, from a run's tables.

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use rustc_hash::FxHashSet;
use semesta_domain::{Month, Segment, date_from_days};
use semesta_law::{Obstacle, Route, age_in_years};
use semesta_planning::Vulnerability;

use super::columns::{column, digits, integer};
use super::error::FundingError;
use crate::results::{Table, Words};
use crate::run::RunFolder;

/// A resident without an active membership.
///
/// `Debug` shows no identifier.
#[derive(Clone)]
pub struct Needy {
    /// NIK as a number.
    pub nik: u64,
    /// Family card as a number, 0 without one.
    pub kk: u64,
    /// Whether there is a membership, if an inactive one.
    pub registered: bool,
    /// Whether somebody on the family card is covered.
    pub relative_covered: bool,
    /// Welfare decile, where known.
    pub decile: Option<i64>,
    /// Why they come first, if they do.
    pub vulnerability: Vulnerability,
    /// Open routes.
    pub ways: Vec<Way>,
}

impl std::fmt::Debug for Needy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Needy")
            .field("registered", &self.registered)
            .field("vulnerability", &self.vulnerability)
            .field("ways", &self.ways)
            .finish_non_exhaustive()
    }
}

/// A way to a payer that money or somebody's duty opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By an employer.
    Employer,
    /// By a relative's employer.
    Family,
    /// Of a mother whose membership costs no government money.
    Mother {
        /// Whether the centre pays for her.
        by_centre: bool,
    },
    /// Free after a lay-off, until the city takes over.
    Guarantee {
        /// The first month of the city's.
        city_from: Month,
    },
    /// By the payer of a programme.
    Programme(String),
    /// A ring donor that only the decile may rule out.
    Ring(String),
}

/// Under this age a child comes first (bayi dan balita).
const SMALL_CHILD: i64 = 5;
/// From this age one is old (lansia, UU 13/1998).
const OLD: i64 = 60;

/// Reads the residents in need with their routes, in the run's order.
///
/// `on` is the run's date, for ages.
///
/// # Errors
/// If a table cannot be read.
pub fn needy(run: &RunFolder, on: jiff::civil::Date) -> Result<Vec<Needy>, FundingError> {
    let mut needy: Vec<Needy> = Vec::new();
    let mut covered: FxHashSet<u64> = FxHashSet::default();
    let (residents, routes) = rayon::join(
        || run.read_columns(Table::Residents, &OF_RESIDENTS),
        || run.read_columns(Table::Routes, &OF_ROUTES),
    );
    for batch in residents? {
        let active = column(&batch, "active")?.as_boolean();
        let registered = column(&batch, "registered")?.as_boolean();
        let (niks, cards) = (column(&batch, "nik")?, column(&batch, "no_kk")?);
        let (births, deciles) = (column(&batch, "birth_date")?, column(&batch, "decile")?);
        for row in 0..batch.num_rows() {
            let kk = digits(cards, row);
            if active.value(row) {
                covered.insert(kk);
                continue;
            }
            let decile = integer(deciles, row);
            needy.push(Needy {
                nik: digits(niks, row),
                kk,
                registered: registered.value(row),
                relative_covered: false,
                decile,
                vulnerability: vulnerability(births, row, on, decile),
                ways: Vec::new(),
            });
        }
    }
    covered.remove(&0);
    for person in &mut needy {
        person.relative_covered = covered.contains(&person.kk);
    }
    add_ways(&routes?, &mut needy)?;
    Ok(needy)
}

/// The columns that are read.
const OF_RESIDENTS: [&str; 6] = [
    "nik",
    "no_kk",
    "birth_date",
    "registered",
    "active",
    "decile",
];
const OF_ROUTES: [&str; 8] = [
    "nik",
    "rank",
    "ruled_out",
    "route",
    "payer",
    "segment",
    "reason",
    "city_from",
];

/// The routes come in the residents' order, each resident's from rank 1.
fn add_ways(routes: &[RecordBatch], needy: &mut [Needy]) -> Result<(), FundingError> {
    let mut people = needy.iter_mut();
    let mut current: Option<&mut Needy> = None;
    for batch in routes {
        let (ranks, niks) = (column(batch, "rank")?, column(batch, "nik")?);
        let ruled_out = column(batch, "ruled_out")?.as_boolean();
        let routes = words(batch, "route", Route::parse)?;
        let obstacles = words(batch, "reason", Obstacle::parse)?;
        let segments = words(batch, "segment", |code| code.parse().ok())?;
        let payers = words(batch, "payer", |code| Some(code.to_owned()))?;
        let months = words(batch, "city_from", |month| month.parse().ok())?;
        for row in 0..batch.num_rows() {
            if integer(ranks, row) == Some(1) {
                current = people.next();
            }
            let Some(person) = current.as_deref_mut() else {
                return Err(FundingError::OutOfOrder);
            };
            if person.nik != digits(niks, row) {
                return Err(FundingError::OutOfOrder);
            }
            let route = routes.at(row).ok_or(FundingError::Cell("route"))?;
            let obstacle = obstacles.at(row).filter(|_| ruled_out.value(row));
            person.ways.extend(Way::of(&Found {
                route: *route,
                obstacle: obstacle.copied(),
                segment: segments.at(row).copied(),
                city_from: months.at(row).copied(),
                payer: payers.at(row).map_or("", String::as_str),
            }));
        }
    }
    Ok(())
}

fn words<'a, T>(
    batch: &'a RecordBatch,
    name: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Words<'a, T>, FundingError> {
    Words::of(column(batch, name)?, read).ok_or(FundingError::Cell(name))
}

/// A candidate payer, from a run's table or from the law.
pub(super) struct Found<'a> {
    pub(super) route: Route,
    /// What rules it out.
    pub(super) obstacle: Option<Obstacle>,
    pub(super) segment: Option<Segment>,
    pub(super) city_from: Option<Month>,
    pub(super) payer: &'a str,
}

impl Way {
    /// The way that a candidate is for a plan.
    pub(super) fn of(found: &Found<'_>) -> Option<Self> {
        // The donor's decile limit is looked at when the plan is built.
        if found.route == Route::Donor {
            let stays_out = found.obstacle == Some(Obstacle::DonorNotCompliant);
            return (!stays_out).then(|| Self::Ring(found.payer.to_owned()));
        }
        if found.obstacle.is_some() {
            return None;
        }
        match found.route {
            Route::Employer => Some(Self::Employer),
            Route::WorkerFamily => Some(Self::Family),
            Route::Newborn => found
                .segment
                .filter(|segment| *segment != Segment::PbpuPemda)
                .map(|segment| Self::Mother {
                    by_centre: segment == Segment::PbiJk,
                }),
            Route::LayOffGuarantee => found
                .city_from
                .map(|city_from| Self::Guarantee { city_from }),
            Route::Programme => Some(Self::Programme(found.payer.to_owned())),
            // PBI hangs on the decile; the city is open to everybody.
            Route::PbiJk | Route::Donor | Route::Mandiri | Route::Pemda => None,
        }
    }
}

fn vulnerability(
    births: &ArrayRef,
    row: usize,
    on: jiff::civil::Date,
    decile: Option<i64>,
) -> Vulnerability {
    let births = births.as_primitive::<Date32Type>();
    let birth = (!births.is_null(row))
        .then(|| births.value(row))
        .and_then(date_from_days);
    match birth.map(|birth| age_in_years(birth, on)) {
        Some(age) if age < SMALL_CHILD => Vulnerability::Infant,
        Some(age) if age >= OLD => Vulnerability::Elderly,
        _ => decile
            .and_then(|decile| u8::try_from(decile).ok())
            .map_or(Vulnerability::None, Vulnerability::Decile),
    }
}
