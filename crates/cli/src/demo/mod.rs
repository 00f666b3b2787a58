//! `semesta demo`: an invented city from its deliveries to its figures, in one command.

mod place;
mod summary;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::Args as Arguments;
use jiff::civil::Date;
use semesta_domain::{Lang, Month};
use semesta_engine::Question;
use semesta_engine::run::RunFolder;
use semesta_evidence::{DataFolder, DeliveryRequest, import_delivery};
use semesta_synth::{Options, Scenario, generate};

use crate::talk::Hinted;
use crate::{import, run, serve, synth};

/// Contoh utuh: kota rekaan, kiriman kantor, impor, perhitungan, ringkasan.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Kota rekaan.
    #[arg(long, default_value = "tarakan-2024")]
    scenario: String,
    /// Jumlah penduduk; tanpa ini ukuran sebenarnya.
    #[arg(long)]
    residents: Option<u64>,
    /// Jumlah bulan kiriman.
    #[arg(long, default_value_t = 12)]
    months: u16,
    /// Benih acak.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder tempat demo ditulis.
    #[arg(long, default_value = "demo")]
    dir: PathBuf,
    /// Berhenti setelah ringkasan.
    #[arg(long)]
    no_serve: bool,
    /// Alamat halaman web.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub(crate) fn run(args: &Args, lang: Lang) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let options = Options {
        residents: args.residents,
        months: args.months,
        seed: args.seed,
        clean: false,
        roll_every: None,
    };
    if !args.no_serve && !args.listen.ip().is_loopback() {
        return Err(Hinted::new(
            lang.pick(
                "demo hanya mendengarkan di komputer ini",
                "a demo listens on this machine only",
            ),
            lang.pick(
                "pakai `--listen 127.0.0.1:8080`, atau `semesta serve` untuk data sendiri",
                "use `--listen 127.0.0.1:8080`, or `semesta serve` for data of your own",
            ),
        )
        .into());
    }
    place::claim(&args.dir, &args.scenario, &options, lang)?;
    let city = args.dir.join("kota");
    tell(
        1,
        lang.pick(
            "membuat kota rekaan dan kiriman kantornya",
            "inventing the city and its deliveries",
        ),
        lang,
    );
    let scenario = Scenario::named(&args.scenario).map_err(|error| synth::advise(error, lang))?;
    generate(&scenario, &options, &city, &synth::Bar::new(lang))
        .map_err(|error| synth::advise(error, lang))?;
    tell(
        2,
        lang.pick("mengimpor setiap kiriman", "importing every delivery"),
        lang,
    );
    let folder = DataFolder::create(args.dir.join("data"))?;
    let last = import_all(&folder, &city.join("deliveries"))?;
    tell(
        3,
        lang.pick(
            "menautkan rekaman dan menghitung angka",
            "linking records and computing figures",
        ),
        lang,
    );
    let region = scenario.region.parse().context("region of the scenario")?;
    let question = Question {
        region,
        as_of: last,
        population: None,
        local_assistance: semesta_law::LocalAssistance::City,
    };
    let made = run::make(&folder, question, lang)?;
    eprintln!();
    print(&folder, &made, lang)?;
    eprintln!(
        "\n{}: {:.1} s",
        lang.pick("Selesai dalam", "Done in"),
        begun.elapsed().as_secs_f64()
    );
    next(args, lang);
    if args.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    let earlier = folder.clone();
    // The months before make the trend; nobody waits for them.
    std::thread::spawn(move || earlier_months(&earlier, question));
    serve::demo(args.dir.join("data"), args.listen, region, lang)
}

/// Months before the newest that the trend shows.
const TREND_MONTHS: i32 = 5;

/// Runs the months before, the nearest first; they are not logged, so the newest stays shown.
fn earlier_months(folder: &DataFolder, newest: Question) {
    for back in 1..=TREND_MONTHS {
        let as_of = Month::of(newest.as_of).plus(-back).last_day();
        let question = Question { as_of, ..newest };
        let Ok(law) = semesta_engine::run::LawStamp::embedded(as_of) else {
            return;
        };
        // Before the first delivery there is nothing to run on.
        if semesta_engine::run::run(folder, question, &law, &|_| {}).is_err() {
            return;
        }
    }
}

/// Imports every month's folder, oldest first, and returns the last day of the newest.
fn import_all(folder: &DataFolder, deliveries: &Path) -> anyhow::Result<Date> {
    let mut months: Vec<PathBuf> = std::fs::read_dir(deliveries)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    months.sort();
    let mut last = None;
    for path in months {
        let request = DeliveryRequest {
            path: path.clone(),
            as_of: None,
            layout: None,
            replace: false,
        };
        let delivered = import_delivery(folder, &request, &import::Bar::new())?;
        if let Some((file, error)) = delivered.failed.into_iter().next() {
            return Err(anyhow::Error::from(error).context(file.display().to_string()));
        }
        last = Some(Month::of(delivered.as_of).last_day());
    }
    last.context("the city delivered nothing")
}

fn print(folder: &DataFolder, made: &RunFolder, lang: Lang) -> anyhow::Result<()> {
    run::print_summary(made, lang)?;
    summary::bridge(made, lang)?;
    summary::villages(made, lang)?;
    summary::bill(made, lang)?;
    summary::payments(folder, made, lang)?;
    summary::plan(folder, made, lang)?;
    summary::rejected(folder, made, lang)
}

fn tell(step: u8, what: &str, lang: Lang) {
    eprintln!("{} {step}/3: {what}", lang.pick("Langkah", "Step"));
}

fn next(args: &Args, lang: Lang) {
    let data = args.dir.join("data");
    eprintln!("{}:", lang.pick("Lanjutkan dengan", "Go on with"));
    eprintln!(
        "  semesta report uhc --by village --data {}",
        data.display()
    );
    eprintln!(
        "  semesta report gap --by village --data {}",
        data.display()
    );
    eprintln!(
        "  semesta plan --budget kota=25000000000 --data {}",
        data.display()
    );
    eprintln!(
        "  semesta export members --data {} --format xlsx --out peserta.xlsx",
        data.display()
    );
}
