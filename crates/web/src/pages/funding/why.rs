//! Why one person is paid for, or not.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;

use super::PATH;
use super::answer::answer;
use super::form::KEYS;
use super::people::class;
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::money::{Tab, tabs};
use crate::pages::person::row_of;
use crate::text::{FundingTexts, Texts};
use crate::visit::Desked;

#[derive(Template)]
#[template(path = "plan_why.html")]
struct WhyPage {
    page: Page,
    t: &'static Texts,
    f: &'static FundingTexts,
    tabs: Vec<Tab>,
    back: String,
    person: String,
    who: String,
    class: String,
    sentences: Vec<String>,
}

/// `GET /keuangan/rencana/orang/{token}`: masked, under the same question.
pub(crate) async fn why(at: Desked, Path(token): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let run = at.run()?;
    let row = row_of(&at, &run, &token, Permission::ViewPeople)?;
    let params = at.params(&KEYS);
    let answered = answer(&at, &run, &params).await?;
    let f = FundingTexts::of(at.lang);
    let planned = &answered.shown().planned;
    let place = answered.ground.place_of(run.people.nik[row]);
    let (named, sentences) = match place {
        Some(place) => {
            let said = planned.plan.explain(&planned.problem, place);
            (
                class(said.class, at.lang),
                said.sentences(&planned.problem, at.lang),
            )
        }
        None => (f.nobody.to_owned(), vec![f.not_planned.to_owned()]),
    };
    let page = WhyPage {
        page: at.page(f.why_title, "/keuangan"),
        t: at.t,
        f,
        tabs: tabs(at.t, PATH),
        back: params.under(PATH),
        person: format!("/penduduk/o/{token}"),
        who: f.fill(f.why_lead, &[&format::mask_name(run.people.name.get(row))]),
        class: named,
        sentences,
    };
    at.answer(&page)
}
