//! Keuangan: what was billed, what of it is wrong.

mod award;
mod due;
mod job;

pub(crate) use award::award;
pub(crate) use due::{Nothing, compute_due, due, month_of};
pub(crate) use job::job;

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Finding, Lang, Ratio};

use crate::ask::{self, BillOf};
use crate::draw;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::model::counts::BillSum;
use crate::page::Page;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::tile::Tile;
use crate::visit::Desked;
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
    strip: Vec<Tile>,
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
        strip: strip(&month, all, wrong, &at),
        findings: findings(&run, &month, &at),
        months: months(&by_month, &at),
        unchecked: unchecked(&run, t),
    };
    at.answer(&page)
}

/// Where the receipt of a sum over a month's lines is.
fn receipt(month: &str, finding: &str, of: BillOf) -> String {
    let asked = ask::Bill {
        month: month.parse().ok(),
        finding: finding.to_owned(),
        area: String::new(),
        of,
    };
    asked.href()
}

/// The finding that stands for whatever is disputed.
const DISPUTED: &str = "sengketa";

fn strip(month: &str, all: BillSum, wrong: BillSum, at: &Desked) -> Vec<Tile> {
    let (lang, t) = (at.lang, at.t);
    if month.is_empty() {
        return Vec::new();
    }
    let money = |n| format::rupiah(n, lang);
    let count = |n| format::number(n, lang);
    [
        (t.billed, money(all.billed), "", BillOf::Billed),
        (
            t.disputed,
            money(wrong.disputed),
            DISPUTED,
            BillOf::Disputed,
        ),
        (
            t.undisputed,
            money(all.undisputed()),
            "",
            BillOf::Undisputed,
        ),
        (t.lines, count(all.lines), "", BillOf::Lines),
        (
            t.lines_disputed,
            count(wrong.lines),
            DISPUTED,
            BillOf::Lines,
        ),
    ]
    .map(|(title, value, finding, of)| Tile::new(title, value).link(receipt(month, finding, of)))
    .into()
}

/// A finding's sums, each with its receipt.
fn sums(month: &str, finding: &str, sum: BillSum, lang: Lang) -> [Td; 4] {
    let link = |cell: Td, of| cell.link(receipt(month, finding, of));
    [
        link(Td::count(sum.lines, lang), BillOf::Lines),
        link(Td::rupiah(sum.billed, lang), BillOf::Billed),
        link(Td::rupiah(sum.disputed, lang), BillOf::Disputed),
        link(Td::rupiah(sum.undisputed(), lang), BillOf::Undisputed),
    ]
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
        let mut row = vec![Td::text(words::finding(finding, lang)).link(lines)];
        row.extend(sums(month, finding, *sum, lang));
        // Beside the disputed rupiah.
        if let Some(disputed) = row.iter_mut().nth_back(1) {
            disputed.drawing = draw::bar(sum.disputed as f64 / most as f64, "fb");
        }
        table.rows.push(row);
    }
    table.foot.push(Td::text(t.total));
    table.foot.extend(sums(month, "", all, lang));
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
        let link = |cell: Td, finding, of| cell.link(receipt(month, finding, of));
        table.rows.push(vec![
            Td::month(month, lang).link(format!("/keuangan?bulan={month}")),
            link(Td::count(all.lines, lang), "", BillOf::Lines),
            link(Td::rupiah(all.billed, lang), "", BillOf::Billed),
            link(Td::count(wrong.lines, lang), DISPUTED, BillOf::Lines),
            link(Td::rupiah(wrong.disputed, lang), DISPUTED, BillOf::Disputed),
            link(Td::number(format::percent(share, lang)), "", BillOf::Share),
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
