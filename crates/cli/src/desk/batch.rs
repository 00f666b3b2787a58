//! `semesta desk batch`, `calendar` and `prioritas`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args as Arguments, Subcommand, ValueEnum};
use jiff::civil::Date;
use semesta_desk::batch::{Answer, FileKind, MutationLayout, mutation_layouts};
use semesta_desk::proposal::{ProposalFilter, State};
use semesta_domain::{Lang, Month};
use semesta_law::CutOff;

use super::common::told;
use super::proposal::{n, picks, row, titles};
use super::work::Work;
use crate::sheet::{Cell, place};

/// Batch: kirim, tulis berkas, terima jawaban.
#[derive(Arguments)]
pub(crate) struct BatchArgs {
    #[command(subcommand)]
    command: BatchCommand,
}

#[derive(Subcommand)]
enum BatchCommand {
    /// Mengirim usulan yang disetujui dalam satu batch, dan menulis berkasnya.
    Send(SendArgs),
    /// Menulis berkas sebuah batch sekali lagi.
    File(FileArgs),
    /// Daftar batch dan jawabannya.
    List(ListArgs),
    /// Membaca berkas jawaban BPJS Kesehatan.
    Answer(AnswerArgs),
    /// Usulan yang belum dijawab.
    Unanswered(OneArgs),
    /// Tata letak yang tersedia.
    Layouts(ListArgs),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Teks CSV.
    Csv,
    /// Buku kerja Excel, NIK sebagai teks.
    Xlsx,
}

#[derive(Arguments)]
struct SendArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor usulan; tanpa ini semua yang disetujui.
    #[arg(value_name = "NOMOR")]
    ids: Vec<i64>,
    /// Hanya bulan berlaku ini.
    #[arg(long, value_name = "BULAN")]
    month: Option<Month>,
    /// Tata letak: nama yang tersedia atau berkas YAML.
    #[arg(long, default_value = "mutasi-umum")]
    layout: String,
    /// Bentuk berkas.
    #[arg(long, value_enum, default_value = "xlsx")]
    form: Form,
    /// Berkas keluaran.
    #[arg(long, value_name = "BERKAS")]
    out: PathBuf,
}

#[derive(Arguments)]
struct FileArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor batch.
    #[arg(value_name = "NOMOR")]
    id: i64,
    /// Bentuk berkas.
    #[arg(long, value_enum, default_value = "xlsx")]
    form: Form,
    /// Berkas keluaran.
    #[arg(long, value_name = "BERKAS")]
    out: PathBuf,
}

#[derive(Arguments)]
struct ListArgs {
    #[command(flatten)]
    work: Work,
}

#[derive(Arguments)]
struct OneArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor batch.
    #[arg(value_name = "NOMOR")]
    id: i64,
}

#[derive(Arguments)]
struct AnswerArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor batch.
    #[arg(value_name = "NOMOR")]
    id: i64,
    /// Berkas jawaban.
    #[arg(value_name = "BERKAS")]
    file: PathBuf,
}

