//! The pass over all candidate pairs: compared, scored, and let go unless they
//! come near a match.

use crate::block::join::{Tally, sort_rule};
use crate::block::rule::RowKeys;
use crate::compare::Cache;
use crate::decide::Scored;
use crate::model::em::probability;
use crate::model::score::{RuleWeights, Scorer};
use crate::prepare::Records;

/// The log2 odds by which a pair may stand behind the best of its record and
/// still be kept, where only the best can become a link.
const BEHIND: f32 = 12.0;
/// Pairs looked up together, so that memory is waited for once.
const TOGETHER: usize = 256;

/// Which pairs the decision needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All from the floor.
    All,
    /// Of each left record the best and what comes near it.
    BestOfLeft,
    /// Of each right record the best and what comes near it.
    BestOfRight,
}

/// The best score of every record so far; what falls far behind is let go.
struct Best {
    wanted: Wanted,
    scores: Vec<f32>,
}

impl Best {
    fn new(records: &Records, wanted: Wanted) -> Self {
        let n = if wanted == Wanted::All {
            0
        } else {
            records.len()
        };
        Self {
            wanted,
            scores: vec![f32::MIN; n],
        }
    }

    fn record(&self, a: u32, b: u32) -> usize {
        (if self.wanted == Wanted::BestOfLeft {
            a
        } else {
            b
        }) as usize
    }

    /// The least score at which a pair still matters.
    #[inline]
    fn least(&self, a: u32, b: u32, floor: f32) -> f32 {
        match self.wanted {
            Wanted::All => floor,
            _ => floor.max(self.scores[self.record(a, b)] - BEHIND),
        }
    }

    fn learn(&mut self, pairs: &[Scored]) {
        if self.wanted != Wanted::All {
            for p in pairs {
                let at = self.record(p.a, p.b);
                self.scores[at] = self.scores[at].max(p.score);
            }
        }
    }
}

/// Scores every candidate pair once and keeps those with log2 odds from `floor`.
pub(crate) fn score_all(
    records: &Records,
    keys: &RowKeys,
    scorer: &Scorer,
    expected: &[f64],
    floor: f32,
    wanted: Wanted,
) -> (Vec<Scored>, Vec<Tally>) {
    let mut kept = Vec::new();
    let mut tallies = Vec::new();
    let mut best = Best::new(records, wanted);
    for (rule, weights) in scorer.rules.iter().enumerate() {
        let pass = Pass {
            records,
            keys,
            weights,
            best: &best,
            floor,
            rule,
        };
        let sorted = sort_rule(records, keys, rule, |_| true);
        let work = |piles: &mut dyn Iterator<Item = &[u64]>, cache: &mut Cache| {
            let (mut out, mut own) = (Vec::new(), 0);
            for pairs in piles.flat_map(|pile| pile.chunks(TOGETHER)) {
                own += pass.take(pairs, cache, &mut out);
            }
            (out, own)
        };
        let (parts, mut tally) = sorted.neighbours(expected[rule], work);
        let from = kept.len();
        tally.pairs = 0;
        for (out, own) in parts {
            kept.extend(out);
            tally.pairs += own;
        }
        tallies.push(tally);
        // Only after the rule: what is kept must not depend on the threads.
        best.learn(&kept[from..]);
    }
    (kept, tallies)
}

/// The pass over one rule's pairs.
struct Pass<'a> {
    records: &'a Records,
    keys: &'a RowKeys,
    weights: &'a RuleWeights,
    best: &'a Best,
    floor: f32,
    rule: usize,
}

impl Pass<'_> {
    /// Scores the pairs that no earlier rule brings, and counts them.
    fn take(&self, pairs: &[u64], cache: &mut Cache, out: &mut Vec<Scored>) -> u64 {
        // No branch hangs on what was fetched, so that fetches do not wait for each other.
        let mut waiting = [(0_u32, 0_u32); TOGETHER];
        let mut own = 0;
        for &pair in pairs {
            let (a, b) = ((pair >> 32) as u32, pair as u32);
            waiting[own] = (a, b);
            own += usize::from(self.keys.home(a, b) == self.rule as u32);
        }
        let mut open = [(0_u32, 0_u32, 0.0_f32); TOGETHER];
        let mut n = 0;
        for &(a, b) in &waiting[..own] {
            let least = self.best.least(a, b, self.floor);
            let (x, y) = (self.records.row(a), self.records.row(b));
            open[n] = (a, b, least);
            n += usize::from(self.weights.may_reach(x, y, least));
        }
        self.touch(&open[..n]);
        for &(a, b, least) in &open[..n] {
            let (x, y) = (self.records.row(a), self.records.row(b));
            if let Some(score) = self.weights.score(self.records, x, y, least, cache) {
                let probability = probability(f64::from(score)) as f32;
                out.push(Scored {
                    a,
                    b,
                    score,
                    probability,
                });
            }
        }
        own as u64
    }

    /// Brings the values that comparing needs near, all at once.
    fn touch(&self, open: &[(u32, u32, f32)]) {
        let mut sum = 0_u32;
        for (f, field) in self.records.fields.iter().enumerate() {
            for &(a, b, _) in open {
                let (x, y) = (self.records.row(a)[f], self.records.row(b)[f]);
                sum = sum.wrapping_add(field.touch(x, y));
            }
        }
        std::hint::black_box(sum);
    }
}
