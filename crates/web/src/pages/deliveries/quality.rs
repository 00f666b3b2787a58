//! Mutu: what of each office's rows was rejected or left empty, month by month.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Month, Ratio};
use semesta_evidence::{Manifest, Source, code_message};

use super::{schedule, tabs};
use crate::draw::{self, Series};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::data::snapshots;
use crate::pages::gap::Choice;
use crate::pages::money::Tab;
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
struct Sum {
    accepted: i64,
    rejected: i64,
    warnings: i64,
}

impl Sum {
    fn of(one: &Manifest) -> Self {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        Self {
            accepted: number(one.accepted),
            rejected: number(one.rejected),
            warnings: number(one.warnings.values().sum()),
        }
    }

    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.warnings += other.warnings;
    }

    fn rows(self) -> i64 {
        self.accepted + self.rejected
    }

    fn share(self, part: i64) -> Ratio {
        Ratio {
            numerator: part,
            denominator: self.rows(),
        }
    }
}

type Months = BTreeMap<Month, Sum>;

/// By source and month; mended rows belong to the delivery that they mend.
fn sums(known: &[Manifest]) -> BTreeMap<Source, Months> {
    let mut sums: BTreeMap<Source, Months> = BTreeMap::new();
    let replaced: Vec<_> = known.iter().flat_map(|one| &one.replaces).collect();
    let live = known.iter().filter(|one| !replaced.contains(&&one.id));
    for one in live.filter(|one| one.mends.is_none()) {
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
        months: by_month(&at, &name, months),
        worst: reasons(&at, known.iter().filter(|one| Some(one.source) == chosen)),
    };
    at.answer(&page)
}

/// Warnings for a hundred rows, in hundredths.
fn warned(sum: Sum) -> Ratio {
    sum.share(sum.warnings)
}

fn per_hundred(sum: Sum, at: &Desked) -> String {
    // A row may have several warnings: this is no share.
    let points = warned(sum).basis_points().unwrap_or(0);
    format!(
        "{}{}{:02}",
        format::number(points / 100, at.lang),
        at.lang.pick(",", "."),
        points % 100
    )
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
        let rejected = all.share(all.rejected);
        let last_share = last.map_or_else(
            || "–".to_owned(),
            |sum| format::percent(sum.share(sum.rejected), lang),
        );
        table.rows.push(vec![
            Td::text(words::source(source.code(), t))
                .link(format!("/data/mutu?sumber={source}"))
                .sub(office),
            Td::count(all.rows(), lang),
            Td::number(format::percent(all.share(all.accepted), lang)),
            Td::number(format::percent(rejected, lang)).sub(format::number(all.rejected, lang)),
            Td::number(per_hundred(all, at)),
            Td::number(last_share).sub(moved.map_or_else(String::new, |moved| {
                d.fill(d.than_before, &[&super::signed_points(moved, lang)])
            })),
        ]);
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

fn by_month(at: &Desked, name: &str, months: Option<&Months>) -> Table {
    let (lang, t, d) = (at.lang, at.t, DeliveryTexts::of(at.lang));
    let caption = d.fill(d.months_caption, &[name]);
    let mut table = Table::new("bulan", caption, lang)
        .text(t.month)
        .number(d.rows_data)
        .number(d.accepted_share)
        .number(d.rejected_share)
        .number(d.warned);
    table.empty = d.none.to_owned();
    for (month, sum) in months.into_iter().flatten().rev() {
        let rejected = sum.share(sum.rejected);
        let share = rejected.numerator as f64 / rejected.denominator.max(1) as f64;
        table.rows.push(vec![
            Td::month(&month.to_string(), lang),
            Td::count(sum.rows(), lang),
            Td::number(format::percent(sum.share(sum.accepted), lang)),
            Td::number(format::percent(rejected, lang))
                .sub(format::number(sum.rejected, lang))
                .drawing(draw::bar(share, "fb")),
            Td::number(per_hundred(*sum, at)).sub(format::number(sum.warnings, lang)),
        ]);
    }
    table
}

/// Why rows of a source were rejected or cells left empty, over all its deliveries.
fn reasons<'a>(at: &Desked, known: impl Iterator<Item = &'a Manifest>) -> Table {
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
        let (column, code) = code.split_once(':').unwrap_or(("", code));
        table.rows.push(vec![
            Td::text(column),
            Td::text(code_message(code, lang)).sub(code),
            Td::text(if is_reject { t.rejected } else { t.kept_empty }),
            Td::count(i64::try_from(n).unwrap_or(i64::MAX), lang),
        ]);
    }
    table
}
