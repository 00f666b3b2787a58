//! Each finding, at the day before, the day, and the day after.

use semesta_domain::Finding::{
    self, Deceased, DifferentPerson, Duplicate, Inactive, LayOffGuarantee, MovedOut, NonResident,
    NotEnrolled, NotFound, Ok, OtherPayer, WrongAmount,
};
use semesta_domain::MembershipStatus::{Active, Inactive as Nonaktif};
use semesta_domain::{EventDirection, LayOffProof, RegisterStatus, Segment};
use semesta_engine::input::EventKind;
use semesta_law::LocalAssistance;

use crate::town::{DUE, Town, day};

const OUT: EventKind = EventKind::Move(EventDirection::Out);
const IN: EventKind = EventKind::Move(EventDirection::In);

fn town() -> Town {
    Town::new("65.71", "2024-12-31")
}

/// Person 1, rightly paid, billed in December 2024, after a change.
fn check(change: impl FnOnce(&mut Town), expected: Finding) {
    let mut town = town();
    town.paid(1);
    town.bill("2024-12", 1, DUE);
    change(&mut town);
    let disputed = if expected == Ok { 0 } else { 37_800 };
    assert_eq!(town.findings()[0], (expected, disputed));
}

#[test]
fn nothing_to_dispute() {
    check(|_| {}, Ok);
}

#[test]
fn a_death_counts_from_the_month_after_it() {
    check(
        |town| town.event(1, "2024-11-30", EventKind::Death),
        Deceased,
    );
    check(|town| town.event(1, "2024-12-01", EventKind::Death), Ok);
    check(
        |town| {
            town.event(1, "2024-11-30", EventKind::Death);
            town.event(1, "2024-10-01", OUT);
        },
        Deceased,
    );
    // Without a date it holds for every month.
    check(
        |town| town.inputs.register.status[0] = RegisterStatus::Dead,
        Deceased,
    );
}

#[test]
fn a_move_counts_from_the_month_after_it_until_the_return() {
    check(|town| town.event(1, "2024-11-30", OUT), MovedOut);
    check(|town| town.event(1, "2024-12-01", OUT), Ok);
    check(
        |town| {
            town.event(1, "2024-11-10", OUT);
            town.event(1, "2024-11-30", IN);
        },
        Ok,
    );
    check(
        |town| {
            town.event(1, "2024-11-10", OUT);
            town.event(1, "2024-12-02", IN);
        },
        MovedOut,
    );
}

#[test]
fn whom_nobody_knows() {
    let mut town = town();
    town.paid(1);
    // The NIK of person 1, but name and birth date say somebody else.
    let nik = town.nik(1);
    town.record_of(
        50,
        &nik,
        "ZULKARNAIN OTTO",
        day("1931-11-29"),
        Segment::PbpuPemda,
        Active,
    );
    // A card in no roll: a NIK issued here, and one issued elsewhere.
    town.bill("2024-12", 50, DUE);
    town.bill_named("2024-12", 51, "6571012911319555", "ZULKARNAIN OTTO", DUE);
    town.bill_named("2024-12", 52, "3578012911319555", "ZULKARNAIN OTTO", DUE);
    town.bill("2024-12", 53, DUE);
    let findings: Vec<Finding> = town.findings().into_iter().map(|line| line.0).collect();
    assert_eq!(findings, [DifferentPerson, NotFound, NonResident, NotFound]);
}

#[test]
fn a_card_in_no_roll_is_found_by_nik_and_name() {
    let mut town = town();
    town.paid(1);
    let nik = town.nik(1);
    town.bill_named("2024-12", 77, &nik, &Town::name(1), DUE);
    // The person's own city-paid membership is active and approved.
    assert_eq!(town.findings(), [(Ok, 0)]);
}

#[test]
fn of_two_cards_the_one_that_counts_is_kept() {
    let mut town = town();
    town.paid(1);
    town.record(900, 1, Segment::PbpuPemda, Active);
    town.period("2020-01-01", "");
    town.bill("2024-12", 1, DUE);
    town.bill("2024-12", 900, DUE);
    // The later start counts, though its card is larger.
    assert_eq!(town.findings(), [(Duplicate, 37_800), (Ok, 0)]);
}

#[test]
fn another_payer_ranks_before_the_city() {
    for segment in Segment::ALL
        .iter()
        .filter(|segment| **segment != Segment::PbpuPemda)
    {
        check(|town| town.record(800, 1, *segment, Active), OtherPayer);
        check(|town| town.record(800, 1, *segment, Nonaktif), Ok);
    }
}

/// What the law makes the city add to the contribution of a self-payer of class III.
const ASSISTANCE: [i64; 3] = [0, 2_800, 4_200];

/// Person 1 with an active membership at own cost, billed.
fn self_payer(segment: Segment, month: &str, amounts: [i64; 3]) -> Town {
    let mut town = town();
    town.person(1);
    town.record(1, 1, segment, Active);
    // No approval names who is not registered by the city.
    town.person(2);
    town.approve(2, "2014-01-01", "", "kota");
    town.bill(month, 1, amounts);
    town
}

