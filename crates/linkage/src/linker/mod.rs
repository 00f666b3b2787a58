//! The linker: from tables to links.

mod dedupe;
mod fields;
mod fit;
mod link;
mod overrule;
mod types;

pub use types::{Estimate, Evidence, Judgement, KEY_PAIRS, Link, LinkError, RuleReport, Summary};

use crate::block::rule::Rule;
use crate::explain::{Explanation, explain};
use crate::model::stored::{Model, store};
use crate::prepare::{Records, prepare};
use crate::schema::FieldPlan;
use crate::spec::Spec;
use crate::table::Table;
pub(crate) use fit::Fitted;
use fit::{FLOOR, score};
use std::fmt;
use std::sync::Arc;

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
    told: Option<Told>,
}

/// Who hears the estimate.
#[derive(Clone)]
struct Told(Arc<dyn Fn(&Estimate) + Send + Sync>);

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}

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

    /// Hands the estimate of pairs to `hear` before pairs are compared.
    #[must_use]
    pub fn telling(mut self, hear: impl Fn(&Estimate) + Send + Sync + 'static) -> Self {
        self.told = Some(Told(Arc::new(hear)));
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
        if !records.all_alike() {
            let fitted = self.fit(records, plans)?;
            return Ok(dedupe::finish(self, fitted));
        }
        // Nothing can be learnt of records without a difference: they are one
        // person where they say who it is.
        if !records.name_somebody() {
            return Err(LinkError::NoFields);
        }
        let mut linker = self.clone();
        let rows = 1..records.len() as u32;
        linker.judgements.extend(rows.map(|row| Judgement {
            left: row - 1,
            right: row,
            same: true,
        }));
        let fitted = linker.fit(records, plans)?;
        Ok(dedupe::finish(&linker, fitted))
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
}
