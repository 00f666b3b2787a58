//! Ringkasan: where do we stand?

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio, Segment};
use semesta_engine::figures::{Basis, Indicator, Level};
use semesta_engine::run::RunManifest;
use semesta_law::{Answer, CriterionKind, Outcome, ThresholdId};

use crate::ask::{self, AwardOf, Part, Step, Without};
use crate::award::{Held, Shown};
use crate::draw;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::outlines::outline;
use crate::page::Page;
use crate::pages::side::Side;
use crate::pages::todo::{Todo, todos};
use crate::table::{Table, Td};
use crate::text::{Piece, Texts, pieces};
use crate::visit::Desked;
use crate::words;

/// An indicator, official and verified.
struct Figure {
    title: &'static str,
    sides: [Side; 2],
    /// What it should be, and whether it is.
    target: Option<(Vec<Piece>, bool)>,
    formula: &'static str,
}

/// The category held and the next.
pub(crate) struct AwardSaid {
    pub(crate) year: i16,
    pub(crate) held: String,
    pub(crate) is_known: bool,
    pub(crate) next: Option<String>,
    pub(crate) distance: Vec<Piece>,
}

#[derive(Template)]
#[template(path = "summary.html")]
struct SummaryPage {
    page: Page,
    t: &'static Texts,
    figures: Vec<Figure>,
    todos: Vec<Todo>,
    bridge: Table,
    bridge_axis: String,
    award: Option<AwardSaid>,
    trend: String,
    trend_table: Option<Table>,
    map: String,
    map_legend: Vec<(usize, String)>,
    lowest: Table,
    segments: Table,
}

/// `GET /`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let (bridge, bridge_axis) = bridge(&run, lang, t);
    let (trend, trend_table) = trend(&at, &run);
    let (map, map_legend) = village_map(&run, lang, t);
    let page = SummaryPage {
        page: at.page(t.summary_title, "/"),
        t,
        figures: figures(&run, lang, t),
        todos: todos(&at, &run),
        bridge,
        bridge_axis,
        award: award_said(&run, lang, t),
        trend,
        trend_table,
        map,
        map_legend,
        lowest: lowest(&run, lang, t),
        segments: segments(&run, "", lang, t),
    };
    at.answer(&page)
}

fn figures(run: &Loaded, lang: Lang, t: &'static Texts) -> Vec<Figure> {
    let Some(city) = run.city() else {
        return Vec::new();
    };
    let held = held(run);
    let figure = |indicator: Indicator| Figure {
        title: indicator.label(lang),
        sides: Side::both(city, indicator, lang, ask::Figure::href),
        target: held
            .as_ref()
            .and_then(|held| target(held, indicator, lang, t)),
        formula: words::formula(indicator, Basis::Verified, lang),
    };
    Indicator::ALL.into_iter().map(figure).collect()
}

/// The year's standing, nothing shown beside the figures.
fn held(run: &Loaded) -> Option<Held> {
    let on: Date = run.manifest.as_of.parse().ok()?;
    let shown = Shown {
        year: on.year(),
        arrears: Answer::Unknown,
        prioritas: Answer::Unknown,
    };
    Held::of(run, shown).ok()
}

/// The target line of an indicator, official figures against it.
fn target(
    held: &Held,
    indicator: Indicator,
    lang: Lang,
    t: &'static Texts,
) -> Option<(Vec<Piece>, bool)> {
    let kind = match indicator {
        Indicator::Coverage => CriterionKind::Coverage,
        Indicator::ActiveOfPopulation => CriterionKind::Active,
        Indicator::ActiveOfRegistered => return None,
    };
    let evaluation = [ThresholdId::Prioritas, ThresholdId::Immediate]
        .into_iter()
        .find_map(|id| held.award.evaluation(id))?;
    let criterion = evaluation.criterion(kind)?;
    let required = ask::Award {
        year: held.award.year,
        arrears: String::new(),
        prioritas: String::new(),
        threshold: evaluation.threshold.id.code().to_owned(),
        criterion: kind.code().to_owned(),
        of: AwardOf::Required,
    };
    let said = pieces(
        t.target_said,
        vec![
            (evaluation.threshold.id.label(lang).to_owned(), None),
            (
                format::threshold(criterion.required?, lang),
                Some(required.href()),
            ),
        ],
    );
    Some((said, criterion.outcome == Outcome::Holds))
}

