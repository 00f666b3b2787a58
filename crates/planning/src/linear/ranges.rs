//! Between which whole numbers the variables of a program can lie if it is to be
//! worth so much.

use rayon::prelude::*;

use super::program::{Program, Row, Sense};
use super::solver::{Relaxed, SolverError};

/// How often a question is put again, nearer to its answer.
const PUT: usize = 4;
/// By how much variables are moved at first.
const FIRST: f64 = 4.0;

/// Variables that are moved together, up (1) or down (-1).
struct Question {
    of: Vec<usize>,
    sign: i64,
}

/// Narrows the limits of the searched variables to where the goal can still be
/// worth `least`; `relaxed` is the program's relaxed optimum.
///
/// Moving variables off the optimum by `r` costs the goal some `d`; beyond, what
/// moving costs grows at least in proportion, so that they cannot be moved by more
/// than `r · slack / d`. Those of a lane that lie at a limit are moved together: if all of them
/// cannot be moved farther, none of them can.
pub(super) fn narrow(
    program: &mut Program,
    relaxed: &Relaxed,
    searched: &[Vec<usize>],
    least: i64,
) {
    let values = relaxed.values();
    // More than the library's round-off, so that nothing possible is cut off.
    let slack = relaxed.value() - least as f64 + 1e-3 + relaxed.value().abs() * 1e-9;
    let mut questions: Vec<Question> = Vec::new();
    for lane in searched {
        let free = lane
            .iter()
            .filter(|v| program.lower[**v] < program.upper[**v]);
        let is_low = |v: &usize| values[*v] - (program.lower[*v] as f64) < 1e-6;
        let is_high = |v: &usize| program.upper[*v] as f64 - values[*v] < 1e-6;
        let (low, rest): (Vec<usize>, Vec<usize>) = free.copied().partition(is_low);
        let (high, between): (Vec<usize>, Vec<usize>) = rest.into_iter().partition(is_high);
        let one_by_one = between
            .into_iter()
            .flat_map(|v| [1, -1].map(|sign| Question { of: vec![v], sign }));
        questions.extend(one_by_one);
        let together = [(low, 1), (high, -1)].map(|(of, sign)| Question { of, sign });
        questions.extend(
            together
                .into_iter()
                .filter(|question| !question.of.is_empty()),
        );
    }
    let rooms: Vec<f64> = questions
        .par_iter()
        .map(|question| room(relaxed, &values, question, slack))
        .collect();
    for (question, room) in questions.iter().zip(rooms) {
        for &v in &question.of {
            if question.sign > 0 {
                let most = (values[v] + room).floor();
                if most < program.upper[v] as f64 {
                    program.upper[v] = (most as i64).max(program.lower[v]);
                }
            } else {
                let most = (values[v] - room).ceil();
                if most > program.lower[v] as f64 {
                    program.lower[v] = (most as i64).min(program.upper[v]);
                }
            }
        }
    }
}

/// How far the variables of a question can be moved in sum, or infinitely far.
fn room(relaxed: &Relaxed, values: &[f64], question: &Question, slack: f64) -> f64 {
    let at: f64 = question.of.iter().map(|v| values[*v]).sum();
    let sign = question.sign as f64;
    // Possible so far, and not possible any more.
    let (mut possible, mut room, mut by) = (0.0_f64, f64::INFINITY, FIRST);
    for _ in 0..PUT {
        let to = (sign * at + by).ceil();
        let moved = to - sign * at;
        let row = Row {
            terms: question.of.iter().map(|&v| (v, question.sign)).collect(),
            sense: Sense::AtLeast,
            right: to as i64,
        };
        let cost = match relaxed.clone().with(&row) {
            Ok(there) => relaxed.value() - there.value(),
            Err(SolverError::Infeasible) => f64::INFINITY,
            Err(SolverError::Numerical(_)) => break,
        };
        // Where the goal would be worth `least`, were the cost in proportion: beyond
        // `moved` the cost grows at least so, before it at most.
        let near = moved * slack / cost.max(1e-9);
        if cost > slack {
            // A whole sum: what is not possible leaves one less.
            room = room.min(moved - 1.0);
        } else {
            possible = moved;
            room = room.min(near);
        }
        if room < possible + 1.0 {
            break;
        }
        by = if room.is_finite() {
            // Between the two, nearer to where proportion points.
            near.clamp(possible + 0.5, room)
                .max(possible + 0.4 * (room - possible))
                .min(room)
        } else {
            near.min(64.0 * moved).max(moved + 1.0)
        };
    }
    room + 1e-6
}
