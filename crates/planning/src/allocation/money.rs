//! Pots of money, ways in, and prices.

use semesta_domain::{Month, Rupiah};

use super::problem::{FundId, Horizon};

/// A pot of money: the city's budget, its DAU, its cigarette tax, a donor's grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fund {
    /// The name that plans and reports show.
    pub name: String,
    /// Whether spending it is spending the city's money (the last objective).
    pub is_city: bool,
    /// What may be spent in which months; without a limit the fund is open.
    ///
    /// Limits may overlap: a limit for a year and one for its first quarter
    /// both hold.
    pub limits: Vec<FundLimit>,
}

impl Fund {
    /// A fund with one amount for the whole horizon.
    #[must_use]
    pub fn with_total(name: &str, is_city: bool, horizon: Horizon, amount: Rupiah) -> Self {
        Self {
            name: name.to_owned(),
            is_city,
            limits: vec![FundLimit {
                first: horizon.first,
                last: horizon.last(),
                amount,
            }],
        }
    }

    /// A fund without a limit, such as the state's for `pbi_jk`.
    #[must_use]
    pub fn open(name: &str, is_city: bool) -> Self {
        Self {
            name: name.to_owned(),
            is_city,
            limits: Vec::new(),
        }
    }
}

/// An amount that a fund may spend in the months `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundLimit {
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
    /// **Units**: rupiah for all these months together.
    pub amount: Rupiah,
}

/// A way into membership with its own door: city registration, `pbi_jk`, a donor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name that plans and reports show.
    pub name: String,
    /// The first month in which anyone can start, by the cut-off date.
    pub opens: Month,
    /// The most people it carries at any time.
    pub quota_heads: Option<u32>,
    /// The most people who may start in each month.
    pub entries: Entries,
}

/// How many people may start through a source in a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Entries {
    /// Any number.
    #[default]
    Unlimited,
    /// The same number in every month.
    PerMonth(u32),
    /// A number for each month of the horizon; months beyond the list: none.
    ByMonth(Vec<u32>),
}

impl Entries {
    /// So many on each working day, Monday to Friday less `holidays`.
    ///
    /// The poverty registry takes 25 proposals a day.
    ///
    /// ```
    /// use semesta_domain::Month;
    /// use semesta_planning::{Entries, Horizon};
    /// let horizon = Horizon { first: Month::new(2026, 1).unwrap(), n_months: 2 };
    /// // January 2026 has 22 working days, February 20.
    /// assert_eq!(Entries::per_day(25, horizon, &[]), Entries::ByMonth(vec![550, 500]));
    /// ```
    #[must_use]
    pub fn per_day(per_day: u32, horizon: Horizon, holidays: &[jiff::civil::Date]) -> Self {
        use jiff::civil::Weekday::{Saturday, Sunday};
        let days_of = |month: Month| {
            let first = month.first_day();
            (0..i32::from(first.days_in_month()))
                .map(|day| semesta_domain::date_from_days(semesta_domain::days(first) + day))
                .filter(|day| {
                    day.is_some_and(|day| {
                        !matches!(day.weekday(), Saturday | Sunday) && !holidays.contains(&day)
                    })
                })
                .count() as u32
        };
        Self::ByMonth(horizon.months().map(|m| days_of(m) * per_day).collect())
    }

    pub(crate) fn cap(&self, month: usize) -> Option<u32> {
        match self {
            Self::Unlimited => None,
            Self::PerMonth(cap) => Some(*cap),
            Self::ByMonth(caps) => Some(caps.get(month).copied().unwrap_or(0)),
        }
    }
}

/// What one person costs, by fund and month.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Tariff {
    /// What is drawn; several draws on one fund add up.
    pub draws: Vec<Draw>,
}

impl Tariff {
    /// The same amount in every month from one fund.
    #[must_use]
    pub fn flat(fund: FundId, monthly: Rupiah, horizon: Horizon) -> Self {
        Self {
            draws: vec![Draw {
                fund,
                monthly: vec![monthly; horizon.n_months],
                span: Span::Always,
            }],
        }
    }
}

/// What one person draws from one fund.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Draw {
    /// The fund drawn on.
    pub fund: FundId,
    /// **Units**: rupiah a person in each month of the horizon.
    pub monthly: Vec<Rupiah>,
    /// In which of a person's months the fund is drawn on.
    pub span: Span,
}

/// The months of a person's cover that a draw pays for.
///
/// With two draws a first payer can bridge until another takes over: the city
/// `First(2)`, the state `After(2)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Span {
    /// From the first month on.
    #[default]
    Always,
    /// Only the first so many months.
    First(u32),
    /// Only the months after the first so many.
    After(u32),
}

impl Span {
    pub(crate) fn includes(self, month_of_cover: usize) -> bool {
        match self {
            Self::Always => true,
            Self::First(n) => month_of_cover < n as usize,
            Self::After(n) => month_of_cover >= n as usize,
        }
    }
}
