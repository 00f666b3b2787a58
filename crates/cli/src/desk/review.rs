//! `semesta desk review`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args as Arguments, Subcommand};
use semesta_desk::review::{NewVerdict, Queued, Verdict};
use semesta_domain::{CardNumber, Lang, Nik};

use super::common::told;
use super::work::{Work, unmask};
use crate::sheet::{Cell, place};

/// Tinjauan tautan: antrean, penilaian, pembatalan, ekspor sebagai bukti.
#[derive(Arguments)]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Subcommand)]
enum ReviewCommand {
    /// Pasangan yang menunggu penilaian, yang paling berdampak dahulu.
    List(ListArgs),
    /// Menilai satu pasangan.
    Judge(JudgeArgs),
    /// Membatalkan penilaian sendiri.
    Undo(UndoArgs),
    /// Menulis keputusan sebagai berkas `keputusan` untuk perhitungan berikutnya.
    Export(ExportArgs),
}

#[derive(Arguments)]
struct ListArgs {
    #[command(flatten)]
    work: Work,
    /// Perhitungan; tanpa ini yang terakhir.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Juga yang sudah diputuskan.
    #[arg(long)]
    decided: bool,
    /// Paling banyak sekian.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Tampilkan pengenal dan nama lengkap (dicatat).
    #[arg(long)]
    unmask: bool,
}

#[derive(Arguments)]
struct JudgeArgs {
    #[command(flatten)]
    work: Work,
    /// Perhitungan; tanpa ini yang terakhir.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Nomor kartu catatan.
    #[arg(long)]
    card: CardNumber,
    /// NIK penduduk.
    #[arg(long)]
    nik: Nik,
    /// same, different, atau cannot_tell.
    #[arg(long, value_name = "PENILAIAN")]
    verdict: String,
    /// Minta pendapat kedua.
    #[arg(long)]
    second: bool,
    /// Alasan.
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Arguments)]
struct UndoArgs {
    #[command(flatten)]
    work: Work,
    /// Nomor penilaian.
    #[arg(value_name = "NOMOR")]
    id: i64,
    /// Alasan.
    #[arg(long, value_name = "ALASAN")]
    reason: String,
}

#[derive(Arguments)]
struct ExportArgs {
    #[command(flatten)]
    work: Work,
    /// Berkas keluaran, misalnya keputusan.csv.
    #[arg(long, value_name = "BERKAS")]
    out: PathBuf,
}

