//! RT: the people of a neighbourhood in figures; and the ranking of a village's RT.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::{Basis, Indicator, Level};

use crate::ask::{self, Part, Who, Without};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::{Counted, Gap};
use crate::model::figures::Area;
use crate::neighbourhoods::{Neighbourhoods, Rt};
use crate::page::Page;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{RtTexts, Texts, texts};
use crate::tile::Tile;
use crate::visit::Desked;
use crate::{draw, words};

const SORTED: [&str; 6] = ["rt", "penduduk", "terdaftar", "aktif", "belum", "geser"];

/// The neighbourhoods of the run shown and of the one it is compared with.
pub(crate) struct Both {
    pub(crate) now: Arc<Neighbourhoods>,
    pub(crate) before: Option<Arc<Neighbourhoods>>,
}

/// Reads the neighbourhoods; the first who asks waits for the register.
///
/// # Errors
/// If the run or its register cannot be read.
pub(crate) async fn read(at: &Desked, run: &Loaded, earlier: &str) -> Result<Both, Fault> {
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let known = at.app.neighbourhoods.clone();
    let is_known = at.app.history().iter().any(|one| one.id == earlier);
    let (now, before) = (run.manifest.id.clone(), earlier.to_owned());
    Ok(tokio::task::spawn_blocking(move || {
        anyhow::Ok(Both {
            now: known.run(&folder, &now)?,
            before: is_known.then(|| known.run(&folder, &before)).transpose()?,
        })
    })
    .await??)
}

fn ratio(numerator: i64, counted: Counted) -> Ratio {
    Ratio {
        numerator,
        denominator: counted.people,
    }
}

fn covered(counted: Counted) -> Option<i64> {
    ratio(counted.registered, counted).basis_points()
}

fn active(counted: Counted) -> Option<i64> {
    ratio(counted.active, counted).basis_points()
}

/// A neighbourhood in words.
pub(crate) fn title(rt: &Rt, lang: Lang) -> String {
    let r = RtTexts::of(lang);
    if rt.is_known() {
        let shown = |text: &str| if text.is_empty() { "–" } else { text }.to_owned();
        r.fill(r.rt_said, &[&shown(&rt.rw), &shown(&rt.rt)])
    } else {
        r.rt_unknown.to_owned()
    }
}

/// The neighbourhoods of a village, ranked.
pub(crate) fn ranking(at: &Desked, both: &Both, village: &Area, params: &Params) -> Table {
    let (lang, t, r) = (at.lang, at.t, RtTexts::of(at.lang));
    let order = Order::read(params, &SORTED, "rt", false);
    let moved = |rt: &Rt, now: Counted| {
        let (_, before) = both.before.as_ref()?.find(&village.code, &rt.code())?;
        Some(covered(now)? - covered(before)?)
    };
    let mut rows: Vec<(usize, &Rt, Counted, Option<i64>)> = both
        .now
        .of_village(&village.code)
        .into_iter()
        .enumerate()
        .map(|(at, (rt, counted))| (at, rt, counted, moved(rt, counted)))
        .collect();
    rows.sort_by(|a, b| {
        let without = |one: Counted| one.people - one.active;
        let ordering = match order.key.as_str() {
            "penduduk" => a.2.people.cmp(&b.2.people),
            "terdaftar" => covered(a.2).cmp(&covered(b.2)),
            "aktif" => active(a.2).cmp(&active(b.2)),
            "belum" => without(a.2).cmp(&without(b.2)),
            "geser" => a.3.cmp(&b.3),
            _ => a.0.cmp(&b.0),
        };
        order.apply(ordering).then(a.0.cmp(&b.0))
    });
    let mut table = Table::new("wilayah", r.rt_caption, lang)
        .text(r.rt_column)
        .sorting("rt", &order, params)
        .number(t.population)
        .sorting("penduduk", &order, params)
        .number(t.coverage_verified)
        .sorting("terdaftar", &order, params)
        .number(t.active_verified)
        .sorting("aktif", &order, params)
        .number(t.without_active)
        .sorting("belum", &order, params);
    if both.before.is_some() {
        table = table.number(t.moved).sorting("geser", &order, params);
    }
    table.empty = r.rt_none.to_owned();
    let page = table.paged(rows.len(), 40, params, lang);
    for (_, rt, counted, moved) in &rows[page] {
        let mut row = cells(rt, *counted, village, lang);
        if both.before.is_some() {
            row.push(moved_cell(rt, *moved, village, params.get("dari"), lang));
        }
        table.rows.push(row);
    }
    table
}

