//! A plan as tables: person by person, and by source and month.

use semesta_domain::{Lang, Rupiah, format_integer};
use semesta_engine::figures::{Basis, Indicator as Figure};
use semesta_engine::funding::{Planned, SpendingLine, cost, spending};
use semesta_engine::run::RunManifest;
use semesta_planning::{Indicator, NextTenth, Objective, ObjectiveResult};

use crate::sheet::{Cell, Sheet, columns, say};

/// The plan in one line: how many, from whose money, how sure.
pub(crate) fn headline(planned: &Planned, lang: Lang) -> String {
    let (plan, problem) = (&planned.plan, &planned.problem);
    let proven = if plan.is_proven() {
        lang.pick("terbukti optimal", "proven best")
    } else {
        lang.pick(
            "batas belum seluruhnya terbukti, selisih di bawah",
            "not every bound proven, the gaps follow",
        )
    };
    format!(
        "{} {} {} {} {}; {} {} {} {} {}; {proven}",
        format_integer(plan.covered() as i64),
        lang.pick("dari", "of"),
        format_integer(planned.people.len() as i64),
        lang.pick(
            "jiwa tanpa kepesertaan aktif dibiayai mulai",
            "people without an active membership paid for from"
        ),
        problem.horizon.first,
        lang.pick("uang kota", "city money"),
        plan.city_money(problem),
        lang.pick("dalam", "in"),
        problem.horizon.n_months,
        lang.pick("bulan", "months"),
    )
}

/// The goals whose bound is not proven, each with its value, bound and gap.
pub(crate) fn gaps(planned: &Planned, lang: Lang) -> Vec<String> {
    let objectives = planned.plan.objectives.iter();
    objectives
        .filter(|result| result.gap() > 0)
        .map(|result| {
            let share = semesta_domain::Ratio {
                numerator: result.gap(),
                denominator: result.bound.max(result.value).max(1),
            };
            format!(
                "  {}: {} {}, {} {}, {} {} ({})",
                goal(result.objective, lang),
                lang.pick("dicapai", "reached"),
                format_integer(result.value),
                lang.pick("batas", "bound"),
                format_integer(result.bound),
                lang.pick("selisih paling banyak", "at most apart"),
                format_integer(result.gap()),
                share.percent()
            )
        })
        .collect()
}

/// A goal in words.
fn goal(objective: Objective, lang: Lang) -> String {
    match objective {
        Objective::PersonMonths(class) => {
            let class = match lang {
                Lang::Id => class.in_indonesian(),
                Lang::En => class.to_string(),
            };
            format!("{} {class}", lang.pick("orang-bulan", "person-months of"))
        }
        Objective::CityMoney => lang.pick("uang kota", "city money").to_owned(),
        Objective::Starts => lang.pick("orang yang dimulai", "people started").to_owned(),
        Objective::WholeHouseholds => lang.pick("keluarga utuh", "whole households").to_owned(),
    }
}

/// Every goal with its value, bound and gap, for files.
fn objectives(planned: &Planned) -> String {
    let one = |result: &ObjectiveResult| {
        let code = match result.objective {
            Objective::PersonMonths(class) => format!("person_months:{class}"),
            Objective::CityMoney => "city_money".to_owned(),
            Objective::Starts => "starts".to_owned(),
            Objective::WholeHouseholds => "whole_households".to_owned(),
        };
        format!(
            "{code}={}/{} gap {}",
            result.value,
            result.bound,
            result.gap()
        )
    };
    let all: Vec<String> = planned.plan.objectives.iter().map(one).collect();
    all.join("; ")
}

/// Person by person: one row a resident in need, and scenario where there are two.
pub(super) fn people<'a>(
    scenarios: &'a [(&'static str, Planned)],
    manifest: &RunManifest,
    lang: Lang,
) -> Sheet<'a> {
    let side_by_side = scenarios.len() > 1;
    let rows = scenarios.iter().flat_map(move |(scenario, planned)| {
        placements(planned).map(move |mut row| {
            if side_by_side {
                row.insert(0, Cell::text(*scenario));
            }
            Ok(row)
        })
    });
    let mut titles = columns(
        lang,
        &[
            ("scenario", "Keadaan", "Scenario"),
            ("nik", "NIK", "NIK"),
            ("no_kk", "No. KK", "Family card"),
            ("registered", "Terdaftar", "Registered"),
            ("class", "Golongan", "Class"),
            ("source", "Sumber", "Source"),
            ("from", "Mulai", "From"),
            ("cost", "Rp seluruhnya", "Rp in all"),
            ("city_cost", "Rp kota", "Rp of the city"),
        ],
    );
    if !side_by_side {
        titles.remove(0);
    }
    Sheet {
        schema: "semesta.plan/1",
        name: "plan",
        facts: all_facts(scenarios, manifest),
        columns: titles,
        rows: Box::new(rows),
    }
}

