//! `semesta export`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as Arguments, ValueEnum};
use semesta_domain::Lang;
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;

use crate::batch::rows;
use crate::run::{find, open};
use crate::sheet::{Cell, Column, Format, Sheet, ending, place, refuse_terminal};

mod rejects;

/// Tulis tabel hasil lengkap dengan identitas, untuk yang berhak melihatnya.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Tabel.
    #[arg(value_enum)]
    what: What,
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Run; tanpa ini yang terbaru.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Bentuk keluaran; tanpa ini menurut akhiran berkas keluaran, selain itu CSV.
    #[arg(long, value_enum)]
    format: Option<FileFormat>,
    /// Berkas keluaran; tanpa ini ke stdout.
    #[arg(long, value_name = "BERKAS")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Satu baris tiap penduduk.
    Residents,
    /// Satu baris tiap rekaman peserta.
    Members,
    /// Satu baris tiap pasangan rekaman dan penduduk yang perlu diperiksa orang.
    Review,
    /// Satu baris tiap baris tagihan, dengan temuannya.
    #[value(name = "bill_lines", alias = "bill-lines")]
    BillLines,
    /// Satu baris tiap penduduk tanpa kepesertaan aktif dan calon penanggungnya.
    Routes,
    /// Baris yang ditolak saat impor, dengan alasannya.
    Rejects,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    /// CSV berpemisah koma, UTF-8.
    Csv,
    /// Buku kerja Excel.
    Xlsx,
    /// Parquet.
    Parquet,
}

impl Args {
    /// The form that was asked for, else that of the file's ending.
    fn format(&self) -> FileFormat {
        let of_ending = || FileFormat::from_str(&ending(self.out.as_deref()?), true).ok();
        self.format.or_else(of_ending).unwrap_or(FileFormat::Csv)
    }
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let folder = open(&args.data, lang)?;
    let table = match args.what {
        What::Residents => Table::Residents,
        What::Members => Table::Members,
        What::Review => Table::Review,
        What::BillLines => Table::BillLines,
        What::Routes => Table::Routes,
        What::Rejects => return rejects::export(&folder, args, lang),
    };
    let run = find(&folder, args.run.as_deref(), lang)?;
    eprintln!(
        "{}",
        lang.pick(
            "Perhatian: berkas ini memuat identitas lengkap (data pribadi spesifik, UU 27/2022).",
            "Note: this file holds full identities (specific personal data, UU 27/2022)."
        )
    );
    if args.format() == FileFormat::Parquet {
        copy(&run, table, args, lang)?;
    } else {
        let batches = run.read(table)?;
        let mut columns: Vec<Column> = run
            .columns(table)?
            .iter()
            .map(|name| column(name))
            .collect();
        let blank = if table == Table::Review {
            columns.extend(DECIDE.map(column));
            DECIDE.len()
        } else {
            0
        };
        let rows = rows(batches).map(move |row| {
            let mut row = row?;
            row.extend(std::iter::repeat_with(|| Cell::Empty).take(blank));
            Ok(row)
        });
        let sheet = Sheet {
            schema: "semesta.export/1",
            name: table.name(),
            facts: Vec::new(),
            columns,
            rows: Box::new(rows),
        };
        sheet.write(sheet_format(args.format()), args.out.as_deref(), lang)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Columns of `keputusan` that an officer fills in beside the pairs to judge.
const DECIDE: [&str; 4] = ["keputusan", "tanggal", "pemutus", "alasan"];

fn sheet_format(format: FileFormat) -> Format {
    if format == FileFormat::Xlsx {
        Format::Xlsx
    } else {
        Format::Csv
    }
}

/// A column named as in the table.
fn column(name: &str) -> Column {
    Column {
        name: name.to_owned().into(),
        title: name.to_owned(),
    }
}

/// The run's own file, byte for byte.
fn copy(run: &RunFolder, table: Table, args: &Args, lang: Lang) -> anyhow::Result<()> {
    let bytes = run.table_bytes(table.name())?;
    match &args.out {
        Some(out) => place(out, |out| Ok(std::fs::write(out, &bytes)?)),
        None => {
            refuse_terminal(lang)?;
            Ok(std::io::stdout().lock().write_all(&bytes)?)
        }
    }
}

/// The snapshots that a run took, or all of them where there is no run yet.
fn snapshots_of(
    folder: &DataFolder,
    run: Option<&str>,
    lang: Lang,
) -> anyhow::Result<Vec<semesta_evidence::Manifest>> {
    let all = folder.snapshots()?;
    let Ok(found) = find(folder, run, lang) else {
        if run.is_some() {
            find(folder, run, lang)?;
        }
        return Ok(all);
    };
    let used = found.manifest()?.snapshots;
    Ok(all
        .into_iter()
        .filter(|snapshot| used.iter().any(|one| one.id == snapshot.id.0))
        .collect())
}
