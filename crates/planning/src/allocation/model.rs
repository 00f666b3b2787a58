//! The program of whole numbers behind an allocation.
//!
//! # Why counting is enough
//!
//! The program names nobody. It counts people of one *kind* (same class, same
//! offers) by *lane* (a source at a tariff), and people of one class by lane
//! and *block* (months in a row whose starts differ only in length). Every
//! allocation of people gives such counts, with the same value at every goal
//! and the same use of every limit. The other way round, counts that keep the
//! limits can be dealt out to people: kinds of a class that share a lane are
//! interchangeable in it, so any starts of the class in the lane can be given
//! to any of its users; and `heads` people in a block of months whose starts
//! lie `delay` months after the block's first in sum exist whenever
//! `0 ≤ delay ≤ (length − 1) · heads`: as
//! many as `delay / (length − 1)`, rounded down, start in the last month, one
//! makes up the rest, and the others start in the first. So the best counts are
//! the counts of a best allocation, and a bound on the former is one on the latter.

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::costs::Costs;
use super::model_money::Counter;
use super::problem::AllocationProblem;
use crate::linear::{Goal, Program, Searched, Sense};

/// People of one class who start through one lane in a row of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) class_index: usize,
    pub(super) span: BlockSpan,
    /// The variable that counts the people.
    pub(super) heads: usize,
    /// The variable that sums how many months after the first they start;
    /// none where the block is one month.
    pub(super) delay: Option<usize>,
}

/// The lane and months of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BlockSpan {
    pub(super) lane: usize,
    pub(super) first: usize,
    /// Included.
    pub(super) last: usize,
}

/// How many start with which delay, so that `heads` people are late by `delay`
/// months in sum: nobody's start is late for another's sake but one's.
pub(super) fn shape(heads: i64, delay: i64, span: BlockSpan) -> Vec<(i64, i64)> {
    let length = ((span.last - span.first) as i64).max(1);
    let (late, rest) = (delay / length, delay % length);
    let between = i64::from(rest > 0);
    let shape = [(0, heads - late - between), (rest, between), (length, late)];
    shape.into_iter().filter(|(_, heads)| *heads > 0).collect()
}

/// So many people of one kind use one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) kind: usize,
    pub(super) lane: usize,
    pub(super) variable: usize,
}

/// The program, and what its variables mean.
pub(super) struct Model {
    pub(super) program: Program,
    pub(super) blocks: Vec<Block>,
    pub(super) uses: Vec<Use>,
    /// All classes' heads (and delays) by block span.
    pub(super) totals: BTreeMap<BlockSpan, (usize, Option<usize>)>,
    pub(super) counters: Vec<Counter>,
}

impl Model {
    pub(super) fn new(problem: &AllocationProblem, kinds: &Kinds, costs: &Costs<'_>) -> Self {
        let mut model = Self {
            program: Program::default(),
            blocks: Vec::new(),
            uses: Vec::new(),
            totals: BTreeMap::new(),
            counters: Vec::new(),
        };
        model.add_uses(kinds);
        for lane in 0..kinds.lanes.len() {
            for span in super::blocks::spans(problem, kinds, costs, lane) {
                model.add_blocks(problem, kinds, span);
            }
        }
        model.limit_supply(kinds);
        model.link(kinds);
        model.add_totals();
        model.limit_doors(problem, kinds);
        model.count_months(problem, kinds, costs);
        model.limit_funds(costs);
        model
    }

    fn add_uses(&mut self, kinds: &Kinds) {
        for (index, kind) in kinds.kinds.iter().enumerate() {
            for &lane in &kind.lanes {
                let variable = self.program.variable(kind.people.len() as i64);
                self.uses.push(Use {
                    kind: index,
                    lane,
                    variable,
                });
            }
        }
    }

    fn add_blocks(&mut self, problem: &AllocationProblem, kinds: &Kinds, span: BlockSpan) {
        let source = &problem.sources[kinds.lanes[span.lane].source.0];
        let quota = source.quota_heads.map_or(i64::MAX, i64::from);
        let cap = match (span.first == span.last, source.entries.cap(span.first)) {
            (true, Some(cap)) => i64::from(cap),
            _ => i64::MAX,
        };
        for class_index in 0..kinds.classes.len() {
            let most = kinds.n_people(class_index, span.lane).min(cap).min(quota);
            if most == 0 {
                continue;
            }
            let heads = self.program.variable(most);
            let length = (span.last - span.first) as i64;
            let delay = (length > 0).then(|| self.program.variable(most * length));
            if let Some(delay) = delay {
                let terms = vec![(delay, 1), (heads, -length)];
                self.program.row(terms, Sense::AtMost, 0);
            }
            self.blocks.push(Block {
                class_index,
                span,
                heads,
                delay,
            });
        }
    }

    /// Nobody uses two lanes.
    fn limit_supply(&mut self, kinds: &Kinds) {
        for (index, kind) in kinds.kinds.iter().enumerate() {
            let terms = self.uses.iter().filter(|u| u.kind == index);
            let terms = terms.map(|u| (u.variable, 1)).collect();
            let supply = kind.people.len() as i64;
            self.program.row(terms, Sense::AtMost, supply);
        }
    }

