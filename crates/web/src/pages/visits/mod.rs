//! Kunjungan: whom a cadre is to visit, and what came of it.

mod export;
mod list;
mod one;

pub(crate) use export::download;
pub(crate) use one::{record, show as one, undo};

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::visit::{Visit, visit_outcome, visit_outcomes};
use semesta_domain::Lang;
use semesta_law::Route;

use crate::ask::{self, VisitOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::neighbourhoods::Neighbourhoods;
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::params::Params;
use crate::table::{Table, Td};
use crate::text::{Texts, TimelineTexts};
use crate::tile::Tile;
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
    strip: Vec<Tile>,
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
    let counted = Counted::of(&ground, &rows);
    let asked = asked_of(&params);
    let strip = |title: &str, n, of| {
        let asked = ask::Visits {
            of,
            ..asked.clone()
        };
        Tile::new(title, format::number(n, lang)).link(asked.href())
    };
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
            strip(l.n_listed, counted.listed, VisitOf::Listed),
            strip(l.n_visited, counted.visited, VisitOf::Visited),
            strip(l.n_again, counted.again, VisitOf::Again),
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

/// How many of a list there are, and what came of the visits.
pub(crate) struct Counted {
    pub(crate) listed: i64,
    pub(crate) visited: i64,
    pub(crate) again: i64,
    pub(crate) outcomes: BTreeMap<String, i64>,
}

impl Counted {
    fn of(ground: &Ground, rows: &[u32]) -> Self {
        let mut counted = Self {
            listed: rows.len() as i64,
            visited: 0,
            again: 0,
            outcomes: BTreeMap::new(),
        };
        for visit in rows.iter().filter_map(|row| ground.visited.get(row)) {
            counted.visited += 1;
            counted.again += i64::from(again_on(visit).is_some_and(|day| day <= ground.on));
            *counted.outcomes.entry(visit.outcome.clone()).or_default() += 1;
        }
        counted
    }
}

/// The counts of a list that a receipt is asked of.
pub(crate) async fn counted(at: &Desked, asked: &ask::Visits) -> Result<Counted, Fault> {
    let ground = ground(at).await?;
    let rows = list::chosen(at, &ground, &params_of(asked), Permission::ViewPeople);
    Ok(Counted::of(&ground, &rows))
}

fn params_of(asked: &ask::Visits) -> Params {
    let given = [
        ("wilayah", asked.area.as_str()),
        ("rt", &asked.rt),
        ("rute", &asked.route),
        ("hasil", &asked.outcome),
        ("tenggat", &asked.deadline),
    ];
    Params::given("/kunjungan", given)
}

/// Where a list is; of an outcome, those with it.
pub(crate) fn list_href(asked: &ask::Visits) -> String {
    match asked.code.as_str() {
        "" => params_of(asked).with("hal", ""),
        code => params_of(asked).with("hasil", code),
    }
}

/// A list as a receipt asks for it.
fn asked_of(params: &Params) -> ask::Visits {
    let get = |key| params.get(key).to_owned();
    ask::Visits {
        area: get("wilayah"),
        rt: get("rt"),
        route: get("rute"),
        outcome: get("hasil"),
        deadline: get("tenggat"),
        of: VisitOf::Listed,
        code: String::new(),
    }
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
    let counted = Counted::of(ground, rows);
    let of_area = asked_of(params);
    let receipt = |of, code: &str| {
        let asked = ask::Visits {
            area: of_area.area.clone(),
            rt: of_area.rt.clone(),
            of,
            code: code.to_owned(),
            ..ask::Visits::default()
        };
        asked.href()
    };
    let mut rest = counted.listed;
    for outcome in visit_outcomes() {
        let n = counted.outcomes.get(&outcome.code).copied().unwrap_or(0);
        rest -= n;
        table.rows.push(vec![
            Td::text(outcome.title(lang)).link(params.with("hasil", &outcome.code)),
            Td::count(n, lang).link(receipt(VisitOf::Outcome, &outcome.code)),
        ]);
    }
    table.rows.push(vec![
        Td::text(l.outcome_none).link(params.with("hasil", "belum")),
        Td::count(rest, lang).link(receipt(VisitOf::Outcome, "belum")),
    ]);
    table.foot = vec![
        Td::text(crate::text::texts(lang).total),
        Td::count(counted.listed, lang).link(receipt(VisitOf::Listed, "")),
    ];
    table
}
