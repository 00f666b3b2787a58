//! Rencana pembiayaan: who is paid for under which money, and what another money,
//! price or limit would change.

pub(crate) mod answer;
pub(crate) mod form;
pub(crate) mod minutes;
mod people;
pub(crate) mod tables;
mod why;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;

use crate::fault::Fault;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::money::{Tab, tabs};
use crate::table::Table;
use crate::text::{FundingTexts, Texts};
use crate::tile::Tile;
use crate::visit::Desked;

pub(crate) use people::download;
pub(crate) use why::why;

/// Where the plan is.
pub(crate) const PATH: &str = "/keuangan/rencana";

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage {
    page: Page,
    t: &'static Texts,
    f: &'static FundingTexts,
    tabs: Vec<Tab>,
    fields: Vec<form::Field>,
    sliders: Vec<form::Slider>,
    reset: String,
    said: String,
    strip: Vec<Tile>,
    comparison: Option<Table>,
    by_source: Table,
    by_month: Table,
    people: Option<People>,
}

/// Who is paid for, where one may see people.
struct People {
    choices: Vec<Choice>,
    hidden: Vec<(&'static str, String)>,
    table: Table,
    may_export: bool,
    query: String,
}

/// `GET /keuangan/rencana`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let f = FundingTexts::of(at.lang);
    let params = at.params(&form::KEYS);
    let answered = answer::answer(&at, &run, &params).await?;
    let shown = answered.shown();
    let people = at
        .viewer
        .may(Permission::ViewPeople)
        .then(|| people::of(&at, &run, &params, shown));
    let page = PlanPage {
        page: at.page(f.title, "/keuangan"),
        t: at.t,
        f,
        tabs: tabs(at.t, PATH),
        fields: form::fields(&answered.asked, f),
        sliders: form::sliders(&answered.asked, f, at.lang),
        reset: params.with_all(&form::SLIDERS.map(|key| (key, ""))),
        said: tables::proof(&shown.planned, &at),
        strip: tables::strip(&answered, &params, &at),
        comparison: tables::comparison(&answered, &params, &at),
        by_source: tables::by_source(shown, &params, &at),
        by_month: tables::by_month(shown, &params, &at),
        people,
    };
    at.answer(&page)
}
