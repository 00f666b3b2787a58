//! Target paths: the published case, and what must always hold.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use semesta_domain::{Month, Rupiah};
use semesta_planning::{
    Flow, FlowKind, Forecast, FundLimit, Horizon, Indicator, Pace, TargetError, TargetGoal,
    TargetProblem,
};

fn month(year: i16, month: i8) -> Month {
    Month::new(year, month).unwrap()
}

fn flow(kind: FlowKind, observed: &[i64]) -> Flow {
    Flow {
        kind,
        observed: observed.to_vec(),
        covered: None,
    }
}

/// Bontang from March 2017: 92 % of an assumed 170,000, with Rp 25 billion for
/// the year and the same again for 2018; flows are invented.
fn bontang(paid: i64) -> TargetProblem {
    let horizon = Horizon {
        first: month(2017, 1),
        n_months: 15,
    };
    let year = |first, last| FundLimit {
        first,
        last,
        amount: Rupiah(25_000_000_000),
    };
    TargetProblem {
        horizon,
        opens: horizon.first,
        indicator: Indicator::Coverage,
        population: 170_000,
        covered: 156_400,
        paid,
        money: vec![
            year(month(2017, 1), month(2017, 12)),
            year(month(2018, 1), month(2018, 12)),
        ],
        price: vec![Rupiah(23_000); 15],
        pace: Pace::Even,
        goals: vec![
            TargetGoal {
                basis_points: 9_800,
                due: month(2017, 12),
            },
            TargetGoal {
                basis_points: 10_000,
                due: month(2018, 3),
            },
        ],
        flows: vec![
            flow(FlowKind::Births, &[280, 300, 310, 290]),
            flow(FlowKind::Deaths, &[60, 70, 65, 75]),
            flow(FlowKind::MovesIn, &[480, 500, 520, 460]),
            flow(FlowKind::MovesOut, &[470, 480, 450, 490]),
        ],
        band_percent: 80,
    }
}

#[test]
fn bontang_reaches_98_and_100_percent_in_time() {
    let forecast = bontang(60_000).forecast().unwrap();
    assert_eq!(
        forecast.carried, 90_579,
        "25,000,000,000 / (23,000 × 12), whole"
    );
    let [first, second] = &forecast.goals[..] else {
        panic!("two goals")
    };
    assert_eq!(
        (first.reached, first.missing_people),
        (Some(month(2017, 12)), 0)
    );
    assert_eq!(
        (second.reached, second.missing_people),
        (Some(month(2018, 3)), 0)
    );
    assert!(first.earliest <= first.reached);
    let last = forecast.path.last().unwrap();
    assert!(last.share().reaches(100, 0));
    assert!(last.covered_range.0 <= last.covered && last.covered <= last.covered_range.1);
}

#[test]
fn says_what_the_money_does_not_cover() {
    // 89,000 are paid already: 1,579 more can be carried, and no one else.
    let forecast = bontang(89_000).forecast().unwrap();
    let enrolled_2017: i64 = forecast.path[..12].iter().map(|m| m.enrolled).sum();
    let spent_2017: Rupiah = forecast.path[..12].iter().map(|m| m.cost).sum();
    assert!(spent_2017 <= Rupiah(25_000_000_000));
    assert!(enrolled_2017 >= 1_579, "late starts cost less than a year");
    let goal = &forecast.goals[0];
    assert_eq!(goal.reached, None);
    let december = &forecast.path[11];
    assert_eq!(
        goal.missing_people,
        (december.population * 98 + 99) / 100 - december.covered
    );
    assert_eq!(goal.missing_money, Rupiah(23_000 * 4) * goal.missing_people);
    assert!(december.unfunded > 0);
}

#[test]
fn a_pace_sets_the_date() {
    let mut problem = bontang(60_000);
    problem.flows.clear();
    problem.pace = Pace::AtMost(1_000);
    // 98 % of 170,000 are 166,600: 10,200 more, the last 200 in the eleventh month.
    let goals = problem.forecast().unwrap().goals;
    assert_eq!(goals[0].reached, Some(month(2017, 11)));
    assert_eq!(
        (goals[0].earliest, goals[0].latest),
        (goals[0].reached, goals[0].reached)
    );
    // 13,600 for everyone: the fourteenth month.
    assert_eq!(goals[1].reached, Some(month(2018, 2)));
}

