//! `semesta calc award`.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::{Lang, Month, Rupiah, format_integer};
use semesta_law::{
    Answer, Award, Citation, CityFigures, ContributionRates, Criterion, Evaluation, Law,
    LocalAssistance, Outcome, Registrar, ThresholdId, award,
};
use serde::Serialize;

use super::super::options::{Format, LawOptions, today};
use super::super::text;

/// Arguments of `semesta calc award`.
#[derive(Args)]
pub(crate) struct AwardArgs {
    /// Jumlah penduduk.
    #[arg(long, alias = "penduduk", value_parser = super::count_arg)]
    population: i64,
    /// Peserta terdaftar, aktif atau tidak.
    #[arg(long, alias = "terdaftar", value_parser = super::count_arg)]
    registered: i64,
    /// Peserta aktif.
    #[arg(long, alias = "aktif", value_parser = super::count_arg)]
    active: i64,
    /// Peserta yang didaftarkan Pemda.
    #[arg(long, value_parser = super::count_arg)]
    pemda: Option<i64>,
    /// Ada tunggakan iuran Pemda: yes, no, unknown.
    #[arg(long, alias = "tunggakan", default_value = "unknown", value_parser = answer_arg)]
    arrears: Answer,
    /// Berstatus UHC Prioritas: yes, no, unknown.
    #[arg(long, default_value = "unknown", value_parser = answer_arg)]
    prioritas: Answer,
    /// Tahun penghargaan (bawaan: tahun ini).
    #[arg(long, alias = "tahun")]
    #[arg(value_parser = clap::value_parser!(i16).range(2014..2200))]
    year: Option<i16>,
    #[command(flatten)]
    options: LawOptions,
}

fn answer_arg(text: &str) -> Result<Answer, String> {
    Answer::parse(text).ok_or_else(|| "seharusnya yes, no, atau unknown".to_owned())
}

#[derive(Serialize)]
struct AwardJson {
    schema: &'static str,
    year: i16,
    known: bool,
    category: Option<&'static str>,
    undecided: Vec<&'static str>,
    price_person_month: Option<i64>,
    evaluations: Vec<EvaluationJson>,
    citations: Vec<Citation>,
}

#[derive(Serialize)]
struct EvaluationJson {
    threshold: &'static str,
    parameter: &'static str,
    outcome: &'static str,
    criteria: Vec<CriterionJson>,
    cheapest_way: Option<WayJson>,
}

#[derive(Serialize)]
struct WayJson {
    register: i64,
    reactivate: i64,
    cost_month: Option<i64>,
    remaining: Vec<&'static str>,
}

#[derive(Serialize)]
struct CriterionJson {
    criterion: &'static str,
    outcome: &'static str,
    alternative: bool,
    waived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    required_percent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numerator: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denominator: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_by: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spare: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_month: Option<i64>,
}

/// Runs `semesta calc award`.
pub(crate) fn run(args: &AwardArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let fail = |error: semesta_law::LawError| anyhow::anyhow!(error.text(lang));
    let year = args.year.unwrap_or_else(|| today().year());
    let figures = CityFigures {
        population: args.population,
        registered: args.registered,
        active: args.active,
        pemda_registered: args.pemda,
        arrears: args.arrears,
        prioritas: args.prioritas,
    };
    let result = award(&law, year, &figures).map_err(fail)?;
    let price = price(&law, year);
    let citations = cite(&law, &result).map_err(fail)?;
    match args.options.format {
        Format::Json => text::print_json(&to_json(&result, &figures, price, citations))?,
        Format::Table => print(&result, &figures, price, &citations, lang),
    }
    Ok(ExitCode::SUCCESS)
}

/// The city's price a person and month at the beginning of a year.
fn price(law: &Law, year: i16) -> Option<Rupiah> {
    let month = Month::new(year, 1).ok()?;
    let rates = ContributionRates::of(law, month).ok()?;
    Some(
        rates
            .pemda_due(Registrar::City, LocalAssistance::City)
            .city(),
    )
}

fn cite(law: &Law, result: &Award) -> Result<Vec<Citation>, semesta_law::LawError> {
    let on = Date::new(result.year, 1, 1).unwrap_or(Date::MIN);
    let mut ids: Vec<&str> = result
        .evaluations
        .iter()
        .map(|evaluation| evaluation.threshold.id.parameter())
        .collect();
    if !ids.is_empty() {
        ids.push("indicator.active_ratio");
    }
    law.citations(&ids, on)
}

fn to_json(
    result: &Award,
    figures: &CityFigures,
    price: Option<Rupiah>,
    citations: Vec<Citation>,
) -> AwardJson {
    AwardJson {
        schema: "semesta.calc.award/1",
        year: result.year,
        known: result.is_known(),
        category: result.category().map(short_code),
        undecided: result.undecided().map(short_code).collect(),
        price_person_month: price.map(|price| price.0),
        evaluations: result
            .evaluations
            .iter()
            .map(|evaluation| EvaluationJson {
                threshold: evaluation.threshold.id.code(),
                parameter: evaluation.threshold.id.parameter(),
                outcome: evaluation.outcome.code(),
                criteria: evaluation
                    .criteria
                    .iter()
                    .map(|criterion| criterion_json(evaluation, criterion, price))
                    .collect(),
                cheapest_way: way_json(evaluation, figures, price),
            })
            .collect(),
        citations,
    }
}

