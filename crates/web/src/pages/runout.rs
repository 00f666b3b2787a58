//! Anggaran: until which month the year's money lasts.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Finding, Month};
use semesta_engine::funding::{Given, MonthAhead, RunOut, mean_flow, run_out};

use crate::ask::{self, BillOf, BudgetOf};
use crate::draw;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::money::{Tab, tabs};
use crate::table::{Table, Td};
use crate::text::{RunOutTexts, Texts};
use crate::tile::Tile;
use crate::visit::Desked;

/// Changes of the bill that the mean is taken over.
const CHANGES_MAX: usize = 6;

#[derive(Template)]
#[template(path = "runout.html")]
struct RunOutPage {
    page: Page,
    t: &'static Texts,
    o: &'static RunOutTexts,
    tabs: Vec<Tab>,
    budget_label: String,
    budget: String,
    flow: String,
    flow_hint: String,
    is_clean: bool,
    said: String,
    kind: &'static str,
    strip: Vec<Tile>,
    missing: String,
    table: Option<Table>,
}

/// The bills of a year, January first, up to the last month that was billed.
struct Year {
    year: i16,
    bills: Vec<(Month, i64)>,
    /// Months before the last without a bill.
    absent: Vec<Month>,
    /// Every bill known, the oldest first, for the flow.
    all: Vec<(Month, i64)>,
}

fn year(run: &Loaded, is_clean: bool) -> Option<Year> {
    let mut sums: std::collections::BTreeMap<Month, i64> = std::collections::BTreeMap::new();
    for ((month, finding), sum) in &run.bill {
        let Ok(month) = month.parse() else { continue };
        let disputed = if is_clean && finding != Finding::Ok.code() {
            sum.disputed
        } else {
            0
        };
        *sums.entry(month).or_default() += sum.billed - disputed;
    }
    let (last, _) = sums.last_key_value()?;
    let (last, year) = (*last, last.year());
    let of_year = (1..=last.month()).filter_map(|month| Month::new(year, month).ok());
    let bills: Vec<(Month, i64)> = of_year
        .map(|month| (month, sums.get(&month).copied().unwrap_or(0)))
        .collect();
    Some(Year {
        year,
        absent: bills
            .iter()
            .map(|(month, _)| *month)
            .filter(|month| !sums.contains_key(month))
            .collect(),
        bills,
        all: sums.into_iter().collect(),
    })
}

/// An amount as people write it, or nothing.
///
/// # Errors
/// If something is written that is none.
fn amount(text: &str) -> Result<Option<i64>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (sign, text) = match text.trim().strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.trim()),
    };
    let digits: String = text
        .trim_start_matches("Rp")
        .chars()
        .filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}'))
        .collect();
    let parsed = digits.parse::<i64>().ok();
    // Beyond a thousand billion nobody budgets.
    parsed
        .filter(|n| (0..=1_000_000_000_000_000).contains(n))
        .map(|n| Some(sign * n))
        .ok_or(Fault::Bad(
            "jumlah rupiah tidak terbaca: tulis angka saja, misalnya 25.000.000.000",
            "the amount cannot be read: write digits only, for example 25,000,000,000",
        ))
}

/// What is asked of the year's budget, as it was typed.
pub(crate) struct Question<'a> {
    pub(crate) budget: &'a str,
    pub(crate) flow: &'a str,
    pub(crate) is_clean: bool,
}

/// The bills that a mean change is taken between, and over how many changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changes {
    pub(crate) first: (Month, i64),
    pub(crate) last: (Month, i64),
    pub(crate) n: i64,
}

/// The year's bills, and those ahead. **Units:** rupiah.
pub(crate) struct Found {
    year: i16,
    pub(crate) bills: Vec<(Month, i64)>,
    pub(crate) absent: Vec<Month>,
    /// The last month that was billed, and its bill.
    pub(crate) last: Month,
    pub(crate) bill: i64,
    /// What is added a month.
    pub(crate) flow: i64,
    /// What its mean is taken over.
    pub(crate) changes: Option<Changes>,
    pub(crate) budget: Option<i64>,
    pub(crate) ahead: Vec<MonthAhead>,
    ends: Option<Month>,
    missing: i64,
    left: i64,
}

