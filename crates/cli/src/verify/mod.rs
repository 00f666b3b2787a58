//! `semesta verify`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as Arguments;
use semesta_domain::Lang;
use semesta_engine::run::{Difference, verify};

use crate::run::{find, hinted, open, stage_words};
use crate::talk::Progress;
use semesta_engine::run::LawStamp;

/// Hitung ulang sebuah run dan bandingkan hash setiap tabelnya.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Folder data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Run yang diperiksa; tanpa ini yang terbaru.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let folder = open(&args.data, lang)?;
    let found = find(&folder, args.run.as_deref(), lang)?;
    let manifest = found.manifest().map_err(|error| hinted(error, lang))?;
    let talk = Progress::begin(lang.pick("Memeriksa", "Verifying"));
    let as_of = manifest.as_of.parse()?;
    let differences = verify(&folder, &found, &LawStamp::embedded(as_of)?, &|stage| {
        talk.say(stage_words(stage, lang))
    })
    .map_err(|error| hinted(error, lang))?;
    talk.finish();
    if differences.is_empty() {
        println!(
            "{} {}: {} {}",
            lang.pick("cocok: run", "identical: run"),
            manifest.id,
            manifest.tables.len(),
            lang.pick(
                "tabel sama sampai ke byte",
                "tables are the same to the byte"
            )
        );
        return Ok(ExitCode::SUCCESS);
    }
    for difference in &differences {
        println!("{}", words(difference, lang));
    }
    Ok(ExitCode::from(1))
}

fn words(difference: &Difference, lang: Lang) -> String {
    match difference {
        Difference::SnapshotMissing(file) => {
            format!(
                "{}: {file}",
                lang.pick(
                    "data yang dipakai run ini hilang",
                    "data that this run used are gone"
                )
            )
        }
        Difference::TableChanged(table) => {
            format!(
                "{}: {table}",
                lang.pick(
                    "berkas tabel berubah sejak ditulis",
                    "the table's file has changed"
                )
            )
        }
        Difference::TableDiffers(table) => {
            format!(
                "{}: {table}",
                lang.pick(
                    "hitungan ulang memberi tabel lain",
                    "recomputing gives another table"
                )
            )
        }
        Difference::LawDiffers => lang
            .pick(
                "parameter hukum sekarang berbeda dari yang dipakai run ini",
                "today's legal parameters differ from those of this run",
            )
            .to_owned(),
        Difference::IdDiffers(id) => {
            format!(
                "{}: {id}",
                lang.pick(
                    "hitungan ulang memberi id lain",
                    "recomputing gives another id"
                )
            )
        }
    }
}
