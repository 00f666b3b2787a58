//! Small random problems.

use proptest::prelude::*;
use semesta_domain::{Month, Rupiah};
use semesta_planning::{
    AllocationProblem, Candidate, Draw, Entries, Fund, FundId, FundLimit, Horizon, Offer,
    ProfileId, Source, SourceId, Span, Tariff, TariffId, Vulnerability,
};

type Limits = (usize, usize, i64);
type SourceParts = (usize, Option<u32>, Option<u32>, Vec<(usize, i64, u8)>);
type PersonParts = (u64, u8, Vec<bool>, bool);

/// Up to `n_people` people, three sources, three funds, up to `n_months` months.
pub(crate) fn arbitrary(
    n_people: usize,
    n_months: usize,
) -> impl Strategy<Value = AllocationProblem> {
    let most = n_people as i64 * n_months as i64 * 7;
    let limit = (0..n_months, 0..n_months, 0..=most);
    let fund = (any::<bool>(), proptest::collection::vec(limit, 0..=2));
    let draw = (
        0..3_usize,
        prop_oneof![Just(5_i64), Just(7), 0..12_i64],
        0..4_u8,
    );
    let source = (
        0..n_months,
        proptest::option::weighted(0.3, 0..=n_people as u32),
        proptest::option::weighted(0.5, 0..=(n_people as u32 / 2 + 1)),
        proptest::collection::vec(draw, 1..=2),
    );
    let person = (
        1..=(n_people as u64 / 2 + 1),
        0..9_u8,
        proptest::collection::vec(any::<bool>(), 3),
        any::<bool>(),
    );
    (
        1..=n_months,
        proptest::collection::vec(fund, 3),
        proptest::collection::vec(source, 3),
        proptest::collection::vec(person, 0..=n_people),
    )
        .prop_map(|(months, funds, sources, people)| build(months, &funds, &sources, &people))
}

fn build(
    n_months: usize,
    funds: &[(bool, Vec<Limits>)],
    sources: &[SourceParts],
    people: &[PersonParts],
) -> AllocationProblem {
    let first = Month::new(2026, 1).unwrap();
    let horizon = Horizon { first, n_months };
    let mut problem = AllocationProblem::new(horizon);
    for (index, (is_city, limits)) in funds.iter().enumerate() {
        problem.funds.push(Fund {
            name: format!("fund {index}"),
            is_city: *is_city,
            limits: limits
                .iter()
                .map(|&(a, b, amount)| FundLimit {
                    first: horizon.month(a.min(b)),
                    last: horizon.month(a.max(b)),
                    amount: Rupiah(amount),
                })
                .collect(),
        });
    }
    for (index, (opens, quota_heads, cap, draws)) in sources.iter().enumerate() {
        problem.sources.push(Source {
            name: format!("source {index}"),
            opens: horizon.month(*opens),
            quota_heads: *quota_heads,
            entries: cap.map_or(Entries::Unlimited, Entries::PerMonth),
        });
        problem.tariffs.push(Tariff {
            draws: draws
                .iter()
                .map(|&(fund, price, span)| draw(fund, price, span, n_months))
                .collect(),
        });
    }
    for (index, (household, vulnerability, eligible, relative_covered)) in people.iter().enumerate()
    {
        let offers = (0..3)
            .filter(|&source| eligible[source])
            .map(|source| Offer {
                source: SourceId(source),
                tariff: TariffId(source),
            });
        let profile: ProfileId = problem.profile(offers.collect());
        problem.people.push(Candidate {
            id: index as u64 + 1,
            household: *household,
            vulnerability: match vulnerability {
                0 => Vulnerability::Infant,
                1 => Vulnerability::Elderly,
                decile @ 2..=6 => Vulnerability::Decile(*decile),
                _ => Vulnerability::None,
            },
            profile,
            registered: index % 3 == 0,
            relative_covered: *relative_covered && index % 4 == 0,
        });
    }
    problem
}

fn draw(fund: usize, price: i64, span: u8, n_months: usize) -> Draw {
    // A price that rises in the second half stands for a change of law.
    let monthly = (0..n_months).map(|month| {
        let rise = i64::from(span == 3 && month * 2 >= n_months);
        Rupiah(price + rise)
    });
    Draw {
        fund: FundId(fund),
        monthly: monthly.collect(),
        span: match span {
            1 => Span::First(1),
            2 => Span::After(1),
            _ => Span::Always,
        },
    }
}

/// The same problem at prices as large and uneven as real ones.
pub(crate) fn in_rupiah(mut problem: AllocationProblem) -> AllocationProblem {
    for tariff in &mut problem.tariffs {
        for amount in tariff.draws.iter_mut().flat_map(|draw| &mut draw.monthly) {
            *amount = Rupiah(amount.0 * 5_003 + amount.0 % 3);
        }
    }
    for limit in problem.funds.iter_mut().flat_map(|fund| &mut fund.limits) {
        limit.amount = limit.amount * 5_003;
    }
    problem
}
