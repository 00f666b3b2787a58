//! What is known of a resident in need whatever the law says.
//!
//! A run keeps it (table `route_facts`), so that another law is applied to its
//! people without computing the run anew.

use jiff::civil::Date;
use semesta_law::{ProgrammePayer, ResidentFacts, RouteRules, age_in_years};

/// A resident without an active membership, as far as a law of routes looks at them.
///
/// `Debug` shows no identifier.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    /// NIK as a number.
    pub nik: u64,
    /// What the register, the roll and the lists say; a child's rank on the card
    /// is still open.
    pub facts: ResidentFacts,
    /// Of a worker's child, the births of the card's children who come before it
    /// if young enough.
    pub children_before: Vec<Date>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

impl Known {
    /// The facts as a law's rules ask for them.
    #[must_use]
    pub fn under(&self, rules: &RouteRules) -> ResidentFacts {
        let mut facts = self.facts;
        if let Some(family) = &mut facts.worker_family {
            let is_young = |birth: &&Date| age_in_years(**birth, rules.on) < rules.family.child_age;
            let before = self.children_before.iter().filter(is_young).count();
            family.member.child_rank = u8::try_from(before + 1).unwrap_or(u8::MAX);
        }
        facts
    }
}

/// The code of a programme's payer; a donor's is `donor_code` of its index.
pub(crate) fn programme_code<'a>(
    payer: ProgrammePayer,
    donor_code: impl FnOnce(u16) -> &'a str,
) -> &'a str {
    match payer {
        ProgrammePayer::City => "kota",
        ProgrammePayer::Province => "provinsi",
        ProgrammePayer::Centre => "pusat",
        ProgrammePayer::Donor(donor) => donor_code(donor),
    }
}
