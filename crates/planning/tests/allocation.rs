//! The allocation against brute force and against a greedy by priority.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use proptest::prelude::*;
use semesta_domain::Rupiah;
use semesta_planning::{Effort, FundId, Objective, Verdict};
use support::{arbitrary, brute, greedy, in_rupiah, vector};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn is_optimal_on_small_cases(problem in arbitrary(5, 3)) {
        let plan = problem.solve(Effort { nodes: 20_000 }).unwrap();
        let best = brute(&problem, &plan.class_of);
        let reached = vector(&problem, &plan.class_of, &plan.placements).expect("keeps all limits");
        prop_assert_eq!(&reached, &best.vector);
        prop_assert!(plan.is_proven(), "{:?}", plan.objectives);
        let whole = best.whole_with(&problem, &plan);
        prop_assert_eq!(plan.families.whole, whole);
    }

    #[test]
    fn funds_that_pay_for_one_another_are_used_to_the_last_rupiah(problem in arbitrary(5, 3)) {
        let mut problem = problem;
        for fund in &mut problem.funds {
            fund.is_city = true;
        }
        let pooled = problem.pool((0..3).map(FundId).collect());
        prop_assume!(pooled);
        let plan = problem.solve(Effort { nodes: 20_000 }).unwrap();
        let best = brute(&problem, &plan.class_of);
        let reached = vector(&problem, &plan.class_of, &plan.placements).expect("keeps all limits");
        prop_assert_eq!(&reached, &best.vector);
        prop_assert!(plan.is_proven(), "{:?}", plan.objectives);
        for of in plan.funds.iter().flat_map(|fund| &fund.limits) {
            prop_assert!(of.left() >= Rupiah::ZERO, "{of:?}");
        }
        let spent: Rupiah = plan.funds.iter().flat_map(|fund| fund.spent.iter().copied()).sum();
        prop_assert_eq!(-spent.0, reached[reached.len() - 2]);
    }

    #[test]
    fn is_never_worse_than_a_greedy(problem in arbitrary(60, 8)) {
        let plan = problem.solve(Effort { nodes: 50 }).unwrap();
        let reached = vector(&problem, &plan.class_of, &plan.placements).expect("keeps all limits");
        let simple = greedy(&problem, &plan.class_of);
        let simple = vector(&problem, &plan.class_of, &simple).expect("keeps all limits");
        prop_assert!(reached >= simple, "{reached:?} < {simple:?}");
    }

    #[test]
    fn keeps_limits_at_real_prices(problem in arbitrary(60, 24)) {
        let problem = in_rupiah(problem);
        let plan = problem.solve(Effort { nodes: 50 }).unwrap();
        let reached = vector(&problem, &plan.class_of, &plan.placements).expect("keeps all limits");
        let simple = greedy(&problem, &plan.class_of);
        let simple = vector(&problem, &plan.class_of, &simple).expect("keeps all limits");
        prop_assert!(reached >= simple, "{reached:?} < {simple:?}");
    }

    #[test]
    fn says_what_it_does(problem in arbitrary(40, 6)) {
        let plan = problem.solve(Effort { nodes: 50 }).unwrap();
        for result in &plan.objectives {
            let better = match result.objective {
                Objective::CityMoney | Objective::Starts => result.bound <= result.value,
                Objective::PersonMonths(_) | Objective::WholeHouseholds => result.bound >= result.value,
            };
            prop_assert!(better, "{result:?}");
            match result.objective {
                Objective::CityMoney => prop_assert_eq!(result.value, plan.city_money(&problem).0),
                Objective::Starts => prop_assert_eq!(result.value, plan.covered() as i64),
                Objective::WholeHouseholds => prop_assert_eq!(result.value, plan.families.whole),
                Objective::PersonMonths(class) => {
                    let of = plan.classes.iter().find(|of| of.class == class).unwrap();
                    prop_assert_eq!(result.value, of.person_months);
                }
            }
        }
        for index in 0..problem.people.len() {
            let explanation = plan.explain(&problem, index);
            let chosen = |v: &Verdict| matches!(v, Verdict::Chosen { .. });
            let n_chosen = explanation.sources.iter().filter(|(v, _)| chosen(v)).count();
            prop_assert_eq!(n_chosen == 1, plan.placements[index].is_some());
            let room = |v: &Verdict| matches!(v, Verdict::Room { .. });
            prop_assert!(!explanation.sources.iter().any(|(v, _)| room(v)));
        }
    }

    #[test]
    fn does_not_depend_on_the_order_of_people(problem in arbitrary(30, 6), seed in any::<u64>()) {
        let plan = problem.solve(Effort::default()).unwrap();
        let mut order: Vec<usize> = (0..problem.people.len()).collect();
        order.sort_by_key(|&index| (index as u64 + 1).wrapping_mul(seed | 1));
        let mut shuffled = problem.clone();
        shuffled.people = order.iter().map(|&index| problem.people[index].clone()).collect();
        let other = shuffled.solve(Effort::default()).unwrap();
        for (position, &index) in order.iter().enumerate() {
            prop_assert_eq!(other.placements[position], plan.placements[index]);
        }
        prop_assert_eq!(other.objectives, plan.objectives);
    }
}

