//! The answer as tables.

use std::collections::BTreeMap;

use semesta_domain::{Month, Ratio};
use semesta_engine::funding::Planned;
use semesta_planning::NextTenth;

use super::answer::{Answered, Outcome, Reached, lines};
use crate::format;
use crate::table::{Table, Td};
use crate::text::FundingTexts;
use crate::visit::Desked;

/// A source in words.
pub(super) fn source(name: &str, f: &'static FundingTexts) -> String {
    match name {
        "kota" => f.source_city.to_owned(),
        "provinsi" => f.source_province.to_owned(),
        "pbi" => "PBI JK".to_owned(),
        "phk" => f.source_guarantee.to_owned(),
        "pemberi_kerja" => f.source_employer.to_owned(),
        "keluarga" => f.source_family.to_owned(),
        "ibu" => f.source_mother.to_owned(),
        other => match other.strip_prefix("donor:") {
            Some(code) => f.fill(f.source_donor, &[code]),
            None => other.to_owned(),
        },
    }
}

fn fund(name: &str, f: &'static FundingTexts) -> String {
    match name {
        "dau" => f.dau.to_owned(),
        "pajak_rokok" => f.cigarette.to_owned(),
        "pusat" => f.fund_centre.to_owned(),
        other => source(other, f),
    }
}

/// Whether the plan is proven best, and else how far it may be from it.
pub(super) fn proof(planned: &Planned, at: &Desked) -> String {
    let f = FundingTexts::of(at.lang);
    let open = planned.plan.objectives.iter().filter(|of| of.gap() > 0);
    let part = |gap: i64, of: i64| gap as f64 / of.max(1) as f64;
    let widest = open.max_by(|a, b| {
        let (a, b) = (
            part(a.gap(), a.bound.max(a.value)),
            part(b.gap(), b.bound.max(b.value)),
        );
        a.total_cmp(&b)
    });
    match widest {
        None => f.proven.to_owned(),
        Some(of) => f.fill(
            f.not_proven,
            &[
                &format::number(of.gap(), at.lang),
                &format::number(of.bound.max(of.value), at.lang),
            ],
        ),
    }
}

fn month(month: Month, at: &Desked) -> String {
    format::month(&month.to_string(), at.lang)
}

fn reached(of: Reached, last: Month, at: &Desked) -> String {
    let f = FundingTexts::of(at.lang);
    match of {
        Reached::Already => f.reached_now.to_owned(),
        Reached::In(on) => month(on, at),
        Reached::NotWithin => f.fill(f.not_reached, &[&month(last, at)]),
    }
}

fn percent(points: i64, at: &Desked) -> String {
    format::percent(
        Ratio {
            numerator: points,
            denominator: 10_000,
        },
        at.lang,
    )
}

/// The answer in a line: title, value, what stands below.
pub(super) fn strip(answered: &Answered, at: &Desked) -> Vec<(String, String, String)> {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let (asked, shown) = (&answered.asked, answered.shown());
    let last = asked.last();
    let runs_out = match (asked.has_limit(), answered.runs_out) {
        (false, _) => f.no_limit.to_owned(),
        (true, Some(on)) => month(on, at),
        (true, None) => f.fill(f.never_runs_out, &[&month(last, at)]),
    };
    let plain = |title: &str, value: String| (title.to_owned(), value, String::new());
    let tenth = |title: &str, next: &NextTenth| {
        let people = [next.people, next.reachable].map(|n| format::number(n, lang));
        (
            title.to_owned(),
            format::rupiah(next.city_monthly.0, lang),
            f.fill(f.tenth_people, &[&people[0], &people[1]]),
        )
    };
    let count = |n: usize| format::number(n as i64, lang);
    vec![
        plain(f.in_need, count(shown.planned.people.len())),
        plain(f.chosen, count(shown.planned.plan.covered())),
        plain(f.city_money, format::rupiah(shown.city, lang)),
        plain(f.runs_out, runs_out),
        plain(
            &f.fill(f.reached_coverage, &[&percent(asked.target, at)]),
            reached(shown.coverage, last, at),
        ),
        plain(
            &f.fill(f.reached_activity, &[&percent(asked.active, at)]),
            reached(shown.activity, last, at),
        ),
        tenth(f.tenth_coverage, &shown.next_coverage),
        tenth(f.tenth_activity, &shown.next_activity),
    ]
}

