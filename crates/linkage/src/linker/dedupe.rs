//! Deciding the clusters of one table.

use super::link::threshold;
use super::{Fitted, Link, Linkage, Linker, RuleReport, Summary, overrule, score};
use crate::compare::Cache;
use crate::decide::Scored;
use crate::decide::cluster::{Clusters, Tuning, calibrate, cluster, company};
use crate::decide::threshold::expected;
use crate::model::em::probability;
use crate::model::score::RuleWeights;
use crate::pass::Wanted;
use crate::prepare::Records;
use crate::spec::{Mode, Spec};

/// Pairs of one cluster written out at most.
const CLUSTER_LINKS: usize = 50_000_000;
/// The most, in bits, that pooled scores are moved to agree with the rules.
const MOST_OFFSET: f32 = 2.0;
/// Edges below these log2 odds do not bring clusters together.
const EDGE: f32 = -4.0;

/// Scores and clusters twice: the second time values are counted by person.
pub(crate) fn finish(linker: &Linker, mut fitted: Fitted) -> Linkage {
    let spec = &linker.spec;
    let (pairs, _, first) = judge(linker, &fitted, 0.0);
    drop(pairs);
    fitted.learn_from(&first.of);
    let (pairs, rules, found) = judge(linker, &fitted, company(&first.of));
    let probabilities: Vec<f32> = pairs.iter().map(|p| p.probability).collect();
    let cut = threshold(spec, &probabilities);
    let linked = |p: &Scored| match spec.mode {
        Mode::ManyToMany => f64::from(p.probability) >= cut,
        _ => found.of[p.a as usize] == found.of[p.b as usize],
    };
    let links: Vec<Link> = if spec.mode == Mode::ManyToMany {
        let above = pairs.iter().filter(|p| linked(p));
        above
            .map(|p| link(&fitted.records, p.a, p.b, p.score))
            .collect()
    } else {
        links_of(&fitted.records, &found)
    };
    let sure: Vec<f32> = links.iter().map(|l| l.probability).collect();
    let left_out = pairs.iter().filter(|p| !linked(p));
    let left_out: f64 = left_out.map(|p| f64::from(p.probability)).sum();
    let summary = Summary {
        fields: fitted.plans.clone(),
        reached: fitted.reached,
        pairs: rules.iter().map(|r| r.pairs).sum(),
        rules,
        threshold: cut,
        expected: expected(&sure, 0.0, left_out),
    };
    let reviews = reviews(spec, &fitted.records, &pairs, &found.of);
    Linkage {
        links,
        reviews,
        clusters: by_row(&fitted.records, &found.of),
        summary,
        fitted,
    }
}

fn judge(
    linker: &Linker,
    fitted: &Fitted,
    company: f32,
) -> (Vec<Scored>, Vec<RuleReport>, Clusters) {
    let (mut pairs, rules) = score(fitted, Wanted::All);
    overrule::apply(linker, fitted, &mut pairs);
    let spec = &linker.spec;
    let records = &fitted.records;
    surest_first(records, &mut pairs);
    let matches: f64 = pairs.iter().map(|p| f64::from(p.probability)).sum();
    let pooled = fitted.trained.pooled(records, matches);
    let weights = RuleWeights::new(records, &pooled);
    let offset = offset(fitted, &weights, &pairs);
    let least = spec
        .link_above
        .map_or(0.0, |p| (p / (1.0 - p).max(1e-9)).log2() as f32);
    let edges: Vec<Scored> = pairs
        .iter()
        .take_while(|p| p.score > EDGE)
        .copied()
        .collect();
    let found = cluster(
        records,
        &weights,
        Tuning {
            offset,
            company,
            least,
        },
        &edges,
        &overrule::apart(linker, fitted),
    );
    (pairs, rules, found)
}

/// Doubtful pairs of different clusters.
fn reviews(spec: &Spec, records: &Records, pairs: &[Scored], cluster: &[u32]) -> Vec<Link> {
    let least = spec.review_above.unwrap_or(0.1);
    let doubtful = |p: &&Scored| {
        f64::from(p.probability) >= least && cluster[p.a as usize] != cluster[p.b as usize]
    };
    let mut out: Vec<Link> = pairs
        .iter()
        .filter(doubtful)
        .map(|p| link(records, p.a, p.b, p.score))
        .collect();
    out.sort_unstable_by_key(|l| (l.left, l.right));
    out
}

/// Sorts by falling score; ties by content, so that the order of rows does not matter.
fn surest_first(records: &Records, pairs: &mut [Scored]) {
    let key = |s: &Scored| {
        let (a, b) = (records.content(s.a), records.content(s.b));
        (a.min(b), a.max(b))
    };
    pairs.sort_by(|p, q| {
        q.score
            .total_cmp(&p.score)
            .then_with(|| key(p).cmp(&key(q)))
    });
}

/// What makes the pooled weights expect as many matches as the rules' own.
fn offset(fitted: &Fitted, weights: &RuleWeights, pairs: &[Scored]) -> f32 {
    let mut cache = Cache::default();
    let near: Vec<&Scored> = pairs.iter().filter(|p| p.score.abs() < 6.0).collect();
    let step = (near.len() / 20_000).max(1);
    let (mut own, mut judged) = (Vec::new(), Vec::new());
    for p in near.into_iter().step_by(step) {
        let (x, y) = (fitted.records.line(p.a), fitted.records.line(p.b));
        let score = weights.score(&fitted.records, x, y, f32::MIN, &mut cache);
        own.push(score.unwrap_or(f32::MIN));
        judged.push(p.score);
    }
    calibrate(&own, &judged).clamp(-MOST_OFFSET, MOST_OFFSET)
}

/// The cluster of each row: the smallest row of the cluster.
fn by_row(records: &Records, cluster: &[u32]) -> Vec<u32> {
    let mut least = vec![u32::MAX; cluster.len()];
    for (record, &c) in cluster.iter().enumerate() {
        let row = records.row_of(record as u32);
        least[c as usize] = least[c as usize].min(row);
    }
    let record = |row: u32| records.left_record(row) as usize;
    let rows = 0..cluster.len() as u32;
    rows.map(|row| least[cluster[record(row)] as usize])
        .collect()
}

fn link(records: &Records, a: u32, b: u32, weight: f32) -> Link {
    let (a, b) = (records.row_of(a), records.row_of(b));
    let probability = probability(f64::from(weight)) as f32;
    Link {
        left: a.min(b),
        right: a.max(b),
        weight,
        probability,
    }
}

/// Every pair within a cluster, with the odds at which its two sides were joined.
fn links_of(records: &Records, found: &Clusters) -> Vec<Link> {
    let mut links = Vec::new();
    for (kept, given, odds) in &found.joined {
        for &a in kept {
            links.extend(given.iter().map(|&b| link(records, a, b, *odds)));
        }
        if links.len() > CLUSTER_LINKS {
            break;
        }
    }
    links.sort_unstable_by_key(|l| (l.left, l.right));
    links
}
