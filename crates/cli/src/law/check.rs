//! `semesta law check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use semesta_domain::Lang;
use semesta_law::{Law, Problem};
use serde::Serialize;

use super::options::{Format, read_folder};
use super::text;

/// Arguments of `semesta law check`.
#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Folder yang diperiksa (bawaan: parameter yang tertanam).
    folder: Option<PathBuf>,
    /// Bentuk keluaran.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Serialize)]
struct CheckJson {
    schema: &'static str,
    n_files: usize,
    problems: Vec<ProblemJson>,
    missing: Vec<String>,
}

#[derive(Serialize)]
struct ProblemJson {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    code: &'static str,
    message: &'static str,
    item: String,
}

/// Runs `semesta law check`.
pub(crate) fn run(args: &CheckArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let files: Vec<(String, String)> = match &args.folder {
        Some(folder) => read_folder(folder, lang)?,
        None => Law::embedded_files()
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
    };
    let pairs = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let (problems, missing) = match Law::from_files(pairs) {
        Ok(law) => (Vec::new(), law.missing_parameters()),
        Err(problems) => (problems, Vec::new()),
    };
    match args.format {
        Format::Json => text::print_json(&CheckJson {
            schema: "semesta.law.check/1",
            n_files: files.len(),
            problems: problems.iter().map(|p| to_json(p, lang)).collect(),
            missing: missing.clone(),
        })?,
        Format::Table => print(&problems, files.len(), lang),
    }
    if !missing.is_empty() {
        eprintln!(
            "{}: {}",
            lang.pick(
                "peringatan: parameter yang dipakai aturan tidak ada",
                "warning: parameters that the rules use are missing"
            ),
            missing.join(", ")
        );
    }
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn to_json(problem: &Problem, lang: Lang) -> ProblemJson {
    ProblemJson {
        file: problem.file.clone(),
        date: problem.date.clone(),
        code: problem.kind.code(),
        message: problem.kind.label(lang),
        item: problem.item.clone(),
    }
}

fn print(problems: &[Problem], n_files: usize, lang: Lang) {
    for problem in problems {
        println!("{}", problem.text(lang));
    }
    if problems.is_empty() {
        println!(
            "{n_files} {}",
            lang.pick(
                "berkas diperiksa, semuanya sah",
                "files checked, all in order"
            )
        );
    } else {
        println!(
            "{n_files} {}, {} {}",
            lang.pick("berkas diperiksa", "files checked"),
            problems.len(),
            lang.pick("masalah", "problems")
        );
    }
}
