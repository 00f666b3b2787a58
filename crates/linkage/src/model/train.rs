//! Training without labels.
//!
//! First each rule's pairs, overlaps included, teach how matches look on the
//! fields the rule does not use; the average over rules is the common `m`.
//! Then each rule's own pairs (those no earlier rule brings) get a share of
//! matches and shares of levels of their own, drawn towards the common ones:
//! relatives met through a family card and strangers met through a birth date
//! agree on different things, and fields that depend on each other through the
//! rule stop counting twice.

use super::em::{Counted, Levels, Mixture, Towards, normalise, probability};
use super::sample::{Draws, Drawn};
use crate::block::rule::Rule;
use crate::compare::{LEVELS, NULL, ladder};
use crate::pattern::level;
use crate::prepare::Records;
use rayon::prelude::*;

/// The trained shares.
#[derive(Debug, Clone)]
pub(crate) struct Trained {
    pub(crate) m: Levels,
    pub(crate) u: Levels,
    pub(crate) rules: Vec<TrainedRule>,
}

/// The pairs of one rule.
#[derive(Debug, Clone)]
pub(crate) struct TrainedRule {
    pub(crate) mixture: Mixture,
    pub(crate) rarity: Vec<[f32; LEVELS]>,
}

/// How strongly a rule's own shares are drawn towards the common ones, in pairs.
const M_PAIRS: f64 = 60.0;
const U_PAIRS: f64 = 30.0;

/// Trains on sampled pairs and on the levels of random pairs.
pub(crate) fn train(records: &Records, rules: &[Rule], draws: &Draws, random: &Levels) -> Trained {
    let mut m: Levels = records.fields.iter().map(|f| start(f.kind)).collect();
    let mut u = random_shares(random, &m);
    for round in 0..2 {
        let fits: Vec<(Mixture, f64)> = (0..rules.len())
            .into_par_iter()
            .map(|k| {
                let data = reached(draws, k);
                let towards = towards(&m, &u, &data, [40.0, 30.0]);
                let total: f64 = data.iter().map(|d| d.1).sum();
                let mut mixture = begin(records, &towards, total);
                mixture.fit(&data, &towards, 25);
                let matched = mixture.prior * total;
                (mixture, matched)
            })
            .collect();
        m = average(&m, rules, &fits);
        if round == 0 {
            let matches = expected_matches(records, &fits);
            take_matches_out(&mut u, random, &m, matches / records.all_pairs().max(1.0));
        }
    }
    let rules = (0..rules.len())
        .into_par_iter()
        .map(|k| fit_rule(records, draws, k, &m, &u))
        .collect();
    Trained { m, u, rules }
}

fn start(kind: crate::kind::Kind) -> [f64; LEVELS] {
    let mut shares = [0.0; LEVELS];
    shares.iter_mut().zip(ladder(kind).start).for_each(|(s, x)| *s = *x);
    shares
}

/// Shares among random pairs, never zero on a level that a match may have.
fn random_shares(counts: &Levels, m: &Levels) -> Levels {
    let mut u = counts.clone();
    for (shares, start) in u.iter_mut().zip(m) {
        for (level, (s, m)) in shares.iter_mut().zip(start).enumerate() {
            *s += if *m > 0.0 && level != usize::from(NULL) { 0.2 } else { 0.0 };
        }
    }
    normalise(&mut u);
    u
}

/// Pairs reached by a rule, whichever is their home, as counted patterns.
fn reached(draws: &Draws, rule: usize) -> Vec<Counted> {
    counted(draws, |d| d.shared >> rule & 1 == 1)
}

/// Pairs whose home is the rule.
fn at_home(draws: &Draws, rule: usize) -> Vec<Counted> {
    counted(draws, |d| d.shared.trailing_zeros() as usize == rule)
}

fn counted(draws: &Draws, wanted: impl Fn(&Drawn) -> bool) -> Vec<Counted> {
    let mut out: Vec<Counted> = Vec::new();
    for d in draws.pairs.iter().filter(|d| wanted(d)) {
        let times = draws.times[d.shared.trailing_zeros() as usize];
        match out.last_mut() {
            Some(last) if last.0 == d.pattern => last.1 += times,
            _ => out.push((d.pattern, times)),
        }
    }
    out
}

