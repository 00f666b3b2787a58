//! `semesta desk proposal draft` and `auto`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args as Arguments, ValueEnum};
use semesta_desk::proposal::{Draft, Drafted, Kind, Reason, Side};
use semesta_desk::work::{PlanRow, RouteFilter, RunView};
use semesta_domain::{Finding, Lang, Month, Nik, RegionCode};

use super::common::{region, told};
use super::proposal::{n, parsed};
use super::work::Work;
use crate::sheet::{Cell, columns};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// Jalur pembiayaan penduduk tanpa kepesertaan aktif.
    Routes,
    /// Temuan tagihan.
    Bill,
    /// Rencana pendanaan (berkas CSV dari `semesta plan`).
    Plan,
    /// NIK catatan yang bukan NIK penduduknya.
    Identity,
    /// Satu orang.
    One,
}

#[derive(Arguments)]
pub(super) struct DraftArgs {
    #[command(flatten)]
    work: Work,
    /// Sumber usulan.
    #[arg(long, value_enum)]
    from: From,
    /// Perhitungan; tanpa ini yang terakhir.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Jalur (routes), misalnya pbpu_pemda; boleh berulang.
    #[arg(long = "route", value_name = "JALUR")]
    routes: Vec<String>,
    /// Hanya wilayah ini (routes).
    #[arg(long, value_name = "WILAYAH", value_parser = region)]
    area: Option<RegionCode>,
    /// Paling banyak sekian (routes).
    #[arg(long, default_value_t = 0)]
    limit: usize,
    /// Bulan tagihan (bill); tanpa ini yang terbaru.
    #[arg(long, value_name = "BULAN")]
    month: Option<Month>,
    /// Temuan (bill), misalnya deceased; boleh berulang.
    #[arg(long = "finding", value_name = "TEMUAN")]
    findings: Vec<String>,
    /// Berkas rencana (plan) berkolom nik dan source.
    #[arg(long, value_name = "BERKAS")]
    plan: Option<PathBuf>,
    /// NIK (one).
    #[arg(long)]
    nik: Option<Nik>,
    /// Jenis (one): enrol, remove, change, correct, reactivate.
    #[arg(long, value_name = "JENIS")]
    kind: Option<String>,
    /// Segmen baru (one).
    #[arg(long, default_value = "pbpu_pemda")]
    segment: String,
    /// Penanggung baru (one).
    #[arg(long, default_value = "kota")]
    payer: String,
    /// Kode alasan (one).
    #[arg(long, default_value = "other")]
    reason: String,
    /// Keterangan (one).
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Arguments)]
pub(super) struct AutoArgs {
    #[command(flatten)]
    work: Work,
    /// Perhitungan; tanpa ini yang terakhir.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
}

