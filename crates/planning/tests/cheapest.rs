//! The people who cost the city least, held against trying everything.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use semesta_domain::{Month, Rupiah};
use semesta_planning::{
    AllocationProblem, Candidate, Draw, Entries, Fund, Horizon, Needed, Offer, Source, SourceId,
    Span, Tariff, Vulnerability,
};

/// Sources at these prices for the city, in rupiah a month; of the last the city pays the
/// first two months only.
const PRICES: [i64; 4] = [10, 3, 0, 7];
const BRIDGED: usize = 3;
/// By whom people count.
const COUNTING: [bool; 4] = [true, true, false, false];

/// People who are registered or not, each with the sources open to them.
fn problem(people: &[(bool, [bool; 4])], quota: Option<u32>) -> AllocationProblem {
    let horizon = Horizon {
        first: Month::new(2025, 1).unwrap(),
        n_months: 4,
    };
    let mut problem = AllocationProblem::new(horizon);
    let city = problem.fund(Fund::open("kota", true));
    let offers: Vec<Offer> = PRICES
        .iter()
        .enumerate()
        .map(|(at, price)| {
            let source = problem.source(Source {
                name: at.to_string(),
                opens: horizon.first,
                quota_heads: quota.filter(|_| at == 1),
                entries: Entries::Unlimited,
            });
            let draw = Draw {
                fund: city,
                monthly: vec![Rupiah(*price); 4],
                span: if at == BRIDGED {
                    Span::First(2)
                } else {
                    Span::Always
                },
            };
            let tariff = problem.tariff(Tariff { draws: vec![draw] });
            Offer { source, tariff }
        })
        .collect();
    for (id, (registered, open)) in people.iter().enumerate() {
        let open = offers.iter().zip(open).filter(|(_, open)| **open);
        let profile = problem.profile(open.map(|(offer, _)| *offer).collect());
        problem.people.push(Candidate {
            id: id as u64,
            household: id as u64,
            vulnerability: Vulnerability::None,
            profile,
            registered: *registered,
            relative_covered: false,
        });
    }
    problem
}

/// A month's price and what is paid once.
fn price(source: usize) -> (i64, i64) {
    match source {
        BRIDGED => (0, 2 * PRICES[BRIDGED]),
        other => (PRICES[other], 0),
    }
}

/// The least of all assignments.
fn tried(people: &[(bool, [bool; 4])], quota: Option<u32>, needed: Needed) -> Option<(i64, i64)> {
    let mut least = None;
    for mut code in 0..5_usize.pow(people.len() as u32) {
        let (mut sum, mut cost, mut by_quota) = ([0, 0, 0], (0, 0), 0);
        let mut is_open = true;
        for (registered, open) in people {
            let choice = code % 5;
            code /= 5;
            if choice == 4 {
                continue;
            }
            is_open &= open[choice];
            sum[0] += i64::from(!registered);
            sum[1] += 1;
            sum[2] += i64::from(COUNTING[choice]);
            by_quota += u32::from(choice == 1);
            let (monthly, once) = price(choice);
            cost = (cost.0 + monthly, cost.1 + once);
        }
        let enough =
            sum[0] >= needed.unregistered && sum[1] >= needed.people && sum[2] >= needed.counting;
        let within = quota.is_none_or(|quota| by_quota <= quota);
        if is_open && enough && within && least.is_none_or(|least| cost < least) {
            least = Some(cost);
        }
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_costs_the_city_less(
        people in proptest::collection::vec((any::<bool>(), any::<[bool; 4]>()), 0..6),
        quota in proptest::option::of(0_u32..3),
        needed in (0_i64..4, 0_i64..6, 0_i64..4),
    ) {
        let needed = Needed { unregistered: needed.0, people: needed.1, counting: needed.2 };
        let problem = problem(&people, quota);
        let counts = |source: SourceId| COUNTING[source.0];
        let found = problem.cheapest(needed, counts).unwrap();
        let cost = found.as_ref().map(|of| (of.city_monthly.0, of.bridging.0));
        prop_assert_eq!(cost, tried(&people, quota, needed));
        if let Some(found) = found {
            let sum = |of: fn(&semesta_planning::SourcePeople) -> i64| -> i64 { found.by_source.iter().map(of).sum() };
            prop_assert!(sum(|of| of.unregistered) >= needed.unregistered);
            prop_assert!(sum(|of| of.unregistered + of.inactive) >= needed.people);
            let monthly: i64 = found.by_source.iter().map(|of| (of.unregistered + of.inactive) * price(of.source.0).0).sum();
            prop_assert_eq!(monthly, found.city_monthly.0);
        }
    }
}
