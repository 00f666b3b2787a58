//! Keuangan: what was billed, what of it is wrong, what is due, which category that buys.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::{Finding, Month, Ratio};
use semesta_engine::run::RunFolder;
use semesta_law::{Answer, ThresholdId};
use serde::Deserialize;

use crate::award::{Held, Shown};
use crate::draw;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::BillSum;
use crate::page::Page;
use crate::pages::summary::{AwardSaid, said_of};
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::{Desked, Posted};
use crate::words;

/// A tab of the section.
pub(crate) struct Tab {
    pub(crate) title: &'static str,
    pub(crate) href: &'static str,
    pub(crate) is_here: bool,
}

/// The tabs of Keuangan.
pub(crate) fn tabs(t: &'static Texts, here: &str) -> Vec<Tab> {
    [
        (t.tab_bill, "/keuangan"),
        (t.tab_budget, "/keuangan/anggaran"),
        (t.tab_due, "/keuangan/kewajiban"),
        (t.tab_award, "/keuangan/penghargaan"),
        (t.tab_plan, "/keuangan/rencana"),
        (t.tab_minutes, "/keuangan/berita-acara"),
    ]
    .into_iter()
    .map(|(title, href)| Tab {
        title,
        href,
        is_here: href == here,
    })
    .collect()
}

#[derive(Template)]
#[template(path = "money.html")]
struct MoneyPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    month: String,
    summary: Vec<(&'static str, String)>,
    findings: Table,
    months: Table,
    unchecked: Vec<String>,
}

/// `GET /keuangan`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let by_month = by_month(&run);
    let newest = by_month.keys().next_back().cloned().unwrap_or_default();
    let params = at.params(&["bulan"]);
    let month = if by_month.contains_key(params.get("bulan")) {
        params.get("bulan").to_owned()
    } else {
        newest
    };
    let (all, wrong) = by_month.get(&month).copied().unwrap_or_default();
    let page = MoneyPage {
        page: at.page(t.money_title, "/keuangan"),
        t,
        tabs: tabs(t, "/keuangan"),
        month: format::month(&month, lang),
        summary: vec![
            (t.billed, format::rupiah(all.billed, lang)),
            (t.disputed, format::rupiah(wrong.disputed, lang)),
            (t.undisputed, format::rupiah(all.undisputed(), lang)),
            (t.lines, format::number(all.lines, lang)),
            (t.lines_disputed, format::number(wrong.lines, lang)),
        ],
        findings: findings(&run, &month, &at),
        months: months(&by_month, &at),
        unchecked: unchecked(&run, t),
    };
    at.answer(&page)
}

/// Every month: all of its lines, and those that are not in order.
fn by_month(run: &Loaded) -> BTreeMap<String, (BillSum, BillSum)> {
    let mut months: BTreeMap<String, (BillSum, BillSum)> = BTreeMap::new();
    for ((month, finding), sum) in &run.bill {
        let (all, wrong) = months.entry(month.clone()).or_default();
        all.add(*sum);
        if finding != Finding::Ok.code() {
            wrong.add(*sum);
        }
    }
    months
}

fn findings(run: &Loaded, month: &str, at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("temuan", t.findings_caption, lang)
        .text(t.finding)
        .number(t.lines)
        .number(t.billed)
        .number(t.disputed)
        .number(t.undisputed);
    table.empty = t.bill_none.to_owned();
    let mut rows: Vec<(&String, &BillSum)> = run
        .bill
        .iter()
        .filter(|((of, _), _)| of == month)
        .map(|((_, finding), sum)| (finding, sum))
        .collect();
    let most = rows
        .iter()
        .map(|(_, sum)| sum.disputed)
        .max()
        .unwrap_or(1)
        .max(1);
    rows.sort_by_key(|(finding, sum)| {
        (finding.as_str() == "ok", -sum.disputed, (*finding).clone())
    });
    let mut all = BillSum::default();
    for (finding, sum) in rows {
        all.add(*sum);
        let lines = format!("/keuangan/tagihan?bulan={month}&temuan={finding}");
        table.rows.push(vec![
            Td::text(words::finding(finding, lang)).link(lines),
            Td::count(sum.lines, lang),
            Td::rupiah(sum.billed, lang).link(format!("/kuitansi/tagihan/{month}/{finding}")),
            Td::rupiah(sum.disputed, lang)
                .drawing(draw::bar(sum.disputed as f64 / most as f64, "fb")),
            Td::rupiah(sum.undisputed(), lang),
        ]);
    }
    table.foot = vec![
        Td::text(t.total),
        Td::count(all.lines, lang),
        Td::rupiah(all.billed, lang),
        Td::rupiah(all.disputed, lang),
        Td::rupiah(all.undisputed(), lang),
    ];
    table
}