fn cells(rt: &Rt, counted: Counted, village: &Area, lang: Lang) -> Vec<Td> {
    let share = |n: i64| format::percent(ratio(n, counted), lang);
    let part = |n: i64| n as f64 / counted.people.max(1) as f64;
    let link = |text: String, who, part| {
        let asked = ask::Rt {
            area: village.code.clone(),
            rt: rt.code(),
            who,
            part,
            ..ask::Rt::default()
        };
        Td::number(text).link(asked.href())
    };
    let count = |n, who| link(format::number(n, lang), who, Part::Numerator);
    let bars = draw::two_bars(part(counted.active), part(counted.registered));
    vec![
        Td::text(title(rt, lang)).link(format!("/wilayah/{}/rt/{}", village.code, rt.code())),
        count(counted.people, Who::Everybody),
        link(share(counted.registered), Who::Registered, Part::Share).drawing(bars),
        link(share(counted.active), Who::Active, Part::Share),
        count(counted.people - counted.active, Who::Without),
    ]
}

/// By how much the coverage moved, which opens its receipt.
fn moved_cell(rt: &Rt, moved: Option<i64>, village: &Area, from: &str, lang: Lang) -> Td {
    let Some(moved) = moved else {
        return Td::number("–");
    };
    let asked = ask::Moved {
        basis: Basis::Verified,
        indicator: Indicator::Coverage,
        area: village.code.clone(),
        rt: rt.code(),
        from: from.to_owned(),
        to: String::new(),
    };
    Td::number(format::points(moved, lang)).link(asked.href())
}

#[derive(Template)]
#[template(path = "neighbourhood.html")]
struct RtPage {
    page: Page,
    t: &'static Texts,
    r: &'static RtTexts,
    crumbs: Vec<(String, String)>,
    lead: String,
    strip: Vec<Tile>,
    months: Vec<(String, String, bool)>,
    reasons: Table,
    segments: Table,
    groups: Table,
    visits: Option<String>,
    register: Vec<(String, String)>,
}

/// `GET /wilayah/{area}/rt/{rt}`
pub(crate) async fn show(
    at: Desked,
    Path((code, rt)): Path<(String, String)>,
) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t, r) = (at.lang, at.t, RtTexts::of(at.lang));
    let village = run
        .area(&code)
        .filter(|area| area.level == Level::Village)
        .ok_or(Fault::NotFound)?;
    let params = at.params(&["dari"]);
    let both = read(&at, &run, params.get("dari")).await?;
    let (place, counted) = both.now.find(&code, &rt).ok_or(Fault::NotFound)?;
    let before = both.before.as_ref().and_then(|one| one.find(&code, &rt));
    let rows = rows_of(&run, &both.now, &code, place);
    let here = ask::Rt {
        area: code.clone(),
        rt: rt.clone(),
        ..ask::Rt::default()
    };
    let mut crumbs = vec![(run.city_name(), "/wilayah".to_owned())];
    for code in [code.get(..6).unwrap_or_default(), &code] {
        if let Some(area) = run.area(code) {
            crumbs.push((area.name.clone(), format!("/wilayah/{}", area.code)));
        }
    }
    let register = run
        .manifest
        .snapshots
        .iter()
        .filter(|used| used.source == "penduduk")
        .map(|used| {
            (
                used.file_name.clone(),
                format!("/data/cuplikan/{}", used.id),
            )
        });
    let page = RtPage {
        page: at.page(title(place, lang), "/wilayah"),
        t,
        r,
        crumbs,
        lead: r.fill(
            r.lead,
            &[&village.name, &format::number(counted.people, lang)],
        ),
        strip: strip(counted, before.map(|(_, counted)| counted), &here, lang),
        months: crate::pages::areas::months(&at, &params),
        reasons: reasons(&run, &rows, &here, lang),
        segments: segments(&run, &rows, &here, lang),
        groups: groups(&run, &rows, &here, lang),
        visits: at
            .viewer
            .may_in(Permission::ViewPeople, &code, at.region())
            .then(|| format!("/kunjungan?wilayah={code}&rt={rt}")),
        register: register.collect(),
    };
    at.answer(&page)
}

/// The residents of a neighbourhood.
pub(crate) fn rows_of(run: &Loaded, of: &Neighbourhoods, village: &str, place: &Rt) -> Vec<usize> {
    let Some(key) = run.people.region.find(village) else {
        return Vec::new();
    };
    (0..run.people.len())
        .filter(|row| run.people.region.key(*row) == key && of.of(*row) == place)
        .collect()
}

fn strip(now: Counted, before: Option<Counted>, here: &ask::Rt, lang: Lang) -> Vec<Tile> {
    let (t, r) = (texts(lang), RtTexts::of(lang));
    let tile = |title: &str, who, of: fn(Counted) -> i64| {
        let share = |counted: Counted| ratio(of(counted), counted);
        let moved = before
            .and_then(|before| share(before).basis_points())
            .zip(share(now).basis_points())
            .map(|(then, now)| format::points(now - then, lang));
        let parts = format!(
            "{} / {}",
            format::number(of(now), lang),
            format::number(now.people, lang)
        );
        let asked = ask::Rt {
            who,
            part: Part::Share,
            ..here.clone()
        };
        Tile::new(title, format::percent(share(now), lang))
            .sub(match moved {
                Some(moved) => format!("{parts} · {moved}"),
                None => parts,
            })
            .link(asked.href())
    };
    vec![
        tile(r.registered, Who::Registered, |counted| counted.registered),
        tile(t.active, Who::Active, |counted| counted.active),
        tile(t.without_active, Who::Without, |counted| {
            counted.people - counted.active
        }),
    ]
}

