//! Receipts of residents without an active membership.

use semesta_desk::Permission;
use semesta_engine::figures::Level;

use super::figures::place;
use crate::ask::{self, Without, Word as _};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::model::counts::Gap;
use crate::model::figures::{Area, NO_AREA};
use crate::params::Params;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

/// Whose files the gaps and their routes rest on.
pub(super) const SOURCES: &[&str] = &[
    "penduduk",
    "peserta",
    "kematian",
    "pindah",
    "keputusan",
    "phk",
    "pekerja",
    "badan_usaha",
    "dtsen",
    "program",
    "donatur",
];

/// The law that ranks payers.
pub(super) const LAW: [&str; 8] = [
    "newborn.days",
    "family.children_max",
    "family.child_age",
    "layoff.months",
    "layoff.proof",
    "pbi.decile_max",
    "donor.decile_max",
    "instalment.months_max",
];

fn n_of(gap: Gap, without: Without) -> i64 {
    match without {
        Without::Both => gap.total(),
        Without::Uncovered => gap.uncovered,
        Without::Inactive => gap.inactive,
    }
}

/// Whether a region lies in an area; [`NO_AREA`] is none.
pub(super) fn fits(region: &str, area: &str) -> bool {
    if area == NO_AREA {
        region.is_empty()
    } else {
        region.starts_with(area)
    }
}

/// The areas that an area is made of, as codes and names.
pub(super) fn below<'a>(run: &'a Loaded, code: &str) -> Vec<&'a Area> {
    let level = match run.area(code).map(|area| area.level) {
        Some(Level::District) => Level::Village,
        Some(Level::Village) => return Vec::new(),
        _ if code == NO_AREA => return Vec::new(),
        _ => Level::District,
    };
    let areas = run.areas.iter();
    areas
        .filter(|area| area.level == level && area.is_real())
        .filter(|area| level == Level::District || area.code.starts_with(code))
        .collect()
}

/// A count by the areas within an area; what no area has comes last.
pub(super) fn by_area(
    run: &Loaded,
    code: &str,
    total: i64,
    of: impl Fn(&str) -> i64,
    part: impl Fn(&str, String, i64) -> Part,
    unknown: &str,
) -> Vec<Part> {
    let areas = below(run, code);
    if areas.is_empty() {
        return Vec::new();
    }
    let mut rest = total;
    let mut parts: Vec<Part> = Vec::new();
    for area in areas {
        let n = of(&area.code);
        rest -= n;
        if n != 0 {
            parts.push(part(&area.code, area.name.clone(), n));
        }
    }
    let is_city = code.len() <= 4 && code != NO_AREA;
    if rest != 0 {
        parts.push(if is_city && of(NO_AREA) == rest {
            part(NO_AREA, unknown.to_owned(), rest)
        } else {
            part("", unknown.to_owned(), rest)
        });
    }
    parts
}

/// Residents without an active membership, whole areas: a figure.
pub(super) fn gap(at: &Desked, run: &Loaded, asked: &ask::Gap) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let known = asked.area.is_empty() || asked.area == NO_AREA || run.area(&asked.area).is_some();
    if !known {
        return Err(Fault::NotFound);
    }
    let one = Asking { at, run, asked };
    let n = one.sum(asked);
    let in_area = |code: &str| ask::Gap {
        area: code.to_owned(),
        ..asked.clone()
    };
    let by_area = by_area(
        run,
        &asked.area,
        n,
        |code| one.sum(&in_area(code)),
        |code, name, n| match code {
            "" => Part::new(name, Value::Count(n)),
            code => one.part(name, in_area(code)),
        },
        t.village_unknown,
    );
    let title = without_said(asked.without, at);
    Ok(
        Receipt::new(title, Value::Count(n), without_formula(asked.without, r))
            .of(place(run, &asked.area, t))
            .of_code(&asked.reason, |code| words::gap(code, lang).to_owned())
            .of_code(&asked.route, |code| words::route(code, lang).to_owned())
            .parts(r.by_state, How::Sum, one.by_state())
            .parts(r.by_area, How::Sum, by_area)
            .parts(r.by_reason, How::Sum, one.by_reason())
            .parts(r.by_route, How::Sum, one.by_route())
            .lists(one.list())
            .nav("/wilayah")
            .run(&run.manifest, SOURCES)
            .law(LAW),
    )
}

