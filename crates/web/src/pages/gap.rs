//! Belum tercakup: who, why, who should pay, what next?

use std::ops::Range;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_domain::Lang;
use semesta_engine::GapReason;
use semesta_law::Route;
use serde::Deserialize;

use crate::ask::{self, Without, Word as _, WorkOf};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::model::gap_list::GapSum;
use crate::model::{Loaded, lookup};
use crate::page::Page;
use crate::pages::visits::{has_outcome, outcome_choices};
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{Texts, TimelineTexts};
use crate::tile::Tile;
use crate::visit::{Desked, Posted};
use crate::visited::ByRow;
use crate::words;

const KEYS: [&str; 9] = [
    "wilayah", "rute", "alasan", "status", "segmen", "hasil", "urut", "arah", "hal",
];
const PER_PAGE: usize = 50;

/// A choice of a filter.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) is_chosen: bool,
}

#[derive(Template)]
#[template(path = "gap.html")]
struct GapPage {
    page: Page,
    t: &'static Texts,
    areas: Vec<Choice>,
    routes: Vec<Choice>,
    reasons: Vec<Choice>,
    states: Vec<Choice>,
    l: &'static TimelineTexts,
    outcomes: Vec<Choice>,
    strip: [Tile; 3],
    table: Table,
    may_export: bool,
    hidden: Vec<(&'static str, String)>,
}

/// `GET /belum`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&KEYS);
    let visits = Visits::read(&at, &run, &params).await?;
    let places = chosen(&at, &run, &params, &visits, Permission::ViewPeople);
    let sum = run.gap_list.sum(&places);
    let table = table(&at, &run, &params, &places);
    let page = GapPage {
        page: at.page(t.gap_title, "/belum"),
        t,
        areas: area_choices(&at, &run, params.get("wilayah")),
        routes: choices(
            Route::ALL
                .iter()
                .map(|route| (route.code(), route.label(lang))),
            params.get("rute"),
            t,
        ),
        reasons: choices(
            GapReason::ALL
                .iter()
                .map(|reason| (reason.code(), reason.label(lang))),
            params.get("alasan"),
            t,
        ),
        states: choices(
            [("belum", t.unregistered), ("nonaktif", t.inactive)].into_iter(),
            params.get("status"),
            t,
        ),
        l: TimelineTexts::of(lang),
        outcomes: outcome_choices(params.get("hasil"), lang),
        strip: strip(sum, &params, lang, t),
        table,
        may_export: at.viewer.may(Permission::ExportPeople),
        hidden: params.hidden(&["urut", "arah"]),
    };
    at.answer(&page)
}

/// The list in numbers, each with its receipt.
fn strip(sum: GapSum, params: &Params, lang: Lang, t: &'static Texts) -> [Tile; 3] {
    let receipt = |of| {
        let get = |key| params.get(key).to_owned();
        let asked = ask::Work {
            area: get("wilayah"),
            route: get("rute"),
            reason: get("alasan"),
            without: Without::read(params.get("status")).unwrap_or_default(),
            segment: get("segmen"),
            outcome: get("hasil"),
            of,
        };
        asked.href()
    };
    let [people, families] = [sum.people, sum.families].map(|n| format::number(n, lang));
    [
        Tile::new(t.gap_n, people).link(receipt(WorkOf::People)),
        Tile::new(t.gap_families, families).link(receipt(WorkOf::Families)),
        Tile::new(t.gap_cost, format::rupiah(sum.cost, lang)).link(receipt(WorkOf::Cost)),
    ]
}

/// The choices of a filter, "all" first.
pub(crate) fn choices<'a>(
    known: impl Iterator<Item = (&'a str, &'a str)>,
    chosen: &str,
    t: &'static Texts,
) -> Vec<Choice> {
    let all = std::iter::once(("", t.all));
    all.chain(known)
        .map(|(value, title)| Choice {
            value: value.to_owned(),
            title: title.to_owned(),
            is_chosen: value == chosen,
        })
        .collect()
}

/// Districts and their villages, those that one may see.
pub(crate) fn area_choices(at: &Desked, run: &Loaded, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice {
        value: String::new(),
        title: at.t.all.to_owned(),
        is_chosen: chosen.is_empty(),
    }];
    let mut areas: Vec<_> = run
        .areas
        .iter()
        .filter(|area| area.is_real() && area.code.len() > 4)
        .filter(|area| {
            at.viewer
                .may_in(Permission::ViewFigures, &area.code, at.region())
        })
        .collect();
    areas.sort_by_key(|area| &area.code);
    choices.extend(areas.into_iter().map(|area| {
        let is_village = area.code.len() > 6;
        Choice {
            value: area.code.clone(),
            title: format!("{}{}", if is_village { "– " } else { "" }, area.name),
            is_chosen: area.code == chosen,
        }
    }));
    choices
}

