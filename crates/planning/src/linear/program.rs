//! A linear program in whole numbers.

/// How a row's sum compares with its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    AtMost,
    AtLeast,
    Exactly,
}

/// One constraint: `Σ coefficient · variable` against `right`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) terms: Vec<(usize, i64)>,
    pub(crate) sense: Sense,
    pub(crate) right: i64,
}

impl Row {
    /// The same row in the largest unit that divides all its coefficients.
    ///
    /// The sum is a multiple of the unit, so an upper limit may be rounded down
    /// and a lower limit up to it: no whole solution is lost, and the relaxed
    /// program becomes tighter.
    pub(crate) fn in_units(&self) -> Self {
        let unit = self.terms.iter().fold(0, |unit, (_, c)| gcd(unit, c.abs()));
        if unit <= 1 {
            return self.clone();
        }
        let right = match self.sense {
            Sense::AtMost => self.right.div_euclid(unit),
            Sense::AtLeast => -(-self.right).div_euclid(unit),
            Sense::Exactly if self.right % unit == 0 => self.right / unit,
            // Left as it is: no whole solution meets it, and the solver says so.
            Sense::Exactly => return self.clone(),
        };
        let terms = self.terms.iter().map(|&(v, c)| (v, c / unit)).collect();
        Self {
            terms,
            sense: self.sense,
            right,
        }
    }

    pub(crate) fn holds(&self, values: &[i64]) -> bool {
        let sum = value_of(&self.terms, values);
        let right = i128::from(self.right);
        match self.sense {
            Sense::AtMost => sum <= right,
            Sense::AtLeast => sum >= right,
            Sense::Exactly => sum == right,
        }
    }
}

/// Variables between limits, under rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Program {
    pub(crate) lower: Vec<i64>,
    pub(crate) upper: Vec<i64>,
    pub(crate) rows: Vec<Row>,
}

impl Program {
    /// Adds a variable from 0 to `upper` and returns its index.
    pub(crate) fn variable(&mut self, upper: i64) -> usize {
        self.lower.push(0);
        self.upper.push(upper.max(0));
        self.upper.len() - 1
    }

    /// Adds a row; one without terms is left out.
    pub(crate) fn row(&mut self, terms: Vec<(usize, i64)>, sense: Sense, right: i64) {
        if !terms.is_empty() {
            self.rows.push(Row {
                terms,
                sense,
                right,
            });
        }
    }

    /// The least and the greatest that a linear form can be within the limits of
    /// each variable by itself.
    pub(crate) fn range_of(&self, terms: &[(usize, i64)]) -> (i64, i64) {
        let mut range = (0_i64, 0_i64);
        for &(variable, c) in terms {
            let (lower, upper) = (self.lower[variable], self.upper[variable]);
            let ends = (c.saturating_mul(lower), c.saturating_mul(upper));
            range.0 = range.0.saturating_add(ends.0.min(ends.1));
            range.1 = range.1.saturating_add(ends.0.max(ends.1));
        }
        range
    }

    /// The variables' limits that `values` break, as rows.
    pub(crate) fn broken_limits(&self, values: &[f64]) -> Vec<Row> {
        let limits = values.iter().zip(&self.lower).zip(&self.upper).enumerate();
        let broken = limits.filter_map(|(variable, ((&value, &lower), &upper))| {
            let (sense, right) = if value - upper as f64 > 1e-6 {
                (Sense::AtMost, upper)
            } else if lower as f64 - value > 1e-6 {
                (Sense::AtLeast, lower)
            } else {
                return None;
            };
            Some(Row {
                terms: vec![(variable, 1)],
                sense,
                right,
            })
        });
        broken.collect()
    }

    /// Tells whether whole `values` keep every limit, exactly.
    pub(crate) fn admits(&self, values: &[i64]) -> bool {
        values.len() == self.upper.len()
            && values.iter().zip(&self.lower).all(|(v, lower)| v >= lower)
            && values.iter().zip(&self.upper).all(|(v, upper)| v <= upper)
            && self.rows.iter().all(|row| row.holds(values))
    }
}

/// The exact value of a linear form.
pub(crate) fn value_of(terms: &[(usize, i64)], values: &[i64]) -> i128 {
    terms
        .iter()
        .map(|&(variable, c)| i128::from(c) * i128::from(values[variable]))
        .sum()
}

/// The greatest common divisor; `gcd(0, n) = n`.
pub(crate) fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_lose_no_whole_solution() {
        let row = Row {
            terms: vec![(0, 6), (1, 9)],
            sense: Sense::AtMost,
            right: 17,
        };
        let small = row.in_units();
        assert_eq!(
            (small.terms.clone(), small.right),
            (vec![(0, 2), (1, 3)], 5)
        );
        for a in 0..5 {
            for b in 0..5 {
                assert_eq!(row.holds(&[a, b]), small.holds(&[a, b]), "{a} {b}");
            }
        }
        let lower = Row {
            sense: Sense::AtLeast,
            ..row
        };
        assert_eq!(lower.in_units().right, 6);
    }

    #[test]
    fn admits_checks_limits_and_rows() {
        let mut program = Program::default();
        let x = program.variable(3);
        program.row(vec![(x, 2)], Sense::AtMost, 5);
        assert!(program.admits(&[2]));
        assert!(!program.admits(&[3]));
        assert!(!program.admits(&[-1]));
        assert!(!program.admits(&[]));
    }
}
