//! Candidate pairs of all rules, gathered by record: every pair once, whatever
//! rules bring it, some millions of pairs at a time.

use super::join::{Sorted, Stretch, Tally, sort_rule};
use super::rule::RowKeys;
use crate::prepare::Records;
use rayon::prelude::*;
use std::ops::Range;

/// Pairs held at a time, about; a pair counts once for each rule that brings it.
const ROUND_PAIRS: f64 = 12e6;
/// Stretches of keys that each thread gathers.
const PIECES: usize = 2;
/// Records that are neighbours, as a power of two: what they and their
/// candidates hold fits a near cache.
const NEIGHBOURS: u32 = 9;

/// The record that a pair is gathered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The left one; within one table the one that stands first.
    Left,
    /// The right one.
    Right,
}

/// One candidate pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) owner: u32,
    pub(crate) other: u32,
    /// The first rule under which the two agree.
    pub(crate) home: u32,
}

/// Runs `work` over the candidates of neighbouring records, in parallel and
/// results in the order of records; all candidates of a record come together.
///
/// `expected` is about how many pairs each rule brings; the memory taken does
/// not grow with it. The tallies count each pair at its home.
pub(crate) fn by_record<S, T: Send>(
    records: &Records,
    keys: &RowKeys,
    owner: Owner,
    expected: f64,
    begin: impl Fn() -> S + Sync + Send,
    work: impl Fn(&[Candidate], &mut S) -> T + Sync + Send,
) -> (Vec<T>, Vec<Tally>) {
    let rounds = (expected / ROUND_PAIRS).ceil().clamp(1.0, 4096.0) as usize;
    let all = match owner {
        Owner::Left => 0..records.n_left,
        Owner::Right => records.n_left..records.len(),
    };
    let cut = |round: usize| {
        let step = (all.len() * round / rounds) >> NEIGHBOURS << NEIGHBOURS;
        if round == rounds {
            all.end
        } else {
            all.start + step
        }
    };
    let mut tallies = vec![Tally::default(); keys.rules()];
    let mut out = Vec::new();
    for round in 0..rounds {
        let rows = cut(round) as u32..cut(round + 1) as u32;
        let piles: Vec<Pile> = (0..keys.rules())
            .flat_map(|rule| gather(records, keys, rule, owner, &rows))
            .collect();
        if round == 0 {
            let skipped = |t: &mut Tally, p: &Pile| t.skipped += p.skipped;
            piles.iter().for_each(|p| skipped(&mut tallies[p.rule], p));
        }
        // Of a pair that a key too common brings too, that rule is the home.
        let seek = tallies.iter().any(|t| t.skipped > 0);
        let results: Vec<(T, Vec<u64>)> = (0..rows.len().div_ceil(1 << NEIGHBOURS))
            .into_par_iter()
            .map_init(
                || (begin(), Gathered::default()),
                |(state, gathered), at| {
                    gathered.collect(&piles, at, rows.start);
                    if seek {
                        let home = |c: &mut Candidate| c.home = keys.home(c.owner, c.other);
                        gathered.candidates.iter_mut().for_each(home);
                    }
                    let done = work(&gathered.candidates, state);
                    (done, gathered.by_home(keys.rules()))
                },
            )
            .collect();
        for (done, counts) in results {
            out.push(done);
            tallies
                .iter_mut()
                .zip(counts)
                .for_each(|(t, n)| t.pairs += n);
        }
    }
    (out, tallies)
}

fn gather(
    records: &Records,
    keys: &RowKeys,
    rule: usize,
    owner: Owner,
    rows: &Range<u32>,
) -> Vec<Pile> {
    let sorted: Sorted = sort_rule(records, keys, rule, |_| true);
    let pieces = PIECES * rayon::current_num_threads();
    (0..pieces)
        .into_par_iter()
        .map(|piece| Pile::gather(&sorted.stretch(piece, pieces), rule, owner, rows))
        .collect()
}

/// Pairs that one rule brings, by the neighbourhood of their owner.
struct Pile {
    rule: usize,
    /// The owner in the upper half.
    pairs: Vec<u64>,
    starts: Vec<u32>,
    skipped: u64,
}

impl Pile {
    fn gather(stretch: &Stretch<'_>, rule: usize, owner: Owner, rows: &Range<u32>) -> Self {
        let mut found: Vec<u64> = Vec::new();
        let mut starts = vec![0_u32; (rows.len() >> NEIGHBOURS) + 2];
        let tally = stretch.runs(|left, right| {
            let (owners, others) = match (owner, right) {
                (_, None) => (left, left),
                (Owner::Left, Some(right)) => (left, right),
                (Owner::Right, Some(right)) => (right, left),
            };
            for (i, &mine) in owners.iter().enumerate() {
                let mine = mine as u32;
                if !rows.contains(&mine) {
                    continue;
                }
                let others = if right.is_none() {
                    &others[i + 1..]
                } else {
                    others
                };
                starts[((mine - rows.start) >> NEIGHBOURS) as usize + 1] += others.len() as u32;
                let pair = |&other: &u64| u64::from(mine) << 32 | u64::from(other as u32);
                found.extend(others.iter().map(pair));
            }
        });
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut pairs = vec![0_u64; found.len()];
        for &pair in &found {
            let at = &mut next[(((pair >> 32) as u32 - rows.start) >> NEIGHBOURS) as usize];
            pairs[*at as usize] = pair;
            *at += 1;
        }
        let skipped = tally.skipped;
        Self {
            rule,
            pairs,
            starts,
            skipped,
        }
    }

