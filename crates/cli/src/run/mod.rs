//! `semesta run`.

mod summary;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as Arguments;
use jiff::civil::Date;
use semesta_domain::{Lang, RegionCode, region_name};
use semesta_engine::Question;
use semesta_engine::run::{RunError, RunFolder, Stage};
use semesta_evidence::{DataFolder, FolderError};
use semesta_law::LocalAssistance;
use semesta_vault::VaultError;

use crate::law::date_arg;
use crate::talk::{Hinted, Progress, now};
use semesta_engine::run::LawStamp;

pub(crate) use summary::print_summary;

/// Hitung cakupan dari data yang sudah diimpor.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Kode kabupaten/kota, misalnya 65.71.
    #[arg(long, value_name = "KODE")]
    region: RegionCode,
    /// Tanggal angka, yyyy-mm-dd.
    #[arg(long, value_name = "TANGGAL", value_parser = date_arg)]
    as_of: Date,
    /// Jumlah penduduk DKB yang ditetapkan kota, menggantikan hitungan dari register.
    #[arg(long, value_name = "JIWA")]
    population: Option<i64>,
    /// Siapa yang menanggung bantuan iuran 2.800.
    #[arg(long, value_enum, default_value = "city")]
    assistance_by: AssistanceBy,
}

/// Who bears the local assistance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AssistanceBy {
    /// Kota.
    City,
    /// Provinsi.
    Province,
}

impl From<AssistanceBy> for LocalAssistance {
    fn from(by: AssistanceBy) -> Self {
        match by {
            AssistanceBy::City => Self::City,
            AssistanceBy::Province => Self::Province,
        }
    }
}

/// Refuses a code that no region has; one whose data were not delivered is no error here.
fn known(region: RegionCode, lang: Lang) -> anyhow::Result<()> {
    if region_name(region).is_some() {
        return Ok(());
    }
    Err(Hinted::new(
        format!(
            "{} `{region}`",
            lang.pick("tidak ada wilayah berkode", "no region has the code")
        ),
        lang.pick(
            "kode kabupaten/kota menurut Kemendagri, misalnya 65.71",
            "the ministry's code of a city or regency, such as 65.71",
        ),
    )
    .into())
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    known(args.region, lang)?;
    let question = Question {
        region: args.region,
        as_of: args.as_of,
        population: args.population,
        local_assistance: args.assistance_by.into(),
    };
    let folder = open(&args.data, lang)?;
    let run = make(&folder, question, lang)?;
    print_summary(&run, lang)?;
    let manifest = run.manifest()?;
    Ok(if manifest.summary.open_checks.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// Makes the run, telling what is done, and logs it as the newest.
pub(crate) fn make(
    folder: &DataFolder,
    question: Question,
    lang: Lang,
) -> anyhow::Result<RunFolder> {
    let talk = Progress::begin(lang.pick("Menghitung", "Computing"));
    let finished = semesta_engine::run::run(
        folder,
        question,
        &LawStamp::embedded(question.as_of)?,
        &|stage| {
            talk.say(stage_words(stage, lang));
        },
    )
    .map_err(|error| hinted(error, lang))?;
    talk.finish();
    if finished.already_there {
        eprintln!(
            "{}",
            lang.pick(
                "Run yang sama sudah ada; tidak ada yang ditulis ulang.",
                "The same run was there already; nothing was written."
            )
        );
    }
    let run = RunFolder::find(folder, Some(&finished.manifest.id))?;
    run.log(&now())?;
    Ok(run)
}

/// Opens the data folder or says what to do.
pub(crate) fn open(path: &Path, lang: Lang) -> anyhow::Result<DataFolder> {
    DataFolder::open(path).map_err(|error| {
        if VaultError::find(&error).is_some() {
            return error.into();
        }
        let hint = lang.pick(
            "buat dengan `semesta import --data DIR …` atau coba `semesta demo`",
            "make one with `semesta import --data DIR …` or try `semesta demo`",
        );
        let none = lang.pick("bukan folder data", "no data folder");
        let path = path.display();
        if matches!(error, FolderError::NotADataFolder(_)) {
            let missing = lang.pick(
                "tidak ada `semesta.json` di dalamnya",
                "there is no `semesta.json` in it",
            );
            return Hinted::new(format!("{none} `{path}`: {missing}"), hint).into();
        }
        anyhow::Error::from(error).context(Hinted::new(format!("{none} `{path}`"), hint))
    })
}

/// Finds the run that a command is about.
pub(crate) fn find(folder: &DataFolder, id: Option<&str>, lang: Lang) -> anyhow::Result<RunFolder> {
    RunFolder::find(folder, id).map_err(|error| hinted(error, lang))
}

/// Puts an error of a run into the user's words.
pub(crate) fn hinted(error: RunError, lang: Lang) -> anyhow::Error {
    match error.advice(lang) {
        Some((message, hint)) => Hinted::new(message, hint).into(),
        None => error.into(),
    }
}

pub(crate) fn stage_words(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Read => lang.pick("membaca data", "reading"),
        Stage::Compute => lang.pick("menautkan rekaman dan orang", "linking records and people"),
        Stage::Encode => lang.pick("menghitung angka", "counting"),
        Stage::Write => lang.pick("menulis hasil", "writing"),
    }
}
