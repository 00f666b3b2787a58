//! `semesta desk audit`.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args as Arguments, Subcommand, ValueEnum};
use jiff::Timestamp;
use semesta_desk::audit::{AuditFilter, Break, ExportFormat, Record, Verdict};
use semesta_domain::{Lang, format_integer};

use super::common::{Format, Where, Who, instant, now, told};
use crate::sheet::{Cell, columns};

/// Catatan audit: daftar, pemeriksaan, unduhan.
#[derive(Arguments)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Daftar catatan, yang lama dahulu.
    List(ListArgs),
    /// Memeriksa rantai segel; kode keluar 1 bila ada yang diubah atau hilang.
    Verify(VerifyArgs),
    /// Menulis seluruh catatan beserta segelnya ke berkas.
    Export(ExportArgs),
}

#[derive(Arguments)]
struct ListArgs {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    who: Who,
    /// Hanya oleh pelaku ini.
    #[arg(long, value_name = "PELAKU")]
    actor: Option<String>,
    /// Hanya tentang hal ini, misalnya user:siti.
    #[arg(long, value_name = "HAL")]
    subject: Option<String>,
    /// Hanya tindakan yang berawalan ini, misalnya `session.`.
    #[arg(long, value_name = "TINDAKAN")]
    action: Option<String>,
    /// Sejak saat ini, misalnya 2026-01-31T00:00:00Z.
    #[arg(long, value_name = "SAAT")]
    since: Option<Timestamp>,
    /// Sebelum saat ini.
    #[arg(long, value_name = "SAAT")]
    until: Option<Timestamp>,
    /// Setelah nomor ini: halaman berikutnya.
    #[arg(long, value_name = "NOMOR", default_value_t = 0)]
    after: i64,
    /// Paling banyak sekian catatan.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
}

