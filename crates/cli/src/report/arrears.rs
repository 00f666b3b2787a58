//! `report reconciliation --arrears` and `--payments`: payments (SP2D) against bills.

use std::collections::BTreeMap;

use semesta_domain::{Lang, Month};
use semesta_engine::funding::{BillStanding, Ledger};

use super::Context;
use crate::sheet::{Cell, Column, Sheet, columns};

/// Every month with its bill, payments and age; the sum last.
pub(super) fn by_month(ledger: &Ledger, context: &Context) -> Sheet<'static> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut sums = [0_i64; 7];
    for (month, account) in &ledger.months {
        let standing = ledger.standing(*month, account);
        let money = [
            account.billed,
            account.agreed(),
            account.paid,
            account.arrears(),
            account.agreed_arrears(),
            account.disputed_open(),
            account.overpaid(),
        ];
        for (sum, amount) in sums.iter_mut().zip(money) {
            *sum += amount;
        }
        let age = ledger.age(*month).filter(|_| account.agreed_arrears() > 0);
        let mut row = vec![Cell::text(month.to_string())];
        row.extend(money.map(Cell::Integer));
        row.extend([
            date(ledger.due(*month)),
            date(account.last_day),
            age.map_or(Cell::Empty, |(months, _)| Cell::Integer(months.into())),
            age.map_or(Cell::Empty, |(_, days)| Cell::Integer(days.into())),
            Cell::text(words(standing, context)),
        ]);
        rows.push(row);
    }
    let mut total = vec![Cell::text(if context.for_reading {
        context.lang.pick("Jumlah", "Total")
    } else {
        "all"
    })];
    total.extend(sums.map(Cell::Integer));
    total.extend(std::iter::repeat_n(Cell::Empty, 5));
    rows.push(total);
    let mut names = titles(context.lang);
    if context.for_reading {
        // Eighty columns hold what is agreed, what was paid, what is open and its age in
        // months. What is disputed and unpaid, and what was overpaid, have a column where
        // anything is.
        let unused = [(7, sums[6]), (6, sums[5])];
        let unused = unused.into_iter().filter(|(_, sum)| *sum == 0);
        let dropped = [11, 9, 8].into_iter().chain(unused.map(|(at, _)| at));
        let dropped = dropped.chain([4, 1]);
        for at in dropped {
            names.remove(at);
            rows.iter_mut().for_each(|row| drop(row.remove(at)));
        }
    }
    Sheet {
        schema: "semesta.report.arrears/1",
        name: "arrears",
        facts: facts(ledger, context),
        columns: names,
        rows: Box::new(rows.into_iter().map(Ok)),
    }
}

fn titles(lang: Lang) -> Vec<Column> {
    columns(
        lang,
        &[
            ("month", "Bulan", "Month"),
            ("billed", "Ditagih", "Billed"),
            ("agreed", "Disepakati", "Agreed"),
            ("paid", "Dibayar", "Paid"),
            ("arrears", "Belum dibayar", "Unpaid"),
            ("agreed_arrears", "Tunggakan", "Arrears"),
            ("disputed_open", "Sengketa terbuka", "Disputed, open"),
            ("overpaid", "Lebih bayar", "Overpaid"),
            ("due", "Jatuh tempo", "Due"),
            ("last_paid", "Bayar terakhir", "Last paid"),
            ("age_months", "Umur (bulan)", "Age (months)"),
            ("age_days", "Umur (hari)", "Age (days)"),
            ("state", "Keadaan", "State"),
        ],
    )
}

fn facts(ledger: &Ledger, context: &Context) -> Vec<(&'static str, String)> {
    let mut facts = context.facts();
    facts.push(("payments", ledger.has_payments.to_string()));
    facts.push((
        "in_arrears",
        ledger
            .in_arrears()
            .map_or("unknown", |open| if open { "yes" } else { "no" })
            .to_owned(),
    ));
    facts
}

fn words(standing: BillStanding, context: &Context) -> &'static str {
    if context.for_reading {
        standing.label(context.lang)
    } else {
        standing.code()
    }
}

fn date(day: Option<i32>) -> Cell {
    day.map_or(Cell::Empty, Cell::Date)
}

/// Every payment with what it meets: a bill, none, or one paid already.
pub(super) fn payments(ledger: &Ledger, context: &Context) -> Sheet<'static> {
    let lang = context.lang;
    let mut paid: BTreeMap<Month, i64> = BTreeMap::new();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for payment in &ledger.payments {
        let billed = ledger
            .months
            .get(&payment.month)
            .filter(|account| account.is_billed)
            .map(|account| account.billed);
        let sum = paid.entry(payment.month).or_default();
        let due = ledger.due_after(payment.month, *sum);
        *sum += payment.amount;
        let (code, id, en) = match billed {
            _ if payment.day > ledger.as_of => ("later", "sesudah tanggal run", "after the run"),
            None => ("without_bill", "tanpa tagihan", "without a bill"),
            Some(_) if payment.amount < 0 => ("returned", "pengembalian", "returned"),
            Some(billed) if *sum > billed => ("overpays", "lebih bayar", "overpays"),
            Some(_) => ("pays", "membayar tagihan", "pays the bill"),
        };
        let late = due.map(|due| (payment.day - due).max(0));
        rows.push(vec![
            Cell::text(payment.number.clone()),
            Cell::Date(payment.day),
            Cell::text(payment.month.to_string()),
            Cell::Integer(payment.amount),
            late.map_or(Cell::Empty, |late| Cell::Integer(late.into())),
            Cell::text(if context.for_reading {
                lang.pick(id, en)
            } else {
                code
            }),
            if payment.bill.is_empty() {
                Cell::Empty
            } else {
                Cell::text(payment.bill.clone())
            },
            if payment.note.is_empty() {
                Cell::Empty
            } else {
                Cell::text(payment.note.clone())
            },
        ]);
    }
    let mut names = columns(
        lang,
        &[
            ("no_sp2d", "No. SP2D", "SP2D"),
            ("date", "Tanggal", "Date"),
            ("month", "Untuk bulan", "For month"),
            ("amount", "Jumlah (Rp)", "Amount (Rp)"),
            ("days_late", "Telat (hari)", "Late (days)"),
            ("state", "Keadaan", "State"),
            ("bill_number", "No. tagihan", "Bill"),
            ("note", "Keterangan", "Note"),
        ],
    );
    if context.for_reading {
        names.truncate(6);
        rows.iter_mut().for_each(|row| row.truncate(6));
    }
    Sheet {
        schema: "semesta.report.payments/1",
        name: "payments",
        facts: facts(ledger, context),
        columns: names,
        rows: Box::new(rows.into_iter().map(Ok)),
    }
}
