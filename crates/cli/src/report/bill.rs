//! `report bill`: what was billed, and what of it is disputed.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{Finding, Lang, Month, RegionCode, RegionLevel, Rupiah, region_name};
use semesta_engine::bill::{Verdict, under_law};
use semesta_engine::results::Table;
use semesta_evidence::{DataFolder, Source};

use super::table::{Frame, Row};
use super::{By, Common, Context, not_grouped_so, recap};
use crate::run::hinted;
use crate::sheet::{Cell, Column, Sheet, columns};

mod list;

/// Pemeriksaan tagihan.
#[derive(Arguments)]
pub(crate) struct BillArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Kelompok waktu.
    #[arg(long, value_enum, default_value = "month")]
    period: Period,
    /// Daftar sengketa orang per orang, dengan identitas lengkap.
    #[arg(long)]
    list: bool,
    /// Tagihan yang hanya memuat jumlah jiwa dan rupiah (`tagihan_rekap`), diperiksa sejauh dapat.
    #[arg(long, conflicts_with_all = ["list", "period", "by"])]
    recap: bool,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang; di samping keadaan sekarang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL", conflicts_with_all = ["list", "recap"])]
    overrides: Vec<String>,
}

/// How months are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Period {
    /// Per bulan.
    Month,
    /// Per triwulan.
    Quarter,
    /// Per tahun.
    Year,
}

impl Period {
    fn of(self, month: Month) -> String {
        match self {
            Self::Month => month.to_string(),
            Self::Quarter => quarter(month),
            Self::Year => month.year().to_string(),
        }
    }
}

/// The quarter of a month: `2024-Q3`.
fn quarter(month: Month) -> String {
    format!("{}-Q{}", month.year(), (month.month() - 1) / 3 + 1)
}

/// Sums over lines.
#[derive(Debug, Default, Clone)]
struct Sums {
    lines: i64,
    people: BTreeSet<String>,
    billed: i64,
    disputed: i64,
}

impl Sums {
    fn add(&mut self, line: &Line) {
        self.lines += 1;
        self.people.insert(line.who().to_owned());
        self.billed += line.billed;
        self.disputed += line.disputed;
    }
}

/// What the report needs of a line.
#[derive(Debug, Clone)]
struct Line {
    month: Month,
    card: String,
    nik: String,
    region: String,
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
            region: row.text("region")?,
            billed: row.integer("billed")?,
            expected: row.integer("expected")?,
            finding: row.text("finding")?.parse()?,
            disputed: row.integer("disputed")?,
        })
    }

    /// The person, else the card.
    fn who(&self) -> &str {
        if self.nik.is_empty() {
            &self.card
        } else {
            &self.nik
        }
    }
}

/// Sorted by period, area and finding; no finding stands for all.
type Counts = BTreeMap<Group, Sums>;

/// Period, area and finding.
type Group = (String, String, Option<Finding>);

