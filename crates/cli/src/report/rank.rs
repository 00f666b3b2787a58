//! `report rank`: areas compared on one formula and date, with what moved.

use anyhow::anyhow;
use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{Lang, RegionCode, region_name};
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;
use semesta_planning::{Ranked, RankingTable};

use super::table::Frame;
use super::{By, Common, Context};
use crate::run::hinted;
use crate::sheet::{Cell, Sheet, columns, say};
use crate::talk::Hinted;

/// Peringkat wilayah dan pergerakannya.
#[derive(Arguments)]
pub(crate) struct RankArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Indikator.
    #[arg(long, value_enum, default_value = "coverage")]
    indicator: Measure,
    /// Dasar angka.
    #[arg(long, value_enum, default_value = "verified")]
    basis: Basis,
    /// Folder data kota lain yang ikut dibandingkan pada tanggal yang sama; boleh berulang.
    #[arg(long = "with", value_name = "DIR")]
    others: Vec<std::path::PathBuf>,
    /// Run pembanding; tanpa ini run wilayah yang sama dengan tanggal terakhir sebelumnya.
    #[arg(long, value_name = "ID")]
    before: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Measure {
    /// Cakupan.
    Coverage,
    /// Aktif dari penduduk.
    #[value(name = "active_of_population", alias = "active-of-population")]
    ActiveOfPopulation,
    /// Aktif dari terdaftar.
    #[value(name = "active_of_registered", alias = "active-of-registered")]
    ActiveOfRegistered,
}

impl Measure {
    fn code(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::ActiveOfPopulation => "active_of_population",
            Self::ActiveOfRegistered => "active_of_registered",
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Basis {
    /// Resmi.
    Official,
    /// Terverifikasi.
    Verified,
}

impl Basis {
    fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Verified => "verified",
        }
    }
}

