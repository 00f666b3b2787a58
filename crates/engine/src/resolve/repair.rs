//! Deterministic repair: fixed weights, the same answer whatever else a city holds.

use std::cmp::Reverse;

use super::evidence::Probe;
use super::weigh::Outlook;
use super::{Evidence, Index, Matcher, Method, NameLevel, Reason, Settled, Weights, candidates};
use crate::people::{People, PersonId};

/// Deterministic repair over an index of people.
pub struct Repair<'a> {
    people: &'a People,
    index: &'a Index,
    weights: Weights,
}

impl<'a> Repair<'a> {
    /// Prepares to search among `people`.
    #[must_use]
    pub fn new(people: &'a People, index: &'a Index) -> Self {
        Self {
            people,
            index,
            weights: Weights::for_population(people.len()),
        }
    }

    /// Everybody worth weighing but `not`, with weight and reason, in order of person.
    pub(super) fn weighed(
        &self,
        record: &Evidence<'_>,
        not: &[PersonId],
    ) -> impl Iterator<Item = (PersonId, i16, Reason)> {
        let probe = Probe::new(record);
        let candidates = candidates::find(self.people, self.index, &probe);
        candidates
            .into_iter()
            .filter(|person| !not.contains(person))
            .map(move |person| {
                let (weight, reason) = self.weights.weigh(self.people, self.index, &probe, person);
                (person, weight, reason)
            })
            // Neighbours in a register have neighbouring NIKs: another name is another person.
            .filter(|(_, _, reason)| reason.name != NameLevel::Different)
    }

    /// The best candidate but `not`, of equal ones the first, and the weight of the next.
    ///
    /// Names are the dearest to compare. Whoever could not come near the best by
    /// any name is left out, so that a lead beyond [`CERTAIN_LEAD`] may be less.
    fn best_two(&self, record: &Evidence<'_>, not: &[PersonId]) -> Option<(Settled, i16)> {
        let probe = Probe::new(record);
        let (people, index) = (self.people, self.index);
        let candidates = candidates::find(people, index, &probe);
        let mut outlooks: Vec<Outlook> = candidates
            .into_iter()
            .filter(|person| !not.contains(person))
            .map(|person| self.weights.outlook(people, index, &probe, person))
            .collect();
        outlooks.sort_unstable_by_key(|outlook| (Reverse(outlook.most), outlook.person));
        let mut best: Option<Settled> = None;
        let mut second = i16::MIN;
        for outlook in &outlooks {
            let enough = best.map_or(i16::MIN, |best| best.weight - CERTAIN_LEAD);
            if outlook.most < enough {
                break;
            }
            let (weight, reason) = self.weights.finish(people, index, &probe, outlook);
            if reason.name == NameLevel::Different {
                continue;
            }
            let is_better = best.is_none_or(|best| {
                (weight, Reverse(Some(outlook.person))) > (best.weight, Reverse(best.person))
            });
            if !is_better {
                second = second.max(weight);
                continue;
            }
            second = best.map_or(second, |best| second.max(best.weight));
            best = Some(Settled {
                person: Some(outlook.person),
                method: Method::Repaired,
                weight,
                lead: 0,
                reason,
                note: 0,
            });
        }
        best.map(|best| (best, second))
    }

    /// Weighs a record against one person.
    pub(super) fn weigh_one(&self, record: &Evidence<'_>, person: PersonId) -> (i16, Reason) {
        let probe = Probe::new(record);
        self.weights.weigh(self.people, self.index, &probe, person)
    }

    /// Whether a settled record leaves no doubt.
    pub(super) fn is_certain(&self, settled: &Settled) -> bool {
        settled.person.is_some()
            && settled.weight >= self.weights.threshold + CERTAIN
            && settled.lead >= CERTAIN_LEAD
    }
}

/// Bits above the threshold from which a repair leaves no doubt: of 17,000 such
/// repairs in a city of harsh noise none was wrong.
const CERTAIN: i16 = 12;
/// Bits by which it must lead the next candidate then.
const CERTAIN_LEAD: i16 = 6;

impl Matcher for Repair<'_> {
    fn settle(&self, record: &Evidence<'_>, not: &[PersonId]) -> Settled {
        let Some((mut best, second)) = self.best_two(record, not) else {
            return Settled::NOBODY;
        };
        if best.weight < self.weights.threshold
            || (!not.is_empty() && !best.reason.identity_agrees())
        {
            return Settled {
                person: None,
                method: Method::None,
                ..best
            };
        }
        best.lead = best.weight.saturating_sub(second);
        if best.lead < self.weights.margin {
            return Settled {
                person: None,
                method: Method::Ambiguous,
                ..best
            };
        }
        best
    }
}
