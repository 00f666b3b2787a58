//! One case file: what was done, what comes next and when, and the letter.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::employer::{Case, Employer, Step};
use semesta_domain::Lang;
use semesta_law::{Law, SanctionRules};
use serde::Deserialize;

use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::employers::cases::{fine, outcome};
use crate::pages::employers::href;
use crate::table::{Table, Td};
use crate::text::{EmployerTexts, Texts};
use crate::visit::{Desked, Posted};

/// The next step, and whether it may be taken.
struct Next {
    title: String,
    said: String,
    when: String,
    /// Whether its day has come and whoever looks may take it.
    may_take: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    page: Page,
    t: &'static Texts,
    w: &'static EmployerTexts,
    id: i64,
    version: i64,
    news: &'static str,
    state: Td,
    firm: Option<String>,
    name: String,
    ended: &'static str,
    next: Option<Next>,
    steps: Table,
    may_close: bool,
    may_write: bool,
    has_letter: bool,
}

/// `GET /badan-usaha/perkara/{id}`
pub(crate) async fn show(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewEmployers)?;
    let (lang, w, actor, on) = (
        at.lang,
        EmployerTexts::of(at.lang),
        at.actor(),
        at.when().on,
    );
    let case = at.desk.case(&actor, number(&id)?).await?;
    let employers = at.desk.employers(&actor).await?;
    let firm = employers.into_iter().find(|one| one.firm == case.firm);
    let area = firm
        .as_ref()
        .map_or_else(String::new, |firm| firm.area.compact());
    let news = match at.params(&["kabar"]).get("kabar") {
        "dibuka" => w.done_opened,
        "langkah" => w.done_step,
        "ditutup" => w.done_closed,
        _ => "",
    };
    let ended = match (case.is_open, case.outcome.as_deref()) {
        (true, _) => "",
        (false, Some("complied")) => w.complied,
        (false, _) => w.closed_by_hand,
    };
    let page = CasePage {
        page: at.page(
            w.fill(w.case_title, &[&case.id.to_string()]),
            "/badan-usaha",
        ),
        t: at.t,
        w,
        id: case.id,
        version: case.version,
        news,
        state: outcome(&case, lang),
        firm: firm.as_ref().map(|firm| href(&at, &firm.firm)),
        name: case.name.clone(),
        ended,
        next: next(&at, &case, firm.as_ref(), on)?,
        steps: steps(&case, lang),
        may_close: case.is_open
            && at
                .viewer
                .may_in(Permission::ManageEmployers, &area, at.region()),
        may_write: may_write(&at, &area),
        has_letter: firm.is_some() && case.step != Step::Opened,
    };
    at.answer(&page)
}

fn number(id: &str) -> Result<i64, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

/// Whether somebody may have a letter, which names people.
fn may_write(at: &Desked, area: &str) -> bool {
    [Permission::ManageEmployers, Permission::ApproveSanctions]
        .into_iter()
        .any(|permission| at.viewer.may_in(permission, area, at.region()))
}

fn needed(step: Step) -> Permission {
    match step {
        Step::Opened | Step::Warning => Permission::ManageEmployers,
        Step::Fine | Step::ServiceDenial => Permission::ApproveSanctions,
    }
}

fn next(
    at: &Desked,
    case: &Case,
    firm: Option<&Employer>,
    on: Date,
) -> Result<Option<Next>, Fault> {
    let (lang, w) = (at.lang, EmployerTexts::of(at.lang));
    let rules = SanctionRules::on(&Law::embedded(), on)?;
    let (Some(step), Some(day)) = (case.next_step(&rules), case.next_on) else {
        return Ok(None);
    };
    let due: i64 = firm.map_or(0, |firm| {
        firm.findings.iter().map(|finding| finding.due_month).sum()
    });
    let said = match step {
        Step::Opened | Step::Warning => w.say_warning.to_owned(),
        Step::Fine => w.fill(w.say_fine, &[&format::rupiah(due, lang)]),
        Step::ServiceDenial => w.say_services.to_owned(),
    };
    let left = semesta_domain::days(day) - semesta_domain::days(on);
    let when = if left <= 0 {
        w.next_now.to_owned()
    } else {
        let days = format::number(i64::from(left), lang);
        w.fill(w.next_later, &[&format::date_in_words(day, lang), &days])
    };
    let area = firm.map_or_else(String::new, |firm| firm.area.compact());
    Ok(Some(Next {
        title: w.fill(w.next_is, &[step.label(lang)]),
        said,
        when,
        may_take: left <= 0 && at.viewer.may_in(needed(step), &area, at.region()),
    }))
}

fn steps(case: &Case, lang: Lang) -> Table {
    let w = EmployerTexts::of(lang);
    let mut table = Table::new("langkah", w.steps_title, lang)
        .personal()
        .text(w.step_on)
        .text(w.step)
        .number(w.fine_month)
        .text(w.by)
        .text(w.note);
    table.is_named = true;
    for step in &case.steps {
        table.rows.push(vec![
            Td::date(step.day, lang),
            Td::text(step.step.label(lang)),
            fine(case.id, step.amount, lang),
            Td::text(&step.by),
            Td::text(&step.note),
        ]);
    }
    table
}

/// A change of a case, with the version it was seen at.
#[derive(Deserialize)]
pub(crate) struct Change {
    version: String,
    #[serde(default)]
    note: String,
}

impl Change {
    fn version(&self) -> Result<i64, Fault> {
        self.version.parse().map_err(|_| Fault::Forged)
    }
}

/// `POST /badan-usaha/perkara/{id}/langkah`
pub(crate) async fn advance(
    Path(id): Path<String>,
    posted: Posted<Change>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let id = number(&id)?;
    let note: String = form.note.trim().chars().take(500).collect();
    at.desk
        .advance_case(&at.actor(), id, form.version()?, &note, at.when())
        .await?;
    Ok(Redirect::to(&format!("/badan-usaha/perkara/{id}?kabar=langkah")).into_response())
}

/// `POST /badan-usaha/perkara/{id}/tutup`
pub(crate) async fn close(
    Path(id): Path<String>,
    posted: Posted<Change>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    let id = number(&id)?;
    let reason = crate::export::reason(&form.note)?;
    at.desk
        .close_case(&at.actor(), id, form.version()?, reason, at.when())
        .await?;
    Ok(Redirect::to(&format!("/badan-usaha/perkara/{id}?kabar=ditutup")).into_response())
}

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    page: Page,
    t: &'static Texts,
    w: &'static EmployerTexts,
    id: i64,
    text: String,
}

/// Nothing but the seal.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /badan-usaha/perkara/{id}/surat`: the letter of the last step, logged.
pub(crate) async fn letter(
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Fault> {
    let at = posted.at;
    at.require(Permission::ViewEmployers)?;
    let (id, w, actor) = (number(&id)?, EmployerTexts::of(at.lang), at.actor());
    let case = at.desk.case(&actor, id).await?;
    let employers = at.desk.employers(&actor).await?;
    let firm = employers.into_iter().find(|one| one.firm == case.firm);
    let area = firm.ok_or(Fault::NotFound)?.area.compact();
    if !may_write(&at, &area) {
        return Err(Fault::Forbidden);
    }
    let text = at.desk.letter(&actor, id, None, at.when()).await?;
    let page = LetterPage {
        page: at.page(w.letter_title, "/badan-usaha"),
        t: at.t,
        w,
        id,
        text,
    };
    at.answer(&page)
}
