//! What a run was given of payments and of bills by head count.

use std::collections::BTreeMap;

use semesta_domain::{Month, Segment};
use semesta_evidence::{DataFolder, Source};

use super::columns::{Row, rows};
use super::error::FundingError;
use crate::bill::RecapKey;
use crate::run::{RunError, RunManifest};

/// A payment (SP2D) of one month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payment {
    /// The day of payment, days since 1970-01-01.
    pub day: i32,
    /// The warrant's number.
    pub number: String,
    /// The month paid for or billed.
    pub month: Month,
    /// Rupiah.
    pub amount: i64,
    /// The bill it pays, where named.
    pub bill: String,
    /// What it says.
    pub note: String,
}

/// A row of a bill that carries only head counts and amounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadCount {
    /// The month paid for or billed.
    pub month: Month,
    /// Whose contributions.
    pub segment: Segment,
    /// The class, where named.
    pub class: Option<u8>,
    /// People charged.
    pub heads: i64,
    /// Rupiah.
    pub amount: i64,
    pub(super) bill: String,
    pub(super) bill_month: String,
    pub(super) note: String,
}

impl HeadCount {
    /// Which rows it is summed with.
    #[must_use]
    pub fn key(&self) -> RecapKey {
        // People registered by local government are of class III, whatever the column says.
        let class = self.class.filter(|_| self.segment != Segment::PbpuPemda);
        (self.month, self.segment, class)
    }

    /// The month of the bill it came with; that paid for where none is named.
    pub(super) fn bill_month(&self) -> Month {
        self.bill_month.parse().unwrap_or(self.month)
    }
}

/// Whether a run has a source.
#[must_use]
pub fn has(manifest: &RunManifest, source: Source) -> bool {
    let code = source.code();
    manifest.snapshots.iter().any(|used| used.source == code)
}

/// The payments that a run knows, each once, by day.
pub(super) fn payments(
    folder: &DataFolder,
    manifest: &RunManifest,
) -> Result<Vec<Payment>, FundingError> {
    let read = |row: Row<'_>| {
        Ok(Payment {
            day: row.day("tanggal")?.unwrap_or(i32::MIN),
            number: row.text("no_sp2d")?.to_owned(),
            month: row.parsed("bulan")?,
            amount: row.integer("jumlah")?,
            bill: row.text("no_tagihan")?.to_owned(),
            note: row.text("keterangan")?.to_owned(),
        })
    };
    once(folder, manifest, Source::Pembayaran, read)
}

/// Reads the bills of head counts that a run knows, each row once.
///
/// # Errors
/// If a snapshot cannot be read.
pub fn head_counts(
    folder: &DataFolder,
    manifest: &RunManifest,
) -> Result<Vec<HeadCount>, FundingError> {
    let read = |row: Row<'_>| {
        Ok(HeadCount {
            month: row.parsed("bulan")?,
            segment: row.text("segmen")?.parse().unwrap_or(Segment::PbpuPemda),
            class: row.text("kelas")?.parse().ok(),
            heads: row.integer("jumlah_jiwa")?,
            amount: row.integer("jumlah_iuran")?,
            bill: row.text("no_tagihan")?.to_owned(),
            bill_month: row.text("bulan_tagihan")?.to_owned(),
            note: row.text("keterangan")?.to_owned(),
        })
    };
    once(folder, manifest, Source::TagihanRekap, read)
}

/// The rows of an event source, sorted; one delivered again in another file is
/// one, and two alike in one file are two.
fn once<T: Ord + Clone>(
    folder: &DataFolder,
    manifest: &RunManifest,
    source: Source,
    read: impl Fn(Row<'_>) -> Result<T, FundingError>,
) -> Result<Vec<T>, FundingError> {
    let mut most: BTreeMap<T, usize> = BTreeMap::new();
    let known = folder.snapshots().map_err(RunError::from)?;
    let used = known.iter().filter(|one| {
        one.source == source && manifest.snapshots.iter().any(|used| used.id == one.id.0)
    });
    for snapshot in used {
        let mut of_file: BTreeMap<T, usize> = BTreeMap::new();
        let batches = folder.read(snapshot, None).map_err(RunError::from)?;
        for row in rows(&batches) {
            *of_file.entry(read(row)?).or_default() += 1;
        }
        for (row, n) in of_file {
            let known = most.entry(row).or_default();
            *known = n.max(*known);
        }
    }
    Ok(most
        .into_iter()
        .flat_map(|(row, n)| std::iter::repeat_n(row, n))
        .collect())
}
