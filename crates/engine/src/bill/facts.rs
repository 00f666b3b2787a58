//! What is known of a billed line whatever the law says.
//!
//! A run keeps it (tables `bill_facts`, `bill_notices`), so that another law is
//! applied to the bills without computing the run anew.

use rustc_hash::FxHashMap;
use semesta_domain::{Finding, LayOffProof, Month};
use semesta_law::LayOffRules;

use crate::people::PersonId;

/// A billed line as it is whatever the law says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineFacts {
    /// What it is by itself: as if it were its person's only line, no lay-off
    /// freed anybody of the contribution, and the amount were right.
    pub alone: Finding,
    /// Whether its card is that of its person's membership that counts.
    pub counts: bool,
    /// Whether it is about an active self-payer of class III, by that membership's
    /// card: the city owes the assistance, and no contribution.
    pub assisted: bool,
    /// How many lines above stands the month's first about the same person; 0 of
    /// that line itself, and of a line about nobody.
    pub above: u32,
}

impl LineFacts {
    /// What it is by itself if it charges this contribution: the assistance is owed
    /// to the very membership that pays the contribution.
    pub(super) fn by_itself(&self, contribution: i64) -> Finding {
        match self.alone {
            Finding::OtherPayer if self.assisted && contribution == 0 => Finding::Ok,
            alone => alone,
        }
    }

    /// Whether it is about somebody whom the city may pay for.
    pub(super) fn has_resident(&self) -> bool {
        !matches!(
            self.alone,
            Finding::Deceased
                | Finding::MovedOut
                | Finding::NonResident
                | Finding::DifferentPerson
                | Finding::NotFound
        )
    }
}

/// How many lines above each of a month's stands the first about the same person.
pub(super) fn above(people: impl Iterator<Item = Option<PersonId>>) -> Vec<u32> {
    let mut known: FxHashMap<PersonId, u32> = FxHashMap::default();
    let lines = people.zip(0..).map(|(person, place)| match person {
        Some(person) => place - *known.entry(person).or_insert(place),
        None => 0,
    });
    lines.collect()
}

/// A dismissal as far as a law of lay-offs looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Its month.
    pub dismissed: Month,
    /// Its proof.
    pub proof: LayOffProof,
    /// The first month with a new employer's membership.
    pub employed_from: Option<Month>,
}

impl Notice {
    /// Whether a month is free of contribution.
    pub(super) fn covers(&self, month: Month, rules: &LayOffRules) -> bool {
        let given = rules.guarantee(self.dismissed, self.proof);
        let given = match self.employed_from {
            Some(from) => given.ended_by_employment(from),
            None => given,
        };
        given.covers(month)
    }
}
