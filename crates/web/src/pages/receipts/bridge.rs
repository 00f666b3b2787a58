//! Receipts of the bridge from the official to the verified figures.

use semesta_domain::{Ratio, Standing};
use semesta_engine::figures::{Basis, Indicator, step_label};

use super::figures::{Counted, SOURCES, count_formula, signed, steps};
use crate::ask::{self, Part as Of, Step};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Visit;
use crate::words;

/// A step of the bridge.
pub(super) fn bridge(at: &Visit, run: &Loaded, asked: &ask::Bridge) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let step = run.bridge.iter().find(|step| step.code == asked.step);
    let step = step.ok_or(Fault::NotFound)?;
    let name = step_label(&step.code, lang);
    if asked.of == Step::Share {
        let city = run.city().ok_or(Fault::NotFound)?;
        let population = city.all(Indicator::Coverage, Basis::Official).denominator;
        let ratio = Ratio {
            numerator: step.records,
            denominator: population,
        };
        let denominator =
            ask::Figure::of(Basis::Official, Indicator::Coverage, &city.code).part(Of::Denominator);
        let parts = vec![
            Part::new(&name, Value::Count(step.records)),
            Part::new(t.population, Value::Count(population)).link(denominator.href()),
        ];
        return Ok(Receipt::new(name, Value::Share(ratio), r.step_share)
            .parts(r.numerator_denominator, How::Quotient, parts)
            .run(&run.manifest, SOURCES));
    }
    let n = signed(step, asked.of).ok_or(Fault::NotFound)?;
    let formula = match (step.code.parse::<Standing>(), asked.of) {
        (Ok(_), Step::Active) => r.step_active,
        (Ok(_), _) => r.step_records,
        (Err(_), _) if step.code.starts_with("population_") => r.step_population,
        (Err(_), _) => r.step_end,
    };
    let receipt = Receipt::new(name, Value::Count(n), formula)
        .of(if asked.of == Step::Active {
            t.active
        } else {
            ""
        })
        .run(&run.manifest, SOURCES);
    Ok(match (step.code.as_str(), step.code.parse::<Standing>()) {
        ("official" | "population_official" | "verified" | "population_verified", _) => {
            end(receipt, run, &step.code, asked.of, at)
        }
        (_, Ok(_)) => {
            let rows = run.standings.iter().filter(|((of, _), _)| *of == step.code);
            let sign = if step.sign < 0 { -1 } else { 1 };
            let rows = rows.map(|((_, segment), count)| {
                let n = match asked.of {
                    Step::Active => count.active,
                    _ => count.people,
                };
                Part::new(words::segment(segment, lang), Value::Count(sign * n))
            });
            receipt.parts(r.by_segment, How::Sum, rows.collect())
        }
        _ => receipt,
    })
}

/// An end of the bridge is a side of a figure.
fn end(receipt: Receipt, run: &Loaded, code: &str, of: Step, at: &Visit) -> Receipt {
    let r = ReceiptTexts::of(at.lang);
    let basis = match code {
        "official" | "population_official" => Basis::Official,
        _ => Basis::Verified,
    };
    let (indicator, side, kind) = match (code.starts_with("population_"), of) {
        (true, _) => (Indicator::Coverage, Of::Denominator, Counted::Population),
        (_, Step::Active) => (
            Indicator::ActiveOfPopulation,
            Of::Numerator,
            Counted::Active,
        ),
        _ => (Indicator::Coverage, Of::Numerator, Counted::Registered),
    };
    let Some(city) = run.city() else {
        return receipt;
    };
    let ratio = city.all(indicator, basis);
    let n = match side {
        Of::Denominator => ratio.denominator,
        _ => ratio.numerator,
    };
    let whole = Part::new(count_formula(kind, basis, r), Value::Count(n)).link(
        ask::Figure::of(basis, indicator, &city.code)
            .part(side)
            .href(),
    );
    let receipt = receipt.parts(r.is_the_count, How::Sum, vec![whole]);
    if basis == Basis::Verified {
        return receipt.parts(r.from_official, How::Sum, steps(run, kind, at.lang));
    }
    receipt
}
