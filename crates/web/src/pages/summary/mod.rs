//! Ringkasan: where do we stand?

mod award;
mod moving;
mod places;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Lang;
use semesta_engine::figures::{Basis, Indicator};

use crate::ask;
use crate::fault::Fault;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::side::Side;
use crate::pages::todo::{Todo, todos};
use crate::table::Table;
use crate::text::{Piece, Texts};
use crate::visit::Desked;
use crate::words;

pub(crate) use award::{AwardSaid, award_said, said_of};
pub(crate) use places::{segments, village_map};

use award::{held, target};
use moving::{bridge, trend};
use places::lowest;

/// An indicator, official and verified.
struct Figure {
    title: &'static str,
    sides: [Side; 2],
    /// What it should be, and whether it is.
    target: Option<(Vec<Piece>, bool)>,
    formula: &'static str,
}

#[derive(Template)]
#[template(path = "summary.html")]
struct SummaryPage {
    page: Page,
    t: &'static Texts,
    figures: Vec<Figure>,
    todos: Vec<Todo>,
    bridge: Table,
    bridge_axis: String,
    award: Option<AwardSaid>,
    trend: String,
    trend_table: Option<Table>,
    map: String,
    map_legend: Vec<(usize, String)>,
    lowest: Table,
    segments: Table,
}

/// `GET /`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let (bridge, bridge_axis) = bridge(&run, lang, t);
    let (trend, trend_table) = trend(&at, &run);
    let (map, map_legend) = village_map(&run, lang, t);
    let page = SummaryPage {
        page: at.page(t.summary_title, "/"),
        t,
        figures: figures(&run, lang, t),
        todos: todos(&at, &run),
        bridge,
        bridge_axis,
        award: award_said(&run, lang, t),
        trend,
        trend_table,
        map,
        map_legend,
        lowest: lowest(&run, lang, t),
        segments: segments(&run, "", lang, t),
    };
    at.answer(&page)
}

fn figures(run: &Loaded, lang: Lang, t: &'static Texts) -> Vec<Figure> {
    let Some(city) = run.city() else {
        return Vec::new();
    };
    let held = held(run);
    let figure = |indicator: Indicator| Figure {
        title: indicator.label(lang),
        sides: Side::both(city, indicator, lang, ask::Figure::href),
        target: held
            .as_ref()
            .and_then(|held| target(held, indicator, lang, t)),
        formula: words::formula(indicator, Basis::Verified, lang),
    };
    Indicator::ALL.into_iter().map(figure).collect()
}
