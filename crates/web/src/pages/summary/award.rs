//! The category held and the next, and the targets of the indicators.

use jiff::civil::Date;
use semesta_domain::Lang;
use semesta_engine::figures::Indicator;
use semesta_law::{Answer, CriterionKind, Outcome, ThresholdId};

use crate::ask::{self, AwardOf};
use crate::award::{Held, Shown};
use crate::format;
use crate::model::Loaded;
use crate::text::{Piece, Texts, pieces};

/// The category held and the next.
pub(crate) struct AwardSaid {
    pub(crate) year: i16,
    pub(crate) held: String,
    pub(crate) is_known: bool,
    pub(crate) next: Option<String>,
    pub(crate) distance: Vec<Piece>,
}

/// The year's standing, nothing shown beside the figures.
pub(super) fn held(run: &Loaded) -> Option<Held> {
    let on: Date = run.manifest.as_of.parse().ok()?;
    let shown = Shown {
        year: on.year(),
        arrears: Answer::Unknown,
        prioritas: Answer::Unknown,
    };
    Held::of(run, shown).ok()
}

/// The target line of an indicator, official figures against it.
pub(super) fn target(
    held: &Held,
    indicator: Indicator,
    lang: Lang,
    t: &'static Texts,
) -> Option<(Vec<Piece>, bool)> {
    let kind = match indicator {
        Indicator::Coverage => CriterionKind::Coverage,
        Indicator::ActiveOfPopulation => CriterionKind::Active,
        Indicator::ActiveOfRegistered => return None,
    };
    let evaluation = [ThresholdId::Prioritas, ThresholdId::Immediate]
        .into_iter()
        .find_map(|id| held.award.evaluation(id))?;
    let criterion = evaluation.criterion(kind)?;
    let required = ask::Award {
        year: held.award.year,
        arrears: String::new(),
        prioritas: String::new(),
        threshold: evaluation.threshold.id.code().to_owned(),
        criterion: kind.code().to_owned(),
        of: AwardOf::Required,
    };
    let said = pieces(
        t.target_said,
        vec![
            (evaluation.threshold.id.label(lang).to_owned(), None),
            (
                format::threshold(criterion.required?, lang),
                Some(required.href()),
            ),
        ],
    );
    Some((said, criterion.outcome == Outcome::Holds))
}

pub(crate) fn award_said(run: &Loaded, lang: Lang, t: &'static Texts) -> Option<AwardSaid> {
    let held = held(run)?;
    Some(said_of(&held, ["", ""], lang, t))
}

/// A year's standing in words; `answers` are those about arrears and UHC Prioritas, as
/// an address has them.
pub(crate) fn said_of(held: &Held, answers: [&str; 2], lang: Lang, t: &'static Texts) -> AwardSaid {
    let next = held.next();
    let receipt = |of| {
        let asked = ask::Award {
            year: held.award.year,
            arrears: answers[0].to_owned(),
            prioritas: answers[1].to_owned(),
            threshold: next.map_or("", |next| next.threshold.id.code()).to_owned(),
            criterion: String::new(),
            of,
        };
        Some(asked.href())
    };
    let distance = match next.and_then(|next| held.way(next)) {
        None => Vec::new(),
        Some((0, _)) => vec![(t.award_distance_none.to_owned(), None)],
        Some((n, cost)) => {
            let people = (format::number(n, lang), receipt(AwardOf::ShortBy));
            let cost = cost.map_or(("–".to_owned(), None), |cost| {
                (format::rupiah(cost, lang), receipt(AwardOf::Cost))
            });
            pieces(t.award_distance, vec![people, cost])
        }
    };
    AwardSaid {
        year: held.award.year,
        held: held
            .award
            .category()
            .map_or_else(|| t.award_none.to_owned(), |id| id.label(lang).to_owned()),
        is_known: held.award.is_known(),
        next: next.map(|next| next.threshold.id.label(lang).to_owned()),
        distance,
    }
}
