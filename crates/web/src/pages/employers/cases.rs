//! All cases, open and closed.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::employer::{Case, CaseStep};
use semesta_domain::Lang;

use crate::ask;
use crate::fault::Fault;
use crate::page::Page;
use crate::pages::employers::{next_said, tabs};
use crate::pages::money::Tab;
use crate::table::{Key, Table, Td};
use crate::text::{EmployerTexts, Texts};
use crate::visit::Desked;

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    page: Page,
    t: &'static Texts,
    w: &'static EmployerTexts,
    tabs: Vec<Tab>,
    table: Table,
}

/// `GET /badan-usaha/perkara`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewEmployers)?;
    let (lang, w) = (at.lang, EmployerTexts::of(at.lang));
    let cases = at.desk.cases(&at.actor()).await?;
    // A firm's name may be its owner's.
    let mut table = Table::new("perkara", w.cases_caption, lang)
        .personal()
        .text(w.case)
        .text(w.firm)
        .text(w.step)
        .text(w.step_on)
        .text(w.next_on)
        .number(w.fine_month)
        .text(w.outcome);
    table.empty = w.cases_none.to_owned();
    for case in &cases {
        table.rows.push(vec![
            Td::text(case.id.to_string()).link(format!("/badan-usaha/perkara/{}", case.id)),
            Td::text(&case.name),
            Td::text(case.step.label(lang)),
            Td::date(case.step_on, lang),
            next(case, lang),
            fine(case.id, fined(case).and_then(|step| step.amount), lang),
            outcome(case, lang),
        ]);
    }
    let page = CasesPage {
        page: at.page(w.tab_cases, "/badan-usaha"),
        t: at.t,
        w,
        tabs: tabs(&at, "/badan-usaha/perkara"),
        table,
    };
    at.answer(&page)
}

/// When the next step may be taken.
fn next(case: &Case, lang: Lang) -> Td {
    let cell = Td::text(next_said(case, lang));
    match case.next_on {
        Some(day) => cell.keyed(Key::Time(day.to_string())),
        None => cell,
    }
}

/// The step of a case that set its fine.
pub(crate) fn fined(case: &Case) -> Option<&CaseStep> {
    case.steps.iter().rev().find(|step| step.amount.is_some())
}

/// A fine, rupiah a month, with its receipt.
pub(crate) fn fine(case: i64, amount: Option<i64>, lang: Lang) -> Td {
    let case = case.to_string();
    amount.map_or_else(
        || Td::number("–"),
        |amount| Td::rupiah(amount, lang).link(ask::Fine { case }.href()),
    )
}

/// How a case ended, as a mark.
pub(crate) fn outcome(case: &Case, lang: Lang) -> Td {
    let w = EmployerTexts::of(lang);
    match (case.is_open, case.outcome.as_deref()) {
        (true, _) => Td::text(w.outcome_open).mark("warn"),
        (false, Some("complied")) => Td::text(w.outcome_complied).mark("good"),
        (false, _) => Td::text(w.outcome_closed).mark("plain"),
    }
}
