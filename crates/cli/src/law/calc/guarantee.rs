//! `semesta calc guarantee`.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::{Lang, LayOffProof, Month};
use semesta_law::{ActivationRules, Citation, LayOffRules};
use serde::Serialize;

use super::super::options::{Format, LawOptions, date_arg};
use super::super::text;

/// Arguments of `semesta calc guarantee`.
#[derive(Args)]
pub(crate) struct GuaranteeArgs {
    /// Tanggal PHK.
    #[arg(long, alias = "tanggal-phk", value_parser = date_arg)]
    dismissed: Date,
    /// Bukti PHK: diterima_pekerja, perjanjian_bersama, putusan_phi, mengundurkan_diri, habis_kontrak.
    #[arg(long, alias = "bukti", value_parser = proof_arg)]
    proof: LayOffProof,
    #[command(flatten)]
    options: LawOptions,
}

fn proof_arg(text: &str) -> Result<LayOffProof, String> {
    text.parse().map_err(|_| {
        "seharusnya diterima_pekerja, perjanjian_bersama, putusan_phi, mengundurkan_diri, atau habis_kontrak"
            .to_owned()
    })
}

#[derive(Serialize)]
struct GuaranteeJson {
    schema: &'static str,
    dismissed: String,
    proof: &'static str,
    qualifies: bool,
    free_from: Option<String>,
    free_until: Option<String>,
    city_from: String,
    send_by: String,
    citations: Vec<Citation>,
}

/// Runs `semesta calc guarantee`.
pub(crate) fn run(args: &GuaranteeArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: semesta_law::LawError| anyhow::anyhow!(error.text(lang));
    let rules = LayOffRules::on(&law, args.dismissed).map_err(fail)?;
    let guarantee = rules.guarantee(Month::of(args.dismissed), args.proof);
    let activation = ActivationRules::on(&law, args.dismissed).map_err(fail)?;
    let send_by = activation.last_day_for(guarantee.city_from);
    let free = guarantee
        .qualifies
        .then(|| (guarantee.free_from, guarantee.city_from.plus(-1)));
    let citations = law
        .citations(
            &["layoff.proof", "layoff.months", "cutoff.day"],
            args.dismissed,
        )
        .map_err(fail)?;
    match args.options.format {
        Format::Json => text::print_json(&GuaranteeJson {
            schema: "semesta.calc.guarantee/1",
            dismissed: args.dismissed.to_string(),
            proof: args.proof.code(),
            qualifies: guarantee.qualifies,
            free_from: free.map(|(from, _)| from.to_string()),
            free_until: free.map(|(_, until)| until.to_string()),
            city_from: guarantee.city_from.to_string(),
            send_by: send_by.to_string(),
            citations,
        })?,
        Format::Table => {
            let months = free.map_or_else(
                || lang.pick("tidak ada", "none").to_owned(),
                |(from, until)| format!("{} – {}", from.in_words(), until.in_words()),
            );
            text::print_facts(&[
                (
                    lang.pick("Bukti", "Proof"),
                    args.proof.label(lang).to_owned(),
                ),
                (lang.pick("Bulan tanpa iuran", "Free months"), months),
                (
                    lang.pick("Kota membayar mulai", "City pays from"),
                    guarantee.city_from.in_words(),
                ),
                (
                    lang.pick("Usulkan paling lambat", "Send by"),
                    send_by.to_string(),
                ),
            ]);
            text::print_citations(&citations, lang);
        }
    }
    Ok(ExitCode::SUCCESS)
}
