//! The dispute list: whom the bill should not have named, and why.

use std::collections::BTreeMap;

use semesta_domain::{Finding, Lang, Month};
use semesta_engine::results::Table;

use super::super::Context;
use super::super::table::{Frame, Row};
use super::Period;
use crate::sheet::{Cell, Column, Sheet, columns};

/// What the list needs of a line.
#[derive(Debug, Clone)]
struct Line {
    month: Month,
    card: String,
    nik: String,
    billed: i64,
    expected: i64,
    finding: Finding,
    disputed: i64,
}

impl Line {
    fn read(row: Row<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            month: row.text("month")?.parse()?,
            card: row.text("card_number")?,
            nik: row.text("resident_nik")?,
            billed: row.integer("billed")?,
            expected: row.integer("expected")?,
            finding: row.text("finding")?.parse()?,
            disputed: row.integer("disputed")?,
        })
    }
}

/// One person (or card) under one finding.
#[derive(Debug, Default)]
struct Entry {
    card: String,
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

/// In the auditors' order: finding by finding, person by person, the months together.
pub(super) fn sheet(period: Period, context: &Context) -> anyhow::Result<Sheet<'static>> {
    let frame = Frame::read(&context.run, Table::BillLines)?;
    let mut entries: BTreeMap<(Finding, String, String), Entry> = BTreeMap::new();
    for row in frame.rows() {
        let line = Line::read(row)?;
        if line.finding == Finding::Ok {
            continue;
        }
        let key = (line.finding, period.of(line.month), line.card.clone());
        let key = if period == Period::Month {
            (key.0, String::new(), key.2)
        } else {
            key
        };
        add(entries.entry(key).or_default(), &line, row)?;
    }
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
        .map(move |((finding, period, _), entry)| {
            let label = if for_reading {
                finding.label(lang)
            } else {
                finding.code()
            };
            let mut row = cells(label, period, entry);
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

fn add(entry: &mut Entry, line: &Line, row: Row<'_>) -> anyhow::Result<()> {
    let month = line.month.to_string();
    if entry.months.last() != Some(&month) {
        entry.months.push(month);
    }
    entry.lines += 1;
    entry.billed += line.billed;
    entry.expected += line.expected;
    entry.disputed += line.disputed;
    entry.card.clone_from(&line.card);
    entry.nik.clone_from(&line.nik);
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
            ("disputed", "Disengketakan (Rp)", "Disputed (Rp)"),
            ("evidence", "Bukti", "Evidence"),
            ("evidence_row", "Baris bukti", "Evidence row"),
            ("source_row", "Baris tagihan terakhir", "Last bill row"),
        ],
    )
}

fn cells(finding: &str, period: String, entry: Entry) -> Vec<Cell> {
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
        Cell::text(entry.card),
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