pub(crate) async fn run(args: &ReviewArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        ReviewCommand::List(args) => list(args, lang).await?,
        ReviewCommand::Judge(args) => judge(args, lang).await?,
        ReviewCommand::Undo(args) => {
            let (desk, actor) = args.work.begin(lang).await?;
            let now = args.work.when().now;
            desk.undo_verdict(&actor, args.id, &args.reason, now)
                .await
                .map_err(|error| told(error, lang))?;
            let names = [("id", "Nomor", "Number"), ("state", "Keadaan", "State")];
            let row = vec![Cell::Integer(args.id), Cell::text("undone")];
            let schema = "semesta.desk.verdict_undone/1";
            args.work.answer(schema, &names, vec![row], lang)?;
        }
        ReviewCommand::Export(args) => {
            let (desk, actor) = args.work.begin(lang).await?;
            let text = desk.export_decisions(&actor, args.work.when().now).await;
            let text = text.map_err(|error| told(error, lang))?;
            place(&args.out, |path| {
                std::fs::write(path, &text).with_context(|| path.display().to_string())
            })?;
            args.work.place.wrote(&args.out, text.len(), lang)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(args: &ListArgs, lang: Lang) -> anyhow::Result<()> {
    let (desk, actor) = args.work.begin(lang).await?;
    let view = args.work.view(args.run.as_deref(), lang)?;
    let mut queue = desk
        .review_queue(&actor, &view, args.decided)
        .await
        .map_err(|error| told(error, lang))?;
    queue.truncate(args.limit);
    if args.unmask {
        unmask(&desk, &actor, format!("review:{}", view.id()), lang).await?;
    }
    let names = [
        ("card", "Kartu", "Card"),
        ("nik_given", "NIK pada catatan", "NIK on the record"),
        ("record_name", "Nama pada catatan", "Name on the record"),
        ("record_birth", "Lahir (catatan)", "Born (record)"),
        ("nik", "NIK penduduk", "Resident's NIK"),
        ("resident_name", "Nama penduduk", "Resident's name"),
        ("resident_birth", "Lahir (penduduk)", "Born (resident)"),
        ("rupiah", "Rp/bulan", "Rp/month"),
        ("people", "Orang", "People"),
        ("probability_percent", "Peluang %", "Probability %"),
        ("explanation", "Penjelasan", "Explanation"),
        ("state", "Kode keadaan", "State code"),
        ("state_text", "Keadaan", "State"),
        ("opinions", "Pendapat", "Opinions"),
    ];
    let rows = queue
        .iter()
        .map(|one| row(one, args.unmask, lang))
        .collect();
    let schema = "semesta.desk.review/1";
    args.work.answer(schema, &names, rows, lang)
}

fn row(one: &Queued, open: bool, lang: Lang) -> Vec<Cell> {
    let pair = &one.pair;
    let shown =
        |full: &str, masked: String| Cell::text(if open { full.to_owned() } else { masked });
    let given = pair.key.nik_given.reveal();
    let opinions: Vec<String> = one
        .opinions
        .iter()
        .map(|one| format!("{} {} {}", one.id, one.by, one.verdict))
        .collect();
    let date = |date: Option<jiff::civil::Date>| {
        date.map_or(Cell::Empty, |date| Cell::text(date.to_string()))
    };
    vec![
        shown(&pair.key.card.reveal(), pair.key.card.to_string()),
        shown(given, "******".to_owned()),
        shown(pair.record_name.reveal(), pair.record_name.to_string()),
        date(pair.record_birth.filter(|_| open)),
        shown(&pair.key.nik.reveal(), pair.key.nik.to_string()),
        shown(pair.resident_name.reveal(), pair.resident_name.to_string()),
        date(pair.resident_birth.filter(|_| open)),
        Cell::Integer(pair.rupiah),
        Cell::Integer(pair.people),
        Cell::Integer((f64::from(pair.probability) * 100.0).round() as i64),
        Cell::text(&pair.words),
        Cell::text(one.state.code()),
        Cell::text(one.state.label(lang)),
        Cell::text(opinions.join("; ")),
    ]
}

async fn judge(args: &JudgeArgs, lang: Lang) -> anyhow::Result<()> {
    let verdict: Verdict = args.verdict.parse().map_err(|error| told(error, lang))?;
    let (desk, actor) = args.work.begin(lang).await?;
    let view = args.work.view(args.run.as_deref(), lang)?;
    let pairs = view.pairs().map_err(|error| told(error, lang))?;
    let fits = pairs
        .into_iter()
        .find(|pair| pair.key.card == args.card && pair.key.nik == args.nik);
    let Some(pair) = fits else {
        bail!(lang.pick(
            "pasangan itu tidak ada dalam antrean",
            "no such pair in the queue"
        ));
    };
    let verdict = NewVerdict {
        area: pair.area,
        key: pair.key,
        verdict,
        wants_second: args.second,
        reason: args.reason.clone(),
        run: Some(view.id().to_owned()),
    };
    let id = desk
        .give_verdict(&actor, &verdict, args.work.when())
        .await
        .map_err(|error| told(error, lang))?;
    let names = [
        ("id", "Nomor", "Number"),
        ("verdict", "Penilaian", "Verdict"),
    ];
    let row = vec![Cell::Integer(id), Cell::text(verdict.verdict.code())];
    let schema = "semesta.desk.verdict/1";
    args.work.answer(schema, &names, vec![row], lang)
}
