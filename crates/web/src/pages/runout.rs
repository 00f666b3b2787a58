//! Anggaran: until which month the year's money lasts.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Finding, Month};
use semesta_engine::funding::{Given, RunOut, mean_flow, run_out};

use crate::draw;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::page::Page;
use crate::pages::money::{Tab, tabs};
use crate::table::{Table, Td};
use crate::text::{RunOutTexts, Texts};
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
    strip: Vec<(String, String)>,
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
    all: Vec<i64>,
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
        all: sums.values().copied().collect(),
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

/// `GET /keuangan/anggaran`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, o) = (at.lang, RunOutTexts::of(at.lang));
    let params = at.params(&["anggaran", "gerak", "bersih"]);
    let budget = amount(params.get("anggaran"))?;
    let wanted = amount(params.get("gerak"))?;
    let is_clean = params.get("bersih") == "1";
    let year = year(&run, is_clean);
    let mut page = RunOutPage {
        page: at.page(o.title, "/keuangan"),
        t: at.t,
        o,
        tabs: tabs(at.t, "/keuangan/anggaran"),
        budget_label: String::new(),
        budget: budget.map_or_else(String::new, |n| format::number(n, lang)),
        flow: wanted.map_or_else(String::new, |n| format::number(n, lang)),
        flow_hint: o.fill(o.flow_hint, &[&CHANGES_MAX.to_string()]),
        is_clean,
        said: String::new(),
        kind: "",
        strip: Vec::new(),
        missing: String::new(),
        table: None,
    };
    let Some(year) = year else {
        page.said = o.need_bill.to_owned();
        return at.answer(&page);
    };
    let month = |month: Month| format::month(&month.to_string(), lang);
    page.budget_label = o.fill(o.budget, &[&year.year.to_string()]);
    let billed: i64 = year.bills.iter().map(|(_, bill)| bill).sum();
    let Some((last, bill)) = year.bills.last().copied() else {
        return at.answer(&page);
    };
    let flow = wanted.or(mean_flow(&year.all, CHANGES_MAX)).unwrap_or(0);
    page.strip = vec![
        (
            o.fill(o.billed_to_date, &[&month(last)]),
            format::rupiah(billed, lang),
        ),
        (
            o.fill(o.last_bill, &[&month(last)]),
            format::rupiah(bill, lang),
        ),
        (o.flow_used.to_owned(), format::rupiah(flow, lang)),
    ];
    if !year.absent.is_empty() {
        let absent: Vec<String> = year.absent.iter().map(|one| month(*one)).collect();
        page.missing = o.fill(o.months_missing, &[&absent.join(", ")]);
    }
    let Some(budget) = budget else {
        page.said = o.need_budget.to_owned();
        return at.answer(&page);
    };
    let found = run_out(Given {
        budget,
        billed,
        last,
        bill,
        flow,
    });
    let missing = format::rupiah(found.missing, lang);
    (page.said, page.kind) = match found.ends {
        None => (
            o.fill(
                o.lasts,
                &[&year.year.to_string(), &format::rupiah(found.left, lang)],
            ),
            "good",
        ),
        Some(end) if end == last => (o.fill(o.overdrawn, &[&month(end), &missing]), "bad"),
        Some(end) => (o.fill(o.ends, &[&month(end), &missing]), "bad"),
    };
    page.table = Some(table(&at, &year, budget, &found));
    at.answer(&page)
}

fn table(at: &Desked, year: &Year, budget: i64, found: &RunOut) -> Table {
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
        let name = Td::month(&month.to_string(), lang);
        let share = left as f64 / budget.max(1) as f64;
        vec![
            if is_billed {
                name.link(format!("/kuitansi/tagihan/{month}/semua"))
            } else {
                name
            },
            Td::text(if is_billed { o.was_billed } else { o.forecast }),
            Td::rupiah(bill, lang),
            Td::rupiah(to_date, lang),
            if left < 0 {
                Td::rupiah(left, lang).mark("bad")
            } else {
                Td::rupiah(left, lang).drawing(draw::bar(share, "fa"))
            },
        ]
    };
    let mut to_date = 0;
    for (month, bill) in &year.bills {
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
