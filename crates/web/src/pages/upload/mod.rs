//! Upload: files of a delivery, looked at before they are kept.

mod delivery;
mod drafted;
mod import;
mod look;
mod map;
mod preview;
mod receive;
mod slots;

pub(crate) use delivery::{import as import_all, show as delivery};
pub(crate) use map::{form as map, take as map_taken};
pub(crate) use receive::{receive, safe_name};

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_evidence::Source;

use crate::fault::Fault;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::text::{Texts, UploadTexts};
use crate::visit::Desked;
use crate::words;

/// **Units**: bytes of everything uploaded at once.
pub(crate) const UPLOAD_MAX: usize = 512 << 20;

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage {
    page: Page,
    t: &'static Texts,
    u: &'static UploadTexts,
    sources: Vec<Choice>,
}

/// `GET /data/unggah`
pub(crate) async fn form(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ImportData)?;
    let page = UploadPage {
        page: at.page(at.t.upload_title, "/data"),
        t: at.t,
        u: UploadTexts::of(at.lang),
        sources: sources(&at, None),
    };
    at.answer(&page)
}

/// Every source as a choice.
fn sources(at: &Desked, chosen: Option<Source>) -> Vec<Choice> {
    let choice = |source: Source| Choice {
        value: source.code().to_owned(),
        title: words::source(source.code(), at.t),
        is_chosen: chosen == Some(source),
    };
    Source::ALL.into_iter().map(choice).collect()
}
