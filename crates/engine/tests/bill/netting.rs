//! Lines of one card and month together.

use semesta_domain::Finding::{Deceased, Duplicate, Ok, WrongAmount};
use semesta_domain::MembershipStatus::Active;
use semesta_domain::Segment;
use semesta_engine::bill::{Fact, Netting};
use semesta_engine::input::EventKind;

use crate::town::{DUE, Town};

const BACK: [i64; 3] = [-35_000, -2_800, -4_200];

fn town() -> Town {
    let mut town = Town::new("65.71", "2024-12-31");
    town.paid(1);
    town
}

#[test]
fn what_cancels_is_in_order_even_of_the_dead() {
    let mut town = town();
    town.event(1, "2024-01-01", EventKind::Death);
    town.bill("2024-12", 1, DUE);
    town.bill("2024-12", 1, BACK);
    assert_eq!(town.findings(), [(Ok, 0), (Ok, 0)]);
    assert!(
        town.audit()
            .lines
            .iter()
            .all(|line| line.netting == Netting::Cancelled)
    );
}

#[test]
fn a_card_billed_twice_is_kept_once() {
    let mut town = town();
    town.bill("2024-12", 1, DUE);
    town.bill("2024-12", 1, DUE);
    assert_eq!(town.findings(), [(Ok, 0), (Duplicate, 37_800)]);
}

#[test]
fn a_correction_takes_back_the_second_line() {
    let mut town = town();
    town.bill("2024-12", 1, DUE);
    town.bill("2024-12", 1, DUE);
    town.bill("2024-12", 1, BACK);
    assert_eq!(town.findings(), [(Ok, 0); 3]);
}

#[test]
fn a_partial_correction_leaves_one_amount() {
    let mut town = town();
    town.bill("2024-12", 1, [70_000, 5_600, 8_400]);
    town.bill("2024-12", 1, BACK);
    assert_eq!(town.findings(), [(Ok, 0), (Ok, 0)]);
    town.inputs.bills.city_contribution[1] = -30_000;
    assert_eq!(town.findings(), [(WrongAmount, 5_000), (WrongAmount, 0)]);
    town.event(1, "2024-01-01", EventKind::Death);
    assert_eq!(town.findings(), [(Deceased, 75_600), (Deceased, -32_800)]);
}

#[test]
fn a_correction_without_its_original_gives_money_back() {
    let mut town = town();
    town.bill("2024-11", 1, BACK);
    town.bill("2024-12", 1, [-35_000, 0, 0]);
    town.bill("2024-12", 1, [0, -2_800, -4_200]);
    let is_undisputed = |town: &Town| {
        assert_eq!(town.findings(), [(Ok, 0); 3]);
        let lines = town.audit().lines;
        assert!(lines.iter().all(|line| line.netting == Netting::Correction));
        assert!(
            lines
                .iter()
                .all(|line| line.ground.fact == Fact::CorrectionAlone)
        );
    };
    is_undisputed(&town);
    town.event(1, "2024-01-01", EventKind::Death);
    is_undisputed(&town);
    // It stands for nobody: another card of the person is no duplicate of it.
    let mut town = self::town();
    town.record(900, 1, Segment::PbpuPemda, Active);
    town.bill("2024-12", 1, BACK);
    town.bill("2024-12", 900, DUE);
    assert_eq!(town.findings(), [(Ok, 0), (Ok, 0)]);
}

#[test]
fn contribution_and_assistance_on_two_lines_are_one_amount() {
    let mut town = town();
    town.bill("2024-12", 1, [35_000, 0, 4_200]);
    town.bill("2024-12", 1, [0, 2_800, 0]);
    assert_eq!(town.findings(), [(Ok, 0), (Ok, 0)]);
}

#[test]
fn a_line_delivered_again_is_one_line_and_a_line_billed_again_is_two() {
    let mut town = town();
    town.bill("2024-12", 1, DUE);
    town.bill("2024-12", 1, DUE);
    town.inputs.bills.origin[1].file = 10;
    let audit = town.audit();
    assert_eq!((audit.lines.len(), audit.n_repeated), (1, 1));
    // In the bill of the next month it is billed again.
    town.inputs.bills.delivered[1] += 31;
    let audit = town.audit();
    assert_eq!((audit.lines.len(), audit.n_repeated), (2, 0));
    assert_eq!(town.findings()[1], (Duplicate, 37_800));
}
