//! `semesta calc arrears`.

use std::process::ExitCode;

use clap::Args;
use semesta_domain::{Lang, Month, Rupiah};
use semesta_law::{ArrearsRules, Citation, Class, Law, LawError, Reactivation};
use serde::Serialize;

use super::super::options::{Format, LawOptions};
use super::super::text;

/// Arguments of `semesta calc arrears`.
#[derive(Args)]
pub(crate) struct ArrearsArgs {
    /// Bulan tunggakan.
    #[arg(long, alias = "bulan-tunggakan", value_parser = super::count_arg)]
    months_in_arrears: i64,
    /// Kelas 1, 2, atau 3.
    #[arg(long, alias = "kelas", default_value = "3", value_parser = super::contribution::class_arg)]
    class: Class,
    /// Bulan pengaktifan kembali.
    #[arg(long, alias = "bulan", value_parser = super::month_arg)]
    month: Month,
    /// Jumlah anggota keluarga yang ikut ditagih.
    #[arg(long, alias = "orang", default_value = "1", value_parser = super::count_arg)]
    people: i64,
    /// Dicicil dalam sekian tahap (REHAB).
    #[arg(long, alias = "tahap")]
    steps: Option<i64>,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Serialize)]
struct ArrearsJson {
    schema: &'static str,
    class: u8,
    month: String,
    people: i64,
    months_in_arrears: i64,
    months_charged: i64,
    arrears: i64,
    current: i64,
    amount: i64,
    by_payer: serde_json::Map<String, serde_json::Value>,
    instalments: Option<Vec<i64>>,
    citations: Vec<Citation>,
}

/// Runs `semesta calc arrears`.
pub(crate) fn run(args: &ArrearsArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: LawError| anyhow::anyhow!(error.text(lang));
    let rules = ArrearsRules::on(&law, args.month.first_day()).map_err(fail)?;
    let one = rules
        .reactivation(&law, args.class, args.months_in_arrears, args.month)
        .map_err(fail)?;
    let due = Reactivation {
        arrears: one.arrears * args.people,
        current: one.current * args.people,
        ..one
    };
    let steps = match args.steps {
        None => None,
        Some(n) => Some(
            rules
                .instalments(due.arrears, args.months_in_arrears, n)
                .map_err(|error| anyhow::anyhow!(error.text(lang)))?,
        ),
    };
    let citations = cite(args, &law).map_err(fail)?;
    match args.options.format {
        Format::Json => text::print_json(&to_json(args, &due, steps, citations))?,
        Format::Table => print(args, &due, steps.as_deref(), &citations, lang),
    }
    Ok(ExitCode::SUCCESS)
}

fn cite(args: &ArrearsArgs, law: &Law) -> Result<Vec<Citation>, LawError> {
    let class = format!("contribution.mandiri.class_{}", args.class.number());
    let mut ids = vec!["arrears.months_max", "arrears.current_months", &class];
    if args.steps.is_some() {
        ids.extend([
            "instalment.months_min",
            "instalment.months_max",
            "instalment.steps_max",
        ]);
    }
    law.citations(&ids, args.month.first_day())
}

fn to_json(
    args: &ArrearsArgs,
    due: &Reactivation,
    steps: Option<Vec<Rupiah>>,
    citations: Vec<Citation>,
) -> ArrearsJson {
    ArrearsJson {
        schema: "semesta.calc.arrears/1",
        class: args.class.number(),
        month: args.month.to_string(),
        people: args.people,
        months_in_arrears: args.months_in_arrears,
        months_charged: due.months_charged,
        arrears: due.arrears.0,
        current: due.current.0,
        amount: due.total().0,
        by_payer: [("sendiri".to_owned(), due.total().0.into())]
            .into_iter()
            .collect(),
        instalments: steps.map(|steps| steps.into_iter().map(|step| step.0).collect()),
        citations,
    }
}

fn print(
    args: &ArrearsArgs,
    due: &Reactivation,
    steps: Option<&[Rupiah]>,
    citations: &[Citation],
    lang: Lang,
) {
    text::print_facts(&[
        (
            lang.pick("Bulan tunggakan", "Months in arrears"),
            args.months_in_arrears.to_string(),
        ),
        (
            lang.pick("Bulan yang ditagih", "Months charged"),
            due.months_charged.to_string(),
        ),
        (lang.pick("Tunggakan", "Arrears"), due.arrears.to_string()),
        (
            lang.pick("Bulan berjalan", "Current month"),
            due.current.to_string(),
        ),
        (lang.pick("Jumlah", "Sum"), due.total().to_string()),
        (
            lang.pick("Dibayar oleh", "Paid by"),
            lang.pick("peserta", "the member").to_owned(),
        ),
    ]);
    for (index, step) in steps.unwrap_or_default().iter().enumerate() {
        println!(
            "{} {:>2}  {step}",
            lang.pick("Cicilan", "Instalment"),
            index + 1
        );
    }
    text::print_citations(citations, lang);
}
