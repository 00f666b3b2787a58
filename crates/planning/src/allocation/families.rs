//! Which people of a kind: those whose families become whole.

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::model::Model;
use super::problem::AllocationProblem;
use crate::linear::{Limits, Program, Sense, maximise, value_of};

/// How many people of each kind use each lane, and which households are whole.
pub(super) struct Choice {
    /// People by index in [`Model::uses`].
    pub(super) users: Vec<i64>,
    /// Households to complete, by their number.
    pub(super) households: Vec<u64>,
    /// How many households could at most be whole with these amounts.
    pub(super) bound: i64,
}

/// Households whose open places are of the same kinds.
#[derive(Debug, Clone, Default)]
struct Pattern {
    /// How many members of each undecided kind.
    members: Vec<(usize, i64)>,
    /// The households, the one with the smallest id first.
    households: Vec<u64>,
}

/// Chooses, for the amounts in `values`, so that most households become whole.
pub(super) fn choose(
    problem: &AllocationProblem,
    kinds: &Kinds,
    model: &Model,
    values: &[i64],
    limits: Limits,
) -> Choice {
    let heads = heads_by_lane(model, values);
    let served = served_classes(kinds, &heads);
    let (certain, patterns) = patterns(problem, kinds, &served);
    let mut program = Program::default();
    let users = add_users(&mut program, kinds, model, &heads);
    let goal: Vec<(usize, i64)> = patterns
        .iter()
        .map(|pattern| (program.variable(pattern.households.len() as i64), 1))
        .collect();
    need_members(&mut program, kinds, model, &users, &patterns, &goal);

    let mut best = start(kinds, model, &users, &heads, values, &program);
    fill(&program, &patterns, &goal, kinds, model, &users, &mut best);
    let all: Vec<usize> = (0..program.upper.len()).collect();
    let mut bound = value_of(&goal, &best);
    if !goal.is_empty() {
        bound = goal
            .iter()
            .map(|(v, _)| i128::from(program.upper[*v]))
            .sum();
        if let Ok(found) = maximise(&program, &goal, &all, &best, limits) {
            bound = bound.min(crate::linear::floor_bound(found.bound));
            let rounded = found.values.unwrap_or_default();
            let rounded: Vec<i64> = rounded.iter().map(|value| value.round() as i64).collect();
            if program.admits(&rounded) && value_of(&goal, &rounded) > value_of(&goal, &best) {
                best = rounded;
            }
        }
    }
    let mut households = certain;
    for (pattern, (variable, _)) in patterns.iter().zip(&goal) {
        let n = usize::try_from(best[*variable]).unwrap_or(0);
        households.extend(&pattern.households[..n]);
    }
    let sure = (households.len() as i128) - value_of(&goal, &best);
    Choice {
        users: users.iter().map(|&variable| best[variable]).collect(),
        households,
        bound: i64::try_from(bound.max(value_of(&goal, &best)) + sure).unwrap_or(i64::MAX),
    }
}

/// How many of each class start through each lane.
fn heads_by_lane(model: &Model, values: &[i64]) -> BTreeMap<(usize, usize), i64> {
    let mut heads = BTreeMap::new();
    for starts in &model.starts {
        let key = (starts.class_index, starts.slot.lane);
        *heads.entry(key).or_default() += values[starts.heads];
    }
    heads
}

/// Whether all, none or some of each class are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Served {
    All,
    None,
    Some,
}

fn served_classes(kinds: &Kinds, heads: &BTreeMap<(usize, usize), i64>) -> Vec<Served> {
    let all = |class_index: usize| -> i64 {
        kinds
            .of_class(class_index)
            .map(|(_, kind)| kind.people.len() as i64)
            .sum()
    };
    (0..kinds.classes.len())
        .map(|class_index| {
            let of_class = heads.iter().filter(|((class, _), _)| *class == class_index);
            match of_class.map(|(_, n)| n).sum::<i64>() {
                0 => Served::None,
                n if n == all(class_index) => Served::All,
                _ => Served::Some,
            }
        })
        .collect()
}

