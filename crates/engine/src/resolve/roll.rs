//! Settling the roll: decisions, exact NIK, certain repair, linkage.

use semesta_domain::{Lang, days};

use super::decision::{self, Verdict, Verdicts};
use super::link::{self, Candidate, Claims, Doubt, Linked};
use super::{DecisionReport, Evidence, Index, Method, Repair, Settled, Weights, settle_apart};
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

pub(super) struct Step<'a> {
    pub(super) people: &'a People,
    index: &'a Index,
    pub(super) areas: &'a Areas,
    pub(super) inputs: &'a Inputs,
    pub(super) repair: Repair<'a>,
    pub(super) verdicts: &'a Verdicts,
    pub(super) result: RollSettled,
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

    pub(super) fn is_settled(&self, settled: &Settled) -> bool {
        matches!(settled.method, Method::Exact | Method::Decision)
            || self.repair.is_certain(settled)
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

/// A probability as a percentage for a sentence.
fn percent(probability: f32) -> String {
    if probability >= 0.9995 {
        return "> 99,9 %".to_owned();
    }
    format!("{:.1} %", probability * 100.0).replace('.', ",")
}
