//! Deciding the links of two tables.

use super::{Fitted, Link, Linkage, Summary, score};
use crate::decide::threshold::{best_f1, expected, for_precision};
use crate::decide::{Scored, partners};
use crate::spec::{Mode, Spec};

pub(crate) fn finish(spec: &Spec, fitted: &Fitted) -> Linkage {
    let (mut pairs, rules) = score(fitted);
    let n_left = fitted.records.n_left as u32;
    let left = |p: &Scored| p.a;
    let right = move |p: &Scored| p.b - n_left;
    let rank = |p: &Scored| u64::from(p.a) << 32 | u64::from(p.b);
    match spec.mode {
        Mode::ManyToMany | Mode::Clusters => {}
        Mode::OneToMany => {
            partners::share_by(&mut pairs, fitted.records.n_left, left);
            partners::keep_best(&mut pairs, left, rank);
            partners::weigh_claims(&mut pairs, fitted.records.n_right, right);
        }
        Mode::ManyToOne | Mode::Auto | Mode::OneToOne => {
            partners::share_by(&mut pairs, fitted.records.n_right, right);
            partners::keep_best(&mut pairs, right, rank);
            partners::weigh_claims(&mut pairs, fitted.records.n_left, left);
        }
    }
    let probabilities: Vec<f32> = pairs.iter().map(|p| p.probability).collect();
    let threshold = threshold(spec, &probabilities);
    let to_link = |p: &Scored| Link {
        left: p.a,
        right: p.b - n_left,
        weight: p.score,
        probability: p.probability,
    };
    let mut links: Vec<Link> =
        pairs.iter().filter(|p| f64::from(p.probability) >= threshold).map(to_link).collect();
    links.sort_unstable_by_key(|l| (l.left, l.right));
    let review = spec.review_above.unwrap_or(0.1);
    let doubtful = |p: &&Scored| (review..threshold).contains(&f64::from(p.probability));
    let mut reviews: Vec<Link> = pairs.iter().filter(doubtful).map(to_link).collect();
    reviews.sort_unstable_by_key(|l| (l.left, l.right));
    let summary = Summary {
        fields: fitted.plans.clone(),
        pairs: rules.iter().map(|r| r.pairs).sum(),
        rules,
        threshold,
        expected: expected(&probabilities, threshold),
    };
    Linkage { links, reviews, clusters: Vec::new(), summary }
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
