//! The pass over all candidate pairs: compared, scored, and let go unless they
//! come near a match.

use crate::block::join::{Tally, sort_rule};
use crate::block::rule::RowKeys;
use crate::compare::Cache;
use crate::decide::Scored;
use crate::model::em::probability;
use crate::model::score::Scorer;
use crate::prepare::Records;

/// Scores every candidate pair once and keeps those with log2 odds from `floor`.
pub(crate) fn score_all(
    records: &Records,
    keys: &RowKeys,
    scorer: &Scorer,
    floor: f32,
) -> (Vec<Scored>, Vec<Tally>) {
    let mut kept = Vec::new();
    let mut tallies = Vec::new();
    for (rule, weights) in scorer.rules.iter().enumerate() {
        let sorted = sort_rule(records, keys, rule, |_| true);
        let parts = sorted.stretches(|stretch| {
            let mut cache = Cache::default();
            let mut out = Vec::new();
            let mut own = 0;
            let mut tally = stretch.pairs(|a, b| {
                if keys.shared(a, b).trailing_zeros() as usize != rule {
                    return;
                }
                own += 1;
                let (x, y) = (records.row(a), records.row(b));
                if let Some(score) = weights.score(records, x, y, floor, &mut cache) {
                    let probability = probability(f64::from(score)) as f32;
                    out.push(Scored {
                        a,
                        b,
                        score,
                        probability,
                    });
                }
            });
            tally.pairs = own;
            (out, tally)
        });
        let mut tally = Tally::default();
        for (out, part) in parts {
            kept.extend(out);
            tally.add(part);
        }
        tallies.push(tally);
    }
    (kept, tallies)
}
