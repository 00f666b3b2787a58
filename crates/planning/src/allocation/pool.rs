//! Funds that pay for one another.
//!
//! A city has several pots for the same bill. Which of them pays for whom does not
//! matter, so nobody has to be given to one: what is drawn on a pool in a month may
//! come from any of its funds. What they can pay together is a limit on each set of
//! months: as much as the funds can spend in these months. For limits that lie one
//! within another these say it all, to the rupiah (the sum of polymatroids: Edmonds
//! 1970), and so a pool costs the program a few rows rather than a lane a fund.

use semesta_domain::Rupiah;

use super::costs::LimitRow;
use super::money::FundLimit;
use super::problem::{AllocationProblem, FundId};
use crate::linear::{Program, Relaxed, Sense};

/// Sets of months with the same limits that may hang together: each subset is a row.
const MOST_SETS: usize = 5;

impl AllocationProblem {
    /// Lets funds pay for one another, month by month, and returns whether it is done.
    ///
    /// It is not where limits of one fund overlap without lying one within another,
    /// where too many months hang together by different limits, or where only some of
    /// the funds are the city's: each fund then pays for its own.
    ///
    /// # Panics
    /// If a fund is not known.
    pub fn pool(&mut self, funds: Vec<FundId>) -> bool {
        let is_city = |fund: &FundId| self.funds[fund.0].is_city;
        let alike = funds.iter().all(|fund| is_city(fund) == is_city(&funds[0]));
        let is_new = |fund: &FundId| !self.pools.iter().flatten().any(|known| known == fund);
        let possible = alike && funds.iter().all(is_new) && joint(self, &funds).is_some();
        if possible {
            self.pools.push(funds);
        }
        possible
    }

    /// The pools that were made.
    #[must_use]
    pub fn pools(&self) -> &[Vec<FundId>] {
        &self.pools
    }

    /// The funds that pay what is drawn on one: those of its pool, or itself alone.
    pub(super) fn payers(&self, fund: FundId) -> Vec<FundId> {
        let pool = self.pools.iter().find(|pool| pool.contains(&fund));
        pool.cloned().unwrap_or_else(|| vec![fund])
    }

    /// The fund that stands for all of a pool.
    pub(super) fn lead(&self, fund: FundId) -> FundId {
        self.payers(fund)[0]
    }

    /// The fund's name, or those of its pool.
    pub(super) fn name_of(&self, fund: FundId) -> String {
        let payers = self.payers(fund).into_iter();
        let names: Vec<&str> = payers
            .map(|fund| self.funds[fund.0].name.as_str())
            .collect();
        names.join(" + ")
    }
}

/// The rows that hold what is drawn on funds, by the lead of each pool.
pub(super) fn limit_rows(problem: &AllocationProblem) -> Vec<LimitRow> {
    let funds = (0..problem.funds.len()).map(FundId);
    let leads = funds.filter(|fund| problem.lead(*fund) == *fund);
    let rows = leads.flat_map(|fund| match problem.payers(fund).as_slice() {
        [_] => own(problem, fund),
        // A pool was only made where there is an answer.
        pool => joint(problem, pool).unwrap_or_default(),
    });
    rows.collect()
}

/// A limit of a fund as months of the horizon.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reach {
    months: Vec<bool>,
    amount: i64,
}

impl Reach {
    fn of(problem: &AllocationProblem, limit: &FundLimit) -> Self {
        let months = problem.horizon.months();
        Self {
            months: months
                .map(|month| limit.first <= month && month <= limit.last)
                .collect(),
            amount: limit.amount.0,
        }
    }

    fn holds(&self, other: &Self) -> bool {
        let months = self.months.iter().zip(&other.months);
        months.into_iter().all(|(own, other)| *own || !other)
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        let months = self.months.iter().zip(&other.months);
        months.into_iter().all(|(own, other)| !(*own && *other))
    }
}

fn own(problem: &AllocationProblem, fund: FundId) -> Vec<LimitRow> {
    let limits = problem.funds[fund.0].limits.iter();
    let rows = limits.map(|limit| {
        let Reach { months, amount } = Reach::of(problem, limit);
        LimitRow {
            fund,
            months,
            amount: Rupiah(amount),
        }
    });
    rows.collect()
}

/// What funds can spend together in sets of months; `None` where that is not said by
/// a few rows.
fn joint(problem: &AllocationProblem, funds: &[FundId]) -> Option<Vec<LimitRow>> {
    let reaches: Vec<Vec<Reach>> = funds
        .iter()
        .map(|fund| nested(problem, *fund))
        .collect::<Option<_>>()?;
    let n_months = problem.horizon.n_months;
    // Months with the same limits are a set.
    let mut sets: Vec<(Vec<bool>, Vec<bool>)> = Vec::new();
    for month in 0..n_months {
        let limits: Vec<bool> = reaches
            .iter()
            .flatten()
            .map(|of| of.months[month])
            .collect();
        let known = sets.iter().position(|(known, _)| *known == limits);
        let at = known.unwrap_or_else(|| {
            sets.push((limits, vec![false; n_months]));
            sets.len() - 1
        });
        sets[at].1[month] = true;
    }
    let mut rows = Vec::new();
    for group in together(sets) {
        if group.len() > MOST_SETS {
            return None;
        }
        for chosen in 1..1_usize << group.len() {
            let sets = group.iter().enumerate();
            let sets = sets.filter(|(at, _)| chosen >> at & 1 == 1);
            let mut months = vec![false; n_months];
            for (month, of) in sets.flat_map(|(_, set)| set.iter().enumerate()) {
                months[month] |= of;
            }
            let amounts = reaches.iter().map(|limits| most(limits, &months));
            if let Some(amounts) = amounts.collect::<Option<Vec<i64>>>() {
                rows.push(LimitRow {
                    fund: funds[0],
                    months,
                    amount: Rupiah(amounts.into_iter().fold(0, i64::saturating_add)),
                });
            }
        }
    }
    Some(rows)
}

