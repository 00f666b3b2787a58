//! What is asked: people, and who could pay for them.

use semesta_domain::Month;

use super::class::Vulnerability;
use super::money::{Fund, Source, Tariff};

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
    /// Funds that pay for one another ([`AllocationProblem::pool`] adds them).
    pub(super) pools: Vec<Vec<FundId>>,
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
            pools: Vec::new(),
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
