//! What is due for a month, by who pays it.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "bill/town.rs"]
#[allow(dead_code, reason = "the town of the bill audit's tests")]
mod town;

use std::collections::BTreeMap;

use semesta_domain::MembershipStatus::{Active, Inactive};
use semesta_domain::{EventDirection, NikCell, Rupiah, Segment};
use semesta_engine::compute;
use semesta_engine::input::{EventKind, Origin};
use semesta_engine::liability::{
    Contributors, Liability, contributor_changes, contributors, contributors_by_month,
};
use semesta_law::{Component, ContributionError, Law, LocalAssistance};
use town::{Town, day, month};

/// A row of a list of workers.
fn worker(town: &mut Town, n: u32, wage: i64, start: &str, end: &str) {
    let nik = town.nik(n);
    let workers = &mut town.inputs.workers;
    workers.nik.push(NikCell::parse(&nik));
    workers.kk.push(0);
    workers.name.push(&Town::name(n));
    workers.label.push("PT MAJU");
    workers.start.push(day(start));
    workers.end.push(day(end));
    workers.amount.push(wage);
    workers.worker_origin.push(None);
    workers.origin.push(Origin {
        file: 6,
        row: workers.nik.len() as u32,
    });
}

fn town() -> Town {
    Town::new("65.71", "2024-12-31")
}

fn counted(town: &Town, of: &str) -> Vec<Contributors> {
    let outcome = compute(&town.inputs, town.question);
    contributors(&town.inputs, &outcome, month(of))
}

fn liability<'a>(town: &Town, of: &str, counted: &'a [Contributors]) -> Liability<'a> {
    Liability::of(counted, &town.question, &Law::embedded(), month(of)).unwrap()
}

fn check(town: &Town, of: &str, expected: &[(Component, i64)]) {
    let counted = counted(town, of);
    let parts: Vec<(Component, i64)> = liability(town, of, &counted)
        .total()
        .parts()
        .map(|(component, amount)| (component, amount.0))
        .collect();
    assert_eq!(parts, expected, "{of}");
}

#[test]
fn the_law_of_the_month_says_who_pays_for_whom_the_city_registers() {
    use Component::{CentreAssistance, CityAssistance, CityContribution, ProvinceAssistance};
    let mut town = town();
    town.paid(1);
    check(&town, "2019-07", &[(CityContribution, 23_000)]);
    check(
        &town,
        "2019-08",
        &[(CityContribution, 23_000), (CentreAssistance, 19_000)],
    );
    check(
        &town,
        "2020-12",
        &[(CityContribution, 25_500), (CentreAssistance, 16_500)],
    );
    let today = [
        (CityContribution, 35_000),
        (CityAssistance, 2_800),
        (CentreAssistance, 4_200),
    ];
    check(&town, "2021-01", &today);
    // A month to come: the same people under the law as known.
    check(&town, "2026-01", &today);
    town.question.local_assistance = LocalAssistance::Province;
    check(
        &town,
        "2024-12",
        &[
            (CityContribution, 35_000),
            (ProvinceAssistance, 2_800),
            (CentreAssistance, 4_200),
        ],
    );
}

#[test]
fn self_paying_members_of_class_three_are_assisted_while_active() {
    use Component::{CentreAssistance, CityAssistance, Member};
    let mut town = town();
    for (n, status, class) in [
        (1, Active, 3),
        (2, Inactive, 3),
        (3, Active, 2),
        (4, Active, 0),
    ] {
        town.person(n);
        town.record(u64::from(n), n, Segment::Pbpu, status);
        *town.inputs.roll.class.last_mut().unwrap() = class;
    }
    check(
        &town,
        "2024-12",
        &[
            (CityAssistance, 2_800),
            (CentreAssistance, 4_200),
            (Member, 135_000),
        ],
    );
    let counted = counted(&town, "2024-12");
    let liability = liability(&town, "2024-12", &counted);
    let unknown: Vec<_> = liability
        .dues
        .iter()
        .filter_map(|due| due.each.err())
        .collect();
    assert_eq!(unknown, [ContributionError::ClassNeeded(Segment::Pbpu)]);
}

#[test]
fn the_membership_that_counts_pays_and_the_dead_owe_nothing() {
    let mut town = town();
    town.paid(1);
    town.record(900, 1, Segment::PbiJk, Active);
    town.paid(2);
    town.event(2, "2024-11-30", EventKind::Death);
    check(&town, "2024-12", &[(Component::CentreContribution, 42_000)]);
}

