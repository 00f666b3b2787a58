//! `report award`: which criteria of a year hold, which fail and by how much.

use anyhow::anyhow;
use clap::Args as Arguments;
use semesta_domain::{Lang, Month, Ratio, Rupiah, Segment, format_integer};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::funding::Ledger;
use semesta_engine::results::Table;
use semesta_evidence::DataFolder;
use semesta_law::{
    Answer, Award, CityFigures, ContributionRates, Criterion, CriterionKind, Evaluation, Law,
    LocalAssistance, Registrar, ThresholdId, award,
};

use super::table::Frame;
use super::{Common, Context};
use crate::sheet::{Cell, Column, Sheet, columns};

/// Ambang dan penghargaan UHC sebuah tahun.
#[derive(Arguments)]
pub(crate) struct AwardArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Tahun; tanpa ini tahun run.
    #[arg(long, alias = "tahun", value_parser = clap::value_parser!(i16).range(2014..2200))]
    year: Option<i16>,
    /// Ada tunggakan iuran Pemda: yes, no, unknown; tanpa ini menurut tagihan dan `pembayaran`.
    #[arg(long, alias = "tunggakan", value_parser = answer)]
    arrears: Option<Answer>,
    /// Berstatus UHC Prioritas: yes, no, unknown.
    #[arg(long, default_value = "unknown", value_parser = answer)]
    prioritas: Answer,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    overrides: Vec<String>,
}

fn answer(text: &str) -> Result<Answer, String> {
    Answer::parse(text).ok_or_else(|| "seharusnya yes, no, atau unknown".to_owned())
}

pub(super) fn sheet(
    args: &AwardArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let law = overridden(&args.overrides, lang)?;
    let year = match args.year {
        Some(year) => year,
        None => context.manifest.as_of.parse::<jiff::civil::Date>()?.year(),
    };
    let arrears = match args.arrears {
        Some(given) => given,
        None => match Ledger::read(folder, &context.run, &context.manifest)
            .map_err(|error| crate::plan::advise(error, context.lang))?
            .in_arrears()
        {
            Some(true) => Answer::Yes,
            Some(false) => Answer::No,
            None => Answer::Unknown,
        },
    };
    let figures = figures(args, arrears, context)?;
    let result = award(&law, year, &figures).map_err(|error| anyhow!(error.text(lang)))?;
    let price = price(&law, year, context);
    let mut rows = Vec::new();
    for evaluation in &result.evaluations {
        if context.for_reading {
            rows.push(heading(evaluation, lang));
        }
        for criterion in &evaluation.criteria {
            rows.push(criterion_row(evaluation, criterion, price, context));
        }
        rows.push(way_row(evaluation, &figures, price, context));
    }
    if context.for_reading {
        println!("{}", headline(&result, &figures, price, lang));
    }
    let for_reading = context.for_reading;
    let category = result.category().map_or("", ThresholdId::code);
    let next = next(&result);
    let mut facts = context.facts();
    facts.extend([
        ("year", year.to_string()),
        ("known", result.is_known().to_string()),
        ("category", category.to_owned()),
        (
            "arrears_from",
            if args.arrears.is_some() {
                "given"
            } else {
                "pembayaran"
            }
            .to_owned(),
        ),
        (
            "next",
            next.map_or("", |of| of.threshold.id.code()).to_owned(),
        ),
        (
            "price_person_month",
            price.map_or_else(String::new, |price| price.0.to_string()),
        ),
    ]);
    Ok(Sheet {
        schema: "semesta.report.award/1",
        name: "award",
        facts,
        columns: titles(context),
        rows: Box::new(
            rows.into_iter()
                .map(move |row| Ok(readable(row, for_reading))),
        ),
    })
}

/// The embedded law with what-ifs.
pub(crate) fn overridden(overrides: &[String], lang: Lang) -> anyhow::Result<Law> {
    overrides.iter().try_fold(Law::embedded(), |law, text| {
        law.with_override(text)
            .map_err(|error| anyhow!(error.text(lang)))
    })
}

