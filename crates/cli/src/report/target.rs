//! `report target`: the path to a goal, month by month, and what the money leaves out.

use anyhow::anyhow;
use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{Lang, Month, Rupiah, format_integer};
use semesta_engine::figures::{Basis, Indicator as Figure};
use semesta_engine::funding::{self, Budget, limits};
use semesta_evidence::DataFolder;
use semesta_law::{ContributionRates, Law, Registrar};
use semesta_planning::{
    Flow, FlowKind, Forecast, GoalForecast, Horizon, Indicator, Pace, PathMonth, TargetError,
    TargetGoal, TargetProblem,
};

use super::award::overridden;
use super::{Common, Context};
use crate::plan::show::scenario_word;
use crate::run::hinted;
use crate::sheet::{Cell, Column, Sheet, columns, say};
use crate::talk::{Hinted, of_law};

/// Jalan menuju target.
#[derive(Arguments)]
pub(crate) struct TargetArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Target: persen@yyyy-mm, misalnya 98@2017-12; boleh berulang.
    #[arg(long = "goal", required = true, value_name = "PERSEN@BULAN", value_parser = goal)]
    goals: Vec<TargetGoal>,
    /// Uang, rupiah: untuk seluruh jangka, atau per tahun atau masa (kota@2018=…, @2017-10..2017-12=…); boleh berulang.
    #[arg(long = "budget", required = true, value_name = "[DANA@MASA=]RUPIAH", value_parser = money)]
    budgets: Vec<Budget>,
    /// Indikator.
    #[arg(long, value_enum, default_value = "coverage")]
    indicator: Measure,
    /// Jumlah bulan; tanpa ini sampai target terakhir.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=120))]
    months: Option<u16>,
    /// Paling banyak sekian orang sebulan; tanpa ini merata sampai tanggal target.
    #[arg(long, value_name = "JIWA")]
    pace: Option<i64>,
    /// Orang yang sudah dibayar uang ini.
    #[arg(long, value_name = "JIWA", default_value_t = 0)]
    paid: i64,
    /// Pengandaian: parameter=nilai atau parameter=nilai@tttt-bb-hh; boleh berulang.
    #[arg(long = "set", value_name = "PARAMETER=NILAI@TANGGAL")]
    overrides: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measure {
    /// Cakupan resmi.
    Coverage,
    /// Keaktifan resmi dari penduduk.
    Active,
}

impl Measure {
    fn of(self) -> (Figure, Indicator) {
        match self {
            Self::Coverage => (Figure::Coverage, Indicator::Coverage),
            Self::Active => (Figure::ActiveOfPopulation, Indicator::Activity),
        }
    }
}

/// Official figures pass 100 %, where more are on the roll than live there; a goal half
/// as high again as the population is a slip.
const MOST_BASIS_POINTS: i64 = 15_000;

fn goal(text: &str) -> Result<TargetGoal, String> {
    let wrong = || "seharusnya persen@yyyy-mm, misalnya 98@2017-12".to_owned();
    let (percent, due) = text.split_once('@').ok_or_else(wrong)?;
    let percent: semesta_law::Decimal = percent
        .trim()
        .trim_end_matches('%')
        .replace(',', ".")
        .parse()
        .map_err(|_| wrong())?;
    let basis_points = percent.basis_points().filter(|n| *n > 0);
    let basis_points = basis_points.ok_or_else(wrong)?;
    if basis_points > MOST_BASIS_POINTS {
        return Err("target paling banyak 150 persen".to_owned());
    }
    Ok(TargetGoal {
        basis_points,
        due: due.trim().parse().map_err(|_| wrong())?,
    })
}

fn money(text: &str) -> Result<Budget, String> {
    let wrong = || "seharusnya rupiah, misalnya 25000000000 atau kota@2018=25000000000".to_owned();
    let (span, amount) = match text.split_once('=') {
        None => (None, text),
        Some(("kota", amount)) => (None, amount),
        Some((fund, amount)) => {
            let span = fund.trim_start_matches("kota").strip_prefix('@');
            let span = span
                .and_then(semesta_engine::funding::span)
                .ok_or_else(wrong)?;
            (Some(span), amount)
        }
    };
    let amount: Rupiah = amount.trim().parse().map_err(|_| wrong())?;
    if amount < Rupiah::ZERO {
        return Err(wrong());
    }
    Ok(Budget { span, amount })
}