/// The present and the supposed side by side.
pub(super) fn comparison(answered: &Answered, at: &Desked) -> Option<Table> {
    let supposed = answered.supposed.as_ref()?;
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let (asked, present) = (&answered.asked, &answered.present);
    let mut table = Table::new("banding", f.comparison, lang)
        .fixed()
        .text(f.measure)
        .number(f.present)
        .number(f.supposed)
        .number(f.difference);
    let mut count = |title: &str, of: &dyn Fn(&Outcome) -> i64, is_money: bool| {
        let show = |n: i64| match is_money {
            true => Td::rupiah(n, lang),
            false => Td::count(n, lang),
        };
        let (a, b) = (of(present), of(supposed));
        let sign = if b > a { "+" } else { "" };
        let mut difference = show(b - a);
        difference.text = format!("{sign}{}", difference.text);
        table
            .rows
            .push(vec![Td::text(title), show(a), show(b), difference]);
    };
    count(f.chosen, &|of| of.planned.plan.covered() as i64, false);
    count(f.city_money, &|of| of.city, true);
    count(f.all_money, &|of| of.all, true);
    count(
        f.tenth_coverage,
        &|of| of.next_coverage.city_monthly.0,
        true,
    );
    count(
        f.tenth_activity,
        &|of| of.next_activity.city_monthly.0,
        true,
    );
    let last = asked.last();
    let targets: [(&str, i64, Reading); 2] = [
        (f.reached_coverage, asked.target, |of| of.coverage),
        (f.reached_activity, asked.active, |of| of.activity),
    ];
    for (title, target, of) in targets {
        table.rows.push(vec![
            Td::text(f.fill(title, &[&percent(target, at)])),
            Td::number(reached(of(present), last, at)),
            Td::number(reached(of(supposed), last, at)),
            Td::number(""),
        ]);
    }
    Some(table)
}

/// What of an outcome is held against a target.
type Reading = fn(&Outcome) -> Reached;

/// What each source takes and spends in all.
pub(super) fn by_source(planned: &Planned, at: &Desked) -> Table {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let mut table = Table::new("sumber", f.by_source, lang)
        .text(f.source)
        .text(f.fund)
        .number(f.people)
        .number(f.rupiah_in_all)
        .number(f.left);
    let last = planned.problem.horizon.last();
    let of_last = lines(planned).into_iter().filter(|line| line.month == last);
    let mut spent = 0;
    for line in of_last {
        spent += line.to_date.0;
        let fund = line
            .fund
            .as_deref()
            .map_or("–".to_owned(), |of| fund(of, f));
        table.rows.push(vec![
            Td::text(source(&line.source, f)),
            Td::text(fund),
            Td::count(line.people, lang),
            Td::rupiah(line.to_date.0, lang),
            line.left
                .map_or_else(|| Td::number("–"), |left| Td::rupiah(left.0, lang)),
        ]);
    }
    let people = i64::try_from(planned.plan.covered()).unwrap_or(i64::MAX);
    table.foot = vec![
        Td::text(at.t.total),
        Td::text(""),
        Td::count(people, lang),
        Td::rupiah(spent, lang),
        Td::text(""),
    ];
    table
}

/// People and rupiah of each source in each month.
pub(super) fn by_month(planned: &Planned, at: &Desked) -> Table {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let lines = lines(planned);
    // A source may draw on several funds: its people count once.
    let mut cells: BTreeMap<(Month, &str), (i64, i64, i64)> = BTreeMap::new();
    for line in &lines {
        let cell = cells.entry((line.month, &line.source)).or_default();
        let fresh = (line.starts, line.people);
        *cell = (
            cell.0.max(fresh.0),
            cell.1.max(fresh.1),
            cell.2 + line.spent.0,
        );
    }
    let mut sources: Vec<&str> = lines.iter().map(|line| line.source.as_str()).collect();
    sources.dedup();
    let mut seen = std::collections::BTreeSet::new();
    sources.retain(|name| seen.insert(*name));
    let mut table = Table::new("bulan", f.by_month, lang)
        .text(f.month)
        .number(f.starts)
        .number(f.people);
    for name in &sources {
        table = table.number(&source(name, f));
    }
    for month_of in planned.problem.horizon.months() {
        let of = |name: &&str| cells.get(&(month_of, *name)).copied().unwrap_or_default();
        let all: Vec<(i64, i64, i64)> = sources.iter().map(of).collect();
        let sum = |part: fn(&(i64, i64, i64)) -> i64| all.iter().map(part).sum::<i64>();
        let mut row = vec![
            Td::text(month(month_of, at)),
            Td::count(sum(|of| of.0), lang),
            Td::count(sum(|of| of.1), lang).sub(format::rupiah(sum(|of| of.2), lang)),
        ];
        row.extend(
            all.iter()
                .map(|of| Td::count(of.1, lang).sub(format::rupiah(of.2, lang))),
        );
        table.rows.push(row);
    }
    table
}
