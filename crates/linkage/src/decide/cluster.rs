//! Clusters of one person's records, without chaining.
//!
//! Edges are taken from the surest down. Two clusters are joined when the
//! evidence between them, averaged field by field over their records, says so:
//! a record that lacks a birth date neither helps nor hurts on it, and two
//! groups whose birth dates disagree stay apart however well two of their
//! records happen to match.

use crate::compare::{Cache, NULL};
use crate::decide::{SURE, Scored};
use crate::model::score::RuleWeights;
use crate::pattern::{MAX_FIELDS, outcomes};
use crate::prepare::Records;
use rustc_hash::{FxHashMap, FxHashSet};

/// Records of each cluster compared when two clusters meet.
const SIDE: usize = 6;
/// Sweeps over the edges: clusters that grew may accept what they refused.
const SWEEPS: usize = 2;

/// Mean evidence between two clusters.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    sum: [[f32; 3]; MAX_FIELDS],
    pairs: [u32; MAX_FIELDS],
}

/// The clusters found.
#[derive(Debug)]
pub(crate) struct Clusters {
    /// The cluster of each row: its smallest row.
    pub(crate) of: Vec<u32>,
    /// For each joining: the rows on both sides and the log2 odds.
    pub(crate) joined: Vec<(Vec<u32>, Vec<u32>, f32)>,
}

/// How scores are read when clusters meet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tuning {
    /// Added to every log2 odds.
    pub(crate) offset: f32,
    /// Added for a record that is still alone; see [`company`].
    pub(crate) company: f32,
    /// The least odds at which clusters are joined.
    pub(crate) least: f32,
}

/// What being alone says: where nearly every record has company, one that
/// found none by sure means is likelier to belong to what it resembles.
///
/// A wrong pair meets a lone record in a share `1 - accompanied` of cases, a
/// right but doubtful one in about half.
pub(crate) fn company(clusters: &[u32]) -> f32 {
    let mut size = vec![0_u32; clusters.len()];
    clusters.iter().for_each(|&c| size[c as usize] += 1);
    let alone = clusters.iter().filter(|&&c| size[c as usize] == 1).count() as f32;
    let share = (alone + 1.0) / (clusters.len() as f32 + 2.0);
    (0.5 / share).log2().clamp(0.0, 4.0)
}

/// Clusters records along scored pairs.
pub(crate) fn cluster(
    records: &Records,
    weights: &RuleWeights,
    tuning: Tuning,
    edges: &[Scored],
    apart: &FxHashSet<(u32, u32)>,
) -> Clusters {
    let mut state = State {
        records,
        weights,
        offset: tuning.offset,
        company: tuning.company,
        parent: (0..records.len() as u32).collect(),
        members: (0..records.len() as u32).map(|r| vec![r]).collect(),
        refused: FxHashMap::default(),
        apart,
        cache: Cache::default(),
        joined: Vec::new(),
    };
    for _ in 0..SWEEPS {
        for edge in edges {
            state.meet(edge, tuning.least);
        }
    }
    let mut of = vec![0; records.len()];
    for row in 0..records.len() as u32 {
        let root = state.root(row);
        of[row as usize] = state.members[root as usize]
            .iter()
            .copied()
            .min()
            .unwrap_or(row);
    }
    Clusters {
        of,
        joined: state.joined,
    }
}

struct State<'a> {
    records: &'a Records,
    weights: &'a RuleWeights,
    offset: f32,
    company: f32,
    parent: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Sizes at which two clusters last refused each other.
    refused: FxHashMap<(u32, u32), (u32, u32)>,
    /// Rows that people have judged to be different persons.
    apart: &'a FxHashSet<(u32, u32)>,
    cache: Cache,
    joined: Vec<(Vec<u32>, Vec<u32>, f32)>,
}

impl State<'_> {
    fn root(&mut self, row: u32) -> u32 {
        let mut at = row;
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    fn meet(&mut self, edge: &Scored, least: f32) {
        let (a, b) = (self.root(edge.a), self.root(edge.b));
        if a == b || self.judged_apart(a, b) {
            return;
        }
        let key = (a.min(b), a.max(b));
        let size = |r: u32| self.members[r as usize].len() as u32;
        let sizes = (size(key.0), size(key.1));
        if self.refused.get(&key) == Some(&sizes) {
            return;
        }
        let alone = sizes.0 == 1 || sizes.1 == 1;
        let odds = match edge.score {
            judged if judged >= SURE => judged,
            _ => self.odds(a, b) + if alone { self.company } else { 0.0 },
        };
        if odds < least {
            self.refused.insert(key, sizes);
            return;
        }
        let (keep, give) = if sizes.0 >= sizes.1 {
            key
        } else {
            (key.1, key.0)
        };
        let given = std::mem::take(&mut self.members[give as usize]);
        let kept = &mut self.members[keep as usize];
        self.joined.push((kept.clone(), given.clone(), odds));
        kept.extend(given);
        self.parent[give as usize] = keep;
    }

    fn judged_apart(&self, a: u32, b: u32) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let (x, y) = (&self.members[a as usize], &self.members[b as usize]);
        x.iter().any(|&p| {
            y.iter()
                .any(|&q| self.apart.contains(&(p.min(q), p.max(q))))
        })
    }

    /// The log2 odds that two clusters are one person.
    fn odds(&mut self, a: u32, b: u32) -> f32 {
        let mut evidence = Evidence {
            sum: [[0.0; 3]; MAX_FIELDS],
            pairs: [0; MAX_FIELDS],
        };
        let (x, y) = (
            spread(&self.members[a as usize]),
            spread(&self.members[b as usize]),
        );
        for &p in &x {
            for &q in &y {
                let compared = outcomes(self.records, p, q, &mut self.cache);
                for (f, o) in compared[..self.records.fields.len()].iter().enumerate() {
                    if o.level != NULL {
                        let weight = self.weights.cell(self.records, f, *o);
                        let sum = &mut evidence.sum[f];
                        sum.iter_mut().zip(&weight).for_each(|(s, w)| *s += w);
                        evidence.pairs[f] += 1;
                    }
                }
            }
        }
        let mut sums = self.weights.prior;
        for (sum, n) in evidence
            .sum
            .iter()
            .zip(&evidence.pairs)
            .filter(|(_, n)| **n > 0)
        {
            sums.iter_mut()
                .zip(sum)
                .for_each(|(s, x)| *s += x / *n as f32);
        }
        crate::model::score::odds(sums) + self.offset
    }
}

/// At most [`SIDE`] members, spread over the cluster.
fn spread(members: &[u32]) -> Vec<u32> {
    let n = members.len();
    if n <= SIDE {
        members.to_vec()
    } else {
        (0..SIDE).map(|i| members[i * n / SIDE]).collect()
    }
}

/// The number that, added to `own` scores, makes them expect as many matches as `judged`.
pub(crate) fn calibrate(own: &[f32], judged: &[f32]) -> f32 {
    let probability = crate::model::em::probability;
    let sum = |scores: &[f32], add: f32| -> f64 {
        scores.iter().map(|s| probability(f64::from(s + add))).sum()
    };
    let wanted = sum(judged, 0.0);
    let (mut low, mut high) = (-30.0_f32, 30.0_f32);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if sum(own, middle) < wanted {
            low = middle
        } else {
            high = middle
        }
    }
    if own.is_empty() {
        0.0
    } else {
        (low + high) / 2.0
    }
}
