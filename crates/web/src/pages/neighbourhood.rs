//! RT: the people of a neighbourhood in figures; and the ranking of a village's RT.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::Level;

use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::Counted;
use crate::model::figures::Area;
use crate::neighbourhoods::{Neighbourhoods, Rt};
use crate::page::Page;
use crate::pages::deliveries::signed_points;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{RtTexts, Texts};
use crate::visit::Desked;
use crate::{draw, words};

const SORTED: [&str; 6] = ["rt", "penduduk", "terdaftar", "aktif", "belum", "geser"];

/// The neighbourhoods of the run shown and of the one it is compared with.
pub(crate) struct Both {
    now: Arc<Neighbourhoods>,
    before: Option<Arc<Neighbourhoods>>,
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
        let share = |n: i64| format::percent(ratio(n, *counted), lang);
        let part = |n: i64| n as f64 / counted.people.max(1) as f64;
        let mut row = vec![
            Td::text(title(rt, lang)).link(format!("/wilayah/{}/rt/{}", village.code, rt.code())),
            Td::count(counted.people, lang),
            Td::number(share(counted.registered)).drawing(draw::two_bars(
                part(counted.active),
                part(counted.registered),
            )),
            Td::number(share(counted.active)),
            Td::count(counted.people - counted.active, lang),
        ];
        if both.before.is_some() {
            row.push(Td::number(moved.map_or_else(
                || "–".to_owned(),
                |moved| signed_points(moved, lang),
            )));
        }
        table.rows.push(row);
    }
    table
}

#[derive(Template)]
#[template(path = "neighbourhood.html")]
struct RtPage {
    page: Page,
    t: &'static Texts,
    r: &'static RtTexts,
    crumbs: Vec<(String, String)>,
    lead: String,
    strip: Vec<(&'static str, String, String)>,
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
        strip: strip(counted, before.map(|(_, counted)| counted), lang, t, r),
        months: crate::pages::areas::months(&at, &params),
        reasons: reasons(&run, &rows, lang, t),
        segments: segments(&run, &rows, lang, t, r),
        groups: groups(&run, &rows, lang, t),
        visits: at
            .viewer
            .may_in(Permission::ViewPeople, &code, at.region())
            .then(|| format!("/kunjungan?wilayah={code}&rt={rt}")),
        register: register.collect(),
    };
    at.answer(&page)
}

/// The residents of a neighbourhood.
fn rows_of(run: &Loaded, of: &Neighbourhoods, village: &str, place: &Rt) -> Vec<usize> {
    let Some(key) = run.people.region.find(village) else {
        return Vec::new();
    };
    (0..run.people.len())
        .filter(|row| run.people.region.key(*row) == key && of.of(*row) == place)
        .collect()
}

fn strip(
    now: Counted,
    before: Option<Counted>,
    lang: Lang,
    t: &'static Texts,
    r: &'static RtTexts,
) -> Vec<(&'static str, String, String)> {
    let line = |title, of: fn(Counted) -> i64| {
        let share = |counted: Counted| ratio(of(counted), counted);
        let moved = before
            .and_then(|before| share(before).basis_points())
            .zip(share(now).basis_points())
            .map(|(then, now)| signed_points(now - then, lang));
        let parts = format!(
            "{} / {}",
            format::number(of(now), lang),
            format::number(now.people, lang)
        );
        let sub = match moved {
            Some(moved) => format!("{parts} · {moved}"),
            None => parts,
        };
        (title, format::percent(share(now), lang), sub)
    };
    vec![
        line(r.registered, |counted| counted.registered),
        line(t.active, |counted| counted.active),
        line(t.without_active, |counted| counted.people - counted.active),
    ]
}

fn reasons(run: &Loaded, rows: &[usize], lang: Lang, t: &'static Texts) -> Table {
    let people = &run.people;
    let mut counts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !people.active[**row]) {
        let sum = counts.entry(people.gap.get(*row)).or_default();
        if people.registered[*row] {
            sum.1 += 1;
        } else {
            sum.0 += 1;
        }
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|(code, (a, b))| (-(a + b), *code));
    let mut table = Table::new("alasan", t.reasons_caption, lang)
        .text(t.reason)
        .number(t.unregistered)
        .number(t.inactive)
        .number(t.total);
    let mut all = (0, 0);
    for (code, (uncovered, inactive)) in sorted {
        all = (all.0 + uncovered, all.1 + inactive);
        table.rows.push(vec![
            Td::text(words::gap(code, lang)),
            Td::count(uncovered, lang),
            Td::count(inactive, lang),
            Td::count(uncovered + inactive, lang),
        ]);
    }
    table.foot = vec![
        Td::text(t.total),
        Td::count(all.0, lang),
        Td::count(all.1, lang),
        Td::count(all.0 + all.1, lang),
    ];
    table
}

fn segments(
    run: &Loaded,
    rows: &[usize],
    lang: Lang,
    t: &'static Texts,
    r: &'static RtTexts,
) -> Table {
    let people = &run.people;
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
        table.rows.push(vec![
            Td::text(words::segment(code, lang)),
            Td::count(counted.people, lang),
            Td::count(counted.active, lang),
        ]);
    }
    table
}

fn groups(run: &Loaded, rows: &[usize], lang: Lang, t: &'static Texts) -> Table {
    let people = &run.people;
    let on = run.manifest.as_of.parse().ok();
    let mut counts: BTreeMap<i32, [Counted; 2]> = BTreeMap::new();
    for row in rows {
        let sex = match people.sex.get(*row) {
            "L" => 0,
            "P" => 1,
            _ => continue,
        };
        let age = on.and_then(|on| format::age(people.birth[*row], on));
        let group = age.map_or(16, |age| (age / 10).min(7));
        counts.entry(group).or_default()[sex].count(people.registered[*row], people.active[*row]);
    }
    let mut table = Table::new("umur", t.groups_caption, lang)
        .text(t.age)
        .number(t.male)
        .number(t.male_active)
        .number(t.female)
        .number(t.female_active);
    for (group, sexes) in counts {
        let title = match group {
            16 => t.age_unknown.to_owned(),
            7 => "70+".to_owned(),
            group => format!("{}–{}", group * 10, group * 10 + 9),
        };
        let mut row = vec![Td::text(title)];
        for counted in sexes {
            row.push(Td::count(counted.people, lang));
            row.push(Td::number(format::percent(
                ratio(counted.active, counted),
                lang,
            )));
        }
        table.rows.push(row);
    }
    table
}
