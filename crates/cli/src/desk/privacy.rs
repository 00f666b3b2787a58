//! `semesta desk privacy`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args as Arguments, Subcommand, ValueEnum};
use semesta_desk::{PrivacyRequest, RequestOutcome, processing_register, retention_rules};
use semesta_domain::{Lang, Nik};

use super::common::{Format, Where, Who, instant, now, told};
use super::person;
use crate::sheet::{Cell, Sheet, columns, place};
use crate::talk::Hinted;

/// Data pribadi: perekaman, hak akses dan perbaikan, masa simpan.
#[derive(Arguments)]
pub(crate) struct PrivacyArgs {
    #[command(subcommand)]
    command: PrivacyCommand,
}

#[derive(Subcommand)]
enum PrivacyCommand {
    /// Perekaman kegiatan pemrosesan data pribadi (UU 27/2022 Pasal 31).
    Register {
        /// Bentuk keluaran.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Aturan masa simpan.
    Rules {
        /// Bentuk keluaran.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Semua yang disimpan tentang satu orang, untuk orang itu.
    Access(AccessArgs),
    /// Menerima permintaan perbaikan data.
    Correct(CorrectArgs),
    /// Daftar permintaan dan tenggatnya.
    Requests(Plain),
    /// Menutup sebuah permintaan.
    Close(CloseArgs),
    /// Menghapus yang lewat masa simpan; dibuktikan di catatan audit.
    Retain(Plain),
}

#[derive(Arguments)]
struct Plain {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    who: Who,
}

#[derive(Arguments)]
struct AccessArgs {
    #[command(flatten)]
    plain: Plain,
    /// Berkas berisi NIK orang itu (`-` untuk stdin): pengenal tidak ditulis di baris perintah.
    #[arg(long, value_name = "BERKAS")]
    nik_file: PathBuf,
    /// Alasan, misalnya nomor surat permohonan.
    #[arg(long, value_name = "ALASAN")]
    reason: String,
    /// Berkas JSON keluaran; tidak boleh sudah ada.
    #[arg(long, value_name = "BERKAS")]
    out: PathBuf,
}

#[derive(Arguments)]
struct CorrectArgs {
    #[command(flatten)]
    plain: Plain,
    /// Berkas berisi NIK orang itu (`-` untuk stdin).
    #[arg(long, value_name = "BERKAS")]
    nik_file: PathBuf,
    /// Isian yang keliru, misalnya nama.
    #[arg(long, value_name = "ISIAN")]
    field: String,
    /// Berkas berisi nilai yang seharusnya.
    #[arg(long, value_name = "BERKAS")]
    claim_file: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Outcome {
    /// Dikabulkan.
    Granted,
    /// Ditolak.
    Refused,
}

#[derive(Arguments)]
struct CloseArgs {
    #[command(flatten)]
    plain: Plain,
    /// Nomor permintaan.
    #[arg(value_name = "ID")]
    id: String,
    /// Hasilnya.
    #[arg(long, value_enum)]
    outcome: Outcome,
    /// Alasan atau tindakan.
    #[arg(long, value_name = "ALASAN")]
    reason: String,
}

pub(crate) async fn run(args: &PrivacyArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        PrivacyCommand::Register { format } => {
            register(lang).write((*format).into(), None, lang)?
        }
        PrivacyCommand::Rules { format } => rules(lang).write((*format).into(), None, lang)?,
        PrivacyCommand::Access(args) => access(args, lang).await?,
        PrivacyCommand::Correct(args) => correct(args, lang).await?,
        PrivacyCommand::Requests(args) => requests(args, lang).await?,
        PrivacyCommand::Close(args) => close(args, lang).await?,
        PrivacyCommand::Retain(args) => retain(args, lang).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn register(lang: Lang) -> Sheet<'static> {
    let titles = columns(
        lang,
        &[
            ("code", "Kode", "Code"),
            ("purpose", "Tujuan", "Purpose"),
            ("basis", "Dasar", "Ground"),
            ("data", "Data", "Data"),
            ("subjects", "Milik", "Whose"),
            ("source", "Dari", "From"),
            ("recipients", "Kepada", "To"),
            ("retention", "Masa simpan", "Retention"),
        ],
    );
    let rows = processing_register().iter().map(move |one| {
        Ok(vec![
            Cell::text(&one.code),
            Cell::text(one.title(lang)),
            Cell::text(&one.basis),
            Cell::text(&one.data),
            Cell::text(&one.subjects),
            Cell::text(&one.source),
            Cell::text(&one.recipients),
            Cell::text(&one.retention),
        ])
    });
    Sheet {
        schema: "semesta.desk.processing/1",
        name: "pemrosesan",
        facts: Vec::new(),
        columns: titles,
        rows: Box::new(rows),
    }
}

fn rules(lang: Lang) -> Sheet<'static> {
    let titles = columns(
        lang,
        &[
            ("code", "Kode", "Code"),
            ("days", "Hari", "Days"),
            ("what", "Yang terjadi", "What happens"),
            ("basis", "Dasar", "Ground"),
        ],
    );
    let rows = retention_rules().iter().map(move |rule| {
        Ok(vec![
            Cell::text(&rule.code),
            rule.days.map_or(Cell::Empty, Cell::Integer),
            Cell::text(lang.pick(&rule.what, &rule.what_en)),
            Cell::text(&rule.basis),
        ])
    });
    Sheet {
        schema: "semesta.desk.retention/1",
        name: "masa_simpan",
        facts: Vec::new(),
        columns: titles,
        rows: Box::new(rows),
    }
}

async fn access(args: &AccessArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let nik = nik(&args.nik_file, lang)?;
    anyhow::ensure!(
        !args.out.exists(),
        "`{}` {}",
        args.out.display(),
        lang.pick("sudah ada", "is there already")
    );
    let export = desk
        .access_export(&actor, nik, &args.reason, now())
        .await
        .map_err(|error| told(error, lang))?;
    let answer = person::answer(&export, &args.plain.place.data, nik)?;
    let n_rows = person::n_rows(&answer);
    place(&args.out, |path| {
        let text = serde_json::to_string_pretty(&answer)?;
        person::write_private(path, &text).with_context(|| format!("{}", path.display()))
    })?;
    let titles = columns(
        lang,
        &[
            ("file", "Berkas", "File"),
            ("request", "Permintaan", "Request"),
            ("person", "Nama samaran", "Pseudonym"),
            ("rows", "Baris", "Rows"),
        ],
    );
    let row = vec![
        Cell::text(args.out.display().to_string()),
        Cell::text(&export.request),
        Cell::text(&export.person),
        Cell::Integer(n_rows),
    ];
    args.plain
        .place
        .write("semesta.desk.access_summary/1", titles, vec![row], lang)
}

async fn correct(args: &CorrectArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let nik = nik(&args.nik_file, lang)?;
    let claim = super::secret::line(&args.claim_file, lang)?;
    let id = desk
        .request_correction(&actor, &nik.reveal(), &args.field, &claim, now())
        .await
        .map_err(|error| told(error, lang))?;
    let all = desk.privacy_requests(&actor).await;
    let all = all.map_err(|error| told(error, lang))?;
    let taken: Vec<PrivacyRequest> = all.into_iter().filter(|one| one.id == id).collect();
    show(&taken, &args.plain.place, lang)
}

async fn requests(args: &Plain, lang: Lang) -> anyhow::Result<()> {
    let desk = args.place.open(lang).await?;
    let actor = args.who.actor(&desk, lang).await?;
    let all = desk.privacy_requests(&actor).await;
    show(&all.map_err(|error| told(error, lang))?, &args.place, lang)
}

async fn close(args: &CloseArgs, lang: Lang) -> anyhow::Result<()> {
    let desk = args.plain.place.open(lang).await?;
    let actor = args.plain.who.actor(&desk, lang).await?;
    let outcome = match args.outcome {
        Outcome::Granted => RequestOutcome::Granted,
        Outcome::Refused => RequestOutcome::Refused,
    };
    let find = async || {
        let all = desk.privacy_requests(&actor).await;
        let all = all.map_err(|error| told(error, lang))?;
        let found = all.into_iter().find(|one| one.id == args.id);
        found.with_context(|| format!("{} `{}`", lang.pick("tidak dikenal:", "unknown:"), args.id))
    };
    let version = find().await?.version;
    desk.close_request(&actor, &args.id, version, outcome, &args.reason, now())
        .await
        .map_err(|error| told(error, lang))?;
    show(&[find().await?], &args.plain.place, lang)
}

fn show(requests: &[PrivacyRequest], place: &Where, lang: Lang) -> anyhow::Result<()> {
    let at = now();
    let titles = columns(
        lang,
        &[
            ("id", "Nomor", "Id"),
            ("kind", "Jenis", "Kind"),
            ("person", "Nama samaran", "Pseudonym"),
            ("field", "Isian", "Field"),
            ("received_at", "Diterima", "Received"),
            ("due_at", "Tenggat", "Due"),
            ("late", "Terlambat", "Late"),
            ("closed_at", "Selesai", "Closed"),
            ("outcome", "Hasil", "Outcome"),
        ],
    );
    let rows = requests
        .iter()
        .map(|one| {
            vec![
                Cell::text(&one.id),
                Cell::text(one.kind.code()),
                Cell::text(&one.person),
                Cell::text(&one.field),
                instant(one.received_at),
                instant(one.due_at),
                Cell::Flag(one.is_late(at)),
                one.closed_at.map_or(Cell::Empty, instant),
                one.outcome.as_ref().map_or(Cell::Empty, Cell::text),
            ]
        })
        .collect();
    place.write("semesta.desk.privacy_requests/1", titles, rows, lang)
}

async fn retain(args: &Plain, lang: Lang) -> anyhow::Result<()> {
    let desk = args.place.open(lang).await?;
    let actor = args.who.actor(&desk, lang).await?;
    let deleted = desk.apply_retention(&actor, now()).await;
    let rows = deleted
        .map_err(|error| told(error, lang))?
        .iter()
        .map(|one| {
            Ok(vec![
                Cell::text(&one.rule),
                Cell::Integer(i64::try_from(one.n_rows)?),
            ])
        })
        .collect::<anyhow::Result<_>>()?;
    let titles = columns(
        lang,
        &[("rule", "Aturan", "Rule"), ("rows", "Baris", "Rows")],
    );
    args.place
        .write("semesta.desk.retained/1", titles, rows, lang)
}

fn nik(file: &std::path::Path, lang: Lang) -> anyhow::Result<Nik> {
    let text = super::secret::line(file, lang)?;
    text.trim().parse().map_err(|_| {
        Hinted::new(
            lang.pick("berkas itu tidak berisi NIK", "the file holds no NIK"),
            lang.pick("satu baris, 16 angka", "one line, 16 digits"),
        )
        .into()
    })
}
