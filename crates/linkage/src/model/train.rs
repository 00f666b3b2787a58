//! Training without labels.
//!
//! First each rule's pairs, overlaps included, teach how matches look on the
//! fields the rule does not use; the average over rules is the common `m`.
//! Then each rule's own pairs (those no earlier rule brings) get shares of
//! their own, drawn towards the common ones: relatives met through a family
//! card and strangers met through a birth date agree on different things, and
//! fields that depend on each other through the rule stop counting twice.

use super::em::{
    CLEAN, Counted, DAMAGED, Factors, Levels, Mixture, RELATIVE, STRANGER, Towards, normalise,
};
use super::rarity::{concentration, rarity_of_others, refit_share};
use super::sample::{Drawn, Draws};
use crate::block::part::Part;
use crate::block::rule::Rule;
use crate::compare::{LEVELS, NULL, ladder};
use crate::kind::Kind;
use crate::pattern::{Pattern, level};
use crate::prepare::Records;
use rayon::prelude::*;

/// The trained shares.
#[derive(Debug, Clone)]
pub(crate) struct Trained {
    pub(crate) m: Levels,
    pub(crate) u: Levels,
    /// The share of damaged records among matches.
    pub(crate) damaged: f64,
    pub(crate) rules: Vec<TrainedRule>,
}

/// The pairs of one rule.
#[derive(Debug, Clone)]
pub(crate) struct TrainedRule {
    pub(crate) mixture: Mixture,
    pub(crate) rarity: Vec<[f32; LEVELS]>,
}

/// What training knows of the data as a whole.
struct Common<'a> {
    records: &'a Records,
    m: Levels,
    u: Levels,
    /// The [`concentration`] of every field.
    concentration: Vec<f64>,
    /// Relatives are a class of their own.
    relatives: bool,
}

/// The power that turns the shares of clean matches into those of damaged ones.
const DAMAGE: f64 = 0.55;
/// The share of damaged records among matches that pooled weights take.
pub(crate) const DAMAGED_SHARE: f64 = 0.15;
/// How much of what a rule's pairs look like is believed of strangers at first.
const SEEN: f64 = 0.3;

/// Trains on sampled pairs and on the levels of random pairs.
///
/// When the levels of matches are known from clusters, they are taken as they are.
pub(crate) fn train(
    records: &Records,
    rules: &[Rule],
    draws: &Draws,
    random: &Levels,
    known: Option<&Levels>,
) -> Trained {
    let m: Levels = records.fields.iter().map(|f| start(f.kind)).collect();
    let u = random_shares(random, &m);
    let shared = records.fields.iter().filter(|f| f.shared).count();
    let relatives = shared > 0 && shared < records.fields.len();
    let mut common = Common {
        records,
        m,
        u,
        concentration: records.fields.par_iter().map(concentration).collect(),
        relatives,
    };
    if let Some(known) = known {
        for (shares, counts) in common.m.iter_mut().zip(known) {
            shares
                .iter_mut()
                .zip(counts)
                .for_each(|(s, n)| *s = *s * 20.0 + n);
        }
        normalise(&mut common.m);
    }
    let tallied = tally(draws);
    let mut homes: Vec<Vec<&Drawn>> = vec![Vec::new(); rules.len()];
    for d in &draws.pairs {
        homes[d.shared.trailing_zeros() as usize].push(d);
    }
    for round in 0..if known.is_some() { 0 } else { 2 } {
        let fits: Vec<(Mixture, f64)> = (0..rules.len())
            .into_par_iter()
            .map(|k| {
                let data = reached(&tallied, k);
                let total: f64 = data.iter().map(|d| d.1).sum();
                let towards = common.towards(&rules[k], &data, total);
                let mut mixture = common.begin(&towards, &data, total);
                mixture.fit(&data, &towards, 25);
                let matched = mixture.matches() * total;
                (mixture, matched)
            })
            .collect();
        common.m = average(&common.m, rules, &fits);
        if round == 0 {
            let matches = expected_matches(records, &fits);
            let share = matches / records.all_pairs().max(1.0);
            take_matches_out(&mut common.u, random, &common.m, share);
        }
    }
    let rules: Vec<TrainedRule> = (0..rules.len())
        .into_par_iter()
        .map(|k| common.fit_rule(&at_home(&tallied, k), &homes[k], &rules[k]))
        .collect();
    Trained {
        m: common.m,
        u: common.u,
        damaged: DAMAGED_SHARE,
        rules,
    }
}

