//! Which person a record is about.
//!
//! Exact NIK with identity agreement settles most records; the rest is tried by
//! deterministic repair: candidates that share a damaged NIK, a family card, a
//! birth date or a name are weighed in bits of evidence. Whatever else can
//! settle a record (probabilistic linkage, people's decisions) plugs in as a
//! [`Matcher`] at the same place.

mod candidates;
mod evidence;
mod exact;
mod index;
mod reason;
mod weigh;

pub use evidence::Evidence;
pub use exact::names_disagree;
pub use index::Index;
pub use reason::{BirthLevel, CardLevel, Method, NameLevel, NikLevel, Reason};
pub use weigh::Weights;

use crate::people::{People, PersonId};

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The person it is about, if anyone fits.
    pub person: Option<PersonId>,
    /// How that was found.
    pub method: Method,
    /// Evidence for the person over chance, in bits.
    pub weight: i16,
    /// What agreed and what did not.
    pub reason: Reason,
}

impl Settled {
    const NOBODY: Self = Self {
        person: None,
        method: Method::None,
        weight: 0,
        reason: Reason::NOTHING,
    };
}

/// Settles what exact NIK could not.
pub trait Matcher: Sync {
    /// Finds the person a record is about, other than `not`, or nobody.
    fn settle(&self, record: &Evidence<'_>, not: Option<PersonId>) -> Settled;
}

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
}

impl Matcher for Repair<'_> {
    fn settle(&self, record: &Evidence<'_>, not: Option<PersonId>) -> Settled {
        let probe = evidence::Probe::new(record);
        let candidates = candidates::find(self.people, self.index, &probe);
        let mut best = Settled::NOBODY;
        let mut second = i16::MIN;
        for person in candidates {
            if Some(person) == not {
                continue;
            }
            let (weight, reason) = self.weights.weigh(self.people, self.index, &probe, person);
            // Neighbours in a register have neighbouring NIKs: another name is another person.
            if reason.name == NameLevel::Different {
                continue;
            }
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
                    reason,
                };
            } else {
                second = second.max(weight);
            }
        }
        if best.person.is_none() {
            return Settled::NOBODY;
        }
        if best.weight < self.weights.threshold || (not.is_some() && !best.reason.identity_agrees())
        {
            return Settled {
                person: None,
                method: Method::None,
                ..best
            };
        }
        if best.weight.saturating_sub(second) < self.weights.margin {
            return Settled {
                person: None,
                method: Method::Ambiguous,
                ..best
            };
        }
        best
    }
}

/// Settles one record: its NIK where that is a key and the identity does not
/// contradict it, else whoever `matcher` finds.
///
/// The owner of the NIK is ruled out only if name *and* birth date both
/// disagree (DOMAIN §13); [`Reason::nik_owner_differs`] then tells so.
pub fn settle(people: &People, record: &Evidence<'_>, matcher: &dyn Matcher) -> Settled {
    let nik = record.nik.intact().map(semesta_domain::Nik::as_number);
    let Some(owner) = nik.and_then(|nik| people.by_key(nik)) else {
        let mut settled = matcher.settle(record, None);
        // A NIK that several people share is still somebody else's for whoever is none of them.
        let is_shared = nik.is_some_and(|nik| !people.with_nik(nik).is_empty());
        settled.reason.nik_owner_differs = is_shared && settled.person.is_none();
        return settled;
    };
    let (agrees, reason) = exact::compare_with_owner(people, record, owner);
    if agrees {
        return Settled {
            person: Some(owner),
            method: Method::Exact,
            weight: Weights::EXACT,
            reason,
        };
    }
    let other = matcher.settle(record, Some(owner));
    let mut reason = if other.person.is_some() {
        other.reason
    } else {
        reason
    };
    reason.nik_owner_differs = true;
    Settled { reason, ..other }
}
