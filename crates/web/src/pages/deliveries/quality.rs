//! Mutu: what of each office's rows was rejected or left empty, month by month.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Lang, Month, Ratio};
use semesta_evidence::{Manifest, Source, code_message};

use super::{schedule, tabs};
use crate::ask::{self, Part, RowsOf};
use crate::draw::{self, Series};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::choice::Choice;
use crate::pages::data::snapshots;
use crate::pages::money::Tab;
use crate::receipt::Value;
use crate::table::{Table, Td};
use crate::text::{DeliveryTexts, Texts};
use crate::visit::Desked;
use crate::words;

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    page: Page,
    t: &'static Texts,
    d: &'static DeliveryTexts,
    tabs: Vec<Tab>,
    sources: Vec<Choice>,
    overview: Table,
    chart: String,
    months: Table,
    worst: Table,
}

/// Sums over the rows of deliveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) accepted: i64,
    pub(crate) rejected: i64,
    pub(crate) warnings: i64,
}

impl Sum {
    pub(crate) fn of(one: &Manifest) -> Self {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        Self {
            accepted: number(one.accepted),
            rejected: number(one.rejected),
            warnings: number(one.warnings.values().sum()),
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.warnings += other.warnings;
    }

    pub(crate) fn rows(self) -> i64 {
        self.accepted + self.rejected
    }

    pub(crate) fn share(self, part: i64) -> Ratio {
        Ratio {
            numerator: part,
            denominator: self.rows(),
        }
    }
}

type Months = BTreeMap<Month, Sum>;

/// What no later delivery takes the place of, without what mends it.
pub(crate) fn live(known: &[Manifest]) -> impl Iterator<Item = &Manifest> {
    let replaced: Vec<_> = known.iter().flat_map(|one| &one.replaces).collect();
    let is_live = move |one: &&Manifest| !replaced.contains(&&one.id) && one.mends.is_none();
    known.iter().filter(is_live)
}

/// By source and month; mended rows belong to the delivery that they mend.
fn sums(known: &[Manifest]) -> BTreeMap<Source, Months> {
    let mut sums: BTreeMap<Source, Months> = BTreeMap::new();
    for one in live(known) {
        let months = sums.entry(one.source).or_default();
        months
            .entry(Month::of(one.as_of))
            .or_default()
            .add(Sum::of(one));
    }
    sums
}

/// `GET /data/mutu`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let (t, d) = (at.t, DeliveryTexts::of(at.lang));
    let known = snapshots(&at).await?;
    let sums = sums(&known);
    let params = at.params(&["sumber"]);
    // The worst is shown first, where none is chosen.
    let worst = sums.iter().max_by_key(|(_, months)| {
        let mut all = Sum::default();
        months.values().for_each(|sum| all.add(*sum));
        all.share(all.rejected).basis_points()
    });
    let chosen = params
        .get("sumber")
        .parse()
        .ok()
        .filter(|source| sums.contains_key(source))
        .or(worst.map(|(source, _)| *source));
    let months = chosen.and_then(|source| sums.get(&source));
    let name = chosen.map_or_else(String::new, |source| words::source(source.code(), t));
    let choices = sums.keys().map(|source| Choice {
        value: source.code().to_owned(),
        title: words::source(source.code(), t),
        is_chosen: Some(*source) == chosen,
    });
    let page = QualityPage {
        page: at.page(d.quality_title, "/data"),
        t,
        d,
        tabs: tabs(&at, "/data/mutu"),
        sources: choices.collect(),
        overview: overview(&at, &sums)?,
        chart: months.map_or_else(String::new, |months| chart(&at, months)),
        months: by_month(&at, &name, chosen.zip(months)),
        worst: reasons(
            &at,
            chosen,
            known.iter().filter(|one| Some(one.source) == chosen),
        ),
    };
    at.answer(&page)
}

/// Warnings for a hundred rows, in hundredths.
fn warned(sum: Sum) -> Ratio {
    sum.share(sum.warnings)
}

/// A question about rows of a source.
fn asked(source: Source, month: Option<Month>, of: RowsOf, part: Part) -> ask::Quality {
    ask::Quality {
        source: source.code().to_owned(),
        month,
        code: String::new(),
        of,
        part,
    }
}

/// Rows, accepted, rejected and warned, each with its receipt.
fn cells(source: Source, month: Option<Month>, sum: Sum, lang: Lang) -> [Td; 4] {
    let href = |of, part| asked(source, month, of, part).href();
    let share = |n| format::percent(sum.share(n), lang);
    let count = |n| format::number(n, lang);
    [
        Td::count(sum.rows(), lang).link(href(RowsOf::Rows, Part::Numerator)),
        Td::number(share(sum.accepted)).link(href(RowsOf::Accepted, Part::Share)),
        Td::number(share(sum.rejected))
            .link(href(RowsOf::Rejected, Part::Share))
            .sub(count(sum.rejected))
            .sub_link(href(RowsOf::Rejected, Part::Numerator)),
        Td::number(Value::PerHundred(warned(sum)).text(lang))
            .link(href(RowsOf::Warnings, Part::Share))
            .sub(count(sum.warnings))
            .sub_link(href(RowsOf::Warnings, Part::Numerator)),
    ]
}

