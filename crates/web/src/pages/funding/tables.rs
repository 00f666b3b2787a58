//! The answer as tables.

use std::collections::BTreeMap;

use semesta_domain::{Month, Ratio};
use semesta_engine::funding::Planned;
use semesta_planning::NextTenth;

use super::answer::{Answered, Outcome, Reached};
use crate::ask::{self, PlanOf, Side, Target};
use crate::format;
use crate::pages::receipts::plan_href;
use crate::params::Params;
use crate::receipt::Value;
use crate::table::{Table, Td};
use crate::text::FundingTexts;
use crate::tile::Tile;
use crate::visit::Desked;

/// A source in words.
pub(crate) fn source(name: &str, f: &'static FundingTexts) -> String {
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

pub(crate) fn fund(name: &str, f: &'static FundingTexts) -> String {
    match name {
        "dau" => f.dau.to_owned(),
        "pajak_rokok" => f.cigarette.to_owned(),
        "pusat" => f.fund_centre.to_owned(),
        other => source(other, f),
    }
}

/// Whether the plan is proven best, and else how far it may be from it.
pub(crate) fn proof(planned: &Planned, at: &Desked) -> String {
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

pub(crate) fn reached(of: Reached, last: Month, at: &Desked) -> String {
    let f = FundingTexts::of(at.lang);
    match of {
        Reached::Already => f.reached_now.to_owned(),
        Reached::In(on) => month(on, at),
        Reached::NotWithin => f.fill(f.not_reached, &[&month(last, at)]),
    }
}

pub(crate) fn percent(points: i64, at: &Desked) -> String {
    format::percent(
        Ratio {
            numerator: points,
            denominator: 10_000,
        },
        at.lang,
    )
}

/// The answer in a line.
pub(crate) fn strip(answered: &Answered, params: &Params, at: &Desked) -> Vec<Tile> {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let (asked, shown) = (&answered.asked, answered.shown());
    let last = asked.last();
    let receipt = |of, target| {
        let asked = ask::Plan {
            of,
            target,
            ..ask::Plan::default()
        };
        plan_href(&asked, params)
    };
    let of = |of| receipt(of, Target::Coverage);
    let runs_out = match (asked.has_limit(), answered.runs_out) {
        (false, _) => Tile::new(f.runs_out, f.no_limit),
        (true, Some(on)) => Tile::new(f.runs_out, month(on, at)).link(of(PlanOf::RunsOut)),
        (true, None) => Tile::new(f.runs_out, f.fill(f.never_runs_out, &[&month(last, at)])),
    };
    let reach = |title: &str, points, found, target| {
        let title = f.fill(title, &[&percent(points, at)]);
        Tile::new(title, reached(found, last, at)).link(receipt(PlanOf::Reached, target))
    };
    let tenth = |title: &str, next: &NextTenth, target| {
        let people = [next.people, next.reachable].map(|n| format::number(n, lang));
        Tile::new(title, format::rupiah(next.city_monthly.0, lang))
            .sub(f.fill(f.tenth_people, &[&people[0], &people[1]]))
            .link(receipt(PlanOf::Tenth, target))
    };
    let count = |n: usize| format::number(n as i64, lang);
    let (coverage, activity) = (Target::Coverage, Target::Activity);
    vec![
        Tile::new(f.in_need, count(shown.planned.people.len())).link(of(PlanOf::InNeed)),
        Tile::new(f.chosen, format::number(shown.n_covered, lang)).link(of(PlanOf::Chosen)),
        Tile::new(f.city_money, format::rupiah(shown.city, lang)).link(of(PlanOf::City)),
        runs_out,
        reach(f.reached_coverage, asked.target, shown.coverage, coverage),
        reach(f.reached_activity, asked.active, shown.activity, activity),
        tenth(f.tenth_coverage, &shown.next_coverage, coverage),
        tenth(f.tenth_activity, &shown.next_activity, activity),
    ]
}

/// The present and the supposed side by side.
pub(crate) fn comparison(answered: &Answered, params: &Params, at: &Desked) -> Option<Table> {
    let supposed = answered.supposed.as_ref()?;
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let (asked, present) = (&answered.asked, &answered.present);
    let mut table = Table::new("banding", f.comparison, lang)
        .fixed()
        .text(f.measure)
        .number(f.present)
        .number(f.supposed)
        .number(f.difference);
    let receipt = |of, target, side| {
        let asked = ask::Plan {
            of,
            target,
            side,
            ..ask::Plan::default()
        };
        plan_href(&asked, params)
    };
    let (coverage, activity) = (Target::Coverage, Target::Activity);
    let measures: [(&str, PlanOf, Target, Count); 5] = [
        (f.chosen, PlanOf::Chosen, coverage, |of| {
            (of.n_covered, false)
        }),
        (f.city_money, PlanOf::City, coverage, |of| (of.city, true)),
        (f.all_money, PlanOf::All, coverage, |of| (of.all, true)),
        (f.tenth_coverage, PlanOf::Tenth, coverage, |of| {
            (of.next_coverage.city_monthly.0, true)
        }),
        (f.tenth_activity, PlanOf::Tenth, activity, |of| {
            (of.next_activity.city_monthly.0, true)
        }),
    ];
    for (title, of, target, count) in measures {
        let ((a, is_money), (b, _)) = (count(present), count(supposed));
        let cell = |n, side| {
            let value = match (is_money, side) {
                (true, Side::Difference) => Value::SignedRupiah(n),
                (true, _) => Value::Rupiah(n),
                (false, Side::Difference) => Value::Signed(n),
                (false, _) => Value::Count(n),
            };
            Td::number(value.text(lang)).link(receipt(of, target, side))
        };
        table.rows.push(vec![
            Td::text(title),
            cell(a, Side::Present),
            cell(b, Side::Supposed),
            cell(b - a, Side::Difference),
        ]);
    }
    let last = asked.last();
    let targets: [(&str, i64, Target, Reading); 2] = [
        (f.reached_coverage, asked.target, coverage, |of| of.coverage),
        (f.reached_activity, asked.active, activity, |of| of.activity),
    ];
    for (title, points, target, of) in targets {
        let cell = |outcome: &Outcome, side| {
            let said = reached(of(outcome), last, at);
            Td::number(said).link(receipt(PlanOf::Reached, target, side))
        };
        table.rows.push(vec![
            Td::text(f.fill(title, &[&percent(points, at)])),
            cell(present, Side::Present),
            cell(supposed, Side::Supposed),
            Td::number(""),
        ]);
    }
    Some(table)
}

/// A count of an outcome, and whether it is money.
type Count = fn(&Outcome) -> (i64, bool);

/// What of an outcome is held against a target.
type Reading = fn(&Outcome) -> Reached;

/// The fund of what no fund pays, in an address that asks for one.
pub(crate) const NO_FUND: &str = "-";

/// What each source takes and spends in all.
pub(crate) fn by_source(shown: &Outcome, params: &Params, at: &Desked) -> Table {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let mut table = Table::new("sumber", f.by_source, lang)
        .text(f.source)
        .text(f.fund)
        .number(f.people)
        .number(f.rupiah_in_all)
        .number(f.left);
    let last = shown.planned.problem.horizon.last();
    let of_last = shown.lines.iter().filter(|line| line.month == last);
    let receipt = |of, source: &str, fund: &str| {
        let asked = ask::Plan {
            of,
            source: source.to_owned(),
            fund: fund.to_owned(),
            ..ask::Plan::default()
        };
        plan_href(&asked, params)
    };
    let mut spent = 0;
    for line in of_last {
        spent += line.to_date.0;
        let (name, of_fund) = (line.source.as_str(), line.fund.as_deref().unwrap_or(""));
        let fund = line
            .fund
            .as_deref()
            .map_or("–".to_owned(), |of| fund(of, f));
        table.rows.push(vec![
            Td::text(source(&line.source, f)),
            Td::text(fund),
            Td::count(line.people, lang).link(receipt(
                PlanOf::People,
                name,
                line.fund.as_deref().unwrap_or(NO_FUND),
            )),
            Td::rupiah(line.to_date.0, lang).link(receipt(PlanOf::Spent, name, of_fund)),
            line.left.map_or_else(
                || Td::number("–"),
                |left| Td::rupiah(left.0, lang).link(receipt(PlanOf::Left, name, of_fund)),
            ),
        ]);
    }
    table.foot = vec![
        Td::text(at.t.total),
        Td::text(""),
        Td::count(shown.n_covered, lang).link(receipt(PlanOf::Chosen, "", "")),
        Td::rupiah(spent, lang).link(receipt(PlanOf::All, "", "")),
        Td::text(""),
    ];
    table
}

/// People and rupiah of each source in each month.
pub(crate) fn by_month(shown: &Outcome, params: &Params, at: &Desked) -> Table {
    let (f, lang) = (FundingTexts::of(at.lang), at.lang);
    let lines = &shown.lines;
    let mut spent: BTreeMap<(Month, &str), i64> = BTreeMap::new();
    for line in lines {
        *spent.entry((line.month, &line.source)).or_default() += line.spent.0;
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
    for month_of in shown.planned.problem.horizon.months() {
        let people = shown.people_of(month_of);
        let of = |name: &&str| {
            let (starts, people) = people.get(*name).copied().unwrap_or_default();
            let spent = spent.get(&(month_of, *name)).copied();
            (starts, people, spent.unwrap_or_default())
        };
        let all: Vec<(i64, i64, i64)> = sources.iter().map(of).collect();
        let sum = |part: fn(&(i64, i64, i64)) -> i64| all.iter().map(part).sum::<i64>();
        let receipt = |of, source: &str| {
            let asked = ask::Plan {
                of,
                source: source.to_owned(),
                month: Some(month_of),
                ..ask::Plan::default()
            };
            plan_href(&asked, params)
        };
        let cell = |n, spent, source: &str| {
            Td::count(n, lang)
                .link(receipt(PlanOf::People, source))
                .sub(format::rupiah(spent, lang))
                .sub_link(receipt(PlanOf::Spent, source))
        };
        let mut row = vec![
            Td::text(month(month_of, at)),
            Td::count(sum(|of| of.0), lang).link(receipt(PlanOf::Starts, "")),
            cell(sum(|of| of.1), sum(|of| of.2), ""),
        ];
        let of_sources = sources.iter().zip(&all);
        row.extend(of_sources.map(|(name, of)| cell(of.1, of.2, name)));
        table.rows.push(row);
    }
    table
}
