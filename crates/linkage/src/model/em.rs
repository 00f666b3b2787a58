//! Expectation–maximisation for classes of pairs over agreement patterns.
//!
//! Matches are of two classes, clean ones and those of a badly damaged record:
//! one error makes another likelier. Other pairs are strangers, who agree by
//! chance, or relatives, who share what a family shares. Within a class the
//! fields are independent; missing fields say nothing. Every class carries
//! Dirichlet priors, so that rare levels keep sensible weights and the classes
//! cannot change places.

use crate::compare::{LEVELS, NULL};
use crate::pattern::{Pattern, level};

/// Shares of levels for each field.
pub(crate) type Levels = Vec<[f64; LEVELS]>;

/// Smallest share of a level.
const FLOOR: f64 = 1e-9;
/// The classes: clean matches, matches of a badly damaged record, strangers, relatives.
pub(crate) const CLASSES: usize = 4;
pub(crate) const CLEAN: usize = 0;
pub(crate) const DAMAGED: usize = 1;
pub(crate) const STRANGER: usize = 2;
pub(crate) const RELATIVE: usize = 3;

/// The classes of one set of pairs.
#[derive(Debug, Clone)]
pub(crate) struct Mixture {
    /// The share of each class.
    pub(crate) share: [f64; CLASSES],
    /// Shares of levels within each class.
    pub(crate) levels: [Levels; CLASSES],
}

/// What the fit is drawn towards: imagined pairs of every class and level.
#[derive(Debug, Clone)]
pub(crate) struct Towards {
    pub(crate) share: [f64; CLASSES],
    pub(crate) levels: [Levels; CLASSES],
}

/// A pattern and how many pairs have it.
pub(crate) type Counted = (Pattern, f64);

/// The shares of a mixture, laid out for going through many patterns.
#[derive(Debug)]
pub(crate) struct Factors {
    share: [f64; CLASSES],
    fields: Vec<[[f64; CLASSES]; LEVELS]>,
}

impl Factors {
    /// The probability of each class for a pattern.
    ///
    /// The product of 16 shares of at least [`FLOOR`] stays well above the
    /// smallest number.
    #[inline]
    pub(crate) fn classes(&self, pattern: Pattern) -> [f64; CLASSES] {
        let mut odds = self.share;
        for (f, cells) in self.fields.iter().enumerate() {
            let cell = &cells[level(pattern, f) as usize];
            odds.iter_mut().zip(cell).for_each(|(o, x)| *o *= x);
        }
        let total: f64 = odds.iter().sum();
        odds.map(|o| o / total)
    }
}

/// log2 shares of every level of every field, by class; missing is 0.
pub(crate) type Logs = [Vec<[f32; LEVELS]>; CLASSES];

impl Mixture {
    /// Starts a mixture at what it is drawn towards.
    pub(crate) fn begin(share: [f64; CLASSES], towards: &Towards) -> Self {
        let mut levels = towards.levels.clone();
        levels.iter_mut().for_each(normalise);
        Self { share, levels }
    }

    /// The share of matches of either class.
    pub(crate) fn matches(&self) -> f64 {
        self.share[CLEAN] + self.share[DAMAGED]
    }

    /// Shares of levels among all matches.
    pub(crate) fn match_levels(&self) -> Levels {
        let [clean, damaged] = [CLEAN, DAMAGED].map(|c| self.share[c] / self.matches().max(1e-12));
        let fields = self.levels[CLEAN].iter().zip(&self.levels[DAMAGED]);
        fields
            .map(|(c, d)| std::array::from_fn(|l| clean * c[l] + damaged * d[l]))
            .collect()
    }

    pub(crate) fn logs(&self) -> Logs {
        let log = |shares: &[f64; LEVELS]| -> [f32; LEVELS] {
            std::array::from_fn(|l| {
                if l == usize::from(NULL) {
                    0.0
                } else {
                    shares[l].max(FLOOR).log2() as f32
                }
            })
        };
        std::array::from_fn(|c| self.levels[c].iter().map(log).collect())
    }

    /// The shares of every level of every field in all classes, side by side;
    /// missing is 1.
    pub(crate) fn factors(&self) -> Factors {
        let cell = |f: usize, l: usize| -> [f64; CLASSES] {
            std::array::from_fn(|c| match l {
                l if l == usize::from(NULL) => 1.0,
                l => self.levels[c][f][l].max(FLOOR),
            })
        };
        let fields = (0..self.levels[CLEAN].len()).map(|f| std::array::from_fn(|l| cell(f, l)));
        Factors {
            share: self.share.map(|s| s.max(1e-12)),
            fields: fields.collect(),
        }
    }

