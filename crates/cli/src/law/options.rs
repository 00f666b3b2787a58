//! Options that the commands of the law share, and reading a folder of law.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use semesta_domain::Lang;
use semesta_law::Law;

use crate::talk::Hinted;

/// How the answer is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tabel untuk dibaca.
    Table,
    /// JSON berversi.
    Json,
}

/// Options of every command that reads the law.
#[derive(Args)]
pub(crate) struct LawOptions {
    /// Bentuk keluaran.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: Format,
    /// Folder parameter hukum pengganti yang tertanam.
    #[arg(long = "law", value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    pub(crate) overrides: Vec<String>,
}

impl LawOptions {
    /// The law asked for: embedded or from a folder, with the overrides.
    pub(crate) fn law(&self, lang: Lang) -> anyhow::Result<Law> {
        let mut law = match &self.folder {
            Some(folder) => from_folder(folder, lang)?,
            None => Law::embedded(),
        };
        for text in &self.overrides {
            law = law
                .with_override(text)
                .map_err(|error| anyhow::anyhow!(error.text(lang)))?;
        }
        Ok(law)
    }
}

fn from_folder(folder: &Path, lang: Lang) -> anyhow::Result<Law> {
    let files = read_folder(folder, lang)?;
    let pairs = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Law::from_files(pairs).map_err(|problems| {
        let first = problems
            .first()
            .map_or_else(String::new, |problem| problem.text(lang));
        Hinted::new(
            first,
            lang.pick(
                "jalankan `semesta law check FOLDER` untuk semua masalah",
                "run `semesta law check FOLDER` for every problem",
            ),
        )
        .into()
    })
}

/// Every YAML file below a folder, as (path below it, text).
pub(crate) fn read_folder(folder: &Path, lang: Lang) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    collect(folder, "", &mut files).with_context(|| {
        format!(
            "{} `{}`",
            lang.pick("tidak dapat membaca folder", "cannot read the folder"),
            folder.display()
        )
    })?;
    if files.is_empty() {
        return Err(Hinted::new(
            format!(
                "{} `{}`",
                lang.pick("tidak ada berkas parameter di", "no parameter files in"),
                folder.display()
            ),
            lang.pick(
                "satu parameter satu berkas .yaml, misalnya contribution/pemda.yaml",
                "one parameter, one .yaml file, such as contribution/pemda.yaml",
            ),
        )
        .into());
    }
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            // A file that is no text is refused as a parameter, not as a folder.
            let bytes = std::fs::read(entry.path())?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.push((format!("{prefix}{name}"), text));
        }
    }
    Ok(())
}

/// Reads a date argument.
pub(crate) fn date_arg(text: &str) -> Result<Date, String> {
    semesta_domain::parse_date(text)
        .map(|(date, _)| date)
        .map_err(|_| "seharusnya tttt-bb-hh (yyyy-mm-dd)".to_owned())
}

/// The day of the machine's clock, UTC; the libraries know no clock.
pub(crate) fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}
