//! Choosing blocking rules for any set of fields: rules that together should
//! reach nearly every match, within a number of pairs.

use super::part::parts_of;
use super::rule::{KeyPart, Rule};
use super::size::Sample;
use crate::prepare::{MISSING, Records};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// The most rules chosen.
pub(crate) const MAX_RULES: usize = 16;
/// Pairs below which every pair is compared.
const ALL_PAIRS: f64 = 1_000_000.0;
/// Imagined matches that rules are tried on.
const TRIALS: usize = 2048;

/// A chosen rule with its estimated number of pairs.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) rule: Rule,
    pub(crate) pairs: f64,
}

/// The share of the budget below which rules have cost so little that more are
/// added, for matches that are badly damaged.
const SPARED: f64 = 0.1;
/// The power that turns the share of matches agreeing on a part into that of
/// badly damaged ones.
const DAMAGE: i32 = 3;

/// The rules chosen, and whether more would have been were more pairs allowed.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) rules: Vec<Choice>,
    pub(crate) limited: bool,
}

/// The share of matches that agree on a part, when both records have it.
pub(crate) type Rates = FxHashMap<KeyPart, f64>;

/// Records up to which each may bring more pairs: time is no matter yet.
const FEW_RECORDS: f64 = 100_000.0;

/// The number of pairs that an automatic choice may come to.
pub(crate) fn default_budget(records: &Records) -> f64 {
    let all = records.n_left.max(records.n_right) as f64;
    let few = all.min(FEW_RECORDS);
    2.5e6 + 8.0 * few + 6.0 * (all - few)
}

/// Chooses rules; the most selective first.
pub(crate) fn choose(records: &Records, sample: &mut Sample, rates: &Rates, budget: f64) -> Chosen {
    let all = records.all_pairs();
    if all <= ALL_PAIRS.min(budget) {
        let every = Choice {
            rule: Rule { parts: Vec::new() },
            pairs: all,
        };
        return Chosen {
            rules: vec![every],
            limited: false,
        };
    }
    let parts: Vec<(KeyPart, f64)> = (0..records.fields.len())
        .flat_map(|field| {
            parts_of(records.fields[field].kind)
                .iter()
                .map(move |&(part, rate)| (KeyPart { field, part }, rate))
        })
        .map(|(p, rate)| (p, rates.get(&p).copied().unwrap_or(rate)))
        .collect();
    let only: Vec<KeyPart> = parts.iter().map(|p| p.0).collect();
    sample.learn(records, &only);
    let candidates = candidates(records, sample, &parts, budget);
    let mut choice = Greedy::new(&candidates, budget);
    choice.add_for(&Trials::imagine(records, sample, &parts));
    if choice.left > budget * (1.0 - SPARED) {
        let worse = parts.iter().map(|&(part, rate)| (part, rate.powi(DAMAGE)));
        let worse: Vec<(KeyPart, f64)> = worse.collect();
        choice.add_for(&Trials::imagine(records, sample, &worse));
    }
    let mut chosen = choice.done();
    chosen.rules.sort_by(|a, b| {
        a.pairs
            .total_cmp(&b.pairs)
            .then_with(|| a.rule.cmp(&b.rule))
    });
    chosen
}