impl Found {
    fn billed(&self) -> i64 {
        self.bills.iter().map(|(_, bill)| bill).sum()
    }
}

/// The year's bills and what they come to; none where nothing was billed.
///
/// # Errors
/// If an amount cannot be read.
pub(crate) fn answer(run: &Loaded, asked: &Question<'_>) -> Result<Option<Found>, Fault> {
    let (budget, wanted) = (amount(asked.budget)?, amount(asked.flow)?);
    let Some(year) = year(run, asked.is_clean) else {
        return Ok(None);
    };
    let Some((last, bill)) = year.bills.last().copied() else {
        return Ok(None);
    };
    let bills: Vec<i64> = year.all.iter().map(|(_, bill)| *bill).collect();
    let first = bills.len().saturating_sub(CHANGES_MAX + 1);
    let n = i64::try_from(bills.len() - first).unwrap_or(0) - 1;
    let flow = wanted.or(mean_flow(&bills, CHANGES_MAX)).unwrap_or(0);
    let given = Given {
        budget: budget.unwrap_or(0),
        billed: year.bills.iter().map(|(_, bill)| bill).sum(),
        last,
        bill,
        flow,
    };
    let RunOut {
        ahead,
        ends,
        missing,
        left,
    } = run_out(given);
    Ok(Some(Found {
        year: year.year,
        changes: year.all.last().filter(|_| n > 0).map(|last| Changes {
            first: year.all[first],
            last: *last,
            n,
        }),
        bills: year.bills,
        absent: year.absent,
        last,
        bill,
        flow,
        budget,
        ahead,
        ends,
        missing,
        left,
    }))
}

/// `GET /keuangan/anggaran`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, o) = (at.lang, RunOutTexts::of(at.lang));
    let params = at.params(&["anggaran", "gerak", "bersih"]);
    let asked = Question {
        budget: params.get("anggaran"),
        flow: params.get("gerak"),
        is_clean: params.get("bersih") == "1",
    };
    let found = answer(&run, &asked)?;
    let written = |text: &str| -> Result<String, Fault> {
        Ok(amount(text)?.map_or_else(String::new, |n| format::number(n, lang)))
    };
    let mut page = RunOutPage {
        page: at.page(o.title, "/keuangan"),
        t: at.t,
        o,
        tabs: tabs(at.t, "/keuangan/anggaran"),
        budget_label: String::new(),
        budget: written(asked.budget)?,
        flow: written(asked.flow)?,
        flow_hint: o.fill(o.flow_hint, &[&CHANGES_MAX.to_string()]),
        is_clean: asked.is_clean,
        said: o.need_bill.to_owned(),
        kind: "",
        strip: Vec::new(),
        missing: String::new(),
        table: None,
    };
    if let Some(found) = &found {
        page.budget_label = o.fill(o.budget, &[&found.year.to_string()]);
        page.strip = strip(found, &asked, &at);
        (page.said, page.kind) = said(found, &at);
        page.table = found.budget.map(|budget| table(&at, found, budget, &asked));
        if !found.absent.is_empty() {
            let month = |one: &Month| format::month(&one.to_string(), lang);
            let absent: Vec<String> = found.absent.iter().map(month).collect();
            page.missing = o.fill(o.months_missing, &[&absent.join(", ")]);
        }
    }
    at.answer(&page)
}

/// Where the receipt of an amount is.
fn receipt(asked: &Question<'_>, of: BudgetOf, month: Option<Month>) -> String {
    let asked = ask::Budget {
        budget: asked.budget.to_owned(),
        flow: asked.flow.to_owned(),
        clean: if asked.is_clean { "1" } else { "" }.to_owned(),
        month,
        of,
    };
    asked.href()
}