    fn of(&self, neighbourhood: usize) -> &[u64] {
        let (from, to) = (self.starts[neighbourhood], self.starts[neighbourhood + 1]);
        &self.pairs[from as usize..to as usize]
    }
}

/// The candidates of one neighbourhood, with room for putting them in order.
#[derive(Default)]
struct Gathered {
    /// The other record in the upper part, the rule in the lowest byte.
    entries: Vec<u64>,
    candidates: Vec<Candidate>,
}

impl Gathered {
    /// Collects the pairs of all rules by owner, each pair once.
    fn collect(&mut self, piles: &[Pile], at: usize, first: u32) {
        let base = first + ((at as u32) << NEIGHBOURS);
        let mut starts = [0_u32; (1 << NEIGHBOURS) + 1];
        for &pair in piles.iter().flat_map(|p| p.of(at)) {
            starts[((pair >> 32) as u32 - base) as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts;
        self.entries.clear();
        self.entries.resize(starts[1 << NEIGHBOURS] as usize, 0);
        for pile in piles {
            for &pair in pile.of(at) {
                let slot = &mut next[((pair >> 32) as u32 - base) as usize];
                self.entries[*slot as usize] = (pair << 32) >> 24 | pile.rule as u64;
                *slot += 1;
            }
        }
        self.candidates.clear();
        for (owner, range) in (base..).zip(starts.windows(2)) {
            let entries = &mut self.entries[range[0] as usize..range[1] as usize];
            entries.sort_unstable();
            let mut before = u32::MAX;
            for &entry in entries.iter() {
                let (other, home) = ((entry >> 8) as u32, (entry & 255) as u32);
                if other != before {
                    self.candidates.push(Candidate { owner, other, home });
                    before = other;
                }
            }
        }
    }

    fn by_home(&self, rules: usize) -> Vec<u64> {
        let mut counts = vec![0; rules];
        self.candidates
            .iter()
            .for_each(|c| counts[c.home as usize] += 1);
        counts
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::block::part::Part;
    use crate::block::rule::{KeyPart, Rule, row_keys};
    use crate::kind::Kind;
    use crate::prepare::prepare;
    use crate::schema::FieldPlan;
    use crate::table::Table;
    use proptest::prelude::*;

    /// Records of two short texts each, blocked on either.
    fn records(left: &[[u8; 2]], right: Option<&[[u8; 2]]>) -> (Records, RowKeys) {
        let table = |rows: &[[u8; 2]]| {
            let cells: Vec<[String; 2]> = rows.iter().map(|r| r.map(|n| format!("x{n}"))).collect();
            let mut table = Table::new(&["a", "b"]);
            for row in &cells {
                table.push(row.iter().map(String::as_str)).unwrap();
            }
            table
        };
        let plan = |at: usize| FieldPlan {
            name: at.to_string(),
            kind: Kind::Category,
            left: vec![at],
            right: vec![at],
        };
        let right = right.map(table);
        let records = prepare(&table(left), right.as_ref(), &[plan(0), plan(1)]);
        let rule = |field: usize| Rule {
            parts: vec![KeyPart {
                field,
                part: Part::Whole,
            }],
        };
        let keys = row_keys(&records, &[rule(0), rule(1)]);
        (records, keys)
    }

    fn check(left: &[[u8; 2]], right: Option<&[[u8; 2]]>, owner: Owner, expected: f64) {
        let (records, keys) = records(left, right);
        let work = |some: &[Candidate], (): &mut ()| some.to_vec();
        let (found, tallies) = by_record(&records, &keys, owner, expected, || (), work);
        let found: Vec<(u32, u32, u32)> = found
            .concat()
            .iter()
            .map(|c| (c.owner.min(c.other), c.owner.max(c.other), c.home))
            .collect();
        let n = records.n_left as u32;
        let pairs = (0..n).flat_map(|a| {
            let from = if right.is_some() { n } else { a + 1 };
            (from..records.len() as u32).map(move |b| (a, b))
        });
        let mut wanted: Vec<(u32, u32, u32)> = pairs
            .map(|(a, b)| (a, b, keys.home(a, b)))
            .filter(|p| p.2 < 32)
            .collect();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(sorted, wanted);
        for (rule, tally) in tallies.iter().enumerate() {
            let home = found.iter().filter(|p| p.2 == rule as u32).count();
            assert_eq!(tally.pairs, home as u64);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_pair_that_a_rule_brings_comes_once(
            left in prop::collection::vec(prop::array::uniform2(0_u8..40), 1..700),
            right in prop::collection::vec(prop::array::uniform2(0_u8..40), 1..700),
        ) {
            for rounds in [1.0, 3.0] {
                let expected = ROUND_PAIRS * (rounds - 0.5);
                check(&left, Some(&right), Owner::Left, expected);
                check(&left, Some(&right), Owner::Right, expected);
                check(&left, None, Owner::Left, expected);
            }
        }
    }
}