/// The official figures of the run.
fn figures(args: &AwardArgs, arrears: Answer, context: &Context) -> anyhow::Result<CityFigures> {
    let official = |indicator| {
        let figure = context.manifest.summary.figure(Basis::Official, indicator);
        figure.unwrap_or(Ratio {
            numerator: 0,
            denominator: 0,
        })
    };
    let coverage = official(Indicator::Coverage);
    let mut by_pemda = None;
    for row in Frame::read(&context.run, Table::Indicators)?.rows() {
        if row.text("level")? == "city"
            && row.text("segment")? == Segment::PbpuPemda.code()
            && row.text("indicator")? == Indicator::Coverage.code()
            && row.text("basis")? == Basis::Official.code()
        {
            by_pemda = Some(row.ratio()?.numerator);
        }
    }
    Ok(CityFigures {
        population: coverage.denominator,
        registered: coverage.numerator,
        active: official(Indicator::ActiveOfPopulation).numerator,
        pemda_registered: by_pemda,
        arrears,
        prioritas: args.prioritas,
    })
}

/// The city's price a person and month at the beginning of the year.
fn price(law: &Law, year: i16, context: &Context) -> Option<Rupiah> {
    let assistance = assistance(context);
    let rates = ContributionRates::of(law, Month::new(year, 1).ok()?).ok()?;
    Some(rates.pemda_due(Registrar::City, assistance).city())
}

/// Who bears the local assistance in the run.
pub(super) fn assistance(context: &Context) -> LocalAssistance {
    if context.manifest.local_assistance == "provinsi" {
        LocalAssistance::Province
    } else {
        LocalAssistance::City
    }
}

/// The next category above the one the city has: the lowest that does not hold.
fn next(result: &Award) -> Option<&Evaluation> {
    let above = result.evaluations.iter().take_while(|evaluation| {
        Some(evaluation.threshold.id) != result.category()
            && evaluation.threshold.id.code().starts_with("award_")
    });
    above.last()
}

fn headline(result: &Award, figures: &CityFigures, price: Option<Rupiah>, lang: Lang) -> String {
    let has = match (result.category(), result.is_known()) {
        (Some(id), _) => id.label(lang).to_owned(),
        (None, true) => lang
            .pick("belum masuk kategori", "no category yet")
            .to_owned(),
        (None, false) => lang
            .pick(
                "kriteria tahun ini tidak diketahui",
                "this year's criteria are not known",
            )
            .to_owned(),
    };
    let way = next(result).and_then(|evaluation| {
        let way = evaluation.threshold.cheapest_way(figures)?;
        let cost = price.map_or_else(String::new, |price| way.cost_month(price).to_string());
        Some(format!(
            "; {} {}: {} {}, {cost}/{}{}",
            lang.pick("jalan termurah ke", "cheapest way to"),
            evaluation.threshold.id.label(lang),
            format_integer(way.n_people()),
            lang.pick("jiwa", "people"),
            lang.pick("bulan", "month"),
            unsold(&way.remaining, lang),
        ))
    });
    format!("{}: {has}{}", result.year, way.unwrap_or_default())
}

/// What money for members does not settle, in words.
fn unsold(remaining: &[CriterionKind], lang: Lang) -> String {
    if remaining.is_empty() {
        return String::new();
    }
    let names: Vec<String> = remaining
        .iter()
        .map(|kind| kind.label(lang).to_lowercase())
        .collect();
    format!(
        "; {} {}",
        lang.pick("lagi pula perlu", "besides"),
        names.join(", ")
    )
}

fn criterion_row(
    evaluation: &Evaluation,
    criterion: &Criterion,
    price: Option<Rupiah>,
    context: &Context,
) -> Vec<Cell> {
    let lang = context.lang;
    let label = if context.for_reading {
        criterion.kind.label(lang)
    } else {
        criterion.kind.code()
    };
    let cost = price
        .zip(criterion.short_by)
        .map(|(price, n)| (price * n).0);
    line(
        evaluation,
        label,
        [
            criterion.required.map_or(Cell::Empty, |required| {
                Cell::Share(Ratio {
                    numerator: required,
                    denominator: 10_000,
                })
            }),
            criterion.actual.map_or(Cell::Empty, Cell::Share),
        ],
        if context.for_reading {
            criterion.outcome.label(lang)
        } else {
            criterion.outcome.code()
        },
        [criterion.short_by, criterion.spare, None, None, cost],
        context,
    )
}