pub(super) fn sheet(
    args: &BillArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    check_grouping(context)?;
    let frame = Frame::read(&context.run, Table::BillLines)?;
    let has_recap = semesta_engine::funding::has(&context.manifest, Source::TagihanRekap);
    if args.recap || (has_recap && frame.rows().next().is_none()) {
        return recap::sheet(folder, context);
    }
    if has_recap {
        eprintln!(
            "{}",
            context.lang.pick(
                "Ada pula tagihan yang hanya memuat jumlah jiwa: `semesta report bill --recap`.",
                "There are bills of head counts too: `semesta report bill --recap`."
            )
        );
    }
    let unchecked = tell_unchecked(&frame, context);
    if args.list {
        return list::sheet(&frame, args.period, context);
    }
    let supposed = what_if(args, folder, context)?;
    let mut counts = Counts::new();
    let mut counts_what_if = Counts::new();
    let mut saved: BTreeMap<Month, i64> = BTreeMap::new();
    for (at, row) in frame.rows().enumerate() {
        let mut line = Line::read(row)?;
        let (period, area) = (args.period.of(line.month), area(&line, context));
        *saved.entry(line.month).or_default() += line.disputed;
        count(&mut counts, &period, &area, &line);
        if let Some(verdict) = supposed.as_ref().and_then(|lines| lines.get(at)) {
            (line.finding, line.disputed) = (verdict.finding, verdict.disputed);
            count(&mut counts_what_if, &period, &area, &line);
        }
    }
    let mut facts = context.facts();
    facts.extend(savings(&saved, context));
    facts.push(("not_checked", unchecked.join(" ")));
    let supposed = supposed.map(|_| counts_what_if);
    let mut names = titles(context.lang, supposed.is_some());
    let mut rows = rows(counts, supposed.as_ref(), context);
    if context.for_reading {
        // A reader needs the name, not the code; and no area where there is one only.
        // Side by side, eighty columns hold neither people nor what was billed.
        let aside: &[usize] = if supposed.is_some() { &[6, 5] } else { &[] };
        let hidden: &[usize] = if context.by == By::City {
            &[1, 1]
        } else {
            &[1]
        };
        for at in aside.iter().chain(hidden) {
            names.remove(*at);
            rows.iter_mut().for_each(|row| drop(row.remove(*at)));
        }
    }
    Ok(Sheet {
        schema: "semesta.report.bill/1",
        name: "bill",
        facts,
        columns: names,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The audit under another law, where one is supposed.
fn what_if(
    args: &BillArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Option<Vec<Verdict>>> {
    if args.overrides.is_empty() {
        return Ok(None);
    }
    let law = super::award::overridden(&args.overrides, context.lang)?;
    let verdicts = under_law(folder, &context.run, &law);
    Ok(Some(verdicts.map_err(|error| hinted(error, context.lang))?))
}

/// Adds a line to its finding and to the total.
fn count(counts: &mut Counts, period: &str, area: &str, line: &Line) {
    for finding in [None, Some(line.finding)] {
        let group = (period.to_owned(), area.to_owned(), finding);
        counts.entry(group).or_default().add(line);
    }
}

/// The rows, with what is supposed beside.
fn rows(mut counts: Counts, supposed: Option<&Counts>, context: &Context) -> Vec<Vec<Cell>> {
    for group in supposed.into_iter().flat_map(Counts::keys) {
        counts.entry(group.clone()).or_default();
    }
    let rows = ordered(counts).into_iter().map(|(group, sums)| {
        let other = supposed.map(|counts| counts.get(&group).cloned().unwrap_or_default());
        let disputed = sums.disputed;
        let mut row = cells((group, sums), context);
        if let Some(other) = other {
            row.extend([
                Cell::Integer(other.lines),
                Cell::Integer(other.disputed),
                Cell::Integer(other.disputed - disputed),
            ]);
        }
        row
    });
    rows.collect()
}

/// The total of each period and area last.
fn ordered(counts: Counts) -> Vec<(Group, Sums)> {
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|((period, area, finding), _)| {
        (period.clone(), area.clone(), finding.is_none(), *finding)
    });
    rows
}

fn titles(lang: Lang, is_supposed: bool) -> Vec<Column> {
    let mut titles = columns(
        lang,
        &[
            ("period", "Masa", "Period"),
            ("area", "Kode", "Code"),
            ("area_name", "Wilayah", "Area"),
            ("finding", "Temuan", "Finding"),
            ("lines", "Baris", "Lines"),
            ("people", "Orang", "People"),
            ("billed", "Ditagih (Rp)", "Billed (Rp)"),
            ("disputed", "Disengketakan (Rp)", "Disputed (Rp)"),
            ("lines_what_if", "Baris andaian", "Lines supposed"),
            ("disputed_what_if", "Andaian (Rp)", "Supposed (Rp)"),
            ("difference", "Selisih (Rp)", "Difference (Rp)"),
        ],
    );
    if !is_supposed {
        titles.truncate(8);
    }
    titles
}

fn cells(row: (Group, Sums), context: &Context) -> Vec<Cell> {
    let ((period, area, finding), sums) = row;
    let lang = context.lang;
    let shown = match finding {
        Some(finding) if context.for_reading => finding.label(lang),
        Some(finding) => finding.code(),
        None if context.for_reading => lang.pick("Jumlah", "Total"),
        None => "all",
    };
    let name = area
        .parse()
        .ok()
        .and_then(region_name)
        .map_or_else(|| area.clone(), ToOwned::to_owned);
    vec![
        Cell::text(period),
        Cell::text(area),
        Cell::text(name),
        Cell::text(shown),
        Cell::Integer(sums.lines),
        Cell::Integer(sums.people.len() as i64),
        Cell::Integer(sums.billed),
        Cell::Integer(sums.disputed),
    ]
}

fn area(line: &Line, context: &Context) -> String {
    let level = match context.by {
        By::District => RegionLevel::District,
        By::Village => RegionLevel::Village,
        _ => return context.manifest.region.replace('.', ""),
    };
    let code = line
        .region
        .parse::<RegionCode>()
        .ok()
        .and_then(|code| code.parent(level));
    code.map_or_else(|| "tanpa wilayah".to_owned(), |code| code.compact())
}

fn check_grouping(context: &Context) -> anyhow::Result<()> {
    if matches!(context.by, By::City | By::District | By::Village) {
        return Ok(());
    }
    let lang = context.lang;
    Err(not_grouped_so(
        lang.pick("tagihan", "the bill"),
        "city|district|village",
        lang,
    ))
}

/// What is saved when disputes are accepted: in each year, and in a year like the last month.
fn savings(saved: &BTreeMap<Month, i64>, context: &Context) -> Vec<(&'static str, String)> {
    let Some((last, amount)) = saved.last_key_value() else {
        return Vec::new();
    };
    let year: i64 = saved
        .iter()
        .filter(|(month, _)| month.year() == last.year())
        .map(|(_, amount)| amount)
        .sum();
    if context.for_reading {
        eprintln!(
            "{} {}: {}; {}: {}",
            context.lang.pick("Disengketakan dalam", "Disputed in"),
            last.year(),
            Rupiah(year),
            context.lang.pick(
                "setahun bila seperti bulan terakhir",
                "a year at the last month's rate"
            ),
            Rupiah(amount * 12)
        );
    }
    vec![
        ("disputed_this_year", year.to_string()),
        ("disputed_year_at_last_month", (amount * 12).to_string()),
    ]
}

/// Says on stderr what no list allowed to check, and returns the lists that lack.
fn tell_unchecked(frame: &Frame, context: &Context) -> Vec<&'static str> {
    let lang = context.lang;
    let has = |source: &str| {
        context
            .manifest
            .snapshots
            .iter()
            .any(|used| used.source == source)
    };
    if frame.rows().next().is_none() {
        eprintln!(
            "{}",
            lang.pick(
                "Belum ada baris tagihan per orang. Tagihan yang hanya memuat jumlah jiwa dan rupiah tidak dapat diperiksa per orang.",
                "No billed lines yet. A bill of head counts and amounts only cannot be audited by person."
            )
        );
        return vec!["tagihan"];
    }
    let missing = [
        (
            "daftar_pemda",
            lang.pick("apakah disetujui pemda", "whether approved by the city"),
        ),
        (
            "phk",
            lang.pick("masa jaminan PHK", "the lay-off guarantee"),
        ),
        (
            "kematian",
            lang.pick("kematian sesudah register", "deaths since the register"),
        ),
        (
            "pindah",
            lang.pick("pindah sesudah register", "moves since the register"),
        ),
    ];
    let missing: Vec<_> = missing
        .into_iter()
        .filter(|(source, _)| !has(source))
        .collect();
    for (source, what) in &missing {
        eprintln!(
            "{} {what}: {} `{source}`",
            lang.pick("Tidak diperiksa:", "Not checked:"),
            lang.pick("tidak ada data", "there is no")
        );
    }
    missing.into_iter().map(|(source, _)| source).collect()
}
