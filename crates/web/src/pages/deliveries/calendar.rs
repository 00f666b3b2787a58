//! Kalender: by source and month, what came, what is awaited, who is late.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_domain::Month;
use semesta_evidence::{Manifest, Source};

use super::schedule::{self, Expected};
use super::tabs;
use crate::ask::{self, DeliveryOf};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::data::snapshots;
use crate::pages::money::Tab;
use crate::table::{Table, Td};
use crate::text::{DeliveryTexts, Texts};
use crate::visit::Desked;
use crate::words;

#[derive(Template)]
#[template(path = "deliveries.html")]
struct CalendarPage {
    page: Page,
    t: &'static Texts,
    d: &'static DeliveryTexts,
    tabs: Vec<Tab>,
    lengths: Vec<(usize, bool)>,
    grid: Table,
    late: Table,
}

/// What is known of a source and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// So many files came.
    Arrived(usize),
    /// None came, and its day has passed, so many days ago.
    Late(i32),
    /// None came, and its day has not passed.
    Awaited,
    /// An earlier delivery still counts.
    Carried,
    /// None came, and a later one made it needless.
    Passed,
    /// Nothing is awaited.
    Nothing,
}

/// `GET /data/kalender`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let d = DeliveryTexts::of(at.lang);
    let params = at.params(&["bulan"]);
    let length = params
        .number("bulan")
        .filter(|n| [6, 12, 24].contains(n))
        .unwrap_or(12);
    let known = snapshots(&at).await?;
    let schedule = schedule::read(&at.app.data)?;
    let on = at.when().on;
    let months = months(on, length);
    let first = known.iter().map(|one| Month::of(one.as_of)).min();
    let arrived = arrived(&known);
    let mut grid = Table::new("kalender", d.grid_caption, at.lang)
        .text(at.t.source)
        .text(d.every);
    for month in &months {
        grid = grid.text(&format::month_short(&month.to_string(), at.lang));
    }
    let mut late: Vec<(i32, Source, Month, &Expected)> = Vec::new();
    for (source, expected) in &schedule {
        let of_source = arrived.get(source);
        let mut row = vec![
            Td::text(words::source(source.code(), at.t))
                .link(format!("/data?sumber={source}"))
                .sub(expected.office(at.lang)),
            Td::text(every(expected.every_months, d)),
        ];
        for month in &months {
            let cell = cell(*source, expected, of_source, *month, first, on);
            if let Cell::Late(days) = cell {
                late.push((days, *source, *month, expected));
            }
            row.push(drawn(cell, *source, *month, &at));
        }
        grid.rows.push(row);
    }
    late.sort_by_key(|(days, source, month, _)| (-days, *source, *month));
    let page = CalendarPage {
        page: at.page(d.calendar_title, "/data"),
        t: at.t,
        d,
        tabs: tabs(&at, "/data/kalender"),
        lengths: [6, 12, 24].map(|n| (n, n == length)).to_vec(),
        grid,
        late: late_table(&at, &late),
    };
    at.answer(&page)
}

fn every(n_months: u32, d: &'static DeliveryTexts) -> String {
    match n_months {
        0 => d.as_needed.to_owned(),
        1 => d.every_month.to_owned(),
        n => d.fill(d.every_n, &[&n.to_string()]),
    }
}

/// The months up to that of a day, the oldest first.
fn months(on: Date, n: usize) -> Vec<Month> {
    let last = Month::of(on);
    let n = i32::try_from(n).unwrap_or(12);
    (1 - n..=0).map(|back| last.plus(back)).collect()
}

type Arrived = BTreeMap<Source, BTreeMap<Month, usize>>;

fn arrived(known: &[Manifest]) -> Arrived {
    let mut arrived = Arrived::new();
    for one in known.iter().filter(|one| one.mends.is_none()) {
        *arrived
            .entry(one.source)
            .or_default()
            .entry(Month::of(one.as_of))
            .or_default() += 1;
    }
    arrived
}

fn cell(
    source: Source,
    expected: &Expected,
    arrived: Option<&BTreeMap<Month, usize>>,
    month: Month,
    first: Option<Month>,
    on: Date,
) -> Cell {
    if let Some(n) = arrived.and_then(|arrived| arrived.get(&month)) {
        return Cell::Arrived(*n);
    }
    let every = i32::try_from(expected.every_months).unwrap_or(0);
    // Before the first delivery of anything nobody owed anything.
    let Some(first) = first.filter(|first| every > 0 && *first <= month) else {
        return Cell::Nothing;
    };
    let before = arrived.and_then(|arrived| arrived.range(..month).next_back());
    let since = match before {
        Some((last, _)) => month.months_since(*last),
        // Never yet: owed since the first month.
        None => month.months_since(first) + every,
    };
    if since < every {
        return Cell::Carried;
    }
    // Of what comes seldom the first missing month is the one that is owed.
    if every > 1 && since > every {
        return Cell::Nothing;
    }
    let is_passed = arrived.is_some_and(|arrived| arrived.range(month..).next().is_some());
    if is_passed && !source.is_event() {
        return Cell::Passed;
    }
    match (on - expected.due(month)).get_days() {
        days if days > 0 => Cell::Late(days),
        _ => Cell::Awaited,
    }
}

