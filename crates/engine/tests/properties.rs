//! What holds of every city: figures close, and neither the order of rows nor
//! the number of threads matters.

#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "shared by the tests of this crate")]
mod city;

use city::{MOVE_IN, MOVE_OUT, Person, Record, VILLAGE, add_event, add_person, add_record, run};
use proptest::prelude::*;
use semesta_domain::{MembershipStatus, RegisterStatus, Segment};
use semesta_engine::figures::{bridge, checks, demographics, indicators};
use semesta_engine::input::{EventKind, Inputs};

/// Few names and days, so that people collide.
const NAMES: [&str; 6] = [
    "BUDI SANTOSO",
    "BUDI",
    "SITI AMINAH",
    "ST. AMINAH",
    "MUHAMMAD YUSUF",
    "BY NY SITI AMINAH",
];
const BIRTHS: [&str; 4] = ["1990-03-05", "1990-05-03", "1991-03-05", ""];
const NIKS: [&str; 6] = [
    "6571010503909001",
    "6571010503909002",
    "6571010503909010",
    "6571010305909001",
    "6473014503919003",
    "3578010503909001",
];
const GIVEN: [&str; 9] = [
    "6571010503909001",
    "6571010503909002",
    "6571010503909010",
    "6473014503919003",
    "3578010503909001",
    "6571010503909000",
    "6.57101050390E+15",
    "",
    "-",
];
const REGIONS: [u64; 4] = [VILLAGE, 6_571_021_002, 3_578_011_001, 0];
const CARDS: [u64; 3] = [0, 6_571_010_101_209_001, 6_571_010_101_209_002];

#[derive(Debug, Clone)]
enum Row {
    Person {
        nik: usize,
        name: usize,
        birth: usize,
        kk: usize,
        region: usize,
        status: usize,
    },
    Record {
        card: u64,
        nik: usize,
        name: usize,
        birth: usize,
        kk: usize,
        region: usize,
        segment: usize,
        active: bool,
    },
    Event {
        nik: usize,
        kind: usize,
        day: u8,
    },
}

fn row() -> impl Strategy<Value = Row> {
    let person = (
        0..6usize,
        0..6usize,
        0..4usize,
        0..3usize,
        0..4usize,
        0..5usize,
    )
        .prop_map(|(nik, name, birth, kk, region, status)| Row::Person {
            nik,
            name,
            birth,
            kk,
            region,
            status,
        });
    let record = (
        1..40u64,
        0..9usize,
        0..6usize,
        0..4usize,
        0..3usize,
        0..4usize,
        0..6usize,
        any::<bool>(),
    )
        .prop_map(
            |(card, nik, name, birth, kk, region, segment, active)| Row::Record {
                card,
                nik,
                name,
                birth,
                kk,
                region,
                segment,
                active,
            },
        );
    let event =
        (0..6usize, 0..3usize, 1..60u8).prop_map(|(nik, kind, day)| Row::Event { nik, kind, day });
    prop_oneof![4 => person, 5 => record, 1 => event]
}

fn inputs(rows: &[Row]) -> Inputs {
    let mut inputs = Inputs::default();
    for row in rows {
        match *row {
            Row::Person {
                nik,
                name,
                birth,
                kk,
                region,
                status,
            } => {
                let status = [
                    RegisterStatus::Living,
                    RegisterStatus::Living,
                    RegisterStatus::Living,
                    RegisterStatus::Dead,
                    RegisterStatus::Moved,
                ][status];
                let person = Person::new(NIKS[nik], NAMES[name], BIRTHS[birth]);
                add_person(
                    &mut inputs,
                    &Person {
                        kk: CARDS[kk],
                        region: REGIONS[region],
                        status,
                        ..person
                    },
                );
            }
            Row::Record {
                card,
                nik,
                name,
                birth,
                kk,
                region,
                segment,
                active,
            } => {
                let status = if active {
                    MembershipStatus::Active
                } else {
                    MembershipStatus::Inactive
                };
                let record = Record::new(card, GIVEN[nik], NAMES[name], BIRTHS[birth]);
                let segment = Segment::ALL[segment];
                add_record(
                    &mut inputs,
                    &Record {
                        kk: CARDS[kk],
                        region: REGIONS[region],
                        segment,
                        status,
                        ..record
                    },
                );
            }
            Row::Event { nik, kind, day } => {
                let kind = [EventKind::Death, MOVE_IN, MOVE_OUT][kind];
                let on = format!("2024-12-{:02}", day.min(31));
                add_event(&mut inputs, NIKS[nik], "", &on, kind);
            }
        }
    }
    inputs
}

/// Everything of an outcome that does not name a row of the files.
fn told(rows: &[Row]) -> (Vec<String>, Vec<String>) {
    let (inputs, outcome) = run(inputs(rows));
    let figures = indicators(&outcome, &inputs.roll);
    let mut members: Vec<String> = outcome
        .members
        .iter()
        .enumerate()
        .map(|(row, member)| {
            let nik = member
                .settled
                .person
                .map(|person| outcome.people.nik[person as usize]);
            format!(
                "{} {} {:?} {} {:?} {nik:?} {}",
                inputs.roll.card[row],
                inputs.roll.name.get(row),
                inputs.roll.nik[row],
                member.standing,
                member.settled.method,
                member.settled.weight
            )
        })
        .collect();
    members.sort();
    let figures = figures.iter().map(|row| {
        format!(
            "{:?} {:?} {:?} {:?} {:?}",
            row.area, row.segment, row.indicator, row.basis, row.ratio
        )
    });
    (members, figures.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_check_closes(rows in prop::collection::vec(row(), 0..60)) {
        let (inputs, outcome) = run(inputs(&rows));
        let figures = indicators(&outcome, &inputs.roll);
        let groups = demographics(&outcome, &inputs.roll);
        let checks = checks(&outcome, &figures, &groups, &bridge(&outcome));
        prop_assert!(checks.len() > 20);
        for check in checks {
            prop_assert!(check.closed(), "{} {} {}", check.check, check.left, check.right);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(rows in prop::collection::vec(row(), 0..60), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(told(&rows), told(&shuffled));
    }

    #[test]
    fn the_number_of_threads_does_not_matter(rows in prop::collection::vec(row(), 0..60)) {
        let with = |n: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
            pool.install(|| told(&rows))
        };
        prop_assert_eq!(with(1), with(3));
    }
}
