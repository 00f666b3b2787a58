//! The command line of Semesta: arguments, wiring, progress, exit codes.
//!
//! stdout is data, stderr is talk. Exit codes: 0 done, 1 done but rows were
//! rejected or a check refused, 2 could not.

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use semesta_domain::Lang;

use sheet::Format;

mod batch;
mod data;
mod demo;
mod desk;
mod export;
mod import;
mod law;
mod linkage;
mod plan;
mod report;
mod run;
mod serve;
mod sheet;
mod synth;
mod talk;
mod usage;
mod verify;

/// A city's tables come and go by the hundred megabytes: this allocator gives them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Mencapai, membuktikan, dan membiayai cakupan kesehatan semesta (UHC) sebuah kota.
#[derive(Parser)]
#[command(name = "semesta", version, propagate_version = true)]
struct Cli {
    /// Bahasa keluaran.
    #[arg(long, global = true, value_enum, default_value = "id")]
    lang: LangArg,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

// Each subcommand: one module with `Args` and `run(args, lang) -> anyhow::Result<ExitCode>`.
#[derive(Subcommand)]
enum Command {
    /// Memasukkan berkas kantor sebagai cuplikan.
    Import(import::ImportArgs),
    Demo(demo::Args),
    Run(run::Args),
    Report(report::Args),
    Plan(plan::Args),
    Export(export::Args),
    Verify(verify::Args),
    /// Parameter hukum: daftar, rincian, pemeriksaan.
    Law(law::LawArgs),
    /// Aturan sebagai kalkulator.
    Calc(law::CalcArgs),
    Link(linkage::link::Args),
    Dedupe(linkage::dedupe::Args),
    Desk(desk::Args),
    Data(data::Args),
    Serve(serve::Args),
    /// Kota rekaan: berkas kantor dan kebenarannya.
    Synth(synth::SynthArgs),
}

fn main() -> ExitCode {
    let cli: Cli = match usage::read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let lang = match cli.lang {
        LangArg::Id => Lang::Id,
        LangArg::En => Lang::En,
    };
    // A server outlives whoever reads its terminal.
    if !matches!(cli.command, Command::Serve(_)) {
        sigpipe::reset();
    }
    let as_json = match &cli.command {
        Command::Report(args) => args.format() == Format::Json,
        Command::Plan(args) => args.format() == Format::Json,
        _ => false,
    };
    let outcome: anyhow::Result<ExitCode> = match cli.command {
        Command::Import(args) => import::run(args, lang),
        Command::Demo(args) => demo::run(&args, lang),
        Command::Run(args) => run::run(&args, lang),
        Command::Report(args) => report::run(&args, lang),
        Command::Plan(args) => plan::run(&args, lang),
        Command::Export(args) => export::run(&args, lang),
        Command::Verify(args) => verify::run(&args, lang),
        Command::Law(args) => law::run(args, lang),
        Command::Calc(args) => law::run_calc(args, lang),
        Command::Link(args) => linkage::link::run(&args, lang),
        Command::Dedupe(args) => linkage::dedupe::run(&args, lang),
        Command::Desk(args) => desk::run(&args, lang),
        Command::Data(args) => data::run(&args, lang),
        Command::Serve(args) => serve::run(&args, lang),
        Command::Synth(args) => synth::run(args, lang),
    };
    outcome.unwrap_or_else(|error| talk::report_failure(&error, as_json, lang))
}