fn months(by_month: &BTreeMap<String, (BillSum, BillSum)>, at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("bulan", t.months_caption, lang)
        .text(t.month)
        .number(t.lines)
        .number(t.billed)
        .number(t.lines_disputed)
        .number(t.disputed)
        .number(t.share);
    table.empty = t.bill_none.to_owned();
    for (month, (all, wrong)) in by_month.iter().rev() {
        let share = Ratio {
            numerator: wrong.disputed,
            denominator: all.billed,
        };
        table.rows.push(vec![
            Td::month(month, lang).link(format!("/keuangan?bulan={month}")),
            Td::count(all.lines, lang),
            Td::rupiah(all.billed, lang).link(format!("/kuitansi/tagihan/{month}/semua")),
            Td::count(wrong.lines, lang),
            Td::rupiah(wrong.disputed, lang),
            Td::number(format::percent(share, lang)),
        ]);
    }
    table
}

/// What no list allowed to check.
fn unchecked(run: &Loaded, t: &'static Texts) -> Vec<String> {
    let has = |source: &str| {
        run.manifest
            .snapshots
            .iter()
            .any(|used| used.source == source)
    };
    [
        ("daftar_pemda", t.unchecked_approval),
        ("phk", t.unchecked_layoff),
        ("kematian", t.unchecked_deaths),
        ("pindah", t.unchecked_moves),
    ]
    .into_iter()
    .filter(|(source, _)| !has(source))
    .map(|(_, said)| said.to_owned())
    .collect()
}

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
    let mut payers: BTreeMap<&'static str, (i64, i64)> = BTreeMap::new();
    let table = known.as_ref().map(|dues| {
        let mut table = Table::new("kewajiban", t.due_caption, lang)
            .text(t.segment)
            .text(t.payer)
            .text(t.budget_line)
            .number(t.people)
            .number(t.a_month);
        for due in dues.iter() {
            let payer = due.component.map_or("", semesta_law::Component::payer_code);
            if due.component.is_some() {
                let sum = payers.entry(payer).or_default();
                sum.0 += due.people;
                sum.1 += due.amount;
            }
            table.rows.push(vec![
                Td::text(due.segment.label(lang)),
                Td::text(words::payer(payer, t)),
                Td::text(
                    due.component
                        .map_or(t.due_unknown, |component| component.label(lang)),
                ),
                Td::count(due.people, lang),
                match due.component {
                    // What is not known is not shown.
                    None => Td::number("–"),
                    Some(_) => Td::rupiah(due.amount, lang),
                },
            ]);
        }
        table
    });
    let of_payers = table.is_some().then(|| {
        let mut table = Table::new("penanggung", t.due_payers, lang)
            .text(t.payer)
            .number(t.a_month);
        for (payer, (_, amount)) in &payers {
            table.rows.push(vec![
                Td::text(words::payer(payer, t)),
                Td::rupiah(*amount, lang),
            ]);
        }
        table.foot = vec![
            Td::text(t.total),
            Td::rupiah(payers.values().map(|(_, amount)| amount).sum(), lang),
        ];
        table
    });
    let page = DuePage {
        page: at.page(t.due_title, "/keuangan"),
        t,
        tabs: tabs(t, "/keuangan/kewajiban"),
        month: format::month(&month, lang),
        table,
        payers: of_payers,
    };
    at.answer(&page)
}

