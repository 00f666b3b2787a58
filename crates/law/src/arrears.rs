//! Payments, arrears and instalments of self-paying members.

use jiff::civil::Date;
use semesta_domain::{Lang, Month, Rupiah};

use crate::components::Component;
use crate::contribution::{Class, ContributionRates, LocalAssistance};
use crate::law::Law;
use crate::law_error::LawError;

/// The numbers of status and arrears, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArrearsRules {
    /// The last day of the month for paying.
    pub due_day: i64,
    /// Months unpaid until inactive on the 1st of the next.
    pub inactive_after_months: i64,
    /// Most months charged on reactivation.
    pub months_max: i64,
    /// Current months paid besides.
    pub current_months: i64,
    /// Fewest months for instalments.
    pub instalment_months_min: i64,
    /// Most months for instalments.
    pub instalment_months_max: i64,
    /// Most instalments.
    pub instalment_steps_max: i64,
}

/// A membership's status as its payments make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentStatus {
    /// The day from which it is inactive; absent while active.
    pub inactive_from: Option<Date>,
    /// Whole months unpaid before the current one.
    pub months_in_arrears: i64,
    /// Whether the current month is unpaid after its due day.
    pub is_overdue: bool,
}

/// What reactivation costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reactivation {
    /// Months of arrears charged, at most 24.
    pub months_charged: i64,
    /// The arrears, each month by its own law.
    pub arrears: Rupiah,
    /// The current month.
    pub current: Rupiah,
}

impl Reactivation {
    /// Arrears and current month together.
    #[must_use]
    pub fn total(&self) -> Rupiah {
        self.arrears + self.current
    }
}

/// Why arrears cannot be paid in instalments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstalmentError {
    /// Too few months.
    #[error("instalments need at least {0} months of arrears")]
    TooFewMonths(i64),
    /// Too many months.
    #[error("instalments are for at most {0} months of arrears")]
    TooManyMonths(i64),
    /// A number of steps that is not allowed.
    #[error("instalments are at least 1 and at most {0}")]
    Steps(i64),
}

impl InstalmentError {
    /// The error in words for users.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::TooFewMonths(n), Lang::Id) => {
                format!("cicilan memerlukan tunggakan paling sedikit {n} bulan")
            }
            (Self::TooManyMonths(n), Lang::Id) => {
                format!("cicilan hanya untuk tunggakan paling banyak {n} bulan")
            }
            (Self::Steps(n), Lang::Id) => format!("cicilan 1 sampai {n} tahap"),
        }
    }
}

impl ArrearsRules {
    /// Resolves the rules in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        Ok(Self {
            due_day: law.get("status.due_day", on)?,
            inactive_after_months: law.get("status.inactive_after_months", on)?,
            months_max: law.get("arrears.months_max", on)?,
            current_months: law.get("arrears.current_months", on)?,
            instalment_months_min: law.get("instalment.months_min", on)?,
            instalment_months_max: law.get("instalment.months_max", on)?,
            instalment_steps_max: law.get("instalment.steps_max", on)?,
        })
    }

    /// The status on a day of a membership paid up to and including `last_paid`.
    ///
    /// **Law:** due by the 10th; unpaid at month end → inactive from the 1st
    /// of the next month.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::Month;
    /// use semesta_law::{ArrearsRules, Law};
    /// let rules = ArrearsRules::on(&Law::embedded(), date(2025, 1, 1)).unwrap();
    /// let paid = Month::new(2024, 11).unwrap();
    /// assert_eq!(rules.status(paid, date(2024, 12, 31)).inactive_from, None);
    /// assert_eq!(rules.status(paid, date(2025, 1, 1)).inactive_from, Some(date(2025, 1, 1)));
    /// ```
    #[must_use]
    pub fn status(&self, last_paid: Month, on: Date) -> PaymentStatus {
        let now = Month::of(on);
        let after = i32::try_from(self.inactive_after_months).unwrap_or(1);
        let stops = last_paid.plus(after.saturating_add(1)).first_day();
        PaymentStatus {
            inactive_from: (on >= stops).then_some(stops),
            months_in_arrears: i64::from(now.months_since(last_paid) - 1).max(0),
            is_overdue: last_paid < now && i64::from(on.day()) > self.due_day,
        }
    }

    /// How many of the months in arrears are charged on reactivation.
    #[must_use]
    pub fn months_charged(&self, months_in_arrears: i64) -> i64 {
        months_in_arrears.clamp(0, self.months_max.max(0))
    }

    /// What a self-paying member pays to be active in `current` again: the
    /// newest months of arrears, at most 24, and the current month.
    ///
    /// **Law:** each month at the member's own share of that month.
    ///
    /// # Errors
    /// If a month lies before JKN.
    pub fn reactivation(
        &self,
        law: &Law,
        class: Class,
        months_in_arrears: i64,
        current: Month,
    ) -> Result<Reactivation, LawError> {
        let months_charged = self.months_charged(months_in_arrears);
        let own = |month| -> Result<Rupiah, LawError> {
            let rates = ContributionRates::of(law, month)?;
            Ok(rates.mandiri_due(class, LocalAssistance::City)[Component::Member])
        };
        let mut arrears = Rupiah::ZERO;
        for back in 1..=months_charged {
            arrears += own(current.plus(-i32::try_from(back).unwrap_or(i32::MAX)))?;
        }
        Ok(Reactivation {
            months_charged,
            arrears,
            current: own(current)? * self.current_months,
        })
    }

    /// Splits arrears into instalments (REHAB) that add up to them; the first
    /// ones carry the odd rupiah.
    ///
    /// # Errors
    /// If the months in arrears or the number of steps are out of bounds.
    pub fn instalments(
        &self,
        arrears: Rupiah,
        months_in_arrears: i64,
        n_steps: i64,
    ) -> Result<Vec<Rupiah>, InstalmentError> {
        if months_in_arrears < self.instalment_months_min {
            return Err(InstalmentError::TooFewMonths(self.instalment_months_min));
        }
        if months_in_arrears > self.instalment_months_max {
            return Err(InstalmentError::TooManyMonths(self.instalment_months_max));
        }
        if !(1..=self.instalment_steps_max).contains(&n_steps) {
            return Err(InstalmentError::Steps(self.instalment_steps_max));
        }
        let (each, odd) = (arrears.0.div_euclid(n_steps), arrears.0.rem_euclid(n_steps));
        Ok((0..n_steps)
            .map(|step| Rupiah(each + i64::from(step < odd)))
            .collect())
    }
}
