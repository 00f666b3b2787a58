//! What a start costs: from a tariff and a first month to rupiah by fund limit.

use semesta_domain::Rupiah;

use super::problem::{AllocationProblem, FundId, TariffId};

/// One limit of one fund, as a row of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LimitRow {
    pub(super) fund: FundId,
    /// The index in [`super::money::Fund::limits`].
    pub(super) limit: usize,
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
}

impl<'a> Costs<'a> {
    pub(super) fn new(problem: &'a AllocationProblem) -> Self {
        let limits = problem.funds.iter().enumerate().flat_map(|(fund, of)| {
            (0..of.limits.len()).map(move |limit| LimitRow {
                fund: FundId(fund),
                limit,
            })
        });
        Self {
            problem,
            limits: limits.collect(),
        }
    }

    /// What one person starting at `start` draws from `fund` in `month`.
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
            .filter(|draw| draw.fund == fund && draw.span.includes(month - start))
            .map(|draw| draw.monthly[month])
            .sum()
    }

    /// The price of `month` for one person starting at `start`.
    pub(super) fn price(&self, tariff: TariffId, start: usize, month: usize) -> Price {
        let date = self.problem.horizon.month(month);
        let against = self.limits.iter().enumerate().filter_map(|(index, row)| {
            let limit = self.problem.funds[row.fund.0].limits[row.limit];
            let counts = limit.first <= date && date <= limit.last;
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

    /// The amount of a limit.
    pub(super) fn amount(&self, row: LimitRow) -> Rupiah {
        self.problem.funds[row.fund.0].limits[row.limit].amount
    }

    fn city_funds(&self) -> impl Iterator<Item = FundId> {
        let funds = self.problem.funds.iter().enumerate();
        funds
            .filter(|(_, fund)| fund.is_city)
            .map(|(index, _)| FundId(index))
    }
}
