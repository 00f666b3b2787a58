//! Receipts of the indicators.

use std::borrow::Cow;

use semesta_domain::{Lang, Ratio, Segment};
use semesta_engine::figures::{Basis, Indicator, Level, step_label};
use semesta_engine::run::RunManifest;

use crate::ask::{self, Part as Of, Step};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::figures::{Area, NO_AREA};
use crate::pages::areas::area_name;
use crate::pages::neighbourhood;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{ReceiptTexts, Texts};
use crate::visit::{Desked, Visit};
use crate::words;

/// Whose files the figures rest on.
pub(super) const SOURCES: &[&str] = &["penduduk", "peserta", "kematian", "pindah", "keputusan"];

/// A run's areas: those of the run shown, or read for another.
struct Areas<'a> {
    manifest: Cow<'a, RunManifest>,
    areas: Cow<'a, [Area]>,
    run: &'a str,
}

impl<'a> Areas<'a> {
    fn of(at: &Visit, run: &'a Loaded, id: &'a str) -> Result<Self, Fault> {
        if id.is_empty() || id == run.manifest.id {
            return Ok(Self {
                manifest: Cow::Borrowed(&run.manifest),
                areas: Cow::Borrowed(&run.areas),
                run: "",
            });
        }
        let known = at.app.history();
        let of_city = known.iter().filter(|one| one.region == run.manifest.region);
        let manifest = of_city.into_iter().find(|one| one.id == id);
        Ok(Self {
            manifest: Cow::Owned(manifest.ok_or(Fault::NotFound)?.clone()),
            areas: Cow::Owned(at.app.earlier(id).ok_or(Fault::NotFound)?),
            run: id,
        })
    }

    fn find(&self, code: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.code == code)
    }

    /// The areas that an area is made of, those without one last.
    fn below(&self, area: &Area) -> Vec<&Area> {
        let (level, within) = match area.level {
            Level::City => (Level::District, ""),
            Level::District if area.is_real() => (Level::Village, area.code.as_str()),
            Level::District | Level::Village => return Vec::new(),
        };
        let is_within = |one: &&Area| {
            one.level == level
                && (one.code.starts_with(within) || within.is_empty() && one.code == NO_AREA)
        };
        self.areas.iter().filter(is_within).collect()
    }
}

/// What a side of a share counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Population,
    Registered,
    Active,
}

fn counted(indicator: Indicator, of: Of) -> Counted {
    match (indicator, of) {
        (Indicator::Coverage, Of::Numerator) | (Indicator::ActiveOfRegistered, Of::Denominator) => {
            Counted::Registered
        }
        (Indicator::ActiveOfPopulation | Indicator::ActiveOfRegistered, Of::Numerator) => {
            Counted::Active
        }
        _ => Counted::Population,
    }
}

/// A side of a share in words: the formula names both.
fn side_name(asked: &ask::Figure, of: Of, lang: Lang) -> String {
    let formula = words::formula(asked.indicator, asked.basis, lang);
    let (numerator, denominator) = formula.split_once(" ÷ ").unwrap_or((formula, ""));
    match of {
        Of::Denominator => denominator,
        _ => numerator,
    }
    .to_owned()
}

fn side(ratio: Ratio, of: Of) -> i64 {
    match of {
        Of::Denominator => ratio.denominator,
        _ => ratio.numerator,
    }
}

