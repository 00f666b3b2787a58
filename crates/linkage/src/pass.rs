//! The pass over all candidate pairs: compared, scored, and let go unless they
//! come near a match.

use crate::block::group::{Candidate, Owner, by_record};
use crate::block::join::Tally;
use crate::block::rule::RowKeys;
use crate::compare::Cache;
use crate::decide::Scored;
use crate::model::em::probability;
use crate::model::score::{Begun, Scorer};
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

/// Scores every candidate pair once and keeps those with log2 odds from `floor`.
pub(crate) fn score_all(
    records: &Records,
    keys: &RowKeys,
    scorer: &Scorer,
    expected: f64,
    floor: f32,
    wanted: Wanted,
) -> (Vec<Scored>, Vec<Tally>) {
    let owner = match wanted {
        Wanted::BestOfLeft => Owner::Left,
        _ if records.is_dedupe() => Owner::Left,
        Wanted::BestOfRight | Wanted::All => Owner::Right,
    };
    let pass = Pass {
        records,
        scorer,
        floor,
        behind: if wanted == Wanted::All {
            f32::INFINITY
        } else {
            BEHIND
        },
    };
    let work = |candidates: &[Candidate], desk: &mut Desk| {
        let mut out = Vec::new();
        pass.take(candidates, desk, &mut out);
        out
    };
    let (parts, tallies) = by_record(records, keys, owner, expected, Desk::default, work);
    (parts.concat(), tallies)
}

/// The pass over the candidates of some records.
struct Pass<'a> {
    records: &'a Records,
    scorer: &'a Scorer,
    floor: f32,
    behind: f32,
}

/// What one thread works with.
#[derive(Default)]
struct Desk {
    cache: Cache,
    /// The likeliest candidate of each record, then the others.
    first: Vec<Open>,
    rest: Vec<Open>,
    scored: Vec<(u32, Scored)>,
}

/// A candidate that is being compared, and where the best of its record is kept.
#[derive(Clone, Copy)]
struct Open {
    candidate: Candidate,
    begun: Begun,
    best: u32,
}

impl Open {
    /// The two records, the left or first one first.
    fn pair(&self) -> (u32, u32) {
        let (p, q) = (self.candidate.owner, self.candidate.other);
        (p.min(q), p.max(q))
    }
}

