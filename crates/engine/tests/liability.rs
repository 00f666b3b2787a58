//! What is due for a month, by who pays it.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "bill/town.rs"]
#[allow(dead_code, reason = "the town of the bill audit's tests")]
mod town;

use semesta_domain::MembershipStatus::{Active, Inactive};
use semesta_domain::{NikCell, Rupiah, Segment};
use semesta_engine::compute;
use semesta_engine::input::{EventKind, NO_DATE, Origin};
use semesta_engine::liability::{Contributors, Liability, contributors, contributors_by_month};
use semesta_law::{Component, ContributionError, Law, LocalAssistance};
use town::{Town, day, month};

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
    let nik = town.nik(1);
    let workers = &mut town.inputs.workers;
    workers.nik.push(NikCell::parse(&nik));
    workers.kk.push(0);
    workers.name.push(&Town::name(1));
    workers.label.push("PT MAJU");
    workers.start.push(day("2020-01-01"));
    workers.end.push(NO_DATE);
    workers.amount.push(6_000_000);
    workers.worker_origin.push(None);
    workers.origin.push(Origin { file: 6, row: 1 });
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