#[derive(Arguments)]
struct VerifyArgs {
    #[command(flatten)]
    place: Where,
    /// Nomor dan segel yang pernah dicatat di tempat lain: NOMOR:SEGEL.
    #[arg(long, value_name = "NOMOR:SEGEL", value_parser = noted)]
    noted: Option<(i64, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    /// CSV.
    Csv,
    /// JSON (`semesta.desk.audit/1`).
    Json,
}

#[derive(Arguments)]
struct ExportArgs {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Basis data: postgres://… atau sqlite:….
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[command(flatten)]
    who: Who,
    /// Bentuk berkas.
    #[arg(long, value_enum, default_value = "csv")]
    format: FileFormat,
    /// Berkas keluaran; tanpa ini ke stdout.
    #[arg(long, value_name = "BERKAS")]
    out: Option<PathBuf>,
}

pub(crate) async fn run(args: &AuditArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match &args.command {
        AuditCommand::List(args) => list(args, lang).await,
        AuditCommand::Verify(args) => verify(args, lang).await,
        AuditCommand::Export(args) => export(args, lang).await,
    }
}

async fn list(args: &ListArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let desk = args.place.open(lang).await?;
    let actor = args.who.actor(&desk, lang).await?;
    let filter = AuditFilter {
        actor: args.actor.clone(),
        subject: args.subject.clone(),
        action: args.action.clone(),
        since: args.since,
        until: args.until,
        after: args.after,
        limit: args.limit,
    };
    let records = desk
        .audit(&actor, &filter)
        .await
        .map_err(|error| told(error, lang))?;
    if args.place.format == Format::Table {
        for record in &records {
            println!("{}", line(record));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let titles = columns(
        lang,
        &[
            ("seq", "No.", "No."),
            ("at", "Saat", "At"),
            ("actor", "Pelaku", "Who"),
            ("place", "Tempat", "From"),
            ("action", "Tindakan", "Action"),
            ("subject", "Hal", "Subject"),
            ("reason", "Alasan", "Why"),
            ("detail", "Rincian", "Detail"),
        ],
    );
    let rows = records.iter().map(row).collect();
    args.place
        .write("semesta.desk.audit_list/1", titles, rows, lang)?;
    Ok(ExitCode::SUCCESS)
}

/// An entry as people read it: a table of eight columns is too narrow for any of them.
fn line(record: &Record) -> String {
    let at = jiff::Timestamp::from_second(record.at.as_second()).unwrap_or(record.at);
    let mut line = format!(
        "{:>6}  {at}  {} ({})  {}",
        record.seq, record.actor, record.place, record.action
    );
    for (text, mark) in [(&record.subject, ""), (&record.reason, "– ")] {
        if !text.is_empty() {
            line.push_str("  ");
            line.push_str(mark);
            line.push_str(text);
        }
    }
    if record.detail != "{}" {
        line.push_str("  ");
        line.push_str(&record.detail);
    }
    line
}

fn row(record: &Record) -> Vec<Cell> {
    vec![
        Cell::Integer(record.seq),
        instant(record.at),
        Cell::text(&record.actor),
        Cell::text(&record.place),
        Cell::text(&record.action),
        Cell::text(&record.subject),
        Cell::text(&record.reason),
        Cell::text(&record.detail),
    ]
}

async fn verify(args: &VerifyArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let desk = args.place.open(lang).await?;
    let noted = args.noted.as_ref().map(|(seq, seal)| (*seq, seal.as_str()));
    let verdict = desk
        .verify_audit(noted)
        .await
        .map_err(|error| told(error, lang))?;
    if args.place.format == Format::Json {
        println!("{:#}", verdict_json(&verdict));
    } else {
        print_verdict(&verdict, lang);
    }
    Ok(if verdict.breaks.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn print_verdict(verdict: &Verdict, lang: Lang) {
    for found in &verdict.breaks {
        println!("{}", words(*found, lang));
    }
    let whole = if verdict.breaks.is_empty() {
        lang.pick("utuh", "whole")
    } else {
        lang.pick("TIDAK UTUH", "NOT WHOLE")
    };
    println!(
        "{whole}: {} {}",
        format_integer(verdict.n_entries),
        lang.pick("catatan", "entries")
    );
    println!(
        "{}: {}:{}",
        lang.pick(
            "segel terakhir, catat di tempat lain",
            "last seal, note it elsewhere"
        ),
        verdict.last,
        verdict.head
    );
}

fn words(found: Break, lang: Lang) -> String {
    match found {
        Break::Altered { seq } => format!(
            "{} {seq} {}",
            lang.pick("catatan", "entry"),
            lang.pick(
                "diubah, atau tidak mengikuti pendahulunya",
                "was altered, or does not follow the one before it"
            )
        ),
        Break::Missing { from, to } => format!(
            "{} {from}–{to} {}",
            lang.pick("catatan", "entries"),
            lang.pick("hilang", "are missing")
        ),
        Break::Head { expected } => format!(
            "{} {expected}",
            lang.pick(
                "ujung catatan dipotong atau diganti; seharusnya berakhir di",
                "the end was cut off or replaced; it should be at"
            )
        ),
        Break::Noted { seq } => format!(
            "{} {seq} {}",
            lang.pick("segel catatan", "the seal of entry"),
            lang.pick("bukan yang pernah dicatat", "is not the one noted")
        ),
    }
}

fn verdict_json(verdict: &Verdict) -> serde_json::Value {
    let breaks: Vec<serde_json::Value> = verdict
        .breaks
        .iter()
        .map(|found| match found {
            Break::Altered { seq } => serde_json::json!({"kind": "altered", "seq": seq}),
            Break::Missing { from, to } => {
                serde_json::json!({"kind": "missing", "from": from, "to": to})
            }
            Break::Head { expected } => serde_json::json!({"kind": "head", "seq": expected}),
            Break::Noted { seq } => serde_json::json!({"kind": "noted", "seq": seq}),
        })
        .collect();
    serde_json::json!({
        "schema": "semesta.desk.audit_verify/1",
        "whole": verdict.breaks.is_empty(),
        "entries": verdict.n_entries,
        "last": verdict.last,
        "seal": verdict.head,
        "breaks": breaks,
    })
}

async fn export(args: &ExportArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let place = Where::new(&args.data, args.database.clone());
    let desk = place.open(lang).await?;
    let actor = args.who.actor(&desk, lang).await?;
    let format = match args.format {
        FileFormat::Csv => ExportFormat::Csv,
        FileFormat::Json => ExportFormat::Json,
    };
    let n_entries = match &args.out {
        None => {
            let mut out = BufWriter::new(std::io::stdout());
            desk.export_audit(&actor, format, &mut out, now()).await
        }
        Some(path) => {
            let file = File::create_new(path).with_context(|| format!("{}", path.display()))?;
            let mut out = BufWriter::new(file);
            desk.export_audit(&actor, format, &mut out, now()).await
        }
    };
    let n_entries = n_entries.map_err(|error| told(error, lang))?;
    eprintln!(
        "{} {}",
        format_integer(i64::try_from(n_entries)?),
        lang.pick("catatan ditulis", "entries written")
    );
    Ok(ExitCode::SUCCESS)
}

fn noted(text: &str) -> Result<(i64, String), String> {
    let wrong = || "seharusnya NOMOR:SEGEL seperti keluaran `audit verify`".to_owned();
    let (seq, seal) = text.split_once(':').ok_or_else(wrong)?;
    let sealed = seal.len() == 64 && seal.bytes().all(|b| b.is_ascii_hexdigit());
    if !sealed {
        return Err(wrong());
    }
    Ok((
        seq.trim().parse().map_err(|_| wrong())?,
        seal.to_ascii_lowercase(),
    ))
}