/// The priors for one rule: common shares, on the levels that its pairs have.
fn towards(m: &Levels, u: &Levels, data: &[Counted], pairs: [f64; 2]) -> Towards {
    let mut seen = vec![0_u16; m.len()];
    for &(pattern, _) in data {
        seen.iter_mut().enumerate().for_each(|(f, s)| *s |= 1 << level(pattern, f));
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
    Towards { m: restrict(m), u: restrict(u), m_pairs: pairs[0], u_pairs: pairs[1], prior_pairs: [1.0, 1.0] }
}

/// Where a rule's fit begins: at most as many matches as records can have.
fn begin(records: &Records, towards: &Towards, total: f64) -> Mixture {
    let most = records.n_left.max(records.n_right) as f64 * 0.5;
    let prior = (most / total.max(1.0)).clamp(0.001, 0.5);
    Mixture { prior, m: towards.m.clone(), u: towards.u.clone() }
}

/// The common m: the average over rules that do not use the field, by expected matches.
fn average(before: &Levels, rules: &[Rule], fits: &[(Mixture, f64)]) -> Levels {
    let mut out = before.clone();
    for (f, shares) in out.iter_mut().enumerate() {
        let mut sum = before[f].map(|x| x * 20.0);
        for (rule, (mixture, matched)) in rules.iter().zip(fits) {
            if !rule.uses(f) {
                let weight = matched * mixture.prior;
                sum.iter_mut().zip(&mixture.m[f]).for_each(|(s, m)| *s += weight * m);
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

fn fit_rule(records: &Records, draws: &Draws, rule: usize, m: &Levels, u: &Levels) -> TrainedRule {
    let data = at_home(draws, rule);
    let towards = towards(m, u, &data, [M_PAIRS, U_PAIRS]);
    let total: f64 = data.iter().map(|d| d.1).sum();
    let mut mixture = begin(records, &towards, total);
    mixture.fit(&data, &towards, 40);
    let home: Vec<&Drawn> =
        draws.pairs.iter().filter(|d| d.shared.trailing_zeros() as usize == rule).collect();
    let rarity = rarity_of_others(&home, &mixture);
    refit_prior(&home, &mut mixture, &rarity);
    TrainedRule { mixture, rarity }
}

/// How common what non-matches agree on is: the harmonic mean of its shares, in log2.
fn rarity_of_others(home: &[&Drawn], mixture: &Mixture) -> Vec<[f32; LEVELS]> {
    let weights = mixture.weights();
    let fields = weights.len();
    let mut sums = vec![[(0.0_f64, 0.0_f64); LEVELS]; fields];
    let prior = (mixture.prior / (1.0 - mixture.prior)).log2();
    for d in home {
        let odds: f32 = (0..fields).map(|f| weights[f][level(d.pattern, f) as usize]).sum();
        let other = 1.0 - probability(f64::from(odds) + prior);
        for f in 0..fields {
            if d.share[f] < 0.0 {
                let cell = &mut sums[f][level(d.pattern, f) as usize];
                cell.0 += other * f64::from(-d.share[f].max(-24.0)).exp2();
                cell.1 += other;
            }
        }
    }
    sums.iter()
        .map(|s| s.map(|(sum, n)| if n >= 3.0 { -(sum / n).log2() as f32 } else { 0.0 }))
        .collect()
}

/// Fits the share of matches again with rarity counted in.
fn refit_prior(home: &[&Drawn], mixture: &mut Mixture, rarity: &[[f32; LEVELS]]) {
    let weights = mixture.weights();
    let scores: Vec<f64> = home
        .iter()
        .map(|d| {
            let fields = 0..weights.len();
            let sum: f32 = fields
                .map(|f| {
                    let l = level(d.pattern, f) as usize;
                    weights[f][l] + super::score::rarity_bonus(rarity[f][l], d.share[f])
                })
                .sum();
            f64::from(sum)
        })
        .collect();
    for _ in 0..12 {
        let odds = (mixture.prior / (1.0 - mixture.prior)).log2();
        let sum: f64 = scores.iter().map(|s| probability(s + odds)).sum();
        mixture.prior = ((sum + 0.5) / (scores.len() as f64 + 1.0)).clamp(1e-7, 1.0 - 1e-7);
    }
}
