//! What holds of every bill.

use proptest::prelude::*;
use semesta_domain::MembershipStatus::{Active, Inactive as Nonaktif};
use semesta_domain::{EventDirection, Finding, LayOffProof, Segment};
use semesta_engine::bill::BillAudit;
use semesta_engine::compute;
use semesta_engine::input::{Bills, EventKind, Texts};
use semesta_law::Law;

use crate::town::{DUE, Town};

const MONTHS: [&str; 3] = ["2024-10", "2024-11", "2024-12"];
const AMOUNTS: [[i64; 3]; 6] = [
    DUE,
    DUE,
    [-35_000, -2_800, -4_200],
    [35_000, 0, 4_200],
    [0, 2_800, 0],
    [0, 2_800, 4_200],
];

/// A town in which people die, move, work and are billed at random.
fn town(facts: &[(u8, u8)], lines: &[(usize, u64, usize)]) -> Town {
    let mut town = Town::new("65.71", "2024-12-31");
    for (n, (fact, extra)) in (1..).zip(facts) {
        town.paid(n);
        match fact {
            0 => town.event(n, "2024-11-05", EventKind::Death),
            1 => town.event(n, "2024-10-20", EventKind::Move(EventDirection::Out)),
            2 => town.record(100 + u64::from(n), n, Segment::PpuBu, Active),
            5 => *town.inputs.roll.segment.last_mut().unwrap() = Segment::Pbpu,
            3 => town.lay_off(n, "2024-09-10", LayOffProof::ALL[0]),
            4 => town
                .inputs
                .roll
                .status
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|status| *status = Nonaktif),
            _ => {}
        }
        if *extra == 0 {
            town.record(200 + u64::from(n), n, Segment::PbpuPemda, Active);
        }
    }
    for (month, card, amounts) in lines {
        town.bill(MONTHS[*month], *card, AMOUNTS[*amounts]);
    }
    town
}

/// The same bill with its rows in another order, each keeping its place in the file.
fn shuffled(bills: &Bills, order: &[usize]) -> Bills {
    let texts = |texts: &Texts| order.iter().map(|at| texts.get(*at)).collect::<Texts>();
    Bills {
        month: order.iter().map(|at| bills.month[*at]).collect(),
        card: order.iter().map(|at| bills.card[*at]).collect(),
        nik: order.iter().map(|at| bills.nik[*at]).collect(),
        name: texts(&bills.name),
        city_contribution: order
            .iter()
            .map(|at| bills.city_contribution[*at])
            .collect(),
        city_assistance: order.iter().map(|at| bills.city_assistance[*at]).collect(),
        centre_assistance: order
            .iter()
            .map(|at| bills.centre_assistance[*at])
            .collect(),
        bill_number: texts(&bills.bill_number),
        bill_month: order.iter().map(|at| bills.bill_month[*at]).collect(),
        delivered: order.iter().map(|at| bills.delivered[*at]).collect(),
        origin: order.iter().map(|at| bills.origin[*at]).collect(),
    }
}

/// What the audit says of each line, by its place in the file.
fn said(town: &Town) -> Vec<(u32, Finding, i64, i64)> {
    let mut said: Vec<_> = town
        .audit()
        .lines
        .iter()
        .map(|line| {
            let at = town.inputs.bills.origin[line.row as usize].row;
            (at, line.finding, line.expected, line.disputed)
        })
        .collect();
    said.sort_unstable();
    said
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_line_has_one_finding_and_the_sums_close(
        facts in prop::collection::vec((0_u8..8, 0_u8..4), 1..8),
        lines in prop::collection::vec((0_usize..3, prop_oneof![1_u64..9, 201_u64..209], 0_usize..6), 0..40),
    ) {
        let town = town(&facts, &lines);
        // `audit` asserts the closing checks.
        prop_assert_eq!(town.audit().lines.len(), lines.len());
    }

    #[test]
    fn neither_order_nor_threads_matter(
        facts in prop::collection::vec((0_u8..8, 0_u8..4), 1..8),
        lines in prop::collection::vec((0_usize..3, prop_oneof![1_u64..9, 201_u64..209], 0_usize..6), 1..40),
        seed in any::<u64>(),
    ) {
        let mut town = town(&facts, &lines);
        let expected = said(&town);
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        town.inputs.bills = shuffled(&town.inputs.bills, &order);
        prop_assert_eq!(&said(&town), &expected);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(alone.install(|| said(&town)), expected);
    }
}

#[test]
fn a_hundred_thousand_people_and_twelve_months() {
    let mut town = Town::new("65.71", "2024-12-31");
    let n_people = if cfg!(debug_assertions) {
        5_000
    } else {
        100_000
    };
    for n in 1..=n_people {
        town.paid(n);
        for month in 1..=12 {
            town.bill(&format!("2024-{month:02}"), u64::from(n), DUE);
        }
    }
    let outcome = compute(&town.inputs, town.question);
    let begun = std::time::Instant::now();
    let audit = BillAudit::of(&town.inputs, &outcome, &Law::embedded()).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} lines audited in {seconds:.2} s", audit.lines.len());
    assert!(audit.lines.iter().all(|line| line.finding == Finding::Ok));
    assert_eq!(audit.lines.len(), n_people as usize * 12);
}
