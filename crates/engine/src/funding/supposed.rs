//! Who needs a payer, and which routes another law opens.

use std::sync::Arc;

use semesta_evidence::DataFolder;
use semesta_law::{FamilyLimits, Law, LawError, LayOffRules, NewbornRule, RouteRules};

use super::error::FundingError;
use super::people::{Needy, add_ways};
use crate::compute::Question;
use crate::facts::Facts;
use crate::results::routes_table;
use crate::routes::{self, Routes};
use crate::run::{RunFolder, question, reopen_people};

/// A run's residents in need as another law would have them.
///
/// Most parameters are prices and limits that a plan looks at itself; where one of
/// those that open routes is another, the routes are found anew.
///
/// # Errors
/// If the run cannot be read, or the law has no value on its day.
pub fn needy_under(
    folder: &DataFolder,
    run: &RunFolder,
    law: &Law,
    present: &Arc<Vec<Needy>>,
) -> Result<Arc<Vec<Needy>>, FundingError> {
    let question = question(run, &run.manifest()?)?;
    if Openings::of(law, &question)? == Openings::of(&Law::embedded(), &question)? {
        return Ok(Arc::clone(present));
    }
    let (inputs, outcome) = reopen_people(folder, run)?;
    let facts = Facts::gather(&outcome, &inputs);
    let routes = Routes::find(&outcome, &inputs, &facts, law)?;
    let mut needy: Vec<Needy> = present.as_ref().clone();
    needy.iter_mut().for_each(|person| person.ways.clear());
    add_ways(&[routes_table(&routes, &outcome, &inputs)], &mut needy)?;
    Ok(Arc::new(needy))
}

/// The rules that open and close routes.
#[derive(PartialEq, Eq)]
struct Openings {
    newborn: NewbornRule,
    family: FamilyLimits,
    lay_off: LayOffRules,
    donor_decile_max: i64,
    donor_must_comply: bool,
}

impl Openings {
    fn of(law: &Law, question: &Question) -> Result<Self, LawError> {
        let RouteRules {
            newborn,
            family,
            lay_off,
            donor_decile_max,
            donor_must_comply,
            ..
        } = routes::rules(
            law,
            question.region,
            question.as_of,
            question.local_assistance,
        )?;
        Ok(Self {
            newborn,
            family,
            lay_off,
            donor_decile_max,
            donor_must_comply,
        })
    }
}