fn month_of(run: &Loaded) -> Result<Month, Fault> {
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

#[derive(Template)]
#[template(path = "award.html")]
struct AwardPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    year: i16,
    years: Vec<(i16, bool)>,
    arrears: &'static str,
    prioritas: &'static str,
    said: AwardSaid,
    thresholds: Vec<Table>,
}

/// `GET /keuangan/penghargaan`
pub(crate) async fn award(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&["tahun", "tunggakan", "prioritas"]);
    let on: Date = run.manifest.as_of.parse()?;
    let year = params
        .number("tahun")
        .and_then(|year| i16::try_from(year).ok())
        .filter(|year| (2014..2100).contains(year))
        .unwrap_or(on.year());
    let answer = |key| match params.get(key) {
        "ya" => (Answer::Yes, "ya"),
        "tidak" => (Answer::No, "tidak"),
        _ => (Answer::Unknown, ""),
    };
    let (arrears, prioritas) = (answer("tunggakan"), answer("prioritas"));
    let shown = Shown {
        year,
        arrears: arrears.0,
        prioritas: prioritas.0,
    };
    let held = Held::of(&run, shown)?;
    let last = on.year().max(2026);
    let page = AwardPage {
        page: at.page(t.award_title, "/keuangan"),
        t,
        tabs: tabs(t, "/keuangan/penghargaan"),
        year,
        years: (2023..=last).rev().map(|one| (one, one == year)).collect(),
        arrears: arrears.1,
        prioritas: prioritas.1,
        said: said_of(&held, lang, t),
        thresholds: held
            .award
            .evaluations
            .iter()
            .map(|evaluation| criteria(&held, evaluation, &at))
            .collect(),
    };
    at.answer(&page)
}

fn outcome(outcome: semesta_law::Outcome, at: &Desked) -> Td {
    let mark = match outcome {
        semesta_law::Outcome::Holds => "good",
        semesta_law::Outcome::Fails => "bad",
        semesta_law::Outcome::NotShown => "warn",
    };
    Td::text(outcome.label(at.lang)).mark(mark)
}

/// The name of a threshold's table.
fn place(id: ThresholdId) -> &'static str {
    match id {
        ThresholdId::Immediate => "ambang-seketika",
        ThresholdId::Prioritas => "ambang-prioritas",
        ThresholdId::Rpjmn => "ambang-rpjmn",
        ThresholdId::AwardEntry => "ambang-masuk",
        ThresholdId::AwardUtama => "ambang-utama",
        ThresholdId::AwardMadya => "ambang-madya",
        ThresholdId::AwardPratama => "ambang-pratama",
    }
}

fn criteria(held: &Held, evaluation: &semesta_law::Evaluation, at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let id = evaluation.threshold.id;
    let mut table = Table::new(place(id), id.label(lang), lang)
        .fixed()
        .text(t.criterion)
        .number(t.at_least)
        .number(t.city)
        .text(t.result)
        .number(t.short_by)
        .number(t.cost_a_month);
    for criterion in &evaluation.criteria {
        let cost = held
            .price
            .zip(criterion.short_by)
            .map(|(price, n)| (price * n).0);
        let dash = || Td::number("–");
        table.rows.push(vec![
            Td::text(criterion.kind.label(lang)),
            criterion
                .required
                .map_or_else(dash, |points| Td::number(format::threshold(points, lang))),
            criterion
                .actual
                .map_or_else(dash, |ratio| Td::number(format::percent(ratio, lang))),
            outcome(criterion.outcome, at),
            criterion.short_by.map_or_else(dash, |n| Td::count(n, lang)),
            cost.map_or_else(dash, |cost| Td::rupiah(cost, lang)),
        ]);
    }
    let way = held.way(evaluation);
    table.foot = vec![
        Td::text(t.all_together),
        Td::text(""),
        Td::text(""),
        Td::text(evaluation.outcome.label(lang)),
        way.map_or_else(|| Td::number("–"), |(n, _)| Td::count(n, lang)),
        way.and_then(|(_, cost)| cost)
            .map_or_else(|| Td::number("–"), |cost| Td::rupiah(cost, lang)),
    ];
    table
}

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