/// Exit code 1: some drafts met an open proposal or were left out.
pub(super) async fn draft(args: &DraftArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let (desk, actor) = args.work.begin(lang).await?;
    let view = args.work.view(args.run.as_deref(), lang)?;
    let (drafts, n_left_out) = drafts(args, &view, lang)?;
    let made = desk
        .draft(&actor, &drafts, args.work.when())
        .await
        .map_err(|error| told(error, lang))?;
    summary(args, &made, n_left_out, lang)?;
    // Somebody asked for more than could be drafted.
    Ok(if made.clashes.is_empty() && n_left_out == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn summary(args: &DraftArgs, made: &Drafted, n_left_out: usize, lang: Lang) -> anyhow::Result<()> {
    let titles = columns(
        lang,
        &[
            ("drafted", "Disusun", "Drafted"),
            ("first_id", "Nomor pertama", "First number"),
            ("last_id", "Nomor terakhir", "Last number"),
            ("clashes", "Bentrok", "Conflicts"),
            ("left_out", "Dilewati", "Left out"),
        ],
    );
    let id = |id: Option<&i64>| id.map_or(Cell::Empty, |id| Cell::Integer(*id));
    let row = vec![
        n(made.ids.len()),
        id(made.ids.first()),
        id(made.ids.last()),
        n(made.clashes.len()),
        n(n_left_out),
    ];
    args.work
        .place
        .write("semesta.desk.drafted/1", titles, vec![row], lang)
}

fn drafts(args: &DraftArgs, view: &RunView, lang: Lang) -> anyhow::Result<(Vec<Draft>, usize)> {
    let desk = |error| told(error, lang);
    Ok(match args.from {
        From::Routes => {
            let filter = RouteFilter {
                routes: codes(&args.routes, semesta_law::Route::ALL, |route| route.code())?,
                area: args.area,
                limit: args.limit,
            };
            (view.drafts_from_routes(&filter), 0)
        }
        From::Bill => {
            let findings = codes(&args.findings, Finding::ALL, |finding| finding.code())?;
            let month = args.month.or(view.newest_billed_month());
            let Some(month) = month else {
                bail!(lang.pick("belum ada tagihan", "there is no bill"));
            };
            (view.drafts_from_bill(month, &findings).map_err(desk)?, 0)
        }
        From::Plan => {
            let path = args.plan.as_deref().context("--plan BERKAS")?;
            view.drafts_from_plan(&plan(path)?)
        }
        From::Identity => (view.drafts_of_corrections(), 0),
        From::One => (vec![one(args, view, lang)?], 0),
    })
}

fn one(args: &DraftArgs, view: &RunView, lang: Lang) -> anyhow::Result<Draft> {
    let nik = args.nik.context("--nik NIK")?;
    let kind: Kind = parsed(args.kind.as_deref(), lang)?.context("--kind JENIS")?;
    let reason: Reason = args.reason.parse().map_err(|error| told(error, lang))?;
    let segment: semesta_domain::Segment = args.segment.parse()?;
    let after = (kind != Kind::Remove).then(|| Side {
        segment: Some(segment.code().to_owned()),
        payer: Some(args.payer.clone()),
        class: Some(3),
        active: true,
        ..Side::default()
    });
    view.draft_for(nik, kind, after, reason, &args.note)
        .map_err(|error| told(error, lang))
}

/// Codes of a closed set; an unknown one is told with all that are known.
fn codes<T: Copy>(
    given: &[String],
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> anyhow::Result<Vec<T>> {
    given
        .iter()
        .map(|text| {
            let found = all.iter().copied().find(|member| code(*member) == text);
            found.with_context(|| {
                let known: Vec<&str> = all.iter().map(|member| code(*member)).collect();
                format!("`{text}`: {}", known.join(", "))
            })
        })
        .collect()
}

/// The people of a plan, as `semesta plan --format csv` writes them.
fn plan(path: &Path) -> anyhow::Result<Vec<PlanRow>> {
    let shown = || path.display().to_string();
    let mut reader = csv::Reader::from_path(path).with_context(shown)?;
    let headers = reader.headers().with_context(shown)?.clone();
    let at = |name: &str| headers.iter().position(|header| header == name);
    let (nik, source) = (at("nik").context("nik")?, at("source").context("source")?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.with_context(shown)?;
        let Some(source) = record.get(source).filter(|source| !source.is_empty()) else {
            continue;
        };
        rows.push(PlanRow {
            nik: record.get(nik).unwrap_or_default().parse()?,
            source: source.to_owned(),
        });
    }
    Ok(rows)
}

pub(super) async fn auto(args: &AutoArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let view = args.work.view(args.run.as_deref(), lang)?;
    let done = desk
        .draft_automatically(&actor, &view, args.work.when())
        .await
        .map_err(|error| told(error, lang))?;
    let titles = columns(
        lang,
        &[
            ("run", "Perhitungan", "Run"),
            ("drafted", "Disusun", "Drafted"),
            ("withdrawn", "Ditarik", "Withdrawn"),
            (
                "ended_after_sending",
                "Berakhir setelah dikirim",
                "Ended after sending",
            ),
            ("known", "Sudah diketahui", "Known"),
            ("waiting", "Menunggu", "Waiting"),
            ("already_done", "Sudah dikerjakan", "Already done"),
        ],
    );
    let row = vec![
        Cell::text(view.id()),
        n(done.drafted.len()),
        n(done.withdrawn.len()),
        n(done.ended_after_sending.len()),
        n(done.n_known),
        n(done.n_waiting),
        Cell::Flag(done.already_done),
    ];
    args.work
        .place
        .write("semesta.desk.auto/1", titles, vec![row], lang)
}
