//! What a snapshot says about itself.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::skip::SkipKind;
use crate::source::Source;

/// The version of manifests and of the canonical columns.
pub const MANIFEST_SCHEMA: &str = "semesta.snapshot/1";

/// The content address of a snapshot: hexadecimal BLAKE3.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SnapshotId(pub String);

impl fmt::Display for SnapshotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Rows without data, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Wholly empty rows.
    pub blank: u64,
    /// The header once more.
    pub header: u64,
    /// Sums (JUMLAH).
    pub total: u64,
    /// The numbers of the columns.
    pub column_numbers: u64,
    /// In a file of mended rejects: rows that came from other files.
    pub other_file: u64,
}

impl Skipped {
    /// All kinds together.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.blank + self.header + self.total + self.column_numbers + self.other_file
    }

    pub(crate) fn count(&mut self, kind: SkipKind) {
        match kind {
            SkipKind::Blank => self.blank += 1,
            SkipKind::Header => self.header += 1,
            SkipKind::Total => self.total += 1,
            SkipKind::ColumnNumbers => self.column_numbers += 1,
            SkipKind::OtherFile => self.other_file += 1,
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.blank += other.blank;
        self.header += other.header;
        self.total += other.total;
        self.column_numbers += other.column_numbers;
        self.other_file += other.other_file;
    }
}

/// What a snapshot is made of; deterministic, without clock or machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always [`MANIFEST_SCHEMA`].
    pub schema: String,
    /// The content address.
    pub id: SnapshotId,
    /// What was delivered.
    #[serde(with = "source_text")]
    pub source: Source,
    /// The date that the data describe.
    #[serde(with = "date_text")]
    pub as_of: Date,
    /// The file's name, without its folder.
    pub file_name: String,
    /// BLAKE3 of the file.
    pub file_hash: String,
    /// **Units**: bytes.
    pub file_bytes: u64,
    /// `csv`, `xlsx` or `parquet`.
    pub format: String,
    /// The workbook's sheet.
    pub sheet: Option<String>,
    /// The text's encoding.
    pub encoding: Option<String>,
    /// The text's delimiter.
    pub delimiter: Option<char>,
    /// The header's row in the file, from 1.
    pub header_row: u32,
    /// The layout that fitted.
    pub layout: String,
    /// BLAKE3 of the layouts it was read by.
    pub layout_hash: String,
    /// Header to canonical column.
    pub columns: BTreeMap<String, String>,
    /// Every header, in order.
    pub headers: Vec<String>,
    /// Headers that no column takes.
    pub unmapped: Vec<String>,
    /// Rows below the header.
    pub rows_in: u64,
    /// Rows in `rows.parquet`.
    pub accepted: u64,
    /// Rows in `rejects.parquet`.
    pub rejected: u64,
    /// Rows without data.
    pub skipped: Skipped,
    /// Warnings, `column:code` to how many.
    pub warnings: BTreeMap<String, u64>,
    /// Rejects, `column:code` to how many.
    pub rejects: BTreeMap<String, u64>,
    /// BLAKE3 of `rows.parquet`.
    pub rows_hash: String,
    /// Snapshots that this one takes the place of.
    pub replaces: Vec<SnapshotId>,
    /// The snapshot whose rejects this one mends.
    pub mends: Option<SnapshotId>,
    /// What else a reader should know.
    pub notes: Vec<String>,
}

/// Dates as `yyyy-MM-dd`.
mod date_text {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// Sources by their code.
mod source_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::source::Source;

    pub(super) fn serialize<S: Serializer>(
        source: &Source,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(source.code())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Source, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}