/// The last line of a threshold: all of it, and the cheapest way there.
fn way_row(
    evaluation: &Evaluation,
    figures: &CityFigures,
    price: Option<Rupiah>,
    context: &Context,
) -> Vec<Cell> {
    let lang = context.lang;
    let way = evaluation.threshold.cheapest_way(figures);
    let people = way.as_ref().map(semesta_law::CheapestWay::n_people);
    line(
        evaluation,
        if context.for_reading {
            lang.pick("Jalan termurah", "Cheapest way")
        } else {
            "all"
        },
        [Cell::Empty, Cell::Empty],
        if context.for_reading {
            evaluation.outcome.label(lang)
        } else {
            evaluation.outcome.code()
        },
        [
            people,
            None,
            way.as_ref().map(|way| way.register),
            way.as_ref().map(|way| way.reactivate),
            way.zip(price).map(|(way, price)| way.cost_month(price).0),
        ],
        context,
    )
}

fn line(
    evaluation: &Evaluation,
    criterion: &str,
    shares: [Cell; 2],
    outcome: &str,
    counts: [Option<i64>; 5],
    context: &Context,
) -> Vec<Cell> {
    let id = evaluation.threshold.id;
    let threshold = if context.for_reading {
        id.label(context.lang)
    } else {
        id.code()
    };
    let parts = match (&shares[1], context.for_reading) {
        (Cell::Share(ratio), false) => vec![
            Cell::Integer(ratio.numerator),
            Cell::Integer(ratio.denominator),
        ],
        (_, false) => vec![Cell::Empty, Cell::Empty],
        (_, true) => Vec::new(),
    };
    let counts = counts.map(|count| count.map_or(Cell::Empty, Cell::Integer));
    let mut row = vec![Cell::text(threshold), Cell::text(criterion)];
    row.extend(shares);
    row.extend(parts);
    row.push(Cell::text(outcome));
    row.extend(counts);
    row
}

/// A threshold's name over its criteria, so that eighty columns hold the rest.
fn heading(evaluation: &Evaluation, lang: Lang) -> Vec<Cell> {
    let mut row = vec![
        Cell::Empty,
        Cell::text(evaluation.threshold.id.label(lang).to_uppercase()),
    ];
    row.extend([Cell::Empty, Cell::Empty]);
    row.push(Cell::text(evaluation.outcome.label(lang)));
    row.extend(std::iter::repeat_n(Cell::Empty, 5));
    row
}

/// A reader needs no spare and no split of the way; eighty columns do not hold them.
const NOT_READ: [&str; 3] = ["spare", "register", "reactivate"];

/// Drops the cells of the columns that a reader does not see.
fn readable(mut row: Vec<Cell>, for_reading: bool) -> Vec<Cell> {
    if for_reading {
        // Threshold, criterion, required, percent, outcome, short by; then spare and the way.
        row.drain(6..6 + NOT_READ.len());
        row.remove(0);
    }
    row
}

fn titles(context: &Context) -> Vec<Column> {
    let all = columns(
        context.lang,
        &[
            ("threshold", "Ambang", "Threshold"),
            ("criterion", "Syarat", "Criterion"),
            ("required", "Paling sedikit", "At least"),
            ("percent", "Kota", "City"),
            ("numerator", "", ""),
            ("denominator", "", ""),
            ("outcome", "Hasil", "Result"),
            ("short_by", "Kurang (jiwa)", "Short by (people)"),
            ("spare", "Lebih (jiwa)", "Spare (people)"),
            ("register", "Daftarkan", "Register"),
            ("reactivate", "Aktifkan", "Reactivate"),
            ("cost_month", "Rp sebulan", "Rp a month"),
        ],
    );
    let hidden = |column: &Column| {
        let unseen = column.title.is_empty()
            || column.name == "threshold"
            || NOT_READ.contains(&column.name.as_ref());
        context.for_reading && unseen
    };
    all.into_iter().filter(|column| !hidden(column)).collect()
}