impl Pass<'_> {
    /// Scores candidates, the likeliest of each record first: the better the
    /// best is, the less the others have to be looked at.
    fn take(&self, candidates: &[Candidate], desk: &mut Desk, out: &mut Vec<Scored>) {
        let (mut first, mut rest) = (
            std::mem::take(&mut desk.first),
            std::mem::take(&mut desk.rest),
        );
        first.clear();
        rest.clear();
        for some in candidates.chunks(TOGETHER) {
            self.begin(some, &mut first, &mut rest);
        }
        let mut best = vec![f32::MIN; first.len()];
        desk.scored.clear();
        self.compare(&mut first, &mut best, desk);
        rest.retain(|o| o.begun.most() >= best[o.best as usize] - self.behind);
        self.compare(&mut rest, &mut best, desk);
        // By record and score, so that nothing depends on the order of rows.
        desk.scored
            .sort_unstable_by(|x, y| x.0.cmp(&y.0).then(y.1.score.total_cmp(&x.1.score)));
        let near = |(at, p): &&(u32, Scored)| p.score >= best[*at as usize] - self.behind;
        out.extend(desk.scored.iter().filter(near).map(|s| s.1));
        (desk.first, desk.rest) = (first, rest);
    }

    /// Looks at the lines and sets the likeliest of each record apart.
    fn begin(&self, candidates: &[Candidate], first: &mut Vec<Open>, rest: &mut Vec<Open>) {
        // Nothing hangs on what is fetched here, so fetches do not wait for each other.
        let touched = candidates.iter().fold(0, |sum: u32, c| {
            sum.wrapping_add(self.records.row(c.other)[0])
        });
        std::hint::black_box(touched);
        for &candidate in candidates {
            let (x, y) = (
                self.records.line(candidate.owner),
                self.records.line(candidate.other),
            );
            let weights = &self.scorer.rules[candidate.home as usize];
            let begun = weights.begin(self.records, x, y);
            if begun.most() < self.floor {
                continue;
            }
            let same = first
                .last()
                .is_some_and(|f| f.candidate.owner == candidate.owner);
            let best = (first.len() - usize::from(same)) as u32;
            let mut open = Open {
                candidate,
                begun,
                best,
            };
            match first.last_mut() {
                Some(before) if same => {
                    if open.begun.most() > before.begun.most() {
                        std::mem::swap(before, &mut open);
                    }
                    rest.push(open);
                }
                _ => first.push(open),
            }
        }
    }

    fn compare(&self, open: &mut [Open], best: &mut [f32], desk: &mut Desk) {
        for some in open.chunks_mut(TOGETHER) {
            let near = self.near(some, best, &mut desk.cache);
            let left = self.sift(&mut some[..near], best, &mut desk.cache);
            for o in &some[..left] {
                let best = &mut best[o.best as usize];
                let score = o.begun.score();
                if score >= self.floor.max(*best - self.behind) {
                    *best = best.max(score);
                    let (a, b) = o.pair();
                    let probability = probability(f64::from(score)) as f32;
                    desk.scored.push((
                        o.best,
                        Scored {
                            a,
                            b,
                            score,
                            probability,
                        },
                    ));
                }
            }
        }
    }

    /// Compares the near fields and moves the pairs that may still matter to
    /// the front; returns their number.
    fn near(&self, open: &mut [Open], best: &[f32], cache: &mut Cache) -> usize {
        let mut kept = 0;
        for i in 0..open.len() {
            let mut o = open[i];
            let (a, b) = o.pair();
            let (x, y) = (self.records.line(a), self.records.line(b));
            let weights = &self.scorer.rules[o.candidate.home as usize];
            let least = self.least(&o, best);
            if weights.near(self.records, x, y, &mut o.begun, least, cache) {
                open[kept] = o;
                kept += 1;
            }
        }
        kept
    }

    /// The log2 odds from which a pair still matters.
    #[inline]
    fn least(&self, o: &Open, best: &[f32]) -> f32 {
        self.floor.max(best[o.best as usize] - self.behind)
    }

    /// Compares the far fields, one place of their order after the other, and
    /// moves the pairs that may still matter to the front; returns their number.
    ///
    /// What a comparison needs is fetched for all pairs that are left at once.
    fn sift(&self, open: &mut [Open], best: &[f32], cache: &mut Cache) -> usize {
        let mut left = open.len();
        for place in 0.. {
            let field = |o: &Open| {
                let weights = &self.scorer.rules[o.candidate.home as usize];
                weights.far().get(place).copied()
            };
            let mut kept = 0;
            for i in 0..left {
                let o = open[i];
                open[kept] = o;
                kept += usize::from(o.begun.most() >= self.least(&o, best));
            }
            left = kept;
            let mut touched = 0_u32;
            for o in &open[..left] {
                let Some(f) = field(o) else { return left };
                if o.begun.holds(f) {
                    continue;
                }
                let (x, y) = (o.candidate.owner, o.candidate.other);
                let (x, y) = (self.records.row(x)[f], self.records.row(y)[f]);
                touched = touched.wrapping_add(self.records.fields[f].touch(x, y));
            }
            std::hint::black_box(touched);
            if left == 0 {
                break;
            }
            for o in &mut open[..left] {
                let Some(f) = field(o) else { return left };
                if o.begun.holds(f) {
                    continue;
                }
                let (a, b) = o.pair();
                let (x, y) = (self.records.line(a), self.records.line(b));
                let weights = &self.scorer.rules[o.candidate.home as usize];
                weights.add(self.records, x, y, &mut o.begun, f, cache);
            }
        }
        left
    }
}