impl Trained {
    /// One set of shares for any pair, whichever rule brings it.
    pub(crate) fn pooled(&self, records: &Records, matches: f64) -> TrainedRule {
        let all = records.all_pairs().max(1.0);
        let matched = (matches / all).clamp(1e-12, 0.5);
        let usual = |f: usize, l: usize| {
            let present: Vec<f32> = self
                .rules
                .iter()
                .map(|r| r.rarity[f][l])
                .filter(|x| *x != 0.0)
                .collect();
            if present.is_empty() {
                0.0
            } else {
                present.iter().sum::<f32>() / present.len() as f32
            }
        };
        let rarity = (0..self.m.len())
            .map(|f| std::array::from_fn(|l| usual(f, l)))
            .collect();
        let damaged = self.damaged.clamp(0.01, 0.5);
        let levels = [
            self.m.clone(),
            tempered(&self.m),
            self.u.clone(),
            self.u.clone(),
        ];
        let share = [
            matched * (1.0 - damaged),
            matched * damaged,
            1.0 - matched,
            1e-12,
        ];
        let mixture = Mixture { share, levels };
        TrainedRule { mixture, rarity }
    }
}

fn start(kind: Kind) -> [f64; LEVELS] {
    let mut shares = [0.0; LEVELS];
    shares
        .iter_mut()
        .zip(ladder(kind).start)
        .for_each(|(s, x)| *s = *x);
    shares
}

/// Shares among random pairs, never zero on a level that a match may have.
fn random_shares(counts: &Levels, m: &Levels) -> Levels {
    let mut u = counts.clone();
    for (shares, start) in u.iter_mut().zip(m) {
        for (level, (s, m)) in shares.iter_mut().zip(start).enumerate() {
            *s += if *m > 0.0 && level != usize::from(NULL) {
                0.2
            } else {
                0.0
            };
        }
    }
    normalise(&mut u);
    u
}

/// How many sampled pairs stand for which pattern and rules.
struct Tallied {
    pattern: Pattern,
    shared: u32,
    pairs: f64,
}

/// Counts the draws, which stand in the order of their patterns.
fn tally(draws: &Draws) -> Vec<Tallied> {
    let same = |a: &Drawn, b: &Drawn| (a.pattern, a.shared) == (b.pattern, b.shared);
    let runs = draws.pairs.chunk_by(same);
    runs.map(|run| Tallied {
        pattern: run[0].pattern,
        shared: run[0].shared,
        pairs: run.len() as f64 * draws.times[run[0].shared.trailing_zeros() as usize],
    })
    .collect()
}

/// Pairs reached by a rule, whichever is their home, as counted patterns.
fn reached(tallied: &[Tallied], rule: usize) -> Vec<Counted> {
    counted(tallied, |shared| shared >> rule & 1 == 1)
}

/// Pairs whose home is the rule.
fn at_home(tallied: &[Tallied], rule: usize) -> Vec<Counted> {
    counted(tallied, |shared| shared.trailing_zeros() as usize == rule)
}

fn counted(tallied: &[Tallied], wanted: impl Fn(u32) -> bool) -> Vec<Counted> {
    let mut out: Vec<Counted> = Vec::new();
    for t in tallied.iter().filter(|t| wanted(t.shared)) {
        match out.last_mut() {
            Some(last) if last.0 == t.pattern => last.1 += t.pairs,
            _ => out.push((t.pattern, t.pairs)),
        }
    }
    out
}

