//! Ringkasan: where do we stand?

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::{Basis, Indicator, Level};
use semesta_law::{Answer, CriterionKind, Outcome, ThresholdId};

use crate::award::{Held, Shown};
use crate::draw;
use crate::fault::Fault;
use crate::format;
use crate::model::Loaded;
use crate::outlines::outline;
use crate::page::Page;
use crate::pages::todo::{Todo, todos};
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::Desked;
use crate::words;

/// An indicator, official and verified.
struct Figure {
    title: &'static str,
    official: Side,
    verified: Side,
    target: Option<(String, bool)>,
    formula: &'static str,
}

/// One basis of an indicator.
struct Side {
    percent: String,
    parts: String,
    href: String,
}

/// The category held and the next.
pub(crate) struct AwardSaid {
    pub(crate) year: i16,
    pub(crate) held: String,
    pub(crate) is_known: bool,
    pub(crate) next: Option<String>,
    pub(crate) distance: String,
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
    let side = |indicator: Indicator, basis: Basis| {
        let ratio = city.all(indicator, basis);
        Side {
            percent: format::percent(ratio, lang),
            parts: parts(ratio, lang),
            href: receipt(basis, indicator, &city.code, "all"),
        }
    };
    let figure = |indicator: Indicator| Figure {
        title: indicator.label(lang),
        official: side(indicator, Basis::Official),
        verified: side(indicator, Basis::Verified),
        target: held
            .as_ref()
            .and_then(|held| target(held, indicator, lang, t)),
        formula: words::formula(indicator, Basis::Verified, lang),
    };
    Indicator::ALL.into_iter().map(figure).collect()
}

/// `257.679 / 252.924`
pub(crate) fn parts(ratio: Ratio, lang: Lang) -> String {
    let part = format::number(ratio.numerator, lang);
    format!("{part} / {}", format::number(ratio.denominator, lang))
}

/// Where the receipt of a figure is.
pub(crate) fn receipt(basis: Basis, indicator: Indicator, area: &str, segment: &str) -> String {
    format!(
        "/kuitansi/{}/{}/{area}/{segment}",
        basis.code(),
        indicator.code()
    )
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
) -> Option<(String, bool)> {
    let kind = match indicator {
        Indicator::Coverage => CriterionKind::Coverage,
        Indicator::ActiveOfPopulation => CriterionKind::Active,
        Indicator::ActiveOfRegistered => return None,
    };
    let evaluation = [ThresholdId::Prioritas, ThresholdId::Immediate]
        .into_iter()
        .find_map(|id| held.award.evaluation(id))?;
    let criterion = evaluation.criterion(kind)?;
    let said = t.fill(
        t.target_said,
        &[
            evaluation.threshold.id.label(lang),
            &format::threshold(criterion.required?, lang),
        ],
    );
    Some((said, criterion.outcome == Outcome::Holds))
}

pub(crate) fn award_said(run: &Loaded, lang: Lang, t: &'static Texts) -> Option<AwardSaid> {
    let held = held(run)?;
    Some(said_of(&held, lang, t))
}

/// A year's standing in words.
pub(crate) fn said_of(held: &Held, lang: Lang, t: &'static Texts) -> AwardSaid {
    let next = held.next();
    let distance = next.map_or_else(String::new, |next| match held.way(next) {
        Some((0, _)) => t.award_distance_none.to_owned(),
        Some((n, cost)) => t.fill(
            t.award_distance,
            &[
                &format::number(n, lang),
                &cost.map_or_else(|| "–".to_owned(), |cost| format::rupiah(cost, lang)),
            ],
        ),
        None => String::new(),
    });
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
    let high = steps
        .iter()
        .map(|step| step.records)
        .max()
        .unwrap_or(1)
        .max(1);
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
        table.rows.push(vec![
            Td::text(semesta_engine::figures::step_label(&step.code, lang)),
            Td::number(signed(step.records))
                .link(format!("/kuitansi/jembatan/{}", step.code))
                .sub(share),
            Td::text("").drawing(drawing),
            Td::number(step.active.map_or_else(String::new, signed)),
        ]);
    }
    let axis = if start > 0 {
        t.fill(
            t.bridge_axis,
            &[&format::number(start, lang), &format::number(high, lang)],
        )
    } else {
        String::new()
    };
    (table, axis)
}

