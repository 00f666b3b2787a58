//! The path, month by month.

use semesta_domain::{Month, Ratio, Rupiah};

use crate::allocation::FundLimit;

use super::flow::{FlowEstimate, normal_quantile};
use super::problem::{Pace, TargetError, TargetGoal, TargetProblem};

/// One month of a path, on its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathMonth {
    /// The month.
    pub month: Month,
    /// Residents.
    pub population: i64,
    /// Those who count for the indicator, with this month's new ones.
    pub covered: i64,
    /// The same where the flows go badly and where they go well: the edges of
    /// the range.
    pub covered_range: (i64, i64),
    /// How many start this month with this money.
    pub enrolled: i64,
    /// How many this money pays for.
    pub paid: i64,
    /// What that costs this month.
    pub cost: Rupiah,
    /// How many more the pace and the goals asked for than the money carries.
    pub unfunded: i64,
}

impl PathMonth {
    /// The exact share.
    #[must_use]
    pub fn share(&self) -> Ratio {
        Ratio {
            numerator: self.covered,
            denominator: self.population,
        }
    }
}

/// What becomes of one goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoalForecast {
    /// The goal.
    pub goal: TargetGoal,
    /// The first month in which it holds; none within the horizon.
    pub reached: Option<Month>,
    /// The same where the flows go well.
    pub earliest: Option<Month>,
    /// The same where the flows go badly.
    pub latest: Option<Month>,
    /// How many people are missing on its date.
    pub missing_people: i64,
    /// What it costs to pay for them from that date to the horizon's end: what
    /// the money does not cover.
    pub missing_money: Rupiah,
    /// How many would have to start each month, from the first in which anyone can, to
    /// be in time; none where nobody can start by then.
    pub needed_per_month: Option<i64>,
}

/// The answer to a [`TargetProblem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Month by month.
    pub path: Vec<PathMonth>,
    /// The goals, by date.
    pub goals: Vec<GoalForecast>,
    /// How many people the money could carry through all months from the first.
    pub carried: i64,
    /// What is spent in all.
    pub cost: Rupiah,
}

impl TargetProblem {
    /// Looks ahead: the path, the dates with their range, and what is missing.
    ///
    /// Enrolment follows the pace, never beyond what the money can carry on to
    /// the end of every limit, and never beyond the highest goal. The paths at
    /// the edges of the range have the uncovered grow by the quantile of the
    /// summed flows instead of their mean; a normal law stands for the sum.
    /// Deaths and moves of the paid are not taken off the bill, so the money
    /// is judged with prudence.
    ///
    /// # Errors
    /// If the problem is malformed.
    ///
    /// ```
    /// use semesta_domain::{Month, Rupiah};
    /// use semesta_planning::*;
    ///
    /// // Bontang 2017: Rp 25 billion at 23,000 a month.
    /// let horizon = Horizon { first: Month::new(2017, 1).unwrap(), n_months: 12 };
    /// let year = FundLimit {
    ///     first: horizon.first,
    ///     last: horizon.last(),
    ///     amount: Rupiah(25_000_000_000),
    /// };
    /// let problem = TargetProblem {
    ///     horizon,
    ///     opens: horizon.first,
    ///     indicator: Indicator::Coverage,
    ///     population: 170_000,
    ///     covered: 156_400,
    ///     paid: 60_000,
    ///     money: vec![year],
    ///     price: vec![Rupiah(23_000); 12],
    ///     pace: Pace::Even,
    ///     goals: vec![TargetGoal { basis_points: 9_800, due: horizon.last() }],
    ///     flows: vec![],
    ///     band_percent: 80,
    /// };
    /// let forecast = problem.forecast().unwrap();
    /// assert_eq!(forecast.carried, 90_579);
    /// assert_eq!(forecast.goals[0].reached, Some(horizon.last()));
    /// assert_eq!(forecast.path[11].share().percent(), "98,00 %");
    /// ```
    pub fn forecast(&self) -> Result<Forecast, TargetError> {
        self.validate()?;
        let z = normal_quantile(0.5 + f64::from(self.band_percent) / 200.0);
        let expected = self.walk(0.0);
        let (bad, good) = (self.walk(z), self.walk(-z));
        let path: Vec<PathMonth> = expected
            .iter()
            .enumerate()
            .map(|(index, month)| PathMonth {
                covered_range: (bad[index].covered, good[index].covered),
                ..*month
            })
            .collect();
        let mut goals = self.goals.clone();
        goals.sort_by_key(|goal| (goal.due, goal.basis_points));
        let goals = goals.into_iter().map(|goal| GoalForecast {
            goal,
            reached: reached(&path, goal),
            earliest: reached(&good, goal),
            latest: reached(&bad, goal),
            ..self.missing(&path, goal)
        });
        Ok(Forecast {
            goals: goals.collect(),
            carried: self.affordable(0, &vec![Rupiah::ZERO; self.money.len()]),
            cost: path.iter().map(|month| month.cost).sum(),
            path,
        })
    }

