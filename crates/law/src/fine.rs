//! The service fine (denda layanan).

use jiff::civil::Date;
use semesta_domain::{Lang, Rupiah, Segment};

use crate::decimal::Decimal;
use crate::law::Law;
use crate::law_error::LawError;

/// The service fine's numbers, resolved once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FineRules {
    /// Days from reactivation in which inpatient care bears it.
    pub window_days: i64,
    /// Percent of the first diagnosis cost for each month in arrears.
    pub rate: Decimal,
    /// Most months that count.
    pub months_max: i64,
    /// The cap.
    pub cap: Rupiah,
}

/// What decides a service fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FineFacts {
    /// The first diagnosis cost (INA-CBG).
    pub diagnosis_cost: Rupiah,
    /// Months in arrears before reactivation.
    pub months_in_arrears: i64,
    /// Days from reactivation to the beginning of care, 0 on the day itself.
    pub days_since_reactivation: i64,
    /// The segment.
    pub segment: Segment,
}

/// A service fine, and why it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceFine {
    /// The fine.
    pub amount: Rupiah,
    /// The months that counted.
    pub months_counted: i64,
    /// Why.
    pub reason: FineReason,
}

/// Why a service fine is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FineReason {
    /// Nothing was in arrears.
    NoArrears,
    /// The segment pays none.
    Exempt,
    /// Care began outside the window.
    OutsideWindow,
    /// Rate × cost × months.
    Computed,
    /// The same, cut to the cap.
    Capped,
}

impl FineReason {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoArrears => "no_arrears",
            Self::Exempt => "exempt",
            Self::OutsideWindow => "outside_window",
            Self::Computed => "computed",
            Self::Capped => "capped",
        }
    }

    /// The words for users.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::NoArrears => ("tidak ada tunggakan", "nothing in arrears"),
            Self::Exempt => (
                "segmen ini tidak dikenai denda layanan",
                "this segment bears no service fine",
            ),
            Self::OutsideWindow => (
                "rawat inap dimulai di luar masa denda sejak aktif kembali",
                "care began outside the days from reactivation that bear a fine",
            ),
            Self::Computed => (
                "persen × biaya diagnosis awal × bulan tunggakan",
                "percent × first diagnosis cost × months in arrears",
            ),
            Self::Capped => (
                "persen × biaya × bulan, dibatasi denda paling tinggi",
                "percent × cost × months, cut to the cap",
            ),
        };
        lang.pick(id, en)
    }
}

/// The parameters that a fine rests on.
pub const FINE_PARAMETERS: &[&str] = &[
    "fine.window_days",
    "fine.rate",
    "fine.months_max",
    "fine.cap",
];

impl FineRules {
    /// Resolves the rules in force on a day.
    ///
    /// # Errors
    /// If the day lies before JKN, or a parameter is missing.
    pub fn on(law: &Law, on: Date) -> Result<Self, LawError> {
        Ok(Self {
            window_days: law.get("fine.window_days", on)?,
            rate: law.get("fine.rate", on)?,
            months_max: law.get("fine.months_max", on)?,
            cap: law.get("fine.cap", on)?,
        })
    }

    /// The service fine for inpatient care after reactivation.
    ///
    /// **Law:** Perpres 64/2020 art. 42; care begun from the day of
    /// reactivation to 45 days after it.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::{Rupiah, Segment};
    /// use semesta_law::{FineFacts, FineRules, Law};
    /// let rules = FineRules::on(&Law::embedded(), date(2025, 1, 1)).unwrap();
    /// let facts = FineFacts {
    ///     diagnosis_cost: Rupiah(10_000_000),
    ///     months_in_arrears: 15,
    ///     days_since_reactivation: 45,
    ///     segment: Segment::Pbpu,
    /// };
    /// assert_eq!(rules.fine(&facts).amount, Rupiah(6_000_000));
    /// ```
    #[must_use]
    pub fn fine(&self, facts: &FineFacts) -> ServiceFine {
        let months_counted = facts.months_in_arrears.clamp(0, self.months_max.max(0));
        let none = |reason| ServiceFine {
            amount: Rupiah::ZERO,
            months_counted,
            reason,
        };
        if matches!(facts.segment, Segment::PbiJk | Segment::PbpuPemda) {
            return none(FineReason::Exempt);
        }
        if months_counted == 0 {
            return none(FineReason::NoArrears);
        }
        if !(0..=self.window_days).contains(&facts.days_since_reactivation) {
            return none(FineReason::OutsideWindow);
        }
        let cost = facts.diagnosis_cost.max(Rupiah::ZERO);
        let amount = crate::wage::share(cost * months_counted, self.rate);
        if amount > self.cap {
            ServiceFine {
                amount: self.cap,
                months_counted,
                reason: FineReason::Capped,
            }
        } else {
            ServiceFine {
                amount,
                months_counted,
                reason: FineReason::Computed,
            }
        }
    }
}
