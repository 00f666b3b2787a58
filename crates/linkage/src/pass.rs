//! The pass over all candidate pairs: compared, scored, and let go unless they
//! come near a match.

use crate::block::join::{Stretch, Tally, sort_rule};
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
        let parts = sorted.stretches(|stretch, cache| pass.stretch(stretch, cache));
        let from = kept.len();
        let mut tally = Tally::default();
        for (out, part) in parts {
            kept.extend(out);
            tally.add(part);
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
    fn stretch(&self, stretch: &Stretch<'_>, cache: &mut Cache) -> (Vec<Scored>, Tally) {
        let mut out = Vec::new();
        let mut own = 0;
        let mut waiting = Vec::with_capacity(TOGETHER);
        let mut tally = stretch.pairs(|a, b| {
            waiting.push((a, b));
            if waiting.len() == TOGETHER {
                own += self.take(&mut waiting, cache, &mut out);
            }
        });
        own += self.take(&mut waiting, cache, &mut out);
        tally.pairs = own;
        (out, tally)
    }

    /// Scores the waiting pairs that no earlier rule brings, and counts them.
    fn take(&self, waiting: &mut Vec<(u32, u32)>, cache: &mut Cache, out: &mut Vec<Scored>) -> u64 {
        // No branch hangs on what was fetched, so that fetches do not wait for each other.
        let mut own = 0;
        for i in 0..waiting.len() {
            let (a, b) = waiting[i];
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
        waiting.clear();
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
