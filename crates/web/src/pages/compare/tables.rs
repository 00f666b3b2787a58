//! The counts of a comparison.

use std::collections::BTreeMap;

use semesta_domain::Ratio;
use semesta_engine::compare::{Change, Comparison};
use semesta_engine::figures::{Basis, Indicator};
use semesta_engine::run::RunManifest;

use super::Asked;
use crate::ask::{self, ChangeOf};
use crate::format;
use crate::pages::receipts::{COLUMNS, FLOWS, column_said, flow_value, key};
use crate::params::Params;
use crate::table::{Table, Td};
use crate::text::CompareTexts;
use crate::visit::Desked;
use crate::words;

/// The city's figures of both runs.
pub(super) fn figures(at: &Desked, asked: &Asked) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let dated = |word: &str, as_of: &str| format!("{word}: {}", format::day(as_of, lang));
    let mut table = Table::new("angka", c.figures_caption, lang)
        .text(t.indicator)
        .number(&dated(c.before, &asked.before.as_of))
        .number(&dated(c.after, &asked.after.as_of))
        .number(c.moved);
    for basis in Basis::ALL {
        for indicator in Indicator::ALL {
            let of = |run: &RunManifest| run.summary.figure(basis, indicator);
            let sides = [of(&asked.before), of(&asked.after)];
            let area = asked.after.region.replace('.', "");
            let cell = |ratio: Option<Ratio>, run: &RunManifest| match ratio {
                None => Td::number("–"),
                Some(ratio) => Td::number(format::percent(ratio, lang))
                    .sub(format!(
                        "{} / {}",
                        format::number(ratio.numerator, lang),
                        format::number(ratio.denominator, lang)
                    ))
                    .link(
                        ask::Figure::of(basis, indicator, &area)
                            .in_run(&run.id)
                            .href(),
                    ),
            };
            let moved_of = ask::Moved {
                basis,
                indicator,
                area: area.clone(),
                rt: String::new(),
                from: asked.before.id.clone(),
                to: asked.after.id.clone(),
            };
            let points = sides.map(|side| side.and_then(|ratio| ratio.basis_points()));
            let moved = points[0]
                .zip(points[1])
                .map(|(before, after)| after - before);
            table.rows.push(vec![
                Td::text(indicator.label(lang)).sub(words::basis(basis, t)),
                cell(sides[0], &asked.before),
                cell(sides[1], &asked.after),
                moved.map_or_else(
                    || Td::number("–"),
                    |n| Td::number(format::points(n, lang)).link(moved_of.href()),
                ),
            ]);
        }
    }
    table
}

/// Where the receipt of a count is.
fn receipt(asked: &Asked, of: ChangeOf, item: &str, column: &str) -> String {
    let asked = ask::Change {
        from: asked.before.id.clone(),
        to: asked.after.id.clone(),
        of,
        item: item.to_owned(),
        column: column.to_owned(),
    };
    asked.href()
}

/// From the counts of one run to those of the other.
pub(super) fn flows(at: &Desked, asked: &Asked, found: &Comparison) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("aliran", c.flows_caption, lang)
        .fixed()
        .text(c.measure);
    for (column, ..) in COLUMNS {
        table = table.number(column_said(column, c));
    }
    let titles = [c.residents, c.registered, t.active];
    for ((item, of), title) in FLOWS.iter().zip(titles) {
        let flow = of(found);
        let cells = COLUMNS.iter().map(|(column, sign, count)| {
            let value = flow_value(column, *sign, count(flow));
            let href = receipt(asked, ChangeOf::Flow, item, column);
            Td::number(value.text(lang)).link(href)
        });
        table
            .rows
            .push([Td::text(title)].into_iter().chain(cells).collect());
    }
    table
}

/// Everybody by the first change that applies, and to whom each applies.
pub(super) fn classes(at: &Desked, asked: &Asked, found: &Comparison, params: &Params) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("perubahan", c.classes_caption, lang)
        .text(c.change)
        .number(c.people_first)
        .number(c.applies_to);
    let first = |class: Option<Change>| {
        let n = found.classes.get(&class).copied().unwrap_or(0);
        let code = class.map_or("tetap", Change::code);
        Td::count(n, lang).link(receipt(asked, ChangeOf::First, code, ""))
    };
    for change in Change::ALL {
        let applies = found.counts.get(&change).copied().unwrap_or(0);
        table.rows.push(vec![
            Td::text(change.label(lang))
                .link(format!("{}#orang", params.with("perubahan", change.code()))),
            first(Some(change)),
            Td::count(applies, lang).link(receipt(asked, ChangeOf::Applies, change.code(), "")),
        ]);
    }
    table
        .rows
        .push(vec![Td::text(c.unchanged), first(None), Td::number("–")]);
    let all = found.classes.values().sum();
    table.foot = vec![
        Td::text(t.total),
        Td::count(all, lang).link(receipt(asked, ChangeOf::First, "", "")),
        Td::number(""),
    ];
    table
}

/// The largest first.
fn largest<K: Copy + Ord>(counts: &BTreeMap<K, i64>) -> Vec<(K, i64)> {
    let mut sorted: Vec<(K, i64)> = counts.iter().map(|(key, n)| (*key, *n)).collect();
    sorted.sort_by_key(|(key, n)| (std::cmp::Reverse(*n), *key));
    sorted
}

/// Segments that are others.
pub(super) fn segments(at: &Desked, asked: &Asked, found: &Comparison) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("segmen", c.segments_caption, lang)
        .text(c.before)
        .text(c.after)
        .number(t.people);
    let name = |segment: Option<u32>| match segment {
        None => ("-".to_owned(), c.no_resident.to_owned()),
        Some(segment) => {
            let code = found.words.text(segment);
            (key(code), words::segment(code, lang))
        }
    };
    let href = |from: &str, to: &str| receipt(asked, ChangeOf::Segment, from, to);
    moves(&mut table, &found.segments, name, href, at);
    table
}

/// Standings of records that are others.
pub(super) fn standings(at: &Desked, asked: &Asked, found: &Comparison) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("kedudukan", c.standings_caption, lang)
        .text(c.before)
        .text(c.after)
        .number(t.bridge_records);
    let name = |standing: u32| match found.words.text(standing) {
        "" => (key(""), c.not_in_roll.to_owned()),
        code => (code.to_owned(), words::standing(code, lang)),
    };
    let href = |from: &str, to: &str| receipt(asked, ChangeOf::Standing, from, to);
    moves(&mut table, &found.standings, name, href, at);
    table
}

/// From what to what, those that stay the same in a row of their own, and the sum.
fn moves<K: Copy + Ord>(
    table: &mut Table,
    counts: &BTreeMap<(K, K), i64>,
    name: impl Fn(K) -> (String, String),
    href: impl Fn(&str, &str) -> String,
    at: &Desked,
) {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut same = 0;
    for ((before, after), n) in largest(counts) {
        if before == after {
            same += n;
            continue;
        }
        let (before, after) = (name(before), name(after));
        let href = href(&before.0, &after.0);
        table.rows.push(vec![
            Td::text(before.1),
            Td::text(after.1),
            Td::count(n, lang).link(href),
        ]);
    }
    let last = |title: &str, n, item: &str| {
        vec![
            Td::text(title),
            Td::text(""),
            Td::count(n, lang).link(href(item, "")),
        ]
    };
    table.rows.push(last(c.unchanged, same, "tetap"));
    table.foot = last(t.total, counts.values().sum(), "");
}
