//! `semesta desk backup` and `semesta desk restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as Arguments;
use semesta_desk::{BackupSummary, Desk};
use semesta_domain::Lang;
use semesta_evidence::DataFolder;
use semesta_vault::Key;

use super::common::{Where, Who, instant, now, system_user, told};
use crate::sheet::{Cell, columns};

/// Membuat cadangan dalam satu berkas.
#[derive(Arguments)]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    who: Who,
    /// Berkas cadangan; tidak boleh sudah ada.
    #[arg(long, value_name = "BERKAS")]
    out: PathBuf,
}

/// Memulihkan cadangan dan memeriksa hasilnya.
#[derive(Arguments)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    place: Where,
    /// Berkas cadangan.
    #[arg(value_name = "BERKAS")]
    backup: PathBuf,
    /// Hanya memeriksa keutuhan berkas, tanpa memulihkan.
    #[arg(long)]
    check: bool,
    /// Kunci cadangan terenkripsi, bila bukan kunci folder data sekarang.
    #[arg(long, value_name = "BERKAS")]
    key_file: Option<PathBuf>,
}

pub(crate) async fn back_up(args: &BackupArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let desk = args.place.open(lang).await?;
    let actor = args.who.actor(&desk, lang).await?;
    let summary = desk
        .backup(&actor, &args.out, now())
        .await
        .map_err(|error| told(error, lang))?;
    show(&summary, &args.place, lang)
}

pub(crate) async fn restore(args: &RestoreArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let key = args.key_file.as_deref().map(Key::read).transpose()?;
    if args.check {
        let ask = || match &key {
            Some(key) => Ok(Some(key.clone())),
            None => Key::from_environment(&args.backup),
        };
        let checked = semesta_desk::check_backup(&args.backup, &ask);
        let summary = checked.map_err(|error| told(error, lang))?;
        return show(&summary, &args.place, lang);
    }
    DataFolder::create(&args.place.data)?;
    let url = args.place.url();
    let data = &args.place.data;
    let (_, summary) = Desk::restore(&args.backup, key, &url, data, &system_user(), now())
        .await
        .map_err(|error| told(error, lang))?;
    show(&summary, &args.place, lang)
}

fn show(summary: &BackupSummary, place: &Where, lang: Lang) -> anyhow::Result<ExitCode> {
    let titles = columns(
        lang,
        &[
            ("file", "Berkas", "File"),
            ("desk", "Meja kerja", "Desk"),
            ("made_at", "Dibuat", "Made"),
            ("version", "Versi tabel", "Version"),
            ("rows", "Baris", "Rows"),
            ("hash", "Hash", "Hash"),
        ],
    );
    let n_rows: u64 = summary.n_rows.values().sum();
    let row = vec![
        Cell::text(summary.path.display().to_string()),
        Cell::text(&summary.desk),
        instant(summary.made_at),
        Cell::Integer(summary.version),
        Cell::Integer(i64::try_from(n_rows)?),
        Cell::text(&summary.hash),
    ];
    place.write("semesta.desk.backup_summary/1", titles, vec![row], lang)?;
    Ok(ExitCode::SUCCESS)
}