/// Which regions of a run somebody may see people of, by the keys of the column.
pub(crate) fn regions_seen(at: &Desked, run: &Loaded, permission: Permission) -> (Vec<bool>, bool) {
    let seen = run
        .people
        .region
        .values()
        .iter()
        .map(|region| at.viewer.may_in(permission, region, at.region()))
        .collect();
    (seen, at.viewer.may_in(permission, "", at.region()))
}

/// What came of visits, where it is filtered by.
pub(crate) struct Visits {
    wanted: String,
    by_row: Arc<ByRow>,
    on: Date,
}

impl Visits {
    pub(crate) async fn read(at: &Desked, run: &Loaded, params: &Params) -> Result<Self, Fault> {
        let wanted = params.get("hasil").to_owned();
        let by_row = match wanted.as_str() {
            "" => Arc::default(),
            _ => at.app.visited.of(&at.desk, run).await?,
        };
        Ok(Self {
            wanted,
            by_row,
            on: at.when().on,
        })
    }

    fn leave(&self, row: u32) -> bool {
        has_outcome(self.by_row.get(&row), &self.wanted, self.on)
    }
}

/// The places in the list that the filters leave, of those one may see.
pub(crate) fn chosen(
    at: &Desked,
    run: &Loaded,
    params: &Params,
    visits: &Visits,
    permission: Permission,
) -> Vec<u32> {
    let (people, list) = (&run.people, &run.gap_list);
    let (seen, sees_unknown) = regions_seen(at, run, permission);
    let inside: Vec<bool> = people
        .region
        .values()
        .iter()
        .zip(&seen)
        .map(|(region, seen)| *seen && region.starts_with(params.get("wilayah")))
        .collect();
    let whole = sees_unknown && params.get("wilayah").is_empty();
    let route = people.route.wanted(params.get("rute"));
    let reason = people.gap.wanted(params.get("alasan"));
    let segment = people.segment.wanted(params.get("segmen"));
    let registered = match params.get("status") {
        "belum" => Some(false),
        "nonaktif" => Some(true),
        _ => None,
    };
    (0..list.len())
        .filter(|at| {
            let region = usize::from(list.region[*at]);
            inside.get(region).copied().unwrap_or(whole)
                && route.is_none_or(|route| list.route[*at] == route)
                && reason.is_none_or(|reason| list.reason[*at] == reason)
                && segment.is_none_or(|segment| list.segment[*at] == segment)
                && registered.is_none_or(|registered| list.registered[*at] == registered)
                && visits.leave(list.row[*at])
        })
        .map(|at| at as u32)
        .collect()
}

/// The residents of a page of an order.
fn page_of(run: &Loaded, places: &[u32], order: &Order, page: Range<usize>) -> Vec<u32> {
    let (people, list) = (&run.people, &run.gap_list);
    let ranks = people.route.ranks();
    let key = |row: u32| -> u32 {
        let row = row as usize;
        let key = match order.key.as_str() {
            "rute" => ranks
                .get(usize::from(people.route.key(row)))
                .map_or(0, |rank| rank + 1),
            // The older were born earlier.
            "umur" => !(people.birth[row] as u32 ^ 1 << 31),
            _ => u32::from(people.decile[row]),
        };
        if order.down { !key } else { key }
    };
    let row = |place: &u32| list.row[*place as usize];
    match (order.key.as_str(), order.down) {
        ("wilayah", false) => places[page].iter().map(row).collect(),
        ("wilayah", true) => places
            .iter()
            .rev()
            .skip(page.start)
            .take(page.len())
            .map(row)
            .collect(),
        _ => lookup::page(places.iter().map(row).map(|row| (key(row), row)), page),
    }
}

fn table(at: &Desked, run: &Loaded, params: &Params, places: &[u32]) -> Table {
    let (lang, t) = (at.lang, at.t);
    let order = Order::read(
        params,
        &["wilayah", "rute", "umur", "desil"],
        "wilayah",
        false,
    );
    let mut table = Table::new("orang", t.gap_table, lang)
        .personal()
        .with_form()
        .text(t.name)
        .text(t.village)
        .sorting("wilayah", &order, params)
        .number(t.age)
        .sorting("umur", &order, params)
        .number(t.decile)
        .sorting("desil", &order, params)
        .text(t.state)
        .text(t.reason)
        .text(t.route)
        .sorting("rute", &order, params)
        .text(t.first_action);
    let page = table.paged(places.len(), PER_PAGE, params, lang);
    let rows = page_of(run, places, &order, page);
    table.rows = rows.iter().map(|row| cells(at, run, *row)).collect();
    table
}

