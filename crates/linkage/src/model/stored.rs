//! A trained model in a form that can be saved and applied to other data.

use crate::block::part::Part;
use crate::compare::LEVELS;
use crate::kind::Kind;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name and version of the stored form.
pub const SCHEMA: &str = "semesta.linkage.model/1";

/// A trained model.
///
/// **Units**: shares of pairs; `rarity` in log2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// [`SCHEMA`].
    pub schema: String,
    /// The fields, in the order of the pattern.
    pub fields: Vec<ModelField>,
    /// What is known of the pairs of each blocking rule.
    pub rules: Vec<ModelRule>,
}

/// One field of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelField {
    /// The field's name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Shares of levels among matches.
    pub m: [f64; LEVELS],
    /// Shares of levels among random pairs.
    pub u: [f64; LEVELS],
}

/// The pairs that a blocking rule brings and no earlier one does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRule {
    /// Fields and parts that agree.
    pub parts: Vec<(String, Part)>,
    /// The share of matches among the pairs.
    pub prior: f64,
    /// Shares of levels among matches, by field.
    pub m: Vec<[f64; LEVELS]>,
    /// Shares of levels among other pairs, by field.
    pub u: Vec<[f64; LEVELS]>,
    /// How common what non-matches agree on is, by field and level.
    pub rarity: Vec<[f32; LEVELS]>,
}

/// A stored model that cannot be used.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Not JSON of this form.
    #[error("not a linkage model: {0}")]
    Form(#[from] serde_json::Error),
    /// Another version.
    #[error("model schema `{0}`: expected `{SCHEMA}`")]
    Schema(String),
    /// The fields differ.
    #[error("the model was trained on the fields `{model}`: the data has `{data}`")]
    Fields {
        /// Fields of the model.
        model: String,
        /// Fields of the data.
        data: String,
    },
}

impl Model {
    /// Reads a model from JSON.
    ///
    /// # Errors
    /// Text that is not a model, or of another version.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let model: Self = serde_json::from_str(text)?;
        if model.schema == SCHEMA { Ok(model) } else { Err(ModelError::Schema(model.schema)) }
    }

    /// Writes the model as JSON.
    ///
    /// # Errors
    /// None in practice: all numbers are finite.
    pub fn to_json(&self) -> Result<String, ModelError> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}
