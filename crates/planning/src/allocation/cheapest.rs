//! The people whom a number of memberships takes at the least cost for the city.

use semesta_domain::Rupiah;

use super::error::AllocationError;
use super::next_tenth::{Lane, Prices, amount, by_supply, lanes, solve};
use super::problem::{AllocationProblem, SourceId};
use crate::linear::Sense;

/// How many people have to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needed {
    /// People without a membership, at least.
    pub unregistered: i64,
    /// People in all, at least.
    pub people: i64,
    /// Of all, those by sources that count, at least.
    pub counting: i64,
}

/// Who comes, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cheapest {
    /// **Units**: rupiah a month for the city, the least possible.
    pub city_monthly: Rupiah,
    /// **Units**: rupiah that the city pays once besides, until another payer takes over.
    pub bridging: Rupiah,
    /// **Units**: rupiah a month from all payers.
    pub monthly: Rupiah,
    /// By source, without those by whom nobody comes.
    pub by_source: Vec<SourcePeople>,
}

/// Who comes by one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourcePeople {
    /// The source.
    pub source: SourceId,
    /// People without a membership.
    pub unregistered: i64,
    /// People with an inactive one.
    pub inactive: i64,
}

impl AllocationProblem {
    /// The people who come at the least cost for the city: a month, then once, then for
    /// all payers together.
    ///
    /// Prices are those of the horizon's last month for someone long in cover. Money and
    /// entry caps are not looked at, quotas are. `counts` says of each source whether it
    /// counts for [`Needed::counting`]. `None` where there are not so many people.
    ///
    /// # Errors
    /// If the solver library fails.
    pub fn cheapest(
        &self,
        needed: Needed,
        counts: impl Fn(SourceId) -> bool,
    ) -> Result<Option<Cheapest>, AllocationError> {
        let of = |registered: bool| {
            let mut waiting = vec![0; self.profiles.len()];
            let people = self.people.iter();
            for person in people.filter(|person| person.registered == registered) {
                waiting[person.profile.0] += 1;
            }
            lanes(self, &waiting)
        };
        let mut all = of(false);
        let n_unregistered = all.len();
        // An inactive member is of no profile of those without a membership.
        let mut inactive = of(true);
        for lane in &mut inactive {
            lane.profile += self.profiles.len();
        }
        all.append(&mut inactive);
        let (mut program, variables) = by_supply(&all);
        let those = |takes: &dyn Fn(usize, &Lane) -> bool| -> Vec<(usize, i64)> {
            let lanes = all.iter().zip(&variables).enumerate();
            lanes
                .filter(|(at, (lane, _))| takes(*at, lane))
                .map(|(_, (_, &variable))| (variable, 1))
                .collect()
        };
        for (source, of) in self.sources.iter().enumerate() {
            if let Some(quota) = of.quota_heads {
                let terms = those(&|_, lane| lane.offer.source.0 == source);
                program.row(terms, Sense::AtMost, i64::from(quota));
            }
        }
        let unregistered = those(&|at, _| at < n_unregistered);
        let people = those(&|_, _| true);
        let counting = those(&|_, lane| counts(lane.offer.source));
        for (terms, least) in [
            (unregistered, needed.unregistered),
            (people, needed.people),
            (counting, needed.counting),
        ] {
            if least <= 0 {
                continue;
            }
            // The most that can come tells whether enough can.
            if terms.is_empty() {
                return Ok(None);
            }
            let mut most = program.clone();
            if amount(&terms, &solve(&mut most, &terms)?) < least {
                return Ok(None);
            }
            program.row(terms, Sense::AtLeast, least);
        }
        let prices = Prices::of(&all, &variables);
        let mut found = vec![0; all.len()];
        for goal in prices.goals().filter(|goal| !goal.is_empty()) {
            found = solve(&mut program, goal)?;
        }
        Ok(Some(Cheapest {
            city_monthly: Rupiah(-amount(&prices.city, &found)),
            bridging: Rupiah(-amount(&prices.bridging, &found)),
            monthly: Rupiah(-amount(&prices.everyone, &found)),
            by_source: self.by_source(&all, n_unregistered, &found),
        }))
    }

    fn by_source(&self, lanes: &[Lane], n_unregistered: usize, found: &[i64]) -> Vec<SourcePeople> {
        let sources = 0..self.sources.len();
        let people = sources.map(|source| {
            let of = lanes.iter().zip(found).enumerate();
            let of = of.filter(|(_, (lane, _))| lane.offer.source.0 == source);
            let (before, after): (Vec<_>, Vec<_>) = of.partition(|(at, _)| *at < n_unregistered);
            let sum = |of: Vec<(usize, (&Lane, &i64))>| of.iter().map(|(_, (_, n))| **n).sum();
            SourcePeople {
                source: SourceId(source),
                unregistered: sum(before),
                inactive: sum(after),
            }
        });
        people
            .filter(|of| (of.unregistered, of.inactive) != (0, 0))
            .collect()
    }
}