/// Conjunctions of one to three parts of different fields that are small enough.
fn candidates(
    records: &Records,
    sample: &Sample,
    parts: &[(KeyPart, f64)],
    budget: f64,
) -> Vec<Choice> {
    let cap = budget * 0.4;
    let all = records.all_pairs();
    let single: Vec<f64> = parts
        .par_iter()
        .map(|(p, _)| sample.pairs(&[*p]) / all)
        .collect();
    let mut found: Vec<(Vec<usize>, f64)> = Vec::new();
    let mut open: Vec<(Vec<usize>, f64, f64)> = Vec::new();
    for (i, &share) in single.iter().enumerate() {
        let pairs = share * all;
        if pairs <= cap {
            found.push((vec![i], pairs));
        } else {
            open.push((vec![i], share, parts[i].1));
        }
    }
    for depth in 2..=3 {
        let mut next: Vec<(Vec<usize>, f64, f64)> = Vec::new();
        for (combo, share, rate) in &open {
            let last = combo[combo.len() - 1];
            for j in last + 1..parts.len() {
                let fits = combo.iter().all(|&i| parts[i].0.field != parts[j].0.field);
                if fits && single[j] * all > cap && single[j] < 0.9 {
                    let mut longer = combo.clone();
                    longer.push(j);
                    next.push((longer, share * single[j], rate * parts[j].1));
                }
            }
        }
        // Only conjunctions that could be small enough if parts were independent.
        let limit = if depth == 2 { 150 } else { 100 };
        let (small, large): (Vec<_>, Vec<_>) = next.into_iter().partition(|c| c.1 * all <= cap);
        open = large;
        let mut small = small;
        small.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        small.truncate(limit);
        let sizes: Vec<f64> = small
            .par_iter()
            .map(|(combo, _, _)| {
                let only: Vec<KeyPart> = combo.iter().map(|&i| parts[i].0).collect();
                sample.pairs(&only)
            })
            .collect();
        for ((combo, share, rate), pairs) in small.into_iter().zip(sizes) {
            if pairs <= cap {
                found.push((combo, pairs));
            } else if depth == 2 {
                open.push((combo, share, rate));
            }
        }
    }
    let narrow = narrowed(sample, parts, &found, budget);
    found.extend(narrow);
    found
        .into_iter()
        .map(|(combo, pairs)| Choice {
            rule: Rule {
                parts: combo.iter().map(|&i| parts[i].0).collect(),
            },
            pairs,
        })
        .collect()
}

/// Costly conjunctions with one more part that all but every match agrees on,
/// such as the sex: half of the pairs for nearly the same matches.
fn narrowed(
    sample: &Sample,
    parts: &[(KeyPart, f64)],
    found: &[(Vec<usize>, f64)],
    budget: f64,
) -> Vec<(Vec<usize>, f64)> {
    let field = |i: usize| parts[i].0.field;
    let agree = |j: &usize| parts[*j].1 * sample.present(&parts[*j].0);
    let sure: Vec<usize> = (0..parts.len())
        .filter(|j| agree(j) >= ALL_BUT_SURE)
        .collect();
    let mut longer: Vec<Vec<usize>> = Vec::new();
    for (combo, _) in found.iter().filter(|f| f.1 > budget * COSTLY) {
        for j in sure
            .iter()
            .copied()
            .filter(|&j| combo.iter().all(|&i| field(i) != field(j)))
        {
            let mut combo = combo.clone();
            combo.push(j);
            combo.sort_unstable();
            if combo.len() <= 3 && found.iter().all(|f| f.0 != combo) {
                longer.push(combo);
            }
        }
    }
    longer.sort_unstable();
    longer.dedup();
    longer
        .into_par_iter()
        .map(|combo| {
            let only: Vec<KeyPart> = combo.iter().map(|&i| parts[i].0).collect();
            let pairs = sample.pairs(&only);
            (combo, pairs)
        })
        .collect()
}

/// The share of the budget from which a conjunction is costly.
const COSTLY: f64 = 0.03;
/// The share of matches, missing values counted in, from which a part is all
/// but sure to agree.
const ALL_BUT_SURE: f64 = 0.95;

/// Imagined matches: for each, which parts are present and agree.
struct Trials {
    /// One bit set a part over all trials.
    agree: FxHashMap<KeyPart, Vec<u64>>,
}

