//! Who needs a payer, and which routes another law opens.

use std::sync::Arc;

use semesta_evidence::DataFolder;
use semesta_law::{
    Candidate, FamilyLimits, Law, LayOffRules, NewbornRule, Route, RouteRules, Verdict,
};

use super::error::FundingError;
use super::people::{Found, Needy, Way};
use crate::routes::{self, Kept, Known, programme_code};
use crate::run::{RunFolder, question};

/// A run's residents in need as another law would have them.
///
/// Most parameters are prices and limits that a plan looks at itself; where one of
/// those that open routes is another, it is applied to what the run knows of its
/// people.
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
    let rules = |law: &Law| {
        let (region, on) = (question.region, question.as_of);
        routes::rules(law, region, on, question.local_assistance)
    };
    let supposed = rules(law)?;
    if Openings::of(&supposed) == Openings::of(&rules(&Law::embedded())?) {
        return Ok(Arc::clone(present));
    }
    let kept = Kept::of(folder, run, &supposed)?;
    if kept.known.len() != present.len() {
        return Err(FundingError::OutOfOrder);
    }
    let people = present.iter().zip(&kept.known).map(|(person, known)| {
        if person.nik != known.nik {
            return Err(FundingError::OutOfOrder);
        }
        Ok(Needy {
            ways: ways(known, &supposed, &kept.donors),
            ..person.clone()
        })
    });
    Ok(Arc::new(people.collect::<Result<_, _>>()?))
}

/// The ways that rules leave to one person.
fn ways(known: &Known, rules: &RouteRules, donors: &[String]) -> Vec<Way> {
    let facts = known.under(rules);
    let code = |donor: u16| donors.get(usize::from(donor)).map_or("", String::as_str);
    let payer = |candidate: &Candidate| match (candidate.route, facts.programme) {
        (Route::Programme, Some(payer)) => programme_code(payer, code),
        _ => candidate.donor.map_or("", code),
    };
    let list = rules.routes(&facts);
    let found = list.open().chain(list.ruled_out());
    let ways = found.filter_map(|candidate| {
        Way::of(&Found {
            route: candidate.route,
            obstacle: match candidate.verdict {
                Verdict::Open(_) => None,
                Verdict::RuledOut(obstacle) => Some(obstacle),
            },
            segment: candidate.segment,
            city_from: candidate.city_from,
            payer: payer(candidate),
        })
    });
    ways.collect()
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
    fn of(rules: &RouteRules) -> Self {
        let RouteRules {
            newborn,
            family,
            lay_off,
            donor_decile_max,
            donor_must_comply,
            ..
        } = *rules;
        Self {
            newborn,
            family,
            lay_off,
            donor_decile_max,
            donor_must_comply,
        }
    }
}