mod cases {
    use semesta_domain::{Lang, Month, Rupiah};
    use semesta_planning::{
        AllocationProblem, Candidate, Draw, Effort, Entries, Fund, FundId, Horizon, Indicator,
        Offer, ProfileId, Source, SourceId, Span, Tariff, Vulnerability,
    };

    fn year(n_months: usize) -> AllocationProblem {
        let first = Month::new(2026, 1).unwrap();
        AllocationProblem::new(Horizon { first, n_months })
    }

    fn open(problem: &mut AllocationProblem, name: &str, entries: Entries) -> SourceId {
        problem.source(Source {
            name: name.to_owned(),
            opens: problem.horizon.first,
            quota_heads: None,
            entries,
        })
    }

    fn person(
        id: u64,
        household: u64,
        vulnerability: Vulnerability,
        profile: ProfileId,
    ) -> Candidate {
        Candidate {
            id,
            household,
            vulnerability,
            profile,
            registered: false,
            relative_covered: false,
        }
    }

    /// One fund of `amount`, one source at 37,800.
    fn city(n_months: usize, amount: i64) -> (AllocationProblem, ProfileId) {
        let mut problem = year(n_months);
        let horizon = problem.horizon;
        let fund = problem.fund(Fund::with_total("APBD", true, horizon, Rupiah(amount)));
        let source = open(&mut problem, "kota", Entries::Unlimited);
        let tariff = problem.tariff(Tariff::flat(fund, Rupiah(37_800), horizon));
        let profile = problem.profile(vec![Offer { source, tariff }]);
        (problem, profile)
    }

    #[test]
    fn bontangs_money_pays_for_90_579_person_years() {
        let (mut problem, profile) = city(12, 25_000_000_000);
        problem.tariffs[0].draws[0].monthly = vec![Rupiah(23_000); 12];
        for id in 0..100_000 {
            problem
                .people
                .push(person(id, id, Vulnerability::None, profile));
        }
        let plan = problem.solve(Effort::default()).unwrap();
        assert!(plan.is_proven());
        assert_eq!(plan.sources[0].entries[0], 90_579);
        // What is left, 196,000, pays for eight more months of one person.
        assert_eq!((plan.sources[0].entries[4], plan.covered()), (1, 90_580));
        assert_eq!(
            plan.city_money(&problem),
            Rupiah(90_579 * 23_000 * 12 + 8 * 23_000)
        );
    }