/// A count of a neighbourhood, which opens its receipt.
fn count(n: i64, asked: ask::Rt, lang: Lang) -> Td {
    let asked = ask::Rt {
        part: Part::Numerator,
        ..asked
    };
    Td::count(n, lang).link(asked.href())
}

fn reasons(run: &Loaded, rows: &[usize], here: &ask::Rt, lang: Lang) -> Table {
    let (t, people) = (texts(lang), &run.people);
    let mut counts: BTreeMap<&str, Gap> = BTreeMap::new();
    for row in rows.iter().filter(|row| !people.active[**row]) {
        let sum = counts.entry(people.gap.get(*row)).or_default();
        if people.registered[*row] {
            sum.inactive += 1;
        } else {
            sum.uncovered += 1;
        }
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|(code, sum)| (-sum.total(), *code));
    let mut table = Table::new("alasan", t.reasons_caption, lang)
        .text(t.reason)
        .number(t.unregistered)
        .number(t.inactive)
        .number(t.total);
    let cells = |sum: Gap, reason: &str| {
        [
            (sum.uncovered, Without::Uncovered),
            (sum.inactive, Without::Inactive),
            (sum.total(), Without::Both),
        ]
        .map(|(n, without)| {
            let asked = ask::Rt {
                who: Who::Without,
                without,
                reason: reason.to_owned(),
                ..here.clone()
            };
            count(n, asked, lang)
        })
    };
    let mut all = Gap::default();
    for (code, sum) in sorted {
        all.add(sum);
        let mut row = vec![Td::text(words::gap(code, lang))];
        row.extend(cells(sum, code));
        table.rows.push(row);
    }
    table.foot.push(Td::text(t.total));
    table.foot.extend(cells(all, ""));
    table
}

fn segments(run: &Loaded, rows: &[usize], here: &ask::Rt, lang: Lang) -> Table {
    let (t, r, people) = (texts(lang), RtTexts::of(lang), &run.people);
    let mut counts: BTreeMap<&str, Counted> = BTreeMap::new();
    for row in rows {
        let sum = counts.entry(people.segment.get(*row)).or_default();
        sum.count(people.registered[*row], people.active[*row]);
    }
    let mut table = Table::new("segmen", r.by_segment, lang)
        .text(t.segment)
        .number(t.people)
        .number(t.active);
    for (code, counted) in counts {
        let asked = |who| ask::Rt {
            who,
            segment: if code.is_empty() { "-" } else { code }.to_owned(),
            ..here.clone()
        };
        table.rows.push(vec![
            Td::text(words::segment(code, lang)),
            count(counted.people, asked(Who::Everybody), lang),
            count(counted.active, asked(Who::Active), lang),
        ]);
    }
    table
}

/// Ten years of age, the last being 70 and older; no known age is [`NO_AGE`].
pub(crate) fn age_group(birth: i32, on: Option<Date>) -> i32 {
    let age = on.and_then(|on| format::age(birth, on));
    age.map_or(NO_AGE, |age| (age / 10).min(7))
}

const NO_AGE: i32 = 8;

/// A group of ages in words, "" for none.
pub(crate) fn age_said(group: Option<i32>, t: &'static Texts) -> String {
    match group {
        None => String::new(),
        Some(NO_AGE) => t.age_unknown.to_owned(),
        Some(7) => "70+".to_owned(),
        Some(group) => format!("{}–{}", group * 10, group * 10 + 9),
    }
}

fn groups(run: &Loaded, rows: &[usize], here: &ask::Rt, lang: Lang) -> Table {
    let (t, people) = (texts(lang), &run.people);
    let on = run.manifest.as_of.parse().ok();
    let mut counts: BTreeMap<i32, [Counted; 2]> = BTreeMap::new();
    for row in rows {
        let sex = match people.sex.get(*row) {
            "L" => 0,
            "P" => 1,
            _ => continue,
        };
        let group = age_group(people.birth[*row], on);
        counts.entry(group).or_default()[sex].count(people.registered[*row], people.active[*row]);
    }
    let mut table = Table::new("umur", t.groups_caption, lang)
        .text(t.age)
        .number(t.male)
        .number(t.male_active)
        .number(t.female)
        .number(t.female_active);
    for (group, sexes) in counts {
        let mut row = vec![Td::text(age_said(Some(group), t))];
        for (counted, sex) in sexes.into_iter().zip(["L", "P"]) {
            let asked = |who, part| ask::Rt {
                who,
                part,
                age: group.to_string(),
                sex: sex.to_owned(),
                ..here.clone()
            };
            let share = format::percent(ratio(counted.active, counted), lang);
            row.push(count(
                counted.people,
                asked(Who::Everybody, Part::Numerator),
                lang,
            ));
            row.push(Td::number(share).link(asked(Who::Active, Part::Share).href()));
        }
        table.rows.push(row);
    }
    table
}
