//! Deterministic repair: fixed weights, the same answer whatever else a city holds.

use super::evidence::Probe;
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
        let mut best = Settled::NOBODY;
        let mut second = i16::MIN;
        for (person, weight, reason) in self.weighed(record, not) {
            if best.person.is_none() || weight > best.weight {
                second = if best.person.is_none() {
                    i16::MIN
                } else {
                    best.weight
                };
                best = Settled {
                    person: Some(person),
                    method: Method::Repaired,
                    weight,
                    lead: 0,
                    reason,
                    note: 0,
                };
            } else {
                second = second.max(weight);
            }
        }
        if best.person.is_none() {
            return Settled::NOBODY;
        }
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
