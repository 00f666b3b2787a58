//! A trained model in a form that can be saved and applied to other data.

use super::em::{CLASSES, Mixture};
use super::train::{Trained, TrainedRule};
use crate::block::part::Part;
use crate::block::rule::{KeyPart, Rule};
use crate::compare::LEVELS;
use crate::kind::Kind;
use crate::prepare::Records;
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
///
/// **Shape**: classes in the order clean match, damaged match, stranger,
/// relative; within a class one row of level shares a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRule {
    /// Fields and parts that agree; none means every pair.
    pub parts: Vec<(String, Part)>,
    /// The share of each class among the pairs.
    pub share: [f64; CLASSES],
    /// Shares of levels within each class, by field.
    pub levels: [Vec<[f64; LEVELS]>; CLASSES],
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
        if model.schema == SCHEMA {
            Ok(model)
        } else {
            Err(ModelError::Schema(model.schema))
        }
    }

    /// Writes the model as JSON.
    ///
    /// # Errors
    /// None in practice: all numbers are finite.
    pub fn to_json(&self) -> Result<String, ModelError> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}

/// Puts what was trained into the stored form.
pub(crate) fn store(records: &Records, rules: &[Rule], trained: &Trained) -> Model {
    let fields = records
        .fields
        .iter()
        .enumerate()
        .map(|(f, field)| ModelField {
            name: field.name.clone(),
            kind: field.kind,
            m: trained.m[f],
            u: trained.u[f],
        });
    let named = |p: &KeyPart| (records.fields[p.field].name.clone(), p.part);
    let rules = rules.iter().zip(&trained.rules).map(|(rule, t)| ModelRule {
        parts: rule.parts.iter().map(named).collect(),
        share: t.mixture.share,
        levels: t.mixture.levels.clone(),
        rarity: t.rarity.clone(),
    });
    Model {
        schema: SCHEMA.to_owned(),
        fields: fields.collect(),
        rules: rules.collect(),
    }
}

/// Takes rules and shares out of a stored model for records with the same fields.
pub(crate) fn restore(
    model: &Model,
    records: &Records,
) -> Result<(Vec<Rule>, Trained), ModelError> {
    let have: Vec<(&str, Kind)> = records
        .fields
        .iter()
        .map(|f| (f.name.as_str(), f.kind))
        .collect();
    let want: Vec<(&str, Kind)> = model
        .fields
        .iter()
        .map(|f| (f.name.as_str(), f.kind))
        .collect();
    let wrong = || {
        let list = |x: &[(&str, Kind)]| {
            x.iter()
                .map(|(n, k)| format!("{n} ({})", k.name()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        ModelError::Fields {
            model: list(&want),
            data: list(&have),
        }
    };
    if have != want {
        return Err(wrong());
    }
    let mut rules = Vec::new();
    for rule in &model.rules {
        let part = |(name, part): &(String, Part)| {
            let field = records.fields.iter().position(|f| f.name == *name)?;
            Some(KeyPart { field, part: *part })
        };
        let parts: Option<Vec<KeyPart>> = rule.parts.iter().map(part).collect();
        rules.push(Rule {
            parts: parts.ok_or_else(wrong)?,
        });
    }
    let trained = model.rules.iter().map(|r| TrainedRule {
        mixture: Mixture {
            share: r.share,
            levels: r.levels.clone(),
        },
        rarity: r.rarity.clone(),
    });
    let m = model.fields.iter().map(|f| f.m).collect();
    let u = model.fields.iter().map(|f| f.u).collect();
    Ok((
        rules,
        Trained {
            m,
            u,
            damaged: crate::model::train::DAMAGED_SHARE,
            rules: trained.collect(),
        },
    ))
}
