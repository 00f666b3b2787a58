//! What is asked: people, who could pay for them, and with what money.

use semesta_domain::{Month, Rupiah};

use super::class::Vulnerability;

/// The index of a [`Fund`] in [`AllocationProblem::funds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FundId(pub usize);

/// The index of a [`Source`] in [`AllocationProblem::sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub usize);

/// The index of a [`Tariff`] in [`AllocationProblem::tariffs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TariffId(pub usize);

/// The index of a list of offers in [`AllocationProblem::profiles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub usize);

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

/// One source that a person may use, and at which tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offer {
    /// The source.
    pub source: SourceId,
    /// What it costs.
    pub tariff: TariffId,
}

/// Someone who needs a payer: a resident without membership, or with an inactive one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// A number of the caller's, unique; ties go to the smaller.
    pub id: u64,
    /// The family card, as a number of the caller's.
    pub household: u64,
    /// Why this person comes before others.
    pub vulnerability: Vulnerability,
    /// The offers open to this person.
    pub profile: ProfileId,
    /// Whether already registered and only inactive: then cover adds to
    /// activity but not to coverage.
    pub registered: bool,
    /// Whether someone on the same card is covered already, so that this
    /// person is missing for the family to be whole.
    pub relative_covered: bool,
}

/// The months planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// The first month.
    pub first: Month,
    /// How many months.
    pub n_months: usize,
}

impl Horizon {
    /// The last month.
    #[must_use]
    pub fn last(self) -> Month {
        self.month(self.n_months.saturating_sub(1))
    }

    /// The month at `index`, from 0.
    #[must_use]
    pub fn month(self, index: usize) -> Month {
        self.first.plus(index as i32)
    }

    /// All months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..self.n_months).map(move |index| self.month(index))
    }
}

/// The whole question of an allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllocationProblem {
    /// The months planned for. Whoever starts stays to the last.
    pub horizon: Horizon,
    /// Up to which DTSEN decile people count as poor (a dated parameter; 5 since 2025).
    pub poor_deciles: u8,
    /// The pots of money.
    pub funds: Vec<Fund>,
    /// The ways in.
    pub sources: Vec<Source>,
    /// The prices.
    pub tariffs: Vec<Tariff>,
    /// The distinct lists of offers; people refer to them by index.
    pub profiles: Vec<Vec<Offer>>,
    /// The people, in any order.
    pub people: Vec<Candidate>,
}

impl AllocationProblem {
    /// An empty problem over `horizon`, with deciles 1–5 as poor.
    #[must_use]
    pub fn new(horizon: Horizon) -> Self {
        Self {
            horizon,
            poor_deciles: 5,
            funds: Vec::new(),
            sources: Vec::new(),
            tariffs: Vec::new(),
            profiles: Vec::new(),
            people: Vec::new(),
        }
    }

    /// Adds a fund.
    pub fn fund(&mut self, fund: Fund) -> FundId {
        self.funds.push(fund);
        FundId(self.funds.len() - 1)
    }

    /// Adds a source.
    pub fn source(&mut self, source: Source) -> SourceId {
        self.sources.push(source);
        SourceId(self.sources.len() - 1)
    }

    /// Adds a tariff, or finds the equal one.
    pub fn tariff(&mut self, tariff: Tariff) -> TariffId {
        let known = self.tariffs.iter().position(|other| *other == tariff);
        TariffId(known.unwrap_or_else(|| {
            self.tariffs.push(tariff);
            self.tariffs.len() - 1
        }))
    }

    /// Adds a list of offers, or finds the equal one; order does not matter.
    pub fn profile(&mut self, mut offers: Vec<Offer>) -> ProfileId {
        offers.sort_unstable();
        offers.dedup();
        let known = self.profiles.iter().position(|other| *other == offers);
        ProfileId(known.unwrap_or_else(|| {
            self.profiles.push(offers);
            self.profiles.len() - 1
        }))
    }
}
