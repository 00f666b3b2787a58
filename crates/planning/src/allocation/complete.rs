//! From whole totals by lane and month to whole numbers of each class.
//!
//! Once it is settled how many start through each lane in each month, dealing
//! these starts out to the classes is a flow through a network: kinds of people
//! into lanes, lanes into months. The best flows of a network, class after
//! class, are whole, so plain linear programs find them.

use std::collections::BTreeMap;

use super::aggregate::Kinds;
use super::model::{BlockSpan, Model, shape};
use crate::linear::{Program, Sense, maximise_relaxed, value_of};

/// Starts of one class in one month of a block.
struct Piece {
    block: usize,
    delay: i64,
    variable: usize,
}

/// All starts in one month of a block.
#[derive(Default)]
struct Month {
    heads: i64,
    terms: Vec<(usize, i64)>,
}

/// Deals out the totals in `values` to the first `n_classes` classes, the
/// first served first; `None` if it fails.
///
/// Where only the sum of delays is given, as many as possible start in the
/// block's first month and the rest in its last: nothing else lets the first
/// classes start earlier.
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
            .filter(|p| model.blocks[p.block].class_index == class_index);
        let goal: Vec<(usize, i64)> = of_class
            .map(|p| {
                let first = model.blocks[p.block].span.first as i64;
                (p.variable, n_months as i64 - first - p.delay)
            })
            .collect();
        if goal.is_empty() {
            continue;
        }
        let relaxed = maximise_relaxed(&program, &goal)?;
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
) -> (Program, Vec<Piece>) {
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
    let mut pieces: Vec<Piece> = Vec::new();
    let mut of_months: BTreeMap<(BlockSpan, i64), Month> = BTreeMap::new();
    let mut of_lanes: BTreeMap<(usize, usize), Vec<(usize, i64)>> = BTreeMap::new();
    for (block_index, block) in model.blocks.iter().enumerate() {
        if block.class_index >= n_classes {
            continue;
        }
        for (delay, heads) in shape_of(model, block.span, values) {
            let variable = program.variable(heads);
            pieces.push(Piece {
                block: block_index,
                delay,
                variable,
            });
            let month = of_months.entry((block.span, delay)).or_default();
            month.heads = heads;
            month.terms.push((variable, 1));
            let lane = of_lanes
                .entry((block.class_index, block.span.lane))
                .or_default();
            lane.push((variable, 1));
        }
    }
    for month in of_months.into_values() {
        program.row(month.terms, Sense::Exactly, month.heads);
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

/// How many start with which delay in a block.
fn shape_of(model: &Model, span: BlockSpan, values: &[i64]) -> Vec<(i64, i64)> {
    let (heads, delay) = model.totals[&span];
    shape(values[heads], delay.map_or(0, |delay| values[delay]), span)
}

/// The model's values with the classes as dealt out.
fn back(model: &Model, pieces: &[Piece], values: &[i64], found: &[i64]) -> Vec<i64> {
    let mut values = values.to_vec();
    for (index, one) in model.uses.iter().enumerate() {
        values[one.variable] = found[index];
    }
    for block in &model.blocks {
        values[block.heads] = 0;
        if let Some(delay) = block.delay {
            values[delay] = 0;
        }
    }
    for piece in pieces {
        let block = &model.blocks[piece.block];
        values[block.heads] += found[piece.variable];
        if let Some(delay) = block.delay {
            values[delay] += piece.delay * found[piece.variable];
        }
    }
    values
}