impl Trials {
    fn imagine(records: &Records, sample: &Sample, parts: &[(KeyPart, f64)]) -> Self {
        let mut random = crate::random::Random::new(0x5eed);
        let mut agree: FxHashMap<KeyPart, Vec<u64>> = parts
            .iter()
            .map(|(p, _)| (*p, vec![0; TRIALS / 64]))
            .collect();
        for trial in 0..TRIALS {
            let (a, b) = sample.random_pair(&mut random);
            let (x, y) = (records.row(a), records.row(b));
            let mut field = usize::MAX;
            let mut whole = false;
            for (p, rate) in parts {
                let exact = parts
                    .iter()
                    .find(|(q, _)| q.field == p.field)
                    .map_or(*rate, |q| q.1);
                if p.field != field {
                    field = p.field;
                    whole = random.unit() < exact;
                }
                let rest = ((rate - exact) / (1.0 - exact).max(1e-9)).clamp(0.0, 1.0);
                let agrees = whole || random.unit() < rest;
                let present = x[p.field] != MISSING && y[p.field] != MISSING;
                if let Some(bits) = agree.get_mut(p).filter(|_| agrees && present) {
                    bits[trial / 64] |= 1 << (trial % 64);
                }
            }
        }
        Self { agree }
    }

    fn reach(&self, rule: &Rule) -> Vec<u64> {
        let mut bits = vec![u64::MAX; TRIALS / 64];
        for part in &rule.parts {
            if let Some(agree) = self.agree.get(part) {
                bits.iter_mut().zip(agree).for_each(|(b, a)| *b &= a);
            }
        }
        bits
    }
}

/// The worth of reaching a match the first, second and third time.
const WORTH: [f64; 4] = [1.0, 0.25, 0.06, 0.0];

/// The share of imagined matches that a rule has to bring to be chosen.
const LEAST_GAIN: f64 = 4e-4;

/// Rules chosen one after the other, each time the one that gives most for its pairs.
struct Greedy<'a> {
    candidates: &'a [Choice],
    budget: f64,
    left: f64,
    chosen: Vec<usize>,
    limited: bool,
}

impl<'a> Greedy<'a> {
    fn new(candidates: &'a [Choice], budget: f64) -> Self {
        Self {
            candidates,
            budget,
            left: budget,
            chosen: Vec::new(),
            limited: false,
        }
    }

    /// Adds rules until the imagined matches are reached well enough.
    fn add_for(&mut self, trials: &Trials) {
        let reach: Vec<Vec<u64>> = self
            .candidates
            .iter()
            .map(|c| trials.reach(&c.rule))
            .collect();
        let gain_of = |i: usize, times: &[u8]| gain(&reach[i], times) / TRIALS as f64;
        let mut times = vec![0_u8; TRIALS];
        self.chosen
            .iter()
            .for_each(|&i| count(&reach[i], &mut times));
        while self.chosen.len() < MAX_RULES {
            let mut best: Option<(f64, f64, usize)> = None;
            for (i, c) in self.candidates.iter().enumerate() {
                if c.pairs > self.left || self.chosen.contains(&i) {
                    continue;
                }
                let gain = gain_of(i, &times);
                let value = gain / (c.pairs + self.budget * 0.01).sqrt();
                if best.is_none_or(|b| value > b.0) {
                    best = Some((value, gain, i));
                }
            }
            let Some((_, gain, i)) = best else { break };
            if gain < LEAST_GAIN {
                break;
            }
            self.left -= self.candidates[i].pairs;
            count(&reach[i], &mut times);
            self.chosen.push(i);
        }
        let too_dear = |i: usize| self.candidates[i].pairs > self.left && !self.chosen.contains(&i);
        let wanted = |i: usize| too_dear(i) && gain_of(i, &times) >= LEAST_GAIN;
        self.limited |= (0..self.candidates.len()).any(wanted);
    }

    fn done(self) -> Chosen {
        let rules: Vec<Choice> = self
            .chosen
            .iter()
            .map(|&i| self.candidates[i].clone())
            .collect();
        Chosen {
            limited: self.limited || rules.is_empty(),
            rules,
        }
    }
}

/// Counts the trials that a rule reaches once more.
fn count(reach: &[u64], times: &mut [u8]) {
    for (t, n) in times.iter_mut().enumerate() {
        *n = (*n + (reach[t / 64] >> (t % 64) & 1) as u8).min(3);
    }
}

fn gain(reach: &[u64], times: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (word, &bits) in reach.iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            sum += WORTH[times[word * 64 + bits.trailing_zeros() as usize] as usize];
            bits &= bits - 1;
        }
    }
    sum
}