fn cells(at: &Desked, run: &Loaded, row: u32) -> Vec<Td> {
    let (lang, t, people) = (at.lang, at.t, &run.people);
    let at_row = row as usize;
    let token = at.app.tokens.of(&run.manifest.id, row);
    let age = run
        .manifest
        .as_of
        .parse()
        .ok()
        .and_then(|on| format::age(people.birth[at_row], on));
    let routes = run.routes.of(people.nik[at_row]);
    let (action, deadline) = routes.clone().next().map_or(("–", String::new()), |first| {
        (
            words::action(run.routes.action.get(first), lang),
            deadline(run.routes.deadline[first], lang, t),
        )
    });
    vec![
        Td::text(format::mask_name(people.name.get(at_row)))
            .link(format!("/penduduk/o/{token}"))
            .sub(format::mask_digits(people.nik[at_row], 16)),
        Td::text(village(run, people.region.get(at_row))),
        Td::number(age.map_or_else(|| "–".to_owned(), |age| age.to_string())),
        Td::number(match people.decile[at_row] {
            0 => "–".to_owned(),
            decile => decile.to_string(),
        }),
        if people.registered[at_row] {
            Td::text(t.inactive).mark("warn")
        } else {
            Td::text(t.unregistered).mark("bad")
        },
        Td::text(words::gap(people.gap.get(at_row), lang)),
        Td::text(words::route(people.route.get(at_row), lang))
            .sub(words::route_reason(people.route_reason.get(at_row), lang)),
        Td::text(action).sub(deadline),
    ]
}

fn deadline(day: i32, lang: Lang, t: &'static Texts) -> String {
    match format::days(day, lang) {
        day if day.is_empty() => String::new(),
        day => t.fill(t.until, &[&day]),
    }
}

/// A village's name by its code without dots.
pub(crate) fn village(run: &Loaded, code: &str) -> String {
    run.area(code)
        .map_or_else(|| "–".to_owned(), |area| area.name.clone())
}

/// Why a file of full identities is fetched.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
    #[serde(default)]
    wilayah: String,
    #[serde(default)]
    rute: String,
    #[serde(default)]
    alasan: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    segmen: String,
    #[serde(default)]
    hasil: String,
}

const HEADER: [&str; 15] = [
    "nik",
    "no_kk",
    "nama",
    "jenis_kelamin",
    "tanggal_lahir",
    "kode_wilayah",
    "kelurahan",
    "status",
    "segmen",
    "desil",
    "alasan",
    "rute",
    "penanggung",
    "langkah",
    "tenggat",
];

/// `POST /belum/unduh.{csv|xlsx}`: full identities, for those who may, in the audit log.
pub(crate) async fn download(
    Path(ending): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ExportPeople)?;
    let kind = Kind::with_reason(&ending, &form.reason)?;
    let run = at.run()?;
    let params = Params::given(
        "/belum",
        [
            ("wilayah", &form.wilayah),
            ("rute", &form.rute),
            ("alasan", &form.alasan),
            ("status", &form.status),
            ("segmen", &form.segmen),
            ("hasil", &form.hasil),
        ],
    );
    let visits = Visits::read(&at, &run, &params).await?;
    let places = chosen(&at, &run, &params, &visits, Permission::ExportPeople);
    let entry = Entry::new("people.export")
        .subject(format!("run:{}", run.manifest.id))
        .reason(form.reason.trim())
        .detail("list", "gap")
        .detail("filter", params.query())
        .detail("people", places.len());
    at.record(entry).await?;
    let rows = places.iter().map(|place| run.gap_list.row[*place as usize]);
    let cells: Vec<Vec<Cell>> = rows.map(|row| exported(&run, row)).collect();
    export::file(
        &format!("belum-tercakup-{}", run.manifest.as_of),
        kind,
        &HEADER,
        &cells,
    )
}

fn exported(run: &Loaded, row: u32) -> Vec<Cell> {
    let (people, at) = (&run.people, row as usize);
    let digits = |number: u64, width: usize| match number {
        0 => Cell::Empty,
        number => Cell::text(format!("{number:0width$}")),
    };
    let date = |day: i32| {
        semesta_domain::date_from_days(day)
            .filter(|_| day != crate::model::columns::NO_DAY)
            .map_or(Cell::Empty, |date| Cell::text(date.to_string()))
    };
    let first = run.routes.of(people.nik[at]).next();
    vec![
        digits(people.nik[at], 16),
        digits(people.kk[at], 16),
        Cell::text(people.name.get(at)),
        Cell::text(people.sex.get(at)),
        date(people.birth[at]),
        Cell::text(people.region.get(at)),
        Cell::text(village(run, people.region.get(at))),
        Cell::text(if people.registered[at] {
            "nonaktif"
        } else {
            "belum"
        }),
        Cell::text(people.segment.get(at)),
        match people.decile[at] {
            0 => Cell::Empty,
            decile => Cell::Number(i64::from(decile)),
        },
        Cell::text(people.gap.get(at)),
        Cell::text(people.route.get(at)),
        first.map_or(Cell::Empty, |first| Cell::text(run.routes.payer.get(first))),
        first.map_or(Cell::Empty, |first| {
            Cell::text(run.routes.action.get(first))
        }),
        first.map_or(Cell::Empty, |first| date(run.routes.deadline[first])),
    ]
}
