//! Invented cities: population, rolls, bills and events, as messy as offices
//! deliver them, with the truth beside.
//!
//! A [`Scenario`] states what a city officially published; [`generate`] writes
//! K months of deliveries that follow from one another by life events and
//! whose last month has exactly those official counts, and `truth/`, which
//! says who every row really is and what was done to it.
//!
//! **Invariant:** the same scenario, options and seed give the same bytes, on
//! one thread and on many. Everyone here is invented: names are composed from
//! lists of words, NIKs and family cards have serials from 9000 up, card
//! numbers lie in the range `0009…`.

mod bill;
mod calendar;
mod class;
mod damage;
mod deliver;
mod economy;
mod enrol;
mod error;
mod generate;
mod ghosts;
mod history;
mod knowledge;
mod life;
mod names;
mod number;
mod payment;
mod person;
mod population;
mod quota;
mod record;
mod reference;
mod rng;
mod scenario;
mod text;
mod truth;
mod world;

pub use error::SynthError;
pub use generate::{Options, Progress, Quiet, Summary, generate};
pub use scenario::{
    Count, Damage, Donor, Identity, Places, Programme, Scenario, SegmentLine, Standings, Work,
};
