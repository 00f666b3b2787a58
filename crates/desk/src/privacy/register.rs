//! The register of processing, and the rules of retention, as data.
//!
//! **Law:** UU 27/2022 art. 31: a controller records its processing.

use std::fmt::Write as _;
use std::sync::LazyLock;

use semesta_domain::Lang;
use serde::Deserialize;

use crate::error::{DeskError, Result};
use crate::permission::Permission;

const PURPOSES: &str = include_str!("../../processing.csv");
const RULES: &str = include_str!("../../retention.csv");

/// Something that personal data are used for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProcessingPurpose {
    /// Its code.
    pub code: String,
    /// What for, Indonesian.
    pub purpose: String,
    /// What for, English.
    pub purpose_en: String,
    /// The ground in law.
    pub basis: String,
    /// Which data.
    pub data: String,
    /// Whose.
    pub subjects: String,
    /// Who delivers them.
    pub source: String,
    /// Who gets them.
    pub recipients: String,
    /// The permissions that open them, between spaces.
    pub permissions: String,
    /// The rule of retention that ends it.
    pub retention: String,
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RetentionRule {
    /// Its code.
    pub code: String,
    /// Days after its end; `None` where it is kept.
    pub days: Option<i64>,
    /// What happens then, Indonesian.
    pub what: String,
    /// What happens then, English.
    pub what_en: String,
    /// Why so long.
    pub basis: String,
}

impl ProcessingPurpose {
    /// What for, in words.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.purpose, &self.purpose_en)
    }
}

static REGISTER: LazyLock<(Vec<ProcessingPurpose>, Vec<RetentionRule>)> =
    LazyLock::new(|| read().expect("the embedded register is read by a test"));

/// The register of processing.
#[must_use]
pub fn processing_register() -> &'static [ProcessingPurpose] {
    &REGISTER.0
}

/// The rules of retention.
#[must_use]
pub fn retention_rules() -> &'static [RetentionRule] {
    &REGISTER.1
}

fn read() -> Result<(Vec<ProcessingPurpose>, Vec<RetentionRule>)> {
    let purposes: Vec<ProcessingPurpose> = rows(PURPOSES)?;
    let rules: Vec<RetentionRule> = rows(RULES)?;
    let known = |code: &str| Permission::ALL.iter().any(|one| one.code() == code);
    for purpose in &purposes {
        let ruled = rules.iter().any(|rule| rule.code == purpose.retention);
        if !ruled || !purpose.permissions.split(' ').all(known) {
            return Err(DeskError::Damaged("processing.csv"));
        }
    }
    Ok((purposes, rules))
}

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| DeskError::Damaged("processing.csv"))
}

/// The register and the rules as the page `docs/privacy.md` shows them.
#[must_use]
pub fn privacy_markdown() -> String {
    let mut text = String::from(
        "# Personal data\n\n\
         Made from `crates/desk/processing.csv` and `crates/desk/retention.csv`; a test keeps all three\n\
         the same. Indonesian, as the city's record of processing must be. The articles are the makers'\n\
         reading of UU 27/2022: the city's lawyers review them before this is its official record.\n\n\
         ## Register of processing (article 31)\n\n\
         | Kode | Tujuan | Dasar | Data | Milik | Dari | Kepada | Wewenang | Masa simpan |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for one in processing_register() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | `{}` |",
            one.code,
            one.purpose,
            one.basis,
            one.data,
            one.subjects,
            one.source,
            one.recipients,
            one.permissions.replace(' ', ", "),
            one.retention
        );
    }
    text.push_str("\n## Retention\n\n| Kode | Hari | Yang terjadi | Dasar |\n|---|---:|---|---|\n");
    for rule in retention_rules() {
        let days = rule
            .days
            .map_or_else(|| "disimpan".to_owned(), |days| days.to_string());
        let _ = writeln!(
            text,
            "| `{}` | {days} | {} | {} |",
            rule.code, rule.what, rule.basis
        );
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_register_is_whole() {
        let (purposes, rules) = read().unwrap();
        assert!(purposes.len() >= 10 && rules.len() >= 8);
        for purpose in &purposes {
            for text in [
                &purpose.purpose,
                &purpose.purpose_en,
                &purpose.basis,
                &purpose.data,
            ] {
                assert!(!text.is_empty(), "{}", purpose.code);
            }
        }
    }
}
