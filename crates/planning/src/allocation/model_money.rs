//! The money in the program.

use super::aggregate::Kinds;
use super::costs::Costs;
use super::model::Model;
use crate::linear::Sense;

impl Model {
    /// Every fund keeps every one of its limits.
    pub(super) fn limit_funds(&mut self, kinds: &Kinds, costs: &Costs<'_>) {
        for (index, limit) in costs.limits.iter().enumerate() {
            let terms = self.totals.iter().filter_map(|(slot, heads)| {
                let tariff = kinds.lanes[slot.lane].tariff;
                let cost = costs.against(tariff, slot.month, index);
                (cost.0 != 0).then_some((*heads, cost.0))
            });
            let terms = terms.collect();
            self.program.row(terms, Sense::AtMost, limit.amount.0);
        }
    }

    /// What the city saves: the cost of each start, as a negative.
    pub(super) fn city_money(&self, kinds: &Kinds, costs: &Costs<'_>) -> Vec<(usize, i64)> {
        let terms = self.totals.iter().map(|(slot, heads)| {
            let tariff = kinds.lanes[slot.lane].tariff;
            (*heads, -costs.city(tariff, slot.month).0)
        });
        terms.filter(|(_, cost)| *cost != 0).collect()
    }
}
