//! What a plan spends, by source, fund and month.

use std::collections::BTreeMap;

use semesta_domain::{Month, Rupiah};
use semesta_planning::{FundId, Span, TariffId};

use super::Planned;

/// One source and fund in one month of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendingLine {
    /// The source's name.
    pub source: String,
    /// The fund's name; none where nobody's money is drawn.
    pub fund: Option<String>,
    /// The month.
    pub month: Month,
    /// People who start with the source.
    pub starts: i64,
    /// People whom the source carries; the fund pays for them alone or with others.
    pub people: i64,
    /// Spent in the month.
    pub spent: Rupiah,
    /// Spent up to and with the month.
    pub to_date: Rupiah,
    /// Left of the budget that holds in the month; none of an open fund.
    pub left: Option<Rupiah>,
}

/// What someone who starts in a month costs to the end of the horizon, rupiah.
pub fn cost(planned: &Planned, tariff: TariffId, start: usize, of: impl Fn(FundId) -> bool) -> i64 {
    cost_by_month(planned, tariff, start, of).into_iter().sum()
}

/// The same month by month: one a month of the horizon, none before the start.
pub fn cost_by_month(
    planned: &Planned,
    tariff: TariffId,
    start: usize,
    of: impl Fn(FundId) -> bool,
) -> Vec<i64> {
    let mut months = vec![0; planned.problem.horizon.n_months];
    let draws = &planned.problem.tariffs[tariff.0].draws;
    for draw in draws.iter().filter(|draw| of(draw.fund)) {
        let amounts = months.iter_mut().zip(&draw.monthly).enumerate();
        let paid = amounts.skip(start);
        for (_, (sum, amount)) in paid.filter(|(month, _)| pays(draw.span, month - start)) {
            *sum += amount.0;
        }
    }
    months
}

fn pays(span: Span, month_of_cover: usize) -> bool {
    match span {
        Span::Always => true,
        Span::First(n) => month_of_cover < n as usize,
        Span::After(n) => month_of_cover >= n as usize,
    }
}

/// How many start by source, price and month.
fn starts(planned: &Planned) -> BTreeMap<(usize, usize), Vec<i64>> {
    let mut starts: BTreeMap<(usize, usize), Vec<i64>> = BTreeMap::new();
    for placement in planned.plan.placements.iter().flatten() {
        let key = (placement.source.0, placement.tariff.0);
        let months = starts
            .entry(key)
            .or_insert_with(|| vec![0; planned.problem.horizon.n_months]);
        months[placement.start] += 1;
    }
    starts
}

/// By source and fund: starts and rupiah by month.
type Sums = BTreeMap<(usize, Option<usize>), (Vec<i64>, Vec<Rupiah>)>;

fn sums(planned: &Planned) -> Sums {
    let problem = &planned.problem;
    let n_months = problem.horizon.n_months;
    let mut sums = Sums::new();
    for ((source, tariff), months) in starts(planned) {
        let draws = &problem.tariffs[tariff].draws;
        let mut funds: Vec<Option<usize>> = draws.iter().map(|draw| Some(draw.fund.0)).collect();
        funds.sort_unstable();
        funds.dedup();
        if funds.is_empty() {
            funds.push(None);
        }
        for fund in funds {
            let sum = sums
                .entry((source, fund))
                .or_insert_with(|| (vec![0; n_months], vec![Rupiah::ZERO; n_months]));
            for (start, n) in months.iter().enumerate().filter(|(_, n)| **n > 0) {
                sum.0[start] += n;
                for draw in draws.iter().filter(|draw| Some(draw.fund.0) == fund) {
                    for month in (start..n_months).filter(|month| pays(draw.span, month - start)) {
                        sum.1[month] += draw.monthly[month] * *n;
                    }
                }
            }
        }
    }
    for pool in problem.pools() {
        deal(planned, pool, &mut sums);
    }
    sums
}

/// Deals what sources draw on a pool to its funds, month by month, in the sources' order.
fn deal(planned: &Planned, pool: &[FundId], sums: &mut Sums) {
    let n_months = planned.problem.horizon.n_months;
    let is_pool = |fund: &Option<usize>| pool.iter().any(|of| Some(of.0) == *fund);
    let drawn: Vec<_> = sums.extract_if(.., |(_, fund), _| is_pool(fund)).collect();
    let mut left: Vec<Vec<Rupiah>> = pool
        .iter()
        .map(|fund| planned.plan.funds[fund.0].spent.clone())
        .collect();
    for ((source, _), (starts, mut due)) in drawn {
        for (fund, left) in pool.iter().zip(&mut left) {
            let mut paid = vec![Rupiah::ZERO; n_months];
            for month in 0..n_months {
                paid[month] = left[month].min(due[month]);
                left[month] -= paid[month];
                due[month] -= paid[month];
            }
            if paid.iter().any(|amount| *amount != Rupiah::ZERO) {
                sums.insert((source, Some(fund.0)), (starts.clone(), paid));
            }
        }
    }
}

/// Every source and fund of a plan by month.
///
/// **Shape:** one row a source × fund × month; a source that draws on no fund has
/// one row a month.
#[must_use]
pub fn spending(planned: &Planned) -> Vec<SpendingLine> {
    let problem = &planned.problem;
    let mut lines = Vec::new();
    for ((source, fund), (starts, spent)) in sums(planned) {
        let (mut people, mut to_date) = (0, Rupiah::ZERO);
        for month in 0..problem.horizon.n_months {
            people += starts[month];
            to_date += spent[month];
            lines.push(SpendingLine {
                source: problem.sources[source].name.clone(),
                fund: fund.map(|fund| problem.funds[fund].name.clone()),
                month: problem.horizon.month(month),
                starts: starts[month],
                people,
                spent: spent[month],
                to_date,
                left: fund.and_then(|fund| left(planned, fund, month)),
            });
        }
    }
    lines
}

/// What is left of a fund's budget after a month: of the budget that holds in
/// the month, and of several the least; none of an open fund.
fn left(planned: &Planned, fund: usize, month: usize) -> Option<Rupiah> {
    let horizon = planned.problem.horizon;
    let at = horizon.month(month);
    let limits = planned.problem.funds[fund].limits.iter();
    let of_month = limits.filter(|limit| limit.first <= at && at <= limit.last);
    let left = of_month.map(|limit| {
        let spent = horizon.months().zip(&planned.plan.funds[fund].spent);
        let to_date = spent.filter(|(of, _)| limit.first <= *of && *of <= at);
        limit.amount - to_date.map(|(_, amount)| *amount).sum::<Rupiah>()
    });
    left.min()
}
