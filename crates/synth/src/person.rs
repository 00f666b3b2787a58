//! People and households as they really are.

use crate::calendar::{Day, NEVER};
use crate::names::Name;

/// Place in the family card (SHDK).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Kepala keluarga.
    Head,
    /// Suami or istri of the head.
    Spouse,
    /// Anak.
    Child,
    /// Orang tua or mertua.
    Parent,
    /// Famili lain.
    Other,
}

/// Why somebody is no longer a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Departure {
    /// Still here.
    None,
    /// Died.
    Died,
    /// Moved out.
    Moved,
}

/// How somebody became a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Was here before the first month.
    Always,
    /// Born here within the months.
    Born,
    /// Moved in within the months.
    Moved,
}

/// A person: resident, former resident, or (a ghost) known to no office.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) nik: u64,
    pub(crate) birth: Day,
    pub(crate) household: u32,
    pub(crate) name: Name,
    pub(crate) female: bool,
    pub(crate) role: Role,
    pub(crate) village: u16,
    /// Regency of birth, as an index into the reference's origins.
    pub(crate) origin: u16,
    pub(crate) arrival: Arrival,
    /// Day of arrival (birth or move), or the day of birth.
    pub(crate) arrived: Day,
    /// Month in whose list of moves the arrival appears.
    pub(crate) announced: i16,
    /// First month whose register, if one is delivered, has the person.
    pub(crate) listed: i16,
    pub(crate) departure: Departure,
    /// Day of death or of the move, or [`NEVER`].
    pub(crate) left: Day,
    /// Month in whose list of deaths or moves it appears; a month before the
    /// first where the register knows it from the start.
    pub(crate) reported: i16,
    /// First month whose register shows the departure.
    pub(crate) struck: i16,
    /// Month of a wedding within the months, after which the family card is new.
    pub(crate) wed: Option<i16>,
}

impl Person {
    /// Whether nobody's list ever has this person.
    pub(crate) fn is_ghost(&self) -> bool {
        self.household == GHOST
    }

    /// Age in whole years at a day.
    pub(crate) fn age(&self, on: Day) -> i32 {
        ((f64::from(on - self.birth)) / 365.25).floor() as i32
    }

    /// Whether the person has departed on or before a day.
    pub(crate) fn gone_by(&self, day: Day) -> bool {
        self.left != NEVER && self.left <= day
    }
}

/// The household of people known to no office.
pub(crate) const GHOST: u32 = u32::MAX;

/// A household: the people of one family card, side by side in the list.
#[derive(Debug, Clone)]
pub(crate) struct Household {
    pub(crate) start: u32,
    pub(crate) len: u8,
    pub(crate) village: u16,
    /// Welfare decile (DTSEN), 1 poorest.
    pub(crate) decile: u8,
    pub(crate) kk: u64,
}

impl Household {
    /// The places of its people in the list.
    pub(crate) fn members(&self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + usize::from(self.len)
    }
}
