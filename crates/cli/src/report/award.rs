//! `report award`: which criteria of a year hold, which fail and by how much.

mod rows;

use clap::Args as Arguments;
use semesta_domain::{Lang, Month, Ratio, Rupiah, Segment, format_integer};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::funding::Ledger;
use semesta_engine::results::Table;
use semesta_evidence::DataFolder;
use semesta_law::{
    Answer, Award, CityFigures, ContributionRates, CriterionKind, Evaluation, Law, LocalAssistance,
    Registrar, ThresholdId, award,
};

use super::table::Frame;
use super::{Common, Context};
use crate::sheet::{Cell, Column, Sheet, say};
use crate::talk::of_law;
use rows::{criterion_row, heading, readable, titles, way_row};

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
    let year = match args.year {
        Some(year) => year,
        None => context.manifest.as_of.parse::<jiff::civil::Date>()?.year(),
    };
    let arrears = arrears(args, folder, context)?;
    let figures = figures(args, arrears, context)?;
    let judge = |law: &Law| -> anyhow::Result<Judged> {
        let award = award(law, year, &figures).map_err(|error| of_law(error.text(lang), lang))?;
        Ok(Judged {
            award,
            price: price(law, year, context),
        })
    };
    let present = judge(&Law::embedded())?;
    let supposed = match args.overrides.is_empty() {
        true => None,
        false => Some(judge(&overridden(&args.overrides, lang)?)?),
    };
    let mut facts = context.facts();
    facts.extend(present.facts(year, args.arrears.is_some()));
    let mut columns = titles(context);
    let mut rows = present.rows(&figures, context);
    if let Some(supposed) = &supposed {
        facts.push(("category_what_if", supposed.category().to_owned()));
        let mut more = supposed.rows(&figures, context);
        side_by_side(&mut columns, &mut rows, &mut more, context);
        rows.append(&mut more);
    }
    if context.for_reading {
        let scenarios = [Some(&present), supposed.as_ref()].into_iter().flatten();
        for (at, judged) in scenarios.enumerate() {
            let head = headline(&judged.award, &figures, judged.price, lang);
            match at {
                0 => say(&head),
                _ => say(&format!("{}: {head}", lang.pick("Andaian", "What if"))),
            }
        }
    }
    Ok(Sheet {
        schema: "semesta.report.award/1",
        name: "award",
        facts,
        columns,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// Whether the city is in arrears: as given, else by its payments.
fn arrears(args: &AwardArgs, folder: &DataFolder, context: &Context) -> anyhow::Result<Answer> {
    if let Some(given) = args.arrears {
        return Ok(given);
    }
    let ledger = Ledger::read(folder, &context.run, &context.manifest)
        .map_err(|error| crate::plan::advise(error, context.lang))?;
    Ok(match ledger.in_arrears() {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::Unknown,
    })
}

/// What a law says of the city.
struct Judged {
    award: Award,
    price: Option<Rupiah>,
}

impl Judged {
    fn category(&self) -> &'static str {
        self.award.category().map_or("", ThresholdId::code)
    }

    fn facts(&self, year: i16, is_given: bool) -> [(&'static str, String); 6] {
        let source = if is_given { "given" } else { "pembayaran" };
        let next = next(&self.award).map_or("", |of| of.threshold.id.code());
        let price = self.price.map(|price| price.0.to_string());
        [
            ("year", year.to_string()),
            ("known", self.award.is_known().to_string()),
            ("category", self.category().to_owned()),
            ("arrears_from", source.to_owned()),
            ("next", next.to_owned()),
            ("price_person_month", price.unwrap_or_default()),
        ]
    }

    /// Each threshold's criteria, and the cheapest way to it.
    fn rows(&self, figures: &CityFigures, context: &Context) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for evaluation in &self.award.evaluations {
            if context.for_reading {
                rows.push(heading(evaluation, context.lang));
            }
            for criterion in &evaluation.criteria {
                rows.push(criterion_row(evaluation, criterion, self.price, context));
            }
            rows.push(way_row(evaluation, figures, self.price, context));
        }
        let rows = rows.into_iter();
        rows.map(|row| readable(row, context.for_reading)).collect()
    }
}

/// Says of rows which are the present ones and which the supposed: in files in a
/// column, for readers in a line above them.
fn side_by_side(
    columns: &mut Vec<Column>,
    present: &mut Vec<Vec<Cell>>,
    supposed: &mut Vec<Vec<Cell>>,
    context: &Context,
) {
    let lang = context.lang;
    if context.for_reading {
        let line = |text: &'static str| {
            let mut line = vec![Cell::text(text)];
            line.resize_with(columns.len(), || Cell::Empty);
            line
        };
        present.insert(0, line(lang.pick("SEKARANG", "PRESENT")));
        supposed.insert(0, line(lang.pick("ANDAIAN", "WHAT IF")));
        return;
    }
    columns.splice(
        0..0,
        crate::sheet::columns(lang, &[("scenario", "Keadaan", "Scenario")]),
    );
    for (name, rows) in [("present", present), ("what_if", supposed)] {
        rows.iter_mut()
            .for_each(|row| row.insert(0, Cell::text(name)));
    }
}

/// The embedded law with what-ifs.
pub(crate) fn overridden(overrides: &[String], lang: Lang) -> anyhow::Result<Law> {
    overrides.iter().try_fold(Law::embedded(), |law, text| {
        law.with_override(text)
            .map_err(|error| of_law(error.text(lang), lang))
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
