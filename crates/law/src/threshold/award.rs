//! The awards of a year.

use jiff::civil::Date;

use super::{CityFigures, Evaluation, Outcome, Threshold, ThresholdId};
use crate::law::Law;
use crate::law_error::LawError;

/// How a city stands to every threshold of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// The year.
    pub year: i16,
    /// Every threshold in force on its first day, the award's highest category first.
    pub evaluations: Vec<Evaluation>,
}

impl Award {
    /// The highest category whose criteria all hold; the entry where the
    /// year has no category that does.
    #[must_use]
    pub fn category(&self) -> Option<ThresholdId> {
        self.award_evaluations()
            .find(|evaluation| evaluation.outcome == Outcome::Holds)
            .map(|evaluation| evaluation.threshold.id)
    }

    /// The categories above it that what was not shown could still open.
    pub fn undecided(&self) -> impl Iterator<Item = ThresholdId> {
        self.award_evaluations()
            .take_while(|evaluation| evaluation.outcome != Outcome::Holds)
            .filter(|evaluation| evaluation.outcome == Outcome::NotShown)
            .map(|evaluation| evaluation.threshold.id)
    }

    /// Whether the year's award has known criteria.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.award_evaluations().next().is_some()
    }

    /// The evaluation of one threshold, if it is in force.
    #[must_use]
    pub fn evaluation(&self, id: ThresholdId) -> Option<&Evaluation> {
        self.evaluations
            .iter()
            .find(|evaluation| evaluation.threshold.id == id)
    }

    fn award_evaluations(&self) -> impl Iterator<Item = &Evaluation> {
        self.evaluations
            .iter()
            .filter(|evaluation| is_award(evaluation.threshold.id))
    }
}

fn is_award(id: ThresholdId) -> bool {
    matches!(
        id,
        ThresholdId::AwardUtama
            | ThresholdId::AwardMadya
            | ThresholdId::AwardPratama
            | ThresholdId::AwardEntry
    )
}

/// Compares a city with every threshold in force on the first day of a year.
///
/// # Errors
/// If the year is no year, lies before JKN, or a parameter is missing.
pub fn award(law: &Law, year: i16, figures: &CityFigures) -> Result<Award, LawError> {
    const ORDER: [ThresholdId; 7] = [
        ThresholdId::AwardUtama,
        ThresholdId::AwardMadya,
        ThresholdId::AwardPratama,
        ThresholdId::AwardEntry,
        ThresholdId::Prioritas,
        ThresholdId::Immediate,
        ThresholdId::Rpjmn,
    ];
    let on = Date::new(year, 1, 1).unwrap_or(Date::MIN);
    let mut evaluations = Vec::new();
    for id in ORDER {
        if let Some(threshold) = Threshold::on(law, id, on)? {
            evaluations.push(threshold.evaluate(figures));
        }
    }
    Ok(Award { year, evaluations })
}
