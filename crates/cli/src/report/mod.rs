//! `semesta report`.

mod arrears;
pub(crate) mod award;
mod bill;
pub(crate) mod bridge;
mod compare;
mod funding;
mod gap;
mod layoffs;
mod liability;
mod rank;
mod recap;
mod reconciliation;
pub(crate) mod table;
mod target;
mod typed;
mod uhc;
mod workers;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use semesta_domain::{Lang, Month, Payer};
use semesta_engine::run::{RunFolder, RunManifest};
use semesta_evidence::DataFolder;

use crate::run::{find, hinted, open};
use crate::sheet::{Format, Output, Sheet, say};
use crate::talk::Hinted;

/// Laporan dari sebuah run.
#[derive(Arguments)]
pub(crate) struct Args {
    #[command(subcommand)]
    report: Report,
}

#[derive(Subcommand)]
enum Report {
    /// Cakupan dan keaktifan, resmi dan terverifikasi.
    Uhc(Common),
    /// Dari angka resmi ke angka terverifikasi, tanpa sisa.
    Bridge(Common),
    /// Siapa yang belum terdaftar atau tidak aktif, dan mengapa.
    Gap(gap::GapArgs),
    /// Pemeriksaan tagihan: temuan tiap baris, nilai sengketa.
    Bill(bill::BillArgs),
    /// Siapa wajib membayar berapa dalam satu bulan.
    Liability(liability::LiabilityArgs),
    /// Rekonsiliasi triwulan menurut Berita Acara.
    Reconciliation(reconciliation::ReconciliationArgs),
    /// Ambang dan penghargaan UHC: syarat, kekurangan, jalan termurah.
    Award(award::AwardArgs),
    /// Peringkat kelurahan atau kecamatan, dan pergerakannya.
    Rank(rank::RankArgs),
    /// Seberapa jauh dana mencukupi, per sumber dan bulan.
    Funding(funding::FundingArgs),
    /// Jalan menuju target bulan demi bulan, dan yang tidak tertutup uang.
    Target(target::TargetArgs),
    /// Pekerja yang di-PHK: masa jaminan dan bulan kota mengambil alih.
    Layoffs(layoffs::LayoffsArgs),
    /// Dua run berdampingan, orang demi orang.
    Compare(compare::CompareArgs),
    /// Pekerja: siapa sudah peserta pemberi kerjanya, siapa masih ditanggung kota.
    Workers(workers::WorkersArgs),
}

#[derive(Arguments)]
struct Common {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Run; tanpa ini yang terbaru.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Rincian; tanpa ini seluruh kota. `award`, `funding`, `layoffs`, `reconciliation`, `target` dan `workers` tidak dirinci.
    #[arg(long, value_enum)]
    by: Option<By>,
    #[command(flatten)]
    output: Output,
}

/// How a report is broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Seluruh kota.
    City,
    /// Per kecamatan.
    District,
    /// Per kelurahan.
    Village,
    /// Per segmen kepesertaan.
    Segment,
    /// Per kelompok umur.
    Age,
    /// Per jenis kelamin.
    Sex,
    /// Per penanggung iuran.
    #[value(alias = "penanggung")]
    Payer,
    /// Per mata anggaran: tiap komponen iuran menurut penanggungnya.
    #[value(alias = "mata-anggaran")]
    BudgetLine,
}

/// What every report needs.
pub(crate) struct Context {
    pub(crate) run: RunFolder,
    pub(crate) manifest: RunManifest,
    pub(crate) by: By,
    pub(crate) lang: Lang,
    /// Whether people read it on a terminal.
    pub(crate) for_reading: bool,
}

impl Context {
    /// Facts that stand above the rows in JSON.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("run", self.manifest.id.clone()),
            ("region", self.manifest.region.clone()),
            ("as_of", self.manifest.as_of.clone()),
        ]
    }

    /// A title for readers: what, where, when.
    fn title(&self, what: &str) -> String {
        let name = self
            .manifest
            .region
            .parse()
            .ok()
            .and_then(semesta_domain::region_name)
            .unwrap_or_default();
        format!(
            "{what} · {name} ({}) · {}",
            self.manifest.region,
            day(&self.manifest.as_of, self.lang)
        )
    }
}

/// A payer in words.
fn payer_label(code: &str, lang: Lang) -> String {
    Payer::parse(code).map_or_else(String::new, |payer| payer.label(lang).to_owned())
}

/// Refuses a grouping that a report does not know, naming those that it does.
fn not_grouped_so(what: &str, known: &str, lang: Lang) -> anyhow::Error {
    Hinted::new(
        format!(
            "{what} {}",
            lang.pick("tidak dirinci begitu", "is not broken down so")
        ),
        format!("{} `--by {known}`", lang.pick("pilih", "choose")),
    )
    .into()
}

/// A date in words: `31 Desember 2024`.
pub(crate) fn day(date: &str, lang: Lang) -> String {
    match date.parse::<jiff::civil::Date>() {
        Ok(date) if lang == Lang::Id => format!("{} {}", date.day(), Month::of(date).in_words()),
        _ => date.to_owned(),
    }
}

impl Args {
    /// How its rows, or why there are none, are written.
    pub(crate) fn format(&self) -> Format {
        self.report.common().output.format()
    }
}

