//! Kewajiban: who owes how much.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::Month;
use semesta_engine::run::RunFolder;
use semesta_law::Component;
use serde::Deserialize;

use super::{Tab, tabs};
use crate::ask::{self, DueOf};
use crate::fault::Fault;
use crate::format;
use crate::liability::Due;
use crate::model::Loaded;
use crate::page::Page;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "due.html")]
struct DuePage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    month: String,
    table: Option<Table>,
    payers: Option<Table>,
}

/// `GET /keuangan/kewajiban`
pub(crate) async fn due(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let month = month_of(&run)?.to_string();
    let known = at.app.liabilities.get(&run.manifest.id, &month);
    let dues = known.as_deref();
    let page = DuePage {
        page: at.page(t.due_title, "/keuangan"),
        t,
        tabs: tabs(t, "/keuangan/kewajiban"),
        month: format::month(&month, lang),
        table: dues.map(|dues| due_table(dues, &at)),
        payers: dues.map(|dues| payers(dues, &at)),
    };
    at.answer(&page)
}

/// What is due by segment and budget line.
fn due_table(dues: &[Due], at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("kewajiban", t.due_caption, lang)
        .text(t.segment)
        .text(t.payer)
        .text(t.budget_line)
        .number(t.people)
        .number(t.a_month);
    for due in dues {
        let payer = due.component.map_or("", Component::payer_code);
        let receipt = |of| {
            let asked = ask::Due {
                segment: Some(due.segment),
                payer: String::new(),
                component: due.code().to_owned(),
                of,
            };
            asked.href()
        };
        table.rows.push(vec![
            Td::text(due.segment.label(lang)),
            Td::text(words::payer(payer, t)),
            Td::text(
                due.component
                    .map_or(t.due_unknown, |component| component.label(lang)),
            ),
            Td::count(due.people, lang).link(receipt(DueOf::People)),
            match due.component {
                // What is not known is not shown.
                None => Td::number("–"),
                Some(_) => Td::rupiah(due.amount, lang).link(receipt(DueOf::Amount)),
            },
        ]);
    }
    table
}

/// What is due by payer.
fn payers(dues: &[Due], at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut sums: BTreeMap<&'static str, i64> = BTreeMap::new();
    for due in dues {
        if let Some(component) = due.component {
            *sums.entry(component.payer_code()).or_default() += due.amount;
        }
    }
    let cell = |n, payer: &str| {
        let asked = ask::Due {
            payer: payer.to_owned(),
            ..ask::Due::default()
        };
        Td::rupiah(n, lang).link(asked.href())
    };
    let mut table = Table::new("penanggung", t.due_payers, lang)
        .text(t.payer)
        .number(t.a_month);
    for (payer, amount) in &sums {
        table
            .rows
            .push(vec![Td::text(words::payer(payer, t)), cell(*amount, payer)]);
    }
    table.foot = vec![Td::text(t.total), cell(sums.values().sum(), "")];
    table
}

pub(crate) fn month_of(run: &Loaded) -> Result<Month, Fault> {
    let on: Date = run.manifest.as_of.parse()?;
    Ok(Month::of(on))
}

/// Nothing but the seal of a form.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /keuangan/kewajiban`: computes it, which takes as long as a run.
pub(crate) async fn compute_due(posted: Posted<Nothing>) -> Result<Response, Fault> {
    let Posted { at, .. } = posted;
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let month = month_of(&run)?;
    let folder = at.app.folder.clone().ok_or(Fault::NoRun)?;
    let job = at.app.jobs.begin(
        ["Menghitung kewajiban iuran", "Computing what is due"],
        ["membaca data dan menghitung", "reading and computing"],
    )?;
    let id = job.id().to_owned();
    let (run_id, known) = (run.manifest.id.clone(), at.app.liabilities.clone());
    tokio::task::spawn_blocking(move || {
        let computed = RunFolder::find(&folder, Some(&run_id))
            .map_err(anyhow::Error::from)
            .and_then(|run| known.compute(&folder, &run, month));
        match computed {
            Ok(()) => job.done(
                ["Selesai dihitung".to_owned(), "Computed".to_owned()],
                "/keuangan/kewajiban",
            ),
            Err(error) => {
                eprintln!("semesta: {error:#}");
                job.fail(
                    [
                        "tidak dapat dihitung".to_owned(),
                        "cannot be computed".to_owned(),
                    ],
                    [
                        "periksa cuplikan data pada halaman Data".to_owned(),
                        "look at the snapshots on the page Data".to_owned(),
                    ],
                );
            }
        }
    });
    Ok(Redirect::to(&format!("/data/pekerjaan/{id}")).into_response())
}
