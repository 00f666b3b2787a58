//! The guarantee after a lay-off (PHK), and births.

use jiff::ToSpan;
use jiff::civil::Date;
use semesta_domain::{LayOffProof, Month};

use crate::law::Law;
use crate::law_error::LawError;

/// The rules of the lay-off guarantee, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayOffRules {
    /// Months of benefit without contribution.
    pub months: i64,
    /// Whether each kind of proof qualifies, in the order of [`LayOffProof::ALL`].
    pub qualifies: [bool; 5],
}

/// What a dismissal means for the months after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarantee {
    /// Whether the proof gives the guarantee.
    pub qualifies: bool,
    /// The first free month; the same as `city_from` if there is none.
    pub free_from: Month,
    /// The first month in which the city must have taken over.
    pub city_from: Month,
}

impl Guarantee {
    /// Whether a month is free of contribution.
    #[must_use]
    pub fn covers(&self, month: Month) -> bool {
        self.free_from <= month && month < self.city_from
    }

    /// The same, ended by a new employer's membership from `month` on.
    #[must_use]
    pub fn ended_by_employment(self, month: Month) -> Self {
        Self {
            city_from: self.city_from.min(month).max(self.free_from),
            ..self
        }
    }
}

impl LayOffRules {
    /// Resolves the rules in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        let mut qualifies = [false; 5];
        for (flag, proof) in qualifies.iter_mut().zip(LayOffProof::ALL) {
            *flag = law.field("layoff.proof", proof.code(), on)? == Some(true);
        }
        Ok(Self {
            months: law.get("layoff.months", on)?,
            qualifies,
        })
    }

    /// The guarantee after a dismissal in a month, whatever the day: the six
    /// months after it are free if the proof qualifies; else the city takes
    /// over at once, the month after.
    ///
    /// **Law:** Perpres 59/2024 art. 27.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::{LayOffProof, Month};
    /// use semesta_law::{Law, LayOffRules};
    /// let rules = LayOffRules::on(&Law::embedded(), date(2025, 1, 1)).unwrap();
    /// let month = |text: &str| text.parse::<Month>().unwrap();
    /// let given = rules.guarantee(month("2025-01"), LayOffProof::CourtRuling);
    /// assert!(given.covers(month("2025-07")));
    /// assert_eq!(given.city_from, month("2025-08"));
    /// let none = rules.guarantee(month("2025-01"), LayOffProof::Resignation);
    /// assert_eq!(none.city_from, month("2025-02"));
    /// ```
    #[must_use]
    pub fn guarantee(&self, dismissed: Month, proof: LayOffProof) -> Guarantee {
        let qualifies = self.qualifies[proof as usize];
        let free_from = dismissed.next();
        let n_free = if qualifies { self.months } else { 0 };
        Guarantee {
            qualifies,
            free_from,
            city_from: free_from.plus(i32::try_from(n_free).unwrap_or(0)),
        }
    }
}

/// The rule of newborns, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewbornRule {
    /// Days from birth, inclusive.
    pub days: i64,
}

impl NewbornRule {
    /// Resolves the rule in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or the parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        Ok(Self {
            days: law.get("newborn.days", on)?,
        })
    }

    /// The last day for registering a child born on a day: 28 days after it.
    #[must_use]
    pub fn deadline(&self, birth: Date) -> Date {
        birth.saturating_add(self.days.clamp(0, 10_000).days())
    }

    /// Whether a child is a newborn on a day.
    #[must_use]
    pub fn is_newborn(&self, birth: Date, on: Date) -> bool {
        birth <= on && on <= self.deadline(birth)
    }
}