/// The limits of a fund, the shorter before those that they lie within; `None` where
/// two overlap otherwise.
fn nested(problem: &AllocationProblem, fund: FundId) -> Option<Vec<Reach>> {
    let limits = problem.funds[fund.0].limits.iter();
    let mut reaches: Vec<Reach> = limits.map(|limit| Reach::of(problem, limit)).collect();
    reaches.sort_by_key(|reach| reach.months.iter().filter(|of| **of).count());
    let fits = |one: &Reach, longer: &Reach| longer.holds(one) || longer.is_apart_from(one);
    let all = reaches.iter().enumerate();
    let mut pairs = all.flat_map(|(at, one)| reaches[at + 1..].iter().map(move |of| (one, of)));
    pairs
        .all(|(one, longer)| fits(one, longer))
        .then_some(reaches)
}

/// Sets of months that hang together by common limits, group by group.
fn together(mut sets: Vec<(Vec<bool>, Vec<bool>)>) -> Vec<Vec<Vec<bool>>> {
    let mut groups = Vec::new();
    while let Some((mut limits, months)) = sets.pop() {
        let mut group = vec![months];
        loop {
            let meets = |of: &Vec<bool>| of.iter().zip(&limits).any(|(a, b)| *a && *b);
            let Some(at) = sets.iter().position(|(of, _)| meets(of)) else {
                break;
            };
            let (more, months) = sets.swap_remove(at);
            for (limit, of) in limits.iter_mut().zip(more) {
                *limit |= of;
            }
            group.push(months);
        }
        groups.push(group);
    }
    groups
}

/// The most that a fund can spend in some months; `None` if there is no limit.
fn most(limits: &[Reach], months: &[bool]) -> Option<i64> {
    let mut worth = vec![0_i64; limits.len()];
    // Shorter limits come first, so those within one are known when it is.
    for at in 0..limits.len() {
        let inner: Vec<usize> = (0..at)
            .filter(|of| parent(limits, *of) == Some(at))
            .collect();
        let is_free = |month: usize| {
            months[month]
                && limits[at].months[month]
                && !inner.iter().any(|of| limits[*of].months[month])
        };
        let by_inner = inner
            .iter()
            .map(|of| worth[*of])
            .fold(0, i64::saturating_add);
        let has_free = (0..months.len()).any(is_free);
        worth[at] = if has_free {
            limits[at].amount
        } else {
            by_inner.min(limits[at].amount)
        };
    }
    let is_open = |month: usize| months[month] && !limits.iter().any(|of| of.months[month]);
    if (0..months.len()).any(is_open) {
        return None;
    }
    let roots = (0..limits.len()).filter(|at| parent(limits, *at).is_none());
    Some(roots.map(|at| worth[at]).fold(0, i64::saturating_add))
}

/// The next limit that holds all of one's months.
fn parent(limits: &[Reach], of: usize) -> Option<usize> {
    (of + 1..limits.len()).find(|at| limits[*at].holds(&limits[of]))
}

/// What each fund of a pool pays of what is `due` in each month, those named last
/// first (earmarked money before the general budget) and early; `None` if it fails.
///
/// **Shape:** one list a fund, of one amount a month.
pub(super) fn split(
    problem: &AllocationProblem,
    pool: &[FundId],
    due: &[Rupiah],
) -> Option<Vec<Vec<Rupiah>>> {
    let n_months = due.len();
    let mut program = Program::default();
    let variables: Vec<Vec<usize>> = pool
        .iter()
        .map(|_| due.iter().map(|due| program.variable(due.0)).collect())
        .collect();
    for (month, due) in due.iter().enumerate() {
        let terms = variables.iter().map(|of| (of[month], 1)).collect();
        program.row(terms, Sense::Exactly, due.0);
    }
    let mut goal = Vec::new();
    for (at, (fund, variables)) in pool.iter().zip(&variables).enumerate() {
        for row in own(problem, *fund) {
            let months = (0..n_months).filter(|month| row.months[*month]);
            let terms = months.map(|month| (variables[month], 1)).collect();
            program.row(terms, Sense::AtMost, row.amount.0);
        }
        let worth = |month: usize| (at * (n_months + 1) + n_months - month) as i64;
        goal.extend((0..n_months).map(|month| (variables[month], worth(month))));
    }
    let relaxed = Relaxed::new(&program, &goal).ok()?.values();
    let found: Vec<i64> = relaxed.iter().map(|value| value.round() as i64).collect();
    let paid = |of: Vec<usize>| of.into_iter().map(|at| Rupiah(found[at])).collect();
    program
        .admits(&found)
        .then(|| variables.into_iter().map(paid).collect())
}