pub(crate) fn award_said(run: &Loaded, lang: Lang, t: &'static Texts) -> Option<AwardSaid> {
    let held = held(run)?;
    Some(said_of(&held, ["", ""], lang, t))
}

/// A year's standing in words; `answers` are those about arrears and UHC Prioritas, as
/// an address has them.
pub(crate) fn said_of(held: &Held, answers: [&str; 2], lang: Lang, t: &'static Texts) -> AwardSaid {
    let next = held.next();
    let receipt = |of| {
        let asked = ask::Award {
            year: held.award.year,
            arrears: answers[0].to_owned(),
            prioritas: answers[1].to_owned(),
            threshold: next.map_or("", |next| next.threshold.id.code()).to_owned(),
            criterion: String::new(),
            of,
        };
        Some(asked.href())
    };
    let distance = match next.and_then(|next| held.way(next)) {
        None => Vec::new(),
        Some((0, _)) => vec![(t.award_distance_none.to_owned(), None)],
        Some((n, cost)) => {
            let people = (format::number(n, lang), receipt(AwardOf::ShortBy));
            let cost = cost.map_or(("–".to_owned(), None), |cost| {
                (format::rupiah(cost, lang), receipt(AwardOf::Cost))
            });
            pieces(t.award_distance, vec![people, cost])
        }
    };
    AwardSaid {
        year: held.award.year,
        held: held
            .award
            .category()
            .map_or_else(|| t.award_none.to_owned(), |id| id.label(lang).to_owned()),
        is_known: held.award.is_known(),
        next: next.map(|next| next.threshold.id.label(lang).to_owned()),
        distance,
    }
}

/// From official to verified, a step a row, drawn on one broken axis.
fn bridge(run: &Loaded, lang: Lang, t: &'static Texts) -> (Table, String) {
    let steps: Vec<_> = run
        .bridge
        .iter()
        .filter(|step| !step.code.starts_with("population_"))
        .collect();
    let high = steps.iter().map(|step| step.records).max();
    let high = high.unwrap_or(1).max(1);
    let low = steps
        .iter()
        .filter(|step| matches!(step.code.as_str(), "official" | "verified"))
        .map(|step| step.records)
        .min()
        .unwrap_or(0);
    // A step is a few percent of the whole: the axis begins shortly below the lowest bar.
    let start = (low - (high - low) / 4).max(0) / 1000 * 1000;
    let at = |n: i64| (n - start) as f64 / (high - start).max(1) as f64;
    let mut table = Table::new("jembatan", t.bridge_caption, lang)
        .fixed()
        .text(t.bridge_step)
        .number(t.bridge_records)
        .text(t.bridge_drawn)
        .number(t.bridge_active);
    table.is_named = true;
    let mut level = 0;
    let receipt = |code: &str, of| {
        let asked = ask::Bridge {
            step: code.to_owned(),
            of,
        };
        asked.href()
    };
    for step in steps {
        let is_end = matches!(step.code.as_str(), "official" | "verified");
        let drawing = if is_end {
            level = step.records;
            draw::span_bar(0.0, at(step.records), "fa")
        } else {
            let from = level + step.sign * step.records;
            let drawn = draw::span_bar(at(from.min(level)), at(from.max(level)), "fb");
            level = from;
            drawn
        };
        let signed = |n: i64| format::number(if is_end { n } else { step.sign * n }, lang);
        let share = run.city().map_or_else(String::new, |city| {
            let population = city.all(Indicator::Coverage, Basis::Official).denominator;
            let ratio = Ratio {
                numerator: step.records,
                denominator: population,
            };
            format::percent(ratio, lang)
        });
        let active = Td::number(step.active.map_or_else(String::new, signed));
        table.rows.push(vec![
            Td::text(semesta_engine::figures::step_label(&step.code, lang)),
            Td::number(signed(step.records))
                .link(receipt(&step.code, Step::Records))
                .sub(share)
                .sub_link(receipt(&step.code, Step::Share)),
            Td::text("").drawing(drawing),
            match step.active {
                Some(_) => active.link(receipt(&step.code, Step::Active)),
                None => active,
            },
        ]);
    }
    let ends = [start, high].map(|n| format::number(n, lang));
    let axis = (start > 0).then(|| t.fill(t.bridge_axis, &[&ends[0], &ends[1]]));
    (table, axis.unwrap_or_default())
}

