//! Receipts of residents without an active membership, and of work lists.

use std::collections::BTreeMap;

use semesta_desk::Permission;
use semesta_engine::figures::Level;

use super::figures::place;
use crate::ask::{self, Without, Word as _, WorkOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::Gap;
use crate::model::figures::{Area, NO_AREA};
use crate::pages::gap::chosen;
use crate::params::Params;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

/// Whose files the gaps and their routes rest on.
const SOURCES: &[&str] = &[
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
const LAW: [&str; 8] = [
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
    let people = &run.people;
    let sum = |asked: &ask::Gap| -> i64 {
        let rows = run.gaps.iter().filter(|((region, reason, route), _)| {
            let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
            fits(people.region.text(*region), &asked.area)
                && is(&asked.reason, people.gap.text(*reason))
                && is(&asked.route, people.route.text(*route))
        });
        rows.map(|(_, gap)| n_of(*gap, asked.without)).sum()
    };
    let n = sum(asked);
    let part = |name: String, asked: ask::Gap| {
        Part::new(name, Value::Count(sum(&asked))).link(asked.href())
    };
    let by_state = [Without::Uncovered, Without::Inactive].map(|without| {
        part(
            without_said(without, at).to_owned(),
            ask::Gap {
                without,
                ..asked.clone()
            },
        )
    });
    let codes =
        |values: &[String], name: &dyn Fn(&str) -> String, set: &dyn Fn(&str) -> ask::Gap| {
            let parts = values.iter().map(|code| part(name(code), set(code)));
            let mut parts: Vec<Part> = parts.filter(|part| part.value != Value::Count(0)).collect();
            parts.sort_by_key(|part| match part.value {
                Value::Count(n) => -n,
                _ => 0,
            });
            parts
        };
    let by_reason = codes(
        people.gap.values(),
        &|code| words::gap(code, lang).to_owned(),
        &|code| ask::Gap {
            reason: code.to_owned(),
            ..asked.clone()
        },
    );
    let by_route = codes(
        people.route.values(),
        &|code| words::route(code, lang).to_owned(),
        &|code| ask::Gap {
            route: code.to_owned(),
            ..asked.clone()
        },
    );
    let in_area = |code: &str| ask::Gap {
        area: code.to_owned(),
        ..asked.clone()
    };
    let by_area = by_area(
        run,
        &asked.area,
        n,
        |code| sum(&in_area(code)),
        |code, name, n| match code {
            "" => Part::new(name, Value::Count(n)),
            code => part(name, in_area(code)),
        },
        t.village_unknown,
    );
    let list = Params::given(
        "/belum",
        [
            ("wilayah", &asked.area),
            ("rute", &asked.route),
            ("alasan", &asked.reason),
            ("status", &asked.without.word()),
        ],
    );
    let area = if asked.area == NO_AREA {
        ""
    } else {
        &asked.area
    };
    let may_list = at.viewer.may_in(Permission::ViewPeople, area, at.region());
    Ok(Receipt::new(
        without_said(asked.without, at),
        Value::Count(n),
        without_formula(asked.without, r),
    )
    .of(place(run, &asked.area, t))
    .of(if asked.reason.is_empty() {
        ""
    } else {
        words::gap(&asked.reason, lang)
    })
    .of(if asked.route.is_empty() {
        ""
    } else {
        words::route(&asked.route, lang)
    })
    .when(asked.without == Without::Both, |one| {
        one.parts(r.by_state, How::Sum, by_state.into())
    })
    .parts(r.by_area, How::Sum, by_area)
    .when(asked.reason.is_empty(), |one| {
        one.parts(r.by_reason, How::Sum, by_reason)
    })
    .when(asked.route.is_empty(), |one| {
        one.parts(r.by_route, How::Sum, by_route)
    })
    .when(may_list && asked.area != NO_AREA, |one| {
        one.list(r.see_people, list.with("hal", ""))
    })
    .nav("/wilayah")
    .run(&run.manifest, SOURCES)
    .law(LAW))
}

fn without_said(without: Without, at: &Desked) -> &'static str {
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

/// A work list as far as one may see it: people, families, and what they would cost.
pub(super) fn work(at: &Desked, run: &Loaded, asked: &ask::Work) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let params = Params::given(
        "/belum",
        [
            ("wilayah", &asked.area),
            ("rute", &asked.route),
            ("alasan", &asked.reason),
            ("status", &asked.without.word()),
            ("segmen", &asked.segment),
        ],
    );
    let places = chosen(at, run, &params, Permission::ViewPeople);
    let sum = run.gap_list.sum(&places);
    let (title, value, formula) = match asked.of {
        WorkOf::People => (
            t.gap_n,
            Value::Count(sum.people),
            without_formula(asked.without, r),
        ),
        WorkOf::Families => (t.gap_families, Value::Count(sum.families), r.work_families),
        WorkOf::Cost => (t.gap_cost, Value::Rupiah(sum.cost), r.work_cost),
    };
    let narrowed = |change: &dyn Fn(&mut ask::Work)| {
        let mut one = asked.clone();
        change(&mut one);
        one.href()
    };
    let receipt = Receipt::new(title, value, formula)
        .of(place(run, &asked.area, t))
        .of(if asked.route.is_empty() {
            ""
        } else {
            words::route(&asked.route, lang)
        })
        .of(if asked.reason.is_empty() {
            ""
        } else {
            words::gap(&asked.reason, lang)
        })
        .of(if asked.segment.is_empty() {
            String::new()
        } else {
            words::segment(&asked.segment, lang)
        })
        .of(if asked.without == Without::Both {
            ""
        } else {
            without_said(asked.without, at)
        });
    let receipt = match asked.of {
        WorkOf::Families => {
            let people = narrowed(&|one| one.of = WorkOf::People);
            let with_card = Part::new(r.work_people, Value::Count(sum.people)).link(people);
            receipt.parts_of(
                r.counted_among,
                How::Sum,
                vec![with_card],
                Value::Count(sum.people),
            )
        }
        WorkOf::People | WorkOf::Cost => taken_apart(receipt, at, run, asked, &places),
    };
    Ok(receipt
        .list(r.see_people, params.with("hal", ""))
        .nav("/belum")
        .run(&run.manifest, SOURCES)
        .law(LAW)
        .law(["contribution.pemda"]))
}

/// People or rupiah of a list by state, village, route, reason, segment and price.
fn taken_apart(
    receipt: Receipt,
    at: &Desked,
    run: &Loaded,
    asked: &ask::Work,
    places: &[u32],
) -> Receipt {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let (people, list) = (&run.people, &run.gap_list);
    let is_money = asked.of == WorkOf::Cost;
    let value = |n: i64| {
        if is_money {
            Value::Rupiah(n)
        } else {
            Value::Count(n)
        }
    };
    let weight = |place: usize| if is_money { list.cost(place) } else { 1 };
    let split = |key: &dyn Fn(usize) -> u16| -> Vec<(u16, i64)> {
        let mut sums: BTreeMap<u16, i64> = BTreeMap::new();
        for place in places {
            let place = *place as usize;
            *sums.entry(key(place)).or_default() += weight(place);
        }
        let mut sums: Vec<(u16, i64)> = sums.into_iter().filter(|(_, n)| *n != 0).collect();
        sums.sort_by_key(|(key, n)| (-n, *key));
        sums
    };
    let link = |part: Part, code: &str, one: ask::Work| {
        if code.is_empty() {
            part
        } else {
            part.link(one.href())
        }
    };
    let by_state = split(&|place| u16::from(list.registered[place]));
    let by_state = by_state.into_iter().map(|(key, n)| {
        let without = if key == 0 {
            Without::Uncovered
        } else {
            Without::Inactive
        };
        Part::new(without_said(without, at), value(n)).link(
            ask::Work {
                without,
                ..asked.clone()
            }
            .href(),
        )
    });
    let regions = split(&|place| list.region[place]);
    let by_village = regions.into_iter().map(|(key, n)| {
        let code = people.region.text(key);
        let name = run.area(code).map_or(t.village_unknown, |area| &area.name);
        link(
            Part::new(name, value(n)),
            code,
            ask::Work {
                area: code.to_owned(),
                ..asked.clone()
            },
        )
    });
    let by_route = split(&|place| list.route[place])
        .into_iter()
        .map(|(key, n)| {
            let code = people.route.text(key);
            link(
                Part::new(words::route(code, lang), value(n)),
                code,
                ask::Work {
                    route: code.to_owned(),
                    ..asked.clone()
                },
            )
        });
    let by_reason = split(&|place| list.reason[place])
        .into_iter()
        .map(|(key, n)| {
            let code = people.gap.text(key);
            link(
                Part::new(words::gap(code, lang), value(n)),
                code,
                ask::Work {
                    reason: code.to_owned(),
                    ..asked.clone()
                },
            )
        });
    let by_segment = split(&|place| list.segment[place])
        .into_iter()
        .map(|(key, n)| {
            let code = people.segment.text(key);
            link(
                Part::new(words::segment(code, lang), value(n)),
                code,
                ask::Work {
                    segment: code.to_owned(),
                    ..asked.clone()
                },
            )
        });
    let prices = by_price(at, run, places);
    let is_village = run
        .area(&asked.area)
        .is_some_and(|area| area.level == Level::Village);
    receipt
        .when(is_money, |one| one.parts(r.by_price, How::Sum, prices))
        .when(asked.without == Without::Both, |one| {
            one.parts(r.by_state, How::Sum, by_state.collect())
        })
        .when(asked.route.is_empty(), |one| {
            one.parts(r.by_route, How::Sum, by_route.collect())
        })
        .when(asked.reason.is_empty(), |one| {
            one.parts(r.by_reason, How::Sum, by_reason.collect())
        })
        .when(asked.segment.is_empty(), |one| {
            one.parts(r.by_segment, How::Sum, by_segment.collect())
        })
        .when(!is_village, |one| {
            one.parts(r.by_village, How::Sum, by_village.collect())
        })
}

/// So many people at so much a month.
fn by_price(at: &Desked, run: &Loaded, places: &[u32]) -> Vec<Part> {
    let (lang, r) = (at.lang, ReceiptTexts::of(at.lang));
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for place in places {
        *counts
            .entry(run.gap_list.cost(*place as usize))
            .or_default() += 1;
    }
    counts
        .into_iter()
        .rev()
        .map(|(price, n)| {
            let said = [format::number(n, lang), format::rupiah(price, lang)];
            Part::new(
                r.fill(r.people_at, &[&said[0], &said[1]]),
                Value::Rupiah(price * n),
            )
        })
        .collect()
}
