//! What a start costs: from a tariff and a first month to rupiah by fund limit.

use semesta_domain::Rupiah;

use super::pool::limit_rows;
use super::problem::{AllocationProblem, FundId, TariffId};

/// A limit on what is drawn on a fund, or on all of its pool, as a row of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LimitRow {
    /// The fund, or the lead of the pool.
    pub(super) fund: FundId,
    /// In which months of the horizon.
    pub(super) months: Vec<bool>,
    /// How much.
    pub(super) amount: Rupiah,
}

/// What one month of one person's cover costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Price {
    /// **Units**: rupiah of the city's money.
    pub(super) city: i64,
    /// Rupiah by index of the limit they count against, without zeros.
    pub(super) against: Vec<(usize, i64)>,
}

/// The prices of all starts.
pub(super) struct Costs<'a> {
    problem: &'a AllocationProblem,
    pub(super) limits: Vec<LimitRow>,
    /// By fund, the one that stands for its pool.
    leads: Vec<FundId>,
}

impl<'a> Costs<'a> {
    pub(super) fn new(problem: &'a AllocationProblem) -> Self {
        let funds = (0..problem.funds.len()).map(FundId);
        Self {
            problem,
            limits: limit_rows(problem),
            leads: funds.map(|fund| problem.lead(fund)).collect(),
        }
    }

    /// What one person starting at `start` draws in `month` on `fund`, or on all of the
    /// pool that it leads.
    pub(super) fn monthly(
        &self,
        tariff: TariffId,
        start: usize,
        fund: FundId,
        month: usize,
    ) -> Rupiah {
        if month < start {
            return Rupiah::ZERO;
        }
        let draws = self.problem.tariffs[tariff.0].draws.iter();
        draws
            .filter(|draw| self.leads[draw.fund.0] == fund && draw.span.includes(month - start))
            .map(|draw| draw.monthly[month])
            .sum()
    }

    /// The price of `month` for one person starting at `start`.
    pub(super) fn price(&self, tariff: TariffId, start: usize, month: usize) -> Price {
        let against = self.limits.iter().enumerate().filter_map(|(index, row)| {
            let counts = row.months[month];
            let amount = self.monthly(tariff, start, row.fund, month).0;
            (counts && amount != 0).then_some((index, amount))
        });
        let city = self.city_funds();
        Price {
            city: city
                .map(|fund| self.monthly(tariff, start, fund, month).0)
                .sum(),
            against: against.collect(),
        }
    }

    /// What one person starting at `start` costs the city in all.
    pub(super) fn city(&self, tariff: TariffId, start: usize) -> Rupiah {
        let months = start..self.problem.horizon.n_months;
        months
            .map(|month| Rupiah(self.price(tariff, start, month).city))
            .sum()
    }

    /// What one person starting at `start` draws on the amount of a limit.
    pub(super) fn against(&self, tariff: TariffId, start: usize, limit: usize) -> Rupiah {
        (start..self.problem.horizon.n_months)
            .flat_map(|month| self.price(tariff, start, month).against)
            .filter(|(index, _)| *index == limit)
            .map(|(_, amount)| Rupiah(amount))
            .sum()
    }

    fn city_funds(&self) -> impl Iterator<Item = FundId> {
        let funds = self.problem.funds.iter().enumerate();
        funds
            .filter(|(_, fund)| fund.is_city)
            .map(|(index, _)| FundId(index))
    }
}
