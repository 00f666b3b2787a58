//! Receipts of a quarter's minutes.

use semesta_domain::{Finding, Month};
use semesta_engine::funding::{ITEMS, is_money, item_label, quarter_months};

use super::bill::BILL;
use crate::ask::{self, BillOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::funding::minutes as page;
use crate::plans::Quarter;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;

/// An item of a quarter's minutes.
pub(super) async fn minutes(
    at: &Desked,
    run: &Loaded,
    asked: &ask::Minutes,
) -> Result<Receipt, Fault> {
    let (lang, r) = (at.lang, ReceiptTexts::of(at.lang));
    let months = page::quarters(run)
        .get(&asked.quarter)
        .and_then(|name| quarter_months(name))
        .ok_or(Fault::NotFound)?;
    let quarter = page::read(at, run, months).await?;
    let (code, ..) = ITEMS
        .iter()
        .find(|(code, ..)| *code == asked.item)
        .ok_or(Fault::NotFound)?;
    let number = |column: usize, item: &str| {
        let items = quarter.items.get(column)?;
        items
            .iter()
            .find(|(known, _)| *known == item)
            .map(|(_, n)| *n)
    };
    let column = match asked.month {
        None => quarter.months.len(),
        Some(month) => {
            let found = quarter.months.iter().position(|known| *known == month);
            found.ok_or(Fault::NotFound)?
        }
    };
    let n = number(column, code).ok_or(Fault::NotFound)?;
    let said = |item: &str| item_label(item, lang).unwrap_or_default().to_owned();
    let link = |item: &str, month| {
        let asked = ask::Minutes {
            item: item.to_owned(),
            month,
            quarter: asked.quarter.clone(),
        };
        asked.href()
    };
    let receipt = Receipt::new(said(code), value(code, n), item_formula(code, r));
    let receipt = match asked.month {
        None => {
            let parts = quarter.months.iter().enumerate().filter_map(|(at, month)| {
                let n = number(at, code)?;
                let name = format::month(&month.to_string(), lang);
                Some(Part::new(name, value(code, n)).link(link(code, Some(*month))))
            });
            let mut parts: Vec<Part> = parts.collect();
            // The quarter opens with its first month and closes with its last.
            match *code {
                "opening" => parts.truncate(1),
                "closing" => drop(parts.drain(..parts.len().saturating_sub(1))),
                _ => {}
            }
            receipt.parts(r.by_month, How::Sum, parts)
        }
        Some(month) => {
            let part = |item: &str, is_minus: bool| {
                let part = Part::new(said(item), value(item, number(column, item).unwrap_or(0)))
                    .link(link(item, Some(month)));
                Part { is_minus, ..part }
            };
            of_month(receipt, code, month, &quarter, column, part, r)
        }
    };
    let month = asked
        .month
        .map(|month| format::month(&month.to_string(), lang));
    Ok(receipt
        .of(asked.quarter.clone())
        .of(month.unwrap_or_default())
        .list(
            r.see_minutes,
            format!("/keuangan/berita-acara?triwulan={}", asked.quarter),
        )
        .nav("/keuangan")
        .law(["contribution.pemda", "status.due_day"])
        .run(&run.manifest, BILL)
        .and_sources(&["tagihan_rekap", "pembayaran"]))
}

fn value(item: &str, n: i64) -> Value {
    if is_money(item) {
        Value::Rupiah(n)
    } else {
        Value::Count(n)
    }
}

/// An item of a month by the items that make it.
fn of_month(
    receipt: Receipt,
    code: &str,
    month: Month,
    quarter: &Quarter,
    column: usize,
    part: impl Fn(&str, bool) -> Part,
    r: &'static ReceiptTexts,
) -> Receipt {
    let findings = || {
        let items = quarter.items.get(column).into_iter().flatten();
        let codes = items
            .map(|(item, _)| *item)
            .filter(|item| *item == "heads_disputed" || item.parse::<Finding>().is_ok());
        codes.map(|item| part(item, false)).collect()
    };
    let bill_of = |finding: &str, of, value| {
        let asked = ask::Bill {
            month: Some(month),
            finding: finding.to_owned(),
            of,
            ..ask::Bill::default()
        };
        vec![Part::new(r.of_the_bill, value).link(asked.href())]
    };
    let bill = |finding: &str, of| bill_of(finding, of, receipt.value.clone());
    let number = |wanted: &str| {
        let mut items = quarter.items.get(column).into_iter().flatten();
        items.find(|(item, _)| *item == wanted).map(|(_, n)| *n)
    };
    let (caption, parts) = match code {
        "opening" => (
            r.opening_parts,
            vec![
                part("closing", false),
                part("added", true),
                part("removed", false),
            ],
        ),
        "closing" => (
            r.closing_parts,
            vec![
                part("opening", false),
                part("added", false),
                part("removed", true),
            ],
        ),
        "person_months" => (r.is_the_count, vec![part("closing", false)]),
        "lines" => (r.is_the_count, bill("", BillOf::Lines)),
        "billed" => match (number("billed"), number("heads_billed"), number("lines")) {
            (_, Some(_), None | Some(0)) => (r.is_the_count, vec![part("heads_billed", false)]),
            (Some(billed), Some(heads), _) => {
                let lines = bill_of("", BillOf::Billed, Value::Rupiah(billed - heads));
                let heads = part("heads_billed", false);
                (r.is_the_sum, lines.into_iter().chain([heads]).collect())
            }
            _ => (r.is_the_count, bill("", BillOf::Billed)),
        },
        "disputed" => (r.by_finding, findings()),
        "agreed" => (r.less, vec![part("billed", false), part("disputed", true)]),
        "disputed_open" => (
            r.less,
            vec![part("arrears", false), part("agreed_arrears", true)],
        ),
        finding if finding.parse::<Finding>().is_ok() => {
            (r.is_the_count, bill(finding, BillOf::Disputed))
        }
        _ => return receipt,
    };
    receipt.parts(caption, How::Sum, parts)
}

fn item_formula(code: &str, r: &'static ReceiptTexts) -> &'static str {
    match code {
        "opening" => r.item_opening,
        "added" => r.item_added,
        "removed" => r.item_removed,
        "closing" => r.item_closing,
        "person_months" => r.item_person_months,
        "lines" => r.bill_lines,
        "billed" => r.bill_billed,
        "disputed" => r.bill_disputed,
        "agreed" => r.bill_undisputed,
        "paid" => r.item_paid,
        "heads" => r.item_heads,
        "heads_billed" => r.item_heads_billed,
        "heads_disputed" => r.item_heads_disputed,
        "corrections" => r.item_corrections,
        "disputed_open" => r.item_disputed_open,
        "arrears" => r.item_arrears,
        "agreed_arrears" => r.item_agreed_arrears,
        "overpaid" => r.item_overpaid,
        "age_months" => r.item_age,
        _ => r.item_finding,
    }
}