pub(super) fn sheet(
    args: &RankArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let level = level(args, context)?;
    let mut runs = vec![(
        RunFolder::find(folder, Some(&context.manifest.id))?,
        before(args, folder, context)?,
    )];
    runs.extend(others(args, folder, level, context)?);
    if level == "city" && runs.len() == 1 {
        return Err(Hinted::new(
            lang.pick(
                "satu kota saja tidak dapat diperingkat",
                "one city alone cannot be ranked",
            ),
            lang.pick(
                "tambahkan `--with DIR` untuk kota lain, atau pakai `--by village` atau `--by district`",
                "add `--with DIR` for other cities, or use `--by village` or `--by district`",
            ),
        )
        .into());
    }
    let now = joined(runs.iter().map(|(run, _)| run), args, level)?;
    let earlier: Vec<&RunFolder> = runs
        .iter()
        .filter_map(|(_, before)| before.as_ref())
        .collect();
    let before = if earlier.is_empty() || !same_day(&earlier)? {
        None
    } else {
        Some(joined(earlier.into_iter(), args, level)?)
    };
    let ranking = now
        .rank(before.as_ref())
        .map_err(|error| anyhow!("{error}"))?;
    let mut facts = context.facts();
    facts.push(("formula", now.formula.clone()));
    let before = before.map_or_else(String::new, |table| table.as_of.to_string());
    if context.for_reading {
        say(&compared(args, &before, lang));
    }
    facts.push(("before", before));
    facts.push(("level", level.to_owned()));
    let mut rows: Vec<Vec<Cell>> = ranking.iter().map(row).collect();
    let mut titles = titles(lang);
    if context.for_reading {
        // A reader needs neither the code nor the parts of the share.
        for at in [4, 3, 1] {
            titles.remove(at);
            rows.iter_mut().for_each(|row| drop(row.remove(at)));
        }
    }
    Ok(Sheet {
        schema: "semesta.report.rank/1",
        name: "rank",
        facts,
        columns: titles,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// What is compared, and with which date.
fn compared(args: &RankArgs, before: &str, lang: Lang) -> String {
    let indicator = semesta_engine::figures::Indicator::ALL
        .into_iter()
        .find(|of| of.code() == args.indicator.code())
        .map_or("", |of| of.label(lang));
    let basis = match args.basis {
        Basis::Official => lang.pick("resmi", "official"),
        Basis::Verified => lang.pick("terverifikasi", "verified"),
    };
    let with = match before {
        "" => lang
            .pick("tanpa run pembanding", "with no earlier run")
            .to_owned(),
        date => format!(
            "{} {}",
            lang.pick("dibandingkan dengan", "compared with"),
            super::day(date, lang)
        ),
    };
    format!("{indicator}, {basis}; {with}")
}

fn titles(lang: Lang) -> Vec<crate::sheet::Column> {
    columns(
        lang,
        &[
            ("rank", "Peringkat", "Rank"),
            ("area", "Kode", "Code"),
            ("area_name", "Wilayah", "Area"),
            ("numerator", "Pembilang", "Numerator"),
            ("denominator", "Penyebut", "Denominator"),
            ("percent", "Persen", "Percent"),
            ("rank_before", "Sebelumnya", "Before"),
            ("movement", "Naik", "Risen by"),
            (
                "change_basis_points",
                "Perubahan (0,01 poin)",
                "Change (0.01 points)",
            ),
        ],
    )
}

fn row(ranked: &Ranked) -> Vec<Cell> {
    let number = |value: Option<i64>| value.map_or(Cell::Empty, Cell::Integer);
    let place = |rank: Option<usize>| number(rank.and_then(|rank| i64::try_from(rank).ok()));
    let name = ranked
        .area
        .parse::<RegionCode>()
        .ok()
        .and_then(region_name)
        .unwrap_or(&ranked.area);
    vec![
        place(ranked.rank),
        Cell::text(ranked.area.clone()),
        Cell::text(name),
        Cell::Integer(ranked.figure.numerator),
        Cell::Integer(ranked.figure.denominator),
        Cell::Share(ranked.figure),
        place(ranked.rank_before),
        number(ranked.movement()),
        number(ranked.change_basis_points()),
    ]
}

/// The level of the areas compared; cities where several are.
fn level(args: &RankArgs, context: &Context) -> anyhow::Result<&'static str> {
    let lang = context.lang;
    match context.by {
        By::City if args.common.by.is_none() && args.others.is_empty() => Ok("village"),
        By::City => Ok("city"),
        By::Village => Ok("village"),
        By::District => Ok("district"),
        By::Segment | By::Age | By::Sex | By::Payer | By::BudgetLine => Err(Hinted::new(
            lang.pick("peringkat dibuat per wilayah", "rankings are of areas"),
            lang.pick(
                "pakai `--by village`, `--by district`, atau `--by city --with DIR`",
                "use `--by village`, `--by district` or `--by city --with DIR`",
            ),
        )
        .into()),
    }
}

/// A run and the one it is compared with.
type Pair = (RunFolder, Option<RunFolder>);

/// The runs of other regions at the same date: in the folders named, and for
/// cities in this folder too.
fn others(
    args: &RankArgs,
    folder: &DataFolder,
    level: &str,
    context: &Context,
) -> anyhow::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    let mut regions = vec![context.manifest.region.clone()];
    let mut add = |folder: &DataFolder, must: Option<&std::path::Path>| {
        let found = newest_of_regions(folder, &context.manifest.as_of, &regions)?;
        if let Some(path) = must.filter(|_| found.is_empty()) {
            return Err(no_run(path, context));
        }
        for (region, run) in found {
            let before = latest_before(folder, &region, &context.manifest.as_of)?;
            regions.push(region);
            pairs.push((run, before));
        }
        Ok(())
    };
    if level == "city" {
        add(folder, None)?;
    }
    for path in &args.others {
        add(&crate::run::open(path, context.lang)?, Some(path))?;
    }
    Ok(pairs)
}

fn no_run(path: &std::path::Path, context: &Context) -> anyhow::Error {
    let lang = context.lang;
    Hinted::new(
        format!(
            "{} {} {} `{}`",
            lang.pick(
                "tidak ada run kota lain pada",
                "there is no run of another city at"
            ),
            context.manifest.as_of,
            lang.pick("dalam", "in"),
            path.display()
        ),
        format!(
            "semesta run --data {} --region KODE --as-of {}",
            path.display(),
            context.manifest.as_of
        ),
    )
    .into()
}

/// The newest run of every further region at a date.
fn newest_of_regions(
    folder: &DataFolder,
    as_of: &str,
    known: &[String],
) -> anyhow::Result<Vec<(String, RunFolder)>> {
    let mut found: Vec<(String, RunFolder)> = Vec::new();
    let newest = RunFolder::find(folder, None).ok();
    let ids = RunFolder::ids(folder)?;
    let named = ids.iter().map(|id| RunFolder::find(folder, Some(id)));
    for run in newest.into_iter().map(Ok).chain(named) {
        let run = run?;
        let manifest = run.manifest()?;
        let is_new = !known.contains(&manifest.region)
            && found.iter().all(|(region, _)| *region != manifest.region);
        if manifest.as_of == as_of && is_new {
            found.push((manifest.region, run));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Whether all runs are of one date, so that their areas can be ranked together.
fn same_day(runs: &[&RunFolder]) -> anyhow::Result<bool> {
    let mut days = Vec::new();
    for run in runs {
        days.push(run.manifest()?.as_of);
    }
    days.dedup();
    Ok(days.len() == 1)
}

/// The figures of several runs in one table.
fn joined<'r>(
    runs: impl Iterator<Item = &'r RunFolder>,
    args: &RankArgs,
    level: &str,
) -> anyhow::Result<RankingTable> {
    let mut all: Option<RankingTable> = None;
    for run in runs {
        let of_run = table(run, args, level)?;
        match &mut all {
            Some(all) => all.figures.extend(of_run.figures),
            None => all = Some(of_run),
        }
    }
    all.ok_or_else(|| anyhow!("no run"))
}

/// The indicator of every area of a level.
fn table(run: &RunFolder, args: &RankArgs, level: &str) -> anyhow::Result<RankingTable> {
    let mut figures = Vec::new();
    let mut formula = String::new();
    for row in Frame::read(run, Table::Indicators)?.rows() {
        if row.text("level")? == level
            && row.text("segment")? == "all"
            && row.text("indicator")? == args.indicator.code()
            && row.text("basis")? == args.basis.code()
            && row.text("area")? != "tanpa wilayah"
        {
            formula = row.text("formula")?;
            figures.push((row.text("area")?, row.ratio()?));
        }
    }
    Ok(RankingTable {
        formula,
        as_of: run.manifest()?.as_of.parse()?,
        figures,
    })
}

/// The run to compare with: the one named, else the latest earlier of the region.
fn before(
    args: &RankArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Option<RunFolder>> {
    if let Some(id) = &args.before {
        let named = RunFolder::find(folder, Some(id));
        return Ok(Some(named.map_err(|error| hinted(error, context.lang))?));
    }
    latest_before(folder, &context.manifest.region, &context.manifest.as_of)
}

/// The latest run of a region before a date.
fn latest_before(
    folder: &DataFolder,
    region: &str,
    as_of: &str,
) -> anyhow::Result<Option<RunFolder>> {
    let mut earlier: Option<(String, RunFolder)> = None;
    for id in RunFolder::ids(folder)? {
        let run = RunFolder::find(folder, Some(&id))?;
        let manifest = run.manifest()?;
        // Dates are written yyyy-MM-dd, so their texts are in order of time.
        if manifest.region == region
            && manifest.as_of.as_str() < as_of
            && earlier
                .as_ref()
                .is_none_or(|(date, _)| *date < manifest.as_of)
        {
            earlier = Some((manifest.as_of, run));
        }
    }
    Ok(earlier.map(|(_, run)| run))
}
