//! `semesta calc`: the rules of the law as a calculator.

mod activation;
mod arrears;
mod award;
mod contribution;
mod fine;
mod guarantee;
mod members;
mod money;
mod wage;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use semesta_domain::{Lang, Month, Segment};
use semesta_law::Citation;

use super::options::{Format, LawOptions};
use super::text;

/// Arguments of `semesta calc`.
#[derive(Args)]
pub(crate) struct CalcArgs {
    #[command(subcommand)]
    command: CalcCommand,
}

#[derive(Subcommand)]
enum CalcCommand {
    /// Iuran per orang per bulan menurut segmen, per komponen dan pembayar.
    #[command(alias = "iuran")]
    Contribution(Box<contribution::ContributionArgs>),
    /// Tanggal berlaku sebuah perubahan.
    #[command(alias = "aktivasi")]
    Activation(activation::ActivationArgs),
    /// Denda layanan rawat inap.
    #[command(alias = "denda")]
    Fine(fine::FineArgs),
    /// Iuran pekerja penerima upah dari upah dan UMK.
    #[command(alias = "iuran-upah")]
    WageContribution(wage::WageArgs),
    /// Jaminan enam bulan setelah PHK, dan bulan kota mengambil alih.
    #[command(alias = "jaminan-phk")]
    Guarantee(guarantee::GuaranteeArgs),
    /// Tunggakan peserta mandiri saat aktif kembali, dan cicilannya.
    #[command(alias = "tunggakan")]
    Arrears(arrears::ArrearsArgs),
    /// Ambang dan penghargaan UHC: syarat mana terpenuhi, kurang berapa orang.
    #[command(alias = "penghargaan")]
    Award(award::AwardArgs),
    #[command(alias = "anggaran")]
    Budget(money::BudgetArgs),
    #[command(alias = "cakupan")]
    Coverage(money::CoverageArgs),
    #[command(alias = "bayi")]
    Newborn(members::NewbornArgs),
    Status(members::StatusArgs),
    #[command(alias = "keluarga")]
    Family(members::FamilyArgs),
    #[command(alias = "sanksi")]
    Sanction(money::SanctionArgs),
    #[command(alias = "pajak-rokok")]
    CigaretteTax(money::TaxArgs),
}

/// Runs `semesta calc`.
pub(crate) fn run(args: CalcArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    match args.command {
        CalcCommand::Contribution(args) => contribution::run(&args, lang),
        CalcCommand::Activation(args) => activation::run(&args, lang),
        CalcCommand::Fine(args) => fine::run(&args, lang),
        CalcCommand::WageContribution(args) => wage::run(&args, lang),
        CalcCommand::Guarantee(args) => guarantee::run(&args, lang),
        CalcCommand::Arrears(args) => arrears::run(&args, lang),
        CalcCommand::Award(args) => award::run(&args, lang),
        CalcCommand::Budget(args) => money::budget(&args, lang),
        CalcCommand::Coverage(args) => money::coverage(&args, lang),
        CalcCommand::Newborn(args) => members::newborn(&args, lang),
        CalcCommand::Status(args) => members::status(&args, lang),
        CalcCommand::Family(args) => members::family(&args, lang),
        CalcCommand::Sanction(args) => money::sanction(&args, lang),
        CalcCommand::CigaretteTax(args) => money::tax(&args, lang),
    }
}

/// Writes an answer as JSON with its citations, or as facts to read.
fn answer(
    options: &LawOptions,
    json: &serde_json::Value,
    facts: &[(&str, String)],
    citations: &[Citation],
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    match options.format {
        Format::Json => {
            let mut json = json.clone();
            json["citations"] = serde_json::to_value(citations)?;
            text::print_json(&json)?;
        }
        Format::Table => {
            text::print_facts(facts);
            if !citations.is_empty() {
                text::print_citations(citations, lang);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a month argument.
fn month_arg(text: &str) -> Result<Month, String> {
    text.parse()
        .map_err(|_| "seharusnya tttt-bb (yyyy-mm)".to_owned())
}

/// Reads a segment argument, by code or as offices write it.
fn segment_arg(text: &str) -> Result<Segment, String> {
    text.parse()
        .map_err(|_| "seharusnya ppu_pn, ppu_bu, bp, pbpu, pbi_jk, atau pbpu_pemda".to_owned())
}

/// Reads an amount argument in whole rupiah.
fn amount_arg(text: &str) -> Result<i64, String> {
    text.parse::<semesta_domain::Rupiah>()
        .ok()
        .map(|amount| amount.0)
        .filter(|amount| *amount >= 0)
        .ok_or_else(|| "seharusnya rupiah, misalnya 4500000".to_owned())
}

/// Reads an amount that may have cents: `3774378.35`, or as rupiah are written.
fn wage_arg(text: &str) -> Result<semesta_law::Decimal, String> {
    let looks_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let cents = text.rsplit_once('.').is_some_and(|(whole, cents)| {
        cents.len() <= 2 && whole.bytes().all(|b| b.is_ascii_digit())
    });
    if looks_plain && (cents || !text.contains('.')) {
        return text.parse().map_err(|_| "seharusnya rupiah".to_owned());
    }
    amount_arg(text).map(semesta_law::Decimal::whole)
}

/// Reads a count argument.
fn count_arg(text: &str) -> Result<i64, String> {
    text.replace('_', "")
        .parse()
        .ok()
        .filter(|count| (0..=2_000_000_000).contains(count))
        .ok_or_else(|| "seharusnya bilangan bulat 0 sampai 2.000.000.000".to_owned())
}
