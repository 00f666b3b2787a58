//! Deciding the links of two tables.

use super::{FLOOR, Fitted, Link, Linkage, Linker, Summary, overrule, score};
use crate::decide::assign::one_to_one;
use crate::decide::threshold::{best_f1, expected, for_precision};
use crate::decide::{Scored, partners};
use crate::pass::Wanted;
use crate::spec::{Mode, Spec};
use rayon::prelude::*;

pub(crate) fn finish(linker: &Linker, fitted: Fitted) -> Linkage {
    let spec = &linker.spec;
    let wanted = match spec.mode {
        _ if linker.overrules() => Wanted::All,
        Mode::ManyToOne | Mode::Auto => Wanted::BestOfRight,
        Mode::OneToMany => Wanted::BestOfLeft,
        Mode::ManyToMany | Mode::Clusters | Mode::OneToOne => Wanted::All,
    };
    let (mut pairs, rules) = score(&fitted, wanted);
    overrule::apply(linker, &fitted, &mut pairs);
    let n_left = fitted.records.n_left as u32;
    let (all_left, all_right) = (fitted.records.n_left, fitted.records.n_right);
    let left = |p: &Scored| p.a;
    let right = move |p: &Scored| p.b - n_left;
    let content = |row: u32| fitted.records.content(row);
    let rank = |p: &Scored| content(p.a).wrapping_add(content(p.b));
    match spec.mode {
        Mode::ManyToMany | Mode::Clusters => {}
        Mode::OneToMany => {
            partners::share_by(&mut pairs, all_left, left);
            partners::keep_best(&mut pairs, left, rank);
            partners::weigh_claims(&mut pairs, all_right, right);
        }
        Mode::ManyToOne | Mode::Auto => {
            partners::share_by(&mut pairs, all_right, right);
            partners::keep_best(&mut pairs, right, rank);
            partners::weigh_claims(&mut pairs, all_left, left);
        }
        Mode::OneToOne => {
            partners::share_by(&mut pairs, all_right, right);
            pairs = one_to_one(&pairs, FLOOR);
            partners::weigh_claims(&mut pairs, all_left, left);
        }
    }
    let probabilities: Vec<f32> = pairs.iter().map(|p| p.probability).collect();
    let threshold = threshold(spec, &probabilities);
    let to_link = |p: &Scored| Link {
        left: fitted.records.row_of(p.a),
        right: fitted.records.row_of(p.b),
        weight: p.score,
        probability: p.probability,
    };
    let mut links: Vec<Link> = pairs
        .iter()
        .filter(|p| f64::from(p.probability) >= threshold)
        .map(to_link)
        .collect();
    links.par_sort_unstable_by_key(|l| (l.left, l.right));
    let review = spec.review_above.unwrap_or(0.1);
    let doubtful = |p: &&Scored| (review..threshold).contains(&f64::from(p.probability));
    let mut reviews: Vec<Link> = pairs.iter().filter(doubtful).map(to_link).collect();
    reviews.sort_unstable_by_key(|l| (l.left, l.right));
    let summary = Summary {
        fields: fitted.plans.clone(),
        reached: fitted.reached,
        pairs: rules.iter().map(|r| r.pairs).sum(),
        rules,
        threshold,
        expected: expected(&probabilities, threshold, 0.0),
    };
    Linkage {
        links,
        reviews,
        clusters: Vec::new(),
        summary,
        fitted,
    }
}

pub(crate) fn threshold(spec: &Spec, probabilities: &[f32]) -> f64 {
    if let Some(t) = spec.link_above {
        return t;
    }
    match spec.precision {
        Some(p) => for_precision(probabilities, p),
        None => best_f1(probabilities, 0.0),
    }
}