fn trend(at: &Desked, run: &Loaded) -> (String, Option<Table>) {
    let (lang, t) = (at.lang, at.t);
    let region = &run.manifest.region;
    let months: Vec<_> = at
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
    let kinds = [
        (
            t.trend_coverage_official,
            "sb",
            Basis::Official,
            Indicator::Coverage,
        ),
        (
            t.trend_coverage_verified,
            "sa",
            Basis::Verified,
            Indicator::Coverage,
        ),
        (
            t.trend_active_official,
            "sd",
            Basis::Official,
            Indicator::ActiveOfPopulation,
        ),
        (
            t.trend_active_verified,
            "sc",
            Basis::Verified,
            Indicator::ActiveOfPopulation,
        ),
    ];
    let ratio = |month: &semesta_engine::run::RunManifest, basis, indicator| {
        month.summary.figure(basis, indicator)
    };
    let series: Vec<draw::Series> = kinds
        .iter()
        .map(|(name, class, basis, indicator)| draw::Series {
            name: (*name).to_owned(),
            class,
            points: months
                .iter()
                .map(|month| ratio(month, *basis, *indicator).and_then(Ratio::basis_points))
                .collect(),
        })
        .collect();
    let levels = [draw::Level {
        name: t.trend_all.to_owned(),
        at: 10_000,
    }];
    let svg = draw::trend(
        t.trend_title,
        &labels,
        &series,
        &levels,
        lang.pick(",", "."),
    );
    let mut table = Table::new("tren", t.trend_table, lang).text(t.date);
    for (name, ..) in &kinds {
        table = table.number(name);
    }
    for month in months.iter().rev() {
        let mut row = vec![Td::day(&month.as_of, lang).link(format!("/data/run/{}", month.id))];
        row.extend(kinds.iter().map(|(_, _, basis, indicator)| {
            Td::number(
                ratio(month, *basis, *indicator)
                    .map_or_else(|| "–".to_owned(), |one| format::percent(one, lang)),
            )
        }));
        table.rows.push(row);
    }
    (svg, Some(table))
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
            Td::number(format::percent(ratio, lang)),
            Td::count(ratio.denominator - ratio.numerator, lang)
                .link(format!("/belum?wilayah={}&status=belum", area.code)),
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
    let row = |segment: Option<semesta_domain::Segment>| {
        let counted = |indicator, basis| of.figure(segment, indicator, basis).numerator;
        [
            counted(Indicator::Coverage, Basis::Official),
            counted(Indicator::ActiveOfPopulation, Basis::Official),
            counted(Indicator::Coverage, Basis::Verified),
            counted(Indicator::ActiveOfPopulation, Basis::Verified),
        ]
    };
    for segment in semesta_domain::Segment::ALL {
        let mut cells = vec![Td::text(segment.label(lang))];
        let bases = [
            Basis::Official,
            Basis::Official,
            Basis::Verified,
            Basis::Verified,
        ];
        for ((at, n), basis) in row(Some(*segment)).into_iter().enumerate().zip(bases) {
            let indicator = if at % 2 == 0 {
                Indicator::Coverage
            } else {
                Indicator::ActiveOfPopulation
            };
            cells.push(Td::count(n, lang).link(receipt(
                basis,
                indicator,
                &of.code,
                segment.code(),
            )));
        }
        table.rows.push(cells);
    }
    table.foot.push(Td::text(t.total));
    table
        .foot
        .extend(row(None).into_iter().map(|n| Td::count(n, lang)));
    table
}
