//! Pairs of two files: rivals for one record share its probability.

use super::Scored;

/// Spreads each right record's probability over its candidates and "nobody":
/// at most one left record is the right one.
pub(crate) fn share_by(pairs: &mut [Scored], record: impl Fn(&Scored) -> u32) {
    let size = pairs.iter().map(|p| record(p) as usize + 1).max().unwrap_or(0);
    let mut best = vec![0.0_f32; size];
    for p in pairs.iter() {
        let b = &mut best[record(p) as usize];
        *b = b.max(p.score);
    }
    let mut sum = vec![0.0_f64; size];
    for p in pairs.iter() {
        let r = record(p) as usize;
        sum[r] += f64::from(p.score - best[r]).exp2();
    }
    for p in pairs.iter_mut() {
        let r = record(p) as usize;
        let nobody = f64::from(-best[r]).exp2();
        p.probability = (f64::from(p.score - best[r]).exp2() / (sum[r] + nobody)) as f32;
    }
}

/// Keeps the most probable pair of every record; ties go to the smaller `rank`.
pub(crate) fn keep_best(
    pairs: &mut Vec<Scored>,
    record: impl Fn(&Scored) -> u32,
    rank: impl Fn(&Scored) -> u64,
) {
    let size = pairs.iter().map(|p| record(p) as usize + 1).max().unwrap_or(0);
    let mut best = vec![u32::MAX; size];
    for (i, p) in pairs.iter().enumerate() {
        let slot = &mut best[record(p) as usize];
        let better = pairs.get(*slot as usize).is_none_or(|q| {
            p.score.total_cmp(&q.score).then_with(|| rank(q).cmp(&rank(p))).is_gt()
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

/// Lowers the odds of second partners to how often records have two at all.
///
/// Of the pairs that share `record`, the strongest keeps its probability; the
/// others are multiplied by the odds of a double, learnt from sure pairs.
pub(crate) fn weigh_doubles(pairs: &mut [Scored], record: impl Fn(&Scored) -> u32) -> f64 {
    let size = pairs.iter().map(|p| record(p) as usize + 1).max().unwrap_or(0);
    let mut best = vec![(0.0_f32, u32::MAX); size];
    let mut sure = vec![0_u32; size];
    for (i, p) in pairs.iter().enumerate() {
        let slot = &mut best[record(p) as usize];
        if slot.1 == u32::MAX || p.score > slot.0 {
            *slot = (p.score, i as u32);
        }
        sure[record(p) as usize] += u32::from(p.probability > 0.99 && p.score > 10.0);
    }
    let linked = sure.iter().filter(|&&n| n > 0).count() as f64;
    let doubles: f64 = sure.iter().filter(|&&n| n > 1).map(|&n| f64::from(n - 1)).sum();
    let rate = ((doubles + 0.1) / (linked + 1.0)).clamp(1e-6, 1.0);
    let odds = if rate > 0.5 { 1.0 } else { rate / (1.0 - rate) };
    for (i, p) in pairs.iter_mut().enumerate() {
        if best[record(p) as usize].1 != i as u32 {
            let own = f64::from(p.probability).clamp(1e-9, 1.0 - 1e-9);
            let weighed = own / (1.0 - own) * odds;
            p.probability = (weighed / (1.0 + weighed)) as f32;
        }
    }
    rate
}