#[test]
fn nobody_starts_before_registrations_take_effect() {
    let mut problem = bontang(60_000);
    problem.flows.clear();
    problem.goals.truncate(1);
    problem.opens = month(2017, 3);
    let forecast = problem.forecast().unwrap();
    let starts: Vec<i64> = forecast.path.iter().map(|m| m.enrolled).collect();
    assert_eq!(starts[..2], [0, 0]);
    assert_eq!(
        (forecast.path[1].covered, forecast.path[1].unfunded),
        (156_400, 0)
    );
    // 10,200 people in the ten months from March.
    assert_eq!(starts[2], 1_020);
    assert_eq!(forecast.goals[0].reached, Some(month(2017, 12)));
    assert_eq!(forecast.goals[0].needed_per_month, Some(1_020));
    problem.opens = month(2018, 1);
    let goal = problem.forecast().unwrap().goals[0];
    assert_eq!(
        (goal.reached, goal.needed_per_month),
        (Some(problem.opens), None)
    );
    assert_eq!(goal.missing_people, 10_200);
}

#[test]
fn job_losses_and_purges_lower_activity_only() {
    let mut problem = bontang(60_000);
    problem.goals.clear();
    problem.flows = vec![
        flow(FlowKind::Purges, &[100, 100]),
        flow(FlowKind::JobLosses, &[20, 20]),
    ];
    let coverage = problem.forecast().unwrap();
    assert_eq!(coverage.path[1].covered, 156_400);
    problem.indicator = Indicator::Activity;
    let activity = problem.forecast().unwrap();
    assert_eq!(activity.path[1].covered, 156_280);
    assert_eq!(activity.path[14].covered, 156_400 - 14 * 120);
}

#[test]
fn refuses_what_makes_no_sense() {
    let check = |change: fn(&mut TargetProblem), expected: TargetError| {
        let mut problem = bontang(0);
        change(&mut problem);
        assert_eq!(problem.forecast(), Err(expected));
    };
    check(|p| p.population = 0, TargetError::Count("population"));
    check(
        |p| p.price.truncate(3),
        TargetError::Prices {
            expected: 15,
            found: 3,
        },
    );
    check(|p| p.band_percent = 100, TargetError::Band(100));
    check(
        |p| p.goals[0].due = month(2030, 1),
        TargetError::GoalOutside(month(2030, 1)),
    );
    check(|p| p.horizon.n_months = 0, TargetError::Horizon(0));
}

fn within_limits(problem: &TargetProblem, forecast: &Forecast) -> bool {
    problem.money.iter().all(|limit| {
        let inside = forecast
            .path
            .iter()
            .filter(|m| limit.first <= m.month && m.month <= limit.last);
        inside.map(|m| m.cost).sum::<Rupiah>() <= limit.amount
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn never_spends_more_than_there_is(
        paid in 0..90_000_i64,
        covered in 100_000..170_000_i64,
        births in proptest::collection::vec(0..900_i64, 0..8),
        purges in proptest::collection::vec(0..900_i64, 0..8),
        pace in proptest::option::of(0..5_000_i64),
    ) {
        let mut problem = bontang(paid);
        problem.covered = covered;
        problem.indicator = Indicator::Activity;
        problem.flows = vec![flow(FlowKind::Births, &births), flow(FlowKind::Purges, &purges)];
        problem.pace = pace.map_or(Pace::Even, Pace::AtMost);
        let forecast = problem.forecast().unwrap();
        prop_assert!(within_limits(&problem, &forecast));
        for pair in forecast.path.windows(2) {
            prop_assert_eq!(pair[1].paid - pair[0].paid, pair[1].enrolled);
        }
        for month in &forecast.path {
            prop_assert!(month.enrolled >= 0 && month.unfunded >= 0);
        }
        for goal in &forecast.goals {
            let on_date = forecast.path.iter().find(|m| m.month == goal.goal.due).unwrap();
            let holds = on_date.share().reaches(0, goal.goal.basis_points);
            prop_assert_eq!(holds, goal.missing_people == 0);
        }
    }
}
