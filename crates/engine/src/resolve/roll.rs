//! Settling the roll: decisions, exact NIK, certain repair, linkage.

use rayon::prelude::*;
use semesta_domain::{Lang, days};

use super::decision::{self, Verdict, Verdicts};
use super::link::{self, Candidate, Claims, Doubt, Linked, share_among};
use super::{
    BirthLevel, DecisionReport, Evidence, Index, Method, NameLevel, Repair, Settled, Weights,
    settle_apart,
};
use crate::area::Areas;
use crate::input::{Inputs, Roll};
use crate::people::{People, PersonId};

/// From this probability a pair that did not settle its record is worth a person's look.
pub const REVIEW_FROM: f32 = 0.05;
/// From this probability a link is not in doubt.
pub const REVIEW_BELOW: f32 = 0.95;

/// A pair of record and resident for a person to judge.
#[derive(Debug, Clone, PartialEq)]
pub struct DoubtfulPair {
    /// Row of the roll.
    pub row: u32,
    /// The resident.
    pub person: PersonId,
    /// Probability that both are one person, beside the rivals.
    pub probability: f32,
    /// log2 odds of the pair.
    pub weight: f32,
    /// What speaks for and against, field by field.
    pub words: String,
    /// Whom the record would be about if not this resident.
    pub otherwise: Option<PersonId>,
}

/// What became of the records of a roll.
#[derive(Debug, Default)]
pub struct RollSettled {
    /// **Shape:** one entry a row.
    pub settled: Vec<Settled>,
    /// Reasons at length; [`Settled::note`] 1 is the first.
    pub notes: Vec<String>,
    /// Pairs in doubt, by row, the likeliest first.
    pub doubtful: Vec<DoubtfulPair>,
    /// What became of people's decisions.
    pub decisions: DecisionReport,
}

/// Settles every record of the newest roll.
#[must_use]
pub fn settle_roll(
    people: &People,
    index: &Index,
    areas: &Areas,
    inputs: &Inputs,
    as_of: jiff::civil::Date,
) -> RollSettled {
    let roll = &inputs.roll;
    let repair = Repair::new(people, index);
    let verdicts = Verdicts::of(
        people,
        &inputs.decisions,
        roll,
        days(as_of),
        &repair,
        |row| evidence_of(roll, areas, row),
    );
    let settled: Vec<Settled> = people.by_owners(&roll.nik, |row| {
        let record = evidence_of(roll, areas, row);
        first_try(people, &repair, &record, verdicts.on(row as u32))
    });
    let mut step = Step {
        people,
        index,
        areas,
        inputs,
        repair,
        verdicts: &verdicts,
        result: RollSettled {
            settled,
            decisions: verdicts.report,
            ..RollSettled::default()
        },
    };
    step.settle_doubts();
    step.tell_decisions();
    step.result
}

/// The evidence in a row.
pub(crate) fn evidence_of<'a>(roll: &'a Roll, areas: &Areas, row: usize) -> Evidence<'a> {
    Evidence {
        nik: roll.nik[row],
        nik_given: roll.nik_given.get(row),
        name: roll.name.get(row),
        birth: roll.birth[row],
        sex: roll.sex[row],
        kk: roll.kk[row],
        place: areas.place(roll.region[row]),
    }
}

fn first_try(
    people: &People,
    repair: &Repair<'_>,
    record: &Evidence<'_>,
    verdict: Option<&Verdict>,
) -> Settled {
    let Some(verdict) = verdict else {
        return settle_apart(people, record, repair, &[]);
    };
    if let Some((person, _)) = verdict.same {
        return Settled {
            person: Some(person),
            method: Method::Decision,
            weight: Weights::EXACT,
            lead: Weights::EXACT,
            reason: repair.weigh_one(record, person).1,
            note: 0,
        };
    }
    let apart: Vec<PersonId> = verdict.apart.iter().map(|(person, _)| *person).collect();
    settle_apart(people, record, repair, &apart)
}

struct Step<'a> {
    people: &'a People,
    index: &'a Index,
    areas: &'a Areas,
    inputs: &'a Inputs,
    repair: Repair<'a>,
    verdicts: &'a Verdicts,
    result: RollSettled,
}

impl<'a> Step<'a> {
    /// Links what exact NIK and certain repair left, or leaves repair's word
    /// where there is too little to learn from.
    fn settle_doubts(&mut self) {
        let (doubts, certain) = self.divide();
        let claimed = self.result.settled.iter().filter(|s| self.is_settled(s));
        let claims = Claims::of(self.people.len(), claimed.filter_map(|s| s.person));
        let linked = link::link(
            self.people,
            self.index,
            self.areas,
            &doubts,
            &certain,
            &self.withheld(link::LEARN.saturating_sub(certain.len())),
            &claims,
        );
        match linked {
            Some(linked) => self.take_links(&doubts, &linked),
            None => self.weigh_doubts(&doubts),
        }
    }

    fn is_settled(&self, settled: &Settled) -> bool {
        matches!(settled.method, Method::Exact | Method::Decision)
            || self.repair.is_certain(settled)
    }

