//! Sanctions on employers and shares of money (PP 86/2013, DOMAIN §8, §10).

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use semesta_domain::Rupiah;

use crate::decimal::Decimal;
use crate::law::Law;
use crate::law_error::LawError;
use crate::wage::share;

/// The steps against an employer that does not register its workers, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SanctionRules {
    /// Most written warnings.
    pub warnings_max: i64,
    /// Working days of each warning.
    pub warning_days: i64,
    /// Fine, percent a month of the contributions due.
    pub fine_rate: Decimal,
}

/// One step of a sanction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SanctionStep {
    /// A written warning, the n-th from 1.
    Warning(i64),
    /// The fine.
    Fine,
    /// Denial of public services, at BPJS's request.
    ServiceDenial,
}

impl SanctionRules {
    /// Resolves the rules in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        Ok(Self {
            warnings_max: law.get("sanction.warnings_max", on)?,
            warning_days: law.get("sanction.warning_days", on)?,
            fine_rate: law.get("sanction.fine_rate", on)?,
        })
    }

    /// The earliest day of each step, if the first warning is given on a day
    /// and nothing is mended. `holidays` are not working days; Saturdays and
    /// Sundays never are. Denial of services has no term of its own: it may
    /// follow the fine.
    #[must_use]
    pub fn steps(&self, first_warning: Date, holidays: &[Date]) -> Vec<(SanctionStep, Date)> {
        let mut steps = Vec::new();
        let mut day = first_warning;
        for n in 1..=self.warnings_max.clamp(0, 12) {
            steps.push((SanctionStep::Warning(n), day));
            day = after_working_days(day, self.warning_days, holidays);
        }
        steps.push((SanctionStep::Fine, day));
        steps.push((SanctionStep::ServiceDenial, day));
        steps
    }

    /// The fine for contributions due over months, rounded half up.
    #[must_use]
    pub fn fine(&self, due: Rupiah, n_months: i64) -> Rupiah {
        share(due.max(Rupiah::ZERO) * n_months.max(0), self.fine_rate)
    }
}

/// The share of a region's cigarette-tax revenue that must go to JKN, rounded half up.
///
/// # Errors
/// If the day lies before JKN, or the parameter is missing.
pub fn cigarette_tax_share(law: &Law, revenue: Rupiah, on: Date) -> Result<Rupiah, LawError> {
    Ok(share(revenue, law.get("tax.cigarette_share", on)?))
}

/// The first day after `n_days` working days have passed.
fn after_working_days(from: Date, n_days: i64, holidays: &[Date]) -> Date {
    let mut day = from;
    let mut left = n_days.clamp(0, 1_000);
    while left >= 0 {
        day = day.saturating_add(1.day());
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !weekend && !holidays.contains(&day) {
            left -= 1;
        }
        if day == Date::MAX {
            break;
        }
    }
    day
}
