//! The counts of a comparison.

use std::collections::BTreeMap;

use semesta_engine::compare::{Change, Comparison, Flow};
use semesta_engine::figures::{Basis, Indicator};

use super::Asked;
use crate::format;
use crate::pages::deliveries::signed_points;
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
            let of = |run: &semesta_engine::run::RunManifest| run.summary.figure(basis, indicator);
            let sides = [of(&asked.before), of(&asked.after)];
            let cell = |ratio: Option<semesta_domain::Ratio>| match ratio {
                None => Td::number("–"),
                Some(ratio) => Td::number(format::percent(ratio, lang)).sub(format!(
                    "{} / {}",
                    format::number(ratio.numerator, lang),
                    format::number(ratio.denominator, lang)
                )),
            };
            let points = sides.map(|side| side.and_then(|ratio| ratio.basis_points()));
            let moved = points[0]
                .zip(points[1])
                .map(|(before, after)| after - before);
            table.rows.push(vec![
                Td::text(indicator.label(lang)).sub(words::basis(basis, t)),
                cell(sides[0]),
                cell(sides[1]),
                Td::number(moved.map_or_else(|| "–".to_owned(), |n| signed_points(n, lang))),
            ]);
        }
    }
    table
}

/// From the counts of one run to those of the other.
pub(super) fn flows(at: &Desked, found: &Comparison) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("aliran", c.flows_caption, lang)
        .fixed()
        .text(c.measure)
        .number(c.before)
        .number(c.gained)
        .number(c.lost)
        .number(c.arrived)
        .number(c.left)
        .number(c.after);
    let signed = |n: i64, sign: &str| match n {
        0 => Td::number("0"),
        n => Td::number(format!("{sign}{}", format::number(n, lang))),
    };
    let row = |title: &str, flow: Flow| {
        vec![
            Td::text(title),
            Td::count(flow.before, lang),
            signed(flow.gained, "+"),
            signed(flow.lost, "−"),
            signed(flow.arrived, "+"),
            signed(flow.left, "−"),
            Td::count(flow.after, lang),
        ]
    };
    table.rows = vec![
        row(c.residents, found.residents),
        row(c.registered, found.registered),
        row(t.active, found.active),
    ];
    table
}

/// Everybody by the first change that applies, and to whom each applies.
pub(super) fn classes(at: &Desked, found: &Comparison, params: &Params) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("perubahan", c.classes_caption, lang)
        .text(c.change)
        .number(c.people_first)
        .number(c.applies_to);
    let n_of = |class: Option<Change>| found.classes.get(&class).copied().unwrap_or(0);
    for change in Change::ALL {
        let applies = found.counts.get(&change).copied().unwrap_or(0);
        table.rows.push(vec![
            Td::text(change.label(lang)),
            Td::count(n_of(Some(change)), lang),
            Td::count(applies, lang)
                .link(format!("{}#orang", params.with("perubahan", change.code()))),
        ]);
    }
    table.rows.push(vec![
        Td::text(c.unchanged),
        Td::count(n_of(None), lang),
        Td::number("–"),
    ]);
    table.foot = vec![
        Td::text(t.total),
        Td::count(found.classes.values().sum(), lang),
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
pub(super) fn segments(at: &Desked, found: &Comparison) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("segmen", c.segments_caption, lang)
        .text(c.before)
        .text(c.after)
        .number(t.people);
    let name = |segment: Option<u32>| match segment {
        None => c.no_resident.to_owned(),
        Some(segment) => words::segment(found.words.text(segment), lang),
    };
    moves(&mut table, &found.segments, name, at);
    table
}

/// Standings of records that are others.
pub(super) fn standings(at: &Desked, found: &Comparison) -> Table {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut table = Table::new("kedudukan", c.standings_caption, lang)
        .text(c.before)
        .text(c.after)
        .number(t.bridge_records);
    let name = |standing: u32| match found.words.text(standing) {
        "" => c.not_in_roll.to_owned(),
        code => words::standing(code, lang),
    };
    moves(&mut table, &found.standings, name, at);
    table
}

/// From what to what, those that stay the same in a row of their own, and the sum.
fn moves<K: Copy + Ord>(
    table: &mut Table,
    counts: &BTreeMap<(K, K), i64>,
    name: impl Fn(K) -> String,
    at: &Desked,
) {
    let (lang, t, c) = (at.lang, at.t, CompareTexts::of(at.lang));
    let mut same = 0;
    for ((before, after), n) in largest(counts) {
        if before == after {
            same += n;
            continue;
        }
        table.rows.push(vec![
            Td::text(name(before)),
            Td::text(name(after)),
            Td::count(n, lang),
        ]);
    }
    let last = |title: &str, n| vec![Td::text(title), Td::text(""), Td::count(n, lang)];
    table.rows.push(last(c.unchanged, same));
    table.foot = last(t.total, counts.values().sum());
}