/// Where the receipt of a month's bill is.
fn bill_receipt(month: Month, asked: &Question<'_>) -> String {
    let of = if asked.is_clean {
        BillOf::Undisputed
    } else {
        BillOf::Billed
    };
    let bill = ask::Bill {
        month: Some(month),
        of,
        ..ask::Bill::default()
    };
    bill.href()
}

fn strip(found: &Found, asked: &Question<'_>, at: &Desked) -> Vec<Tile> {
    let (lang, o) = (at.lang, RunOutTexts::of(at.lang));
    let last = format::month(&found.last.to_string(), lang);
    let money = |title: String, n| Tile::new(title, format::rupiah(n, lang));
    vec![
        money(o.fill(o.billed_to_date, &[&last]), found.billed()).link(receipt(
            asked,
            BudgetOf::Billed,
            None,
        )),
        money(o.fill(o.last_bill, &[&last]), found.bill).link(bill_receipt(found.last, asked)),
        money(o.flow_used.to_owned(), found.flow).link(receipt(asked, BudgetOf::Flow, None)),
    ]
}

/// The answer in words, and whether it is good.
fn said(found: &Found, at: &Desked) -> (String, &'static str) {
    let (lang, o) = (at.lang, RunOutTexts::of(at.lang));
    let missing = format::rupiah(found.missing, lang);
    let month = |month: Month| format::month(&month.to_string(), lang);
    match (found.budget, found.ends) {
        (None, _) => (o.need_budget.to_owned(), ""),
        (_, None) => (
            o.fill(
                o.lasts,
                &[&found.year.to_string(), &format::rupiah(found.left, lang)],
            ),
            "good",
        ),
        (_, Some(end)) if end == found.last => {
            (o.fill(o.overdrawn, &[&month(end), &missing]), "bad")
        }
        (_, Some(end)) => (o.fill(o.ends, &[&month(end), &missing]), "bad"),
    }
}

fn table(at: &Desked, found: &Found, budget: i64, asked: &Question<'_>) -> Table {
    let (lang, t, o) = (at.lang, at.t, RunOutTexts::of(at.lang));
    let mut table = Table::new("anggaran", o.ahead_caption, lang)
        .fixed()
        .text(t.month)
        .text(t.state)
        .number(o.bill)
        .number(o.to_date)
        .number(o.left);
    let row = |month: Month, is_billed: bool, bill: i64, to_date: i64| {
        let left = budget - to_date;
        let share = left as f64 / budget.max(1) as f64;
        let of = |of| receipt(asked, of, Some(month));
        let bill = Td::rupiah(bill, lang);
        let left_cell = Td::rupiah(left, lang).link(of(BudgetOf::Left));
        vec![
            Td::month(&month.to_string(), lang),
            Td::text(match is_billed {
                true if found.absent.contains(&month) => o.not_billed,
                true => o.was_billed,
                false => o.forecast,
            }),
            match is_billed {
                true if found.absent.contains(&month) => bill.link("/data/kalender"),
                true => bill.link(bill_receipt(month, asked)),
                false => bill.link(of(BudgetOf::Bill)),
            },
            Td::rupiah(to_date, lang).link(of(BudgetOf::ToDate)),
            if left < 0 {
                left_cell.mark("bad")
            } else {
                left_cell.drawing(draw::bar(share, "fa"))
            },
        ]
    };
    let mut to_date = 0;
    for (month, bill) in &found.bills {
        to_date += bill;
        table.rows.push(row(*month, true, *bill, to_date));
    }
    for one in &found.ahead {
        table
            .rows
            .push(row(one.month, false, one.bill, one.to_date));
    }
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::amount;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, expected) in [
            ("", None),
            ("25.000.000.000", Some(25_000_000_000)),
            ("Rp 1.000", Some(1_000)),
            ("−5,000", Some(-5_000)),
            ("0", Some(0)),
        ] {
            assert_eq!(amount(text).unwrap(), expected, "{text}");
        }
        for text in ["banyak", "1e9", "99999999999999999999", "--5"] {
            assert!(amount(text).is_err(), "{text}");
        }
    }
}
