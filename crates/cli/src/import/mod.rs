//! `semesta import`: from delivered files to snapshots.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use semesta_domain::Lang;
use semesta_evidence::{
    DataFolder, Delivered, DeliveryRequest, ImportError, ImportRequest, Imported, Layout, Source,
    import_delivery, import_files,
};

mod bar;
mod show;

pub(crate) use bar::Bar;

use crate::law::date_arg;
use crate::talk::Hinted;

/// Arguments of `semesta import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Folder data; dibuat bila belum ada.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Sumber berkas: penduduk, peserta, tagihan, daftar_pemda, kematian, pindah, phk, pekerja, badan_usaha, dtsen, program, donatur, keputusan, pembayaran, tagihan_rekap.
    #[arg(long, required_unless_present_any = ["delivery", "mend"], conflicts_with = "delivery")]
    source: Option<Source>,
    /// Tanggal keadaan data (yyyy-mm-dd); untuk kiriman: hari terakhir dari nama foldernya (yyyy-mm).
    #[arg(long, value_name = "TANGGAL", required_unless_present_any = ["delivery", "mend"], value_parser = date_arg)]
    as_of: Option<Date>,
    /// Folder kiriman: semua berkas `<sumber>.*` di dalamnya.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "mend"])]
    delivery: Option<PathBuf>,
    /// Berkas tata letak (YAML) bila judul kolom tidak dikenal, atau nama tata letak dalam folder data.
    #[arg(long, value_name = "BERKAS|NAMA")]
    layout: Option<PathBuf>,
    /// Berkas berisi baris tertolak yang sudah diperbaiki dari cuplikan ini.
    #[arg(long, value_name = "CUPLIKAN", conflicts_with = "replace")]
    mend: Option<String>,
    /// Ganti kiriman sebelumnya dari sumber dan tanggal yang sama.
    #[arg(long)]
    replace: bool,
    /// Bentuk ringkasan.
    #[arg(long, value_enum, default_value = "table")]
    format: SummaryFormat,
    /// Berkas CSV, XLSX, atau Parquet; satu cuplikan per berkas.
    #[arg(value_name = "BERKAS", required_unless_present = "delivery")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SummaryFormat {
    /// Tabel untuk dibaca.
    Table,
    /// JSON (`semesta.import/1`).
    Json,
}

/// Imports what the arguments name and tells what came of it.
pub(crate) fn run(args: ImportArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::create(&args.data).map_err(|error| hinted(&error.into(), lang))?;
    let layout = args
        .layout
        .as_deref()
        .map(|given| layout_of(&folder, given))
        .transpose()
        .map_err(|error| hinted(&error, lang))?;
    let delivered = match &args.delivery {
        Some(path) => {
            let request = DeliveryRequest {
                path: path.clone(),
                as_of: args.as_of,
                layout,
                replace: args.replace,
            };
            import_delivery(&folder, &request, &Bar::new()).map_err(|error| hinted(&error, lang))?
        }
        None => import_listed(&folder, &args, layout, lang)?,
    };
    let summary = match args.format {
        SummaryFormat::Table => show::table(&delivered, lang),
        SummaryFormat::Json => show::json(&delivered, lang)?,
    };
    std::io::stdout().write_all(summary.as_bytes())?;
    show::talk(&delivered, lang);
    Ok(exit_code(&delivered))
}

/// The layout of a file, or else the folder's own of that name.
fn layout_of(folder: &DataFolder, given: &Path) -> Result<Layout, ImportError> {
    if !given.exists() {
        let name = given.to_string_lossy();
        let kept = folder.layouts()?;
        if let Some(layout) = kept.into_iter().find(|layout| layout.name == name) {
            return Ok(layout);
        }
    }
    Ok(Layout::load(given)?)
}

/// Imports the files of the command line, each on its own: one that fails keeps no other out.
fn import_listed(
    folder: &DataFolder,
    args: &ImportArgs,
    layout: Option<Layout>,
    lang: Lang,
) -> anyhow::Result<Delivered> {
    let mended = args
        .mend
        .as_deref()
        .map(|id| folder.snapshot(id))
        .transpose();
    let mended = mended.map_err(|error| hinted(&error.into(), lang))?;
    let parent = mended.as_ref();
    let (Some(source), Some(as_of)) = (
        args.source.or(parent.map(|m| m.source)),
        args.as_of.or(parent.map(|m| m.as_of)),
    ) else {
        anyhow::bail!(lang.pick(
            "--source dan --as-of wajib diisi",
            "--source and --as-of are needed"
        ));
    };
    let requests: Vec<ImportRequest> = args
        .files
        .iter()
        .map(|path| ImportRequest {
            source,
            as_of,
            path: path.clone(),
            layout: layout.clone(),
            mend: parent.map(|manifest| manifest.id.clone()),
            replace: args.replace,
        })
        .collect();
    Ok(
        import_files(folder, as_of, &requests, &Bar::new())
            .map_err(|error| hinted(&error, lang))?,
    )
}

/// The error in the reader's words, with its hint.
fn hinted(error: &ImportError, lang: Lang) -> Hinted {
    let advice = error.advice(lang);
    Hinted::new(advice.sentence, advice.hint)
}

/// 2 if a file could not be read, 1 if a row was rejected, else 0.
fn exit_code(delivered: &Delivered) -> ExitCode {
    let has_rejects = |imported: &Imported| imported.manifest.rejected > 0;
    if !delivered.failed.is_empty() || delivered.imported.is_empty() {
        ExitCode::from(2)
    } else if delivered.imported.iter().any(has_rejects) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}
