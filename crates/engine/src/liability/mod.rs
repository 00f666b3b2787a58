//! Who owes what for a month: every resident's due components by payer.
//!
//! A resident with an active membership owes the components of the dated law
//! through the membership that counts that month. Wage workers owe a share of a
//! wage that the lists of workers must name; whose wage or class is not known is
//! counted, not guessed.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semesta_domain::{Month, Payer, Rupiah, Segment, days};
use semesta_law::{
    Class, Components, ContributionError, ContributionFacts, ContributionRates, Decimal, Law,
    LawError, Registrar, Wage,
};

use crate::bill::Activity;
use crate::compute::Outcome;
use crate::input::{Inputs, NO_DATE};
use crate::people::{PersonId, State};

/// What is due for one person and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonDue {
    /// The resident.
    pub person: PersonId,
    /// The segment of the membership that counts.
    pub segment: Segment,
    /// The components, or what is missing to know them.
    pub due: Result<Components, ContributionError>,
}

/// What is due for a month.
#[derive(Debug, Clone)]
pub struct Liability {
    /// The month.
    pub month: Month,
    /// By person; residents on the 1st with an active membership.
    pub people: Vec<PersonDue>,
}

impl Liability {
    /// Computes what is due for `month`: of months after the run's date with
    /// the people and memberships known at it and the law as known today.
    ///
    /// **Law:** the rates in force on the 1st.
    ///
    /// # Errors
    /// If the month lies before JKN, or a parameter is missing.
    pub fn of(
        inputs: &Inputs,
        outcome: &Outcome,
        law: &Law,
        month: Month,
    ) -> Result<Self, LawError> {
        let rates = ContributionRates::of(law, month)?;
        let known = Month::of(outcome.question.as_of).min(month);
        let activity = Activity::of(inputs, outcome, known);
        let wages = wages(inputs, outcome, known);
        let minimum = minimum_wage(law, outcome, month);
        let first = days(known.first_day());
        let people = (0..outcome.people.len() as PersonId)
            .into_par_iter()
            .filter(|person| outcome.people.state_on(*person, first) == State::Resident)
            .filter_map(|person| {
                let seen = activity.counting(person)?;
                let (class, payer) = activity.terms(seen);
                let facts = ContributionFacts {
                    segment: seen.segment,
                    class: class_of(class),
                    wage: wages.get(&person).map(|wage| Wage {
                        amount: Decimal::whole(*wage),
                        minimum,
                    }),
                    registrar: registrar(payer),
                    local_assistance: outcome.question.local_assistance,
                };
                Some(PersonDue {
                    person,
                    segment: seen.segment,
                    due: rates.due(&facts),
                })
            })
            .collect();
        Ok(Self { month, people })
    }

    /// Everything due whose amount is known.
    #[must_use]
    pub fn total(&self) -> Components {
        self.people.iter().filter_map(|row| row.due.ok()).sum()
    }

    /// What is due from the city.
    #[must_use]
    pub fn city(&self) -> Rupiah {
        self.total().city()
    }
}

/// A class by its number.
pub(crate) fn class_of(number: u8) -> Option<Class> {
    match number {
        1 => Some(Class::I),
        2 => Some(Class::II),
        3 => Some(Class::III),
        _ => None,
    }
}

/// Who registered a member: the city, unless the roll names the province or a donor.
pub(crate) fn registrar(payer: &str) -> Registrar {
    match Payer::parse(payer) {
        Some(Payer::Province) => Registrar::Province,
        Some(Payer::Donor(_)) => Registrar::Donor,
        _ => Registrar::City,
    }
}

/// The region's minimum wage (UMK), where the law knows it.
fn minimum_wage(law: &Law, outcome: &Outcome, month: Month) -> Option<Decimal> {
    law.get(
        &format!("umk.{}", outcome.question.region),
        month.first_day(),
    )
    .ok()
}

/// The highest wage that a list of workers names for each person in the month.
fn wages(inputs: &Inputs, outcome: &Outcome, month: Month) -> FxHashMap<PersonId, i64> {
    let (first, last) = (days(month.first_day()), days(month.last_day()));
    let workers = &inputs.workers;
    let mut wages: FxHashMap<PersonId, i64> = FxHashMap::default();
    for (row, person) in outcome.lists.workers.iter().enumerate() {
        let begun = workers.start[row] == NO_DATE || workers.start[row] <= last;
        let ended = workers.end[row] != NO_DATE && workers.end[row] < first;
        if let Some(person) = person
            && begun
            && !ended
            && workers.amount[row] > 0
        {
            let known = wages.entry(*person).or_default();
            *known = workers.amount[row].max(*known);
        }
    }
    wages
}
