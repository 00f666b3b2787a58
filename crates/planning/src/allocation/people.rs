//! From counts back to people.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::aggregate::Kinds;
use super::families::Choice;
use super::model::{Model, Starts};
use super::plan::Placement;
use super::problem::AllocationProblem;

/// Deals the starts in `values` out to people.
///
/// Members of households to be completed come first, then the others; among
/// them families stay together and smaller ids come first. Early starts go to
/// the first, so that a family starts together where it can.
pub(super) fn deal(
    problem: &AllocationProblem,
    kinds: &Kinds,
    model: &Model,
    values: &[i64],
    choice: &Choice,
) -> Vec<Option<Placement>> {
    let rank = Rank::new(problem, choice);
    let mut users: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, kind) in kinds.kinds.iter().enumerate() {
        let mut people = kind.people.clone();
        people.sort_by_key(|&person| rank.of(person));
        let mut people = people.into_iter();
        let uses = model.uses.iter().zip(&choice.users);
        for (one, &n) in uses.filter(|(one, _)| one.kind == index) {
            let taken = people.by_ref().take(usize::try_from(n).unwrap_or(0));
            users
                .entry((kind.class_index, one.lane))
                .or_default()
                .extend(taken);
        }
    }
    let mut placements = vec![None; problem.people.len()];
    for ((class_index, lane), mut people) in users {
        people.sort_by_key(|&person| rank.of(person));
        let offer = kinds.lanes[lane];
        let months = starts(model, values, class_index, lane);
        for (person, month) in people.into_iter().zip(months) {
            placements[person] = Some(Placement {
                source: offer.source,
                tariff: offer.tariff,
                start: month,
            });
        }
    }
    placements
}

/// The order in which people of one kind are taken.
struct Rank<'a> {
    problem: &'a AllocationProblem,
    completed: FxHashSet<u64>,
    /// The smallest id of each household.
    first: FxHashMap<u64, u64>,
}

impl<'a> Rank<'a> {
    fn new(problem: &'a AllocationProblem, choice: &Choice) -> Self {
        let mut first: FxHashMap<u64, u64> = FxHashMap::default();
        for person in &problem.people {
            let id = first.entry(person.household).or_insert(person.id);
            *id = person.id.min(*id);
        }
        Self {
            problem,
            completed: choice.households.iter().copied().collect(),
            first,
        }
    }

    fn of(&self, person: usize) -> (bool, u64, u64) {
        let person = &self.problem.people[person];
        let first = self.first.get(&person.household).copied();
        (
            !self.completed.contains(&person.household),
            first.unwrap_or(person.id),
            person.id,
        )
    }
}

/// The months in which people of a class start through a lane, in order.
fn starts(model: &Model, values: &[i64], class_index: usize, lane: usize) -> Vec<usize> {
    let mut months = Vec::new();
    let of = |starts: &&Starts| starts.class_index == class_index && starts.slot.lane == lane;
    for starts in model.starts.iter().filter(of) {
        let heads = usize::try_from(values[starts.heads]).unwrap_or(0);
        months.extend(std::iter::repeat_n(starts.slot.month, heads));
    }
    months.sort_unstable();
    months
}
