//! `report award`: which criteria of a year hold, which fail and by how much.

mod rows;
mod words;

use std::sync::Arc;

use clap::Args as Arguments;
use semesta_domain::{Lang, Month, Ratio, Rupiah, Segment};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::funding::{
    self, FundingError, Ledger, Needy, OpenRoutes, RouteWay, has_routes,
};
use semesta_engine::input::Donor;
use semesta_engine::results::Table;
use semesta_engine::run::donors;
use semesta_evidence::DataFolder;
use semesta_law::{
    Answer, Award, CityFigures, ContributionRates, Evaluation, Law, LocalAssistance, Registrar,
    ThresholdId, award,
};

use super::table::Frame;
use super::{Common, Context};
use crate::run::hinted;
use crate::sheet::{Cell, Column, Sheet, say};
use crate::talk::of_law;
use rows::{criterion_row, heading, readable, titles, way_row};
use words::{headline, sources_line};

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
    let as_of = context.manifest.as_of.parse::<jiff::civil::Date>()?;
    let year = args.year.unwrap_or(as_of.year());
    let arrears = Arrears::of(args, folder, context)?;
    let figures = figures(args, arrears.answer, context)?;
    let ground = Ground::read(folder, as_of, context)?;
    let judge = |law: &Law| Judged::of(law, year, &figures, ground.as_ref(), folder, context);
    let present = judge(&Law::embedded())?;
    let supposed = match args.overrides.is_empty() {
        true => None,
        false => Some(judge(&overridden(&args.overrides, lang)?)?),
    };
    let mut facts = context.facts();
    facts.extend(present.facts(year, args.arrears.is_some()));
    facts.extend(
        arrears
            .rupiah
            .map(|open| ("arrears_rupiah", open.0.to_string())),
    );
    let mut columns = titles(context);
    let mut rows = present.rows(&arrears, context);
    if let Some(supposed) = &supposed {
        facts.push(("category_what_if", supposed.category().to_owned()));
        let mut more = supposed.rows(&arrears, context);
        side_by_side(&mut columns, &mut rows, &mut more, context);
        rows.append(&mut more);
    }
    if context.for_reading {
        let scenarios = [Some(&present), supposed.as_ref()].into_iter().flatten();
        for (at, judged) in scenarios.enumerate() {
            let scenario = match at {
                0 => "",
                _ => lang.pick("Andaian: ", "What if: "),
            };
            say(&format!("{scenario}{}", headline(judged, &arrears, lang)));
            if let Some(line) = sources_line(judged, lang) {
                say(&format!("{scenario}{line}"));
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

/// Whether the city is in arrears, and with how much where that is known.
struct Arrears {
    answer: Answer,
    rupiah: Option<Rupiah>,
}

impl Arrears {
    /// As given, else by its payments.
    fn of(args: &AwardArgs, folder: &DataFolder, context: &Context) -> anyhow::Result<Self> {
        if let Some(answer) = args.arrears {
            return Ok(Self {
                answer,
                rupiah: None,
            });
        }
        let ledger = Ledger::read(folder, &context.run, &context.manifest)
            .map_err(|error| crate::plan::advise(error, context.lang))?;
        Ok(match ledger.in_arrears() {
            Some(true) => Self {
                answer: Answer::Yes,
                rupiah: Some(Rupiah(ledger.overdue().iter().sum())),
            },
            Some(false) => Self {
                answer: Answer::No,
                rupiah: Some(Rupiah::ZERO),
            },
            None => Self {
                answer: Answer::Unknown,
                rupiah: None,
            },
        })
    }
}

/// Who of a run needs a payer, and its donors.
struct Ground {
    people: Arc<Vec<Needy>>,
    donors: Vec<Donor>,
}

impl Ground {
    /// `None` of a run that found no routes, or knows less of its people than they need.
    fn read(
        folder: &DataFolder,
        on: jiff::civil::Date,
        context: &Context,
    ) -> anyhow::Result<Option<Self>> {
        if !has_routes(&context.run) {
            return Ok(None);
        }
        let people = match funding::needy(&context.run, on) {
            Ok(people) => Arc::new(people),
            Err(FundingError::NoColumn(_) | FundingError::Cell(_)) => return Ok(None),
            Err(error) => return Err(crate::plan::advise(error, context.lang)),
        };
        let donors = donors(folder, &context.run).map_err(|error| hinted(error, context.lang))?;
        Ok(Some(Self { people, donors }))
    }

    /// The routes of a law.
    fn routes(
        &self,
        law: &Law,
        month: Month,
        folder: &DataFolder,
        context: &Context,
    ) -> Result<OpenRoutes, FundingError> {
        let people = funding::needy_under(folder, &context.run, law, &self.people)?;
        OpenRoutes::of(&people, law, &context.manifest, &self.donors, month)
    }
}

/// The cheapest way to a threshold.
struct ToThreshold {
    people: i64,
    register: i64,
    reactivate: i64,
    city: Option<Rupiah>,
    /// By the run's routes; without, everybody comes at the city's price.
    by_routes: Option<RouteWay>,
}

/// What a law says of the city.
struct Judged {
    award: Award,
    price: Option<Rupiah>,
    /// One an evaluation.
    ways: Vec<Option<ToThreshold>>,
}

impl Judged {
    fn of(
        law: &Law,
        year: i16,
        figures: &CityFigures,
        ground: Option<&Ground>,
        folder: &DataFolder,
        context: &Context,
    ) -> anyhow::Result<Self> {
        let lang = context.lang;
        let award = award(law, year, figures).map_err(|error| of_law(error.text(lang), lang))?;
        let failed = |error| crate::plan::advise(error, lang);
        let month = price_month(year, context)?;
        let price = price(law, month, context);
        let routes = match ground.filter(|_| price.is_some()) {
            Some(ground) => Some(ground.routes(law, month, folder, context).map_err(failed)?),
            None => None,
        };
        let way = |evaluation: &Evaluation| -> anyhow::Result<Option<ToThreshold>> {
            let by_routes = match &routes {
                Some(routes) => routes.way(&evaluation.threshold, figures).map_err(failed)?,
                None => None,
            };
            if let Some(way) = by_routes {
                return Ok(Some(ToThreshold {
                    people: way.n_people(),
                    register: way.register,
                    reactivate: way.reactivate,
                    city: Some(way.city_monthly),
                    by_routes: Some(way),
                }));
            }
            let way = evaluation.threshold.cheapest_way(figures);
            Ok(way.map(|way| ToThreshold {
                people: way.n_people(),
                register: way.register,
                reactivate: way.reactivate,
                city: price.map(|price| way.cost_month(price)),
                by_routes: None,
            }))
        };
        let ways = award.evaluations.iter().map(way);
        Ok(Self {
            ways: ways.collect::<anyhow::Result<_>>()?,
            award,
            price,
        })
    }

    fn category(&self) -> &'static str {
        self.award.category().map_or("", ThresholdId::code)
    }

    /// The next category above the one the city has, the lowest that does not hold, with
    /// the way there.
    fn next(&self) -> Option<(&Evaluation, Option<&ToThreshold>)> {
        let all = self.award.evaluations.iter().zip(&self.ways);
        let above = all.take_while(|(evaluation, _)| {
            Some(evaluation.threshold.id) != self.award.category()
                && evaluation.threshold.id.code().starts_with("award_")
        });
        above.last().map(|(of, way)| (of, way.as_ref()))
    }

    fn facts(&self, year: i16, is_given: bool) -> [(&'static str, String); 6] {
        let source = if is_given { "given" } else { "pembayaran" };
        let next = self.next().map_or("", |(of, _)| of.threshold.id.code());
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
    fn rows(&self, arrears: &Arrears, context: &Context) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for (evaluation, way) in self.award.evaluations.iter().zip(&self.ways) {
            if context.for_reading {
                rows.push(heading(evaluation, context.lang));
            }
            for criterion in &evaluation.criteria {
                rows.push(criterion_row(
                    evaluation, criterion, self.price, arrears, context,
                ));
            }
            rows.push(way_row(evaluation, way.as_ref(), context));
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

/// The month whose prices count: the run's in its own year, else the year's first.
fn price_month(year: i16, context: &Context) -> anyhow::Result<Month> {
    let as_of: jiff::civil::Date = context.manifest.as_of.parse()?;
    if as_of.year() == year {
        return Ok(Month::of(as_of));
    }
    Ok(Month::new(year, 1)?)
}

/// The city's price a person in a month.
fn price(law: &Law, month: Month, context: &Context) -> Option<Rupiah> {
    let assistance = assistance(context);
    let rates = ContributionRates::of(law, month).ok()?;
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
