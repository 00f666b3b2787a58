//! Thresholds of coverage: immediate activation, UHC Prioritas, RPJMN, awards.

mod award;
mod criterion;
mod rule;
mod way;

use jiff::civil::Date;
use semesta_domain::{Lang, Ratio};

pub use award::{Award, award};
pub use criterion::{Criterion, CriterionKind, Outcome};
pub use rule::{Evaluation, Threshold};
pub use way::{CheapestWay, Lack};

use crate::law::Law;
use crate::law_error::LawError;

/// A threshold of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThresholdId {
    /// Immediate activation ("non cut-off"), until 2024.
    Immediate,
    /// UHC Prioritas, from 2025.
    Prioritas,
    /// The national plan.
    Rpjmn,
    /// Entry to the year's award.
    AwardEntry,
    /// The award's highest category.
    AwardUtama,
    /// The award's middle category.
    AwardMadya,
    /// The award's first category.
    AwardPratama,
}

impl ThresholdId {
    /// Every threshold, the award's categories from the highest.
    pub const ALL: [Self; 7] = [
        Self::Immediate,
        Self::Prioritas,
        Self::Rpjmn,
        Self::AwardEntry,
        Self::AwardUtama,
        Self::AwardMadya,
        Self::AwardPratama,
    ];

    /// The parameter's id.
    #[must_use]
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Immediate => "threshold.immediate",
            Self::Prioritas => "threshold.prioritas",
            Self::Rpjmn => "threshold.rpjmn",
            Self::AwardEntry => "threshold.award.entry",
            Self::AwardUtama => "threshold.award.utama",
            Self::AwardMadya => "threshold.award.madya",
            Self::AwardPratama => "threshold.award.pratama",
        }
    }

    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Prioritas => "prioritas",
            Self::Rpjmn => "rpjmn",
            Self::AwardEntry => "award_entry",
            Self::AwardUtama => "award_utama",
            Self::AwardMadya => "award_madya",
            Self::AwardPratama => "award_pratama",
        }
    }

    /// The words on pages.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::Immediate => ("Aktivasi langsung (non cut-off)", "Immediate activation"),
            Self::Prioritas => ("UHC Prioritas", "UHC Prioritas"),
            Self::Rpjmn => ("RPJMN", "National plan (RPJMN)"),
            Self::AwardEntry => ("UHC Award: syarat", "UHC Award: entry"),
            Self::AwardUtama => ("UHC Award Utama", "UHC Award Utama"),
            Self::AwardMadya => ("UHC Award Madya", "UHC Award Madya"),
            Self::AwardPratama => ("UHC Award Pratama", "UHC Award Pratama"),
        };
        lang.pick(id, en)
    }
}

/// What a city says to a question; what it did not show is never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not shown.
    #[default]
    Unknown,
}

impl Answer {
    /// Reads `yes`, `no`, `ya`, `tidak`, `unknown`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "yes" | "ya" | "true" | "y" | "ada" => Some(Self::Yes),
            "no" | "tidak" | "false" | "n" | "t" | "tidak ada" => Some(Self::No),
            "unknown" | "" | "?" | "tidak diketahui" => Some(Self::Unknown),
            _ => None,
        }
    }
}

/// What a city shows for a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CityFigures {
    /// Population.
    pub population: i64,
    /// Registered members, active or not.
    pub registered: i64,
    /// Active members.
    pub active: i64,
    /// Registered by local government (`pbpu_pemda`), active or not, all payers.
    pub pemda_registered: Option<i64>,
    /// Whether contributions of city-paid members are in arrears.
    pub arrears: Answer,
    /// Whether the city has UHC Prioritas.
    pub prioritas: Answer,
}

/// The active ratio that thresholds use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActiveRatio {
    /// Active over population.
    OfPopulation,
    /// Active over registered.
    OfRegistered,
}

impl ActiveRatio {
    /// The ratio in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or the parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        let choice: String = law.get("indicator.active_ratio", on)?;
        Ok(if choice == "active_of_registered" {
            Self::OfRegistered
        } else {
            Self::OfPopulation
        })
    }

    /// The indicator's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OfPopulation => "active_of_population",
            Self::OfRegistered => "active_of_registered",
        }
    }

    fn of(self, figures: &CityFigures) -> Ratio {
        Ratio {
            numerator: figures.active,
            denominator: match self {
                Self::OfPopulation => figures.population,
                Self::OfRegistered => figures.registered,
            },
        }
    }
}
