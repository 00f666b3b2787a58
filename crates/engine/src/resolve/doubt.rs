//! The pairs that are left for people to judge.

use semesta_domain::Lang;

use super::link::{Candidate, Doubt, share_among};
use super::roll::{DoubtfulPair, REVIEW_BELOW, REVIEW_FROM, Step};
use crate::people::PersonId;

impl Step<'_> {
    /// Repair's word stands; what it nearly settled, or hardly, goes to people.
    pub(super) fn weigh_doubts(&mut self, doubts: &[Doubt<'_>]) {
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
    pub(super) fn doubt(
        &mut self,
        row: u32,
        candidates: &[Candidate],
        words: impl Fn(&Candidate) -> String,
    ) {
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
