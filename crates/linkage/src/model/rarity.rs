//! Rarity: how much more it says to agree on something rare.

use super::em::{CLASSES, CLEAN, DAMAGED, Logs, Mixture, RELATIVE, STRANGER};
use super::sample::Drawn;
use super::score::rarity_bonus;
use crate::compare::{LEVELS, ladder};
use crate::pattern::level;
use crate::prepare::Records;

/// How common what non-matches agree on is: the harmonic mean of its shares, in log2.
///
/// Strangers who agree on a whole value do so on each value in proportion to
/// its share squared, so that the mean is the sum of squares; agreement on a
/// part is averaged over the rule's own non-matches. `common` is the
/// [`concentration`] of every field.
pub(crate) fn rarity_of_others(
    records: &Records,
    home: &[&Drawn],
    mixture: &Mixture,
    common: &[f64],
) -> Vec<[f32; LEVELS]> {
    let factors = mixture.factors();
    let fields = records.fields.len();
    let mut sums = vec![[(0.0_f64, 0.0_f64); LEVELS]; fields];
    for d in home {
        let classes = factors.classes(d.pattern);
        let other = classes[STRANGER] + classes[RELATIVE];
        for f in 0..fields {
            if d.share[f] < 0.0 && other > 0.5 {
                let cell = &mut sums[f][level(d.pattern, f) as usize];
                cell.0 += other * f64::from(-d.share[f].max(-20.0)).exp2();
                cell.1 += other;
            }
        }
    }
    let usual = |f: usize, l: usize| {
        let field = &records.fields[f];
        let below = usize::from(ladder(field.kind).rarity_below);
        if l >= below {
            return 0.0;
        }
        let common = common[f];
        if l == 0 || (field.kind.is_words() && l <= 3) {
            return common as f32;
        }
        let (sum, n) = sums[f][l];
        let own = if n > 0.0 { -(sum / n).log2() } else { common };
        ((n * own + 50.0 * common) / (n + 50.0)) as f32
    };
    (0..fields)
        .map(|f| std::array::from_fn(|l| usual(f, l)))
        .collect()
}

/// log2 of the chance that two random values are equal.
pub(crate) fn concentration(field: &crate::prepare::Field) -> f64 {
    let shares = field
        .log_share
        .iter()
        .zip(&field.counts)
        .filter(|(_, c)| c[0] + c[1] > 0);
    // Most values of a large file are as rare as the one before.
    let mut last = (f32::NAN, 0.0);
    let square = |(share, _): (&f32, _)| {
        if *share != last.0 {
            last = (*share, f64::from(*share * 2.0).exp2());
        }
        last.1
    };
    let sum: f64 = shares.map(square).sum();
    sum.max(1e-9).log2()
}

/// log2 likelihood of every class against strangers, with rarity.
fn ratios(records: &Records, d: &Drawn, logs: &Logs, rarity: &[[f32; LEVELS]]) -> [f64; CLASSES] {
    let mut sums = [0.0_f64; CLASSES];
    for (f, field) in records.fields.iter().enumerate() {
        let l = level(d.pattern, f) as usize;
        let bonus = rarity_bonus(rarity[f][l], d.share[f]);
        for c in [CLEAN, DAMAGED, RELATIVE] {
            let own = if c == RELATIVE && !field.shared {
                0.0
            } else {
                bonus
            };
            sums[c] += f64::from(logs[c][f][l] - logs[STRANGER][f][l] + own);
        }
    }
    sums
}

/// Fits the shares of classes again with rarity counted in.
pub(crate) fn refit_share(
    records: &Records,
    home: &[&Drawn],
    mixture: &mut Mixture,
    rarity: &[[f32; LEVELS]],
) {
    let logs = mixture.logs();
    let all: Vec<[f64; CLASSES]> = home
        .iter()
        .map(|d| {
            let ratios = ratios(records, d, &logs, rarity);
            let most = ratios.iter().copied().fold(f64::MIN, f64::max);
            ratios.map(|r| (r - most).exp2())
        })
        .collect();
    for _ in 0..12 {
        let mut sums = [0.4, 0.1, 0.5, 0.0];
        for r in &all {
            let parts: [f64; CLASSES] = std::array::from_fn(|c| mixture.share[c] * r[c]);
            let total: f64 = parts.iter().sum();
            sums.iter_mut()
                .zip(&parts)
                .for_each(|(s, p)| *s += p / total);
        }
        let total: f64 = sums.iter().sum();
        mixture.share = sums.map(|s| (s / total).max(1e-12));
    }
}
