//! What a run says about itself.

use std::collections::BTreeMap;

use semesta_domain::Ratio;
use semesta_evidence::Manifest;
use semesta_law::LocalAssistance;
use serde::{Deserialize, Serialize};

use crate::compute::{Outcome, Question};
use crate::figures::{Basis, Check, Indicator, IndicatorRow, Level};
use crate::resolve::DecisionReport;

/// The version of run manifests and result tables.
pub const RUN_SCHEMA: &str = "semesta.run/1";

/// Changes whenever the same inputs would give other results.
const METHOD_VERSION: u32 = 9;

/// The law a run was made under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawStamp {
    /// A hash of every parameter.
    pub hash: String,
    /// The parameters that the run's figures used: id, value, date in force, citation.
    pub parameters: Vec<BTreeMap<String, String>>,
}

/// A snapshot that a run took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotUsed {
    /// Its content address.
    pub id: String,
    /// Its source's code.
    pub source: String,
    /// The date its data describe.
    pub as_of: String,
    /// The name of the delivered file.
    pub file_name: String,
    /// The hash of the delivered file.
    pub file_hash: String,
    /// Rows that the run took.
    pub accepted: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    /// Rows without data.
    pub skipped: u64,
}

/// A result table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableStamp {
    /// How many rows it has.
    pub rows: u64,
    /// **Units**: bytes.
    pub bytes: u64,
    /// BLAKE3 of the file.
    pub hash: String,
}

impl TableStamp {
    pub(super) fn of(n_rows: usize, bytes: &[u8]) -> Self {
        Self {
            rows: n_rows as u64,
            bytes: bytes.len() as u64,
            hash: blake3::hash(bytes).to_hex().to_string(),
        }
    }
}

/// The figures that one looks at first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// `basis.indicator` to numerator and denominator.
    pub figures: BTreeMap<String, (i64, i64)>,
    /// Register rows outside the region: known, but not counted.
    pub register_elsewhere: u64,
    /// NIKs that clearly different people share.
    pub shared_niks: u64,
    /// Closing checks made.
    pub checks: u64,
    /// Closing checks that did not close, by id.
    pub open_checks: Vec<String>,
    /// Pairs of record and resident for people to judge.
    #[serde(default)]
    pub review_pairs: u64,
    /// What became of people's decisions.
    #[serde(default)]
    pub decisions: DecisionReport,
}

impl Summary {
    pub(super) fn of(indicators: &[IndicatorRow], checks: &[Check], outcome: &Outcome) -> Self {
        let city = |row: &&IndicatorRow| row.area.level == Level::City && row.segment.is_none();
        let key =
            |basis: Basis, indicator: Indicator| format!("{}.{}", basis.code(), indicator.code());
        let figures = indicators
            .iter()
            .filter(city)
            .map(|row| {
                (
                    key(row.basis, row.indicator),
                    (row.ratio.numerator, row.ratio.denominator),
                )
            })
            .collect();
        let elsewhere =
            |place: &&crate::area::Place| !matches!(place, crate::area::Place::Inside(_));
        Self {
            figures,
            register_elsewhere: outcome.people.place[..outcome.people.n_registered]
                .iter()
                .filter(elsewhere)
                .count() as u64,
            shared_niks: outcome
                .people
                .nik_shared
                .iter()
                .filter(|shared| **shared)
                .count() as u64,
            checks: checks.len() as u64,
            open_checks: checks
                .iter()
                .filter(|check| !check.closed())
                .map(|check| check.check.clone())
                .collect(),
            review_pairs: outcome.doubtful.len() as u64,
            decisions: outcome.decisions,
        }
    }

    /// A figure of the city.
    #[must_use]
    pub fn figure(&self, basis: Basis, indicator: Indicator) -> Option<Ratio> {
        let (numerator, denominator) =
            *self
                .figures
                .get(&format!("{}.{}", basis.code(), indicator.code()))?;
        Some(Ratio {
            numerator,
            denominator,
        })
    }
}

/// What a run is made of; deterministic, without clock or machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// Always [`RUN_SCHEMA`].
    pub schema: String,
    /// The content address of the run.
    pub id: String,
    /// The region, with dots.
    pub region: String,
    /// The date the figures are for.
    pub as_of: String,
    /// The population set by the city, if it set one.
    pub population: Option<i64>,
    /// Who bears the local assistance: `kota` or `provinsi`.
    #[serde(default = "by_city")]
    pub local_assistance: String,
    /// The method's version.
    pub method: u32,
    /// The law.
    pub law: LawStamp,
    /// What was read.
    pub snapshots: Vec<SnapshotUsed>,
    /// What came out.
    pub tables: BTreeMap<String, TableStamp>,
    /// The figures in short.
    pub summary: Summary,
}

impl RunManifest {
    pub(super) fn new<'a>(
        question: &Question,
        snapshots: &[Manifest],
        law: &LawStamp,
        tables: impl Iterator<Item = (&'a str, TableStamp)>,
        summary: Summary,
    ) -> Self {
        Self {
            schema: RUN_SCHEMA.to_owned(),
            id: run_id(question, snapshots, law),
            region: question.region.to_string(),
            as_of: question.as_of.to_string(),
            population: question.population,
            local_assistance: assistance_code(question.local_assistance).to_owned(),
            method: METHOD_VERSION,
            law: law.clone(),
            snapshots: snapshots.iter().map(used).collect(),
            tables: tables
                .map(|(name, stamp)| (name.to_owned(), stamp))
                .collect(),
            summary,
        }
    }
}

fn by_city() -> String {
    assistance_code(LocalAssistance::City).to_owned()
}

/// The payer's code of a setting.
pub(super) fn assistance_code(assistance: LocalAssistance) -> &'static str {
    match assistance {
        LocalAssistance::City => "kota",
        LocalAssistance::Province => "provinsi",
    }
}

fn used(manifest: &Manifest) -> SnapshotUsed {
    SnapshotUsed {
        id: manifest.id.0.clone(),
        source: manifest.source.code().to_owned(),
        as_of: manifest.as_of.to_string(),
        file_name: manifest.file_name.clone(),
        file_hash: manifest.file_hash.clone(),
        accepted: manifest.accepted,
        rejected: manifest.rejected,
        skipped: manifest.skipped.n(),
    }
}

/// The content address: question, snapshots, law and method; sixteen hexadecimal digits.
pub(super) fn run_id(question: &Question, snapshots: &[Manifest], law: &LawStamp) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    };
    part(RUN_SCHEMA);
    part(&METHOD_VERSION.to_string());
    part(&question.region.to_string());
    part(&question.as_of.to_string());
    part(
        &question
            .population
            .map_or_else(String::new, |population| population.to_string()),
    );
    part(assistance_code(question.local_assistance));
    part(&law.hash);
    for snapshot in snapshots {
        part(&snapshot.id.0);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