    /// Through a lane start no more people of a class than use it.
    fn link(&mut self, kinds: &Kinds) {
        for class_index in 0..kinds.classes.len() {
            for lane in 0..kinds.lanes.len() {
                let of = |b: &&Block| b.class_index == class_index && b.span.lane == lane;
                let starts = self.blocks.iter().filter(of).map(|b| (b.heads, 1));
                let of =
                    |u: &&Use| kinds.kinds[u.kind].class_index == class_index && u.lane == lane;
                let uses = self.uses.iter().filter(of).map(|u| (u.variable, -1));
                let terms = starts.chain(uses).collect();
                self.program.row(terms, Sense::AtMost, 0);
            }
        }
    }

    /// Sums the classes by block span.
    fn add_totals(&mut self) {
        let mut by_span: BTreeMap<BlockSpan, Vec<Block>> = BTreeMap::new();
        for &block in &self.blocks {
            by_span.entry(block.span).or_default().push(block);
        }
        for (span, blocks) in by_span {
            let heads = self.total(blocks.iter().map(|b| b.heads).collect());
            let delays: Vec<usize> = blocks.iter().filter_map(|b| b.delay).collect();
            let delay = (!delays.is_empty()).then(|| self.total(delays));
            self.totals.insert(span, (heads, delay));
        }
    }

    fn total(&mut self, of: Vec<usize>) -> usize {
        let most = of.iter().map(|&v| self.program.upper[v]).sum();
        let variable = self.program.variable(most);
        let mut terms: Vec<_> = of.into_iter().map(|v| (v, 1)).collect();
        terms.push((variable, -1));
        self.program.row(terms, Sense::Exactly, 0);
        variable
    }

    /// Entry caps of each month, and head counts. Nobody leaves before the
    /// horizon ends, so the head count is greatest in the last month.
    fn limit_doors(&mut self, problem: &AllocationProblem, kinds: &Kinds) {
        for (index, source) in problem.sources.iter().enumerate() {
            let through = |span: &BlockSpan| kinds.lanes[span.lane].source.0 == index;
            let totals = self.totals.iter().filter(|(span, _)| through(span));
            let heads: Vec<(BlockSpan, usize)> = totals.map(|(span, t)| (*span, t.0)).collect();
            for month in 0..problem.horizon.n_months {
                let Some(cap) = source.entries.cap(month) else {
                    continue;
                };
                let one = |span: &BlockSpan| span.first == month && span.last == month;
                let of_month = heads.iter().filter(|(span, _)| one(span));
                let terms = of_month.map(|(_, heads)| (*heads, 1)).collect();
                self.program.row(terms, Sense::AtMost, i64::from(cap));
            }
            if let Some(quota) = source.quota_heads {
                let terms = heads.iter().map(|(_, heads)| (*heads, 1)).collect();
                self.program.row(terms, Sense::AtMost, i64::from(quota));
            }
        }
    }

    /// What one more person of `block`'s class who starts in `month` changes.
    pub(super) fn start(&self, block: &Block, month: usize) -> Vec<(usize, i64)> {
        let delay = (month - block.span.first) as i64;
        let (all_heads, all_delay) = self.totals[&block.span];
        let mut steps = vec![(block.heads, 1), (all_heads, 1)];
        let delays = block.delay.into_iter().chain(all_delay);
        steps.extend(delays.map(|variable| (variable, delay)));
        steps.extend(self.counters.iter().filter_map(|counter| {
            let (first, more) = counter.months.get(&block.span)?;
            Some((counter.variable, first + more * delay))
        }));
        steps.retain(|(_, step)| *step != 0);
        steps
    }

    /// The variables to branch on.
    pub(super) fn searched(&self) -> Searched {
        let mut slots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut sums: Vec<usize> = self.counters.iter().map(|c| c.variable).collect();
        for (span, &(heads, delay)) in &self.totals {
            if delay.is_some() {
                sums.push(heads);
                sums.extend(delay);
            } else {
                slots.entry(span.lane).or_default().push(heads);
            }
        }
        Searched {
            slots: slots.into_values().collect(),
            sums,
        }
    }

    /// The goals in their order: each class's person-months, then the city's
    /// money saved, then as few separate starts as possible (that is, early ones).
    pub(super) fn goals(&self, problem: &AllocationProblem, kinds: &Kinds) -> Vec<Goal> {
        let mut goals: Vec<Goal> = (0..kinds.classes.len())
            .map(|class_index| self.person_months(problem.horizon.n_months, class_index))
            .collect();
        let money = self.counters.iter().map(|c| (c.variable, -c.price.city));
        goals.push(Goal {
            terms: money.filter(|(_, c)| *c != 0).collect(),
            idle: Vec::new(),
        });
        goals.push(Goal {
            terms: self
                .totals
                .values()
                .map(|(heads, _)| (*heads, -1))
                .collect(),
            idle: Vec::new(),
        });
        goals
    }

    fn person_months(&self, n_months: usize, class_index: usize) -> Goal {
        let mut goal = Goal::default();
        for block in &self.blocks {
            if block.class_index == class_index {
                let months = (n_months - block.span.first) as i64;
                goal.terms.push((block.heads, months));
                goal.terms.extend(block.delay.map(|delay| (delay, -1)));
            } else if block.class_index > class_index {
                goal.idle.push(block.heads);
                goal.idle.extend(block.delay);
            }
        }
        goal
    }
}
