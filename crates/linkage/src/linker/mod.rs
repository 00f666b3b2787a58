//! The linker: from tables to links.

mod dedupe;
mod fields;
mod link;

use crate::block::choose::{Choice, Rates, choose, default_budget};
use crate::block::rule::{PartKeys, RowKeys, Rule, row_keys};
use crate::decide::Scored;
use crate::decide::threshold::Expected;
use crate::model::sample::{Draws, cluster_levels, draw, random_levels};
use crate::model::score::Scorer;
use crate::model::train::{Trained, train};
use crate::pass::score_all;
use crate::prepare::{Records, prepare};
use crate::schema::FieldPlan;
use crate::spec::Spec;
use crate::table::Table;
use thiserror::Error;

/// Why a linkage could not be done.
#[derive(Debug, Error)]
pub enum LinkError {
    /// A column named in the spec is absent.
    #[error("no column `{column}` in the {side} table: it has {found}")]
    NoColumn {
        /// The column wanted.
        column: String,
        /// `left`, `right` or `input`.
        side: &'static str,
        /// The columns there are.
        found: String,
    },
    /// No field can be compared.
    #[error("the tables have no column in common that tells records apart")]
    NoFields,
    /// A blocking rule names an unknown field.
    #[error("blocking rule names an unknown field `{0}`")]
    UnknownField(String),
}

/// One accepted or doubtful pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Row of the left (or only) table, from 0.
    pub left: u32,
    /// Row of the right (or only) table, from 0.
    pub right: u32,
    /// log2 odds of the pair judged by itself.
    pub weight: f32,
    /// Probability after rivals are weighed.
    pub probability: f32,
}

/// What one blocking rule did.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleReport {
    /// Its fields and parts.
    pub rule: String,
    /// Pairs estimated before the work.
    pub estimated: f64,
    /// Pairs compared that no earlier rule brought.
    pub pairs: u64,
    /// Pairs left out because one key gave too many.
    pub skipped: u64,
    /// The estimated share of matches among its pairs.
    pub matches: f64,
}

/// Counts and expectations of a linkage.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Fields and kinds.
    pub fields: Vec<FieldPlan>,
    /// Blocking rules.
    pub rules: Vec<RuleReport>,
    /// Pairs compared.
    pub pairs: u64,
    /// The lowest probability of a link.
    pub threshold: f64,
    /// Expected precision and recall of the links among compared pairs.
    pub expected: Expected,
}

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
}

/// Links tables as a spec says.
#[derive(Debug, Clone, Default)]
pub struct Linker {
    spec: Spec,
}

/// Everything known after training, ready to score.
pub(crate) struct Fitted {
    pub(crate) records: Records,
    pub(crate) plans: Vec<FieldPlan>,
    pub(crate) rules: Vec<Choice>,
    pub(crate) keys: RowKeys,
    pub(crate) trained: Trained,
    pub(crate) scorer: Scorer,
}

/// log2 odds below which a pair is let go at once.
const FLOOR: f32 = -7.0;
/// Candidate pairs of each rule that the model is trained on.
const TRAIN_PAIRS: f64 = 50_000.0;
/// Random pairs that show how often strangers agree.
const RANDOM_PAIRS: usize = 200_000;

impl Linker {
    /// Starts a linker with a spec; `Spec::default()` leaves everything to the data.
    #[must_use]
    pub fn new(spec: Spec) -> Self {
        Self { spec }
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
        Ok(dedupe::finish(&self.spec, fitted))
    }

    fn finish_link(&self, records: Records, plans: Vec<FieldPlan>) -> Result<Linkage, LinkError> {
        let fitted = self.fit(records, plans)?;
        Ok(link::finish(&self.spec, &fitted))
    }

    fn plan(&self, left: &Table, right: Option<&Table>) -> Result<Vec<FieldPlan>, LinkError> {
        let plans = fields::plan(&self.spec, left, right)?;
        if plans.is_empty() { Err(LinkError::NoFields) } else { Ok(plans) }
    }

    fn fit(&self, records: Records, plans: Vec<FieldPlan>) -> Result<Fitted, LinkError> {
        let mut parts = PartKeys::default();
        let clock = Clock::start();
        let budget = self.spec.max_pairs.map_or_else(|| default_budget(&records), |n| n as f64);
        let rules = if self.spec.blocking.is_empty() {
            choose(&records, &mut parts, &Rates::default(), budget)
        } else {
            fields::named_rules(&self.spec, &records, &mut parts)?
        };
        clock.tell("choose");
        let only: Vec<Rule> = rules.iter().map(|c| c.rule.clone()).collect();
        only.iter().for_each(|r| parts.extend(&records, &r.parts));
        let keys = row_keys(&records, &only, &parts);
        drop(parts);
        clock.tell("keys");
        let draws: Draws = draw(&records, &keys, &rules, TRAIN_PAIRS);
        clock.tell("draw");
        let random = random_levels(&records, RANDOM_PAIRS, None);
        clock.tell("random");
        let trained = train(&records, &only, &draws, &random, None);
        clock.tell("train");
        let scorer = Scorer::new(&records, &trained);
        Ok(Fitted { records, plans, rules, keys, trained, scorer })
    }
}

impl Fitted {
    /// Trains again with what clusters have shown: how often values occur among
    /// persons rather than records, and how records of one person agree.
    pub(crate) fn learn_from(&mut self, cluster: &[u32]) {
        self.records.count_persons(cluster);
        let only: Vec<Rule> = self.rules.iter().map(|c| c.rule.clone()).collect();
        let draws = draw(&self.records, &self.keys, &self.rules, TRAIN_PAIRS);
        let random = random_levels(&self.records, RANDOM_PAIRS, Some(cluster));
        let known = cluster_levels(&self.records, cluster);
        self.trained = train(&self.records, &only, &draws, &random, Some(&known));
        self.scorer = Scorer::new(&self.records, &self.trained);
    }
}

struct Clock(std::time::Instant);
impl Clock {
    fn start() -> Self { Self(std::time::Instant::now()) }
    fn tell(&self, what: &str) { if std::env::var_os("LINK_CLOCK").is_some() { eprintln!("  {what} {:?}", self.0.elapsed()); } }
}

pub(crate) fn score(fitted: &Fitted) -> (Vec<Scored>, Vec<RuleReport>) {
    let clock = Clock::start();
    let (kept, tallies) = score_all(&fitted.records, &fitted.keys, &fitted.scorer, FLOOR);
    clock.tell("score_all");
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
