//! Which category a city holds, and how far the next one is.

use semesta_domain::{Month, Rupiah, Segment};
use semesta_engine::figures::{Basis, Indicator};
use semesta_law::{
    Answer, Award, CityFigures, ContributionRates, Evaluation, Law, LawError, LocalAssistance,
    Registrar, ThresholdId, award,
};

use crate::model::Loaded;

/// What a city shows of itself beside its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) year: i16,
    pub(crate) arrears: Answer,
    pub(crate) prioritas: Answer,
}

/// A city's standing in a year.
pub(crate) struct Held {
    pub(crate) award: Award,
    pub(crate) figures: CityFigures,
    /// The city's price a person and month.
    pub(crate) price: Option<Rupiah>,
}

impl Held {
    /// Compares the official figures of a run with a year's thresholds.
    ///
    /// # Errors
    /// If the law lacks a parameter.
    pub(crate) fn of(run: &Loaded, shown: Shown) -> Result<Self, LawError> {
        let law = Law::embedded();
        let figures = figures(run, shown);
        Ok(Self {
            award: award(&law, shown.year, &figures)?,
            price: price(&law, shown.year, run),
            figures,
        })
    }

    /// The category above the one held: the lowest that does not hold.
    pub(crate) fn next(&self) -> Option<&Evaluation> {
        let above = self.award.evaluations.iter().take_while(|evaluation| {
            let id = evaluation.threshold.id;
            Some(id) != self.award.category() && is_award(id)
        });
        above.last()
    }

    /// People to register or reactivate for an evaluation, and what they cost the city a month.
    pub(crate) fn way(&self, evaluation: &Evaluation) -> Option<(i64, Option<i64>)> {
        let way = evaluation.threshold.cheapest_way(&self.figures)?;
        Some((
            way.n_people(),
            self.price.map(|price| way.cost_month(price).0),
        ))
    }
}

fn is_award(id: ThresholdId) -> bool {
    id.code().starts_with("award_")
}

fn figures(run: &Loaded, shown: Shown) -> CityFigures {
    let official = |segment, indicator| {
        run.city().map_or((0, 0), |city| {
            let ratio = city.figure(segment, indicator, Basis::Official);
            (ratio.numerator, ratio.denominator)
        })
    };
    let (registered, population) = official(None, Indicator::Coverage);
    CityFigures {
        population,
        registered,
        active: official(None, Indicator::ActiveOfPopulation).0,
        pemda_registered: Some(official(Some(Segment::PbpuPemda), Indicator::Coverage).0),
        arrears: shown.arrears,
        prioritas: shown.prioritas,
    }
}

fn price(law: &Law, year: i16, run: &Loaded) -> Option<Rupiah> {
    let assistance = if run.manifest.local_assistance == "provinsi" {
        LocalAssistance::Province
    } else {
        LocalAssistance::City
    };
    let rates = ContributionRates::of(law, Month::new(year, 1).ok()?).ok()?;
    Some(rates.pemda_due(Registrar::City, assistance).city())
}