/// A line of the trend.
struct Line {
    name: &'static str,
    class: &'static str,
    basis: Basis,
    indicator: Indicator,
}

fn trend_lines(t: &'static Texts) -> [Line; 4] {
    let line = |name, class, basis, indicator| Line {
        name,
        class,
        basis,
        indicator,
    };
    let (coverage, active) = (Indicator::Coverage, Indicator::ActiveOfPopulation);
    [
        line(t.trend_coverage_official, "sb", Basis::Official, coverage),
        line(t.trend_coverage_verified, "sa", Basis::Verified, coverage),
        line(t.trend_active_official, "sd", Basis::Official, active),
        line(t.trend_active_verified, "sc", Basis::Verified, active),
    ]
}

fn trend(at: &Desked, run: &Loaded) -> (String, Option<Table>) {
    let (lang, t) = (at.lang, at.t);
    let region = &run.manifest.region;
    let months: Vec<RunManifest> = at
        .app
        .months()
        .into_iter()
        .filter(|month| &month.region == region && month.as_of <= run.manifest.as_of)
        .collect();
    if months.len() < 2 {
        return (String::new(), None);
    }
    let labels: Vec<String> = months
        .iter()
        .map(|month| format::month_short(&month.as_of[..7], lang))
        .collect();
    let lines = trend_lines(t);
    let points = |line: &Line| {
        let shares = months
            .iter()
            .map(|month| month.summary.figure(line.basis, line.indicator));
        shares
            .map(|share| share.and_then(Ratio::basis_points))
            .collect()
    };
    let series: Vec<draw::Series> = lines
        .iter()
        .map(|line| draw::Series {
            name: line.name.to_owned(),
            class: line.class,
            points: points(line),
        })
        .collect();
    let levels = [draw::Level {
        name: t.trend_all.to_owned(),
        at: 10_000,
    }];
    let comma = lang.pick(",", ".");
    let svg = draw::trend(t.trend_title, &labels, &series, &levels, comma);
    (svg, Some(trend_table(&months, &lines, run, lang, t)))
}

/// The trend's figures, the newest first.
fn trend_table(
    months: &[RunManifest],
    lines: &[Line],
    run: &Loaded,
    lang: Lang,
    t: &'static Texts,
) -> Table {
    let mut table = Table::new("tren", t.trend_table, lang).text(t.date);
    for line in lines {
        table = table.number(line.name);
    }
    let city = run.city().map_or("", |city| city.code.as_str());
    for month in months.iter().rev() {
        let mut row = vec![Td::day(&month.as_of, lang).link(format!("/data/run/{}", month.id))];
        row.extend(lines.iter().map(|line| {
            match month.summary.figure(line.basis, line.indicator) {
                None => Td::number("–"),
                Some(share) => Td::number(format::percent(share, lang)).link(
                    ask::Figure::of(line.basis, line.indicator, city)
                        .in_run(&month.id)
                        .href(),
                ),
            }
        }));
        table.rows.push(row);
    }
    table
}