/// A question about gaps, and where it is answered from.
struct Asking<'a> {
    at: &'a Desked,
    run: &'a Loaded,
    asked: &'a ask::Gap,
}

impl Asking<'_> {
    fn sum(&self, asked: &ask::Gap) -> i64 {
        let people = &self.run.people;
        let rows = self.run.gaps.iter().filter(|((region, reason, route), _)| {
            let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
            fits(people.region.text(*region), &asked.area)
                && is(&asked.reason, people.gap.text(*reason))
                && is(&asked.route, people.route.text(*route))
        });
        rows.map(|(_, gap)| n_of(*gap, asked.without)).sum()
    }

    fn part(&self, name: String, asked: ask::Gap) -> Part {
        Part::new(name, Value::Count(self.sum(&asked))).link(asked.href())
    }

    fn by_state(&self) -> Vec<Part> {
        if self.asked.without != Without::Both {
            return Vec::new();
        }
        let states = [Without::Uncovered, Without::Inactive].map(|without| {
            let asked = ask::Gap {
                without,
                ..self.asked.clone()
            };
            self.part(without_said(without, self.at).to_owned(), asked)
        });
        states.into()
    }

    fn by_reason(&self) -> Vec<Part> {
        if !self.asked.reason.is_empty() {
            return Vec::new();
        }
        let reasons = self.run.people.gap.values().iter().map(|code| {
            let asked = ask::Gap {
                reason: code.clone(),
                ..self.asked.clone()
            };
            self.part(words::gap(code, self.at.lang).to_owned(), asked)
        });
        largest(reasons.collect())
    }

    fn by_route(&self) -> Vec<Part> {
        if !self.asked.route.is_empty() {
            return Vec::new();
        }
        let routes = self.run.people.route.values().iter().map(|code| {
            let asked = ask::Gap {
                route: code.clone(),
                ..self.asked.clone()
            };
            self.part(words::route(code, self.at.lang).to_owned(), asked)
        });
        largest(routes.collect())
    }

    /// The people behind it, where one may see them.
    fn list(&self) -> Option<(&'static str, String)> {
        let asked = self.asked;
        let may = self
            .at
            .viewer
            .may_in(Permission::ViewPeople, &asked.area, self.at.region());
        let without = asked.without.word();
        let filter = [
            ("wilayah", asked.area.as_str()),
            ("rute", &asked.route),
            ("alasan", &asked.reason),
            ("status", &without),
        ];
        let list = || Params::given("/belum", filter).with("hal", "");
        (may && asked.area != NO_AREA).then(|| (ReceiptTexts::of(self.at.lang).see_people, list()))
    }
}

/// The largest first, without those of nobody.
fn largest(mut parts: Vec<Part>) -> Vec<Part> {
    let n = |part: &Part| match part.value {
        Value::Count(n) => n,
        _ => 0,
    };
    parts.retain(|part| n(part) != 0);
    parts.sort_by_key(|part| -n(part));
    parts
}

pub(super) fn without_said(without: Without, at: &Desked) -> &'static str {
    match without {
        Without::Both => at.t.without_active,
        Without::Uncovered => at.t.unregistered,
        Without::Inactive => at.t.inactive,
    }
}

pub(super) fn without_formula(without: Without, r: &'static ReceiptTexts) -> &'static str {
    match without {
        Without::Both => r.without_both,
        Without::Uncovered => r.without_uncovered,
        Without::Inactive => r.without_inactive,
    }
}
