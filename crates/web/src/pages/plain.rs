//! Language, colours, and the pages whose part is not built yet.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use semesta_desk::Permission;

use crate::fault::Fault;
use crate::page::Page;
use crate::pages::door::own_path;
use crate::text::Texts;
use crate::visit::{Desked, Visit};

/// One year.
const KEPT: &str = "Path=/; Max-Age=31536000; SameSite=Lax";

fn chosen(visit: &Visit, name: &str, value: &str) -> Response {
    let params = visit.params(&["kembali"]);
    let secure = if visit.app.door.secure {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{name}={value}; {KEPT}{secure}");
    let to = own_path(params.get("kembali"));
    (
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to(&to),
    )
        .into_response()
}

/// `GET /bahasa/{id|en}`
pub(crate) async fn language(
    visit: Visit,
    Path(language): Path<String>,
) -> Result<Response, Fault> {
    match language.as_str() {
        "id" | "en" => Ok(chosen(&visit, "bahasa", &language)),
        _ => Err(Fault::NotFound),
    }
}

/// `GET /tema/{gelap|terang|otomatis}`
pub(crate) async fn theme(visit: Visit, Path(theme): Path<String>) -> Result<Response, Fault> {
    match theme.as_str() {
        "gelap" | "terang" | "otomatis" => Ok(chosen(&visit, "tema", &theme)),
        _ => Err(Fault::NotFound),
    }
}

/// `GET /sehat`: whether the server lives, for whoever watches it.
pub(crate) async fn health(_: HeaderMap) -> &'static str {
    "ok\n"
}

#[derive(Template)]
#[template(path = "later.html")]
struct LaterPage {
    page: Page,
    t: &'static Texts,
    lead: &'static str,
    commands: Vec<String>,
}

fn later(
    at: &Desked,
    title: &str,
    nav: &'static str,
    lead: &'static str,
    commands: &[&str],
) -> Result<Response, Fault> {
    let data = at.app.data.display().to_string();
    let page = LaterPage {
        page: at.page(title, nav),
        t: at.t,
        lead,
        commands: commands
            .iter()
            .map(|command| command.replace("DIR", &data))
            .collect(),
    };
    at.answer(&page)
}

/// `GET /tinjauan`
pub(crate) async fn review(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ReviewLinks)?;
    let t = at.t;
    later(
        &at,
        t.nav_review,
        "/tinjauan",
        t.later_review,
        &["semesta export members --data DIR --format xlsx --out peserta.xlsx"],
    )
}

/// `GET /usulan`
pub(crate) async fn proposals(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewProposals)?;
    let t = at.t;
    later(
        &at,
        t.nav_proposals,
        "/usulan",
        t.later_proposals,
        &[
            "semesta plan --data DIR --budget kota=25000000000 --format xlsx --out rencana.xlsx",
            "semesta export routes --data DIR --format xlsx --out jalan.xlsx",
        ],
    )
}

/// `GET /badan-usaha`
pub(crate) async fn employers(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewEmployers)?;
    let t = at.t;
    later(
        &at,
        t.nav_employers,
        "/badan-usaha",
        t.later_employers,
        &["semesta export routes --data DIR --format xlsx --out jalan.xlsx"],
    )
}
