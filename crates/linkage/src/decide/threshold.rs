//! Thresholds by expected precision and recall.

use rayon::prelude::*;

/// What is expected of a set of accepted pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The share of accepted pairs that are right.
    pub precision: f64,
    /// The share of compared matches that are accepted.
    pub recall: f64,
}

/// The lowest probability accepted for the best expected F1.
///
/// With calibrated probabilities accepting one more pair raises F1 exactly
/// when its probability is above half of the F1 reached so far.
pub(crate) fn best_f1(probabilities: &[f32], missed: f64) -> f64 {
    let mut sorted: Vec<f32> = probabilities.to_vec();
    sorted.par_sort_unstable_by(|a, b| b.total_cmp(a));
    let total: f64 = sorted.iter().map(|&p| f64::from(p)).sum::<f64>() + missed;
    let (mut right, mut best, mut threshold) = (0.0, 0.0, 0.5);
    for (i, &p) in sorted.iter().enumerate() {
        right += f64::from(p);
        let f1 = 2.0 * right / (i as f64 + 1.0 + total);
        if f1 >= best {
            best = f1;
            threshold = f64::from(p);
        }
    }
    threshold
}

/// The lowest probability for which the accepted pairs keep an expected precision.
pub(crate) fn for_precision(probabilities: &[f32], precision: f64) -> f64 {
    let mut sorted: Vec<f32> = probabilities.to_vec();
    sorted.par_sort_unstable_by(|a, b| b.total_cmp(a));
    let (mut right, mut threshold) = (0.0, 1.0);
    for (i, &p) in sorted.iter().enumerate() {
        right += f64::from(p);
        if right / (i as f64 + 1.0) >= precision {
            threshold = f64::from(p);
        }
    }
    threshold
}

/// Expected precision and recall of accepting everything at or above a threshold,
/// with so many matches expected among pairs that are not in question.
pub(crate) fn expected(probabilities: &[f32], threshold: f64, others: f64) -> Expected {
    let (mut n, mut right, mut total) = (0.0, 0.0, others);
    for &p in probabilities {
        let p = f64::from(p);
        total += p;
        if p >= threshold {
            n += 1.0;
            right += p;
        }
    }
    let share = |x: f64, of: f64| if of > 0.0 { x / of } else { 1.0 };
    Expected {
        precision: share(right, n),
        recall: share(right, total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_half_of_the_best_f1() {
        let p = [0.99, 0.9, 0.6, 0.45, 0.3, 0.05];
        let t = best_f1(&p, 0.0);
        let f1 =
            |k: usize| 2.0 * p[..k].iter().map(|&x| f64::from(x)).sum::<f64>() / (k as f64 + 3.29);
        let best = (1..=6).map(f1).fold(0.0, f64::max);
        let k = p.iter().filter(|&&x| f64::from(x) >= t).count();
        assert!((f1(k) - best).abs() < 1e-9);
    }

    #[test]
    fn precision_is_kept() {
        assert!((for_precision(&[0.99, 0.97, 0.5], 0.98) - 0.97).abs() < 1e-6);
        let e = expected(&[0.9, 0.8, 0.1], 0.5, 0.2);
        assert!((e.precision - 0.85).abs() < 1e-6 && (e.recall - 1.7 / 2.0).abs() < 1e-6);
    }
}
