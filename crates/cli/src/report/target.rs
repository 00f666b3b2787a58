//! `report target`: the path to a goal, month by month, and what the money leaves out.

use anyhow::anyhow;
use clap::{Args as Arguments, ValueEnum};
use semesta_domain::{EventDirection, Lang, Month, Rupiah, date_from_days, format_integer};
use semesta_engine::figures::{Basis, Indicator as Figure};
use semesta_engine::funding::{Budget, limits};
use semesta_engine::input::{EventKind, Inputs};
use semesta_engine::run::reopen;
use semesta_engine::{Outcome, Question};
use semesta_evidence::DataFolder;
use semesta_law::{ContributionRates, Law, Registrar};
use semesta_planning::{
    Flow, FlowKind, Forecast, GoalForecast, Horizon, Indicator, Pace, PathMonth, TargetGoal,
    TargetProblem,
};

use super::award::overridden;
use super::{Common, Context};
use crate::run::hinted;
use crate::sheet::{Cell, Sheet, columns};
use crate::talk::Hinted;

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

fn goal(text: &str) -> Result<TargetGoal, String> {
    let wrong = || "seharusnya persen@yyyy-mm, misalnya 98@2017-12".to_owned();
    let (percent, due) = text.split_once('@').ok_or_else(wrong)?;
    let percent: semesta_law::Decimal = percent
        .trim()
        .trim_end_matches('%')
        .replace(',', ".")
        .parse()
        .map_err(|_| wrong())?;
    Ok(TargetGoal {
        basis_points: percent
            .basis_points()
            .filter(|n| *n > 0)
            .ok_or_else(wrong)?,
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
    let law = overridden(&args.overrides, lang)?;
    let (inputs, outcome) = reopen(folder, &context.run).map_err(|error| hinted(error, lang))?;
    let problem = problem(args, &law, &inputs, &outcome, context)?;
    let forecast = problem.forecast().map_err(|error| {
        Hinted::new(
            error.to_string(),
            lang.pick(
                "bulan target harus setelah bulan run dan dalam jangka `--months`",
                "a goal's month must follow the run's and lie within `--months`",
            ),
        )
    })?;
    if context.for_reading {
        for goal in &forecast.goals {
            println!("{}", sentence(goal, lang));
        }
    }
    let mut facts = context.facts();
    facts.extend(goal_facts(&forecast));
    facts.extend(
        problem
            .flows
            .iter()
            .map(|flow| (flow_name(flow.kind), mean(&flow.observed))),
    );
    let at_once = problem.flows.iter().filter_map(|flow| {
        let name = match flow.kind {
            FlowKind::Births => "births_covered_at_once",
            FlowKind::MovesIn => "moves_in_covered_at_once",
            _ => return None,
        };
        let share = flow.covered?;
        Some((name, format!("{}/{}", share.numerator, share.denominator)))
    });
    facts.extend(at_once);
    let mut rows: Vec<Vec<Cell>> = forecast.path.iter().map(row).collect();
    let mut titles = titles(lang);
    if context.for_reading {
        // Eighty columns hold neither the population nor the range.
        for at in [5, 4, 1] {
            titles.remove(at);
            rows.iter_mut().for_each(|row| drop(row.remove(at)));
        }
    }
    Ok(Sheet {
        schema: "semesta.report.target/1",
        name: "target",
        facts,
        columns: titles,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
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
            ("enrolled", "Didaftarkan", "Enrolled"),
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
    inputs: &Inputs,
    outcome: &Outcome,
    context: &Context,
) -> anyhow::Result<TargetProblem> {
    let question = outcome.question;
    let first = Month::of(question.as_of).next();
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
    let (figure, indicator) = match args.indicator {
        Measure::Coverage => (Figure::Coverage, Indicator::Coverage),
        Measure::Active => (Figure::ActiveOfPopulation, Indicator::Activity),
    };
    let ratio = context
        .manifest
        .summary
        .figure(Basis::Official, figure)
        .ok_or_else(|| anyhow!("no figure `{}`", figure.code()))?;
    let price = horizon
        .months()
        .map(|month| {
            let rates = ContributionRates::of(law, month)?;
            let due = rates.pemda_due(Registrar::City, question.local_assistance);
            Ok(due.city())
        })
        .collect::<Result<Vec<Rupiah>, semesta_law::LawError>>()
        .map_err(|error| anyhow!(error.text(context.lang)))?;
    Ok(TargetProblem {
        horizon,
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
        flows: flows(inputs, outcome, question, indicator, first_lists(context)),
        band_percent: 80,
    })
}

/// The month of the first delivered list of deaths or moves.
fn first_lists(context: &Context) -> Option<Month> {
    let lists = context.manifest.snapshots.iter();
    let lists = lists.filter(|used| matches!(used.source.as_str(), "kematian" | "pindah"));
    let days = lists.filter_map(|used| used.as_of.parse::<jiff::civil::Date>().ok());
    days.map(Month::of).min()
}

/// From which month on events are known in full.
///
/// Lists hold some events from before their first month, reported late; these
/// months would look empty. Where the lists tell of the months before as much as
/// of their own (two thirds at least), they were meant to.
fn known_from(days: impl Iterator<Item = i32>, first: Option<Month>, now: Month) -> Option<Month> {
    let months: Vec<Month> = days.filter_map(month_of).collect();
    let earliest = months.iter().copied().min()?.max(now.plus(-11));
    let Some(first) = first.filter(|first| *first > earliest && *first <= now) else {
        return Some(earliest);
    };
    let span = |from: Month, to: Month| i64::from(to.months_since(from)).max(1);
    let count = |from: Month, to: Month| {
        let inside = months
            .iter()
            .filter(|month| from <= **month && **month < to);
        inside.count() as i64
    };
    let (before, after) = (count(earliest, first), count(first, now.next()));
    let (n_before, n_after) = (span(earliest, first), span(first, now.next()));
    if 3 * before * n_after < 2 * after * n_before {
        Some(first)
    } else {
        Some(earliest)
    }
}

/// The flows of the months that the deliveries tell of, at most a year.
///
/// Births are living residents by month of birth; the rest are events by month.
/// A month from the first event to the run's without any is a zero.
///
/// The share of births and moves in that is covered at once, the purges and the
/// joins are read from the rolls, where there are two.
fn flows(
    inputs: &Inputs,
    outcome: &Outcome,
    question: Question,
    indicator: Indicator,
    first_lists: Option<Month>,
) -> Vec<Flow> {
    let now = Month::of(question.as_of);
    let events = &inputs.events;
    let earliest = known_from(events.date.iter().copied(), first_lists, now);
    let n_months = earliest
        .map_or(0, |first| now.months_since(first) + 1)
        .clamp(0, 12);
    let n_months = usize::try_from(n_months).unwrap_or(0);
    let count = |days: &mut dyn Iterator<Item = i32>| -> Vec<i64> {
        let mut counts = vec![0; n_months];
        for month in days.filter_map(month_of) {
            let back = usize::try_from(now.months_since(month)).unwrap_or(usize::MAX);
            if back < n_months {
                counts[n_months - 1 - back] += 1;
            }
        }
        counts
    };
    let of_kind = |kind: EventKind| {
        let rows = events.kind.iter().zip(&events.date);
        count(&mut rows.filter(|(of, _)| **of == kind).map(|(_, day)| *day))
    };
    let births = outcome.people.birth.iter().zip(&outcome.is_resident);
    let births = count(&mut births.filter(|(_, lives)| **lives).map(|(day, _)| *day));
    let moves_in = of_kind(EventKind::Move(EventDirection::In));
    let layoffs = count(&mut inputs.layoffs.start.iter().copied());
    let of_month = |month: Month| {
        let back = usize::try_from(now.months_since(month)).ok();
        let at = back.filter(|back| *back < n_months);
        at.map_or((0, 0), |back| {
            (births[n_months - 1 - back], moves_in[n_months - 1 - back])
        })
    };
    let rolls = super::flows::of_rolls(inputs, outcome, indicator, &of_month);
    let flow = |kind, observed, covered| Flow {
        kind,
        observed,
        covered,
    };
    let mut flows = vec![
        flow(FlowKind::Births, births, rolls.born),
        flow(FlowKind::Deaths, of_kind(EventKind::Death), None),
        flow(FlowKind::MovesIn, moves_in, rolls.arrived),
        flow(
            FlowKind::MovesOut,
            of_kind(EventKind::Move(EventDirection::Out)),
            None,
        ),
        flow(FlowKind::JobLosses, layoffs, None),
    ];
    flows.extend(rolls.flows);
    flows
}

pub(super) fn month_of(day: i32) -> Option<Month> {
    (day > -1_000_000)
        .then(|| date_from_days(day))
        .flatten()
        .map(Month::of)
}

fn flow_name(kind: FlowKind) -> &'static str {
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

fn goal_facts(forecast: &Forecast) -> Vec<(&'static str, String)> {
    let month = |month: Option<Month>| month.map_or_else(|| "-".to_owned(), |m| m.to_string());
    let mut facts: Vec<(&'static str, String)> = vec![
        ("carried", forecast.carried.to_string()),
        ("cost", forecast.cost.0.to_string()),
    ];
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
                goal.needed_per_month,
            )
        })
        .collect();
    facts.push(("goals", goals.join("; ")));
    facts
}

fn percent(basis_points: i64) -> String {
    format!("{}.{:02}", basis_points / 100, basis_points % 100)
}

fn sentence(goal: &GoalForecast, lang: Lang) -> String {
    let month = |month: Option<Month>| {
        month.map_or_else(
            || lang.pick("belum", "not yet").to_owned(),
            |month| month.to_string(),
        )
    };
    format!(
        "{} % ({}): {} {} ({} {} – {}); {} {} {}, {}",
        percent(goal.goal.basis_points).replace('.', lang.pick(",", ".")),
        goal.goal.due,
        lang.pick("tercapai", "reached"),
        month(goal.reached),
        lang.pick("rentang", "range"),
        month(goal.earliest),
        month(goal.latest),
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
    fn late_reports_do_not_make_empty_months() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let day = |text: &str| semesta_domain::days(text.parse().unwrap());
        let monthly = |from: i32, n: usize| {
            let months = (0..12).map(move |back| month("2024-08").plus(-back));
            let months = months.filter(move |m| m.months_since(month("2024-01")) >= from);
            months.flat_map(move |m| std::iter::repeat_n(semesta_domain::days(m.first_day()), n))
        };
        let (first, now) = (Some(month("2024-03")), month("2024-08"));
        // Two late ones of January beside five a month since March.
        let late = monthly(2, 5).chain([day("2024-01-05"), day("2024-01-20")]);
        assert_eq!(known_from(late, first, now), first);
        // One list that tells of all months alike.
        let all = monthly(0, 5);
        assert_eq!(known_from(all, Some(now), now), Some(month("2024-01")));
        assert_eq!(known_from(std::iter::empty(), first, now), None);
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
