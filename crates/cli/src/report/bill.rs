//! `report bill`: what was billed, and what of it is disputed.

use std::collections::{BTreeMap, HashMap, HashSet};

use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{Finding, Lang, Month, RegionCode, RegionLevel, Rupiah, region_name};
use semesta_engine::bill::{Verdict, under_law};
use semesta_evidence::{DataFolder, Source};

use super::{By, Common, Context, not_grouped_so, recap};
use crate::run::hinted;
use crate::sheet::{Cell, Column, Sheet, columns};
use lines::Line;

mod lines;
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
    people: HashSet<(bool, u64)>,
    billed: i64,
    disputed: i64,
}

impl Sums {
    fn add(&mut self, line: &Line<'_>) {
        self.lines += 1;
        self.people.insert(line.who);
        self.billed += line.billed;
        self.disputed += line.disputed;
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
    let batches = lines::read(&context.run)?;
    let is_empty = batches.iter().all(|batch| batch.num_rows() == 0);
    let has_recap = semesta_engine::funding::has(&context.manifest, Source::TagihanRekap);
    if args.recap || (has_recap && is_empty) {
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
    let unchecked = tell_unchecked(is_empty, context);
    if args.list {
        return list::sheet(args.period, context);
    }
    let supposed = what_if(args, folder, context)?;
    let mut present = Counter::new(args.period, context);
    let mut what_if = Counter::new(args.period, context);
    let mut saved: BTreeMap<Month, i64> = BTreeMap::new();
    let mut verdicts = supposed.iter().flatten();
    lines::each(&batches, |mut line| {
        *saved.entry(line.month).or_default() += line.disputed;
        present.add(&line);
        if let Some(verdict) = verdicts.next() {
            (line.finding, line.disputed) = (verdict.finding, verdict.disputed);
            what_if.add(&line);
        }
    })?;
    let counts = present.counts();
    let mut facts = context.facts();
    facts.extend(savings(&saved, context));
    facts.push(("not_checked", unchecked.join(" ")));
    let supposed = supposed.map(|_| what_if.counts());
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

/// Adds up lines by month and area first, of which there are few.
struct Counter<'a> {
    period: Period,
    context: &'a Context,
    /// The area of each village.
    areas: HashMap<String, usize>,
    names: Vec<String>,
    sums: HashMap<(String, usize, Option<Finding>), Sums>,
    /// The period of the month before: lines come by month.
    last: (Option<Month>, String),
}

impl<'a> Counter<'a> {
    fn new(period: Period, context: &'a Context) -> Self {
        Self {
            period,
            context,
            areas: HashMap::new(),
            names: Vec::new(),
            sums: HashMap::new(),
            last: (None, String::new()),
        }
    }

    /// Adds a line to its finding and to the total.
    fn add(&mut self, line: &Line<'_>) {
        let area = match self.areas.get(line.region) {
            Some(area) => *area,
            None => self.add_area(line.region),
        };
        if self.last.0 != Some(line.month) {
            self.last = (Some(line.month), self.period.of(line.month));
        }
        for finding in [None, Some(line.finding)] {
            let group = (self.last.1.clone(), area, finding);
            self.sums.entry(group).or_default().add(line);
        }
    }

    fn add_area(&mut self, region: &str) -> usize {
        let name = area(region, self.context);
        let known = self.names.iter().position(|known| *known == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.areas.insert(region.to_owned(), at);
        at
    }

    fn counts(self) -> Counts {
        let names = self.names;
        let sums = self.sums.into_iter();
        sums.map(|((period, area, finding), sums)| ((period, names[area].clone(), finding), sums))
            .collect()
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
            ("disputed", "Sengketa (Rp)", "Disputed (Rp)"),
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
fn tell_unchecked(is_empty: bool, context: &Context) -> Vec<&'static str> {
    let lang = context.lang;
    let has = |source: &str| {
        context
            .manifest
            .snapshots
            .iter()
            .any(|used| used.source == source)
    };
    if is_empty {
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
