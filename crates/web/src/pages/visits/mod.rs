//! Kunjungan: whom a cadre is to visit, and what came of it.

mod export;
mod list;
mod one;

pub(crate) use export::download;
pub(crate) use one::{record, show as one, undo};

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::visit::{Visit, visit_outcome, visit_outcomes};
use semesta_domain::Lang;
use semesta_law::Route;

use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::neighbourhoods::Neighbourhoods;
use crate::page::Page;
use crate::pages::gap::{Choice, area_choices, choices};
use crate::params::Params;
use crate::table::{Table, Td};
use crate::text::{Texts, TimelineTexts};
use crate::visit::Desked;
use crate::visited::ByRow;
use crate::words;

const KEYS: [&str; 8] = [
    "wilayah", "rt", "rute", "hasil", "tenggat", "urut", "hal", "dari",
];
const PER_PAGE: usize = 25;

/// What the list is made from.
struct Ground {
    run: Arc<Loaded>,
    visited: Arc<ByRow>,
    places: Arc<Neighbourhoods>,
    on: Date,
}

async fn ground(at: &Desked) -> Result<Ground, Fault> {
    let run = at.run()?;
    let visited = at.app.visited.of(&at.desk, &run).await?;
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let (known, id) = (at.app.neighbourhoods.clone(), run.manifest.id.clone());
    let places = tokio::task::spawn_blocking(move || known.run(&folder, &id)).await??;
    Ok(Ground {
        run,
        visited,
        places,
        on: at.when().on,
    })
}

/// When somebody should go again, if they should.
fn again_on(visit: &Visit) -> Option<Date> {
    let days = visit_outcome(&visit.outcome)?.again_days?;
    visit.day.checked_add(jiff::Span::new().days(days)).ok()
}

/// An outcome in words; a code that is no longer known stays.
fn outcome_said(visit: &Visit, lang: Lang) -> String {
    visit_outcome(&visit.outcome)
        .map_or(visit.outcome.as_str(), |outcome| outcome.title(lang))
        .to_owned()
}

/// Somebody to visit.
struct Item {
    href: String,
    name: String,
    nik: String,
    place: String,
    reason: &'static str,
    action: String,
    visit: String,
    mark: &'static str,
}

