//! Who should pay for each resident without an active membership (DOMAIN §9).
//!
//! Law ranks the candidate payers; here each resident's facts are gathered from
//! the register, the roll and the lists, and the candidates are kept in short.

mod card;
mod checks;
mod donor;
mod find;
mod kept;
mod known;
mod relation;
mod row;

use jiff::civil::Date;
use semesta_domain::{RegionCode, RegionLevel};
use semesta_law::{
    CutOff, Decimal, Law, LawError, LocalAssistance, Route, RouteReason, RouteRules, RouteSettings,
};

pub use checks::checks;
pub use donor::Donors;
pub use kept::Kept;
pub use known::Known;
pub(crate) use known::programme_code;
pub use row::{PayerCosts, RouteRow};

use crate::compute::Outcome;
use crate::facts::Facts;
use crate::input::Inputs;
use crate::people::PersonId;

/// The candidate payers of everybody without an active membership.
#[derive(Debug)]
pub struct Routes {
    /// By NIK and rank. **Shape:** one entry a resident × candidate.
    pub rows: Vec<RouteRow>,
    /// The proposal of each person who needs one. **Shape:** one entry a person.
    pub first: Vec<Option<(Route, RouteReason)>>,
    /// What is known of them whatever the law says. **Shape:** one entry a person in need, by NIK.
    pub known: Vec<Known>,
    /// The donors that rows point to.
    pub donors: Donors,
}

impl Routes {
    /// Ranks the candidate payers under the law in force at the run's date.
    ///
    /// # Errors
    /// If the law has no value on that day.
    pub fn find(
        outcome: &Outcome,
        inputs: &Inputs,
        facts: &Facts,
        law: &Law,
    ) -> Result<Self, LawError> {
        let question = &outcome.question;
        let rules = rules(
            law,
            question.region,
            question.as_of,
            question.local_assistance,
        )?;
        Ok(find::find(outcome, inputs, facts, &rules))
    }
}

/// The rules of routes for a region on a day, with the region's minimum wage if known.
///
/// # Errors
/// If the law has no value on that day.
pub fn rules(
    law: &Law,
    region: RegionCode,
    on: Date,
    local_assistance: LocalAssistance,
) -> Result<RouteRules, LawError> {
    let minimum_wage = region
        .parent(RegionLevel::Regency)
        .and_then(|regency| law.get::<Decimal>(&format!("umk.{regency}"), on).ok());
    let settings = RouteSettings {
        cut_off: CutOff::Ordinary,
        local_assistance,
        minimum_wage,
    };
    RouteRules::on(law, on, settings)
}

/// Who lives here without an active membership, by NIK.
fn in_need(outcome: &Outcome) -> Vec<PersonId> {
    let people = &outcome.people;
    let mut needy: Vec<PersonId> = (0..people.len() as PersonId)
        .filter(|id| {
            let at = *id as usize;
            let active =
                outcome.counting[at].is_some_and(|row| outcome.members[row as usize].active);
            outcome.is_resident[at] && !active
        })
        .collect();
    needy.sort_by_key(|id| {
        let at = *id as usize;
        (people.nik[at], people.name.get(at), people.birth[at])
    });
    needy
}
