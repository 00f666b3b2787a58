//! From official to verified, and from month to month.

use semesta_domain::{Lang, Ratio};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::run::RunManifest;

use crate::ask::{self, Step};
use crate::draw;
use crate::format;
use crate::model::Loaded;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::Desked;

/// From official to verified, a step a row, drawn on one broken axis.
pub(super) fn bridge(run: &Loaded, lang: Lang, t: &'static Texts) -> (Table, String) {
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

pub(super) fn trend(at: &Desked, run: &Loaded) -> (String, Option<Table>) {
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
