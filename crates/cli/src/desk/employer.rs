//! `semesta desk employer`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args as Arguments, Subcommand};
use jiff::civil::Date;
use semesta_desk::employer::Case;
use semesta_domain::Lang;

use super::common::told;
use super::proposal::n;
use super::work::{Work, unmask};
use crate::sheet::{Cell, columns};

/// Badan usaha: temuan, orang yang bersangkutan, berkas perkara, surat.
#[derive(Arguments)]
pub(crate) struct EmployerArgs {
    #[command(subcommand)]
    command: EmployerCommand,
}

#[derive(Subcommand)]
enum EmployerCommand {
    /// Memperbarui temuan dari suatu perhitungan; yang sudah patuh keluar sendiri.
    Refresh(RefreshArgs),
    /// Badan usaha dengan temuan.
    List(ListArgs),
    /// Orang yang bersangkutan.
    People(FirmArgs),
    /// Membuka berkas perkara.
    Open(FirmArgs),
    /// Berkas perkara.
    Cases(ListArgs),
    /// Mengambil langkah berikutnya: teguran, denda, permintaan penghentian layanan.
    Advance(CaseArgs),
    /// Menutup berkas perkara.
    Close(CaseArgs),
    /// Surat untuk langkah sekarang.
    Letter(LetterArgs),
    /// Hari libur: bukan hari kerja.
    Holiday(HolidayArgs),
}

#[derive(Arguments)]
struct RefreshArgs {
    #[command(flatten)]
    work: Work,
    /// Perhitungan; tanpa ini yang terakhir.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
}

#[derive(Arguments)]
struct ListArgs {
    #[command(flatten)]
    work: Work,
}

#[derive(Arguments)]
struct FirmArgs {
    #[command(flatten)]
    work: Work,
    /// Badan usaha, seperti dalam daftar.
    #[arg(value_name = "KUNCI")]
    firm: String,
    /// Tampilkan pengenal lengkap (dicatat).
    #[arg(long)]
    unmask: bool,
    /// Keterangan.
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Arguments)]
struct CaseArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor perkara.
    #[arg(value_name = "NOMOR")]
    id: i64,
    /// Keterangan.
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Arguments)]
struct LetterArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor perkara.
    #[arg(value_name = "NOMOR")]
    id: i64,
    /// Templat sendiri; tanpa ini yang tersedia.
    #[arg(long, value_name = "BERKAS")]
    template: Option<PathBuf>,
}

#[derive(Arguments)]
struct HolidayArgs {
    #[command(flatten)]
    work: Work,
    /// Tanggal; tanpa ini daftar saja.
    #[arg(value_name = "TANGGAL")]
    days: Vec<Date>,
    /// Nama hari libur.
    #[arg(long, default_value = "")]
    title: String,
}

