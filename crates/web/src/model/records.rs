//! Roll records, billed lines and routes of a run.

use std::ops::Range;

use arrow_array::RecordBatch;

use super::columns::{Coded, Texts, column, days, digits, flags, integers};
use super::lookup::Lookup;

/// The table `members` as columns, by card.
#[derive(Debug, Default)]
pub(crate) struct Members {
    pub(crate) card: Vec<u64>,
    pub(crate) nik: Vec<u64>,
    pub(crate) standing: Coded,
    pub(crate) method: Coded,
    pub(crate) weight: Vec<i16>,
    pub(crate) reason: Coded,
    pub(crate) segment: Coded,
    pub(crate) active: Vec<bool>,
    pub(crate) file: Coded,
    pub(crate) row: Vec<u32>,
    by_nik: Lookup,
}

impl Members {
    pub(super) fn extend(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        digits(&mut self.card, column(batch, "card_number")?);
        digits(&mut self.nik, column(batch, "resident_nik")?);
        self.standing.extend(column(batch, "standing")?)?;
        self.method.extend(column(batch, "method")?)?;
        integers(&mut self.weight, column(batch, "weight")?, 0);
        self.reason.extend(column(batch, "reason")?)?;
        self.segment.extend(column(batch, "segment")?)?;
        flags(&mut self.active, column(batch, "active")?);
        self.file.extend(column(batch, "source_file")?)?;
        integers(&mut self.row, column(batch, "source_row")?, 0);
        Ok(())
    }
}

impl Members {
    /// Makes it ready to be searched, once all rows are there.
    pub(super) fn finish(&mut self) {
        self.by_nik = Lookup::of(&self.nik);
    }

    /// The records of a card: they are in its order.
    fn of_card(&self, card: u64) -> Range<usize> {
        let start = self.card.partition_point(|known| *known < card);
        let n = self.card[start..].partition_point(|known| *known == card);
        start..start + n
    }

    /// The records of a resident by NIK or card, 0 where there is none.
    pub(crate) fn of(&self, nik: u64, card: u64) -> Vec<usize> {
        let by_nik = self.by_nik.rows(&self.nik, nik);
        let mut rows: Vec<usize> = by_nik.iter().map(|row| *row as usize).collect();
        if card != 0 {
            rows.extend(self.of_card(card));
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Whether the record of a card, read from a row of a file, is active.
    pub(crate) fn is_active(&self, card: u64, file: &str, row: u32) -> bool {
        self.of_card(card)
            .any(|at| self.active[at] && self.row[at] == row && self.file.get(at) == file)
    }
}

/// The table `bill_lines` as columns, by month and card. **Units:** rupiah.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) month: Coded,
    pub(crate) card: Vec<u64>,
    pub(crate) nik: Vec<u64>,
    pub(crate) billed: Vec<i32>,
    pub(crate) expected: Vec<i32>,
    pub(crate) finding: Coded,
    pub(crate) disputed: Vec<i32>,
    pub(crate) name: Texts,
    pub(crate) region: Coded,
    pub(crate) evidence: Coded,
    pub(crate) evidence_day: Vec<i32>,
    pub(crate) evidence_file: Coded,
    pub(crate) evidence_row: Vec<u32>,
    pub(crate) file: Coded,
    pub(crate) row: Vec<u32>,
    by_nik: Lookup,
    /// The rows of each month, the oldest first.
    months: Vec<Range<usize>>,
}

impl Lines {
    pub(super) fn extend(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        self.month.extend(column(batch, "month")?)?;
        digits(&mut self.card, column(batch, "card_number")?);
        digits(&mut self.nik, column(batch, "resident_nik")?);
        integers(&mut self.billed, column(batch, "billed")?, 0);
        integers(&mut self.expected, column(batch, "expected")?, 0);
        self.finding.extend(column(batch, "finding")?)?;
        integers(&mut self.disputed, column(batch, "disputed")?, 0);
        self.name.extend(column(batch, "name")?)?;
        self.region.extend(column(batch, "region")?)?;
        self.evidence.extend(column(batch, "evidence")?)?;
        days(&mut self.evidence_day, column(batch, "evidence_date")?);
        self.evidence_file.extend(column(batch, "evidence_file")?)?;
        integers(&mut self.evidence_row, column(batch, "evidence_row")?, 0);
        self.file.extend(column(batch, "source_file")?)?;
        integers(&mut self.row, column(batch, "source_row")?, 0);
        Ok(())
    }

    /// Makes it ready to be searched, once all rows are there.
    pub(super) fn finish(&mut self) {
        self.name.shrink();
        self.by_nik = Lookup::of(&self.nik);
        let rows: Vec<usize> = (0..self.len()).collect();
        let months = rows.chunk_by(|a, b| self.month.key(*a) == self.month.key(*b));
        self.months = months.map(|of| of[0]..of[0] + of.len()).collect();
    }

    /// The rows of each month, the oldest first.
    pub(crate) fn months(&self) -> &[Range<usize>] {
        &self.months
    }

    /// The lines of a resident, in the order of months.
    pub(crate) fn of(&self, nik: u64) -> &[u32] {
        self.by_nik.rows(&self.nik, nik)
    }

    pub(crate) fn len(&self) -> usize {
        self.card.len()
    }
}

/// The table `routes` as columns, by NIK and rank. **Units:** rupiah a month.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    pub(crate) nik: Vec<u64>,
    pub(crate) ruled_out: Vec<bool>,
    pub(crate) route: Coded,
    pub(crate) payer: Coded,
    pub(crate) payer_name: Coded,
    pub(crate) reason: Coded,
    pub(crate) action: Coded,
    pub(crate) deadline: Vec<i32>,
    pub(crate) city: Vec<i32>,
    pub(crate) law: Coded,
}

impl Routes {
    pub(super) fn extend(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        digits(&mut self.nik, column(batch, "nik")?);
        flags(&mut self.ruled_out, column(batch, "ruled_out")?);
        self.route.extend(column(batch, "route")?)?;
        self.payer.extend(column(batch, "payer")?)?;
        self.payer_name.extend(column(batch, "payer_name")?)?;
        self.reason.extend(column(batch, "reason")?)?;
        self.action.extend(column(batch, "first_action")?)?;
        days(&mut self.deadline, column(batch, "deadline")?);
        integers(&mut self.city, column(batch, "city")?, 0);
        self.law.extend(column(batch, "law")?)
    }

    /// The rows of one person, the proposal first.
    pub(crate) fn of(&self, nik: u64) -> Range<usize> {
        let start = self.nik.partition_point(|known| *known < nik);
        let end = start + self.nik[start..].partition_point(|known| *known == nik);
        start..end
    }
}
