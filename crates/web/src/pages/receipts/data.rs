//! Receipts of deliveries: what came, who is late, what was rejected.

use std::collections::BTreeMap;

use semesta_domain::Month;
use semesta_evidence::{Manifest, Source, code_message};

use crate::ask::{self, DeliveryOf, Part as Of, RowsOf};
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::pages::data::snapshots;
use crate::pages::deliveries::quality::{Sum, live};
use crate::pages::deliveries::schedule;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::{DeliveryTexts, ReceiptTexts};
use crate::visit::Desked;
use crate::words;

/// A snapshot as a part.
fn snapshot(one: &Manifest, n: i64, at: &Desked) -> Part {
    Part::new(&one.file_name, Value::Count(n))
        .note(format::date_in_words(one.as_of, at.lang))
        .link(format!("/data/cuplikan/{}", one.id))
}

/// What came from a source for a month, or by how many days it is late.
pub(super) async fn delivery(at: &Desked, asked: &ask::Delivery) -> Result<Receipt, Fault> {
    let (lang, t) = (at.lang, at.t);
    let (r, d) = (ReceiptTexts::of(lang), DeliveryTexts::of(lang));
    let source: Source = asked.source.parse().map_err(|_| Fault::NotFound)?;
    let month = asked.month.ok_or(Fault::NotFound)?;
    let schedule = schedule::read(&at.app.data)?;
    let expected = schedule.iter().find(|(one, _)| *one == source);
    let (_, expected) = expected.ok_or(Fault::NotFound)?;
    let known = snapshots(at).await?;
    let of_month = |one: &&Manifest| one.source == source && Month::of(one.as_of) == month;
    let came = known.iter().filter(of_month);
    let came: Vec<&Manifest> = came.filter(|one| one.mends.is_none()).collect();
    let receipt = match (asked.of, came.len()) {
        (DeliveryOf::DaysLate, 0) => {
            let due = expected.due(month);
            let days = (at.when().on - due).get_days();
            if days <= 0 {
                return Err(Fault::NotFound);
            }
            let said = [due, at.when().on].map(|day| format::date_in_words(day, lang));
            let formula = r.fill(r.days_late, &[&said[0], &said[1]]);
            Receipt::new(d.days_late, Value::Count(days.into()), formula)
        }
        (DeliveryOf::DaysLate, _) | (DeliveryOf::Files, 0) => return Err(Fault::NotFound),
        (DeliveryOf::Files, n) => {
            let said = match n {
                1 => d.arrived_one.to_owned(),
                n => d.fill(d.arrived_n, &[&n.to_string()]),
            };
            let parts = came.iter().map(|one| snapshot(one, 1, at)).collect();
            Receipt::new(d.calendar_title, Value::Said(said), r.files_came).parts_of(
                t.file,
                How::Sum,
                parts,
                Value::Count(n as i64),
            )
        }
    };
    Ok(receipt
        .of(words::source(source.code(), t))
        .of(expected.office(lang))
        .of(format::month(&month.to_string(), lang))
        .nav("/data"))
}

fn n_of(sum: Sum, of: RowsOf) -> i64 {
    match of {
        RowsOf::Rows => sum.rows(),
        RowsOf::Accepted => sum.accepted,
        RowsOf::Rejected => sum.rejected,
        RowsOf::Warnings => sum.warnings,
    }
}

/// Rows of a source's deliveries.
pub(super) async fn quality(at: &Desked, asked: &ask::Quality) -> Result<Receipt, Fault> {
    let (lang, t) = (at.lang, at.t);
    let (r, d) = (ReceiptTexts::of(lang), DeliveryTexts::of(lang));
    let source: Source = asked.source.parse().map_err(|_| Fault::NotFound)?;
    let known = snapshots(at).await?;
    let of_source: Vec<&Manifest> = known.iter().filter(|one| one.source == source).collect();
    let receipt = if asked.code.is_empty() {
        rows(
            at,
            asked,
            &live(&known)
                .filter(|one| one.source == source)
                .collect::<Vec<_>>(),
        )
    } else {
        with_code(at, asked, &of_source)
    }?;
    let (title, formula) = match (asked.of, asked.part) {
        (RowsOf::Rows, _) => (d.rows_data, r.rows_all),
        (RowsOf::Accepted, Of::Share) => (d.accepted_share, r.rows_share),
        (RowsOf::Accepted, _) => (t.accepted, r.rows_accepted),
        (RowsOf::Rejected, Of::Share) => (d.rejected_share, r.rows_share),
        (RowsOf::Rejected, _) => (t.rejected, r.rows_rejected),
        (RowsOf::Warnings, Of::Share) => (d.warned, r.rows_warned),
        (RowsOf::Warnings, _) => (t.warnings, r.rows_warnings),
    };
    let mut receipt = receipt;
    (receipt.title, receipt.formula) = (title.to_owned(), formula.to_owned());
    let code = asked
        .code
        .rsplit_once(':')
        .map_or(asked.code.as_str(), |(_, code)| code);
    Ok(receipt
        .of(words::source(source.code(), t))
        .of(asked
            .month
            .map_or_else(String::new, |month| format::month(&month.to_string(), lang)))
        .of(if code.is_empty() {
            String::new()
        } else {
            code_message(code, lang).to_owned()
        })
        .nav("/data"))
}

