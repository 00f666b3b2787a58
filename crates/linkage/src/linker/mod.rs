//! The linker: from tables to links.

mod dedupe;
mod fields;
mod link;
mod overrule;
mod types;

pub use types::{Evidence, Judgement, Link, LinkError, RuleReport, Summary};

use crate::block::choose::{Choice, Rates, choose, default_budget};
use crate::block::rule::{RowKeys, Rule, row_keys};
use crate::block::size::Sample;
use crate::decide::Scored;
use crate::explain::{Explanation, explain};
use crate::model::em::Levels;
use crate::model::sample::{Draws, cluster_levels, draw, pair_levels, random_levels};
use crate::model::score::{RuleWeights, Scorer};
use crate::model::stored::{Model, restore, store};
use crate::model::train::{Trained, reached_share, train};
use crate::pass::{Wanted, score_all};
use crate::prepare::{Records, prepare};
use crate::schema::FieldPlan;
use crate::spec::Spec;
use crate::table::Table;

/// The result of a linkage.
#[derive(Debug)]
pub struct Linkage {
    /// Accepted pairs, by left row, then right row.
    pub links: Vec<Link>,
    /// Pairs for a person to judge.
    pub reviews: Vec<Link>,
    /// The cluster of each row (deduplication): the smallest row of the cluster.
    pub clusters: Vec<u32>,
    /// Counts and expectations.
    pub summary: Summary,
    fitted: Fitted,
}

impl Linkage {
    /// Explains any pair, linked or not: rows of the left and right table, or two of one.
    #[must_use]
    pub fn explain(&self, left: u32, right: u32) -> Explanation {
        let records = &self.fitted.records;
        explain(
            &self.fitted,
            records.left_record(left),
            records.right_record(right),
        )
    }

    /// Returns the trained model, to be saved and applied to other data.
    #[must_use]
    pub fn model(&self) -> Model {
        let rules: Vec<Rule> = self.fitted.rules.iter().map(|c| c.rule.clone()).collect();
        store(&self.fitted.records, &rules, &self.fitted.trained)
    }
}

/// Links tables as a spec says.
#[derive(Debug, Clone, Default)]
pub struct Linker {
    pub(crate) spec: Spec,
    pub(crate) judgements: Vec<Judgement>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) candidates: Option<Vec<(u32, u32)>>,
    labels: Vec<Judgement>,
    model: Option<Model>,
}

/// Everything known after training, ready to score.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) records: Records,
    pub(crate) plans: Vec<FieldPlan>,
    pub(crate) rules: Vec<Choice>,
    pub(crate) keys: RowKeys,
    pub(crate) trained: Trained,
    pub(crate) scorer: Scorer,
    /// Weights for pairs that no rule brings.
    pub(crate) pooled: RuleWeights,
    /// The share of matches that some rule reaches.
    pub(crate) reached: f64,
}

/// log2 odds below which a pair is let go at once.
const FLOOR: f32 = -7.0;
/// Candidate pairs of each rule that the model is trained on.
const TRAIN_PAIRS: f64 = 30_000.0;
/// Random pairs that show how often strangers agree.
const RANDOM_PAIRS: usize = 120_000;

/// The share of all matches that a chosen rule has to bring to be followed.
const IDLE: f64 = 5e-5;

impl Linker {
    /// Starts a linker with a spec; `Spec::default()` leaves everything to the data.
    #[must_use]
    pub fn new(spec: Spec) -> Self {
        Self {
            spec,
            ..Self::default()
        }
    }

    /// Pairs that people have judged override the model.
    #[must_use]
    pub fn judged(mut self, judgements: Vec<Judgement>) -> Self {
        self.judgements = judgements;
        self
    }