/// A figure, or one side of it.
pub(super) fn figure(at: &Visit, run: &Loaded, asked: &ask::Figure) -> Result<Receipt, Fault> {
    let of_run = Areas::of(at, run, &asked.run)?;
    let area = of_run.find(&asked.area).ok_or(Fault::NotFound)?;
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let ratio = area.figure(asked.segment, asked.indicator, asked.basis);
    let receipt = match asked.part {
        Of::Share => {
            let parts = [Of::Numerator, Of::Denominator].map(|of| {
                Part::new(side_name(asked, of, lang), Value::Count(side(ratio, of)))
                    .link(asked.clone().part(of).href())
            });
            let formula = words::formula(asked.indicator, asked.basis, lang);
            let mut receipt =
                Receipt::new(asked.indicator.label(lang), Value::Share(ratio), formula);
            receipt.code = asked.indicator.formula(asked.basis);
            receipt.parts(r.numerator_denominator, How::Quotient, parts.into())
        }
        of => {
            let name = side_name(asked, of, lang);
            let formula = count_formula(counted(asked.indicator, of), asked.basis, r);
            let receipt = Receipt::new(name, Value::Count(side(ratio, of)), formula);
            count_parts(receipt, &of_run, area, asked, run, at)
        }
    };
    let segment = asked
        .segment
        .map_or(t.segment_all, |segment| segment.label(lang));
    Ok(receipt
        .of(words::basis(asked.basis, t))
        .of(if area.is_real() {
            format!("{} ({})", area.name, area.dotted())
        } else {
            t.no_area.to_owned()
        })
        .of(segment)
        .run(&of_run.manifest, SOURCES)
        .law(["indicator.active_ratio"]))
}

pub(super) fn count_formula(
    counted: Counted,
    basis: Basis,
    r: &'static ReceiptTexts,
) -> &'static str {
    match (counted, basis) {
        (Counted::Population, Basis::Official) => r.population_official,
        (Counted::Population, Basis::Verified) => r.population_verified,
        (Counted::Registered, Basis::Official) => r.registered_official,
        (Counted::Registered, Basis::Verified) => r.registered_verified,
        (Counted::Active, Basis::Official) => r.active_official,
        (Counted::Active, Basis::Verified) => r.active_verified,
    }
}

/// A count by segment, by area, and from the official one.
fn count_parts(
    receipt: Receipt,
    of_run: &Areas<'_>,
    area: &Area,
    asked: &ask::Figure,
    run: &Loaded,
    at: &Visit,
) -> Receipt {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let kind = counted(asked.indicator, asked.part);
    let count = |area: &Area, segment| {
        let ratio = area.figure(segment, asked.indicator, asked.basis);
        Value::Count(side(ratio, asked.part))
    };
    let by_segment = Segment::ALL.iter().map(|segment| {
        Part::new(segment.label(lang), count(area, Some(*segment)))
            .link(asked.clone().segment(Some(*segment)).href())
    });
    let has_segments = kind != Counted::Population && asked.segment.is_none();
    let by_area = of_run.below(area).into_iter().map(|below| {
        let value = count(below, asked.segment);
        let asked = ask::Figure {
            area: below.code.clone(),
            ..asked.clone()
        };
        Part::new(area_name(below, t), value).link(asked.href())
    });
    // A population that the city set is not divided among its areas.
    let is_divided = kind != Counted::Population
        || asked.basis == Basis::Verified
        || of_run.manifest.population.is_none();
    let is_whole = area.level == Level::City && asked.segment.is_none() && of_run.run.is_empty();
    receipt
        .when(has_segments, |receipt| {
            receipt.parts(r.by_segment, How::Sum, by_segment.collect())
        })
        .when(is_divided, |receipt| {
            receipt.parts(r.by_area, How::Sum, by_area.collect())
        })
        .when(is_whole && asked.basis == Basis::Verified, |receipt| {
            receipt.parts(r.from_official, How::Sum, steps(run, kind, lang))
        })
}

/// The steps from the official count to the verified one.
pub(super) fn steps(run: &Loaded, kind: Counted, lang: Lang) -> Vec<Part> {
    let is_population = |code: &str| code.starts_with("population_");
    let is_end = |code: &str| matches!(code, "verified" | "population_verified");
    let of = if kind == Counted::Active {
        Step::Active
    } else {
        Step::Records
    };
    let steps = run.bridge.iter().filter(|step| {
        is_population(&step.code) == (kind == Counted::Population) && !is_end(&step.code)
    });
    steps
        .filter_map(|step| {
            let n = signed(step, of)?;
            let asked = ask::Bridge {
                step: step.code.clone(),
                of,
            };
            Some(Part::new(step_label(&step.code, lang), Value::Count(n)).link(asked.href()))
        })
        .collect()
}

