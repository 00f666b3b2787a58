//! The program of whole numbers behind an allocation.
//!
//! # Why counting is enough
//!
//! The program names nobody. It counts people of one *kind* (same class, same
//! offers) by *lane* (a source at a tariff), and people of one class by *slot* (a
//! lane and a month). Every allocation of people gives such counts, with the same
//! value at every goal and the same use of every limit. The other way round,
//! counts that keep the limits can be dealt out to people: kinds of a class that
//! share a lane are interchangeable in it, so any starts of the class in the lane
//! can be given to any of its users. So the best counts are those of a best
//! allocation, and a bound on the former is one on the latter.
//!
//! # What has to be searched
//!
//! Only how many start in each slot in all: once these totals are whole, dealing
//! them to the classes is a flow through a network, whose best solutions are whole
//! (`complete`).

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::costs::Costs;
use super::problem::AllocationProblem;
use crate::linear::{Goal, Program, Sense};

/// People of one class who start in one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Starts {
    pub(super) class_index: usize,
    pub(super) slot: Slot,
    /// The variable that counts them.
    pub(super) heads: usize,
}

/// A month in which a lane can be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) lane: usize,
    pub(super) month: usize,
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
    pub(super) starts: Vec<Starts>,
    pub(super) uses: Vec<Use>,
    /// All classes' heads by slot.
    pub(super) totals: BTreeMap<Slot, usize>,
}

impl Model {
    pub(super) fn new(problem: &AllocationProblem, kinds: &Kinds, costs: &Costs<'_>) -> Self {
        let mut model = Self {
            program: Program::default(),
            starts: Vec::new(),
            uses: Vec::new(),
            totals: BTreeMap::new(),
        };
        model.add_uses(kinds);
        for lane in 0..kinds.lanes.len() {
            for month in Self::months(problem, kinds, lane) {
                model.add_starts(problem, kinds, Slot { lane, month });
            }
        }
        model.limit_supply(kinds);
        model.link(kinds);
        model.add_totals();
        model.limit_doors(problem, kinds);
        model.limit_funds(kinds, costs);
        model
    }

    /// The months in which a lane can be entered.
    fn months(problem: &AllocationProblem, kinds: &Kinds, lane: usize) -> Vec<usize> {
        let source = &problem.sources[kinds.lanes[lane].source.0];
        let months = 0..problem.horizon.n_months;
        let open = months.filter(|&month| problem.horizon.month(month) >= source.opens);
        open.filter(|&month| source.entries.cap(month) != Some(0))
            .collect()
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

    fn add_starts(&mut self, problem: &AllocationProblem, kinds: &Kinds, slot: Slot) {
        let source = &problem.sources[kinds.lanes[slot.lane].source.0];
        let quota = source.quota_heads.map_or(i64::MAX, i64::from);
        let cap = source.entries.cap(slot.month).map_or(i64::MAX, i64::from);
        for class_index in 0..kinds.classes.len() {
            let most = kinds.n_people(class_index, slot.lane).min(cap).min(quota);
            if most > 0 {
                let heads = self.program.variable(most);
                self.starts.push(Starts {
                    class_index,
                    slot,
                    heads,
                });
            }
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
                let of = |s: &&Starts| s.class_index == class_index && s.slot.lane == lane;
                let starts = self.starts.iter().filter(of).map(|s| (s.heads, 1));
                let of =
                    |u: &&Use| kinds.kinds[u.kind].class_index == class_index && u.lane == lane;
                let uses = self.uses.iter().filter(of).map(|u| (u.variable, -1));
                let terms = starts.chain(uses).collect();
                self.program.row(terms, Sense::AtMost, 0);
            }
        }
    }

    /// Sums the classes by slot.
    fn add_totals(&mut self) {
        let mut by_slot: BTreeMap<Slot, Vec<usize>> = BTreeMap::new();
        for starts in &self.starts {
            by_slot.entry(starts.slot).or_default().push(starts.heads);
        }
        for (slot, heads) in by_slot {
            let most = heads.iter().map(|&v| self.program.upper[v]).sum();
            let total = self.program.variable(most);
            let mut terms: Vec<_> = heads.into_iter().map(|v| (v, 1)).collect();
            terms.push((total, -1));
            self.program.row(terms, Sense::Exactly, 0);
            self.totals.insert(slot, total);
        }
    }