    /// Adds evidence from outside the fields to single pairs.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Vec<Evidence>) -> Self {
        self.evidence = evidence;
        self
    }

    /// Allows only these pairs of left and right rows to become links.
    #[must_use]
    pub fn among(mut self, candidates: Vec<(u32, u32)>) -> Self {
        self.candidates = Some(candidates);
        self
    }

    /// Learns how matches agree from labelled pairs.
    #[must_use]
    pub fn labelled(mut self, labels: Vec<Judgement>) -> Self {
        self.labels = labels;
        self
    }

    /// Applies a trained model instead of training.
    #[must_use]
    pub fn with_model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }

    /// Links two tables.
    ///
    /// # Errors
    /// Columns or fields of the spec that are not there, or nothing to compare.
    pub fn link(&self, left: &Table, right: &Table) -> Result<Linkage, LinkError> {
        let plans = self.plan(left, Some(right))?;
        let records = prepare(left, Some(right), &plans);
        self.finish_link(records, plans)
    }

    /// Links two tables and gives their memory back before pairs are compared.
    ///
    /// # Errors
    /// As [`Linker::link`].
    pub fn link_owned(&self, left: Table, right: Table) -> Result<Linkage, LinkError> {
        let plans = self.plan(&left, Some(&right))?;
        let records = prepare(&left, Some(&right), &plans);
        drop((left, right));
        self.finish_link(records, plans)
    }

    /// Finds the groups of one person within a table.
    ///
    /// # Errors
    /// As [`Linker::link`].
    pub fn dedupe(&self, table: &Table) -> Result<Linkage, LinkError> {
        let plans = self.plan(table, None)?;
        let records = prepare(table, None, &plans);
        let fitted = self.fit(records, plans)?;
        Ok(dedupe::finish(self, fitted))
    }

    /// Pairs that a person or other evidence may yet lift have to be kept.
    fn overrules(&self) -> bool {
        self.candidates.is_some() || !self.judgements.is_empty() || !self.evidence.is_empty()
    }

    fn finish_link(&self, records: Records, plans: Vec<FieldPlan>) -> Result<Linkage, LinkError> {
        let fitted = self.fit(records, plans)?;
        Ok(link::finish(self, fitted))
    }

    fn plan(&self, left: &Table, right: Option<&Table>) -> Result<Vec<FieldPlan>, LinkError> {
        let side = match right {
            None if left.is_empty() => Some("input"),
            Some(_) if left.is_empty() => Some("left"),
            Some(right) if right.is_empty() => Some("right"),
            _ => None,
        };
        if let Some(side) = side {
            return Err(LinkError::NoRecords { side });
        }
        let plans = fields::plan(&self.spec, left, right)?;
        if plans.is_empty() {
            Err(LinkError::NoFields)
        } else {
            Ok(plans)
        }
    }

    fn fit(&self, mut records: Records, plans: Vec<FieldPlan>) -> Result<Fitted, LinkError> {
        if let Some(model) = &self.model {
            return fit_stored(model, records, plans);
        }
        let budget = self
            .spec
            .max_pairs
            .map_or_else(|| default_budget(&records), |n| n as f64);
        let mut sample = Sample::draw(&records);
        let mut rules = if self.spec.blocking.is_empty() {
            choose(&records, &mut sample, &Rates::default(), budget)
        } else {
            fields::named_rules(&self.spec, &records, &mut sample)?
        };
        let only: Vec<Rule> = rules.iter().map(|c| c.rule.clone()).collect();
        if let Some(field) = arranging_field(&rules, records.fields.len()) {
            records.arrange(field);
            sample.follow(&records);
        }
        let mut keys = row_keys(&records, &only);
        let draws: Draws = draw(&records, &keys, &rules, TRAIN_PAIRS);
        let random = random_levels(&records, &sample, RANDOM_PAIRS, None);
        let known = self.known_levels(&records);
        let mut trained = train(&records, &only, &draws, &random, known.as_ref());
        let reached = reached_share(&draws, &trained);
        if self.spec.blocking.is_empty() {
            for rule in idle(&rules, &trained) {
                rules.remove(rule);
                trained.rules.remove(rule);
                keys.leave_out(rule);
            }
        }
        Ok(Fitted::ready(records, plans, rules, keys, trained, reached))
    }

    /// Levels of the labelled matches, when there are labels.
    fn known_levels(&self, records: &Records) -> Option<Levels> {
        let same: Vec<(u32, u32)> = self
            .labels
            .iter()
            .filter(|l| l.same)
            .map(|l| (records.left_record(l.left), records.right_record(l.right)))
            .collect();
        (!same.is_empty()).then(|| pair_levels(records, &same))
    }
}

