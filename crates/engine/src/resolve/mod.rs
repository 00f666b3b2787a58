//! Which person a record is about.
//!
//! What people decided comes first. Exact NIK with identity agreement settles
//! most records; of the others deterministic repair settles what leaves no doubt:
//! candidates that share a damaged NIK, a family card, a birth date or a name are
//! weighed in fixed bits of evidence. What is left goes to probabilistic linkage
//! (`semesta-linkage`), trained on the city's own records, and what that leaves
//! in doubt to people.

mod candidates;
mod decision;
mod divide;
mod doubt;
mod evidence;
mod exact;
mod index;
mod link;
mod reason;
mod repair;
mod roll;
mod weigh;

pub use decision::DecisionReport;
pub use evidence::Evidence;
pub use exact::names_disagree;
pub use index::Index;
pub use reason::{BirthLevel, CardLevel, Method, NameLevel, NikLevel, Reason};
pub use repair::Repair;
pub use roll::{DoubtfulPair, REVIEW_BELOW, REVIEW_FROM, RollSettled, settle_roll};
pub use weigh::Weights;

use semesta_domain::NikCell;

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
    /// Bits by which the person leads the next candidate.
    pub lead: i16,
    /// What agreed and what did not.
    pub reason: Reason,
    /// Where the reason is told at length: 1 and up point into [`RollSettled::notes`].
    pub note: u32,
}

impl Settled {
    const NOBODY: Self = Self {
        person: None,
        method: Method::None,
        weight: 0,
        lead: 0,
        reason: Reason::NOTHING,
        note: 0,
    };
}

/// Settles what exact NIK could not.
pub trait Matcher: Sync {
    /// Finds the person a record is about, none of `not`, or nobody.
    fn settle(&self, record: &Evidence<'_>, not: &[PersonId]) -> Settled;
}

/// Settles one record: its NIK where that is a key and the identity does not
/// contradict it, else whoever `matcher` finds.
///
/// The owner of the NIK is ruled out only if name *and* birth date both
/// disagree (DOMAIN §13); [`Reason::nik_owner_differs`] then tells so.
pub fn settle(people: &People, record: &Evidence<'_>, matcher: &dyn Matcher) -> Settled {
    settle_apart(people, record, matcher, &[])
}

/// As [`settle`], given whom the record is not about.
pub fn settle_apart(
    people: &People,
    record: &Evidence<'_>,
    matcher: &dyn Matcher,
    apart: &[PersonId],
) -> Settled {
    let nik = record.nik.intact().map(semesta_domain::Nik::as_number);
    let Some(owner) = nik.and_then(|nik| people.by_key(nik)) else {
        let mut settled = matcher.settle(record, apart);
        // A NIK that several people share is still somebody else's for whoever is none of them.
        let is_shared = nik.is_some_and(|nik| !people.with_nik(nik).is_empty());
        settled.reason.nik_owner_differs = is_shared && settled.person.is_none();
        if settled.reason.nik == NikLevel::Missing {
            settled.reason.nik = match record.nik {
                NikCell::Missing | NikCell::Placeholder => NikLevel::Missing,
                NikCell::Intact(_) if is_shared => NikLevel::Other,
                NikCell::Intact(_) => NikLevel::Unknown,
                NikCell::Damaged(_) | NikCell::Malformed => NikLevel::Unreadable,
            };
        }
        return settled;
    };
    let (agrees, reason) = exact::compare_with_owner(people, record, owner);
    if agrees && !apart.contains(&owner) {
        return Settled {
            person: Some(owner),
            method: Method::Exact,
            weight: Weights::EXACT,
            lead: Weights::EXACT,
            reason,
            note: 0,
        };
    }
    let mut not = apart.to_vec();
    not.push(owner);
    let other = matcher.settle(record, &not);
    let mut reason = if other.person.is_some() {
        other.reason
    } else {
        reason
    };
    reason.nik_owner_differs = true;
    Settled { reason, ..other }
}
