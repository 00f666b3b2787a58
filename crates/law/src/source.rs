//! The files of `law/` as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One file: one parameter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterFile {
    pub(crate) description: DescriptionFile,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) choices: Vec<String>,
    pub(crate) last_checked_on: Option<String>,
    pub(crate) values: Vec<DatedFile>,
}

/// What a parameter is, in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DescriptionFile {
    pub(crate) id: String,
    pub(crate) en: String,
}

/// One dated value; scalars stay text so that nothing passes through a float.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatedFile {
    pub(crate) from: String,
    pub(crate) until: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) components: Option<BTreeMap<String, String>>,
    pub(crate) fields: Option<BTreeMap<String, String>>,
    pub(crate) reference: Option<ReferenceFile>,
}

/// Where a value stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferenceFile {
    pub(crate) title: Option<String>,
    pub(crate) article: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) unsourced: bool,
}
