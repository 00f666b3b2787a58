//! From a spec and the tables to fields and rules.

use super::LinkError;
use crate::block::choose::Choice;
use crate::block::rule::{KeyPart, Rule};
use crate::block::size::Sample;
use crate::infer;
use crate::pattern::MAX_FIELDS;
use crate::prepare::Records;
use crate::schema::FieldPlan;
use crate::spec::{FieldSpec, Spec};
use crate::table::{Column, Table};

/// The fields to compare.
pub(crate) fn plan(
    spec: &Spec,
    left: &Table,
    right: Option<&Table>,
) -> Result<Vec<FieldPlan>, LinkError> {
    if spec.fields.is_empty() {
        let skip = skipped(spec, left, spec.id.as_ref().map(|i| i.0.as_str()));
        let skip_right = right.map_or_else(Vec::new, |r| {
            skipped(spec, r, spec.id.as_ref().map(|i| i.1.as_str()))
        });
        return Ok(infer::plan(left, right, &skip, &skip_right));
    }
    let mut plans = Vec::new();
    for field in spec.fields.iter().take(MAX_FIELDS) {
        plans.push(plan_field(field, left, right)?);
    }
    Ok(plans)
}

fn plan_field(
    field: &FieldSpec,
    left: &Table,
    right: Option<&Table>,
) -> Result<FieldPlan, LinkError> {
    let side = if right.is_some() { "left" } else { "input" };
    let l = positions(left, &field.left, side)?;
    let r = match right {
        Some(table) => positions(table, &field.right, "right")?,
        None => Vec::new(),
    };
    let kind = field
        .kind
        .unwrap_or_else(|| infer::kind_of(&left.columns()[l[0]]));
    Ok(FieldPlan {
        name: field.name.clone(),
        kind,
        left: l,
        right: r,
    })
}

fn positions(table: &Table, names: &[String], side: &'static str) -> Result<Vec<usize>, LinkError> {
    let missing = |column: &str| LinkError::NoColumn {
        column: column.to_owned(),
        side,
        found: joined(table.columns().iter().map(Column::name)),
    };
    names
        .iter()
        .map(|n| table.position(n).ok_or_else(|| missing(n)))
        .collect()
}

fn joined<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

fn skipped(spec: &Spec, table: &Table, id: Option<&str>) -> Vec<usize> {
    let id = match id {
        Some(name) => table.position(name),
        None => infer::record_id(table),
    };
    let ignored = spec.ignore.iter().filter_map(|n| table.position(n));
    id.into_iter().chain(ignored).collect()
}

/// The rules of a spec.
pub(crate) fn named_rules(
    spec: &Spec,
    records: &Records,
    sample: &mut Sample,
) -> Result<Vec<Choice>, LinkError> {
    let mut rules = Vec::new();
    for parts in &spec.blocking {
        let mut rule = Rule { parts: Vec::new() };
        for part in parts {
            let field = records.fields.iter().position(|f| f.name == part.field);
            let field = field.ok_or_else(|| LinkError::UnknownField {
                field: part.field.clone(),
                found: joined(records.fields.iter().map(|f| f.name.as_str())),
            })?;
            rule.parts.push(KeyPart {
                field,
                part: part.part,
            });
        }
        sample.learn(records, &rule.parts);
        let pairs = sample.pairs(&rule.parts);
        rules.push(Choice { rule, pairs });
    }
    rules.truncate(crate::block::choose::MAX_RULES);
    Ok(rules)
}
