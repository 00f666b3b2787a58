//! Receipts of the criteria of thresholds and awards.

use semesta_domain::Ratio;
use semesta_domain::Segment;
use semesta_engine::figures::{Basis, Indicator};
use semesta_law::{ActiveRatio, Answer, Criterion, CriterionKind, Evaluation};

use super::figures::SOURCES;
use crate::ask::{self, AwardOf, Part as Of};
use crate::award::{Held, Shown};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;

/// A criterion's value, what it asks, by how many people it is missed and at what price.
pub(super) fn award(at: &Desked, run: &Loaded, asked: &ask::Award) -> Result<Receipt, Fault> {
    let (lang, t) = (at.lang, at.t);
    let answer = |text: &str| match text {
        "ya" => Answer::Yes,
        "tidak" => Answer::No,
        _ => Answer::Unknown,
    };
    let shown = Shown {
        year: asked.year,
        arrears: answer(&asked.arrears),
        prioritas: answer(&asked.prioritas),
    };
    let held = Held::of(run, shown)?;
    let evaluations = held.award.evaluations.iter();
    let evaluation = evaluations
        .clone()
        .find(|one| one.threshold.id.code() == asked.threshold)
        .ok_or(Fault::NotFound)?;
    let one = Asking {
        at,
        held: &held,
        evaluation,
        asked,
    };
    let receipt = match asked.criterion.as_str() {
        "" => one.way()?,
        code => {
            let criterion = evaluation
                .criteria
                .iter()
                .find(|one| one.kind.code() == code);
            one.criterion(run, criterion.ok_or(Fault::NotFound)?)?
                .of(criterion.map_or("", |one| one.kind.label(lang)))
        }
    };
    let mut receipt = receipt
        .of(evaluation.threshold.id.label(lang))
        .of(asked.year.to_string())
        .of(t.official)
        .nav("/keuangan");
    receipt.law_on = jiff::civil::Date::new(asked.year, 1, 1).ok();
    Ok(receipt
        .law([
            evaluation.threshold.id.parameter(),
            "indicator.active_ratio",
        ])
        .law(["contribution.pemda"])
        .run(&run.manifest, SOURCES))
}

/// What is asked of an evaluation.
struct Asking<'a> {
    at: &'a Desked,
    held: &'a Held,
    evaluation: &'a Evaluation,
    asked: &'a ask::Award,
}

impl Asking<'_> {
    fn other(&self, of: AwardOf) -> String {
        ask::Award {
            of,
            ..self.asked.clone()
        }
        .href()
    }

    fn criterion(&self, run: &Loaded, criterion: &Criterion) -> Result<Receipt, Fault> {
        let (t, r) = (self.at.t, ReceiptTexts::of(self.at.lang));
        let sides = || self.sides(run, criterion);
        match self.asked.of {
            AwardOf::Actual => {
                let ratio = criterion.actual.ok_or(Fault::NotFound)?;
                Ok(
                    Receipt::new(t.city, Value::Share(ratio), r.award_actual).parts(
                        r.numerator_denominator,
                        How::Quotient,
                        sides().into(),
                    ),
                )
            }
            AwardOf::Required => {
                let points = criterion.required.ok_or(Fault::NotFound)?;
                Ok(Receipt::new(
                    t.at_least,
                    Value::Threshold(points),
                    r.award_required,
                ))
            }
            AwardOf::ShortBy => {
                let n = criterion.short_by.ok_or(Fault::NotFound)?;
                let required = criterion.required.ok_or(Fault::NotFound)?;
                let [numerator, denominator] = sides();
                let needed = Part::new(
                    r.fill(
                        r.award_needed,
                        &[
                            &format::threshold(required, self.at.lang),
                            &denominator.value.text(self.at.lang),
                        ],
                    ),
                    Value::Count(n + criterion.actual.map_or(0, |ratio| ratio.numerator)),
                );
                Ok(
                    Receipt::new(t.short_by, Value::Count(n), r.award_short_by).parts(
                        r.less,
                        How::Sum,
                        vec![needed, numerator.minus()],
                    ),
                )
            }
            AwardOf::Cost => self.cost(criterion.short_by.ok_or(Fault::NotFound)?),
        }
    }

    /// The people who are missing at the city's price.
    fn cost(&self, n: i64) -> Result<Receipt, Fault> {
        let (t, r) = (self.at.t, ReceiptTexts::of(self.at.lang));
        let price = self.held.price.ok_or(Fault::NotFound)?.0;
        let parts = vec![
            Part::new(t.short_by, Value::Count(n)).link(self.other(AwardOf::ShortBy)),
            Part::new(r.city_price, Value::Rupiah(price)),
        ];
        Ok(
            Receipt::new(t.cost_a_month, Value::Rupiah(price * n), r.award_cost).parts(
                r.people_by_price,
                How::Product,
                parts,
            ),
        )
    }

    /// All criteria together.
    fn way(&self) -> Result<Receipt, Fault> {
        let (t, r) = (self.at.t, ReceiptTexts::of(self.at.lang));
        let way = self.evaluation.threshold.cheapest_way(&self.held.figures);
        let way = way.ok_or(Fault::NotFound)?;
        match self.asked.of {
            AwardOf::ShortBy => {
                let parts = vec![
                    Part::new(r.to_register, Value::Count(way.register)),
                    Part::new(r.to_reactivate, Value::Count(way.reactivate)),
                ];
                Ok(
                    Receipt::new(t.all_together, Value::Count(way.n_people()), r.award_way).parts(
                        r.whom,
                        How::Sum,
                        parts,
                    ),
                )
            }
            AwardOf::Cost => self.cost(way.n_people()),
            _ => Err(Fault::NotFound),
        }
    }

    /// What a criterion's ratio is made of: figures of the city.
    fn sides(&self, run: &Loaded, criterion: &Criterion) -> [Part; 2] {
        let (lang, code) = (
            self.at.lang,
            run.city().map_or("", |city| city.code.as_str()),
        );
        let ratio = criterion.actual.unwrap_or(Ratio {
            numerator: 0,
            denominator: 0,
        });
        let of_active = match self.evaluation.threshold.active_ratio {
            ActiveRatio::OfPopulation => Indicator::ActiveOfPopulation,
            ActiveRatio::OfRegistered => Indicator::ActiveOfRegistered,
        };
        let (indicator, segment) = match criterion.kind {
            CriterionKind::Active | CriterionKind::AlternativeActive => (of_active, None),
            CriterionKind::PemdaShare | CriterionKind::AlternativePemdaShare => {
                (Indicator::Coverage, Some(Segment::PbpuPemda))
            }
            _ => (Indicator::Coverage, None),
        };
        let figure = ask::Figure::of(Basis::Official, indicator, code);
        let formula = crate::words::formula(indicator, Basis::Official, lang);
        let (above, below) = formula.split_once(" ÷ ").unwrap_or((formula, ""));
        [
            Part::new(above, Value::Count(ratio.numerator))
                .note(segment.map_or("", |segment| segment.label(lang)))
                .link(figure.clone().segment(segment).part(Of::Numerator).href()),
            Part::new(below, Value::Count(ratio.denominator))
                .link(figure.part(Of::Denominator).href()),
        ]
    }
}
