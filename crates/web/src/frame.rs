//! What stands around every answer: headers, the origin of forms, errors in words, packing.

use askama::Template;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use flate2::Compression;
use jiff::Timestamp;
use semesta_desk::DeskError;
use semesta_domain::Lang;

use crate::app::Shared;
use crate::assets::{gzip, takes_gzip};
use crate::fault::{Fault, Told};
use crate::format;
use crate::text::{Texts, texts};
use crate::visit::{Given, language};
use crate::waiting::only_asks;
use crate::words;

/// No script, style, picture or form but our own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// **Units**: bytes of a page that is packed; larger answers go as they are.
const PACKED_MAX: u64 = 4 << 20;

/// Wraps every answer.
pub(crate) async fn dress(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_owned();
    let is_form = request.method() != Method::GET && request.method() != Method::HEAD;
    let response = if app.door.demo.is_some() && !is_local(&headers) {
        // A page elsewhere must not reach a demo by giving this machine another name.
        Fault::Forbidden.into_response()
    } else if is_form && !is_own(&headers) {
        Fault::Forged.into_response()
    } else {
        let answer = entered(&app, next.run(request).await).await;
        if is_form && !only_asks(&path) {
            app.waiting.forget();
        }
        answer
    };
    let response = worded(response, &path, language(&headers));
    let mut response = packed(response, &headers).await;
    secure(response.headers_mut(), app.door.secure);
    response
}

/// Enters a file of people in the audit log; what is not written there is not given.
async fn entered(app: &Shared, mut answer: Response) -> Response {
    let Some(Given { actor, entry }) = answer.extensions_mut().remove::<Given>() else {
        return answer;
    };
    let Some(desk) = app.door.desk().await else {
        return Fault::NoDesk.into_response();
    };
    match desk.record(&actor, entry, Timestamp::now()).await {
        Ok(_) => answer,
        Err(error) => Fault::from(error).into_response(),
    }
}

/// Whether the host asked for is this machine's own name.
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
    matches!(
        name,
        None | Some("localhost" | "127.0.0.1" | "[::1]" | "[:")
    )
}

/// Whether a form was sent by a page of this host, as far as the browser says.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, of_origin)| of_origin == host),
        _ => true,
    }
}

fn secure(headers: &mut HeaderMap, is_secure: bool) {
    let fixed = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    // Pages hold what only their reader may see.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

async fn packed(response: Response, headers: &HeaderMap) -> Response {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let is_text = ["text/html", "text/csv", "application/json"]
        .iter()
        .any(|text| kind.starts_with(text));
    if !is_text || !takes_gzip(headers) || response.headers().contains_key(header::CONTENT_ENCODING)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    if body.size_hint().exact().is_none_or(|n| n > PACKED_MAX) {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, PACKED_MAX as usize).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts
        .headers
        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept-Encoding, Cookie"),
    );
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(gzip(&bytes, Compression::fast())))
}

/// A fault in words.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    t: &'static Texts,
    lang: Lang,
    assets: &'static str,
    title: &'static str,
    said: String,
    code: &'static str,
    /// The part of the pages it happened in.
    back: &'static str,
}

/// Where a part of the pages begins.
fn part_of(path: &str) -> &'static str {
    ["/usulan", "/tinjauan", "/badan-usaha", "/penduduk", "/data"]
        .into_iter()
        .find(|part| path.starts_with(part))
        .unwrap_or("/")
}

/// Whether programs ask there: they are told everything as JSON.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || matches!(path, "/publik.json" | "/publik.csv")
}

/// Whether an answer is a refusal of the framework's, which nobody has worded.
fn is_unworded(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    response.status().is_client_error()
        && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// Puts a fault into words, or sends the reader where it can be mended.
fn worded(response: Response, path: &str, lang: Lang) -> Response {
    let told = response.extensions().get::<Told>().cloned();
    let fault = match (&told, response.status()) {
        (Some(told), _) => told.0.as_ref(),
        (None, StatusCode::NOT_FOUND) if !path.starts_with("/aset/") => &Fault::NotFound,
        (None, StatusCode::METHOD_NOT_ALLOWED) => &Fault::Bad(
            "alamat ini tidak menerima permintaan semacam itu",
            "this address does not take such a request",
        ),
        (None, StatusCode::PAYLOAD_TOO_LARGE) => &Fault::TooLarge,
        (None, _) if is_unworded(&response) => {
            &Fault::Bad("permintaan tidak terbaca", "the request cannot be read")
        }
        _ => return response,
    };
    let status = match response.status() {
        // The framework knows which methods an address takes.
        StatusCode::METHOD_NOT_ALLOWED => StatusCode::METHOD_NOT_ALLOWED,
        _ => fault.status(),
    };
    let mut answer = if is_for_programs(path) {
        let body = serde_json::json!({"schema": "semesta.error/1", "code": fault.code(), "message": said(fault, lang)});
        (status, axum::Json(body)).into_response()
    } else {
        on_a_page(fault, status, path, lang)
    };
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    answer
}

/// A fault as a page, or the way to where it can be mended.
fn on_a_page(fault: &Fault, status: StatusCode, path: &str, lang: Lang) -> Response {
    match fault {
        Fault::SignIn(back) if back == "/" => return Redirect::to("/masuk").into_response(),
        Fault::SignIn(back) => {
            return Redirect::to(&format!("/masuk?kembali={}", format::encode(back)))
                .into_response();
        }
        Fault::NewPassword => return Redirect::to("/sandi").into_response(),
        Fault::NoDesk | Fault::NoRun => return Redirect::to("/mulai").into_response(),
        _ => {}
    }
    let t = texts(lang);
    let page = FaultPage {
        t,
        back: part_of(path),
        lang,
        assets: crate::assets::version(),
        title: title(fault, t),
        said: said(fault, lang),
        code: fault.code(),
    };
    let text = page.render().unwrap_or_default();
    (status, Html(text)).into_response()
}

fn title(fault: &Fault, t: &'static Texts) -> &'static str {
    match fault {
        Fault::Forbidden => t.fault_forbidden,
        Fault::NotFound => t.fault_not_found,
        Fault::Forged => t.fault_forged,
        Fault::TooMany => t.fault_too_many,
        Fault::TooLarge => t.fault_too_large,
        Fault::Bad(..) => t.fault_bad,
        Fault::Desk(DeskError::Conflict { .. }) => t.fault_conflict,
        Fault::Desk(_) => t.fault_desk,
        _ => t.fault_broken,
    }
}

fn said(fault: &Fault, lang: Lang) -> String {
    let t = texts(lang);
    match fault {
        Fault::Forbidden => t.fault_forbidden_said,
        Fault::NotFound => t.fault_not_found_said,
        Fault::Forged => t.fault_forged_said,
        Fault::TooMany => t.fault_too_many_said,
        Fault::TooLarge => t.fault_too_large_said,
        Fault::Bad(id, en) => lang.pick(id, en),
        Fault::Desk(error) => return words::refusal(error, lang),
        Fault::SignIn(_) => t.fault_sign_in_said,
        Fault::NoRun | Fault::NoDesk => t.fault_no_run_said,
        Fault::NewPassword => t.fault_new_password_said,
        Fault::Broken(_) => t.fault_broken_said,
    }
    .to_owned()
}
