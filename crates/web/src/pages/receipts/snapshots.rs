//! Receipts of a snapshot's rows: each was accepted, rejected or skipped.

use std::collections::BTreeMap;

use semesta_evidence::{Manifest, Skipped, code_message};

use crate::ask::{self, SnapshotOf};
use crate::fault::Fault;
use crate::format;
use crate::pages::data::snapshots;
use crate::receipt::{How, Part, Receipt, Value};
use crate::text::ReceiptTexts;
use crate::visit::Desked;
use crate::words;

fn count(n: u64) -> Value {
    Value::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Rows of a snapshot, or cells that were left empty.
pub(super) async fn snapshot(at: &Desked, asked: &ask::Snapshot) -> Result<Receipt, Fault> {
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let known = snapshots(at).await?;
    let found = known.iter().find(|one| one.id.0 == asked.id);
    let one = found.ok_or(Fault::NotFound)?;
    let link = |of| ask::Snapshot {
        of,
        code: String::new(),
        ..asked.clone()
    };
    let receipt = match (asked.of, asked.code.as_str()) {
        (SnapshotOf::In, _) => {
            let part =
                |name: &str, n, of| Part::new(name.to_owned(), count(n)).link(link(of).href());
            let parts = vec![
                part(t.accepted, one.accepted, SnapshotOf::Accepted),
                part(t.rejected, one.rejected, SnapshotOf::Rejected),
                part(t.skipped, one.skipped.n(), SnapshotOf::Skipped),
            ];
            let receipt = Receipt::new(t.rows_in, count(one.rows_in), r.rows_in);
            receipt.parts(r.by_outcome, How::Sum, parts)
        }
        (SnapshotOf::Accepted, _) => {
            let whole = Part::new(t.rows_in, count(one.rows_in)).link(link(SnapshotOf::In).href());
            let less = |name: &str, n, of| {
                let part = Part::new(name.to_owned(), count(n)).link(link(of).href());
                part.minus()
            };
            let parts = vec![
                whole,
                less(t.rejected, one.rejected, SnapshotOf::Rejected),
                less(t.skipped, one.skipped.n(), SnapshotOf::Skipped),
            ];
            let receipt = Receipt::new(t.accepted, count(one.accepted), r.rows_accepted);
            receipt.parts(r.less, How::Sum, parts)
        }
        (SnapshotOf::Skipped, _) => Receipt::new(t.skipped, count(one.skipped.n()), r.rows_skipped)
            .parts(r.by_kind, How::Sum, kinds(&one.skipped, r)),
        (SnapshotOf::Rejected, "") => Receipt::new(
            t.rejected,
            count(one.rejected),
            r.rows_rejected,
        )
        .parts(r.by_reason, How::Sum, reasons(asked, &one.rejects, at)),
        (SnapshotOf::Warnings, "") => {
            let n = one.warnings.values().sum();
            Receipt::new(t.warnings, count(n), r.rows_warnings).parts(
                r.by_reason,
                How::Sum,
                reasons(asked, &one.warnings, at),
            )
        }
        (of, code) => with_code(at, one, of, code)?,
    };
    Ok(receipt
        .of(words::source(one.source.code(), t))
        .of(format::date_in_words(one.as_of, lang))
        .of(one.file_name.clone())
        .list(r.see_snapshot, format!("/data/cuplikan/{}", one.id))
        .nav("/data"))
}

fn kinds(skipped: &Skipped, r: &'static ReceiptTexts) -> Vec<Part> {
    [
        (r.skipped_blank, skipped.blank),
        (r.skipped_header, skipped.header),
        (r.skipped_total, skipped.total),
        (r.skipped_numbers, skipped.column_numbers),
        (r.skipped_other, skipped.other_file),
    ]
    .map(|(name, n)| Part::new(name, count(n)))
    .into()
}

/// `column:code` as a column and a sentence.
fn said(code: &str, at: &Desked) -> (String, String) {
    let (column, code) = code.split_once(':').unwrap_or(("", code));
    (column.to_owned(), code_message(code, at.lang).to_owned())
}

fn reasons(asked: &ask::Snapshot, codes: &BTreeMap<String, u64>, at: &Desked) -> Vec<Part> {
    let parts = codes.iter().map(|(code, n)| {
        let (column, message) = said(code, at);
        let asked = ask::Snapshot {
            code: code.clone(),
            ..asked.clone()
        };
        Part::new(message, count(*n))
            .note(column)
            .link(asked.href())
    });
    parts.collect()
}

fn with_code(at: &Desked, one: &Manifest, of: SnapshotOf, code: &str) -> Result<Receipt, Fault> {
    let (t, r) = (at.t, ReceiptTexts::of(at.lang));
    let (codes, title, formula) = match of {
        SnapshotOf::Rejected => (&one.rejects, t.rejected, r.rows_rejected),
        _ => (&one.warnings, t.warnings, r.rows_warnings),
    };
    let n = codes.get(code).ok_or(Fault::NotFound)?;
    let (column, message) = said(code, at);
    Ok(Receipt::new(title, count(*n), formula)
        .of(column)
        .of(message))
}