#[test]
fn a_wage_worker_owes_by_the_wage_where_it_is_known() {
    let mut town = town();
    for n in 1..=2 {
        town.person(n);
        town.record(u64::from(n), n, Segment::PpuBu, Active);
    }
    worker(&mut town, 1, 6_000_000, "2020-01-01", "");
    check(
        &town,
        "2024-12",
        &[(Component::Employer, 240_000), (Component::Worker, 60_000)],
    );
    let counted = counted(&town, "2024-12");
    let due = liability(&town, "2024-12", &counted);
    let unknown = due.dues.iter().filter(|due| due.each.is_err());
    assert_eq!(unknown.map(|due| due.of.people).sum::<i64>(), 1);
    assert_eq!(
        (due.city(), due.total().total()),
        (Rupiah::ZERO, Rupiah(300_000))
    );
}

#[test]
fn who_has_died_by_the_runs_date_owes_nothing_in_the_months_to_come() {
    let mut town = town();
    town.paid(1);
    town.paid(2);
    town.paid(3);
    // Dead by the run's date, and dead after it, which a run knows and does not count.
    town.event(2, "2024-12-20", EventKind::Death);
    town.event(3, "2025-01-20", EventKind::Death);
    let people = |of: &str| -> i64 { counted(&town, of).iter().map(|one| one.people).sum() };
    assert_eq!((people("2024-12"), people("2025-01")), (3, 2));
    assert_eq!(people("2026-06"), 2);
}

#[test]
fn people_on_the_same_terms_are_counted_together() {
    let mut town = town();
    for n in 1..=3 {
        town.paid(n);
    }
    let outcome = compute(&town.inputs, town.question);
    let months = contributors_by_month(&town.inputs, &outcome);
    let counts: Vec<(String, Vec<i64>)> = months
        .iter()
        .map(|(month, rows)| {
            (
                month.to_string(),
                rows.iter().map(|row| row.people).collect(),
            )
        })
        .collect();
    let all = |month: &str| (month.to_owned(), vec![3]);
    assert_eq!(counts, [all("2024-12"), all("2025-01")]);
}

/// Contributors as terms and people.
type Counted = BTreeMap<(u64, Segment, u8, String, i64), i64>;

fn by_terms<'a>(rows: impl Iterator<Item = &'a Contributors>) -> Counted {
    let mut sums = Counted::new();
    for row in rows {
        let terms = (
            row.region,
            row.segment,
            row.class,
            row.payer.clone(),
            row.wage,
        );
        *sums.entry(terms).or_default() += row.people;
    }
    sums.retain(|_, people| *people != 0);
    sums
}

#[test]
fn the_changes_up_to_a_month_are_its_contributors() {
    let mut town = Town::new("65.71", "2024-12-31");
    let dates = [
        "",
        "2013-05-01",
        "2014-01-01",
        "2020-02-29",
        "2020-03-01",
        "2023-11-30",
        "2024-01-31",
        "2024-12-02",
    ];
    let pick = |n: u32, of: u32| dates[(n / of) as usize % dates.len()];
    for n in 1..=240_u32 {
        town.person(n);
        let segment = Segment::ALL[n as usize % Segment::ALL.len()];
        let status = if n % 5 == 0 { Inactive } else { Active };
        town.record(u64::from(n), n, segment, status);
        town.period(pick(n, 1), pick(n, 7));
        if n % 3 == 0 {
            town.record(u64::from(n) + 1_000, n, Segment::PbpuPemda, Active);
            town.period(pick(n, 2), "");
        }
        if n % 11 == 0 {
            town.event(n, "2022-07-01", EventKind::Death);
        }
        if n % 13 == 0 {
            town.event(n, "2021-07-02", EventKind::Move(EventDirection::Out));
            town.event(n, "2022-10-15", EventKind::Move(EventDirection::In));
        }
        if matches!(segment, Segment::PpuPn | Segment::PpuBu) {
            worker(&mut town, n, 5_000_000, pick(n, 3), pick(n, 5));
            worker(&mut town, n, 4_500_000, pick(n, 2), "");
        }
    }
    // Nobody delivered a roll for a month of these: periods decide.
    town.inputs.roll_as_of = "2025-03-31".parse().ok();
    let outcome = compute(&town.inputs, town.question);
    let changes = contributor_changes(&town.inputs, &outcome);
    let mut last = Counted::new();
    for month in (0..132).map(|n| month("2014-01").plus(n)) {
        let up_to = changes.iter().filter(|(of, _)| *of <= month);
        let summed = by_terms(up_to.map(|(_, row)| row));
        let counted = contributors(&town.inputs, &outcome, month);
        assert_eq!(summed, by_terms(counted.iter()), "{month}");
        last = summed;
    }
    assert!(last.values().sum::<i64>() > 50);
    assert!(changes.len() > 60, "{}", changes.len());
}
