//! Filling what is left, class by class: a first solution for the search.

use super::aggregate::Kinds;
use super::model::{Model, Starts};

/// One more person of one kind through one lane from one month.
struct Move {
    class_index: usize,
    month: usize,
    /// What changes, by variable.
    steps: Vec<(usize, i64)>,
    /// What each row that can stop it would take up, by row.
    takes: Vec<(usize, i64)>,
}

/// All single starts of a model.
pub(super) struct Greedy<'a> {
    model: &'a Model,
    moves: Vec<Move>,
}

impl<'a> Greedy<'a> {
    pub(super) fn new(model: &'a Model, kinds: &Kinds) -> Self {
        let mut columns: Vec<Vec<(usize, i64)>> = vec![Vec::new(); model.program.upper.len()];
        for (row, of) in model.program.rows.iter().enumerate() {
            for &(variable, c) in &of.terms {
                columns[variable].push((row, c));
            }
        }
        let mut moves = Vec::new();
        for use_ in &model.uses {
            let class_index = kinds.kinds[use_.kind].class_index;
            let fits = |starts: &&Starts| {
                starts.class_index == class_index && starts.slot.lane == use_.lane
            };
            for starts in model.starts.iter().filter(fits) {
                let mut steps = model.step(starts).to_vec();
                steps.push((use_.variable, 1));
                let takes = steps.iter().flat_map(|&(variable, step)| {
                    columns[variable]
                        .iter()
                        .map(move |&(row, c)| (row, c * step))
                });
                let takes = net(takes.collect());
                moves.push(Move {
                    class_index,
                    month: starts.slot.month,
                    steps,
                    takes,
                });
            }
        }
        // Early months first; within a month in the order of kinds and lanes.
        moves.sort_by_key(|one| one.month);
        Self { model, moves }
    }

    /// The greedy by priority: after one class, after two, and so on.
    pub(super) fn by_class(&self, n_classes: usize) -> Vec<Vec<i64>> {
        let mut values = vec![0; self.model.program.upper.len()];
        (0..n_classes)
            .map(|class_index| {
                values = self.add_class(class_index, &values);
                values.clone()
            })
            .collect()
    }

    /// Adds to `values` as many people of a class as still fit, early ones first.
    pub(super) fn add_class(&self, class_index: usize, values: &[i64]) -> Vec<i64> {
        let mut values = values.to_vec();
        let rows = &self.model.program.rows;
        let mut room: Vec<i64> = rows
            .iter()
            .map(|row| row.right - row.terms.iter().map(|&(v, c)| c * values[v]).sum::<i64>())
            .collect();
        for one in self
            .moves
            .iter()
            .filter(|one| one.class_index == class_index)
        {
            let by_rows = one.takes.iter().map(|&(row, c)| room[row].div_euclid(c));
            let upper = &self.model.program.upper;
            let by_upper = one
                .steps
                .iter()
                .map(|&(v, step)| (upper[v] - values[v]) / step);
            let n = by_rows.chain(by_upper).min().unwrap_or(0);
            if n > 0 {
                for &(variable, step) in &one.steps {
                    values[variable] += n * step;
                }
                for &(row, c) in &one.takes {
                    room[row] -= n * c;
                }
            }
        }
        values
    }
}

/// Adds up by row; keeps the rows that the move brings nearer to their limit.
fn net(mut takes: Vec<(usize, i64)>) -> Vec<(usize, i64)> {
    takes.sort_unstable();
    takes.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    takes.retain(|&(_, c)| c > 0);
    takes
}
