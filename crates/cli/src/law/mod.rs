//! `semesta law` and `semesta calc`: the law as a list, and as a calculator.

mod calc;
mod check;
mod list;
mod options;
mod show;
mod text;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use semesta_domain::Lang;

pub(crate) use calc::{CalcArgs, run as run_calc};
pub(crate) use options::date_arg;

/// Arguments of `semesta law`.
#[derive(Args)]
pub(crate) struct LawArgs {
    #[command(subcommand)]
    command: LawCommand,
}

#[derive(Subcommand)]
enum LawCommand {
    /// Daftar semua parameter hukum.
    List(list::ListArgs),
    /// Satu parameter: nilai per tanggal dan sumbernya.
    Show(show::ShowArgs),
    /// Memeriksa folder parameter; keluar 1 bila ada yang ditolak.
    Check(check::CheckArgs),
}

/// Runs `semesta law`.
pub(crate) fn run(args: LawArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match args.command {
        LawCommand::List(args) => list::run(&args, lang),
        LawCommand::Show(args) => show::run(&args, lang),
        LawCommand::Check(args) => check::run(&args, lang),
    }
}
