//! `report rank`: areas compared on one formula and date, with what moved.

use anyhow::{Context as _, anyhow};
use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{RegionCode, region_name};
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;
use semesta_planning::{Ranked, RankingTable};

use super::table::Frame;
use super::{By, Common, Context};
use crate::sheet::{Cell, Sheet, columns};
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
    let level = match context.by {
        By::City | By::Village => "village",
        By::District => "district",
        By::Segment | By::Age | By::Sex => {
            return Err(Hinted::new(
                lang.pick("peringkat dibuat per wilayah", "rankings are of areas"),
                lang.pick(
                    "pakai `--by village` atau `--by district`",
                    "use `--by village` or `--by district`",
                ),
            )
            .into());
        }
    };
    let now = table(&context.run, args, level)?;
    let earlier = before(args, folder, context)?;
    let before = earlier
        .as_ref()
        .map(|run| table(run, args, level))
        .transpose()?;
    let ranking = now
        .rank(before.as_ref())
        .map_err(|error| anyhow!("{error}"))?;
    let mut facts = context.facts();
    facts.push(("formula", now.formula.clone()));
    facts.push((
        "before",
        before.map_or_else(String::new, |table| table.as_of.to_string()),
    ));
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

fn titles(lang: semesta_domain::Lang) -> Vec<crate::sheet::Column> {
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
        return Ok(Some(RunFolder::find(folder, Some(id)).context(id.clone())?));
    }
    let mut earlier: Option<(String, RunFolder)> = None;
    for id in RunFolder::ids(folder)? {
        let run = RunFolder::find(folder, Some(&id))?;
        let manifest = run.manifest()?;
        let of_region = manifest.region == context.manifest.region;
        // Dates are written yyyy-MM-dd, so their texts are in order of time.
        if of_region
            && manifest.as_of < context.manifest.as_of
            && earlier
                .as_ref()
                .is_none_or(|(date, _)| *date < manifest.as_of)
        {
            earlier = Some((manifest.as_of, run));
        }
    }
    Ok(earlier.map(|(_, run)| run))
}