    #[test]
    fn the_family_of_a_baby_comes_before_strangers() {
        let (mut problem, profile) = city(2, 37_800 * 4);
        problem.people = vec![
            person(1, 10, Vulnerability::None, profile),
            person(2, 20, Vulnerability::None, profile),
            person(3, 20, Vulnerability::Infant, profile),
        ];
        let plan = problem.solve(Effort::default()).unwrap();
        assert_eq!(plan.placements[0], None);
        assert_eq!((plan.families.whole, plan.families.divided), (1, 0));
        let why = plan.explain(&problem, 0).sentences(&problem, Lang::En);
        assert_eq!(
            why,
            [
                "kota: fund APBD 2026-01 to 2026-02 spent: Rp 0 left, Rp 37.800 needed, \
              last for class family"
            ]
        );
    }

    #[test]
    fn of_equals_those_who_complete_their_family_are_taken() {
        let (mut problem, profile) = city(1, 37_800 * 3);
        // Three places: the family of three is whole, not parts of the family of four.
        problem.people = (1..=4)
            .map(|id| person(id, 1, Vulnerability::Elderly, profile))
            .collect();
        problem
            .people
            .extend((5..=7).map(|id| person(id, 2, Vulnerability::Elderly, profile)));
        let plan = problem.solve(Effort::default()).unwrap();
        let covered: Vec<bool> = plan.placements.iter().map(Option::is_some).collect();
        assert_eq!(covered, [false, false, false, false, true, true, true]);
    }

    #[test]
    fn the_city_bridges_until_the_registry_takes_over() {
        let mut problem = year(6);
        let horizon = problem.horizon;
        let apbd = problem.fund(Fund::with_total("APBD", true, horizon, Rupiah(1_000_000)));
        let state = problem.fund(Fund::open("APBN", false));
        // 25 a day on the working days of January to June 2026, less New Year's Day.
        let entries = Entries::per_day(25, horizon, &[jiff::civil::date(2026, 1, 1)]);
        assert_eq!(
            entries,
            Entries::ByMonth(vec![525, 500, 550, 550, 525, 550])
        );
        let source = open(&mut problem, "pbi_jk", entries);
        let draw = |fund: FundId, amount, span| Draw {
            fund,
            monthly: vec![Rupiah(amount); 6],
            span,
        };
        let tariff = problem.tariff(Tariff {
            draws: vec![
                draw(apbd, 37_800, Span::First(2)),
                draw(state, 42_000, Span::After(2)),
            ],
        });
        let profile = problem.profile(vec![Offer { source, tariff }]);
        for id in 0..20 {
            problem
                .people
                .push(person(id, id, Vulnerability::Decile(1), profile));
        }
        let plan = problem.solve(Effort::default()).unwrap();
        // 1,000,000 / (2 × 37,800) = 13 from January; 17,200 are left, less than a
        // single bridging month.
        assert_eq!(plan.sources[0].entries, [13, 0, 0, 0, 0, 0]);
        assert_eq!(
            plan.funds[0].spent[..3],
            [Rupiah(13 * 37_800), Rupiah(13 * 37_800), Rupiah(0)]
        );
        assert_eq!(plan.funds[1].spent[5], Rupiah(13 * 42_000));
    }

    #[test]
    fn the_next_tenth_is_priced() {
        let (mut problem, profile) = city(12, 0);
        for id in 0..30 {
            let mut one = person(id, id, Vulnerability::None, profile);
            one.registered = id >= 10;
            problem.people.push(one);
        }
        let plan = problem.solve(Effort::default()).unwrap();
        assert_eq!(plan.covered(), 0);
        let coverage = plan
            .next_tenth(&problem, 15_001, Indicator::Coverage)
            .unwrap();
        assert_eq!((coverage.people, coverage.reachable), (16, 10));
        assert_eq!(coverage.city_monthly, Rupiah(10 * 37_800));
        let activity = plan
            .next_tenth(&problem, 15_001, Indicator::Activity)
            .unwrap();
        assert_eq!((activity.people, activity.reachable), (16, 16));
        assert_eq!(activity.monthly, Rupiah(16 * 37_800));
    }
}