/// Each person's source, month and cost.
fn placements(planned: &Planned) -> impl Iterator<Item = Vec<Cell>> + '_ {
    let (plan, problem) = (&planned.plan, &planned.problem);
    planned.people.iter().enumerate().map(move |(at, person)| {
        let mut row = vec![
            Cell::text(format!("{:016}", person.nik)),
            match person.kk {
                0 => Cell::Empty,
                kk => Cell::text(format!("{kk:016}")),
            },
            Cell::Flag(person.registered),
            Cell::text(plan.class_of[at].to_string()),
        ];
        match plan.placements[at] {
            Some(placement) => row.extend([
                Cell::text(problem.sources[placement.source.0].name.clone()),
                Cell::text(problem.horizon.month(placement.start).to_string()),
                Cell::Integer(cost(planned, placement.tariff, placement.start, |_| true)),
                Cell::Integer(cost(planned, placement.tariff, placement.start, |fund| {
                    problem.funds[fund.0].is_city
                })),
            ]),
            None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]),
        }
        row
    })
}

/// The facts of the present plan, and what a supposed one comes to.
fn all_facts(
    scenarios: &[(&'static str, Planned)],
    manifest: &RunManifest,
) -> Vec<(&'static str, String)> {
    let present = scenarios.first().map(|(_, planned)| planned);
    let mut all = present.map_or_else(Vec::new, |planned| facts(planned, manifest));
    if let Some((_, supposed)) = scenarios.get(1) {
        let city = supposed.plan.city_money(&supposed.problem);
        all.extend([
            ("covered_what_if", supposed.plan.covered().to_string()),
            ("city_money_what_if", city.0.to_string()),
            ("proven_what_if", supposed.plan.is_proven().to_string()),
            ("objectives_what_if", objectives(supposed)),
        ]);
    }
    all
}

/// A scenario in words.
pub(super) fn scenario_label(scenario: &str, lang: Lang) -> &'static str {
    match scenario {
        "what_if" => lang.pick("Andaian", "What if"),
        _ => lang.pick("Sekarang", "Present"),
    }
}

/// A scenario in a table: its code in files, a word for readers.
pub(crate) fn scenario_word(scenario: &'static str, for_reading: bool, lang: Lang) -> &'static str {
    match (scenario, for_reading) {
        ("what_if", true) => lang.pick("andaian", "what if"),
        (_, true) => lang.pick("kini", "present"),
        (code, false) => code,
    }
}

fn facts(planned: &Planned, manifest: &RunManifest) -> Vec<(&'static str, String)> {
    let (plan, problem) = (&planned.plan, &planned.problem);
    vec![
        ("run", manifest.id.clone()),
        ("region", manifest.region.clone()),
        ("as_of", manifest.as_of.clone()),
        ("from", problem.horizon.first.to_string()),
        ("to", problem.horizon.last().to_string()),
        ("people", planned.people.len().to_string()),
        ("covered", plan.covered().to_string()),
        ("city_money", plan.city_money(problem).0.to_string()),
        ("proven", plan.is_proven().to_string()),
        ("objectives", objectives(planned)),
    ]
}

/// What each scenario comes to, for readers.
pub(crate) fn headlines(scenarios: &[(&'static str, Planned)], lang: Lang) {
    for (scenario, planned) in scenarios {
        say_of(scenario, scenarios.len(), &headline(planned, lang), lang);
    }
}

/// Says a sentence, of which scenario it is where there are several.
fn say_of(scenario: &str, n_scenarios: usize, sentence: &str, lang: Lang) {
    match n_scenarios {
        1 => say(sentence),
        _ => {
            let sentence = sentence.trim_start();
            say(&format!("{}: {sentence}", scenario_label(scenario, lang)));
        }
    }
}

/// By scenario, source and fund, and by month; then what a tenth of a point more costs.
///
/// **Shape:** one row a scenario × source × fund × month; a source that draws on
/// no fund has one row a month. Readers see the sums of all months.
pub(crate) fn funding(
    scenarios: &[(&'static str, Planned)],
    manifest: &RunManifest,
    for_reading: bool,
    lang: Lang,
) -> anyhow::Result<Sheet<'static>> {
    let mut rows = Vec::new();
    let mut heads = Vec::new();
    for (scenario, planned) in scenarios {
        for line in spending(planned) {
            if for_reading && line.month != planned.problem.horizon.last() {
                continue;
            }
            let scenario = scenario_word(scenario, for_reading, lang);
            rows.push(cells(line, scenario));
        }
        heads.extend(tenths(scenario, planned, manifest, lang)?);
    }
    let mut all = all_facts(scenarios, manifest);
    if for_reading {
        for (scenario, planned) in scenarios {
            for line in gaps(planned, lang) {
                say_of(scenario, scenarios.len(), &line, lang);
            }
        }
        for tenth in &heads {
            say_of(tenth.scenario, scenarios.len(), &tenth.read, lang);
        }
    } else {
        all.extend(heads.into_iter().map(|tenth| (tenth.name, tenth.words)));
    }
    let mut titles = columns(
        lang,
        &[
            ("scenario", "Keadaan", "Scenario"),
            ("source", "Sumber", "Source"),
            ("fund", "Dana", "Fund"),
            ("month", "Sampai bulan", "To month"),
            ("starts", "Mulai", "Starts"),
            ("people", "Jiwa", "People"),
            ("rupiah", "Rp bulan itu", "Rp of the month"),
            ("rupiah_to_date", "Rp seluruhnya", "Rp in all"),
            ("left", "Sisa dana", "Left of the fund"),
        ],
    );
    if for_reading {
        if let Some((_, planned)) = scenarios.first() {
            let last = planned.problem.horizon.last();
            say(&format!("{} {last}", lang.pick("Sampai", "To")));
        }
        // Eighty columns hold neither who starts, nor the last month, told above, nor the
        // scenario of one, nor what the month takes of two.
        let dropped = match scenarios.len() {
            1 => [4, 3, 0],
            _ => [6, 4, 3],
        };
        for at in dropped {
            titles.remove(at);
            rows.iter_mut().for_each(|row| drop(row.remove(at)));
        }
    }
    Ok(Sheet {
        schema: "semesta.report.funding/1",
        name: "funding",
        facts: all,
        columns: titles,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

/// A row of the table.
fn cells(line: SpendingLine, scenario: &str) -> Vec<Cell> {
    vec![
        Cell::text(scenario),
        Cell::text(line.source),
        line.fund.map_or(Cell::Empty, Cell::Text),
        Cell::text(line.month.to_string()),
        Cell::Integer(line.starts),
        Cell::Integer(line.people),
        Cell::Integer(line.spent.0),
        Cell::Integer(line.to_date.0),
        line.left.map_or(Cell::Empty, |left| Cell::Integer(left.0)),
    ]
}

/// The next tenth of a point: its name in files, in short, and for readers.
struct Tenth {
    scenario: &'static str,
    name: &'static str,
    words: String,
    read: String,
}

/// What the city pays once until the centre takes over; empty where that is nothing.
pub(crate) fn bridging(once: Rupiah, lang: Lang) -> String {
    if once == Rupiah::ZERO {
        return String::new();
    }
    let words = lang.pick(
        "kota menjembatani calon PBI, sekali",
        "the city bridges those proposed to the centre, once",
    );
    format!("; {words} {once}")
}

fn tenth_in_words(indicator: Indicator, next: &NextTenth, lang: Lang) -> String {
    format!(
        "{} {}: {} {} ({} {}); {} {}, {} {} {}{}",
        lang.pick("0,1 poin berikutnya dari", "The next 0.1 point of"),
        match indicator {
            Indicator::Coverage => lang.pick("cakupan", "coverage"),
            Indicator::Activity => lang.pick("keaktifan", "activity"),
        },
        format_integer(next.people),
        lang.pick("jiwa", "people"),
        format_integer(next.reachable),
        lang.pick("dapat dicapai", "within reach"),
        lang.pick("kota", "city"),
        next.city_monthly,
        lang.pick("seluruhnya", "in all"),
        next.monthly,
        lang.pick("sebulan", "a month"),
        bridging(next.bridging, lang),
    )
}

/// What the next tenth of a point of coverage and of activity costs after a plan.
fn tenths(
    scenario: &'static str,
    planned: &Planned,
    manifest: &RunManifest,
    lang: Lang,
) -> anyhow::Result<Vec<Tenth>> {
    let population = manifest
        .summary
        .figure(Basis::Official, Figure::Coverage)
        .map_or(0, |ratio| ratio.denominator);
    let (coverage, activity) = match scenario {
        "what_if" => ("next_tenth_coverage_what_if", "next_tenth_activity_what_if"),
        _ => ("next_tenth_coverage", "next_tenth_activity"),
    };
    let each = [
        (coverage, Indicator::Coverage),
        (activity, Indicator::Activity),
    ];
    each.into_iter()
        .map(|(name, indicator)| {
            let next = planned
                .plan
                .next_tenth(&planned.problem, population, indicator)?;
            let words = format!(
                "{scenario}: {name}: {} / {} · kota {} · semua {} · menjembatani {}",
                format_integer(next.reachable),
                format_integer(next.people),
                next.city_monthly,
                next.monthly,
                next.bridging
            );
            let read = tenth_in_words(indicator, &next, lang);
            Ok(Tenth {
                scenario,
                name,
                words,
                read,
            })
        })
        .collect()
}
