//! Who owes what for a month: every resident's due components by payer.
//!
//! A resident with an active membership owes the components of the dated law
//! through the membership that counts that month. Wage workers owe a share of a
//! wage that the lists of workers must name; whose wage or class is not known is
//! counted, not guessed.
//!
//! What is due hangs on few things ([`Contributors`]), which a run counts and
//! keeps; under another law the same counts are priced anew ([`RunContributors`]).

mod changes;
mod contributors;
mod of_run;

use semesta_domain::{Month, Payer, Rupiah};
use semesta_law::{
    Class, Components, ContributionError, ContributionFacts, ContributionRates, Decimal, Law,
    LawError, Registrar, Wage,
};

pub use changes::contributor_changes;
pub use contributors::{Contributors, contributors, contributors_by_month};
pub use of_run::RunContributors;

pub(crate) use contributors::check;

use crate::compute::Question;

/// What is due from people on the same terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'a> {
    /// The people.
    pub of: &'a Contributors,
    /// The components of each of them, or what is missing to know them.
    pub each: Result<Components, ContributionError>,
}

/// What is due for a month.
#[derive(Debug, Clone)]
pub struct Liability<'a> {
    /// The month.
    pub month: Month,
    /// In the order of the contributors.
    pub dues: Vec<Due<'a>>,
}

impl<'a> Liability<'a> {
    /// Prices the contributors of a month.
    ///
    /// **Law:** the rates in force on the 1st.
    ///
    /// # Errors
    /// If the month lies before JKN, or a parameter is missing.
    pub fn of(
        contributors: &'a [Contributors],
        question: &Question,
        law: &Law,
        month: Month,
    ) -> Result<Self, LawError> {
        let rates = ContributionRates::of(law, month)?;
        let umk = format!("umk.{}", question.region);
        let minimum: Option<Decimal> = law.get(&umk, month.first_day()).ok();
        let due = |of: &'a Contributors| {
            let facts = ContributionFacts {
                segment: of.segment,
                class: class_of(of.class),
                wage: (of.wage > 0).then(|| Wage {
                    amount: Decimal::whole(of.wage),
                    minimum,
                }),
                registrar: registrar(&of.payer),
                local_assistance: question.local_assistance,
            };
            Due {
                of,
                each: rates.due(&facts),
            }
        };
        Ok(Self {
            month,
            dues: contributors.iter().map(due).collect(),
        })
    }

    /// Everything due whose amount is known.
    #[must_use]
    pub fn total(&self) -> Components {
        let known = self.dues.iter();
        known
            .filter_map(|due| Some(due.each.ok()? * due.of.people))
            .sum()
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
