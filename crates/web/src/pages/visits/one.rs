//! One visit: whom it is to, what came of it, and what was found before.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::visit::{NewVisit, Visit, visit_outcome, visit_outcomes};
use semesta_domain::{Nik, RegionCode};
use serde::Deserialize;

use super::{Ground, action, again_on, ground, outcome_said, place};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::person::row_of;
use crate::table::{Table, Td};
use crate::text::{Texts, TimelineTexts};
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "visit.html")]
struct VisitPage {
    page: Page,
    t: &'static Texts,
    l: &'static TimelineTexts,
    token: String,
    back: String,
    news: String,
    facts: Vec<(&'static str, String)>,
    outcomes: Vec<Choice>,
    may_record: bool,
    today: String,
    history: Table,
    /// The number of one's own last visit that stands.
    undo: Option<i64>,
}

/// Somebody to visit: their row, NIK and village.
struct Whom {
    row: usize,
    nik: Nik,
    area: RegionCode,
}

fn whom(at: &Desked, ground: &Ground, token: &str) -> Result<Whom, Fault> {
    let row = row_of(at, &ground.run, token, Permission::ViewPeople)?;
    let people = &ground.run.people;
    Ok(Whom {
        row,
        nik: Nik::from_number(people.nik[row]).map_err(|_| Fault::NotFound)?,
        area: people.region.get(row).parse().unwrap_or(at.region()),
    })
}

/// `GET /kunjungan/{token}`: masked, as all that a cadre sees.
pub(crate) async fn show(at: Desked, Path(token): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewPeople)?;
    let ground = ground(&at).await?;
    let whom = whom(&at, &ground, &token)?;
    let (lang, t, l) = (at.lang, at.t, TimelineTexts::of(at.lang));
    let params = at.params(&["selesai", "batal"]);
    let news = match visit_outcome(params.get("selesai")) {
        Some(outcome) => l.fill(l.recorded_now, &[outcome.next(lang)]),
        None if params.get("batal") == "1" => l.undone_now.to_owned(),
        None => String::new(),
    };
    let run = &ground.run;
    let visits = at.desk.visits_of(&at.actor(), whom.nik, whom.area).await?;
    let mine = &at.viewer.session.user;
    let last = visits.iter().find(|visit| visit.undone_at.is_none());
    let undo = last
        .filter(|visit| visit.made_by == *mine)
        .map(|visit| visit.id);
    let people = &run.people;
    let state = match (people.registered[whom.row], people.active[whom.row]) {
        (_, true) => t.active,
        (true, false) => t.inactive,
        (false, false) => t.unregistered,
    };
    let page = VisitPage {
        page: at.page(
            l.fill(
                l.record_title,
                &[&format::mask_name(people.name.get(whom.row))],
            ),
            "/belum",
        ),
        t,
        l,
        back: format!("/kunjungan?wilayah={}", people.region.get(whom.row)),
        news,
        facts: vec![
            ("NIK", format::mask_digits(people.nik[whom.row], 16)),
            (t.village, place(&ground, whom.row, l)),
            (t.state, state.to_owned()),
            (
                t.reason,
                words::gap(people.gap.get(whom.row), lang).to_owned(),
            ),
            (t.first_action, action(run, whom.row, lang, t)),
        ],
        outcomes: visit_outcomes()
            .iter()
            .map(|outcome| Choice {
                value: outcome.code.clone(),
                title: outcome.title(lang).to_owned(),
                is_chosen: false,
            })
            .collect(),
        may_record: at.viewer.session.may(Permission::RecordVisits, whom.area),
        today: ground.on.to_string(),
        history: history(&visits, &at),
        undo,
        token,
    };
    at.answer(&page)
}

fn history(visits: &[Visit], at: &Desked) -> Table {
    let (lang, t, l) = (at.lang, at.t, TimelineTexts::of(at.lang));
    let mut table = Table::new("kunjungan", l.history_caption, lang)
        .personal()
        .text(t.date)
        .text(l.outcome)
        .text(l.record_note)
        .text(t.who);
    table.empty = l.history_none.to_owned();
    for visit in visits {
        let again =
            again_on(visit).map(|day| l.fill(l.again_on, &[&format::date_in_words(day, lang)]));
        let outcome = Td::text(outcome_said(visit, lang));
        table.rows.push(vec![
            Td::date(visit.day, lang),
            if visit.undone_at.is_some() {
                outcome.sub(l.undone)
            } else {
                outcome.sub(again.unwrap_or_default())
            },
            Td::text(&visit.note),
            Td::text(&visit.made_by).sub(format::instant(visit.made_at, lang)),
        ]);
    }
    table
}

/// What came of a visit.
#[derive(Deserialize)]
pub(crate) struct Found {
    #[serde(default)]
    hasil: String,
    #[serde(default)]
    hari: String,
    #[serde(default)]
    catatan: String,
}

/// `POST /kunjungan/{token}`
pub(crate) async fn record(
    Path(token): Path<String>,
    posted: Posted<Found>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let ground = ground(&at).await?;
    let whom = whom(&at, &ground, &token)?;
    let day: Date = form
        .hari
        .parse()
        .map_err(|_| Fault::Bad("tanggal tidak terbaca", "the date cannot be read"))?;
    if visit_outcome(&form.hasil).is_none() {
        return Err(Fault::Bad(
            "pilih hasil kunjungan",
            "choose what came of the visit",
        ));
    }
    let visit = NewVisit {
        nik: whom.nik,
        area: whom.area,
        outcome: form.hasil,
        note: form.catatan,
        day,
        run: Some(ground.run.manifest.id.clone()),
    };
    at.desk.record_visit(&at.actor(), &visit, at.when()).await?;
    let to = format!("/kunjungan/{token}?selesai={}", visit.outcome);
    Ok(Redirect::to(&to).into_response())
}

/// Which visit is undone.
#[derive(Deserialize)]
pub(crate) struct Which {
    nomor: String,
}

/// `POST /kunjungan/{token}/batal`: one's own only.
pub(crate) async fn undo(
    Path(token): Path<String>,
    posted: Posted<Which>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let ground = ground(&at).await?;
    let whom = whom(&at, &ground, &token)?;
    let number = form.nomor.parse().map_err(|_| Fault::NotFound)?;
    at.desk
        .undo_visit(&at.actor(), number, whom.area, at.when().now)
        .await?;
    Ok(Redirect::to(&format!("/kunjungan/{token}?batal=1")).into_response())
}
