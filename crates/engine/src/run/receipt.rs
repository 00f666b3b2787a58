//! The receipt of a figure: everything it was made of.

use serde::{Deserialize, Serialize};

use super::RunManifest;
use crate::figures::{IndicatorRow, Level};

/// The version of the receipts' document.
pub const RECEIPTS_SCHEMA: &str = "semesta.receipts/1";

/// What one figure was made of; the run's manifest lists snapshots and law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which indicator.
    pub indicator: String,
    /// On which basis.
    pub basis: String,
    /// Of which area, code without dots.
    pub area: String,
    /// Of which segment, `all` for all.
    pub segment: String,
    /// The formula in words.
    pub formula: String,
    /// Counted above.
    pub numerator: i64,
    /// Counted below.
    pub denominator: i64,
    /// The percentage as displayed, none over nothing.
    pub percent: Option<String>,
    /// The date the figure is for.
    pub as_of: String,
    /// The run.
    pub run: String,
    /// The delivered files that the figure rests on: source, date, name, hash.
    pub files: Vec<ReceiptFile>,
}

/// A delivered file in a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    /// Source's code.
    pub source: String,
    /// The date its data describe.
    pub as_of: String,
    /// File name.
    pub name: String,
    /// Hash of the delivered file.
    pub hash: String,
    /// The snapshot made of it.
    pub snapshot: String,
}

impl Receipt {
    /// The receipt of a figure of a run.
    #[must_use]
    pub fn of(manifest: &RunManifest, row: &IndicatorRow) -> Self {
        // Rolls of earlier months bear on their bills only.
        let newest_roll = manifest
            .snapshots
            .iter()
            .filter(|snapshot| snapshot.source == "peserta")
            .map(|snapshot| &snapshot.as_of)
            .max();
        let files = manifest
            .snapshots
            .iter()
            .filter(|snapshot| matters(&snapshot.source))
            .filter(|snapshot| snapshot.source != "peserta" || Some(&snapshot.as_of) == newest_roll)
            .map(|snapshot| ReceiptFile {
                source: snapshot.source.clone(),
                as_of: snapshot.as_of.clone(),
                name: snapshot.file_name.clone(),
                hash: snapshot.file_hash.clone(),
                snapshot: snapshot.id.clone(),
            })
            .collect();
        Self {
            indicator: row.indicator.code().to_owned(),
            basis: row.basis.code().to_owned(),
            area: row
                .area
                .code
                .map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact()),
            segment: row
                .segment
                .map_or("all", |segment| segment.code())
                .to_owned(),
            formula: row.indicator.formula(row.basis).to_owned(),
            numerator: row.ratio.numerator,
            denominator: row.ratio.denominator,
            percent: row.ratio.percent_decimal(),
            as_of: manifest.as_of.clone(),
            run: manifest.id.clone(),
            files,
        }
    }
}

/// The sources on which coverage rests: people and memberships.
fn matters(source: &str) -> bool {
    matches!(
        source,
        "penduduk" | "peserta" | "kematian" | "pindah" | "keputusan"
    )
}

/// The receipts of the city's figures; those of smaller areas are made when asked for.
#[must_use]
pub fn receipts(manifest: &RunManifest, indicators: &[IndicatorRow]) -> Vec<Receipt> {
    indicators
        .iter()
        .filter(|row| row.area.level == Level::City)
        .map(|row| Receipt::of(manifest, row))
        .collect()
}

/// The document kept beside the tables.
pub(super) fn document(receipts: &[Receipt]) -> serde_json::Value {
    serde_json::json!({ "schema": RECEIPTS_SCHEMA, "receipts": receipts })
}
