//! A record of the roll through the months.

use crate::calendar::{Calendar, Day};
use crate::class::Class;

/// Before the first month.
pub(crate) const BEFORE: i16 = i16::MIN;
/// No employer.
pub(crate) const NO_EMPLOYER: u32 = u32::MAX;

/// Why a membership is inactive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Active.
    None,
    /// Contribution unpaid.
    Arrears,
    /// Left its employer.
    LeftWork,
    /// Struck from the centre's list.
    Purged,
    /// Struck from the city's list.
    Removed,
}

impl Reason {
    /// The words in the roll's `alasan`.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Arrears => "MENUNGGAK IURAN",
            Self::LeftWork => "TIDAK BEKERJA / PHK",
            Self::Purged => "NONAKTIF PBI SK MENSOS",
            Self::Removed => "DIKELUARKAN PEMDA",
        }
    }
}

/// A stretch of months with one segment and status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spell {
    /// First month, or [`BEFORE`].
    pub(crate) from: i16,
    /// The line of the scenario's segments.
    pub(crate) line: u8,
    pub(crate) active: bool,
    pub(crate) reason: Reason,
}

/// A dismissal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LayOff {
    /// Month of the dismissal.
    pub(crate) month: i16,
    pub(crate) day: u8,
    /// Index into the codes of proofs; the first three qualify.
    pub(crate) proof: u8,
    pub(crate) employer: u32,
}

/// What the roll shows as a NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NikState {
    /// The person's own.
    Intact,
    /// Empty, or a placeholder.
    Missing,
    /// One digit wrong.
    Typo,
    /// Two neighbouring digits exchanged.
    Transposed,
    /// Scientific notation.
    Scientific,
    /// Last digit lost to a spreadsheet.
    Rounded,
    /// That of a relative or stranger.
    Other,
    /// A ghost's, which fits nobody.
    Unknown,
}

impl NikState {
    /// The word in the truth.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Missing => "missing",
            Self::Typo => "typo",
            Self::Transposed => "transposed",
            Self::Scientific | Self::Rounded => "rounded",
            Self::Other => "other_person",
            Self::Unknown => "unknown",
        }
    }
}

/// What the roll shows as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameState {
    Intact,
    /// A title before or after.
    Title,
    /// A customary abbreviation or variant of a word.
    Variant,
    /// A letter wrong.
    Typo,
    /// Last word left out, or shortened to its initial.
    Shortened,
    /// Words joined, or other case.
    Joined,
    /// "BY NY" and the mother's name.
    Newborn,
}

impl NameState {
    /// The word in the truth.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Intact => "",
            Self::Title => "name_title",
            Self::Variant => "name_variant",
            Self::Typo => "name_typo",
            Self::Shortened => "name_shortened",
            Self::Joined => "name_joined",
            Self::Newborn => "name_newborn",
        }
    }
}

/// What the roll shows as a birth date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BirthState {
    Intact,
    /// Day and month exchanged.
    Swapped,
    /// One digit wrong.
    Digit,
    /// Empty or a placeholder.
    Missing,
}

impl BirthState {
    /// The word in the truth.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Intact => "",
            Self::Swapped => "birth_swapped",
            Self::Digit => "birth_digit",
            Self::Missing => "birth_missing",
        }
    }
}

/// What the roll shows as an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressState {
    Intact,
    /// Another village of the city.
    Stale,
    /// None.
    Missing,
    /// Outside the city.
    Outside,
}

impl AddressState {
    /// The word in the truth.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Intact => "",
            Self::Stale => "address_stale",
            Self::Missing => "address_missing",
            Self::Outside => "address_outside",
        }
    }
}

/// A record of the roll.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) card: u64,
    pub(crate) person: u32,
    pub(crate) class: Class,
    /// The family or person whose months go together.
    pub(crate) unit: u32,
    pub(crate) pisat: u8,
    pub(crate) spells: [Spell; 3],
    pub(crate) n_spells: u8,
    /// First month without the record.
    pub(crate) until: i16,
    /// Start of the first spell where that lies before the first month.
    pub(crate) since: Day,
    pub(crate) lay_off: Option<LayOff>,
    pub(crate) employer: u32,
    pub(crate) nik: u64,
    pub(crate) nik_state: NikState,
    pub(crate) name_state: NameState,
    pub(crate) birth: Day,
    pub(crate) birth_state: BirthState,
    /// Village code, 0 for none.
    pub(crate) address: u64,
    pub(crate) address_state: AddressState,
    /// Random bits for choices at writing.
    pub(crate) salt: u32,
}

impl Record {
    /// The spell of a month, if the record is in that month's roll.
    pub(crate) fn spell(&self, month: i16) -> Option<Spell> {
        if month >= self.until {
            return None;
        }
        let spells = &self.spells[..usize::from(self.n_spells)];
        spells.iter().rev().find(|s| s.from <= month).copied()
    }

    /// Start and end of the membership as a month's roll shows them.
    pub(crate) fn term(&self, month: i16, calendar: &Calendar) -> Option<(Day, Option<Day>)> {
        let spells = &self.spells[..usize::from(self.n_spells)];
        let place = spells.iter().rposition(|s| s.from <= month)?;
        let spell = spells[place];
        if spell.active {
            return Some((self.start(spell.from, calendar), None));
        }
        let end = if spell.from == BEFORE {
            // Ended between its start and the first month.
            let first = calendar.first_day(calendar.first());
            self.since + (first - 1 - self.since).max(0) * i32::from(self.salt as u8) / 256
        } else {
            calendar.first_day(spell.from) - 1
        };
        // The earlier spell of the same segment began the membership.
        let earlier = place.checked_sub(1).map(|p| spells[p]);
        let start = match earlier.filter(|e| e.line == spell.line) {
            Some(e) => self.start(e.from, calendar),
            None => self.since.min(end),
        };
        Some((start.min(end), Some(end)))
    }

    fn start(&self, from: i16, calendar: &Calendar) -> Day {
        if from == BEFORE {
            self.since
        } else {
            calendar.first_day(from)
        }
    }

    /// Months in arrears in a month's roll, at most 24 and the current one.
    pub(crate) fn arrears(&self, month: i16, calendar: &Calendar) -> u8 {
        match self.spell(month) {
            Some(s) if s.reason == Reason::Arrears => {
                let from = if s.from == BEFORE {
                    self.term(month, calendar)
                        .and_then(|(_, end)| end)
                        .map_or(calendar.first(), |end| calendar.month_of(end + 1))
                } else {
                    s.from
                };
                (month - from + 1).clamp(1, 25) as u8
            }
            _ => 0,
        }
    }
}