fn receipt(source: Source, month: Month, of: DeliveryOf) -> String {
    let asked = ask::Delivery {
        source: source.code().to_owned(),
        month: Some(month),
        of,
    };
    asked.href()
}

fn drawn(cell: Cell, source: Source, month: Month, at: &Desked) -> Td {
    let d = DeliveryTexts::of(at.lang);
    let came = |said: String| {
        let href = receipt(source, month, DeliveryOf::Files);
        Td::text(said).mark("good").link(href)
    };
    match cell {
        Cell::Arrived(1) => came(d.arrived_one.to_owned()),
        Cell::Arrived(n) => came(d.fill(d.arrived_n, &[&n.to_string()])),
        Cell::Late(_) => Td::text(d.late).mark("bad"),
        Cell::Awaited => Td::text(d.awaited).mark("warn"),
        Cell::Carried => Td::text(d.carried).mark("plain"),
        Cell::Passed | Cell::Nothing => Td::text("–"),
    }
}

fn late_table(at: &Desked, late: &[(i32, Source, Month, &Expected)]) -> Table {
    let (lang, t, d) = (at.lang, at.t, DeliveryTexts::of(at.lang));
    let mut table = Table::new("terlambat", d.late_caption, lang)
        .text(t.source)
        .text(d.office)
        .text(t.month)
        .text(d.due_on)
        .number(d.days_late);
    table.empty = d.late_none.to_owned();
    for (days, source, month, expected) in late {
        table.rows.push(vec![
            Td::text(words::source(source.code(), t)),
            Td::text(expected.office(lang)),
            Td::month(&month.to_string(), lang),
            Td::date(expected.due(*month), lang),
            Td::count(i64::from(*days), lang).link(receipt(*source, *month, DeliveryOf::DaysLate)),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn check(source: Source, came: &[&str], month: &str, on: &str, expected: Cell) {
        let schedule = schedule::read(std::path::Path::new("/nowhere")).unwrap();
        let owed = &schedule.iter().find(|(one, _)| *one == source).unwrap().1;
        let months = came.iter().map(|month| (month.parse().unwrap(), 1));
        let arrived: BTreeMap<Month, usize> = months.collect();
        let first = Some("2024-01".parse().unwrap());
        let found = cell(
            source,
            owed,
            Some(&arrived),
            month.parse().unwrap(),
            first,
            on.parse().unwrap(),
        );
        assert_eq!(found, expected, "{source} {came:?} {month} {on}");
    }

    #[test]
    fn a_delivery_is_late_from_the_day_after_it_was_due() {
        let s = Source::Kematian;
        check(s, &["2024-02"], "2024-02", "2024-06-01", Cell::Arrived(1));
        check(s, &["2024-02"], "2024-03", "2024-04-10", Cell::Awaited);
        check(s, &["2024-02"], "2024-03", "2024-04-11", Cell::Late(1));
        // A month of deaths stays owed, however many came since.
        check(
            s,
            &["2024-02", "2024-04"],
            "2024-03",
            "2024-05-10",
            Cell::Late(30),
        );
        check(s, &[], "2024-01", "2024-02-10", Cell::Awaited);
        check(s, &[], "2023-12", "2024-02-10", Cell::Nothing);
    }

    #[test]
    fn a_stock_counts_until_the_next_is_due() {
        let s = Source::Penduduk;
        check(s, &["2024-02"], "2024-07", "2024-08-01", Cell::Carried);
        check(s, &["2024-02"], "2024-08", "2024-09-01", Cell::Awaited);
        check(s, &["2024-02"], "2024-08", "2024-09-21", Cell::Late(1));
        check(s, &["2024-02"], "2024-09", "2024-11-01", Cell::Nothing);
        // A later roll makes the one that did not come needless.
        let s = Source::Peserta;
        check(
            s,
            &["2024-02", "2024-05"],
            "2024-03",
            "2024-06-01",
            Cell::Passed,
        );
        check(Source::Donatur, &[], "2024-03", "2024-06-01", Cell::Nothing);
    }
}