#[test]
fn the_city_owes_the_assistance_of_an_active_self_payer_of_class_three() {
    for segment in [Segment::Pbpu, Segment::Bp] {
        let town = self_payer(segment, "2024-12", ASSISTANCE);
        assert_eq!(town.findings(), [(Ok, 0)]);
        assert_eq!(town.audit().lines[0].expected, 2_800);
    }
    let of = |change: &dyn Fn(&mut Town), month: &str, amounts| {
        let mut town = self_payer(Segment::Pbpu, month, amounts);
        change(&mut town);
        town.findings()[0]
    };
    let plain = |_: &mut Town| {};
    // By the law of the month.
    assert_eq!(of(&plain, "2020-12", [0, 0, 16_500]), (Ok, 0));
    assert_eq!(of(&plain, "2020-12", ASSISTANCE), (WrongAmount, 2_800));
    assert_eq!(of(&plain, "2024-12", [0, 3_000, 4_200]), (WrongAmount, 200));
    // The contribution is the member's own.
    assert_eq!(of(&plain, "2024-12", DUE), (OtherPayer, 37_800));
    // The province may bear it.
    let province = |town: &mut Town| town.question.local_assistance = LocalAssistance::Province;
    assert_eq!(of(&province, "2024-12", ASSISTANCE), (WrongAmount, 2_800));
    assert_eq!(of(&province, "2024-12", [0, 0, 4_200]), (Ok, 0));
    // Of classes I and II nothing is due, nor of whom an employer pays for.
    let second = |town: &mut Town| town.inputs.roll.class[0] = 2;
    assert_eq!(of(&second, "2024-12", ASSISTANCE), (OtherPayer, 2_800));
    let employed = |town: &mut Town| town.record(800, 1, Segment::PpuBu, Active);
    assert_eq!(of(&employed, "2024-12", ASSISTANCE), (OtherPayer, 2_800));
    let ended = |town: &mut Town| town.inputs.roll.status[0] = Nonaktif;
    assert_eq!(of(&ended, "2024-12", ASSISTANCE), (Inactive, 2_800));
    let dead = |town: &mut Town| town.event(1, "2024-11-30", EventKind::Death);
    assert_eq!(of(&dead, "2024-12", ASSISTANCE), (Deceased, 2_800));
    let freed = |town: &mut Town| town.lay_off(1, "2024-08-10", LayOffProof::ALL[0]);
    assert_eq!(of(&freed, "2024-12", ASSISTANCE), (LayOffGuarantee, 2_800));
}

#[test]
fn an_assistance_billed_twice_is_owed_once() {
    let mut town = self_payer(Segment::Pbpu, "2024-12", ASSISTANCE);
    town.bill("2024-12", 1, ASSISTANCE);
    assert_eq!(town.findings(), [(Ok, 0), (Duplicate, 2_800)]);
    // Assistance by the city and by the centre on two lines are one amount.
    let mut town = self_payer(Segment::Pbpu, "2024-12", [0, 2_800, 0]);
    town.bill("2024-12", 1, [0, 0, 4_200]);
    assert_eq!(town.findings(), [(Ok, 0), (Ok, 0)]);
}

#[test]
fn the_membership_must_be_active_on_the_first() {
    check(|town| town.inputs.roll.status[0] = Nonaktif, Inactive);
    let period = |month: &str, status, tmt: &str, tat: &str| {
        let mut town = town();
        town.paid(1);
        town.inputs.roll.status[0] = status;
        town.period(tmt, tat);
        town.bill(month, 1, DUE);
        town.findings()[0].0
    };
    // No roll of October: the period decides.
    assert_eq!(period("2024-10", Active, "2024-10-01", ""), Ok);
    assert_eq!(period("2024-10", Active, "2024-10-02", ""), Inactive);
    assert_eq!(period("2024-10", Nonaktif, "2024-01-01", "2024-10-01"), Ok);
    assert_eq!(
        period("2024-10", Nonaktif, "2024-01-01", "2024-09-30"),
        Inactive
    );
    assert_eq!(period("2024-10", Nonaktif, "2024-01-01", ""), Inactive);
}

#[test]
fn the_roll_of_the_month_decides_over_the_period() {
    let mut town = town();
    town.paid(1);
    town.paid(2);
    town.paid(3);
    town.record(800, 3, Segment::PpuBu, Nonaktif);
    town.older_roll(
        "2024-10",
        &[
            (1, Segment::PbpuPemda, Nonaktif),
            (3, Segment::PbpuPemda, Active),
            (800, Segment::PpuBu, Active),
        ],
    );
    for card in [1, 2, 3] {
        town.bill("2024-10", card, DUE);
        town.bill("2024-11", card, DUE);
    }
    let findings: Vec<Finding> = town.findings().into_iter().map(|line| line.0).collect();
    // Card 2 is not in October's roll at all; in November the periods decide.
    assert_eq!(findings, [Inactive, Ok, Inactive, Ok, OtherPayer, Ok]);
}