pub(crate) async fn run(args: &BatchArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        BatchCommand::Send(args) => send(args, lang).await?,
        BatchCommand::File(args) => {
            let (desk, actor) = args.work.begin(lang).await?;
            let bytes = desk
                .batch_file(&actor, args.id, kind(args.form), args.work.when().now)
                .await
                .map_err(|error| told(error, lang))?;
            put(&args.out, &bytes)?;
            args.work.place.wrote(&args.out, bytes.len(), lang)?;
        }
        BatchCommand::List(args) => list(args, lang).await?,
        BatchCommand::Answer(args) => return answer(args, lang).await,
        BatchCommand::Unanswered(args) => {
            let (desk, actor) = args.work.begin(lang).await?;
            let found = desk.unanswered(&actor, args.id).await;
            let found = found.map_err(|error| told(error, lang))?;
            let rows = found.iter().map(|one| row(one, lang)).collect();
            let schema = "semesta.desk.proposals/1";
            args.work.place.write(schema, titles(lang), rows, lang)?;
        }
        BatchCommand::Layouts(args) => {
            let names = [("name", "Nama", "Name"), ("title", "Judul", "Title")];
            let rows = mutation_layouts()
                .into_iter()
                .map(|one| vec![Cell::text(one.name), Cell::text(one.title)])
                .collect();
            let schema = "semesta.desk.layouts/1";
            args.work.answer(schema, &names, rows, lang)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn kind(form: Form) -> FileKind {
    match form {
        Form::Csv => FileKind::Csv,
        Form::Xlsx => FileKind::Xlsx,
    }
}

fn put(path: &std::path::Path, bytes: &[u8]) -> anyhow::Result<()> {
    place(path, |path| {
        std::fs::write(path, bytes).with_context(|| path.display().to_string())
    })
}

async fn send(args: &SendArgs, lang: Lang) -> anyhow::Result<()> {
    let layout = if args.layout.ends_with(".yaml") {
        let text = std::fs::read_to_string(&args.layout).with_context(|| args.layout.clone())?;
        MutationLayout::read(&args.layout, &text)
    } else {
        MutationLayout::shipped(&args.layout)
    };
    let layout = layout.map_err(|error| told(error, lang))?;
    let (desk, actor) = args.work.begin(lang).await?;
    let filter = ProposalFilter {
        month: args.month,
        ..ProposalFilter::default()
    };
    let picks = picks(&desk, &actor, &args.ids, filter, &[State::Approved], lang).await?;
    let when = args.work.when();
    let sent = desk.send_batch(&actor, &picks, &layout, when).await;
    let batch = sent.map_err(|error| told(error, lang))?;
    // The batch lasts whatever becomes of the file, which can be written again.
    let bytes = desk
        .batch_file(&actor, batch.id, kind(args.form), when.now)
        .await
        .map_err(|error| told(error, lang))?;
    put(&args.out, &bytes)?;
    let names = [
        ("batch", "Batch", "Batch"),
        ("rows", "Usulan", "Proposals"),
        ("sent_on", "Dikirim", "Sent on"),
        ("file", "Berkas", "File"),
    ];
    let row = vec![
        Cell::Integer(batch.id),
        Cell::Integer(batch.n_rows),
        Cell::text(batch.sent_on.to_string()),
        Cell::text(args.out.display().to_string()),
    ];
    let schema = "semesta.desk.batch/1";
    args.work.answer(schema, &names, vec![row], lang)
}

async fn list(args: &ListArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let found = desk
        .batches(&actor)
        .await
        .map_err(|error| told(error, lang))?;
    let names = [
        ("batch", "Batch", "Batch"),
        ("layout", "Tata letak", "Layout"),
        ("sent_on", "Dikirim", "Sent on"),
        ("rows", "Usulan", "Proposals"),
        ("accepted", "Diterima", "Accepted"),
        ("rejected", "Ditolak", "Rejected"),
        ("unanswered", "Belum dijawab", "Unanswered"),
        ("made_by", "Pengirim", "Sent by"),
    ];
    let rows = found
        .iter()
        .map(|one| {
            vec![
                Cell::Integer(one.batch.id),
                Cell::text(&one.batch.layout),
                Cell::text(one.batch.sent_on.to_string()),
                Cell::Integer(one.batch.n_rows),
                Cell::Integer(one.n_accepted),
                Cell::Integer(one.n_rejected),
                Cell::Integer(one.n_unanswered),
                Cell::text(&one.batch.made_by),
            ]
        })
        .collect();
    let schema = "semesta.desk.batches/1";
    args.work.answer(schema, &names, rows, lang)
}

/// Ends with 1 where a row fits no proposal, contradicts or cannot be read.
async fn answer(args: &AnswerArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let (desk, actor) = args.work.begin(lang).await?;
    let bytes = std::fs::read(&args.file).with_context(|| args.file.display().to_string())?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let report = desk
        .take_feedback(&actor, args.id, &name, &bytes, args.work.when())
        .await
        .map_err(|error| told(error, lang))?;
    let names = [
        ("outcome", "Kode", "Code"),
        ("outcome_text", "Jawaban", "Answer"),
        ("row", "Baris ke", "Row"),
        ("n", "Baris", "Rows"),
    ];
    let mut rows: Vec<Vec<Cell>> = Answer::ALL
        .iter()
        .map(|outcome| counted(outcome.code(), outcome.label(lang), report.n(*outcome)))
        .collect();
    let words = lang.pick("Belum dijawab", "Unanswered");
    rows.push(counted("unanswered", words, report.n_unanswered));
    for line in &report.rows {
        let is_odd = matches!(
            line.outcome,
            Answer::Unmatched | Answer::Contradicts | Answer::Unreadable
        );
        if is_odd {
            rows.push(vec![
                Cell::text(line.outcome.code()),
                Cell::text(line.outcome.label(lang)),
                Cell::Integer(line.row),
                Cell::Empty,
            ]);
        }
    }
    let schema = "semesta.desk.answers/1";
    args.work.answer(schema, &names, rows, lang)?;
    let odd = [Answer::Unmatched, Answer::Contradicts, Answer::Unreadable];
    let n_odd: usize = odd.into_iter().map(|outcome| report.n(outcome)).sum();
    Ok(if n_odd == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn counted(code: &str, words: &str, count: usize) -> Vec<Cell> {
    vec![Cell::text(code), Cell::text(words), Cell::Empty, n(count)]
}

/// Kalender: apa yang harus dikirim, sampai kapan, dan apa yang terlambat.
#[derive(Arguments)]
pub(crate) struct CalendarArgs {
    #[command(flatten)]
    work: Work,
}

pub(crate) async fn calendar(args: &CalendarArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let (desk, actor) = args.work.begin(lang).await?;
    let found = desk.calendar(&actor, args.work.when().on).await;
    let found = found.map_err(|error| told(error, lang))?;
    let names = [
        ("month", "Bulan", "Month"),
        ("send_by", "Kirim sebelum", "Send by"),
        ("drafted", "Disusun", "Drafted"),
        ("checked", "Diperiksa", "Checked"),
        ("approved", "Disetujui", "Approved"),
        ("sent", "Menunggu jawaban", "Waiting for an answer"),
        ("days_late", "Hari terlambat", "Days late"),
    ];
    let rows = found
        .deadlines
        .iter()
        .map(|one| {
            vec![
                Cell::text(one.month.to_string()),
                Cell::text(one.send_by.to_string()),
                Cell::Integer(one.n_drafted),
                Cell::Integer(one.n_checked),
                Cell::Integer(one.n_approved),
                Cell::Integer(one.n_sent),
                Cell::Integer(i64::from(one.days_late)),
            ]
        })
        .collect();
    eprintln!(
        "{} {} ({} {})",
        lang.pick("tanggal batas berikutnya", "next cut-off"),
        found.next_cut_off,
        found.days_left,
        lang.pick("hari lagi", "days left"),
    );
    let schema = "semesta.desk.calendar/1";
    args.work.answer(schema, &names, rows, lang)?;
    Ok(ExitCode::SUCCESS)
}

/// Status UHC Prioritas kota: sejak kapan ada atau tidak lagi.
#[derive(Arguments)]
pub(crate) struct PrioritasArgs {
    #[command(flatten)]
    work: Work,
    /// Catat status mulai tanggal ini; tanpa ini daftar saja.
    #[arg(long, value_name = "TANGGAL", requires = "status")]
    from: Option<Date>,
    /// Apakah kota punya UHC Prioritas.
    #[arg(long, value_enum)]
    status: Option<YesNo>,
    /// Alasan: surat BPJS Kesehatan.
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum YesNo {
    /// Ya.
    Yes,
    /// Tidak.
    No,
}

pub(crate) async fn prioritas(args: &PrioritasArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let (desk, actor) = args.work.begin(lang).await?;
    if let Some((from, status)) = args.from.zip(args.status) {
        let status = match status {
            YesNo::Yes => CutOff::Prioritas,
            YesNo::No => CutOff::Ordinary,
        };
        let now = args.work.when().now;
        desk.set_prioritas(&actor, from, status, &args.reason, now)
            .await
            .map_err(|error| told(error, lang))?;
    }
    let found = desk.prioritas().await.map_err(|error| told(error, lang))?;
    let names = [
        ("from", "Sejak", "From"),
        ("prioritas", "UHC Prioritas", "UHC Prioritas"),
        ("reason", "Alasan", "Reason"),
        ("by", "Dicatat oleh", "Noted by"),
    ];
    let rows = found
        .iter()
        .map(|one| {
            vec![
                Cell::text(one.from.to_string()),
                Cell::Flag(one.has_it),
                Cell::text(&one.reason),
                Cell::text(&one.by),
            ]
        })
        .collect();
    let schema = "semesta.desk.prioritas/1";
    args.work.answer(schema, &names, rows, lang)?;
    Ok(ExitCode::SUCCESS)
}