    /// The path on which the uncovered grow by `z` standard deviations more
    /// than expected.
    fn walk(&self, z: f64) -> Vec<PathMonth> {
        let estimates: Vec<FlowEstimate> = self
            .flows
            .iter()
            .map(|flow| FlowEstimate::of(&flow.observed))
            .collect();
        let mut state = (self.population as f64, self.covered as f64);
        let mut paid = self.paid;
        let mut spent = vec![Rupiah::ZERO; self.money.len()];
        let mut deviation = 0.0;
        let mut path = Vec::with_capacity(self.horizon.n_months);
        for index in 0..self.horizon.n_months {
            let month = self.horizon.month(index);
            let population = state.0.round() as i64;
            let wanted = self.wanted(index, population, state.1.floor() as i64);
            let room = (self.affordable(index, &spent) - paid).max(0);
            let enrolled = wanted.min(room);
            state.1 += enrolled as f64;
            paid += enrolled;
            let cost = self.price[index] * paid;
            for (limit, spent) in self.money.iter().zip(&mut spent) {
                if limit.first <= month && month <= limit.last {
                    *spent += cost;
                }
            }
            path.push(PathMonth {
                month,
                population,
                covered: state.1.floor() as i64,
                covered_range: (0, 0),
                enrolled,
                paid,
                cost,
                unfunded: wanted - enrolled,
            });
            let (next, spread) = self.step(&estimates, state, index + 1);
            state = (next.0, next.1 - z * (spread - deviation));
            deviation = spread;
        }
        path
    }

    /// The counts a month later, and the standard deviation of the uncovered
    /// after `n_future` months.
    fn step(
        &self,
        estimates: &[FlowEstimate],
        state: (f64, f64),
        n_future: usize,
    ) -> ((f64, f64), f64) {
        let share = if state.0 > 0.0 {
            state.1 / state.0
        } else {
            0.0
        };
        let mut next = state;
        let mut variance = 0.0;
        for (flow, estimate) in self.flows.iter().zip(estimates) {
            let (population, covered) = flow.effect(self.indicator, share);
            next.0 += population * estimate.mean;
            next.1 += covered * estimate.mean;
            variance += (population - covered).powi(2) * estimate.variance_of_sum(n_future);
        }
        ((next.0.max(0.0), next.1.max(0.0)), variance.sqrt())
    }

    /// How many the pace asks to start in a month.
    fn wanted(&self, index: usize, population: i64, covered: i64) -> i64 {
        let month = self.horizon.month(index);
        if month < self.opens {
            return 0;
        }
        let missing = |goal: &TargetGoal| needed(goal.basis_points, population) - covered;
        let all = self.goals.iter().map(missing).max().unwrap_or(0).max(0);
        match self.pace {
            Pace::AtMost(most) => all.min(most.max(0)),
            Pace::Even => {
                let shares = self.goals.iter().map(|goal| {
                    let months = i64::from(goal.due.months_since(month)).max(0) + 1;
                    ceil_div(missing(goal).max(0), months)
                });
                shares.max().unwrap_or(0).min(all)
            }
        }
    }

    /// How many people the money left carries from a month to the end of every
    /// limit; months after the horizon cost what its last month does.
    fn affordable(&self, index: usize, spent: &[Rupiah]) -> i64 {
        let limits = self.money.iter().zip(spent);
        limits
            .map(|(limit, &spent)| {
                let inside = self.price_of(index, |m| limit.first <= m && m <= limit.last);
                let each = inside + self.price_after(limit);
                let left = (limit.amount - spent).0.max(0);
                if each.0 == 0 { i64::MAX } else { left / each.0 }
            })
            .min()
            .unwrap_or(i64::MAX)
    }

    /// What one person costs from a month on, in the months that count.
    fn price_of(&self, from: usize, counts: impl Fn(Month) -> bool) -> Rupiah {
        let months = (from..self.horizon.n_months).filter(|&m| counts(self.horizon.month(m)));
        months.map(|m| self.price[m]).sum()
    }

    /// What one person costs in the months of a limit that follow the horizon.
    fn price_after(&self, limit: &FundLimit) -> Rupiah {
        let first = limit.first.max(self.horizon.last().next());
        let months = i64::from(limit.last.months_since(first)) + 1;
        self.price.last().copied().unwrap_or_default() * months.max(0)
    }

    fn missing(&self, path: &[PathMonth], goal: TargetGoal) -> GoalForecast {
        let index = usize::try_from(goal.due.months_since(self.horizon.first)).unwrap_or(0);
        let on_date = path[index.min(path.len() - 1)];
        let missing = (needed(goal.basis_points, on_date.population) - on_date.covered).max(0);
        let enrolled: i64 = path[..=index].iter().map(|month| month.enrolled).sum();
        let n_open = i64::from(goal.due.months_since(self.opens.max(self.horizon.first))) + 1;
        GoalForecast {
            goal,
            reached: None,
            earliest: None,
            latest: None,
            missing_people: missing,
            missing_money: self.price_of(index, |_| true) * missing,
            needed_per_month: (n_open > 0).then(|| ceil_div(missing + enrolled, n_open)),
        }
    }
}

/// How many people make up a share, exactly: the least whole number at or above it.
fn needed(basis_points: i64, population: i64) -> i64 {
    let exact = i128::from(basis_points) * i128::from(population);
    i64::try_from((exact + 9_999).div_euclid(10_000)).unwrap_or(i64::MAX)
}

fn ceil_div(n: i64, by: i64) -> i64 {
    (n + by - 1).div_euclid(by)
}

fn reached(path: &[PathMonth], goal: TargetGoal) -> Option<Month> {
    let holds = |month: &&PathMonth| month.share().reaches(0, goal.basis_points);
    path.iter().find(holds).map(|month| month.month)
}
