//! Pairs of record and resident in doubt, as a run's results have them.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use semesta_desk::proposal::{GivenNik, PersonName};
use semesta_desk::work::{Pair, PairKey};
use semesta_domain::{CardNumber, Nik, RegionCode, date_from_days};

use super::columns::{Coded, NO_DAY, Texts, column, days, digits, integers};
use super::people::People;
use super::records::Members;

/// A pair, and what follows from either verdict.
#[derive(Debug)]
pub(crate) struct Doubt {
    pub(crate) pair: Pair,
    /// The resident's row.
    pub(crate) row: usize,
    pub(crate) if_same: String,
    pub(crate) if_different: String,
    pub(crate) file: String,
    pub(crate) file_row: u32,
}

/// The table `review` as columns.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    card: Vec<u64>,
    nik_given: Texts,
    nik: Vec<u64>,
    record_name: Texts,
    resident_name: Texts,
    record_birth: Vec<i32>,
    resident_birth: Vec<i32>,
    probability: Vec<f64>,
    weight: Vec<f64>,
    words: Texts,
    segment: Coded,
    contribution: Vec<i64>,
    if_same: Coded,
    if_different: Coded,
    file: Coded,
    file_row: Vec<u32>,
}

impl Pairs {
    pub(super) fn extend(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        let floats = |name| -> anyhow::Result<Vec<f64>> {
            let numbers = column(batch, name)?.as_primitive::<Float64Type>();
            Ok((0..numbers.len()).map(|row| numbers.value(row)).collect())
        };
        digits(&mut self.card, column(batch, "card_number")?);
        self.nik_given.extend(column(batch, "nik_given")?)?;
        digits(&mut self.nik, column(batch, "resident_nik")?);
        self.record_name.extend(column(batch, "record_name")?)?;
        self.resident_name.extend(column(batch, "resident_name")?)?;
        days(&mut self.record_birth, column(batch, "record_birth_date")?);
        let born = column(batch, "resident_birth_date")?;
        days(&mut self.resident_birth, born);
        self.probability.extend(floats("probability")?);
        self.weight.extend(floats("weight")?);
        self.words.extend(column(batch, "explanation")?)?;
        self.segment.extend(column(batch, "segment")?)?;
        let due = column(batch, "monthly_contribution")?;
        integers(&mut self.contribution, due, 0);
        self.if_same.extend(column(batch, "standing_if_same")?)?;
        let different = column(batch, "standing_if_different")?;
        self.if_different.extend(different)?;
        self.file.extend(column(batch, "source_file")?)?;
        integers(&mut self.file_row, column(batch, "source_row")?, 0);
        Ok(())
    }

    /// The pairs by what hangs on them: the most rupiah first, then the most
    /// people, then the most uncertain.
    pub(super) fn by_stakes(
        self,
        people: &People,
        members: &Members,
        city: RegionCode,
    ) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = (0..self.card.len())
            .filter_map(|at| self.doubt(at, people, members, city))
            .collect();
        let unsure = |doubt: &Doubt| (doubt.pair.probability - 0.5).abs();
        doubts.sort_by(|a, b| {
            (b.pair.rupiah, b.pair.people)
                .cmp(&(a.pair.rupiah, a.pair.people))
                .then_with(|| unsure(a).total_cmp(&unsure(b)))
                .then_with(|| {
                    let key = |doubt: &Doubt| (doubt.pair.key.card, doubt.pair.key.nik);
                    key(a).cmp(&key(b))
                })
        });
        doubts
    }

    fn doubt(
        &self,
        at: usize,
        people: &People,
        members: &Members,
        city: RegionCode,
    ) -> Option<Doubt> {
        let row = people.row_of(self.nik[at])?;
        let file = self.file.get(at);
        let active = members.is_active(self.card[at], file, self.file_row[at]);
        let date = |day: i32| (day != NO_DAY).then(|| date_from_days(day)).flatten();
        let counts_now = self.if_different.get(at) == "resident";
        let pair = Pair {
            key: PairKey {
                card: CardNumber::from_number(self.card[at]).ok()?,
                nik_given: GivenNik::new(self.nik_given.get(at)),
                nik: Nik::from_number(self.nik[at]).ok()?,
            },
            record_name: PersonName::new(self.record_name.get(at)),
            resident_name: PersonName::new(self.resident_name.get(at)),
            record_birth: date(self.record_birth[at]),
            resident_birth: date(self.resident_birth[at]),
            area: people.region.get(row).parse().unwrap_or(city),
            segment: self.segment.get(at).to_owned(),
            active,
            probability: self.probability[at] as f32,
            weight: self.weight[at] as f32,
            words: self.words.get(at).to_owned(),
            rupiah: if active { self.contribution[at] } else { 0 },
            people: i64::from(active && !people.active[row]) + i64::from(counts_now),
        };
        Some(Doubt {
            pair,
            row,
            if_same: self.if_same.get(at).to_owned(),
            if_different: self.if_different.get(at).to_owned(),
            file: file.to_owned(),
            file_row: self.file_row[at],
        })
    }
}