impl Common {
    /// Whether the rows are asked for by anything but the whole city.
    fn is_grouped(&self) -> bool {
        self.by.is_some_and(|by| by != By::City)
    }
}

impl Report {
    /// The name of a report that is of the whole city only.
    fn not_grouped(&self, lang: Lang) -> Option<&'static str> {
        Some(match self {
            Self::Award(_) => lang.pick("penghargaan", "the award"),
            Self::Funding(_) => lang.pick("pembiayaan", "funding"),
            Self::Layoffs(_) => lang.pick("daftar PHK", "lay-offs"),
            Self::Reconciliation(_) => lang.pick("rekonsiliasi", "the reconciliation"),
            Self::Target(_) => lang.pick("target", "the target"),
            Self::Workers(_) => lang.pick("daftar pekerja", "workers"),
            Self::Uhc(_)
            | Self::Bridge(_)
            | Self::Gap(_)
            | Self::Bill(_)
            | Self::Liability(_)
            | Self::Rank(_)
            | Self::Compare(_) => return None,
        })
    }

    fn common(&self) -> &Common {
        match self {
            Self::Uhc(common) | Self::Bridge(common) => common,
            Self::Gap(args) => &args.common,
            Self::Bill(args) => &args.common,
            Self::Liability(args) => &args.common,
            Self::Reconciliation(args) => &args.common,
            Self::Award(args) => &args.common,
            Self::Rank(args) => &args.common,
            Self::Funding(args) => &args.common,
            Self::Target(args) => &args.common,
            Self::Layoffs(args) => &args.common,
            Self::Workers(args) => &args.common,
            Self::Compare(args) => &args.common,
        }
    }
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let common = args.report.common();
    if let Some(what) = args
        .report
        .not_grouped(lang)
        .filter(|_| common.is_grouped())
    {
        return Err(not_grouped_so(what, "city", lang));
    }
    let folder = open(&common.data, lang)?;
    let run = find(&folder, common.run.as_deref(), lang)?;
    let manifest = run.manifest().map_err(|error| hinted(error, lang))?;
    let (format, out) = (common.output.format(), common.output.out.as_deref());
    let for_reading = format == Format::Table;
    let context = Context {
        run,
        manifest,
        by: common.by.unwrap_or(By::City),
        lang,
        for_reading,
    };
    let (title, sheet) = build(&args.report, &folder, &context)?;
    if for_reading && out.is_none() {
        say(&context.title(&title));
    }
    sheet.write(format, out, lang)?;
    let closed = context.manifest.summary.open_checks.is_empty();
    Ok(if closed {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn build<'a>(
    report: &Report,
    folder: &DataFolder,
    context: &'a Context,
) -> anyhow::Result<(String, Sheet<'a>)> {
    let lang = context.lang;
    Ok(match report {
        Report::Uhc(_) => (
            lang.pick("Cakupan JKN", "JKN coverage").to_owned(),
            uhc::sheet(context)?,
        ),
        Report::Bridge(_) => (
            lang.pick(
                "Jembatan resmi ke terverifikasi",
                "Bridge from official to verified",
            )
            .to_owned(),
            bridge::sheet(context)?,
        ),
        Report::Gap(args) => (
            lang.pick("Belum tercakup", "Not covered").to_owned(),
            gap::sheet(args, folder, context)?,
        ),
        Report::Bill(args) => (
            lang.pick("Pemeriksaan tagihan", "Bill audit").to_owned(),
            bill::sheet(args, folder, context)?,
        ),
        Report::Liability(args) => (
            lang.pick("Kewajiban iuran", "Contributions due").to_owned(),
            liability::sheet(args, folder, context)?,
        ),
        Report::Reconciliation(args) => (
            lang.pick("Rekonsiliasi tagihan", "Reconciliation")
                .to_owned(),
            reconciliation::sheet(args, folder, context)?,
        ),
        Report::Award(args) => (
            lang.pick("Ambang dan penghargaan UHC", "UHC thresholds and awards")
                .to_owned(),
            award::sheet(args, folder, context)?,
        ),
        Report::Target(args) => (
            lang.pick("Jalan menuju target", "The path to the target")
                .to_owned(),
            target::sheet(args, folder, context)?,
        ),
        Report::Funding(args) => (
            lang.pick("Pembiayaan", "Funding").to_owned(),
            funding::sheet(args, folder, context)?,
        ),
        Report::Layoffs(args) => (
            lang.pick("Pekerja yang di-PHK", "Laid-off workers")
                .to_owned(),
            layoffs::sheet(args, context)?,
        ),
        Report::Workers(args) => (
            lang.pick(
                "Pekerja dan kepesertaannya",
                "Workers and their memberships",
            )
            .to_owned(),
            workers::sheet(args, folder, context)?,
        ),
        Report::Compare(args) => (
            lang.pick("Perbandingan dua run", "Two runs compared")
                .to_owned(),
            compare::sheet(args, folder, context)?,
        ),
        Report::Rank(args) => (
            lang.pick("Peringkat wilayah", "Ranking of areas")
                .to_owned(),
            rank::sheet(args, folder, context)?,
        ),
    })
}
