//! Laid-off residents (PHK): who is free of contribution until when, and from
//! which month the city has to pay, so that there is no gap and nothing is paid twice.

use jiff::civil::Date;
use semesta_domain::{LayOffProof, Month, Segment, date_from_days};
use semesta_law::{ActivationRules, Guarantee, Law, LawError, LayOffRules};

use crate::compute::Outcome;
use crate::facts::Facts;
use crate::input::Inputs;
use crate::people::PersonId;

/// Where a laid-off resident stands in the run's month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayOffState {
    /// In the free months, and the city pays all the same.
    PaidTwice,
    /// In the free months; the city takes over from `city_from`.
    Guaranteed,
    /// No free months, or no more of them, and not active: the city has to take over.
    TakeOver,
    /// A list of workers names a new employer.
    Employed,
    /// After the free months, active in some segment.
    Covered,
}

impl LayOffState {
    /// Where somebody stands in a month, by the guarantee and the membership that counts.
    #[must_use]
    pub fn of(
        is_employed: bool,
        member: Option<(Segment, bool)>,
        guarantee: &Guarantee,
        now: Month,
    ) -> Self {
        match member {
            _ if is_employed => Self::Employed,
            Some((Segment::PbpuPemda, true)) if guarantee.covers(now) => Self::PaidTwice,
            _ if guarantee.covers(now) || now < guarantee.free_from => Self::Guaranteed,
            Some((_, true)) => Self::Covered,
            _ => Self::TakeOver,
        }
    }

    /// The code in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PaidTwice => "paid_twice",
            Self::Guaranteed => "guaranteed",
            Self::TakeOver => "take_over",
            Self::Employed => "employed",
            Self::Covered => "covered",
        }
    }
}

/// A laid-off resident.
///
/// **Law:** Perpres 59/2024 art. 27; the cut-off of the day of dismissal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidOff {
    /// The person.
    pub person: PersonId,
    /// The day of the latest dismissal up to the run's date.
    pub day: i32,
    /// Its proof; an unreadable one does not qualify.
    pub proof: Option<LayOffProof>,
    /// What it means for the months after it.
    pub guarantee: Guarantee,
    /// The last day on which the city's takeover can be sent in time.
    pub send_by: Date,
    /// Where the resident stands.
    pub state: LayOffState,
    /// The segment of the membership that counts, and whether it is active.
    pub member: Option<(Segment, bool)>,
}

/// What a dismissal gives, and the last day for proposing its person to the city; a
/// proof that cannot be read does not qualify.
///
/// # Errors
/// If the law has no answer for the day.
pub fn guarantee(
    law: &Law,
    dismissed: Date,
    proof: Option<LayOffProof>,
) -> Result<(Guarantee, Date), LawError> {
    let proof = proof.unwrap_or(LayOffProof::Resignation);
    let given = LayOffRules::on(law, dismissed)?.guarantee(Month::of(dismissed), proof);
    let send_by = ActivationRules::on(law, dismissed)?.last_day_for(given.city_from);
    Ok((given, send_by))
}

/// Every laid-off resident, by NIK.
///
/// # Errors
/// If a parameter is missing.
pub fn laid_off(
    outcome: &Outcome,
    inputs: &Inputs,
    facts: &Facts,
    law: &Law,
) -> Result<Vec<LaidOff>, LawError> {
    let now = Month::of(outcome.question.as_of);
    let residents = facts
        .laid_off
        .iter()
        .filter(|(person, _)| outcome.is_resident[**person as usize]);
    let mut all: Vec<LaidOff> = Vec::new();
    for (person, lay_off) in residents {
        let Some(date) = date_from_days(lay_off.day) else {
            continue;
        };
        let (guarantee, send_by) = guarantee(law, date, lay_off.proof)?;
        let member = outcome.counting[*person as usize].map(|row| {
            let row = row as usize;
            (inputs.roll.segment[row], outcome.members[row].active)
        });
        let is_employed = facts.works.contains_key(person);
        let state = LayOffState::of(is_employed, member, &guarantee, now);
        all.push(LaidOff {
            person: *person,
            day: lay_off.day,
            proof: lay_off.proof,
            guarantee,
            send_by,
            state,
            member,
        });
    }
    let nik = |one: &LaidOff| (outcome.people.nik[one.person as usize], one.person);
    all.sort_unstable_by_key(nik);
    Ok(all)
}
