//! The allocation against brute force and against a greedy by priority.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use proptest::prelude::*;
use semesta_planning::{Effort, Objective, Verdict};
use support::{arbitrary, brute, greedy, vector};

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
    fn is_never_worse_than_a_greedy(problem in arbitrary(60, 8)) {
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