/// The villages by verified coverage, in fifths.
pub(crate) fn village_map(
    run: &Loaded,
    lang: Lang,
    t: &'static Texts,
) -> (String, Vec<(usize, String)>) {
    let villages: Vec<_> = run
        .within(Level::Village, "")
        .filter(|area| area.is_real())
        .filter_map(|area| {
            let ratio = area.all(Indicator::ActiveOfPopulation, Basis::Verified);
            Some((area, outline(&area.code)?, ratio, ratio.basis_points()?))
        })
        .collect();
    if villages.len() < 3 {
        return (String::new(), Vec::new());
    }
    let mut values: Vec<i64> = villages.iter().map(|(.., points)| *points).collect();
    values.sort_unstable();
    let bounds: Vec<i64> = (1..5)
        .map(|fifth| values[fifth * values.len() / 5])
        .collect();
    let class = |points: i64| bounds.iter().filter(|bound| points >= **bound).count() + 1;
    let pieces: Vec<draw::Piece<'_>> = villages
        .iter()
        .map(|(area, rings, ratio, points)| draw::Piece {
            rings,
            class: format!("q{}", class(*points)),
            title: format!("{}: {}", area.name, format::percent(*ratio, lang)),
            href: format!("/wilayah/{}", area.code),
        })
        .collect();
    let said = |points: i64| {
        let ratio = Ratio {
            numerator: points,
            denominator: 10_000,
        };
        format::percent(ratio, lang)
    };
    let legend = (1..=5)
        .map(|fifth| {
            let text = match fifth {
                1 => format!("< {}", said(bounds[0])),
                5 => format!("≥ {}", said(bounds[3])),
                fifth => format!("≥ {}", said(bounds[fifth - 2])),
            };
            (fifth, text)
        })
        .collect();
    (draw::map(t.map_title, &pieces), legend)
}

/// The five villages with the lowest verified coverage.
fn lowest(run: &Loaded, lang: Lang, t: &'static Texts) -> Table {
    let mut villages: Vec<_> = run
        .within(Level::Village, "")
        .filter(|area| area.is_real())
        .map(|area| (area, area.all(Indicator::Coverage, Basis::Verified)))
        .filter(|(_, ratio)| ratio.denominator > 0)
        .collect();
    villages.sort_by_key(|(area, ratio)| (ratio.basis_points(), area.code.clone()));
    let mut table = Table::new("terendah", t.lowest_caption, lang)
        .text(t.village)
        .number(t.coverage_verified)
        .number(t.unregistered);
    for (area, ratio) in villages.into_iter().take(5) {
        table.rows.push(vec![
            Td::text(&area.name).link(format!("/wilayah/{}", area.code)),
            Td::number(format::percent(ratio, lang))
                .link(ask::Figure::of(Basis::Verified, Indicator::Coverage, &area.code).href()),
            Td::count(ratio.denominator - ratio.numerator, lang).link(
                ask::Gap {
                    area: area.code.clone(),
                    without: Without::Uncovered,
                    ..ask::Gap::default()
                }
                .href(),
            ),
        ]);
    }
    table
}

/// Members by segment, official and verified, of the city or an area.
pub(crate) fn segments(run: &Loaded, area: &str, lang: Lang, t: &'static Texts) -> Table {
    let mut table = Table::new("segmen", t.segments_caption, lang)
        .text(t.segment)
        .number(t.official_records)
        .number(t.official_active)
        .number(t.verified_people)
        .number(t.verified_active);
    let of = if area.is_empty() {
        run.city()
    } else {
        run.area(area)
    };
    let Some(of) = of else { return table };
    let row = |segment: Option<Segment>| {
        let mut cells = Vec::new();
        for basis in Basis::ALL {
            for indicator in [Indicator::Coverage, Indicator::ActiveOfPopulation] {
                let n = of.figure(segment, indicator, basis).numerator;
                let asked = ask::Figure::of(basis, indicator, &of.code)
                    .segment(segment)
                    .part(Part::Numerator);
                cells.push(Td::count(n, lang).link(asked.href()));
            }
        }
        cells
    };
    for segment in Segment::ALL {
        let mut cells = vec![Td::text(segment.label(lang))];
        cells.extend(row(Some(*segment)));
        table.rows.push(cells);
    }
    table.foot.push(Td::text(t.total));
    table.foot.extend(row(None));
    table
}