impl Common<'_> {
    /// The priors for one rule: common shares, on the levels that its pairs have.
    fn towards(&self, rule: &Rule, data: &[Counted], total: f64) -> Towards {
        let mut seen = vec![0_u16; self.m.len()];
        for &(pattern, _) in data {
            seen.iter_mut()
                .enumerate()
                .for_each(|(f, s)| *s |= 1 << level(pattern, f));
        }
        let restrict = |shares: &Levels| {
            let mut out = shares.clone();
            for (s, seen) in out.iter_mut().zip(&seen) {
                for (l, x) in s.iter_mut().enumerate() {
                    *x *= f64::from(seen >> l & 1);
                }
            }
            normalise(&mut out);
            out
        };
        let (m, mut u) = (restrict(&self.m), restrict(&self.u));
        for f in (0..m.len()).filter(|&f| self.implied(rule, f)) {
            u[f] = m[f];
        }
        let shared = |f: usize| self.records.fields[f].shared;
        let relative = |f: usize| if shared(f) { &m[f] } else { &u[f] };
        let strong = 60.0 + 0.15 * total;
        let damaged = tempered(&m);
        let strength = |class: usize, f: usize| match class {
            STRANGER => 30.0,
            RELATIVE if shared(f) => 30.0,
            _ => strong,
        };
        let levels = std::array::from_fn(|class| {
            let cells = (0..m.len()).map(|f| {
                let from = match class {
                    CLEAN => &m[f],
                    DAMAGED => &damaged[f],
                    STRANGER => &u[f],
                    _ => relative(f),
                };
                from.map(|x| x * strength(class, f))
            });
            cells.collect()
        });
        let relatives = if self.relatives { 1.0 } else { 0.0 };
        Towards {
            share: [1.0, 0.2, 1.0, relatives],
            levels,
        }
    }

    /// Says whether agreement on the rule brings agreement on the field even
    /// among strangers: a part of a NIK holds its bearer's birth date and sex.
    fn implied(&self, rule: &Rule, field: usize) -> bool {
        let kind = |f: usize| self.records.fields[f].kind;
        matches!(kind(field), Kind::Date | Kind::Sex)
            && rule
                .parts
                .iter()
                .any(|p| kind(p.field) == Kind::Nik && p.part != Part::Whole)
    }

    /// Where a rule's fit begins: at most as many matches as records can have.
    ///
    /// Strangers begin partly at what the rule's pairs look like at all: who is
    /// met by a birth date also agrees on what depends on it.
    fn begin(&self, towards: &Towards, data: &[Counted], total: f64) -> Mixture {
        let most = self.records.n_left.max(self.records.n_right) as f64 * 0.5;
        let prior = (most / total.max(1.0)).clamp(0.001, 0.4);
        let relatives = if self.relatives {
            0.2 * (1.0 - prior)
        } else {
            0.0
        };
        let share = [
            prior * 0.85,
            prior * 0.15,
            1.0 - prior - relatives,
            relatives,
        ];
        let mut mixture = Mixture::begin(share, towards);
        let mut seen: Levels = vec![[0.0; LEVELS]; self.m.len()];
        for &(pattern, n) in data {
            seen.iter_mut()
                .enumerate()
                .for_each(|(f, s)| s[level(pattern, f) as usize] += n);
        }
        normalise(&mut seen);
        let strangers = mixture.levels[STRANGER].iter_mut().zip(&seen);
        for (shares, seen) in strangers {
            shares
                .iter_mut()
                .zip(seen)
                .for_each(|(s, x)| *s = (1.0 - SEEN) * *s + SEEN * x);
        }
        mixture
    }

    fn fit_rule(&self, data: &[Counted], home: &[&Drawn], by: &Rule) -> TrainedRule {
        let total: f64 = data.iter().map(|d| d.1).sum();
        let towards = self.towards(by, data, total);
        let mut mixture = self.begin(&towards, data, total);
        mixture.fit(data, &towards, 40);
        let rarity = rarity_of_others(self.records, home, &mixture, &self.concentration);
        refit_share(self.records, home, &mut mixture, &rarity);
        TrainedRule { mixture, rarity }
    }
}

/// The common m: the average over rules that do not use the field, by expected matches.
fn average(before: &Levels, rules: &[Rule], fits: &[(Mixture, f64)]) -> Levels {
    let mut out = before.clone();
    for (f, shares) in out.iter_mut().enumerate() {
        let mut sum = before[f].map(|x| x * 20.0);
        for (rule, (mixture, matched)) in rules.iter().zip(fits) {
            if !rule.uses(f) {
                let weight = matched * mixture.matches();
                let levels = &mixture.match_levels()[f];
                sum.iter_mut()
                    .zip(levels)
                    .for_each(|(s, m)| *s += weight * m);
            }
        }
        *shares = sum;
    }
    normalise(&mut out);
    out
}

/// The largest number of matches that any one rule finds, a little raised.
fn expected_matches(records: &Records, fits: &[(Mixture, f64)]) -> f64 {
    let most = fits.iter().map(|f| f.1).fold(0.0, f64::max) * 1.1;
    most.min(records.all_pairs() * 0.5)
}

/// Random pairs hold a few matches; of a near-unique field they are most agreements.
fn take_matches_out(u: &mut Levels, counts: &Levels, m: &Levels, share: f64) {
    let total: Vec<f64> = counts
        .iter()
        .map(|c| c.iter().take(LEVELS - 1).sum::<f64>().max(1.0))
        .collect();
    for (f, shares) in u.iter_mut().enumerate() {
        for (l, x) in shares.iter_mut().enumerate() {
            let least = (*x * 0.02).max(0.01 / total[f] * m[f][l].min(1.0));
            *x = (*x - share * m[f][l]).max(least);
        }
    }
    normalise(u);
}

/// Shares with more of every error: those of a badly damaged record.
fn tempered(m: &Levels) -> Levels {
    let mut out: Levels = m
        .iter()
        .map(|shares| shares.map(|x| x.powf(DAMAGE)))
        .collect();
    normalise(&mut out);
    out
}

/// The share of matches that some rule reaches, estimated from how many are
/// reached by one rule only and how many by two (Chao's lower bound of the unseen).
pub(crate) fn reached_share(draws: &Draws, trained: &Trained) -> f64 {
    let factors: Vec<Factors> = trained.rules.iter().map(|r| r.mixture.factors()).collect();
    let (mut once, mut twice, mut all) = (0.0, 0.0, 0.0);
    for d in &draws.pairs {
        let home = d.shared.trailing_zeros() as usize;
        let classes = factors[home].classes(d.pattern);
        let matched = (classes[CLEAN] + classes[DAMAGED]) * draws.times[home];
        all += matched;
        match d.shared.count_ones() {
            1 => once += matched,
            2 => twice += matched,
            _ => {}
        }
    }
    if trained.rules.len() < 2 || all <= 0.0 {
        return 1.0;
    }
    all / (all + once * once / (2.0 * (twice + 1.0)))
}
