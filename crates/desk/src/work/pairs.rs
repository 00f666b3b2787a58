//! Pairs of record and resident that a person should judge, by what hangs on them.

use jiff::civil::Date;
use semesta_domain::{CardNumber, Month, Nik, NikCell, RegionCode, date_from_days};
use semesta_engine::input::NO_DATE;
use semesta_law::{Class, ContributionFacts, ContributionRates, LocalAssistance, Registrar};

use super::view::{RunView, law_at};
use crate::error::Result;
use crate::proposal::{GivenNik, PersonName};

/// What a pair is known by, run after run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PairKey {
    /// The record's card.
    pub card: CardNumber,
    /// The NIK as the record shows it: tells apart two records of one card.
    pub nik_given: GivenNik,
    /// The resident.
    pub nik: Nik,
}

/// A record and a resident who may be one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// What it is known by.
    pub key: PairKey,
    /// The record's name.
    pub record_name: PersonName,
    /// The resident's name.
    pub resident_name: PersonName,
    /// The record's birth date.
    pub record_birth: Option<Date>,
    /// The resident's birth date.
    pub resident_birth: Option<Date>,
    /// Where the resident lives.
    pub area: RegionCode,
    /// The record's segment.
    pub segment: String,
    /// Whether the record is active.
    pub active: bool,
    /// Probability that both are one person.
    pub probability: f32,
    /// log2 odds.
    pub weight: f32,
    /// What speaks for and against, field by field.
    pub words: String,
    /// Contribution of the record, rupiah a month, if it is active.
    pub rupiah: i64,
    /// Residents whose coverage hangs on it.
    pub people: i64,
}

impl RunView {
    /// The pairs in doubt: the most rupiah first, then the most people, then the
    /// most uncertain.
    ///
    /// # Errors
    /// If the law has no contribution for the run's month.
    pub fn pairs(&self) -> Result<Vec<Pair>> {
        let rates =
            ContributionRates::of(&self.law, Month::of(self.as_of)).map_err(law_at(self.as_of))?;
        let mut pairs: Vec<Pair> = self
            .outcome
            .doubtful
            .iter()
            .filter_map(|doubt| self.pair(doubt, &rates))
            .collect();
        let doubt = |pair: &Pair| (pair.probability - 0.5).abs();
        pairs.sort_by(|a, b| {
            (b.rupiah, b.people)
                .cmp(&(a.rupiah, a.people))
                .then_with(|| doubt(a).total_cmp(&doubt(b)))
                .then_with(|| (a.key.card, a.key.nik).cmp(&(b.key.card, b.key.nik)))
        });
        Ok(pairs)
    }

    fn pair(
        &self,
        doubt: &semesta_engine::resolve::DoubtfulPair,
        rates: &ContributionRates,
    ) -> Option<Pair> {
        let (at, roll) = (doubt.row as usize, &self.inputs.roll);
        let (people, person) = (&self.outcome.people, doubt.person as usize);
        let active = self.is_active(doubt.row);
        let is_uncovered = self
            .record(doubt.person)
            .is_none_or(|row| !self.is_active(row));
        let is_others = doubt
            .otherwise
            .is_some_and(|other| self.record(other) == Some(doubt.row));
        let date = |days: i32| (days != NO_DATE).then(|| date_from_days(days)).flatten();
        Some(Pair {
            key: PairKey {
                card: self.card(doubt.row)?,
                nik_given: GivenNik::new(&match roll.nik[at] {
                    NikCell::Intact(nik) => nik.reveal(),
                    _ => roll.nik_given.get(at).to_owned(),
                }),
                nik: Nik::from_number(people.nik[person]).ok()?,
            },
            record_name: PersonName::new(roll.name.get(at)),
            resident_name: PersonName::new(people.name.get(person)),
            record_birth: date(roll.birth[at]),
            resident_birth: date(people.birth[person]),
            area: self.area(doubt.person),
            segment: roll.segment[at].code().to_owned(),
            active,
            probability: doubt.probability,
            weight: doubt.weight,
            words: doubt.words.clone(),
            rupiah: if active { self.due(at, rates) } else { 0 },
            people: i64::from(active && is_uncovered) + i64::from(is_others),
        })
    }

    fn due(&self, at: usize, rates: &ContributionRates) -> i64 {
        let roll = &self.inputs.roll;
        let facts = ContributionFacts {
            segment: roll.segment[at],
            class: Some(Class::parse(&roll.class[at].to_string()).unwrap_or(Class::III)),
            wage: None,
            registrar: Registrar::City,
            local_assistance: LocalAssistance::City,
        };
        rates.due(&facts).map_or(0, |due| due.total().0)
    }
}
