//! From whole totals by lane and month to whole numbers of each class.
//!
//! Once it is settled how many start through each lane in each month, dealing
//! these starts out to the classes is a flow through a network: kinds of people
//! into lanes, lanes into months. The best flows of a network, class after
//! class, are whole, so plain linear programs find them.

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::model::{Model, Slot, Starts};
use crate::linear::{Program, Relaxed, Sense, value_of};

/// Deals out the totals in `values` to the first `n_classes` classes, the
/// first served first; `None` if it fails.
pub(super) fn complete(
    model: &Model,
    kinds: &Kinds,
    n_months: usize,
    values: &[i64],
    n_classes: usize,
) -> Option<Vec<i64>> {
    let (mut program, pieces) = network(model, kinds, values, n_classes);
    let mut found = Vec::new();
    for class_index in 0..n_classes {
        let of_class = pieces
            .iter()
            .filter(|(starts, _)| starts.class_index == class_index);
        let goal: Vec<(usize, i64)> = of_class
            .map(|(starts, variable)| (*variable, (n_months - starts.slot.month) as i64))
            .collect();
        if goal.is_empty() {
            continue;
        }
        let relaxed = Relaxed::new(&program, &goal).ok()?.values();
        found = relaxed.iter().map(|value| value.round() as i64).collect();
        let reached = i64::try_from(value_of(&goal, &found)).ok()?;
        program.row(goal, Sense::AtLeast, reached);
    }
    (!found.is_empty()).then(|| back(model, &pieces, values, &found))
}

/// The flow's program; its first variables are the model's uses, in order.
fn network(
    model: &Model,
    kinds: &Kinds,
    values: &[i64],
    n_classes: usize,
) -> (Program, Vec<(Starts, usize)>) {
    let mut program = Program::default();
    for one in &model.uses {
        let idle = kinds.kinds[one.kind].class_index >= n_classes;
        program.variable(if idle {
            0
        } else {
            model.program.upper[one.variable]
        });
    }
    for (index, kind) in kinds.kinds.iter().enumerate() {
        let uses = model
            .uses
            .iter()
            .enumerate()
            .filter(|(_, u)| u.kind == index);
        let terms = uses.map(|(variable, _)| (variable, 1)).collect();
        program.row(terms, Sense::AtMost, kind.people.len() as i64);
    }
    let mut pieces: Vec<(Starts, usize)> = Vec::new();
    let mut of_slots: BTreeMap<Slot, Vec<(usize, i64)>> = BTreeMap::new();
    let mut of_lanes: BTreeMap<(usize, usize), Vec<(usize, i64)>> = BTreeMap::new();
    for starts in &model.starts {
        let heads = values[model.totals[&starts.slot]];
        if starts.class_index >= n_classes || heads == 0 {
            continue;
        }
        let variable = program.variable(heads);
        pieces.push((*starts, variable));
        of_slots.entry(starts.slot).or_default().push((variable, 1));
        let lane = (starts.class_index, starts.slot.lane);
        of_lanes.entry(lane).or_default().push((variable, 1));
    }
    for (slot, terms) in of_slots {
        program.row(terms, Sense::Exactly, values[model.totals[&slot]]);
    }
    for ((class_index, lane), mut terms) in of_lanes {
        let of = |u: &super::model::Use| {
            kinds.kinds[u.kind].class_index == class_index && u.lane == lane
        };
        let uses = model.uses.iter().enumerate().filter(|(_, u)| of(u));
        terms.extend(uses.map(|(variable, _)| (variable, -1)));
        program.row(terms, Sense::AtMost, 0);
    }
    (program, pieces)
}

/// The model's values with the classes as dealt out.
fn back(model: &Model, pieces: &[(Starts, usize)], values: &[i64], found: &[i64]) -> Vec<i64> {
    let mut values = values.to_vec();
    for (index, one) in model.uses.iter().enumerate() {
        values[one.variable] = found[index];
    }
    for starts in &model.starts {
        values[starts.heads] = 0;
    }
    for (starts, variable) in pieces {
        values[starts.heads] = found[*variable];
    }
    values
}