/// A step with its sign; the ends are positive.
pub(super) fn signed(step: &crate::model::figures::Step, of: Step) -> Option<i64> {
    let sign = if step.sign < 0 { -1 } else { 1 };
    match of {
        Step::Active => step.active.map(|n| sign * n),
        _ => Some(sign * step.records),
    }
}

/// By how much a figure moved.
pub(super) async fn moved(at: &Desked, run: &Loaded, asked: &ask::Moved) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let share = |of_run: &Areas<'_>| {
        let area = of_run.find(&asked.area)?;
        Some((area_name(area, t), area.all(asked.indicator, asked.basis)))
    };
    let (now, before) = (
        Areas::of(at, run, &asked.to)?,
        Areas::of(at, run, &asked.from)?,
    );
    let figure = |ratio: Ratio, of_run: &Areas<'_>, href: String| {
        Part::new(
            format::day(&of_run.manifest.as_of, lang),
            Value::Share(ratio),
        )
        .link(href)
    };
    let (place, sides) = if asked.rt.is_empty() {
        let (name, ratio) = share(&now).ok_or(Fault::NotFound)?;
        let (_, earlier) = share(&before).ok_or(Fault::NotFound)?;
        let href = |run: &str| {
            ask::Figure::of(asked.basis, asked.indicator, &asked.area)
                .in_run(run)
                .href()
        };
        let sides = [
            figure(ratio, &now, href(now.run)),
            figure(earlier, &before, href(before.run)),
        ];
        (name, sides)
    } else {
        let (name, ratios) = of_rt(at, run, asked).await?;
        let href = |run: &str| {
            let share = ask::Rt {
                area: asked.area.clone(),
                rt: asked.rt.clone(),
                who: ask::Who::Registered,
                part: Of::Share,
                run: run.to_owned(),
                ..ask::Rt::default()
            };
            share.href()
        };
        let sides = [
            figure(ratios[0], &now, href(now.run)),
            figure(ratios[1], &before, href(before.run)),
        ];
        (name, sides)
    };
    let points = |part: &Part| match part.value {
        Value::Share(ratio) => ratio.basis_points(),
        _ => None,
    };
    let n = points(&sides[0]).zip(points(&sides[1])).map(|(a, b)| a - b);
    let [after, earlier] = sides;
    Ok(
        Receipt::new(t.moved, Value::Points(n.ok_or(Fault::NotFound)?), r.moved)
            .of(asked.indicator.label(lang))
            .of(words::basis(asked.basis, t))
            .of(place)
            .parts(r.now_and_before, How::Sum, vec![after, earlier.minus()])
            .run(&now.manifest, SOURCES)
            .law(["indicator.active_ratio"]),
    )
}

/// A neighbourhood's coverage, now and before.
async fn of_rt(
    at: &Desked,
    run: &Loaded,
    asked: &ask::Moved,
) -> Result<(String, [Ratio; 2]), Fault> {
    let both = neighbourhood::read(at, run, &asked.from).await?;
    let (rt, now) = both
        .now
        .find(&asked.area, &asked.rt)
        .ok_or(Fault::NotFound)?;
    let before = both.before.as_ref().ok_or(Fault::NotFound)?;
    let (_, before) = before.find(&asked.area, &asked.rt).ok_or(Fault::NotFound)?;
    let share = |counted: crate::model::counts::Counted| Ratio {
        numerator: counted.registered,
        denominator: counted.people,
    };
    Ok((
        neighbourhood::title(rt, at.lang),
        [share(now), share(before)],
    ))
}

/// Names a place for a receipt.
pub(super) fn place(run: &Loaded, code: &str, t: &'static Texts) -> String {
    match run.area(code) {
        Some(area) => format!("{} ({})", area.name, area.dotted()),
        None if code == NO_AREA => t.no_area.to_owned(),
        None => t.whole_city.to_owned(),
    }
}
