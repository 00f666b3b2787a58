//! Months whose starts differ only in length, taken together.

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::costs::{Costs, Price};
use super::model::BlockSpan;
use super::problem::AllocationProblem;

/// The rows of months in which one lane can be entered.
///
/// Where an entry cap can bind, each month stands alone. Elsewhere a block
/// goes on as long as one month of delay changes the months at each price in
/// the same way: then costs are linear in heads and delay.
pub(super) fn spans(
    problem: &AllocationProblem,
    kinds: &Kinds,
    costs: &Costs<'_>,
    lane: usize,
) -> Vec<BlockSpan> {
    let offer = kinds.lanes[lane];
    let source = &problem.sources[offer.source.0];
    let n_people: i64 = (0..kinds.classes.len())
        .map(|class_index| kinds.n_people(class_index, lane))
        .sum();
    let capped = |month: usize| {
        let cap = source.entries.cap(month);
        cap.is_some_and(|cap| i64::from(cap) < n_people)
    };
    let months: Vec<usize> = (0..problem.horizon.n_months)
        .filter(|&month| problem.horizon.month(month) >= source.opens)
        .filter(|&month| source.entries.cap(month) != Some(0))
        .collect();
    let prices: BTreeMap<usize, BTreeMap<Price, i64>> = months
        .iter()
        .map(|&month| (month, costs.months_by_price(offer.tariff, month)))
        .collect();

    let mut spans: Vec<BlockSpan> = Vec::new();
    for &month in &months {
        if let Some(span) = spans.last_mut()
            && span.last + 1 == month
            && !capped(month)
            && !capped(span.last)
            && goes_on(&prices, *span, month)
        {
            span.last = month;
        } else {
            spans.push(BlockSpan {
                lane,
                first: month,
                last: month,
            });
        }
    }
    spans
}

fn goes_on(prices: &BTreeMap<usize, BTreeMap<Price, i64>>, span: BlockSpan, month: usize) -> bool {
    span.first == span.last
        || step(&prices[&span.first], &prices[&(span.first + 1)])
            == step(&prices[&span.last], &prices[&month])
}

/// How the months at each price change from one start to the next.
fn step<'a>(
    from: &'a BTreeMap<Price, i64>,
    to: &'a BTreeMap<Price, i64>,
) -> BTreeMap<&'a Price, i64> {
    let mut step: BTreeMap<&Price, i64> = BTreeMap::new();
    for (price, n) in to {
        *step.entry(price).or_default() += n;
    }
    for (price, n) in from {
        *step.entry(price).or_default() -= n;
    }
    step.retain(|_, n| *n != 0);
    step
}
