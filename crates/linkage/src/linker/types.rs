//! What goes into and comes out of a linkage.

pub use crate::block::join::BLOCK_PAIRS as KEY_PAIRS;

use crate::decide::threshold::Expected;
use crate::model::stored::ModelError;
use crate::schema::FieldPlan;
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
    /// A table without records.
    #[error("the {side} table has no records")]
    NoRecords {
        /// `left`, `right` or `input`.
        side: &'static str,
    },
    /// No field can be compared.
    #[error("the tables have no column in common that tells records apart")]
    NoFields,
    /// A stored model does not fit the data.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A blocking rule names an unknown field.
    #[error("blocking rule names an unknown field `{field}`: there are {found}")]
    UnknownField {
        /// The field wanted.
        field: String,
        /// The fields there are.
        found: String,
    },
    /// The rules named in the spec bring more pairs than it allows.
    #[error("the blocking rules bring about {estimated:.0} pairs: `max_pairs` allows {most}")]
    TooManyPairs {
        /// Pairs estimated, overlaps of the rules included.
        estimated: f64,
        /// The limit.
        most: u64,
    },
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

/// What is known before pairs are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Fields and kinds.
    pub fields: Vec<FieldPlan>,
    /// Blocking rules, with the pairs each is estimated to bring.
    pub rules: Vec<(String, f64)>,
    /// Pairs there are to choose from.
    pub all_pairs: f64,
    /// The most pairs that rules may bring together, when there is a limit.
    pub most_pairs: Option<f64>,
    /// Whether the limit kept a rule from being chosen.
    pub limited: bool,
}

impl Estimate {
    /// Pairs that all rules bring, one that several bring counted for each.
    #[must_use]
    pub fn pairs(&self) -> f64 {
        self.rules.iter().fold(0.0, |sum, r| sum + r.1)
    }
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
    /// Pairs left out because one key gave more than [`KEY_PAIRS`].
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
    /// The share of matches that blocking reaches at most, as estimated.
    pub reached: f64,
}

/// A pair that a person has judged: rows as in [`Link`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// Row of the left (or only) table.
    pub left: u32,
    /// Row of the right (or only) table.
    pub right: u32,
    /// Whether both are the same person.
    pub same: bool,
}

/// Evidence about a pair from outside its fields, in log2 odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Row of the left (or only) table.
    pub left: u32,
    /// Row of the right (or only) table.
    pub right: u32,
    /// log2 odds added.
    pub bits: f32,
}