pub(super) fn sheet(
    args: &TargetArgs,
    folder: &DataFolder,
    context: &Context,
) -> anyhow::Result<Sheet<'static>> {
    let lang = context.lang;
    let indicator = args.indicator.of().1;
    let flows = semesta_engine::flows::of_run(folder, &context.run, indicator)
        .map_err(|error| hinted(error, lang))?;
    let forecast = |law: &Law| -> anyhow::Result<(Month, Forecast)> {
        let problem = problem(args, law, flows.clone(), context)?;
        let forecast = problem.forecast().map_err(|error| in_words(&error, lang))?;
        Ok((problem.opens, forecast))
    };
    let (opens, present) = forecast(&Law::embedded())?;
    let supposed = match args.overrides.is_empty() {
        true => None,
        false => Some(forecast(&overridden(&args.overrides, lang)?)?),
    };
    if context.for_reading {
        tell(opens, &present, "", lang);
        if let Some((opens, supposed)) = &supposed {
            tell(*opens, supposed, lang.pick("Andaian: ", "What if: "), lang);
        }
    }
    let supposed = supposed.map(|(_, forecast)| forecast);
    let mut facts = context.facts();
    facts.push(("opens", opens.to_string()));
    let names = ["carried", "cost", "goals"];
    facts.extend(names.into_iter().zip(goal_facts(&present)));
    if let Some(supposed) = &supposed {
        let names = ["carried_what_if", "cost_what_if", "goals_what_if"];
        facts.extend(names.into_iter().zip(goal_facts(supposed)));
    }
    facts.extend(flow_facts(&flows));
    let (titles, rows) = path(&present, supposed.as_ref(), context);
    Ok(Sheet {
        schema: "semesta.report.target/1",
        name: "target",
        facts,
        columns: titles,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// The first month in which anyone can start, and what becomes of the goals.
fn tell(opens: Month, forecast: &Forecast, scenario: &str, lang: Lang) {
    say(&format!(
        "{scenario}{} {opens}",
        lang.pick(
            "pendaftaran menurut tanggal batas paling cepat berlaku",
            "by the cut-off the earliest registration takes effect",
        )
    ));
    for goal in &forecast.goals {
        say(&format!("{scenario}{}", sentence(goal, lang)));
    }
}

/// What makes no sense of a target.
fn in_words(error: &TargetError, lang: Lang) -> Hinted {
    let (message, hint) = match error {
        TargetError::GoalOutside(month) => (
            format!(
                "{} {month} {}",
                lang.pick("target bulan", "the goal of"),
                lang.pick("di luar jangka", "lies outside the months looked at")
            ),
            lang.pick(
                "bulan target harus setelah bulan run dan dalam jangka `--months`",
                "a goal's month must follow the run's and lie within `--months`",
            ),
        ),
        TargetError::Horizon(n) => (
            format!(
                "{} {n} {}",
                lang.pick("jangka", "the goals span"),
                lang.pick("bulan", "months")
            ),
            lang.pick("paling banyak 120 bulan", "at most 120 months"),
        ),
        TargetError::Count(what) => (
            format!("{}: {what}", lang.pick("jumlah keliru", "wrong count")),
            lang.pick(
                "jumlah tidak boleh negatif, dan penduduk tidak nol",
                "counts are not negative, and residents not zero",
            ),
        ),
        TargetError::Prices { .. } | TargetError::Band(_) => (error.to_string(), ""),
    };
    Hinted::new(message, hint)
}

/// The months ahead, of what is supposed below those of the present.
fn path(
    present: &Forecast,
    supposed: Option<&Forecast>,
    context: &Context,
) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let lang = context.lang;
    let mut rows: Vec<Vec<Cell>> = present.path.iter().map(row).collect();
    let mut titles = titles(lang);
    if let Some(supposed) = supposed {
        titles.splice(0..0, columns(lang, &[("scenario", "Keadaan", "Scenario")]));
        let named = |name: &'static str, mut row: Vec<Cell>| {
            row.insert(0, Cell::text(name));
            row
        };
        let [now, then] = ["present", "what_if"]
            .map(|scenario| scenario_word(scenario, context.for_reading, lang));
        rows = rows.into_iter().map(|row| named(now, row)).collect();
        rows.extend(supposed.path.iter().map(|month| named(then, row(month))));
    }
    if context.for_reading {
        // Eighty columns hold neither the population nor the range; side by side nor
        // how many are covered, which the percentage says.
        let first = titles.len() - 10;
        let aside: &[usize] = if first > 0 { &[5, 4, 2, 1] } else { &[5, 4, 1] };
        for at in aside {
            titles.remove(first + at);
            rows.iter_mut().for_each(|row| drop(row.remove(first + at)));
        }
    }
    (titles, rows)
}