fn way_json(
    evaluation: &Evaluation,
    figures: &CityFigures,
    price: Option<Rupiah>,
) -> Option<WayJson> {
    let way = evaluation.threshold.cheapest_way(figures)?;
    Some(WayJson {
        register: way.register,
        reactivate: way.reactivate,
        cost_month: price.map(|price| way.cost_month(price).0),
        remaining: way.remaining.iter().map(|kind| kind.code()).collect(),
    })
}

/// `utama` rather than `award_utama`.
fn short_code(id: ThresholdId) -> &'static str {
    id.code().strip_prefix("award_").unwrap_or(id.code())
}

fn criterion_json(
    evaluation: &Evaluation,
    criterion: &Criterion,
    price: Option<Rupiah>,
) -> CriterionJson {
    CriterionJson {
        criterion: criterion.kind.code(),
        outcome: criterion.outcome.code(),
        alternative: criterion.kind.is_alternative(),
        waived: criterion.is_waived,
        formula: evaluation.formula(criterion),
        required_percent: criterion
            .required
            .map(|p| format!("{}.{:02}", p / 100, p % 100)),
        numerator: criterion.actual.map(|ratio| ratio.numerator),
        denominator: criterion.actual.map(|ratio| ratio.denominator),
        percent: criterion
            .actual
            .and_then(semesta_domain::Ratio::percent_decimal),
        short_by: criterion.short_by,
        spare: criterion.spare,
        cost_month: cost(criterion, price).map(|cost| cost.0),
    }
}

/// What the missing people would cost the city a month.
fn cost(criterion: &Criterion, price: Option<Rupiah>) -> Option<Rupiah> {
    Some(price? * criterion.short_by?)
}

fn print(
    result: &Award,
    figures: &CityFigures,
    price: Option<Rupiah>,
    citations: &[Citation],
    lang: Lang,
) {
    println!("{}", headline(result, lang));
    for evaluation in &result.evaluations {
        println!(
            "\n{}: {}",
            evaluation.threshold.id.label(lang),
            evaluation.outcome.label(lang)
        );
        let mut table = text::table(vec![
            lang.pick("Syarat", "Criterion"),
            lang.pick("Ambang", "At least"),
            lang.pick("Kota", "City"),
            lang.pick("Hasil", "Result"),
            lang.pick("Kurang", "Short by"),
            lang.pick("Rp per bulan", "Rp a month"),
        ]);
        for criterion in &evaluation.criteria {
            table.add_row(row(criterion, price, lang));
        }
        for column in [1, 2, 4, 5] {
            text::right(&mut table, column);
        }
        println!("{table}");
        if evaluation.outcome != Outcome::Holds {
            print_way(evaluation, figures, price, lang);
        }
    }
    text::print_citations(citations, lang);
}

/// Prints the fewest people with whom the ratios are reached.
fn print_way(evaluation: &Evaluation, figures: &CityFigures, price: Option<Rupiah>, lang: Lang) {
    let Some(way) = evaluation.threshold.cheapest_way(figures) else {
        return;
    };
    if way.n_people() > 0 {
        let cost = price.map_or_else(String::new, |price| format!(" = {}", way.cost_month(price)));
        println!(
            "{}: {} {}, {} {}{cost}{}",
            lang.pick("Jalan termurah", "Cheapest way"),
            lang.pick("daftarkan", "register"),
            format_integer(way.register),
            lang.pick("ambil alih nonaktif", "take over inactive"),
            format_integer(way.reactivate),
            lang.pick("/bulan", "/month"),
        );
    }
    if !way.remaining.is_empty() {
        let names: Vec<&str> = way.remaining.iter().map(|kind| kind.label(lang)).collect();
        println!(
            "{}: {}",
            lang.pick("Di luar iuran", "Not for money"),
            names.join(", ")
        );
    }
}

fn headline(result: &Award, lang: Lang) -> String {
    if !result.is_known() {
        return format!(
            "{} {}",
            lang.pick(
                "Syarat UHC Award tidak diketahui untuk tahun",
                "No criteria of the UHC Award are known for"
            ),
            result.year
        );
    }
    let category = result.category().map_or_else(
        || lang.pick("tidak ada kategori", "no category").to_owned(),
        |id| id.label(lang).to_owned(),
    );
    let undecided: Vec<&str> = result.undecided().map(|id| id.label(lang)).collect();
    let open = if undecided.is_empty() {
        String::new()
    } else {
        format!(
            " ({}: {})",
            lang.pick("belum terjawab", "still open"),
            undecided.join(", ")
        )
    };
    format!("{}: {category}{open}", result.year)
}

fn row(criterion: &Criterion, price: Option<Rupiah>, lang: Lang) -> Vec<String> {
    let percent = |points: i64| format!("{},{:02} %", points / 100, points % 100);
    let outcome = if criterion.is_waived {
        lang.pick("dibebaskan", "waived")
    } else {
        criterion.outcome.label(lang)
    };
    vec![
        criterion.kind.label(lang).to_owned(),
        criterion.required.map_or_else(String::new, percent),
        criterion
            .actual
            .map_or_else(String::new, semesta_domain::Ratio::percent),
        outcome.to_owned(),
        criterion.short_by.map_or_else(String::new, format_integer),
        cost(criterion, price).map_or_else(String::new, |cost| format_integer(cost.0)),
    ]
}
