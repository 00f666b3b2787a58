//! What a receipt rests on: files and parameters of the law.

use std::collections::BTreeMap;

use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_engine::run::SnapshotUsed;
use semesta_law::{DatedValue, Law, Parameter};

use crate::fault::Fault;
use crate::format;
use crate::pages::deliveries::schedule;
use crate::pages::law::value;
use crate::pages::public::SMALL;
use crate::receipt::Receipt;
use crate::table::{Table, Td};
use crate::text::ReceiptTexts;
use crate::visit::Visit;
use crate::words;

/// The files of a receipt: whose, of which day, how many rows.
pub(super) async fn files(
    at: &Visit,
    receipt: &Receipt,
    is_public: bool,
) -> Result<Option<Table>, Fault> {
    let Some(run) = &receipt.run else {
        return Ok(None);
    };
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let offices: BTreeMap<String, String> = schedule::read(&at.app.data)?
        .into_iter()
        .map(|(source, expected)| (source.code().to_owned(), expected.office(lang).to_owned()))
        .collect();
    let mut table = Table::new("berkas", t.receipt_files, lang)
        .text(t.source)
        .text(t.date)
        .number(t.rows);
    if !is_public {
        table = table.text(t.file);
    }
    table = table.text(t.hash);
    table.empty = r.no_files.to_owned();
    for used in taken(&run.snapshots, receipt) {
        let rows = i64::try_from(used.accepted).unwrap_or(i64::MAX);
        let office = offices.get(&used.source).map_or("", String::as_str);
        let source = Td::text(words::source(&used.source, t)).sub(office);
        let mut cells = vec![
            if is_public {
                source
            } else {
                source.link(format!("/data/cuplikan/{}", used.id))
            },
            Td::day(&used.as_of, lang),
            if is_public && (1..SMALL).contains(&rows) {
                Td::number(t.suppressed)
            } else {
                Td::count(rows, lang)
            },
        ];
        if !is_public {
            cells.push(Td::text(&used.file_name).sub(short(&used.id)));
        }
        cells.push(Td::text(short(&used.file_hash)));
        table.rows.push(cells);
    }
    Ok(Some(table))
}

fn short(hash: &str) -> String {
    hash.chars().take(16).collect()
}

/// The snapshots of the receipt's sources; of rolls the newest is what is counted.
fn taken<'a>(
    all: &'a [SnapshotUsed],
    receipt: &'a Receipt,
) -> impl Iterator<Item = &'a SnapshotUsed> {
    let rolls = all.iter().filter(|used| used.source == "peserta");
    let newest = rolls.map(|used| used.as_of.as_str()).max();
    all.iter().filter(move |used| {
        receipt.sources.contains(&used.source.as_str())
            && (used.source != "peserta" || Some(used.as_of.as_str()) == newest)
    })
}

/// The parameters of a receipt with their values, validity and articles.
pub(super) fn law(at: &Visit, receipt: &Receipt, is_public: bool) -> Option<Table> {
    let on = receipt.law_on?;
    let (lang, t, r) = (at.lang, at.t, ReceiptTexts::of(at.lang));
    let law = Law::embedded();
    let mut table = Table::new("hukum", t.receipt_law, lang)
        .text(t.parameter)
        .text(t.value)
        .text(r.validity)
        .text(t.law_source);
    let may_follow = at
        .viewer
        .as_ref()
        .is_some_and(|viewer| viewer.may(Permission::ViewFigures));
    for id in &receipt.law {
        let Some(one) = law.parameters().find(|one| one.id == *id) else {
            continue;
        };
        let Some(dated) = one.in_force(on) else {
            continue;
        };
        let name = Td::text(one.description(lang)).sub(&one.id);
        let source = Td::text(dated.reference.in_one_line(lang));
        table.rows.push(vec![
            if may_follow && !is_public {
                name.link(format!("/pengaturan/hukum/{}", one.id))
            } else {
                name
            },
            Td::text(value(dated, lang)),
            Td::text(validity(one, dated, lang, r)),
            if dated.reference.unsourced {
                source.mark("warn")
            } else {
                source
            },
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// From when, and until when where that is known.
fn validity(
    one: &Parameter,
    dated: &DatedValue,
    lang: semesta_domain::Lang,
    r: &'static ReceiptTexts,
) -> String {
    let said = |date: Date| format::date_in_words(date, lang);
    let next = one.values.iter().map(|other| other.from);
    let next = next.filter(|from| *from > dated.from).min();
    let last = dated.until.or(next.and_then(|next| next.yesterday().ok()));
    match last {
        Some(last) => r.fill(r.valid_until, &[&said(dated.from), &said(last)]),
        None => r.fill(r.valid_from, &[&said(dated.from)]),
    }
}
