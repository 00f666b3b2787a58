//! `semesta calc activation`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use semesta_domain::{Lang, Segment};
use semesta_law::{ActivationRules, Change, Citation, CutOff};
use serde::Serialize;

use super::super::options::{Format, LawOptions, date_arg};
use super::super::text;

/// Arguments of `semesta calc activation`.
#[derive(Args)]
pub(crate) struct ActivationArgs {
    /// Tanggal perubahan diterima.
    #[arg(long, alias = "diterima", value_parser = date_arg)]
    received: Date,
    /// Daerah berstatus UHC Prioritas.
    #[arg(long)]
    prioritas: bool,
    /// Jenis perubahan.
    #[arg(long, alias = "jenis", value_enum, default_value = "add")]
    change: ChangeArg,
    /// Segmen kepesertaan.
    #[arg(long, alias = "segmen", default_value = "pbpu_pemda")]
    #[arg(value_parser = super::segment_arg)]
    segment: Segment,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Clone, Copy, ValueEnum)]
enum ChangeArg {
    /// Penambahan.
    #[value(alias = "tambah")]
    Add,
    /// Penghapusan.
    #[value(alias = "hapus")]
    Remove,
    /// Perubahan data.
    #[value(alias = "ubah")]
    Change,
}

#[derive(Serialize)]
struct ActivationJson {
    schema: &'static str,
    received: String,
    change: &'static str,
    segment: &'static str,
    prioritas: bool,
    effective: String,
    reason: &'static str,
    explanation: &'static str,
    citations: Vec<Citation>,
}

/// Runs `semesta calc activation`.
pub(crate) fn run(args: &ActivationArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: semesta_law::LawError| anyhow::anyhow!(error.text(lang));
    let rules = ActivationRules::on(&law, args.received).map_err(fail)?;
    let (change, change_code) = match args.change {
        ChangeArg::Add => (Change::Add, "add"),
        ChangeArg::Remove => (Change::Remove, "remove"),
        ChangeArg::Change => (Change::Change, "change"),
    };
    let cut_off = if args.prioritas {
        CutOff::Prioritas
    } else {
        CutOff::Ordinary
    };
    let activation = rules.effective(args.received, change, cut_off, args.segment);
    let citations = law
        .citations(&[activation.reason.parameter()], args.received)
        .map_err(fail)?;
    match args.options.format {
        Format::Json => text::print_json(&ActivationJson {
            schema: "semesta.calc.activation/1",
            received: args.received.to_string(),
            change: change_code,
            segment: args.segment.code(),
            prioritas: args.prioritas,
            effective: activation.date.to_string(),
            reason: activation.reason.code(),
            explanation: activation.reason.label(lang),
            citations,
        })?,
        Format::Table => {
            text::print_facts(&[
                (lang.pick("Diterima", "Received"), args.received.to_string()),
                (
                    lang.pick("Segmen", "Segment"),
                    args.segment.label(lang).to_owned(),
                ),
                (
                    lang.pick("Berlaku", "Effective"),
                    activation.date.to_string(),
                ),
                (
                    lang.pick("Alasan", "Reason"),
                    activation.reason.label(lang).to_owned(),
                ),
            ]);
            text::print_citations(&citations, lang);
        }
    }
    Ok(ExitCode::SUCCESS)
}
