//! What a proposal says: sealed when it is drafted, never changed.

use std::fmt;

use semesta_domain::{CardNumber, Nik, RegionCode};
use serde::{Deserialize, Serialize};

use super::words::{Kind, Origin, Reason};

/// A citizen's name; masked wherever it is not asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl PersonName {
    /// Takes a name as delivered.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.trim().to_owned())
    }

    /// The name itself; only for files and pages that may show it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, word) in self.0.split_whitespace().enumerate() {
            let first = word.chars().next().unwrap_or('*');
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{first}***")?;
        }
        Ok(())
    }
}

/// Whom a proposal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The resident's NIK; absent where nobody fits the record.
    pub nik: Option<Nik>,
    /// The record's card.
    pub card: Option<CardNumber>,
    /// The name.
    pub name: PersonName,
    /// Where they live; the city where that is not known.
    pub area: RegionCode,
    /// Whether the record stands for itself: another record of the same person counts.
    pub is_spare_record: bool,
}

impl Subject {
    /// What two proposals of one month must not share: the person, or the record
    /// where it is nobody's or a spare one.
    pub(crate) fn key(&self) -> Option<String> {
        match (self.nik, self.card) {
            (_, Some(card)) if self.is_spare_record => Some(format!("card:{}", card.reveal())),
            (Some(nik), _) => Some(format!("nik:{}", nik.reveal())),
            (None, Some(card)) => Some(format!("card:{}", card.reveal())),
            (None, None) => None,
        }
    }
}

/// A membership before or after. **Shape** (JSON): codes; absent where it does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Side {
    /// The segment's code; absent where it hangs on the mother.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The payer's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// The class of care, 1–3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<u8>,
    /// Whether it is active.
    pub active: bool,
    /// The employer, where one pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The wage that a list names, rupiah a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wage: Option<i64>,
    /// The NIK on the record, in a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nik: Option<GivenNik>,
}

/// A NIK as a record shows it, intact or not; masked wherever it is not asked for.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GivenNik(pub(crate) String);

impl GivenNik {
    /// Takes it as delivered.
    #[must_use]
    pub fn new(given: &str) -> Self {
        Self(given.to_owned())
    }

    /// The digits; only for files and pages that may show them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for GivenNik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NIK ******")
    }
}

/// Something to be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What would change.
    pub kind: Kind,
    /// Whom it is about.
    pub subject: Subject,
    /// The membership as it is; none if there is none.
    pub before: Option<Side>,
    /// The membership as it would be; none if it ends.
    pub after: Option<Side>,
    /// Why.
    pub reason: Reason,
    /// In words, what the code does not say.
    pub note: String,
    /// Where it came from.
    pub origin: Origin,
    /// The run that found it.
    pub run: Option<String>,
    /// A day by which it must be sent whatever the cut-off, such as a newborn's.
    pub deadline: Option<jiff::civil::Date>,
}

/// What a proposal says. **Shape** (JSON): stored once, with its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The membership as it is.
    pub before: Option<Side>,
    /// The membership as it would be.
    pub after: Option<Side>,
    /// In words, what the reason's code does not say.
    pub note: String,
    /// What the law says, one parameter a line.
    pub law: Vec<String>,
    /// Rupiah a month by payer's code, before.
    pub cost_before: Vec<(String, i64)>,
    /// Rupiah a month by payer's code, after.
    pub cost_after: Vec<(String, i64)>,
    /// The day the proposal was drafted for.
    pub received: String,
    /// The first day in effect if it is received that day.
    pub effective: String,
    /// Why then: the code of the cut-off rule's reason.
    pub effective_reason: String,
    /// Whether the city had UHC Prioritas that day.
    pub prioritas: bool,
}
