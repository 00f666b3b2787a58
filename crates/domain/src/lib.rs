//! The words of Semesta: identifiers, money, months, segments, standings and
//! findings, each parsed once at the edge and valid from then on.
//!
//! **Invariant:** nothing here reads a file, a clock or the environment, and
//! nothing panics on any input. Personal identifiers mask themselves in
//! `Debug` and `Display`; the full value is had only by an explicit `reveal`.

mod birth;
mod card;
mod codes;
mod date;
mod digits;
mod finding;
mod format;
mod gazetteer;
mod kk;
mod month;
pub mod name;
mod nik;
mod nik_cell;
mod payer;
mod region;
mod rupiah;
mod segment;
mod standing;

pub use birth::{BirthDateAgreement, birth_dates_agree, compare_birth_dates};
pub use card::{CardNumber, ParseCardError};
pub use codes::{
    EventDirection, LayOffProof, MembershipStatus, ParseCodeError, RegisterStatus, Sex,
    WorkerOrigin,
};
pub use date::{DateNote, ParseDateError, date_from_days, date_from_serial, days, parse_date};
pub use digits::says_nothing;
pub use finding::Finding;
pub use format::{Lang, Ratio, format_integer};
pub use gazetteer::{Gazetteer, region_exists, region_name};
pub use kk::{KkNumber, ParseKkError};
pub use month::{Month, ParseMonthError};
pub use nik::{Nik, ParseNikError};
pub use nik_cell::{NikCell, NikPrefix};
pub use payer::Payer;
pub use region::{ParseRegionError, RegionCode, RegionLevel};
pub use rupiah::{ParseRupiahError, Rupiah};
pub use segment::Segment;
pub use standing::Standing;