    /// The records in doubt in order of content, and certain repairs to learn from.
    fn divide(&self) -> (Vec<Doubt<'a>>, Vec<(Evidence<'a>, PersonId)>) {
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
    fn withheld(&self, n: usize) -> Vec<(Evidence<'a>, PersonId)> {
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

    fn take_links(&mut self, doubts: &[Doubt<'_>], linked: &Linked) {
        for (at, (doubt, candidates)) in doubts.iter().zip(&linked.candidates).enumerate() {
            let before = self.result.settled[doubt.row as usize];
            let nobody = 1.0 - candidates.iter().map(|c| c.probability).sum::<f32>();
            let best = candidates.first();
            let chosen = best.filter(|best| best.probability > nobody);
            let words = |candidate: &Candidate| linked.words(at, candidate, Lang::Id);
            let told = best.filter(|best| chosen.is_some() || best.probability >= REVIEW_FROM);
            let note = told.map(|best| {
                let percent = percent(best.probability);
                if chosen.is_some() {
                    format!("kemungkinan {percent}: {}", words(best))
                } else {
                    let base = before.reason.words(Lang::Id);
                    format!(
                        "{base}; calon terdekat, kemungkinan {percent}: {}",
                        words(best)
                    )
                }
            });
            let note = note.map_or(0, |text| self.note(text));
            self.result.settled[doubt.row as usize] =
                self.linked(&doubt.evidence, before, chosen, note);
            self.doubt(doubt.row, candidates, words);
        }
    }

    fn linked(
        &self,
        record: &Evidence<'_>,
        before: Settled,
        chosen: Option<&Candidate>,
        note: u32,
    ) -> Settled {
        let Some(chosen) = chosen else {
            return Settled {
                person: None,
                method: Method::None,
                note,
                ..before
            };
        };
        let mut reason = self.repair.weigh_one(record, chosen.person).1;
        reason.nik_owner_differs =
            before.reason.nik_owner_differs && reason.nik != super::NikLevel::Same;
        Settled {
            person: Some(chosen.person),
            method: Method::Probabilistic,
            weight: chosen.bits.round() as i16,
            lead: 0,
            reason,
            note,
        }
    }

    /// Repair's word stands; what it nearly settled, or hardly, goes to people.
    fn weigh_doubts(&mut self, doubts: &[Doubt<'_>]) {
        // Nine records in ten belong to somebody: three bits.
        let prior = 3.0 - (self.people.len().max(2) as f32).log2();
        for doubt in doubts {
            let weighed = self.repair.weighed(&doubt.evidence, &doubt.apart);
            let mut reasons: Vec<(PersonId, super::Reason)> = Vec::new();
            let mut candidates: Vec<Candidate> = weighed
                .map(|(person, weight, reason)| {
                    reasons.push((person, reason));
                    Candidate {
                        person,
                        bits: f32::from(weight) + prior,
                        claim: 0.0,
                        probability: 0.0,
                    }
                })
                .collect();
            share_among(&mut candidates, 1.0);
            let words = |candidate: &Candidate| {
                reasons
                    .iter()
                    .find(|(person, _)| *person == candidate.person)
                    .map_or_else(String::new, |(_, reason)| reason.words(Lang::Id))
            };
            self.doubt(doubt.row, &candidates, words);
        }
    }

    /// Lists the candidates of a record that are neither settled nor ruled out.
    fn doubt(&mut self, row: u32, candidates: &[Candidate], words: impl Fn(&Candidate) -> String) {
        let chosen = self.result.settled[row as usize].person;
        for candidate in candidates {
            if !(REVIEW_FROM..REVIEW_BELOW).contains(&candidate.probability) {
                continue;
            }
            let otherwise = if chosen == Some(candidate.person) {
                without(candidates, candidate.person)
            } else {
                chosen
            };
            self.result.doubtful.push(DoubtfulPair {
                row,
                person: candidate.person,
                probability: candidate.probability,
                weight: candidate.bits,
                words: words(candidate),
                otherwise,
            });
        }
    }

    /// Adds what people decided to the reasons.
    fn tell_decisions(&mut self) {
        for (row, verdict) in self.verdicts.rows() {
            let settled = self.result.settled[row as usize];
            let told = match (verdict.same, settled.note) {
                (Some((_, decision)), _) => {
                    let words = decision::words(&self.inputs.decisions, decision, Lang::Id);
                    format!("{words}; {}", settled.reason.words(Lang::Id))
                }
                (None, note) => {
                    let mut text = match note {
                        0 => settled.reason.words(Lang::Id),
                        note => self.result.notes[note as usize - 1].clone(),
                    };
                    let mut decided: Vec<u32> = verdict.apart.iter().map(|apart| apart.1).collect();
                    decided.sort_unstable();
                    decided.dedup();
                    let mut words: Vec<String> = decided
                        .into_iter()
                        .map(|at| decision::words(&self.inputs.decisions, at, Lang::Id))
                        .collect();
                    words.sort_unstable();
                    for words in words {
                        text += &format!("; {words}");
                    }
                    text
                }
            };
            self.result.settled[row as usize].note = self.note(told);
        }
    }

    fn note(&mut self, text: String) -> u32 {
        self.result.notes.push(text);
        self.result.notes.len() as u32
    }
}

/// Whom a record would be about without its likeliest candidate.
fn without(candidates: &[Candidate], person: PersonId) -> Option<PersonId> {
    let gone: f32 = candidates.iter().map(|c| c.probability).sum();
    let nobody = 1.0 - gone;
    candidates
        .iter()
        .filter(|candidate| candidate.person != person)
        .find(|candidate| candidate.probability > nobody)
        .map(|candidate| candidate.person)
}

/// A probability as a percentage for a sentence.
fn percent(probability: f32) -> String {
    if probability >= 0.9995 {
        return "> 99,9 %".to_owned();
    }
    format!("{:.1} %", probability * 100.0).replace('.', ",")
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
