//! Pairs of two files: rivals for one record share its probability.

use super::Scored;
use rayon::prelude::*;

/// Spreads each record's probability over its candidates and "nobody": at
/// most one of them is right.
///
/// A record is one of `records`, of which a share has a partner; that share is
/// found from the pairs themselves. A record without any other candidate is
/// likelier to belong to the one it has than the pair by itself can say.
pub(crate) fn share_by(
    pairs: &mut [Scored],
    records: usize,
    record: impl Fn(&Scored) -> u32,
) -> f64 {
    let mut best = vec![f32::MIN; records];
    for p in pairs.iter() {
        let b = &mut best[record(p) as usize];
        *b = b.max(p.score);
    }
    let mut sum = vec![0.0_f64; records];
    for p in pairs.iter() {
        let r = record(p) as usize;
        sum[r] += f64::from(p.score - best[r]).exp2();
    }
    // How much likelier "nobody" is than all candidates together, were half of
    // the records partnered; infinite where there is no candidate.
    let against: Vec<f64> = best
        .iter()
        .zip(&sum)
        .filter(|(_, s)| **s > 0.0)
        .map(|(b, s)| f64::from(-b).exp2() / s)
        .collect();
    let mut partnered = 0.5;
    for _ in 0..20 {
        let nobody = 1.0 - partnered;
        let partners =
            |some: &[f64]| -> f64 { some.iter().map(|a| 1.0 / (1.0 + nobody * a)).sum() };
        // Summed in stretches of one length, so that threads change nothing.
        let parts: Vec<f64> = against.par_chunks(STRETCH).map(partners).collect();
        let total: f64 = parts.iter().sum();
        let before = partnered;
        partnered = (total / (records as f64 + 2.0)).clamp(0.0, MOST_PARTNERED);
        if (partnered - before).abs() < STILL {
            break;
        }
    }
    for p in pairs.iter_mut() {
        let r = record(p) as usize;
        let nobody = (1.0 - partnered) * f64::from(-best[r]).exp2();
        p.probability = (f64::from(p.score - best[r]).exp2() / (sum[r] + nobody)) as f32;
    }
    partnered
}

/// Records summed up together.
const STRETCH: usize = 1 << 14;
/// A change of the share of partnered records that matters no more.
const STILL: f64 = 1e-9;

/// The largest share of records that is believed to have a partner.
const MOST_PARTNERED: f64 = 0.97;

/// Keeps the most probable pair of every record; ties go to the smaller `rank`.
pub(crate) fn keep_best(
    pairs: &mut Vec<Scored>,
    record: impl Fn(&Scored) -> u32,
    rank: impl Fn(&Scored) -> u64,
) {
    let size = pairs
        .iter()
        .map(|p| record(p) as usize + 1)
        .max()
        .unwrap_or(0);
    let mut best = vec![u32::MAX; size];
    for (i, p) in pairs.iter().enumerate() {
        let slot = &mut best[record(p) as usize];
        let better = pairs.get(*slot as usize).is_none_or(|q| {
            p.score
                .total_cmp(&q.score)
                .then_with(|| rank(q).cmp(&rank(p)))
                .is_gt()
        });
        if better {
            *slot = i as u32;
        }
    }
    let mut at = 0;
    pairs.retain(|p| {
        at += 1;
        best[record(p) as usize] == at - 1
    });
}

/// Weighs whether the other record of each pair is claimed by a stronger pair.
///
/// Of a wrong pair it is claimed by its own partner in a share `partnered` of
/// cases, of a right pair only as often as records have two partners at all;
/// that is learnt from sure pairs.
pub(crate) fn weigh_claims(
    pairs: &mut [Scored],
    records: usize,
    record: impl Fn(&Scored) -> u32,
) -> f64 {
    let mut best = vec![(f32::MIN, u32::MAX); records];
    let mut sure = vec![0_u32; records];
    for (i, p) in pairs.iter().enumerate() {
        let slot = &mut best[record(p) as usize];
        if slot.1 == u32::MAX || p.score > slot.0 {
            *slot = (p.score, i as u32);
        }
        sure[record(p) as usize] += u32::from(p.probability > 0.99 && p.score > 10.0);
    }
    let linked = sure.iter().filter(|&&n| n > 0).count() as f64;
    let doubles: f64 = sure
        .iter()
        .filter(|&&n| n > 1)
        .map(|&n| f64::from(n - 1))
        .sum();
    let double = ((doubles + 0.1) / (linked + 1.0)).clamp(1e-6, 0.5);
    let partnered = (linked / (records as f64 + 2.0)).clamp(double, MOST_PARTNERED);
    let free = (1.0 - double) / (1.0 - partnered);
    let claimed = double / partnered;
    for (i, p) in pairs.iter_mut().enumerate() {
        let first = best[record(p) as usize].1 == i as u32;
        let own = f64::from(p.probability).clamp(1e-9, 1.0 - 1e-9);
        let weighed = own / (1.0 - own) * if first { free } else { claimed };
        p.probability = (weighed / (1.0 + weighed)) as f32;
    }
    double
}
