//! `semesta calc fine`.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::{Lang, Rupiah, Segment};
use semesta_law::{Citation, FINE_PARAMETERS, FineFacts, FineRules};
use serde::Serialize;

use super::super::options::{Format, LawOptions, date_arg, today};
use super::super::text;

/// Arguments of `semesta calc fine`.
#[derive(Args)]
pub(crate) struct FineArgs {
    /// Biaya diagnosis awal (INA-CBG).
    #[arg(long, alias = "biaya-diagnosis", value_parser = super::amount_arg)]
    diagnosis_cost: i64,
    /// Bulan tunggakan sebelum aktif kembali.
    #[arg(long, alias = "bulan-tunggakan", value_parser = super::count_arg)]
    arrears_months: i64,
    /// Hari sejak aktif kembali sampai rawat inap dimulai.
    #[arg(long, alias = "hari-sejak-aktif", default_value = "0")]
    #[arg(allow_negative_numbers = true)]
    days_since_reactivation: i64,
    /// Segmen kepesertaan.
    #[arg(long, alias = "segmen", default_value = "pbpu", value_parser = super::segment_arg)]
    segment: Segment,
    /// Tanggal rawat inap dimulai, untuk hukum yang berlaku (bawaan: hari ini).
    #[arg(long, value_name = "TANGGAL", value_parser = date_arg)]
    on: Option<Date>,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Serialize)]
struct FineJson {
    schema: &'static str,
    segment: &'static str,
    diagnosis_cost: i64,
    arrears_months: i64,
    days_since_reactivation: i64,
    on: String,
    months_counted: i64,
    amount: i64,
    by_payer: serde_json::Map<String, serde_json::Value>,
    reason: &'static str,
    explanation: &'static str,
    citations: Vec<Citation>,
}

/// Runs `semesta calc fine`.
pub(crate) fn run(args: &FineArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: semesta_law::LawError| anyhow::anyhow!(error.text(lang));
    let on = args.on.unwrap_or_else(today);
    let rules = FineRules::on(&law, on).map_err(fail)?;
    let fine = rules.fine(&FineFacts {
        diagnosis_cost: Rupiah(args.diagnosis_cost),
        months_in_arrears: args.arrears_months,
        days_since_reactivation: args.days_since_reactivation,
        segment: args.segment,
    });
    let citations = law.citations(FINE_PARAMETERS, on).map_err(fail)?;
    match args.options.format {
        Format::Json => text::print_json(&FineJson {
            schema: "semesta.calc.fine/1",
            segment: args.segment.code(),
            diagnosis_cost: args.diagnosis_cost,
            arrears_months: args.arrears_months,
            days_since_reactivation: args.days_since_reactivation,
            on: on.to_string(),
            months_counted: fine.months_counted,
            amount: fine.amount.0,
            by_payer: [("sendiri".to_owned(), fine.amount.0.into())]
                .into_iter()
                .collect(),
            reason: fine.reason.code(),
            explanation: fine.reason.label(lang),
            citations,
        })?,
        Format::Table => {
            text::print_facts(&[
                (
                    lang.pick("Denda layanan", "Service fine"),
                    fine.amount.to_string(),
                ),
                (
                    lang.pick("Biaya diagnosis awal", "First diagnosis cost"),
                    text::amount(args.diagnosis_cost),
                ),
                (
                    lang.pick("Bulan dihitung", "Months counted"),
                    fine.months_counted.to_string(),
                ),
                (
                    lang.pick("Dibayar oleh", "Paid by"),
                    lang.pick("peserta", "the member").to_owned(),
                ),
                (
                    lang.pick("Alasan", "Reason"),
                    fine.reason.label(lang).to_owned(),
                ),
            ]);
            text::print_citations(&citations, lang);
        }
    }
    Ok(ExitCode::SUCCESS)
}
