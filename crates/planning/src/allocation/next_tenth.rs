//! What the next tenth of a point costs.

use semesta_domain::Rupiah;

use super::error::AllocationError;
use super::money::Span;
use super::plan::Plan;
use super::problem::{AllocationProblem, Offer, TariffId};
use crate::linear::{Program, Relaxed, Sense, SolverError, value_of};

/// Which indicator is to rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicator {
    /// Registered, active or not: only people without a membership count.
    Coverage,
    /// Active: people with an inactive membership count too.
    Activity,
}

/// The price of a tenth of a percentage point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextTenth {
    /// How many more people a tenth of a point takes: a thousandth of the
    /// population, rounded up.
    pub people: i64,
    /// How many of them some source could take if there were money.
    pub reachable: i64,
    /// **Units**: rupiah a month from all payers for those reachable.
    pub monthly: Rupiah,
    /// The city's part of it: the least possible.
    pub city_monthly: Rupiah,
    /// What the city pays once besides, in the first months until another payer takes
    /// over: the least possible after the monthly part.
    pub bridging: Rupiah,
}

impl Plan {
    /// The cheapest way, for the city, to the next tenth of a point after this plan.
    ///
    /// Money limits are lifted, quotas and entry caps still hold. Prices are
    /// those of the horizon's last month for someone long in cover; what a bridging
    /// payer spends in the first months only is told apart from it.
    ///
    /// # Errors
    /// If the solver library fails.
    pub fn next_tenth(
        &self,
        problem: &AllocationProblem,
        population: i64,
        indicator: Indicator,
    ) -> Result<NextTenth, AllocationError> {
        let people = (population.max(0).saturating_add(999)) / 1_000;
        let lanes = lanes(problem, &waiting(self, problem, indicator));
        let (mut program, variables) = by_supply(&lanes);
        for source in 0..problem.sources.len() {
            let of = lanes
                .iter()
                .zip(&variables)
                .filter(|(lane, _)| lane.offer.source.0 == source);
            let terms = of.map(|(_, &variable)| (variable, 1)).collect();
            program.row(terms, Sense::AtMost, self.room(problem, source));
        }
        let all: Vec<(usize, i64)> = variables.iter().map(|&variable| (variable, 1)).collect();
        program.row(all.clone(), Sense::AtMost, people);
        let prices = Prices::of(&lanes, &variables);
        let mut found = Vec::new();
        for goal in std::iter::once(&all).chain(prices.goals()) {
            found = solve(&mut program, goal)?;
        }
        Ok(NextTenth {
            people,
            reachable: amount(&all, &found),
            monthly: Rupiah(-amount(&prices.everyone, &found)),
            city_monthly: Rupiah(-amount(&prices.city, &found)),
            bridging: Rupiah(-amount(&prices.bridging, &found)),
        })
    }

    /// How many more people a source could take at the end, money apart.
    fn room(&self, problem: &AllocationProblem, source: usize) -> i64 {
        let (of, used) = (&problem.sources[source], &self.sources[source]);
        let months = 0..problem.horizon.n_months;
        let open = months.filter(|&month| problem.horizon.month(month) >= of.opens);
        let by_entries = open
            .map(|month| {
                of.entries
                    .cap(month)
                    .map_or(i64::MAX, |cap| i64::from(cap) - used.entries[month])
            })
            .fold(0, i64::saturating_add);
        let by_quota = of
            .quota_heads
            .map_or(i64::MAX, |quota| i64::from(quota) - used.heads());
        by_entries.min(by_quota).max(0)
    }
}

/// People of one profile who wait, by one offer.
pub(super) struct Lane {
    pub(super) profile: usize,
    pub(super) offer: Offer,
    pub(super) supply: i64,
    city: i64,
    everyone: i64,
    bridging: i64,
}

/// What is spent on those whom a program takes, with the sign turned: most is least.
pub(super) struct Prices {
    pub(super) city: Vec<(usize, i64)>,
    pub(super) bridging: Vec<(usize, i64)>,
    pub(super) everyone: Vec<(usize, i64)>,
}

impl Prices {
    pub(super) fn of(lanes: &[Lane], variables: &[usize]) -> Self {
        let price = |of: fn(&Lane) -> i64| {
            let lanes = lanes.iter().zip(variables);
            lanes
                .map(|(lane, &variable)| (variable, -of(lane)))
                .collect()
        };
        Self {
            city: price(|lane| lane.city),
            bridging: price(|lane| lane.bridging),
            everyone: price(|lane| lane.everyone),
        }
    }