/// The flows a month, and who is covered at once.
fn flow_facts(flows: &[Flow]) -> Vec<(&'static str, String)> {
    let mean = flows
        .iter()
        .map(|flow| (monthly(flow.kind), mean(&flow.observed)));
    let at_once = flows.iter().filter_map(|flow| {
        let name = match flow.kind {
            FlowKind::Births => "births_covered_at_once",
            FlowKind::MovesIn => "moves_in_covered_at_once",
            _ => return None,
        };
        let share = flow.covered?;
        Some((name, format!("{}/{}", share.numerator, share.denominator)))
    });
    mean.chain(at_once).collect()
}

fn titles(lang: Lang) -> Vec<crate::sheet::Column> {
    columns(
        lang,
        &[
            ("month", "Bulan", "Month"),
            ("population", "Penduduk", "Population"),
            ("covered", "Tercakup", "Covered"),
            ("percent", "Persen", "Percent"),
            ("low", "Terendah", "Low"),
            ("high", "Tertinggi", "High"),
            ("enrolled", "Daftar baru", "Enrolled"),
            ("paid", "Dibayar", "Paid for"),
            ("rupiah", "Rp", "Rp"),
            ("unfunded", "Tanpa dana", "Unfunded"),
        ],
    )
}

fn row(month: &PathMonth) -> Vec<Cell> {
    vec![
        Cell::text(month.month.to_string()),
        Cell::Integer(month.population),
        Cell::Integer(month.covered),
        Cell::Share(month.share()),
        Cell::Integer(month.covered_range.0),
        Cell::Integer(month.covered_range.1),
        Cell::Integer(month.enrolled),
        Cell::Integer(month.paid),
        Cell::Integer(month.cost.0),
        Cell::Integer(month.unfunded),
    ]
}

fn problem(
    args: &TargetArgs,
    law: &Law,
    flows: Vec<Flow>,
    context: &Context,
) -> anyhow::Result<TargetProblem> {
    let as_of: jiff::civil::Date = context.manifest.as_of.parse()?;
    let assistance = super::award::assistance(context);
    let first = Month::of(as_of).next();
    let last = args
        .goals
        .iter()
        .map(|goal| goal.due)
        .max()
        .unwrap_or(first);
    let until_last = usize::try_from(last.months_since(first)).unwrap_or(0) + 1;
    let horizon = Horizon {
        first,
        n_months: args.months.map_or(until_last, usize::from),
    };
    let (figure, indicator) = args.indicator.of();
    let ratio = context
        .manifest
        .summary
        .figure(Basis::Official, figure)
        .ok_or_else(|| anyhow!("no figure `{}`", figure.code()))?;
    let price = horizon
        .months()
        .map(|month| {
            let rates = ContributionRates::of(law, month)?;
            let due = rates.pemda_due(Registrar::City, assistance);
            Ok(due.city())
        })
        .collect::<Result<Vec<Rupiah>, semesta_law::LawError>>()
        .map_err(|error| of_law(error.text(context.lang), context.lang))?;
    let opens = funding::opens(law, &context.manifest);
    Ok(TargetProblem {
        horizon,
        opens: opens.map_err(|error| crate::plan::advise(error, context.lang))?,
        indicator,
        population: ratio.denominator,
        covered: ratio.numerator,
        paid: args.paid,
        money: {
            // A year's money has to last the year, beyond the horizon too.
            let ends = args.budgets.iter().filter_map(|budget| budget.span);
            let until = ends.map(|(_, last)| last).max().unwrap_or(horizon.last());
            limits(horizon, until.max(horizon.last()), &args.budgets)
        },
        price,
        pace: args.pace.map_or(Pace::Even, Pace::AtMost),
        goals: args.goals.clone(),
        flows,
        band_percent: 80,
    })
}

