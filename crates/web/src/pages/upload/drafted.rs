//! The layout that a form describes, and why it cannot be one yet.

use std::collections::BTreeMap;

use semesta_evidence::{Fill, ImportError, LayoutDraft, LayoutError, Requirement, Source};

use super::look::Looked;
use super::slots::takes_one_value;
use crate::fault::Fault;
use crate::forms::Fields;
use crate::text::UploadTexts;
use crate::visit::Desked;

/// The draft that a form describes.
pub(super) fn drafted(form: &Fields, looked: &Looked, source: Source) -> LayoutDraft {
    let mut draft = LayoutDraft {
        name: form.get("nama").trim().to_owned(),
        description: form.get("catatan").trim().chars().take(200).collect(),
        headers: looked.headers(),
        source: Some(source),
        month_first: form.get("bulan_dahulu") == "1",
        ..LayoutDraft::default()
    };
    for column in source.columns() {
        let fixed = form.get(&format!("v.{}", column.name)).trim();
        let chosen = form.get(&format!("k.{}", column.name));
        let at = chosen.parse().ok().filter(|at| *at < draft.headers.len());
        let fill = match (at, chosen) {
            (Some(at), _) => Fill::Column(at),
            (None, _) if !fixed.is_empty() && takes_one_value(column.kind) => {
                Fill::Fixed(fixed.chars().take(100).collect())
            }
            (None, "-") if !column.kind.rejects() => Fill::Absent,
            _ => continue,
        };
        draft.columns.insert(column.name, fill);
        let known = column.kind.codes();
        let mut meant: BTreeMap<String, String> = BTreeMap::new();
        let words = format!("w.{}.", column.name);
        for (name, code) in &form.0 {
            if let Some(number) = name.strip_prefix(&words)
                && known.contains(&code.as_str())
            {
                let word = form.get(&format!("kata.{}.{number}", column.name));
                meant.insert(word.to_owned(), code.clone());
            }
        }
        if !meant.is_empty() {
            draft.values.insert(column.name, meant);
        }
    }
    draft.sheet = sheet(&draft, looked, source);
    draft
}

/// The sheet to name: only where several have these headers, since an office may call
/// it another every month.
fn sheet(draft: &LayoutDraft, looked: &Looked, source: Source) -> Option<String> {
    let named = LayoutDraft {
        name: "lembar".to_owned(),
        ..draft.clone()
    };
    let layout = named.layout().ok()?;
    let is_ambiguous = looked.head.n_fitting(source, &layout) > 1;
    looked.sheet.clone().filter(|_| is_ambiguous)
}

/// Why a draft cannot be a layout yet.
pub(super) fn refusal(
    draft: &LayoutDraft,
    source: Source,
    u: &'static UploadTexts,
) -> Option<String> {
    let missing: Vec<&str> = source
        .columns()
        .iter()
        .filter(|column| column.requirement == Requirement::Required)
        .map(|column| column.name)
        .filter(|name| !draft.columns.contains_key(name))
        .collect();
    if !missing.is_empty() {
        return Some(u.fill(u.error_missing, &[&missing.join(", ")]));
    }
    let mut taken = BTreeMap::new();
    for (column, fill) in &draft.columns {
        if let Fill::Column(at) = fill
            && let Some(other) = taken.insert(*at, *column)
        {
            return Some(u.fill(u.error_twice, &[&format!("{other}, {column}")]));
        }
    }
    draft
        .layout()
        .is_err_and(|error| matches!(error, LayoutError::Nameless))
        .then(|| u.error_nameless.to_owned())
}

/// What a refused layout is told by.
pub(super) fn said_of(error: &ImportError, at: &Desked) -> Result<String, Fault> {
    let u = UploadTexts::of(at.lang);
    match error {
        ImportError::Layout(LayoutError::Name(_)) => Ok(u.error_name.to_owned()),
        ImportError::Layout(LayoutError::Taken(_)) => Ok(u.error_taken.to_owned()),
        ImportError::Layout(LayoutError::Nameless) => Ok(u.error_nameless.to_owned()),
        error => Err(Fault::Broken(anyhow::anyhow!("layout: {error}"))),
    }
}
