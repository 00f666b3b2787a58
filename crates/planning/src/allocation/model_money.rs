//! The money in the program.

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::costs::{Costs, Price};
use super::model::{BlockSpan, Model};
use super::problem::AllocationProblem;
use crate::linear::Sense;

/// The person-months of one lane at one price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counter {
    pub(super) variable: usize,
    pub(super) price: Price,
    /// How many such months a person has who starts in a block's first month,
    /// and how many more for each month of delay, by block span.
    pub(super) months: BTreeMap<BlockSpan, (i64, i64)>,
}

impl Model {
    /// Counts the person-months of each lane by price: the money of a plan
    /// depends on nothing else.
    pub(super) fn count_months(
        &mut self,
        problem: &AllocationProblem,
        kinds: &Kinds,
        costs: &Costs<'_>,
    ) {
        for (lane, offer) in kinds.lanes.iter().enumerate() {
            let mut by_price: BTreeMap<Price, BTreeMap<BlockSpan, (i64, i64)>> = BTreeMap::new();
            for &span in self.totals.keys().filter(|span| span.lane == lane) {
                let first = costs.months_by_price(offer.tariff, span.first);
                let next = span.first + usize::from(span.first < span.last);
                let second = costs.months_by_price(offer.tariff, next);
                for price in first.keys().chain(second.keys()) {
                    let of =
                        |months: &BTreeMap<Price, i64>| months.get(price).copied().unwrap_or(0);
                    let pair = (of(&first), of(&second) - of(&first));
                    by_price
                        .entry(price.clone())
                        .or_default()
                        .insert(span, pair);
                }
            }
            for (price, months) in by_price {
                self.add_counter(problem.horizon.n_months, price, months);
            }
        }
    }

    fn add_counter(
        &mut self,
        n_months: usize,
        price: Price,
        months: BTreeMap<BlockSpan, (i64, i64)>,
    ) {
        let heads = months
            .keys()
            .map(|span| self.program.upper[self.totals[span].0]);
        let most = heads.sum::<i64>() * n_months as i64;
        let variable = self.program.variable(most);
        let mut terms = vec![(variable, -1)];
        for (span, &(first, more)) in &months {
            let (heads, delay) = self.totals[span];
            terms.push((heads, first));
            terms.extend(delay.map(|delay| (delay, more)));
        }
        terms.retain(|(_, c)| *c != 0);
        self.program.row(terms, Sense::Exactly, 0);
        self.counters.push(Counter {
            variable,
            price,
            months,
        });
    }

    /// Every fund keeps every one of its limits.
    pub(super) fn limit_funds(&mut self, costs: &Costs<'_>) {
        for (row, &limit) in costs.limits.iter().enumerate() {
            let terms = self.counters.iter().filter_map(|counter| {
                let against = counter.price.against.iter().find(|(of, _)| *of == row)?;
                Some((counter.variable, against.1))
            });
            let terms = terms.collect();
            self.program
                .row(terms, Sense::AtMost, costs.amount(limit).0);
        }
    }
}