/// The name of a flow among the facts.
fn monthly(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Births => "births_a_month",
        FlowKind::Deaths => "deaths_a_month",
        FlowKind::MovesIn => "moves_in_a_month",
        FlowKind::MovesOut => "moves_out_a_month",
        FlowKind::JobLosses => "job_losses_a_month",
        FlowKind::Purges => "purges_a_month",
        FlowKind::Joins => "joins_a_month",
    }
}

/// The mean with one decimal, rounded half up.
fn mean(observed: &[i64]) -> String {
    let n = i64::try_from(observed.len()).unwrap_or(1).max(1);
    let tenths = (20 * observed.iter().sum::<i64>() + n).div_euclid(2 * n);
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.abs();
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// How many are carried, what it costs, and what becomes of each goal.
fn goal_facts(forecast: &Forecast) -> [String; 3] {
    let month = |month: Option<Month>| month.map_or_else(|| "-".to_owned(), |m| m.to_string());
    let goals: Vec<String> = forecast
        .goals
        .iter()
        .map(|goal| {
            format!(
                "{}@{}: reached {}, earliest {}, latest {}, missing {} people {} rupiah, needed {} a month",
                percent(goal.goal.basis_points),
                goal.goal.due,
                month(goal.reached),
                month(goal.earliest),
                month(goal.latest),
                goal.missing_people,
                goal.missing_money.0,
                goal.needed_per_month.map_or_else(|| "-".to_owned(), |n| n.to_string()),
            )
        })
        .collect();
    [
        forecast.carried.to_string(),
        forecast.cost.0.to_string(),
        goals.join("; "),
    ]
}

fn percent(basis_points: i64) -> String {
    format!("{}.{:02}", basis_points / 100, basis_points % 100)
}

fn sentence(goal: &GoalForecast, lang: Lang) -> String {
    let becomes = match (goal.reached, goal.earliest, goal.latest) {
        (Some(month), earliest, latest) if earliest == latest => {
            format!("{} {month}", lang.pick("tercapai", "reached"))
        }
        (Some(month), earliest, latest) => format!(
            "{} {month} ({} {} – {})",
            lang.pick("tercapai", "reached"),
            lang.pick("rentang", "range"),
            earliest.unwrap_or(month),
            latest.map_or_else(
                || lang
                    .pick("tidak dalam jangka ini", "not within these months")
                    .to_owned(),
                |month| month.to_string()
            ),
        ),
        (None, Some(earliest), _) => format!(
            "{} ({} {earliest})",
            lang.pick(
                "belum tercapai dalam jangka ini",
                "not reached within these months"
            ),
            lang.pick("bila arus baik", "if the flows go well:"),
        ),
        (None, None, _) => lang
            .pick(
                "belum tercapai dalam jangka ini",
                "not reached within these months",
            )
            .to_owned(),
    };
    format!(
        "{} % ({}): {becomes}; {} {} {}, {}",
        percent(goal.goal.basis_points).replace('.', lang.pick(",", ".")),
        goal.goal.due,
        lang.pick("kurang", "missing"),
        format_integer(goal.missing_people),
        lang.pick("jiwa", "people"),
        goal.missing_money,
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn goals_and_money_are_read() {
        let read = goal("98,5@2017-12").unwrap();
        assert_eq!(read.basis_points, 9_850);
        assert_eq!(read.due, Month::new(2017, 12).unwrap());
        assert!(goal("98").is_err());
        assert!(goal("0@2017-12").is_err());
        assert!(goal("150@2017-12").is_ok() && goal("150.01@2017-12").is_err());
        assert!(goal("98.555@2017-12").is_err());
        assert_eq!(
            money("kota=25.000.000.000").unwrap().amount,
            Rupiah(25_000_000_000)
        );
        let dated = money("kota@2018=7").unwrap();
        assert_eq!(dated.span.unwrap().1, Month::new(2018, 12).unwrap());
        assert_eq!(dated.amount, Rupiah(7));
        assert!(money("-5").is_err());
        assert!(money("dau@2018=7").is_err());
    }

    #[test]
    fn means_are_rounded_half_up() {
        assert_eq!(mean(&[1, 2]), "1.5");
        assert_eq!(mean(&[0, 0, 1, 0]), "0.3");
        assert_eq!(mean(&[-1, -2, 0, 0]), "-0.7");
        assert_eq!(mean(&[-5, -5]), "-5.0");
        assert_eq!(mean(&[]), "0.0");
    }
}