#[test]
fn six_free_months_after_a_qualifying_dismissal() {
    let finding = |month: &str, proof, change: &dyn Fn(&mut Town)| {
        let mut town = town();
        town.paid(1);
        town.lay_off(1, "2024-03-31", proof);
        change(&mut town);
        town.bill(month, 1, DUE);
        town.findings()[0].0
    };
    let accepted = LayOffProof::ALL[0];
    let plain = |_: &mut Town| {};
    assert_eq!(finding("2024-03", accepted, &plain), Ok);
    assert_eq!(finding("2024-04", accepted, &plain), LayOffGuarantee);
    assert_eq!(finding("2024-09", accepted, &plain), LayOffGuarantee);
    assert_eq!(finding("2024-10", accepted, &plain), Ok);
    assert_eq!(finding("2024-04", LayOffProof::Resignation, &plain), Ok);
    // A new employer's membership from June to July ends them.
    let employed = |town: &mut Town| {
        town.record(700, 1, Segment::PpuBu, Nonaktif);
        town.period("2024-06-01", "2024-07-31");
    };
    assert_eq!(finding("2024-05", accepted, &employed), LayOffGuarantee);
    assert_eq!(finding("2024-07", accepted, &employed), OtherPayer);
    assert_eq!(finding("2024-09", accepted, &employed), Ok);
}

#[test]
fn an_approval_must_touch_the_month() {
    let finding = |start: &str, end: &str, payer: &str| {
        let mut town = town();
        town.paid(1);
        town.inputs.approved = semesta_engine::input::List::default();
        town.approve(1, start, end, payer);
        town.bill("2024-12", 1, DUE);
        town.findings()[0].0
    };
    assert_eq!(finding("2024-12-31", "", "kota"), Ok);
    assert_eq!(finding("2025-01-01", "", "kota"), NotEnrolled);
    assert_eq!(finding("2024-01-01", "2024-12-01", "kota"), Ok);
    assert_eq!(finding("2024-01-01", "2024-11-30", "kota"), NotEnrolled);
    assert_eq!(finding("2024-01-01", "", "provinsi"), NotEnrolled);
    assert_eq!(finding("2024-01-01", "", "CSR-01"), NotEnrolled);
}

#[test]
fn any_component_that_differs_is_a_wrong_amount() {
    let of = |month: &str, amounts, assistance| {
        let mut town = town();
        town.question.local_assistance = assistance;
        town.paid(1);
        town.bill(month, 1, amounts);
        town.findings()[0]
    };
    let (city, province) = (LocalAssistance::City, LocalAssistance::Province);
    assert_eq!(
        of("2024-12", [37_000, 2_800, 4_200], city),
        (WrongAmount, 2_000)
    );
    assert_eq!(
        of("2024-12", [35_000, 0, 4_200], city),
        (WrongAmount, -2_800)
    );
    assert_eq!(of("2024-12", [35_000, 2_800, 0], city), (WrongAmount, 0));
    assert_eq!(of("2024-12", [35_000, 0, 4_200], province), (Ok, 0));
    assert_eq!(of("2024-12", DUE, province), (WrongAmount, 2_800));
    // The law of the month: before and after each change.
    assert_eq!(of("2019-07", [23_000, 0, 0], city), (Ok, 0));
    assert_eq!(of("2019-08", [23_000, 0, 19_000], city), (Ok, 0));
    assert_eq!(of("2020-06", [42_000, 0, 0], city), (Ok, 0));
    assert_eq!(of("2020-12", [25_500, 0, 16_500], city), (Ok, 0));
    assert_eq!(
        of("2021-01", [25_500, 0, 16_500], city),
        (WrongAmount, -12_300)
    );
    // Before JKN there is no tariff.
    assert_eq!(of("2013-12", [5_000, 0, 0], city), (Inactive, 5_000));
}

#[test]
fn a_card_that_has_left_the_roll_is_found_in_the_months_own() {
    let mut town = town();
    town.person(1);
    town.approve(1, "2024-01-01", "", "kota");
    let mut before = Town::new("65.71", "2024-10-31");
    before.record(60, 1, Segment::PbpuPemda, Active);
    town.older_roll("2024-10", &[(60, Segment::PbpuPemda, Active)]);
    town.inputs.older_rolls[0].gone_row = vec![0];
    town.inputs.older_rolls[0].gone = before.inputs.roll;
    town.bill("2024-10", 60, DUE);
    // Between two rolls the last one that shows the card decides, until the next.
    town.bill("2024-11", 60, DUE);
    town.bill("2024-12", 60, DUE);
    assert_eq!(town.findings(), [(Ok, 0), (Ok, 0), (Inactive, 37_800)]);
}