    /// One step: expected classes under the present shares, then new shares.
    pub(crate) fn step(&mut self, data: &[Counted], towards: &Towards) {
        let factors = self.factors();
        let mut share = towards.share;
        let mut sums = vec![[[0.0_f64; CLASSES]; LEVELS]; factors.fields.len()];
        for &(pattern, count) in data {
            let expected = factors.classes(pattern).map(|p| p * count);
            share.iter_mut().zip(&expected).for_each(|(s, e)| *s += e);
            for (f, cells) in sums.iter_mut().enumerate() {
                let cell = &mut cells[level(pattern, f) as usize];
                cell.iter_mut().zip(&expected).for_each(|(s, e)| *s += e);
            }
        }
        let mut levels = towards.levels.clone();
        for (c, levels) in levels.iter_mut().enumerate() {
            for (shares, sums) in levels.iter_mut().zip(&sums) {
                shares.iter_mut().zip(sums).for_each(|(s, x)| *s += x[c]);
            }
            normalise(levels);
        }
        let total: f64 = share.iter().sum();
        self.share = share.map(|s| s / total);
        self.levels = levels;
    }

    /// The log-likelihood of the data with the priors' own terms, in nats.
    #[cfg(test)]
    pub(crate) fn log_posterior(&self, data: &[Counted], towards: &Towards) -> f64 {
        let likelihood = |class: usize, pattern: Pattern| -> f64 {
            let fields = self.levels[class].iter().enumerate();
            let product: f64 = fields
                .filter(|(f, _)| level(pattern, *f) != NULL)
                .map(|(f, s)| s[level(pattern, f) as usize].max(FLOOR))
                .product();
            product * self.share[class].max(1e-12)
        };
        let all = |p: Pattern| (0..CLASSES).map(|c| likelihood(c, p)).sum::<f64>();
        let mut sum: f64 = data.iter().map(|&(p, n)| n * all(p).ln()).sum();
        for c in 0..CLASSES {
            sum += towards.share[c] * self.share[c].max(1e-12).ln();
            for (have, to) in self.levels[c].iter().zip(&towards.levels[c]) {
                let cells = have.iter().zip(to).take(LEVELS - 1);
                sum += cells.map(|(x, t)| t * x.max(FLOOR).ln()).sum::<f64>();
            }
        }
        sum
    }

    /// Steps until shares stand still, at most `most` times.
    pub(crate) fn fit(&mut self, data: &[Counted], towards: &Towards, most: usize) {
        for _ in 0..most {
            let before = (self.matches(), self.levels[CLEAN].clone());
            self.step(data, towards);
            let cells = self.levels[CLEAN]
                .iter()
                .zip(&before.1)
                .flat_map(|(a, b)| a.iter().zip(b));
            let largest = cells.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            if largest < 2e-4 && (self.matches() - before.0).abs() < 2e-4 * self.matches() {
                break;
            }
        }
    }
}

/// A probability from log2 odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp2())
}

/// Scales every field's shares to one, leaving the missing level out.
pub(crate) fn normalise(levels: &mut Levels) {
    for shares in levels {
        shares[usize::from(NULL)] = 0.0;
        let sum: f64 = shares.iter().sum();
        if sum > 0.0 {
            shares.iter_mut().for_each(|x| *x /= sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn levels(seed: &[f64], n: usize, scale: f64) -> Levels {
        let mut out: Levels = (0..3)
            .map(|f| {
                std::array::from_fn(|l| {
                    if l < n {
                        seed[(f * n + l) % seed.len()] + 0.05
                    } else {
                        0.0
                    }
                })
            })
            .collect();
        normalise(&mut out);
        out.iter().map(|x| x.map(|v| v * scale)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn em_never_lowers_the_likelihood(
            seed in prop::collection::vec(0.0_f64..1.0, 12),
            patterns in prop::collection::vec((0_u64..4, 0_u64..4, 0_u64..5, 1.0_f64..500.0), 2..30),
        ) {
            let data: Vec<Counted> = patterns.iter().map(|&(a, b, c, n)| {
                let c = if c == 4 { u64::from(NULL) } else { c };
                (a | b << 4 | c << 8, n)
            }).collect();
            let prior = |shift: usize| {
                let mut s = seed.clone();
                s.rotate_left(shift);
                levels(&s, 4, 20.0)
            };
            let towards = Towards {
                share: [1.0, 0.2, 1.0, 1.0],
                levels: [prior(0), prior(3), prior(5), prior(7)],
            };
            let mut mixture = Mixture::begin([0.3, 0.1, 0.4, 0.2], &towards);
            let mut before = mixture.log_posterior(&data, &towards);
            for _ in 0..15 {
                mixture.step(&data, &towards);
                let after = mixture.log_posterior(&data, &towards);
                prop_assert!(after >= before - 1e-9 * before.abs().max(1.0), "{before} {after}");
                before = after;
            }
        }
    }
}
