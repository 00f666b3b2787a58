//! Which records of the roll are in doubt, and which teach linkage.

use rayon::prelude::*;

use super::link::Doubt;
use super::roll::{Step, evidence_of};
use super::{BirthLevel, Evidence, Method, NameLevel};
use crate::input::Roll;
use crate::people::PersonId;

impl<'a> Step<'a> {
    /// The records in doubt in order of content, and certain repairs to learn from.
    pub(super) fn divide(&self) -> (Vec<Doubt<'a>>, Vec<(Evidence<'a>, PersonId)>) {
        let roll = &self.inputs.roll;
        let evidence = |row: u32| evidence_of(roll, self.areas, row as usize);
        let mut in_doubt: Vec<u32> = Vec::new();
        let mut repaired: Vec<(u32, PersonId)> = Vec::new();
        for (row, settled) in self.result.settled.iter().enumerate() {
            if !self.is_settled(settled) {
                in_doubt.push(row as u32);
            } else if let (Method::Repaired, Some(person)) = (settled.method, settled.person) {
                repaired.push((row as u32, person));
            }
        }
        in_doubt.par_sort_unstable_by(|a, b| content(roll, *a).cmp(&content(roll, *b)));
        repaired.par_sort_unstable_by(|a, b| content(roll, a.0).cmp(&content(roll, b.0)));
        let doubts = in_doubt.into_iter().map(|row| Doubt {
            row,
            evidence: evidence(row),
            apart: self.apart(row, &evidence(row)),
        });
        let certain = repaired
            .into_iter()
            .map(|(row, person)| (evidence(row), person));
        (doubts.collect(), certain.collect())
    }

    /// Some `n` of the records that exact NIK settled, their NIK withheld: they
    /// teach how names, birth dates and addresses of one person agree.
    pub(super) fn withheld(&self, n: usize) -> Vec<(Evidence<'a>, PersonId)> {
        if n == 0 {
            return Vec::new();
        }
        let (roll, settled) = (&self.inputs.roll, &self.result.settled);
        let is_exact = |row: &u32| settled[*row as usize].method == Method::Exact;
        let exact = (0..roll.card.len() as u32).filter(is_exact);
        let n_exact = exact.clone().count().max(1) as u64;
        let mut rows: Vec<u32> = exact
            .filter(|row| shuffled(roll.card[*row as usize]) % n_exact < n as u64)
            .collect();
        rows.sort_unstable_by(|a, b| content(roll, *a).cmp(&content(roll, *b)));
        let withheld = rows.into_iter().filter_map(|row| {
            let record = Evidence {
                nik: semesta_domain::NikCell::Missing,
                nik_given: "",
                ..evidence_of(roll, self.areas, row as usize)
            };
            Some((record, settled[row as usize].person?))
        });
        withheld.collect()
    }

    /// Whom a record is not about: by decision, or the owner of its NIK when
    /// name and birth date both clearly say so.
    fn apart(&self, row: u32, record: &Evidence<'_>) -> Vec<PersonId> {
        let mut apart: Vec<PersonId> = self
            .verdicts
            .on(row)
            .map(|verdict| verdict.apart.iter().map(|(person, _)| *person).collect())
            .unwrap_or_default();
        let nik = record.nik.intact().map(semesta_domain::Nik::as_number);
        if let Some(owner) = nik.and_then(|nik| self.people.by_key(nik)) {
            let reason = self.repair.weigh_one(record, owner).1;
            if reason.name == NameLevel::Different && reason.birth == BirthLevel::Different {
                apart.push(owner);
            }
        }
        apart
    }
}

/// What tells records apart whatever their place in the file.
fn content(roll: &Roll, row: u32) -> impl Ord + '_ {
    let at = row as usize;
    let nik = roll.nik[at].intact().map(semesta_domain::Nik::as_number);
    (
        roll.card[at],
        nik,
        roll.nik_given.get(at),
        roll.name.get(at),
        roll.birth[at],
        roll.kk[at],
        roll.region[at],
        roll.sex[at],
        row,
    )
}

/// A card's place in a shuffle that is the same every time.
fn shuffled(card: u64) -> u64 {
    let mixed = card.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20
}
