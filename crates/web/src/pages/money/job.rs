//! Work under way: what it does, and what came of it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::text::Texts;
use crate::visit::Desked;

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    page: Page,
    t: &'static Texts,
    title: String,
    said: String,
    hint: String,
    rows: String,
    href: String,
    kind: &'static str,
}

/// `GET /data/pekerjaan/{id}`: asks again until it is done.
pub(crate) async fn job(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    use crate::jobs::State;
    let job = at.app.jobs.get(&id).ok_or(Fault::NotFound)?;
    let (lang, t) = (at.lang, at.t);
    let pick = |words: &[String; 2]| lang.pick(&words[0], &words[1]).to_owned();
    let (said, hint, href, kind) = match &job.state {
        State::Doing(said) => (pick(said), String::new(), String::new(), "doing"),
        State::Done(said, href) => (pick(said), String::new(), href.clone(), "done"),
        State::Failed(said, hint) => (pick(said), pick(hint), String::new(), "failed"),
    };
    let mut page = at.page(pick(&job.title), "/data");
    page.again = if kind == "doing" { 2 } else { 0 };
    let page = JobPage {
        t,
        title: page.title.clone(),
        page,
        said,
        hint,
        rows: match job.rows {
            0 => String::new(),
            n => t.fill(
                t.rows_read,
                &[&format::number(i64::try_from(n).unwrap_or(i64::MAX), lang)],
            ),
        },
        href,
        kind,
    };
    at.answer(&page)
}
