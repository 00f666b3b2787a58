//! Penghargaan: which category a city holds, and how far the next one is.

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_law::{Answer, ThresholdId};

use super::{Tab, tabs};
use crate::ask::{self, AwardOf};
use crate::award::{Held, Shown};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::summary::{AwardSaid, said_of};
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::Desked;

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
    award: AwardSaid,
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
        award: said_of(&held, [arrears.1, prioritas.1], lang, t),
        thresholds: held
            .award
            .evaluations
            .iter()
            .map(|evaluation| criteria(&held, evaluation, [arrears.1, prioritas.1], &at))
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

fn criteria(
    held: &Held,
    evaluation: &semesta_law::Evaluation,
    answers: [&str; 2],
    at: &Desked,
) -> Table {
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
    let receipt = |criterion: &str, of| {
        let asked = ask::Award {
            year: held.award.year,
            arrears: answers[0].to_owned(),
            prioritas: answers[1].to_owned(),
            threshold: id.code().to_owned(),
            criterion: criterion.to_owned(),
            of,
        };
        asked.href()
    };
    let cell = |value: Option<String>, criterion: &str, of| {
        value.map_or_else(
            || Td::number("–"),
            |value| Td::number(value).link(receipt(criterion, of)),
        )
    };
    let count = |n: Option<i64>| n.map(|n| format::number(n, lang));
    let money = |n: Option<i64>| n.map(|n| format::rupiah(n, lang));
    for criterion in &evaluation.criteria {
        let code = criterion.kind.code();
        let cost = held.price.zip(criterion.short_by);
        let cost = cost.map(|(price, n)| (price * n).0);
        let required = criterion.required.map(|n| format::threshold(n, lang));
        let actual = criterion.actual.map(|ratio| format::percent(ratio, lang));
        table.rows.push(vec![
            Td::text(criterion.kind.label(lang)),
            cell(required, code, AwardOf::Required),
            cell(actual, code, AwardOf::Actual),
            outcome(criterion.outcome, at),
            cell(count(criterion.short_by), code, AwardOf::ShortBy),
            cell(money(cost), code, AwardOf::Cost),
        ]);
    }
    let way = held.way(evaluation);
    table.foot = vec![
        Td::text(t.all_together),
        Td::text(""),
        Td::text(""),
        Td::text(evaluation.outcome.label(lang)),
        cell(count(way.map(|(n, _)| n)), "", AwardOf::ShortBy),
        cell(money(way.and_then(|(_, cost)| cost)), "", AwardOf::Cost),
    ];
    table
}
