//! The dispute list: whom the bill should not have named, and why.

use std::collections::BTreeMap;

use anyhow::Context as _;
use semesta_domain::{Finding, Lang, Month};
use semesta_engine::results::Table;

use super::super::Context;
use super::super::table::Row;
use super::super::typed::words;
use super::Period;
use crate::sheet::{Cell, Column, Sheet, columns};

/// The columns that the list shows.
const COLUMNS: [&str; 13] = [
    "month",
    "card_number",
    "resident_nik",
    "billed",
    "expected",
    "finding",
    "disputed",
    "name",
    "evidence",
    "evidence_file",
    "evidence_row",
    "source_file",
    "source_row",
];

/// One person (or card) under one finding.
#[derive(Debug, Default)]
struct Entry {
    nik: String,
    name: String,
    months: Vec<String>,
    lines: i64,
    billed: i64,
    expected: i64,
    disputed: i64,
    evidence: String,
    evidence_row: String,
    source: String,
}

/// Sorted by finding, period and card.
type Entries = BTreeMap<(Finding, String, String), Entry>;

/// In the auditors' order: finding by finding, person by person, the months together.
pub(super) fn sheet(period: Period, context: &Context) -> anyhow::Result<Sheet<'static>> {
    let entries = entries(period, context)?;
    eprintln!(
        "{}",
        context.lang.pick(
            "Perhatian: daftar ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
            "Note: this list holds full identities (specific personal data, UU 27/2022)."
        )
    );
    let (lang, for_reading) = (context.lang, context.for_reading);
    // Eighty columns hold who, how much and why; files have the rest.
    let dropped: &[usize] = match (for_reading, period) {
        (false, _) => &[],
        (true, Period::Month) => &[12, 11, 8, 7, 5, 3, 1],
        (true, _) => &[12, 11, 8, 7, 5, 3],
    };
    let mut names = titles(lang);
    dropped.iter().for_each(|at| drop(names.remove(*at)));
    let rows = entries
        .into_iter()
        .map(move |((finding, period, card), entry)| {
            let label = if for_reading {
                finding.label(lang)
            } else {
                finding.code()
            };
            let mut row = cells(label, period, card, entry);
            dropped.iter().for_each(|at| drop(row.remove(*at)));
            Ok(row)
        });
    Ok(Sheet {
        schema: "semesta.report.bill_list/1",
        name: Table::BillLines.name(),
        facts: context.facts(),
        columns: names,
        rows: Box::new(rows),
    })
}

fn entries(period: Period, context: &Context) -> anyhow::Result<Entries> {
    let mut entries = Entries::new();
    for batch in context.run.read_columns(Table::BillLines, &COLUMNS)? {
        let findings = words(&batch, "finding", |text| text.parse::<Finding>().ok())?;
        for row in Row::all(&batch) {
            let finding = *findings.at(row.at()).context("a line without a finding")?;
            if finding == Finding::Ok {
                continue;
            }
            let month: Month = row.text("month")?.parse()?;
            let period = match period {
                Period::Month => String::new(),
                _ => period.of(month),
            };
            let key = (finding, period, row.text("card_number")?);
            add(entries.entry(key).or_default(), month, row)?;
        }
    }
    Ok(entries)
}

fn add(entry: &mut Entry, month: Month, row: Row<'_>) -> anyhow::Result<()> {
    let month = month.to_string();
    if entry.months.last() != Some(&month) {
        entry.months.push(month);
    }
    entry.lines += 1;
    entry.billed += row.integer("billed")?;
    entry.expected += row.integer("expected")?;
    entry.disputed += row.integer("disputed")?;
    entry.nik = row.text("resident_nik")?;
    entry.name = row.text("name")?;
    entry.evidence = row.text("evidence")?;
    let file = row.text("evidence_file")?;
    entry.evidence_row = if file.is_empty() {
        String::new()
    } else {
        format!("{file}:{}", row.integer("evidence_row")?)
    };
    entry.source = format!(
        "{}:{}",
        row.text("source_file")?,
        row.integer("source_row")?
    );
    Ok(())
}

fn titles(lang: Lang) -> Vec<Column> {
    columns(
        lang,
        &[
            ("finding", "Temuan", "Finding"),
            ("period", "Masa", "Period"),
            ("card_number", "No. kartu", "Card"),
            ("resident_nik", "NIK", "NIK"),
            ("name", "Nama", "Name"),
            ("months", "Bulan", "Months"),
            ("lines", "Baris", "Lines"),
            ("billed", "Ditagih (Rp)", "Billed (Rp)"),
            (
                "expected",
                "Seharusnya menurut tarif (Rp)",
                "Due by tariff (Rp)",
            ),
            ("disputed", "Sengketa (Rp)", "Disputed (Rp)"),
            ("evidence", "Bukti", "Evidence"),
            ("evidence_row", "Baris bukti", "Evidence row"),
            ("source_row", "Baris tagihan terakhir", "Last bill row"),
        ],
    )
}

fn cells(finding: &str, period: String, card: String, entry: Entry) -> Vec<Cell> {
    let text = |text: String| {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    };
    vec![
        Cell::text(finding),
        text(period),
        Cell::text(card),
        text(entry.nik),
        text(entry.name),
        Cell::text(entry.months.join(" ")),
        Cell::Integer(entry.lines),
        Cell::Integer(entry.billed),
        Cell::Integer(entry.expected),
        Cell::Integer(entry.disputed),
        text(entry.evidence),
        text(entry.evidence_row),
        Cell::text(entry.source),
    ]
}
