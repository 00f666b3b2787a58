//! The residents of a run.

use arrow_array::RecordBatch;

use super::columns::{Coded, Texts, column, days, digits, flags, integers};
use super::lookup::Lookup;

/// The table `residents` as columns, by NIK.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) nik: Vec<u64>,
    pub(crate) kk: Vec<u64>,
    pub(crate) name: Texts,
    pub(crate) region: Coded,
    pub(crate) sex: Coded,
    pub(crate) birth: Vec<i32>,
    pub(crate) registered: Vec<bool>,
    pub(crate) active: Vec<bool>,
    pub(crate) segment: Coded,
    pub(crate) payer: Coded,
    pub(crate) card: Vec<u64>,
    pub(crate) inactive_reason: Coded,
    pub(crate) arrears: Vec<u16>,
    pub(crate) decile: Vec<u8>,
    pub(crate) gap: Coded,
    pub(crate) route: Coded,
    pub(crate) route_reason: Coded,
    by_kk: Lookup,
    by_card: Lookup,
}

impl People {
    pub(super) fn extend(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        digits(&mut self.nik, column(batch, "nik")?);
        digits(&mut self.kk, column(batch, "no_kk")?);
        self.name.extend(column(batch, "name")?)?;
        self.region.extend(column(batch, "region")?)?;
        self.sex.extend(column(batch, "sex")?)?;
        days(&mut self.birth, column(batch, "birth_date")?);
        flags(&mut self.registered, column(batch, "registered")?);
        flags(&mut self.active, column(batch, "active")?);
        self.segment.extend(column(batch, "segment")?)?;
        self.payer.extend(column(batch, "payer")?)?;
        digits(&mut self.card, column(batch, "card_number")?);
        self.inactive_reason
            .extend(column(batch, "inactive_reason")?)?;
        integers(
            &mut self.arrears,
            column(batch, "months_in_arrears")?,
            u16::MAX,
        );
        integers(&mut self.decile, column(batch, "decile")?, 0);
        self.gap.extend(column(batch, "gap_reason")?)?;
        self.route.extend(column(batch, "route")?)?;
        self.route_reason.extend(column(batch, "route_reason")?)
    }

    /// Makes it ready to be searched, once all rows are there.
    pub(super) fn finish(&mut self) {
        self.name.shrink();
        self.by_kk = Lookup::of(&self.kk);
        self.by_card = Lookup::of(&self.card);
    }

    /// The rows of a family card.
    pub(crate) fn of_family(&self, kk: u64) -> &[u32] {
        self.by_kk.rows(&self.kk, kk)
    }

    /// The rows of a membership card.
    pub(crate) fn of_card(&self, card: u64) -> &[u32] {
        self.by_card.rows(&self.card, card)
    }

    /// The row of a NIK: they are in its order.
    pub(crate) fn row_of(&self, nik: u64) -> Option<usize> {
        let row = self.nik.partition_point(|known| *known < nik);
        (nik != 0 && self.nik.get(row) == Some(&nik)).then_some(row)
    }

    pub(crate) fn len(&self) -> usize {
        self.nik.len()
    }
}
