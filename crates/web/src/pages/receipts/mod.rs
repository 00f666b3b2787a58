//! Kuitansi: what a number was made of. One page for every number there is.

mod awards;
mod bill;
mod bridge;
mod budget;
mod change;
mod data;
mod desk;
mod due;
mod figures;
mod firm;
mod groups;
mod minutes;
mod people;
mod person;
mod plan;
mod proposals;
mod public;
mod rests;
mod review;
mod rt;
mod runs;
mod snapshots;
mod work;

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;

use crate::ask::Asked;
use crate::fault::Fault;
use crate::model::Loaded;
use crate::page::Page;
use crate::receipt::{How, Parts, Receipt};
use crate::table::{Table, Td};
use crate::text::{ReceiptTexts, Texts};
use crate::visit::{Desked, Visit};

pub(crate) use change::{COLUMNS, FLOWS, column_said, flow_value, key};
pub(crate) use plan::href as plan_href;
pub(crate) use public::{href as public_href, show as public};

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    page: Page,
    t: &'static Texts,
    r: &'static ReceiptTexts,
    of: String,
    value: String,
    formula: String,
    code: &'static str,
    /// Each with whether it closes.
    parts: Vec<(Table, bool)>,
    lists: Vec<(String, String)>,
    files: Option<Table>,
    law: Option<Table>,
    run: String,
    law_hash: String,
    as_of: String,
    is_public: bool,
}

/// `GET /kuitansi/{kind}`
pub(crate) async fn show(at: Desked, Path(kind): Path<String>) -> Result<Response, Fault> {
    let asked = Asked::read(&kind, at.query.as_deref()).ok_or(Fault::NotFound)?;
    at.keeps_address();
    at.require(needs(&asked))?;
    let run = at.run()?;
    let mut receipt = of(&at, &run, asked).await?;
    receipt.law_on = receipt.law_on.or(Some(at.when().on));
    let page = page(&at, receipt, false).await?;
    at.answer(&page)
}

/// Whoever may see the page with a number may see its receipt.
fn needs(asked: &Asked) -> Permission {
    match asked {
        Asked::Work(_) | Asked::Visits(_) | Asked::Route(_) | Asked::Line(_) => {
            Permission::ViewPeople
        }
        Asked::Plan(asked) if !asked.person.is_empty() => Permission::ViewPeople,
        Asked::Waiting(asked) => desk::needs(asked),
        Asked::Pairs(_) | Asked::Pair(_) => Permission::ReviewLinks,
        Asked::Proposals(_) | Asked::Cost(_) | Asked::Batch(_) => Permission::ViewProposals,
        Asked::Firms(_) | Asked::Firm(_) | Asked::Fine(_) => Permission::ViewEmployers,
        _ => Permission::ViewFigures,
    }
}

