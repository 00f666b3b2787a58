//! `semesta synth`: an invented city with deliveries and truth.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use semesta_domain::{Lang, format_integer};
use semesta_synth::{Options, Progress, Scenario, Summary, SynthError, generate};

use crate::talk::Hinted;

/// Arguments of `semesta synth`.
#[derive(Args)]
pub(crate) struct SynthArgs {
    /// Kota rekaan: tarakan-2020, tarakan-2024, tangerang-2024, malang-2018, bontang-2017.
    #[arg(long)]
    scenario: String,
    /// Jumlah penduduk; semua angka resmi ikut berskala. Tanpa ini: ukuran penuh.
    #[arg(long)]
    residents: Option<u64>,
    /// Jumlah bulan; yang terakhir bulan skenario.
    #[arg(long, default_value_t = 12)]
    months: u16,
    /// Benih acak: benih yang sama memberi berkas yang sama.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// CSV baku tanpa kekacauan kantor (untuk pengukuran).
    #[arg(long)]
    clean: bool,
    /// Jarak bulan antara dua daftar peserta (bawaan: 1 sampai 100.000 penduduk, 3 di atasnya).
    #[arg(long)]
    roll_every: Option<u16>,
    /// Folder tujuan: `deliveries/<yyyy-mm>/` dan `truth/`.
    #[arg(long)]
    out: PathBuf,
}

/// Runs `semesta synth`.
pub(crate) fn run(args: SynthArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let scenario = Scenario::named(&args.scenario).map_err(|e| advise(e, lang))?;
    let options = Options {
        residents: args.residents,
        months: args.months,
        seed: args.seed,
        clean: args.clean,
        roll_every: args.roll_every,
    };
    let bar = Bar::new(lang);
    let summary = generate(&scenario, &options, &args.out, &bar)
        .map_err(|e| advise(e, lang))
        .with_context(|| lang.pick("kota rekaan tidak dapat dibuat", "cannot invent the city"))?;
    bar.0.finish_and_clear();
    eprintln!("{}", told(&summary, lang));
    println!("{}", args.out.display());
    Ok(ExitCode::SUCCESS)
}

/// What was done, in one line.
fn told(summary: &Summary, lang: Lang) -> String {
    let count = |n: u64| format_integer(i64::try_from(n).unwrap_or(i64::MAX));
    let (population, registered, active) = (
        count(summary.population),
        count(summary.registered),
        count(summary.active),
    );
    let (name, n_months) = (&summary.scenario, summary.months.len());
    match lang {
        Lang::Id => format!(
            "{name}: {population} penduduk, {registered} peserta, {active} aktif, {n_months} bulan"
        ),
        Lang::En => format!(
            "{name}: {population} residents, {registered} members, {active} active, {n_months} months"
        ),
    }
}

/// Adds what to do about an error.
pub(crate) fn advise(error: SynthError, lang: Lang) -> anyhow::Error {
    let message = match (&error, lang) {
        (SynthError::UnknownScenario { name, .. }, Lang::Id) => {
            format!("skenario `{name}` tidak dikenal")
        }
        (SynthError::InvalidOption { option, expected }, Lang::Id) => {
            format!("nilai `--{option}` tidak sah: seharusnya {expected}")
        }
        _ => error.to_string(),
    };
    match error {
        SynthError::UnknownScenario { known, .. } => {
            let hint = format!("{} {known}", lang.pick("yang ada:", "there are:"));
            Hinted::new(message, hint).into()
        }
        SynthError::InvalidOption { .. } => anyhow::anyhow!(message),
        other => anyhow::Error::new(other),
    }
}

/// A bar on a terminal; silent elsewhere.
pub(crate) struct Bar(ProgressBar, Lang);

impl Bar {
    pub(crate) fn new(lang: Lang) -> Self {
        let bar = ProgressBar::new(1);
        if let Ok(style) = ProgressStyle::with_template("{msg:20} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        Self(bar, lang)
    }
}

impl Progress for Bar {
    fn step(&self, stage: &'static str, done: usize, total: usize) {
        let words = match stage {
            "population" => self.1.pick("penduduk", "population"),
            "deliveries" => self.1.pick("berkas kantor", "deliveries"),
            _ => self.1.pick("kebenaran", "truth"),
        };
        self.0.set_message(words);
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }
}
