//! Free text and lists: how much of what is rare they share.

use super::Outcome;
use crate::prepare::words::Bags;

/// By the cosine of rarity-weighted words: 1 ≥ 0.9 · 2 ≥ 0.75 · 3 ≥ 0.55 ·
/// 4 ≥ 0.35 · 5 ≥ 0.15 · 6 less.
pub(crate) fn compare(bags: &Bags, a: u32, b: u32) -> Outcome {
    let (x, y) = (bags.words_of(a), bags.words_of(b));
    let (mut i, mut j, mut dot, mut share) = (0, 0, 0.0_f64, 0.0_f32);
    while i < x.len() && j < y.len() {
        match x[i].cmp(&y[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                let rarity = f64::from(bags.words.log_share[x[i] as usize]);
                dot += rarity * rarity;
                share += rarity as f32;
                i += 1;
                j += 1;
            }
        }
    }
    let norm = bags.norm[a as usize] * bags.norm[b as usize];
    let level = match dot / norm.max(1e-9) {
        c if c >= 0.9 => 1,
        c if c >= 0.75 => 2,
        c if c >= 0.55 => 3,
        c if c >= 0.35 => 4,
        c if c >= 0.15 => 5,
        _ => 6,
    };
    Outcome {
        level,
        share: if level < 6 { share } else { 0.0 },
    }
}