/// One line a source: all its months, and its last against the one before.
fn overview(at: &Desked, sums: &BTreeMap<Source, Months>) -> Result<Table, Fault> {
    let (lang, t, d) = (at.lang, at.t, DeliveryTexts::of(at.lang));
    let schedule = schedule::read(&at.app.data)?;
    let mut table = Table::new("mutu", d.overview_caption, lang)
        .text(t.source)
        .number(d.rows_data)
        .number(d.accepted_share)
        .number(d.rejected_share)
        .number(d.warned)
        .number(d.last_month);
    table.empty = d.none.to_owned();
    for (source, months) in sums {
        let mut all = Sum::default();
        months.values().for_each(|sum| all.add(*sum));
        let office = schedule
            .iter()
            .find(|(one, _)| one == source)
            .map_or("", |(_, expected)| expected.office(lang));
        let mut newest = months.values().rev();
        let points = |sum: Option<&Sum>| sum.and_then(|sum| sum.share(sum.rejected).basis_points());
        let (last, before) = (newest.next(), newest.next());
        let moved = points(last)
            .zip(points(before))
            .map(|(now, then)| now - then);
        let last_share = last.map_or_else(
            || "–".to_owned(),
            |sum| format::percent(sum.share(sum.rejected), lang),
        );
        let mut row = vec![
            Td::text(words::source(source.code(), t))
                .link(format!("/data/mutu?sumber={source}"))
                .sub(office),
        ];
        row.extend(cells(*source, None, all, lang));
        let last_cell = Td::number(last_share).sub(moved.map_or_else(String::new, |moved| {
            d.fill(d.than_before, &[&format::points(moved, lang)])
        }));
        row.push(match months.keys().next_back() {
            Some(month) => {
                let asked = asked(*source, Some(*month), RowsOf::Rejected, Part::Share);
                last_cell.link(asked.href())
            }
            None => last_cell,
        });
        table.rows.push(row);
    }
    Ok(table)
}

fn chart(at: &Desked, months: &Months) -> String {
    let d = DeliveryTexts::of(at.lang);
    if months.len() < 2 {
        return String::new();
    }
    let labels: Vec<String> = months
        .keys()
        .map(|month| format::month_short(&month.to_string(), at.lang))
        .collect();
    let series = [
        Series {
            name: d.series_rejected.to_owned(),
            class: "sb",
            points: months
                .values()
                .map(|sum| sum.share(sum.rejected).basis_points())
                .collect(),
        },
        Series {
            name: d.series_warned.to_owned(),
            class: "sc",
            points: months
                .values()
                .map(|sum| warned(*sum).basis_points())
                .collect(),
        },
    ];
    draw::trend(d.chart, &labels, &series, &[], at.lang.pick(",", "."))
}

fn by_month(at: &Desked, name: &str, chosen: Option<(Source, &Months)>) -> Table {
    let (lang, t, d) = (at.lang, at.t, DeliveryTexts::of(at.lang));
    let caption = d.fill(d.months_caption, &[name]);
    let mut table = Table::new("bulan", caption, lang)
        .text(t.month)
        .number(d.rows_data)
        .number(d.accepted_share)
        .number(d.rejected_share)
        .number(d.warned);
    table.empty = d.none.to_owned();
    for (source, month, sum) in chosen.into_iter().flat_map(|(source, months)| {
        months
            .iter()
            .rev()
            .map(move |(month, sum)| (source, month, sum))
    }) {
        let share = sum.rejected as f64 / sum.rows().max(1) as f64;
        let mut row = vec![Td::month(&month.to_string(), lang)];
        row.extend(cells(source, Some(*month), *sum, lang));
        row[3].drawing = draw::bar(share, "fb");
        table.rows.push(row);
    }
    table
}

/// Why rows of a source were rejected or cells left empty, over all its deliveries.
fn reasons<'a>(
    at: &Desked,
    source: Option<Source>,
    known: impl Iterator<Item = &'a Manifest>,
) -> Table {
    let (lang, t, d) = (at.lang, at.t, DeliveryTexts::of(at.lang));
    let mut counts: BTreeMap<(&str, bool), u64> = BTreeMap::new();
    for one in known {
        for (codes, is_reject) in [(&one.rejects, true), (&one.warnings, false)] {
            for (code, n) in codes {
                *counts.entry((code, is_reject)).or_default() += n;
            }
        }
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|((code, is_reject), n)| (std::cmp::Reverse(*n), !is_reject, *code));
    let mut table = Table::new("sebab", d.worst_caption, lang)
        .text(t.column)
        .text(t.reason)
        .text(t.what_became)
        .number(t.rows);
    table.empty = t.rejects_none.to_owned();
    for ((code, is_reject), n) in sorted {
        let rows = Td::count(i64::try_from(n).unwrap_or(i64::MAX), lang);
        let of = if is_reject {
            RowsOf::Rejected
        } else {
            RowsOf::Warnings
        };
        let receipt = source.map(|source| ask::Quality {
            code: code.to_owned(),
            ..asked(source, None, of, Part::Numerator)
        });
        let (column, code) = code.split_once(':').unwrap_or(("", code));
        table.rows.push(vec![
            Td::text(column),
            Td::text(code_message(code, lang)).sub(code),
            Td::text(if is_reject { t.rejected } else { t.kept_empty }),
            match receipt {
                Some(asked) => rows.link(asked.href()),
                None => rows,
            },
        ]);
    }
    table
}
