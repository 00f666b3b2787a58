//! Deciding the clusters of one table.

use super::link::threshold;
use super::{Fitted, Link, Linkage, Summary, score};
use crate::decide::Scored;
use crate::decide::threshold::expected;
use crate::spec::Spec;

pub(crate) fn finish(spec: &Spec, fitted: &Fitted) -> Linkage {
    let (pairs, rules) = score(fitted);
    let probabilities: Vec<f32> = pairs.iter().map(|p| p.probability).collect();
    let threshold = threshold(spec, &probabilities);
    let to_link =
        |p: &Scored| Link { left: p.a, right: p.b, weight: p.score, probability: p.probability };
    let links: Vec<Link> =
        pairs.iter().filter(|p| f64::from(p.probability) >= threshold).map(to_link).collect();
    let summary = Summary {
        fields: fitted.plans.clone(),
        pairs: rules.iter().map(|r| r.pairs).sum(),
        rules,
        threshold,
        expected: expected(&probabilities, threshold),
    };
    Linkage { links, reviews: Vec::new(), clusters: Vec::new(), summary }
}
