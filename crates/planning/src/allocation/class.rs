//! Who comes first.

use std::fmt;

/// Why a person comes before others, as the registers know it.
///
/// Where several hold, the caller names the first in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vulnerability {
    /// A baby or small child (bayi, balita).
    Infant,
    /// A pregnant woman (ibu hamil).
    Pregnant,
    /// An old person (lansia).
    Elderly,
    /// A person with a disability (penyandang disabilitas).
    Disabled,
    /// None of these; the DTSEN decile of the family, 1 the poorest.
    Decile(u8),
    /// None of these, decile unknown.
    None,
}

/// The class by which the plan ranks people: smaller is served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriorityClass {
    /// Babies and small children.
    Infant,
    /// Pregnant women.
    Pregnant,
    /// Old people.
    Elderly,
    /// People with disabilities.
    Disabled,
    /// People of a poor decile, the poorest first.
    Poor(u8),
    /// Others whose family would be divided without them.
    Family,
    /// Everyone else.
    Other,
}

impl PriorityClass {
    /// The class of someone who is vulnerable in their own right.
    #[must_use]
    pub fn of(vulnerability: Vulnerability, poor_deciles: u8) -> Option<Self> {
        Some(match vulnerability {
            Vulnerability::Infant => Self::Infant,
            Vulnerability::Pregnant => Self::Pregnant,
            Vulnerability::Elderly => Self::Elderly,
            Vulnerability::Disabled => Self::Disabled,
            Vulnerability::Decile(decile) if (1..=poor_deciles).contains(&decile) => {
                Self::Poor(decile)
            }
            Vulnerability::Decile(_) | Vulnerability::None => return None,
        })
    }

    /// The Indonesian words for pages.
    #[must_use]
    pub fn in_indonesian(self) -> String {
        match self {
            Self::Infant => "bayi dan balita".to_owned(),
            Self::Pregnant => "ibu hamil".to_owned(),
            Self::Elderly => "lansia".to_owned(),
            Self::Disabled => "penyandang disabilitas".to_owned(),
            Self::Poor(decile) => format!("desil {decile}"),
            Self::Family => "anggota keluarga".to_owned(),
            Self::Other => "warga lain".to_owned(),
        }
    }
}

impl fmt::Display for PriorityClass {
    /// The code in files: `infant`, `pregnant`, `elderly`, `disabled`, `decile_1`, `family`, `other`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Infant => f.write_str("infant"),
            Self::Pregnant => f.write_str("pregnant"),
            Self::Elderly => f.write_str("elderly"),
            Self::Disabled => f.write_str("disabled"),
            Self::Poor(decile) => write!(f, "decile_{decile}"),
            Self::Family => f.write_str("family"),
            Self::Other => f.write_str("other"),
        }
    }
}
