//! Language, colours, and whether the server lives.

use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::fault::Fault;
use crate::pages::door::own_path;
use crate::params::back;
use crate::visit::Visit;

/// One year.
const KEPT: &str = "Path=/; Max-Age=31536000; SameSite=Lax";

fn chosen(visit: &Visit, name: &str, value: &str) -> Response {
    let secure = if visit.app.door.secure {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{name}={value}; {KEPT}{secure}");
    let to = own_path(&back(visit.query.as_deref()));
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