async fn of(at: &Desked, run: &Arc<Loaded>, asked: Asked) -> Result<Receipt, Fault> {
    match asked {
        Asked::Figure(asked) => figures::figure(at, run, &asked),
        Asked::Moved(asked) => figures::moved(at, run, &asked).await,
        Asked::Bridge(asked) => bridge::bridge(at, run, &asked),
        Asked::Gap(asked) => people::gap(at, run, &asked),
        Asked::Work(asked) => work::work(at, run, &asked).await,
        Asked::Group(asked) => groups::group(at, run, &asked),
        Asked::Rt(asked) => rt::rt(at, run, &asked).await,
        Asked::Bill(asked) => bill::bill(at, run, &asked),
        Asked::Due(asked) => due::due(at, run, &asked),
        Asked::Award(asked) => awards::award(at, run, &asked),
        Asked::Budget(asked) => budget::budget(at, run, &asked),
        Asked::Plan(asked) => plan::plan(at, run, &asked).await,
        Asked::Minutes(asked) => minutes::minutes(at, run, &asked).await,
        Asked::Delivery(asked) => data::delivery(at, &asked).await,
        Asked::Quality(asked) => data::quality(at, &asked).await,
        Asked::Rejects(asked) => data::rejects(at, run, &asked),
        Asked::Checks(asked) => runs::checks(at, run, &asked),
        Asked::Snapshot(asked) => snapshots::snapshot(at, &asked).await,
        Asked::Run(asked) => runs::run(at, &asked),
        Asked::Change(asked) => change::change(at, run, &asked).await,
        Asked::Visits(asked) => desk::visits(at, run, &asked).await,
        Asked::Waiting(asked) => desk::waiting(at, run, &asked).await,
        Asked::Pairs(asked) => review::pairs(at, run, &asked).await,
        Asked::Pair(asked) => review::pair(at, run, &asked).await,
        Asked::Proposals(asked) => proposals::proposals(at, &asked).await,
        Asked::Cost(asked) => proposals::cost(at, &asked).await,
        Asked::Batch(asked) => proposals::batch(at, &asked).await,
        Asked::Firms(asked) => desk::firms(at, &asked).await,
        Asked::Firm(asked) => firm::firm(at, &asked).await,
        Asked::Fine(asked) => firm::fine(at, &asked).await,
        Asked::Route(asked) => person::route(at, run, &asked),
        Asked::Line(asked) => person::line(at, run, &asked),
    }
}

/// A receipt as a page.
async fn page(at: &Visit, receipt: Receipt, is_public: bool) -> Result<ReceiptPage, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let files = rests::files(at, &receipt, is_public).await?;
    let law = rests::law(at, &receipt, is_public);
    let run = receipt.run.as_ref();
    Ok(ReceiptPage {
        page: at.page(
            format!("{}: {}", t.receipt_title, receipt.title),
            if is_public { "" } else { receipt.nav },
        ),
        t,
        r,
        of: receipt.of.join(" · "),
        value: receipt.value.text(lang),
        formula: receipt.formula.clone(),
        code: receipt.code,
        parts: receipt
            .parts
            .iter()
            .enumerate()
            .map(|(place, parts)| (taken_apart(place, parts, at), parts.closes()))
            .collect(),
        lists: receipt.lists.clone(),
        files,
        law,
        run: run.map_or_else(String::new, |run| run.id.clone()),
        law_hash: run.map_or_else(String::new, |run| run.law.hash.chars().take(16).collect()),
        as_of: run.map_or_else(String::new, |run| crate::format::day(&run.as_of, lang)),
        is_public,
    })
}

const IDS: [&str; 6] = [
    "bagian1", "bagian2", "bagian3", "bagian4", "bagian5", "bagian6",
];

/// Parts as a table whose foot is the number.
fn taken_apart(place: usize, parts: &Parts, at: &Visit) -> Table {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let id = IDS.get(place).copied().unwrap_or("bagian");
    let is_plain = parts.how == How::Sum && !parts.rows.iter().any(|part| part.is_minus);
    let mut table = Table::new(id, parts.caption.clone(), lang)
        .fixed()
        .text(r.part);
    if !is_plain {
        table = table.text(r.sign);
    }
    table = table.number(t.value);
    for (place, part) in parts.rows.iter().enumerate() {
        let sign = match parts.how {
            _ if place == 0 && !part.is_minus => "",
            How::Sum if part.is_minus => "−",
            How::Sum => "+",
            How::Quotient => "÷",
            How::Product => "×",
            How::Mean(_) => "−",
        };
        let mut cells = vec![Td::text(&part.name).sub(&part.note)];
        if !is_plain {
            cells.push(Td::text(sign));
        }
        let value = Td::number(part.value.text(lang));
        cells.push(match &part.href {
            Some(href) => value.link(href),
            None => value,
        });
        table.rows.push(cells);
    }
    table.foot.push(Td::text(match parts.how {
        How::Mean(n) => r.fill(r.in_steps, &[&n.to_string()]),
        _ => t.total.to_owned(),
    }));
    if !is_plain {
        table.foot.push(Td::text("="));
    }
    table.foot.push(Td::number(parts.total.text(lang)));
    table
}
