//! Rows that every whole solution keeps and the relaxed optimum breaks.
//!
//! Mixed-integer rounding (Marchand and Wolsey 2001): a row is divided by one of
//! its coefficients, what is left of each is rounded down, and of the remainders
//! only what exceeds the right side's is kept. All variables of a program are
//! whole, so no whole solution is lost; the arithmetic is in whole numbers.

use super::program::{Program, Row, Sense};

/// How far a row must be broken, in parts of its length, to be worth adding.
const BROKEN_BY: f64 = 1e-4;

/// The cuts of a program's rows that `values` break, each row's deepest.
pub(crate) fn cuts(program: &Program, rows: &[Row], values: &[f64]) -> Vec<Row> {
    let cuts = rows.iter().flat_map(at_most);
    cuts.filter_map(|row| deepest(program, &row, values))
        .collect()
}

/// A row as one or two upper limits.
fn at_most(row: &Row) -> Vec<Row> {
    let row = row.in_units();
    let negative = || Row {
        terms: row.terms.iter().map(|&(v, c)| (v, -c)).collect(),
        sense: Sense::AtMost,
        right: -row.right,
    };
    match row.sense {
        Sense::AtMost => vec![row],
        Sense::AtLeast => vec![negative()],
        Sense::Exactly => {
            let other = negative();
            vec![
                Row {
                    sense: Sense::AtMost,
                    ..row
                },
                other,
            ]
        }
    }
}

/// The cut of a row that is broken by most, if any is broken enough.
fn deepest(program: &Program, row: &Row, values: &[f64]) -> Option<Row> {
    // Each variable is counted from the limit it is nearer to.
    let mut right = row.right;
    let mut terms: Vec<(usize, i64, bool, f64)> = Vec::with_capacity(row.terms.len());
    for &(v, c) in &row.terms {
        let (lower, upper) = (program.lower[v], program.upper[v]);
        let is_down = 2.0 * values[v] > (lower + upper) as f64;
        let from = if is_down { upper } else { lower };
        right = right.checked_sub(c.checked_mul(from)?)?;
        if lower < upper {
            let (c, away) = if is_down { (-c, -1.0) } else { (c, 1.0) };
            terms.push((v, c, is_down, away * (values[v] - from as f64)));
        }
    }
    let mut divisors: Vec<i64> = terms
        .iter()
        .filter(|(_, c, _, value)| *value > 1e-6 && c.abs() > 1)
        .map(|(_, c, _, _)| c.abs())
        .collect();
    divisors.sort_unstable();
    divisors.dedup();
    let mut best: Option<(f64, Row)> = None;
    for divisor in divisors {
        let rest = right.rem_euclid(divisor);
        if rest == 0 {
            continue;
        }
        let rounded = |c: i64| {
            let over = (c.rem_euclid(divisor) - rest).max(0);
            c.div_euclid(divisor)
                .checked_mul(divisor - rest)?
                .checked_add(over)
        };
        let mut cut = Row {
            terms: Vec::new(),
            sense: Sense::AtMost,
            right: rounded_right(right, divisor, rest)?,
        };
        let (mut sum, mut squares) = (0.0, 0.0);
        for &(v, c, down, value) in &terms {
            let c = rounded(c)?;
            if c == 0 {
                continue;
            }
            sum += c as f64 * value;
            squares += (c as f64).powi(2);
            cut.terms.push((v, if down { -c } else { c }));
            let back = if down {
                -program.upper[v]
            } else {
                program.lower[v]
            };
            cut.right = cut.right.checked_add(c.checked_mul(back)?)?;
        }
        let depth = (sum - rounded_right(right, divisor, rest)? as f64) / squares.sqrt();
        if depth > BROKEN_BY && best.as_ref().is_none_or(|(known, _)| depth > *known) {
            best = Some((depth, cut));
        }
    }
    best.map(|(_, cut)| cut.in_units())
}

fn rounded_right(right: i64, divisor: i64, rest: i64) -> Option<i64> {
    right.div_euclid(divisor).checked_mul(divisor - rest)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Every point of two or three whole variables within the limits.
    fn points(program: &Program) -> Vec<Vec<i64>> {
        let mut points = vec![Vec::new()];
        for (lower, upper) in program.lower.iter().zip(&program.upper) {
            points = points
                .into_iter()
                .flat_map(|point: Vec<i64>| {
                    (*lower..=*upper).map(move |value| [point.as_slice(), &[value]].concat())
                })
                .collect();
        }
        points
    }

    #[test]
    fn a_years_money_buys_no_part_of_a_start() {
        // 12 months a head in the first month, 7 in the sixth: 40 months.
        let mut program = Program::default();
        let (early, late) = (program.variable(9), program.variable(9));
        program.row(vec![(early, 12), (late, 7)], Sense::AtMost, 40);
        let found = cuts(&program, &program.rows, &[40.0 / 12.0, 0.0]);
        assert_eq!(found.len(), 1);
        assert!(!found[0].holds(&[4, 0]));
        assert!(found[0].holds(&[3, 0]) && found[0].holds(&[2, 2]));
    }

    #[test]
    fn cuts_lose_no_whole_solution_and_are_broken() {
        let coefficients = [-7, -3, 2, 5, 12];
        let mut n_found = 0;
        for (a, b, c) in coefficients
            .into_iter()
            .flat_map(|a| coefficients.map(|b| (a, b)))
            .flat_map(|(a, b)| [1, -4, 9].map(|c| (a, b, c)))
        {
            for right in [-5, 0, 11, 26] {
                let mut program = Program::default();
                let variables = [4, 3, 5].map(|upper| program.variable(upper));
                program.lower[1] = 1;
                let terms = variables.into_iter().zip([a, b, c]).collect();
                program.row(terms, Sense::AtMost, right);
                for values in [[0.4, 1.0, 2.5], [3.7, 2.2, 0.0], [4.0, 1.5, 4.9]] {
                    for cut in cuts(&program, &program.rows, &values) {
                        n_found += 1;
                        let sum = cut.terms.iter().map(|&(v, c)| c as f64 * values[v]);
                        assert!(sum.sum::<f64>() > cut.right as f64);
                        let whole = points(&program).into_iter();
                        for point in whole.filter(|point| program.admits(point)) {
                            assert!(cut.holds(&point), "{a} {b} {c} {right} {point:?} {cut:?}");
                        }
                    }
                }
            }
        }
        assert!(n_found > 100, "{n_found}");
    }
}