    /// One after another: the city's money for good, once, and everybody's.
    pub(super) fn goals(&self) -> impl Iterator<Item = &Vec<(usize, i64)>> {
        [&self.city, &self.bridging, &self.everyone].into_iter()
    }
}

/// A variable a lane, and no more people of a profile than there are.
pub(super) fn by_supply(lanes: &[Lane]) -> (Program, Vec<usize>) {
    let mut program = Program::default();
    let variables: Vec<usize> = lanes
        .iter()
        .map(|lane| program.variable(lane.supply))
        .collect();
    let first_of = |at: usize| at == 0 || lanes[at - 1].profile != lanes[at].profile;
    for at in (0..lanes.len()).filter(|at| first_of(*at)) {
        let same = lanes.iter().zip(&variables).skip(at);
        let same = same.take_while(|(lane, _)| lane.profile == lanes[at].profile);
        let terms = same.map(|(_, &variable)| (variable, 1)).collect();
        program.row(terms, Sense::AtMost, lanes[at].supply);
    }
    (program, variables)
}

/// What terms come to in a solution.
pub(super) fn amount(terms: &[(usize, i64)], found: &[i64]) -> i64 {
    i64::try_from(value_of(terms, found)).unwrap_or(i64::MAX)
}

/// How many people of each profile wait.
fn waiting(plan: &Plan, problem: &AllocationProblem, indicator: Indicator) -> Vec<i64> {
    let mut waiting = vec![0; problem.profiles.len()];
    for (person, placement) in problem.people.iter().zip(&plan.placements) {
        let counts = indicator == Indicator::Activity || !person.registered;
        waiting[person.profile.0] += i64::from(counts && placement.is_none());
    }
    waiting
}

/// The offers of those who wait, a profile's one after another.
pub(super) fn lanes(problem: &AllocationProblem, waiting: &[i64]) -> Vec<Lane> {
    let price = |tariff: TariffId, city_only: bool| -> i64 {
        let draws = problem.tariffs[tariff.0].draws.iter();
        draws
            .filter(|draw| problem.funds[draw.fund.0].is_city || !city_only)
            .filter(|draw| !matches!(draw.span, Span::First(_)))
            .filter_map(|draw| Some(draw.monthly.last()?.0))
            .sum()
    };
    let profiles = problem.profiles.iter().zip(waiting).enumerate();
    profiles
        .filter(|(_, (_, supply))| **supply > 0)
        .flat_map(|(profile, (offers, &supply))| {
            offers.iter().map(move |offer| (profile, *offer, supply))
        })
        .map(|(profile, offer, supply)| Lane {
            profile,
            offer,
            supply,
            city: price(offer.tariff, true),
            everyone: price(offer.tariff, false),
            bridging: bridging(problem, offer.tariff),
        })
        .collect()
}

/// What the city spends on one person in first months only, at the last month's price.
fn bridging(problem: &AllocationProblem, tariff: TariffId) -> i64 {
    let draws = problem.tariffs[tariff.0].draws.iter();
    let of_city = draws.filter(|draw| problem.funds[draw.fund.0].is_city);
    of_city
        .filter_map(|draw| match draw.span {
            Span::First(n) => Some(i64::from(n) * draw.monthly.last()?.0),
            Span::Always | Span::After(_) => None,
        })
        .sum()
}

/// Solves for `goal` and holds it; flows through a network come out whole.
pub(super) fn solve(
    program: &mut Program,
    goal: &[(usize, i64)],
) -> Result<Vec<i64>, AllocationError> {
    if goal.is_empty() {
        return Ok(Vec::new());
    }
    let failed = || SolverError::Numerical("the next tenth's program gave no answer".to_owned());
    let relaxed = Relaxed::new(program, goal).map_err(|_| failed())?.values();
    let found: Vec<i64> = relaxed.iter().map(|value| value.round() as i64).collect();
    if !program.admits(&found) {
        return Err(failed().into());
    }
    let reached = i64::try_from(value_of(goal, &found)).unwrap_or(i64::MIN);
    program.row(goal.to_vec(), Sense::AtLeast, reached);
    Ok(found)
}
