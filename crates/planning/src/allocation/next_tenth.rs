//! What the next tenth of a point costs.

use semesta_domain::Rupiah;

use super::costs::Costs;
use super::error::AllocationError;
use super::plan::Plan;
use super::problem::{AllocationProblem, FundId, Offer, TariffId};
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
}

impl Plan {
    /// The cheapest way, for the city, to the next tenth of a point after this plan.
    ///
    /// Money limits are lifted, quotas and entry caps still hold. Prices are
    /// those of the horizon's last month for someone long in cover, so that a
    /// bridging payer's first months do not blur what must be paid for good.
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
        let mut program = Program::default();
        let variables: Vec<usize> = lanes
            .iter()
            .map(|lane| program.variable(lane.supply))
            .collect();
        let profiles: Vec<usize> = lanes.iter().map(|lane| lane.profile).collect();
        for (profile, lane) in profiles.iter().zip(&lanes) {
            let same = variables
                .iter()
                .zip(&profiles)
                .filter(|(_, other)| *other == profile);
            let terms = same.map(|(&variable, _)| (variable, 1)).collect();
            program.row(terms, Sense::AtMost, lane.supply);
        }
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
        let price = |of: fn(&Lane) -> i64| -> Vec<(usize, i64)> {
            let lanes = lanes.iter().zip(&variables);
            lanes
                .map(|(lane, &variable)| (variable, -of(lane)))
                .collect()
        };
        let city = price(|lane| lane.city);
        let everyone = price(|lane| lane.everyone);
        let mut found = Vec::new();
        for goal in [&all, &city, &everyone] {
            found = solve(&mut program, goal)?;
        }
        let amount =
            |terms: &[(usize, i64)]| i64::try_from(value_of(terms, &found)).unwrap_or(i64::MAX);
        Ok(NextTenth {
            people,
            reachable: amount(&all),
            monthly: Rupiah(-amount(&everyone)),
            city_monthly: Rupiah(-amount(&city)),
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
struct Lane {
    profile: usize,
    offer: Offer,
    supply: i64,
    city: i64,
    everyone: i64,
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

fn lanes(problem: &AllocationProblem, waiting: &[i64]) -> Vec<Lane> {
    let costs = Costs::new(problem);
    let last = problem.horizon.n_months.saturating_sub(1);
    let price = |tariff: TariffId, city_only: bool| -> i64 {
        let funds = problem.funds.iter().enumerate();
        let funds = funds.filter(|(_, fund)| fund.is_city || !city_only);
        funds
            .map(|(index, _)| costs.monthly(tariff, 0, FundId(index), last).0)
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
        })
        .collect()
}

/// Solves for `goal` and holds it; flows through a network come out whole.
fn solve(program: &mut Program, goal: &[(usize, i64)]) -> Result<Vec<i64>, AllocationError> {
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