    /// Entry caps of each month, and head counts. Nobody leaves before the
    /// horizon ends, so the head count is greatest in the last month.
    fn limit_doors(&mut self, problem: &AllocationProblem, kinds: &Kinds) {
        for (index, source) in problem.sources.iter().enumerate() {
            let through = |slot: &Slot| kinds.lanes[slot.lane].source.0 == index;
            let totals = self.totals.iter().filter(|(slot, _)| through(slot));
            let heads: Vec<(Slot, usize)> = totals.map(|(slot, heads)| (*slot, *heads)).collect();
            for month in 0..problem.horizon.n_months {
                let Some(cap) = source.entries.cap(month) else {
                    continue;
                };
                let of_month = heads.iter().filter(|(slot, _)| slot.month == month);
                let terms = of_month.map(|(_, heads)| (*heads, 1)).collect();
                self.program.row(terms, Sense::AtMost, i64::from(cap));
            }
            if let Some(quota) = source.quota_heads {
                let terms = heads.iter().map(|(_, heads)| (*heads, 1)).collect();
                self.program.row(terms, Sense::AtMost, i64::from(quota));
            }
        }
    }

    /// What one more person of a class in a slot changes.
    pub(super) fn step(&self, starts: &Starts) -> [(usize, i64); 2] {
        [(starts.heads, 1), (self.totals[&starts.slot], 1)]
    }

    /// The variables to branch on, lane by lane.
    pub(super) fn searched(&self) -> Vec<Vec<usize>> {
        let mut slots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (slot, heads) in &self.totals {
            slots.entry(slot.lane).or_default().push(*heads);
        }
        slots.into_values().collect()
    }

    /// The goals in their order: each class's person-months, then the city's
    /// money saved, then as few separate starts as possible (that is, early ones).
    pub(super) fn goals(
        &self,
        problem: &AllocationProblem,
        kinds: &Kinds,
        costs: &Costs<'_>,
    ) -> Vec<Goal> {
        let mut goals: Vec<Goal> = (0..kinds.classes.len())
            .map(|class_index| self.person_months(problem.horizon.n_months, class_index))
            .collect();
        goals.push(Goal {
            terms: self.city_money(kinds, costs),
            idle: Vec::new(),
        });
        goals.push(Goal {
            terms: self.totals.values().map(|heads| (*heads, -1)).collect(),
            idle: Vec::new(),
        });
        goals
    }

    /// The starts that nobody of a class has who starts as early as any offer
    /// allows, if `value` person-months say that all of the class do.
    pub(super) fn late(
        &self,
        kinds: &Kinds,
        n_months: usize,
        class_index: usize,
        value: i128,
    ) -> Vec<usize> {
        let first_of = |lane: &usize| {
            let slots = self.totals.keys().filter(|slot| slot.lane == *lane);
            slots.map(|slot| slot.month).min()
        };
        let mut firsts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut most = 0;
        for (_, kind) in kinds.of_class(class_index) {
            let Some(first) = kind.lanes.iter().filter_map(first_of).min() else {
                continue;
            };
            most += (kind.people.len() * (n_months - first)) as i128;
            for lane in &kind.lanes {
                firsts.entry(*lane).or_default().push(first);
            }
        }
        let of_class = self.starts.iter().filter(|starts| {
            let firsts = firsts.get(&starts.slot.lane);
            starts.class_index == class_index
                && !firsts.is_some_and(|firsts| firsts.contains(&starts.slot.month))
        });
        if value < most {
            return Vec::new();
        }
        of_class.map(|starts| starts.heads).collect()
    }

    fn person_months(&self, n_months: usize, class_index: usize) -> Goal {
        let mut goal = Goal::default();
        for starts in &self.starts {
            if starts.class_index == class_index {
                let months = (n_months - starts.slot.month) as i64;
                goal.terms.push((starts.heads, months));
            } else if starts.class_index > class_index {
                goal.idle.push(starts.heads);
            }
        }
        goal
    }
}
