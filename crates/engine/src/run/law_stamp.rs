//! Which law a run was made under.

use std::collections::BTreeMap;

use jiff::civil::Date;
use semesta_law::{Law, LawError};

use super::LawStamp;

/// The parameters that the figures of a run rest on.
const USED: [&str; 1] = ["indicator.active_ratio"];

impl LawStamp {
    /// Stamps the embedded law as of `on`.
    ///
    /// # Errors
    /// If a parameter that runs use has no value on that day.
    pub fn embedded(on: Date) -> Result<Self, LawError> {
        let mut hasher = blake3::Hasher::new();
        for (path, text) in Law::embedded_files() {
            hasher.update(path.as_bytes());
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        let law = Law::embedded();
        let parameters = USED
            .iter()
            .map(|id| parameter(&law, id, on))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            hash: hasher.finalize().to_hex().to_string(),
            parameters,
        })
    }
}

fn parameter(law: &Law, id: &str, on: Date) -> Result<BTreeMap<String, String>, LawError> {
    let citation = law.citation(id, on)?;
    let facts = [
        ("parameter", citation.parameter),
        ("value", citation.value),
        ("from", citation.from),
        ("title", citation.title),
    ];
    Ok(facts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect())
}