fn rows(at: &Desked, asked: &ask::Quality, live: &[&Manifest]) -> Result<Receipt, Fault> {
    let r = ReceiptTexts::of(at.lang);
    let mut months: BTreeMap<Month, Sum> = BTreeMap::new();
    for one in live {
        months
            .entry(Month::of(one.as_of))
            .or_default()
            .add(Sum::of(one));
    }
    let mut sum = Sum::default();
    let wanted = months
        .iter()
        .filter(|(month, _)| asked.month.is_none_or(|one| one == **month));
    wanted.for_each(|(_, of)| sum.add(*of));
    // A list may say that there was nothing.
    if months.is_empty() || !asked.month.is_none_or(|month| months.contains_key(&month)) {
        return Err(Fault::NotFound);
    }
    let part =
        |name: String, n, one: ask::Quality| Part::new(name, Value::Count(n)).link(one.href());
    if asked.part == Of::Share && asked.of != RowsOf::Rows {
        let ratio = sum.share(n_of(sum, asked.of));
        let side = |name: &str, of| {
            let one = ask::Quality {
                of,
                part: Of::Numerator,
                ..asked.clone()
            };
            part(name.to_owned(), n_of(sum, of), one)
        };
        let name = match asked.of {
            RowsOf::Accepted => r.rows_accepted,
            RowsOf::Rejected => r.rows_rejected,
            _ => r.rows_warnings,
        };
        let value = match asked.of {
            RowsOf::Warnings => Value::PerHundred(ratio),
            _ => Value::Share(ratio),
        };
        let parts = vec![side(name, asked.of), side(r.rows_all, RowsOf::Rows)];
        return Ok(Receipt::new("", value, "").parts(
            r.numerator_denominator,
            How::Quotient,
            parts,
        ));
    }
    let parts: Vec<Part> = match asked.month {
        None => months
            .iter()
            .map(|(month, of)| {
                let one = ask::Quality {
                    month: Some(*month),
                    part: Of::Numerator,
                    ..asked.clone()
                };
                let name = format::month(&month.to_string(), at.lang);
                part(name, n_of(*of, asked.of), one)
            })
            .collect(),
        Some(month) => live
            .iter()
            .filter(|one| Month::of(one.as_of) == month)
            .map(|one| snapshot(one, n_of(Sum::of(one), asked.of), at))
            .collect(),
    };
    let caption = if asked.month.is_none() {
        r.by_month
    } else {
        r.by_file
    };
    Ok(Receipt::new("", Value::Count(n_of(sum, asked.of)), "").parts(caption, How::Sum, parts))
}

/// Rows with one reason, file by file.
fn with_code(at: &Desked, asked: &ask::Quality, known: &[&Manifest]) -> Result<Receipt, Fault> {
    let r = ReceiptTexts::of(at.lang);
    let n_of = |one: &Manifest| {
        let codes = match asked.of {
            RowsOf::Rejected => &one.rejects,
            _ => &one.warnings,
        };
        let n = codes
            .iter()
            .filter(|(code, _)| code.to_string() == asked.code);
        n.map(|(_, n)| i64::try_from(*n).unwrap_or(i64::MAX))
            .sum::<i64>()
    };
    let parts: Vec<Part> = known
        .iter()
        .map(|one| (one, n_of(one)))
        .filter(|(_, n)| *n > 0)
        .map(|(one, n)| snapshot(one, n, at))
        .collect();
    let n: i64 = known.iter().map(|one| n_of(one)).sum();
    if n == 0 {
        return Err(Fault::NotFound);
    }
    Ok(Receipt::new("", Value::Count(n), "").parts(r.by_file, How::Sum, parts))
}

/// Rows that were rejected of the files that the run took.
pub(super) fn rejects(at: &Desked, run: &Loaded, asked: &ask::Rejects) -> Result<Receipt, Fault> {
    let (t, r) = (at.t, ReceiptTexts::of(at.lang));
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let used = || {
        let all = run.manifest.snapshots.iter();
        all.filter(|used| asked.source.is_empty() || used.source == asked.source)
    };
    let n = used().map(|used| number(used.rejected)).sum();
    let mut sources: BTreeMap<&str, i64> = BTreeMap::new();
    for one in used() {
        *sources.entry(&one.source).or_default() += number(one.rejected);
    }
    let by_source = sources
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(source, n)| {
            let asked = ask::Rejects {
                source: source.to_owned(),
            };
            Part::new(words::source(source, t), Value::Count(n)).link(asked.href())
        });
    let by_file = used().filter(|used| used.rejected > 0).map(|used| {
        Part::new(&used.file_name, Value::Count(number(used.rejected)))
            .note(format::day(&used.as_of, at.lang))
            .link(format!("/data/cuplikan/{}", used.id))
    });
    Ok(Receipt::new(t.rejected, Value::Count(n), r.rows_rejected)
        .of(if asked.source.is_empty() {
            String::new()
        } else {
            words::source(&asked.source, t)
        })
        .when(asked.source.is_empty(), |one| {
            one.parts(r.by_office, How::Sum, by_source.collect())
        })
        .parts(r.by_file, How::Sum, by_file.collect())
        .nav("/data")
        .run(&run.manifest, &[]))
}