/// The rules whose own pairs hold next to no match, the last one first.
fn idle(rules: &[Choice], trained: &Trained) -> Vec<usize> {
    let own = rules.iter().zip(&trained.rules);
    let own: Vec<f64> = own.map(|(c, t)| c.pairs * t.mixture.matches()).collect();
    let least = own.iter().sum::<f64>() * IDLE;
    (0..own.len()).rev().filter(|&k| own[k] < least).collect()
}

/// Applies a stored model to records with the same fields.
fn fit_stored(
    model: &Model,
    mut records: Records,
    plans: Vec<FieldPlan>,
) -> Result<Fitted, LinkError> {
    let (rules, trained) = restore(model, &records)?;
    let mut sample = Sample::draw(&records);
    rules.iter().for_each(|r| sample.learn(&records, &r.parts));
    let choices = rules.iter().map(|rule| Choice {
        rule: rule.clone(),
        pairs: sample.pairs(&rule.parts),
    });
    let choices: Vec<Choice> = choices.collect();
    if let Some(field) = arranging_field(&choices, records.fields.len()) {
        records.arrange(field);
    }
    let keys = row_keys(&records, &rules);
    Ok(Fitted::ready(records, plans, choices, keys, trained, 1.0))
}

/// The field that most pairs agree on, by the rules' own parts.
fn arranging_field(rules: &[Choice], fields: usize) -> Option<usize> {
    let met = |f: usize| -> f64 {
        let by = rules.iter().filter(|c| c.rule.uses(f));
        by.map(|c| c.pairs).sum()
    };
    (0..fields)
        .filter(|&f| met(f) > 0.0)
        .max_by(|&f, &g| met(f).total_cmp(&met(g)).then(g.cmp(&f)))
}

impl Fitted {
    fn ready(
        records: Records,
        plans: Vec<FieldPlan>,
        rules: Vec<Choice>,
        keys: RowKeys,
        trained: Trained,
        reached: f64,
    ) -> Self {
        let scorer = Scorer::new(&records, &trained);
        let matches = rules.iter().zip(&trained.rules);
        let matches: f64 = matches.map(|(c, t)| c.pairs * t.mixture.matches()).sum();
        let pooled = RuleWeights::new(&records, &trained.pooled(&records, matches));
        Self {
            records,
            plans,
            rules,
            keys,
            trained,
            scorer,
            pooled,
            reached,
        }
    }

    /// Trains again with what clusters have shown: how often values occur among
    /// persons rather than records, and how records of one person agree.
    pub(crate) fn learn_from(&mut self, cluster: &[u32]) {
        self.records.count_persons(cluster);
        let only: Vec<Rule> = self.rules.iter().map(|c| c.rule.clone()).collect();
        let draws = draw(&self.records, &self.keys, &self.rules, TRAIN_PAIRS);
        let sample = Sample::draw(&self.records);
        let random = random_levels(&self.records, &sample, RANDOM_PAIRS, Some(cluster));
        let known = cluster_levels(&self.records, cluster);
        self.trained = train(&self.records, &only, &draws, &random, Some(&known));
        self.scorer = Scorer::new(&self.records, &self.trained);
    }
}

pub(crate) fn score(fitted: &Fitted, wanted: Wanted) -> (Vec<Scored>, Vec<RuleReport>) {
    let expected: f64 = fitted.rules.iter().map(|c| c.pairs).sum();
    let (kept, tallies) = score_all(
        &fitted.records,
        &fitted.keys,
        &fitted.scorer,
        expected,
        FLOOR,
        wanted,
    );
    let reports = fitted
        .rules
        .iter()
        .zip(&tallies)
        .zip(&fitted.trained.rules)
        .map(|((choice, tally), trained)| RuleReport {
            rule: choice.rule.describe(&fitted.records),
            estimated: choice.pairs,
            pairs: tally.pairs,
            skipped: tally.skipped,
            matches: trained.mixture.matches(),
        })
        .collect();
    (kept, reports)
}