/// The households certain to be whole, and those that may be, by pattern.
fn patterns(
    problem: &AllocationProblem,
    kinds: &Kinds,
    served: &[Served],
) -> (Vec<u64>, Vec<Pattern>) {
    let mut households: BTreeMap<u64, (u64, Vec<usize>)> = BTreeMap::new();
    for (index, person) in problem.people.iter().enumerate() {
        let household = households
            .entry(person.household)
            .or_insert((person.id, Vec::new()));
        household.0 = household.0.min(person.id);
        household.1.push(kinds.kind_of[index]);
    }
    let mut certain = Vec::new();
    let mut by_members: BTreeMap<Vec<usize>, Vec<(u64, u64)>> = BTreeMap::new();
    for (household, (id, mut members)) in households {
        let served = |kind: &usize| served[kinds.kinds[*kind].class_index];
        if members.iter().any(|kind| served(kind) == Served::None) {
            continue;
        }
        members.retain(|kind| served(kind) == Served::Some);
        members.sort_unstable();
        if members.is_empty() {
            certain.push(household);
        } else {
            by_members.entry(members).or_default().push((id, household));
        }
    }
    let patterns = by_members.into_iter().map(|(members, mut households)| {
        households.sort_unstable();
        let mut counted: BTreeMap<usize, i64> = BTreeMap::new();
        for kind in members {
            *counted.entry(kind).or_default() += 1;
        }
        Pattern {
            members: counted.into_iter().collect(),
            households: households
                .into_iter()
                .map(|(_, household)| household)
                .collect(),
        }
    });
    (certain, patterns.collect())
}

/// Each kind's users of each lane, in the amounts given by class.
fn add_users(
    program: &mut Program,
    kinds: &Kinds,
    model: &Model,
    heads: &BTreeMap<(usize, usize), i64>,
) -> Vec<usize> {
    let users: Vec<usize> = model
        .uses
        .iter()
        .map(|one| program.variable(kinds.kinds[one.kind].people.len() as i64))
        .collect();
    let mut of_lanes: BTreeMap<(usize, usize), Vec<(usize, i64)>> = BTreeMap::new();
    let mut of_kinds: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
    for (one, &variable) in model.uses.iter().zip(&users) {
        let key = (kinds.kinds[one.kind].class_index, one.lane);
        of_lanes.entry(key).or_default().push((variable, 1));
        of_kinds.entry(one.kind).or_default().push((variable, 1));
    }
    for (key, terms) in of_lanes {
        program.row(terms, Sense::Exactly, heads.get(&key).copied().unwrap_or(0));
    }
    for (kind, terms) in of_kinds {
        program.row(terms, Sense::AtMost, kinds.kinds[kind].people.len() as i64);
    }
    users
}

/// A household is whole only if all its members are among the users.
fn need_members(
    program: &mut Program,
    kinds: &Kinds,
    model: &Model,
    users: &[usize],
    patterns: &[Pattern],
    goal: &[(usize, i64)],
) {
    for kind in 0..kinds.kinds.len() {
        let needs = patterns
            .iter()
            .zip(goal)
            .filter_map(|(pattern, (variable, _))| {
                let members = pattern.members.iter().find(|(of, _)| *of == kind)?;
                Some((*variable, members.1))
            });
        let mut terms: Vec<(usize, i64)> = needs.collect();
        if terms.is_empty() {
            continue;
        }
        let of_kind = model
            .uses
            .iter()
            .zip(users)
            .filter(|(one, _)| one.kind == kind);
        terms.extend(of_kind.map(|(_, &variable)| (variable, -1)));
        program.row(terms, Sense::AtMost, 0);
    }
}

/// The users of the solution at hand, less those beyond the starts.
fn start(
    kinds: &Kinds,
    model: &Model,
    users: &[usize],
    heads: &BTreeMap<(usize, usize), i64>,
    values: &[i64],
    program: &Program,
) -> Vec<i64> {
    let mut left = heads.clone();
    let mut best = vec![0; program.upper.len()];
    for (one, &variable) in model.uses.iter().zip(users) {
        let key = (kinds.kinds[one.kind].class_index, one.lane);
        if let Some(left) = left.get_mut(&key) {
            best[variable] = values[one.variable].min(*left);
            *left -= best[variable];
        }
    }
    best
}

/// Completes households with few open places first, as long as users last.
fn fill(
    program: &Program,
    patterns: &[Pattern],
    goal: &[(usize, i64)],
    kinds: &Kinds,
    model: &Model,
    users: &[usize],
    best: &mut [i64],
) {
    let mut left = vec![0; kinds.kinds.len()];
    for (one, &variable) in model.uses.iter().zip(users) {
        left[one.kind] += best[variable];
    }
    let mut order: Vec<usize> = (0..patterns.len()).collect();
    order.sort_by_key(|&index| patterns[index].members.iter().map(|(_, n)| n).sum::<i64>());
    for index in order {
        let members = &patterns[index].members;
        let variable = goal[index].0;
        let fit = members.iter().map(|&(kind, n)| left[kind] / n);
        let n = fit.min().unwrap_or(0).min(program.upper[variable]);
        best[variable] = n;
        for &(kind, members) in members {
            left[kind] -= n * members;
        }
    }
}