#[derive(Template)]
#[template(path = "visits.html")]
struct VisitsPage {
    page: Page,
    t: &'static Texts,
    l: &'static TimelineTexts,
    areas: Vec<Choice>,
    routes: Vec<Choice>,
    outcomes: Vec<Choice>,
    deadlines: Vec<Choice>,
    orders: Vec<Choice>,
    rt: String,
    strip: Vec<(&'static str, String)>,
    items: Vec<Item>,
    pager: Option<crate::table::Pager>,
    counts: Table,
    may_export: bool,
    hidden: Vec<(&'static str, String)>,
}

/// `GET /kunjungan`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let ground = ground(&at).await?;
    let (lang, t, l) = (at.lang, at.t, TimelineTexts::of(at.lang));
    let params = at.params(&KEYS);
    let rows = list::chosen(&at, &ground, &params, Permission::ViewPeople);
    // Pages are counted as a table's are.
    let mut paged = Table::new("orang", "", lang);
    let page = paged.paged(rows.len(), PER_PAGE, &params, lang);
    let is_again = |row: &&u32| {
        let visit = ground.visited.get(row);
        visit.and_then(again_on).is_some_and(|day| day <= ground.on)
    };
    let n_visited = rows
        .iter()
        .filter(|row| ground.visited.contains_key(row))
        .count();
    let number = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    let all = Params::read(
        "/kunjungan",
        Some(&format!(
            "wilayah={}&rt={}",
            params.get("wilayah"),
            params.get("rt")
        )),
        &KEYS,
    );
    let of_area = list::chosen(&at, &ground, &all, Permission::ViewPeople);
    let page = VisitsPage {
        page: at.page(l.visits_title, "/belum"),
        t,
        l,
        areas: area_choices(&at, &ground.run, params.get("wilayah")),
        routes: choices(
            Route::ALL
                .iter()
                .map(|route| (route.code(), route.label(lang))),
            params.get("rute"),
            t,
        ),
        outcomes: outcome_choices(params.get("hasil"), lang),
        deadlines: choices(
            [
                ("lewat", l.deadline_past),
                ("7", l.deadline_week),
                ("30", l.deadline_month),
                ("tanpa", l.deadline_none),
            ]
            .into_iter(),
            params.get("tenggat"),
            t,
        ),
        orders: orders(params.get("urut"), l),
        rt: params.get("rt").to_owned(),
        strip: vec![
            (l.n_listed, number(rows.len())),
            (l.n_visited, number(n_visited)),
            (l.n_again, number(rows.iter().filter(is_again).count())),
        ],
        items: rows[page]
            .iter()
            .map(|row| item(&at, &ground, *row))
            .collect(),
        pager: paged.pager,
        counts: counts(&ground, &of_area, &params, lang, l),
        may_export: at.viewer.may(Permission::ExportPeople),
        hidden: params.hidden(&[]),
    };
    at.answer(&page)
}

/// Whether the newest visit to somebody ended as a filter wants.
pub(crate) fn has_outcome(visit: Option<&Visit>, wanted: &str, on: Date) -> bool {
    match wanted {
        "" => true,
        "belum" => visit.is_none(),
        "lagi" => visit.and_then(again_on).is_some_and(|day| day <= on),
        code => visit.is_some_and(|visit| visit.outcome == code),
    }
}

pub(crate) fn outcome_choices(chosen: &str, lang: Lang) -> Vec<Choice> {
    let l = TimelineTexts::of(lang);
    let known = [
        ("", l.outcome_any),
        ("belum", l.outcome_none),
        ("lagi", l.outcome_again),
    ];
    let outcomes = visit_outcomes()
        .iter()
        .map(|outcome| (outcome.code.as_str(), outcome.title(lang)));
    known
        .into_iter()
        .chain(outcomes)
        .map(|(value, title)| Choice {
            value: value.to_owned(),
            title: title.to_owned(),
            is_chosen: value == chosen,
        })
        .collect()
}

fn orders(chosen: &str, l: &'static TimelineTexts) -> Vec<Choice> {
    let known = [
        ("", l.deadline),
        ("tempat", l.order_place),
        ("kunjungan", l.order_visit),
    ];
    known
        .map(|(value, title)| Choice {
            value: value.to_owned(),
            title: title.to_owned(),
            is_chosen: value == chosen,
        })
        .into()
}

/// Where somebody lives, down to the RT where the register has it.
fn place(ground: &Ground, row: usize, l: &'static TimelineTexts) -> String {
    let village = crate::pages::gap::village(&ground.run, ground.run.people.region.get(row));
    let rt = ground.places.of(row);
    if rt.is_known() {
        format!("{village} · {}", l.fill(l.where_rt, &[&rt.rw, &rt.rt]))
    } else {
        village
    }
}

/// The first step for somebody, and by when.
fn action(run: &Loaded, row: usize, lang: Lang, t: &'static Texts) -> String {
    let Some(first) = run.routes.of(run.people.nik[row]).next() else {
        return "–".to_owned();
    };
    let action = words::action(run.routes.action.get(first), lang);
    match format::days(run.routes.deadline[first], lang) {
        day if day.is_empty() => action.to_owned(),
        day => format!("{action}, {}", t.fill(t.until, &[&day])),
    }
}

fn item(at: &Desked, ground: &Ground, row: u32) -> Item {
    let (lang, t, l) = (at.lang, at.t, TimelineTexts::of(at.lang));
    let (run, at_row) = (&ground.run, row as usize);
    let token = at.app.tokens.of(&run.manifest.id, row);
    let visit = ground.visited.get(&row);
    let (said, mark) = match visit {
        None => (l.outcome_none.to_owned(), "plain"),
        Some(visit) => {
            let is_due = again_on(visit).is_some_and(|day| day <= ground.on);
            (
                format!(
                    "{}, {}",
                    outcome_said(visit, lang),
                    format::day_short(visit.day, lang)
                ),
                if is_due { "warn" } else { "good" },
            )
        }
    };
    Item {
        href: format!("/kunjungan/{token}"),
        name: format::mask_name(run.people.name.get(at_row)),
        nik: format::mask_digits(run.people.nik[at_row], 16),
        place: place(ground, at_row, l),
        reason: words::gap(run.people.gap.get(at_row), lang),
        action: action(run, at_row, lang, t),
        visit: said,
        mark,
    }
}

/// What came of the visits in an area, by kind.
fn counts(
    ground: &Ground,
    rows: &[u32],
    params: &Params,
    lang: Lang,
    l: &'static TimelineTexts,
) -> Table {
    let mut table = Table::new("hasil", l.outcomes_caption, lang)
        .text(l.outcome)
        .number(crate::text::texts(lang).people);
    let mut n_visited = 0;
    for outcome in visit_outcomes() {
        let n = rows
            .iter()
            .filter(|row| {
                let visit = ground.visited.get(row);
                visit.is_some_and(|visit| visit.outcome == outcome.code)
            })
            .count() as i64;
        n_visited += n;
        table.rows.push(vec![
            Td::text(outcome.title(lang)).link(params.with("hasil", &outcome.code)),
            Td::count(n, lang),
        ]);
    }
    table.rows.push(vec![
        Td::text(l.outcome_none).link(params.with("hasil", "belum")),
        Td::count(rows.len() as i64 - n_visited, lang),
    ]);
    table.foot = vec![
        Td::text(crate::text::texts(lang).total),
        Td::count(rows.len() as i64, lang),
    ];
    table
}
