//! Rows on their way out: to a terminal, JSON, CSV or a workbook.

mod csv;
mod json;
mod terminal;
mod widths;
mod xlsx;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{Lang, Ratio};

use crate::talk::Hinted;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tabel untuk dibaca di terminal.
    Table,
    /// JSON berskema.
    Json,
    /// CSV berpemisah koma, UTF-8.
    Csv,
    /// Buku kerja Excel.
    Xlsx,
}

/// Where rows go, and how they are written.
#[derive(Arguments)]
pub(crate) struct Output {
    /// Bentuk keluaran; tanpa ini menurut akhiran berkas keluaran, selain itu tabel.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Berkas keluaran; tanpa ini ke stdout.
    #[arg(long, value_name = "BERKAS")]
    pub(crate) out: Option<PathBuf>,
}

impl Output {
    /// The form that was asked for, else that of the file's ending.
    pub(crate) fn format(&self) -> Format {
        let of_ending = || Format::from_str(&ending(self.out.as_deref()?), true).ok();
        self.format.or_else(of_ending).unwrap_or(Format::Table)
    }
}

/// The ending of a file's name, without the dot.
pub(crate) fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().into_owned()
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// Text, identifiers among it.
    Text(String),
    /// A count or an amount.
    Integer(i64),
    /// A decimal number: a probability, a weight.
    Decimal(f64),
    /// A share.
    Share(Ratio),
    /// A date, days since 1970-01-01.
    Date(i32),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A column: its name in files and its title for readers.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: Cow<'static, str>,
    pub(crate) title: String,
}

/// Names and titles of columns.
pub(crate) fn columns(
    lang: Lang,
    columns: &[(&'static str, &'static str, &'static str)],
) -> Vec<Column> {
    columns
        .iter()
        .map(|(name, id, en)| Column {
            name: (*name).into(),
            title: lang.pick(id, en).to_owned(),
        })
        .collect()
}

/// A table on its way out.
pub(crate) struct Sheet<'a> {
    /// The schema of its JSON, such as `semesta.report.uhc/1`.
    pub(crate) schema: &'static str,
    /// The worksheet's name.
    pub(crate) name: &'static str,
    /// Facts about the table for JSON: run, date, region.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, as long as the columns.
    pub(crate) rows: Box<dyn Iterator<Item = anyhow::Result<Vec<Cell>>> + 'a>,
}

impl Sheet<'_> {
    /// Writes the sheet to `out`, or to stdout.
    pub(crate) fn write(
        self,
        format: Format,
        out: Option<&Path>,
        lang: Lang,
    ) -> anyhow::Result<()> {
        if format == Format::Xlsx {
            let Some(path) = out else {
                return xlsx::to_stdout(self, lang);
            };
            return place(path, |path| xlsx::to_file(self, path));
        }
        match out {
            Some(path) => place(path, |path| {
                let file = File::create(path).with_context(|| format!("{}", path.display()))?;
                let mut writer = BufWriter::new(file);
                self.write_text(format, &mut writer)?;
                writer.flush()?;
                Ok(())
            }),
            None => {
                let mut writer = BufWriter::new(io::stdout().lock());
                self.write_text(format, &mut writer)?;
                Ok(writer.flush()?)
            }
        }
    }

    fn write_text(self, format: Format, writer: &mut dyn Write) -> anyhow::Result<()> {
        match format {
            Format::Table => terminal::write(self, writer),
            Format::Json => json::write(self, writer),
            Format::Csv | Format::Xlsx => csv::write(self, writer),
        }
    }
}

/// Prints a sentence that stands above a table, in lines as wide as one.
pub(crate) fn say(sentence: &str) {
    println!("{}", terminal::wrap(sentence));
}

/// Writes beside `path` and moves the finished file there, so that nobody sees half of it.
pub(crate) fn place(
    path: &Path,
    write: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".sebagian");
    let unfinished = PathBuf::from(unfinished);
    let written = write(&unfinished);
    if written.is_err() {
        // The half-written file is of no use to anybody.
        let _ = std::fs::remove_file(&unfinished);
        return written;
    }
    std::fs::rename(&unfinished, path).with_context(|| format!("{}", path.display()))
}

/// Refuses to pour binary data on a terminal.
pub(crate) fn refuse_terminal(lang: Lang) -> anyhow::Result<()> {
    if io::stdout().is_terminal() {
        return Err(Hinted::new(
            lang.pick(
                "berkas biner tidak ditulis ke terminal",
                "binary data is not written to a terminal",
            ),
            lang.pick("tambahkan `--out BERKAS`", "add `--out FILE`"),
        )
        .into());
    }
    Ok(())
}