pub(crate) async fn run(args: &EmployerArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        EmployerCommand::Refresh(args) => refresh(args, lang).await?,
        EmployerCommand::List(args) => list(args, lang).await?,
        EmployerCommand::People(args) => people(args, lang).await?,
        EmployerCommand::Open(args) => {
            let (desk, actor) = args.work.begin(lang).await?;
            let when = args.work.when();
            let opened = desk.open_case(&actor, &args.firm, &args.note, when).await;
            let id = opened.map_err(|error| told(error, lang))?;
            let case = desk.case(&actor, id).await;
            show(
                &[case.map_err(|error| told(error, lang))?],
                &args.work,
                lang,
            )?;
        }
        EmployerCommand::Cases(args) => {
            let (desk, actor) = args.work.begin(lang).await?;
            let cases = desk.cases(&actor).await;
            show(&cases.map_err(|error| told(error, lang))?, &args.work, lang)?;
        }
        EmployerCommand::Advance(args) => advance(args, lang).await?,
        EmployerCommand::Close(args) => close(args, lang).await?,
        EmployerCommand::Letter(args) => letter(args, lang).await?,
        EmployerCommand::Holiday(args) => holiday(args, lang).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn refresh(args: &RefreshArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let view = args.work.view(args.run.as_deref(), lang)?;
    let done = desk
        .refresh_employers(&actor, &view, args.work.when())
        .await
        .map_err(|error| told(error, lang))?;
    let names = [
        ("new", "Temuan baru", "New findings"),
        ("standing", "Tetap", "Standing"),
        ("ended", "Berakhir", "Ended"),
        ("closed_cases", "Perkara ditutup", "Cases closed"),
        ("already_done", "Sudah dikerjakan", "Already done"),
    ];
    let row = vec![
        n(done.n_new),
        n(done.n_standing),
        n(done.n_ended),
        n(done.closed_cases.len()),
        Cell::Flag(done.already_done),
    ];
    let schema = "semesta.desk.employer_refresh/1";
    args.work.answer(schema, &names, vec![row], lang)
}

async fn list(args: &ListArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let found = desk
        .employers(&actor)
        .await
        .map_err(|error| told(error, lang))?;
    let names = [
        ("firm", "Kunci", "Key"),
        ("name", "Badan usaha", "Firm"),
        ("npp", "NPP", "NPP"),
        ("nib", "NIB", "NIB"),
        ("workers", "Pekerja", "Workers"),
        ("registered", "Terdaftar", "Registered"),
        ("kind", "Jenis", "Kind"),
        ("finding", "Temuan", "Finding"),
        ("people", "Orang", "People"),
        ("due_month", "Iuran Rp/bulan", "Due Rp/month"),
    ];
    let optional = |text: &Option<String>| text.as_ref().map_or(Cell::Empty, Cell::text);
    let mut rows = Vec::new();
    for one in &found {
        for finding in &one.findings {
            rows.push(vec![
                Cell::text(&one.firm),
                Cell::text(&one.name),
                optional(&one.npp),
                optional(&one.nib),
                Cell::Integer(one.n_workers),
                Cell::Integer(one.n_registered),
                Cell::text(finding.kind.code()),
                Cell::text(finding.kind.label(lang)),
                Cell::Integer(finding.n_people),
                Cell::Integer(finding.due_month),
            ]);
        }
    }
    let schema = "semesta.desk.employers/1";
    args.work.answer(schema, &names, rows, lang)
}

async fn people(args: &FirmArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let found = desk.concerned(&actor, &args.firm).await;
    let found = found.map_err(|error| told(error, lang))?;
    if args.unmask {
        unmask(&desk, &actor, format!("firm:{}", args.firm), lang).await?;
    }
    let names = [
        ("kind", "Jenis", "Kind"),
        ("nik", "NIK", "NIK"),
        ("name", "Nama", "Name"),
        ("evidence", "Bukti", "Evidence"),
    ];
    let rows = found
        .iter()
        .map(|(kind, one)| {
            let (nik, name) = if args.unmask {
                (one.nik.reveal(), one.name.reveal().to_owned())
            } else {
                (one.nik.to_string(), one.name.to_string())
            };
            vec![
                Cell::text(kind.code()),
                Cell::text(nik),
                Cell::text(name),
                Cell::text(&one.evidence),
            ]
        })
        .collect();
    let schema = "semesta.desk.concerned/1";
    args.work.answer(schema, &names, rows, lang)
}

fn show(cases: &[Case], work: &Work, lang: Lang) -> anyhow::Result<()> {
    let names = [
        ("id", "Perkara", "Case"),
        ("firm", "Kunci", "Key"),
        ("name", "Badan usaha", "Firm"),
        ("open", "Terbuka", "Open"),
        ("step", "Kode langkah", "Step code"),
        ("step_text", "Langkah", "Step"),
        ("step_on", "Pada", "On"),
        ("next_on", "Langkah berikutnya mulai", "Next step from"),
        ("warnings", "Teguran", "Warnings"),
        ("fine_month", "Denda Rp/bulan", "Fine Rp/month"),
        ("outcome", "Hasil", "Outcome"),
    ];
    let rows = cases
        .iter()
        .map(|case| {
            let fine = case.steps.iter().rev().find_map(|step| step.amount);
            vec![
                Cell::Integer(case.id),
                Cell::text(&case.firm),
                Cell::text(&case.name),
                Cell::Flag(case.is_open),
                Cell::text(case.step.code()),
                Cell::text(case.step.label(lang)),
                Cell::text(case.step_on.to_string()),
                case.next_on
                    .map_or(Cell::Empty, |day| Cell::text(day.to_string())),
                Cell::Integer(case.n_warnings()),
                fine.map_or(Cell::Empty, Cell::Integer),
                case.outcome.as_ref().map_or(Cell::Empty, Cell::text),
            ]
        })
        .collect();
    work.place
        .write("semesta.desk.cases/1", columns(lang, &names), rows, lang)
}

async fn advance(args: &CaseArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let error = |error| told(error, lang);
    let case = desk.case(&actor, args.id).await.map_err(error)?;
    desk.advance_case(&actor, args.id, case.version, &args.note, args.work.when())
        .await
        .map_err(error)?;
    let case = desk.case(&actor, args.id).await.map_err(error)?;
    show(&[case], &args.work, lang)
}

async fn close(args: &CaseArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let error = |error| told(error, lang);
    let case = desk.case(&actor, args.id).await.map_err(error)?;
    desk.close_case(&actor, args.id, case.version, &args.note, args.work.when())
        .await
        .map_err(error)?;
    let case = desk.case(&actor, args.id).await.map_err(error)?;
    show(&[case], &args.work, lang)
}

async fn letter(args: &LetterArgs, lang: Lang) -> anyhow::Result<()> {
    let template = match &args.template {
        Some(path) => {
            Some(std::fs::read_to_string(path).with_context(|| path.display().to_string())?)
        }
        None => None,
    };
    let (desk, actor) = args.work.begin(lang).await?;
    let text = desk
        .letter(&actor, args.id, template.as_deref(), args.work.when())
        .await
        .map_err(|error| told(error, lang))?;
    let rows = vec![vec![Cell::text(text.clone())]];
    match args.work.place.format {
        super::common::Format::Table => {
            print!("{text}");
            Ok(())
        }
        super::common::Format::Json => {
            let names = [("letter", "Surat", "Letter")];
            let schema = "semesta.desk.letter/1";
            args.work.answer(schema, &names, rows, lang)
        }
    }
}

async fn holiday(args: &HolidayArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let error = |error| told(error, lang);
    if !args.days.is_empty() {
        let days: Vec<(Date, String)> = args
            .days
            .iter()
            .map(|day| (*day, args.title.clone()))
            .collect();
        let now = args.work.when().now;
        desk.add_holidays(&actor, &days, now).await.map_err(error)?;
    }
    let found = desk.holidays().await.map_err(error)?;
    let names = [
        ("day", "Tanggal", "Day"),
        ("title", "Hari libur", "Holiday"),
    ];
    let rows = found
        .iter()
        .map(|(day, title)| vec![Cell::text(day.to_string()), Cell::text(title)])
        .collect();
    let schema = "semesta.desk.holidays/1";
    args.work.answer(schema, &names, rows, lang)
}
