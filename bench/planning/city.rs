//! An invented city's uncovered people and eight sources, from a seed.

use semesta_domain::{Month, Rupiah};
use semesta_planning::{
    AllocationProblem, Candidate, Draw, Entries, Fund, FundId, FundLimit, Horizon, Offer, Source,
    Span, Tariff, TariffId, Vulnerability,
};

/// Splitmix64: enough for an invented city, the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// Eight sources: city, DAU, cigarette tax, province, `pbi_jk`, three donors.
pub(crate) fn problem(n_people: usize, n_months: usize, seed: u64) -> AllocationProblem {
    let horizon = Horizon {
        first: Month::of(semesta_domain::date_from_days(20_454).unwrap_or_default()),
        n_months,
    };
    let mut problem = AllocationProblem::new(horizon);
    let lanes = sources(&mut problem, n_people as i64);
    people(&mut problem, n_people, &lanes, &mut Random(seed));
    problem
}

/// The offers of the eight sources, in the order above.
fn sources(problem: &mut AllocationProblem, n: i64) -> Vec<Offer> {
    let horizon = problem.horizon;
    let years = |share: i64| -> Vec<FundLimit> {
        (0..horizon.n_months)
            .step_by(12)
            .map(|year| FundLimit {
                first: horizon.month(year),
                last: horizon.month((year + 11).min(horizon.n_months - 1)),
                amount: Rupiah(n * share * 37_800 * 12 / 1_000 + 12_345 * year as i64),
            })
            .collect()
    };
    let names = [
        "city",
        "dau",
        "cigarette tax",
        "province",
        "state",
        "donor 1",
        "donor 2",
        "donor 3",
    ];
    let shares = [180, 60, 40, 90, 0, 15, 10, 5];
    for (index, name) in names.iter().enumerate() {
        problem.fund(Fund {
            name: (*name).to_owned(),
            is_city: index < 3,
            limits: if *name == "state" {
                Vec::new()
            } else {
                years(shares[index])
            },
        });
    }
    let price = |monthly: i64, fund: usize| Draw {
        fund: FundId(fund),
        monthly: vec![Rupiah(monthly); horizon.n_months],
        span: Span::Always,
    };
    let tariffs: Vec<TariffId> = (0..8)
        .map(|index| {
            let draws = match index {
                // The province bears the assistance of 2,800 for the city's own.
                0 => vec![price(35_000, 0), price(2_800, 3)],
                4 => vec![
                    Draw {
                        span: Span::First(2),
                        ..price(37_800, 0)
                    },
                    Draw {
                        span: Span::After(2),
                        ..price(42_000, 4)
                    },
                ],
                _ => vec![price(37_800, index)],
            };
            problem.tariff(Tariff { draws })
        })
        .collect();
    (0..8)
        .map(|index| {
            let source = problem.source(Source {
                name: names[index].to_owned(),
                opens: horizon
                    .month(if index < 3 { 1 } else { index % 3 }.min(horizon.n_months - 1)),
                quota_heads: (index == 3).then_some((n / 8) as u32),
                entries: match index {
                    4 => Entries::per_day(25, horizon, &[]),
                    3 => Entries::PerMonth(2_000),
                    _ => Entries::Unlimited,
                },
            });
            Offer {
                source,
                tariff: tariffs[index],
            }
        })
        .collect()
}

fn people(problem: &mut AllocationProblem, n_people: usize, lanes: &[Offer], random: &mut Random) {
    let mut household = 0;
    while problem.people.len() < n_people {
        household += 1;
        let size =
            1 + [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7][random.below(17) as usize];
        let decile = (random.below(1_000) < 900).then(|| 1 + random.below(10) as u8);
        let village = random.below(40);
        let poor = decile.is_some_and(|decile| decile <= 5);
        for _ in 0..size.min(n_people - problem.people.len()) {
            let mut offers: Vec<Offer> = lanes[..3].to_vec();
            if random.below(100) < 15 {
                offers.push(lanes[3]);
            }
            if poor {
                offers.push(lanes[4]);
                offers.extend(
                    (0..3)
                        .filter(|ring| village % 8 == *ring || village == 10 + ring)
                        .map(|ring| lanes[5 + ring as usize]),
                );
            }
            let vulnerability = match random.below(100) {
                0..4 => Vulnerability::Infant,
                4..6 => Vulnerability::Pregnant,
                6..15 => Vulnerability::Elderly,
                15..17 => Vulnerability::Disabled,
                _ => decile.map_or(Vulnerability::None, Vulnerability::Decile),
            };
            let profile = problem.profile(offers);
            problem.people.push(Candidate {
                id: problem.people.len() as u64 + 1,
                household,
                vulnerability,
                profile,
                registered: random.below(4) == 0,
                relative_covered: random.below(20) == 0,
            });
        }
    }
}
