//! Belum tercakup: who, why, who should pay, what next?

mod export;
mod list;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Lang;
use semesta_engine::GapReason;
use semesta_law::Route;

use crate::ask::{self, Without, Word as _, WorkOf};
use crate::fault::Fault;
use crate::format;
use crate::model::gap_list::GapSum;
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::pages::visits::outcome_choices;
use crate::params::Params;
use crate::table::Table;
use crate::text::{Texts, TimelineTexts};
use crate::tile::Tile;
use crate::visit::Desked;

pub(crate) use export::download;
pub(crate) use list::{Visits, chosen, regions_seen, village};

use list::table;

const KEYS: [&str; 9] = [
    "wilayah", "rute", "alasan", "status", "segmen", "hasil", "urut", "arah", "hal",
];
const PER_PAGE: usize = 50;

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
