//! Expectation–maximisation for two classes of pairs over agreement patterns.
//!
//! Within a class the fields are independent; missing fields say nothing.
//! Both classes carry a Dirichlet prior, so that rare levels keep sensible
//! weights and the classes cannot change places.

use crate::compare::{LEVELS, NULL};
use crate::pattern::{Pattern, level};

/// Shares of levels for each field.
pub(crate) type Levels = Vec<[f64; LEVELS]>;

/// Smallest share of a level.
const FLOOR: f64 = 1e-9;

/// The two-class model of one set of pairs.
#[derive(Debug, Clone)]
pub(crate) struct Mixture {
    /// The share of matches.
    pub(crate) prior: f64,
    /// Shares of levels among matches.
    pub(crate) m: Levels,
    /// Shares of levels among other pairs.
    pub(crate) u: Levels,
}

/// What the fit is drawn towards, and how strongly, in pairs.
#[derive(Debug, Clone)]
pub(crate) struct Towards {
    pub(crate) m: Levels,
    pub(crate) u: Levels,
    pub(crate) m_pairs: f64,
    pub(crate) u_pairs: f64,
    /// Imagined matches and other pairs behind the prior share.
    pub(crate) prior_pairs: [f64; 2],
}

/// A pattern and how many pairs have it.
pub(crate) type Counted = (Pattern, f64);

impl Mixture {
    /// The log2 odds of a match for every field level; missing is 0.
    pub(crate) fn weights(&self) -> Vec<[f32; LEVELS]> {
        let weight = |m: f64, u: f64| (m.max(FLOOR) / u.max(FLOOR)).log2() as f32;
        self.m
            .iter()
            .zip(&self.u)
            .map(|(m, u)| {
                std::array::from_fn(|l| if l == usize::from(NULL) { 0.0 } else { weight(m[l], u[l]) })
            })
            .collect()
    }

    fn log_odds(&self, weights: &[[f32; LEVELS]], pattern: Pattern) -> f64 {
        let fields = weights.iter().enumerate();
        let sum: f32 = fields.map(|(f, w)| w[level(pattern, f) as usize]).sum();
        f64::from(sum) + (self.prior / (1.0 - self.prior)).log2()
    }

    /// One step: expected classes under the present shares, then new shares.
    pub(crate) fn step(&mut self, data: &[Counted], towards: &Towards) {
        let weights = self.weights();
        let fields = self.m.len();
        let mut m = scaled(&towards.m, towards.m_pairs);
        let mut u = scaled(&towards.u, towards.u_pairs);
        let [mut matched, mut other] = towards.prior_pairs;
        for &(pattern, count) in data {
            let p = probability(self.log_odds(&weights, pattern));
            let (yes, no) = (count * p, count * (1.0 - p));
            matched += yes;
            other += no;
            for f in 0..fields {
                let l = level(pattern, f) as usize;
                m[f][l] += yes;
                u[f][l] += no;
            }
        }
        normalise(&mut m);
        normalise(&mut u);
        self.prior = (matched / (matched + other)).clamp(1e-9, 1.0 - 1e-9);
        (self.m, self.u) = (m, u);
    }

    /// The log-likelihood of the data with the priors' own terms, in nats.
    #[cfg(test)]
    pub(crate) fn log_posterior(&self, data: &[Counted], towards: &Towards) -> f64 {
        let likelihood = |levels: &Levels, pattern: Pattern| -> f64 {
            let fields = levels.iter().enumerate();
            fields
                .filter(|(f, _)| level(pattern, *f) != NULL)
                .map(|(f, s)| s[level(pattern, f) as usize].max(FLOOR))
                .product()
        };
        let fit: f64 = data
            .iter()
            .map(|&(p, n)| {
                let yes = self.prior * likelihood(&self.m, p);
                let no = (1.0 - self.prior) * likelihood(&self.u, p);
                n * (yes + no).ln()
            })
            .sum();
        let dirichlet = |levels: &Levels, to: &Levels, pairs: f64| -> f64 {
            let cells = levels.iter().zip(to).flat_map(|(a, b)| a.iter().zip(b).take(LEVELS - 1));
            cells.map(|(x, t)| pairs * t * x.max(FLOOR).ln()).sum()
        };
        let [yes, no] = towards.prior_pairs;
        fit + dirichlet(&self.m, &towards.m, towards.m_pairs)
            + dirichlet(&self.u, &towards.u, towards.u_pairs)
            + yes * self.prior.ln()
            + no * (1.0 - self.prior).ln()
    }

    /// Steps until the share of matches and all levels stand still, at most `most` times.
    pub(crate) fn fit(&mut self, data: &[Counted], towards: &Towards, most: usize) {
        for _ in 0..most {
            let before = (self.prior, self.m.clone());
            self.step(data, towards);
            let moved = self.m.iter().zip(&before.1).flat_map(|(a, b)| a.iter().zip(b));
            let largest = moved.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            if largest < 1e-4 && (self.prior - before.0).abs() < 1e-4 * self.prior {
                break;
            }
        }
    }
}

/// A probability from log2 odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp2())
}

fn scaled(levels: &Levels, pairs: f64) -> Levels {
    levels.iter().map(|l| l.map(|x| x * pairs)).collect()
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
