//! Adding up the billed lines: half a million a year, so they are read column by column.

use std::collections::BTreeMap;

use anyhow::Context as _;
use arrow_array::{Array, RecordBatch, StringArray};
use rayon::prelude::*;
use semesta_domain::{Finding, Month, RegionCode, RegionLevel};
use semesta_engine::bill::Verdict;
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;

use super::super::typed::{integers, texts, words};
use super::super::{By, Context};
use super::Period;

/// The columns that are read.
const COLUMNS: [&str; 7] = [
    "month",
    "card_number",
    "resident_nik",
    "billed",
    "finding",
    "disputed",
    "region",
];

/// Reads what sums need of every line of a run.
pub(super) fn read(run: &RunFolder) -> anyhow::Result<Vec<RecordBatch>> {
    Ok(run.read_columns(Table::BillLines, &COLUMNS)?)
}

/// Sums over lines.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sums {
    pub(super) lines: i64,
    pub(super) billed: i64,
    pub(super) disputed: i64,
    pub(super) supposed_lines: i64,
    pub(super) supposed_disputed: i64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.billed += other.billed;
        self.disputed += other.disputed;
        self.supposed_lines += other.supposed_lines;
        self.supposed_disputed += other.supposed_disputed;
    }
}

/// A period, an area and a finding; no finding stands for all.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) period: String,
    pub(super) area: String,
    pub(super) finding: Option<Finding>,
    pub(super) people: i64,
    pub(super) sums: Sums,
}

/// What the lines add up to.
#[derive(Debug)]
pub(super) struct Counts {
    /// By period, area and finding, the total of each period and area last.
    pub(super) rows: Vec<Row>,
    /// Disputed, by month.
    pub(super) disputed: BTreeMap<Month, i64>,
}

/// Adds up the lines, and what another law makes of them if its verdicts are given.
pub(super) fn counted(
    batches: &[RecordBatch],
    supposed: Option<&[Verdict]>,
    period: Period,
    context: &Context,
) -> anyhow::Result<Counts> {
    let mut counter = Counter {
        period,
        context,
        groups: BTreeMap::new(),
        disputed: BTreeMap::new(),
    };
    let mut from = 0;
    for batch in batches {
        let to = from + batch.num_rows();
        counter.add(batch, supposed.and_then(|verdicts| verdicts.get(from..to)))?;
        from = to;
    }
    Ok(counter.counts())
}

struct Counter<'a> {
    period: Period,
    context: &'a Context,
    /// By period and area.
    groups: BTreeMap<(String, String), Group>,
    disputed: BTreeMap<Month, i64>,
}

/// The lines of one period and area by finding.
#[derive(Default)]
struct Group([Part; Finding::ALL.len()]);

#[derive(Default)]
struct Part {
    sums: Sums,
    /// The person of each line: the NIK as a number, else the card with the highest bit.
    people: Vec<u64>,
}

impl Counter<'_> {
    fn add(&mut self, batch: &RecordBatch, supposed: Option<&[Verdict]>) -> anyhow::Result<()> {
        let months = words(batch, "month", |text| text.parse::<Month>().ok())?;
        let findings = words(batch, "finding", |text| text.parse::<Finding>().ok())?;
        let regions = words(batch, "region", |text| Some(area(text, self.context)))?;
        let nowhere = area("", self.context);
        let (niks, cards) = (texts(batch, "resident_nik")?, texts(batch, "card_number")?);
        let billed = integers(batch, "billed")?.values();
        let disputed = integers(batch, "disputed")?.values();
        // Lines come by month, and most often of a few areas.
        let mut row = 0;
        while row < batch.num_rows() {
            let month = *months.at(row).context("a line without a month")?;
            let area_of = |row: usize| regions.at(row).unwrap_or(&nowhere);
            let area = area_of(row);
            let key = (self.period.of(month), area.clone());
            let group = self.groups.entry(key).or_default();
            let of_month = self.disputed.entry(month).or_default();
            while row < batch.num_rows() && months.at(row) == Some(&month) && area_of(row) == area {
                let finding = *findings.at(row).context("a line without a finding")?;
                let part = &mut group.0[finding as usize];
                part.people.push(person(niks, cards, row));
                part.sums.lines += 1;
                part.sums.billed += billed[row];
                part.sums.disputed += disputed[row];
                *of_month += disputed[row];
                if let Some(verdict) = supposed.map(|verdicts| verdicts[row]) {
                    let sums = &mut group.0[verdict.finding as usize].sums;
                    sums.supposed_lines += 1;
                    sums.supposed_disputed += verdict.disputed;
                }
                row += 1;
            }
        }
        Ok(())
    }

    fn counts(self) -> Counts {
        let groups: Vec<((String, String), Group)> = self.groups.into_iter().collect();
        let rows = groups
            .into_par_iter()
            .flat_map_iter(|(key, group)| rows(&key, group));
        Counts {
            rows: rows.collect(),
            disputed: self.disputed,
        }
    }
}

/// The findings that a group has, and their total.
fn rows((period, area): &(String, String), group: Group) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut all, mut total) = (Vec::new(), Sums::default());
    for (&finding, mut part) in Finding::ALL.iter().zip(group.0) {
        if part.sums.lines + part.sums.supposed_lines == 0 {
            continue;
        }
        total.add(part.sums);
        let people = distinct(&mut part.people);
        all.append(&mut part.people);
        rows.push(Row {
            period: period.clone(),
            area: area.clone(),
            finding: Some(finding),
            people,
            sums: part.sums,
        });
    }
    rows.push(Row {
        period: period.clone(),
        area: area.clone(),
        finding: None,
        people: distinct(&mut all),
        sums: total,
    });
    rows
}

fn distinct(people: &mut Vec<u64>) -> i64 {
    people.sort_unstable();
    people.dedup();
    people.len() as i64
}

fn person(niks: &StringArray, cards: &StringArray, row: usize) -> u64 {
    let number = |column: &StringArray| column.value(row).parse::<u64>().unwrap_or(0);
    if niks.is_null(row) {
        number(cards) | 1 << 63
    } else {
        number(niks)
    }
}

fn area(region: &str, context: &Context) -> String {
    let level = match context.by {
        By::District => RegionLevel::District,
        By::Village => RegionLevel::Village,
        _ => return context.manifest.region.replace('.', ""),
    };
    let code = region
        .parse::<RegionCode>()
        .ok()
        .and_then(|code| code.parent(level));
    code.map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact())
}
