//! Which standing a record gets (DOMAIN §7 and §13).

#![allow(clippy::unwrap_used, reason = "tests")]

mod city;

use city::{
    MOVE_IN, MOVE_OUT, Person, Record, VILLAGE, add_event, add_person, add_record, run, standings,
};
use semesta_domain::{Lang, MembershipStatus, RegisterStatus, Segment, Standing};
use semesta_engine::input::{EventKind, Inputs};
use semesta_engine::resolve::Method;

const BUDI: (&str, &str, &str) = ("6571010503909001", "BUDI SANTOSO", "1990-03-05");
const SITI: (&str, &str, &str) = ("6571014507859002", "SITI AMINAH", "1985-07-05");

fn two_people() -> Inputs {
    let mut inputs = Inputs::default();
    for (nik, name, birth) in [BUDI, SITI] {
        add_person(&mut inputs, &Person::new(nik, name, birth));
    }
    inputs
}

fn one(inputs: Inputs) -> (Standing, Method) {
    let (_, outcome) = run(inputs);
    assert_eq!(outcome.members.len(), 1);
    (
        outcome.members[0].standing,
        outcome.members[0].settled.method,
    )
}

fn check(record: &Record, expected: (Standing, Method)) {
    let mut inputs = two_people();
    add_record(&mut inputs, record);
    assert_eq!(
        one(inputs),
        expected,
        "{} {} {}",
        record.nik,
        record.name,
        record.birth
    );
}

#[test]
fn the_owner_of_the_nik_unless_name_and_birth_date_both_disagree() {
    let (nik, name, birth) = BUDI;
    let exact = (Standing::Resident, Method::Exact);
    check(&Record::new(1, nik, name, birth), exact);
    check(
        &Record::new(1, nik, "H. Budi Santosa, S.Pd", "1990-05-03"),
        exact,
    );
    check(&Record::new(1, nik, "AGUS WIJAYA", birth), exact);
    check(&Record::new(1, nik, name, "1961-11-29"), exact);
    check(&Record::new(1, nik, "", "1961-11-29"), exact);
    check(
        &Record::new(1, nik, "AGUS WIJAYA", "1961-11-29"),
        (Standing::DifferentPerson, Method::None),
    );
}

#[test]
fn a_record_with_somebody_elses_nik_is_its_own_persons() {
    let (_, name, birth) = SITI;
    check(
        &Record::new(1, BUDI.0, name, birth),
        (Standing::Resident, Method::Repaired),
    );
}

#[test]
fn a_damaged_nik_is_repaired_where_the_identity_agrees() {
    let (_, name, birth) = BUDI;
    let repaired = (Standing::Resident, Method::Repaired);
    for nik in [
        "",
        "0000000000000000",
        "6.571010503909E+15",
        "6571010503909000",
        "6571010503909010",
        "657101050390901",
        "6571010503990001",
    ] {
        check(&Record::new(1, nik, name, birth), repaired);
    }
    check(
        &Record::new(1, "", "AGUS WIJAYA", birth),
        (Standing::NotFound, Method::None),
    );
}

#[test]
fn nobody_fits() {
    let stranger = |nik, region| Record {
        region,
        ..Record::new(1, nik, "AGUS WIJAYA", "1961-11-29")
    };
    let expect = |nik, region, standing| check(&stranger(nik, region), (standing, Method::None));
    expect("3578012911619003", VILLAGE, Standing::NotFound);
    expect("3578012911619003", 3_578_011_001, Standing::NonResident);
    expect("3578012911619003", 0, Standing::NonResident);
    expect("6571012911619003", 0, Standing::NotFound);
    // Tarakan was 64.73 before its province existed: that is not elsewhere.
    expect("6473012911619003", 0, Standing::NotFound);
    expect("", 0, Standing::NotFound);
}

/// The evidence in a dispute must be true: a NIK that nobody has is no missing NIK.
#[test]
fn the_reason_says_what_is_wrong_with_a_nik_that_finds_nobody() {
    let words = |nik: &'static str| {
        let mut inputs = two_people();
        add_record(
            &mut inputs,
            &Record::new(1, nik, "YOHANES WANGGAI", "1975-01-30"),
        );
        let (_, outcome) = run(inputs);
        let settled = outcome.members[0].settled;
        assert_eq!(settled.person, None, "{nik}");
        settled.reason.words(Lang::Id)
    };
    assert_eq!(words("9471013001759001"), "NIK tidak ada di register");
    assert_eq!(words(""), "tanpa NIK");
    assert_eq!(words("0000000000000000"), "tanpa NIK");
    assert_eq!(words("94710130017"), "NIK tidak lengkap atau salah");
}

#[test]
fn death_and_moves_count_on_or_before_the_date() {
    let with = |on: &str, kind| {
        let mut inputs = two_people();
        add_event(&mut inputs, BUDI.0, BUDI.1, on, kind);
        add_record(&mut inputs, &Record::new(1, BUDI.0, BUDI.1, BUDI.2));
        one(inputs).0
    };
    assert_eq!(with("2024-12-31", EventKind::Death), Standing::Deceased);
    assert_eq!(with("2025-01-01", EventKind::Death), Standing::Resident);
    assert_eq!(with("2024-12-31", MOVE_OUT), Standing::MovedOut);
    assert_eq!(with("2025-01-01", MOVE_OUT), Standing::Resident);
}

#[test]
fn the_register_knows_deaths_too_and_an_undated_one_always_holds() {
    for (status, date, expected) in [
        (RegisterStatus::Dead, "", Standing::Deceased),
        (RegisterStatus::Dead, "2025-01-01", Standing::Resident),
        (RegisterStatus::Moved, "2020-01-01", Standing::MovedOut),
    ] {
        let mut inputs = Inputs::default();
        let (nik, name, birth) = BUDI;
        add_person(
            &mut inputs,
            &Person {
                status,
                status_date: date,
                ..Person::new(nik, name, birth)
            },
        );
        add_record(&mut inputs, &Record::new(1, nik, name, birth));
        assert_eq!(one(inputs).0, expected);
    }
}

#[test]
fn people_known_only_from_events() {
    let nik = "6571011208879009";
    let with = |kind| {
        let mut inputs = two_people();
        add_event(&mut inputs, nik, "JOKO SUSILO", "2024-06-01", kind);
        add_record(
            &mut inputs,
            &Record::new(1, nik, "JOKO SUSILO", "1987-08-12"),
        );
        one(inputs).0
    };
    assert_eq!(with(EventKind::Death), Standing::Deceased);
    assert_eq!(with(MOVE_OUT), Standing::MovedOut);
    assert_eq!(with(MOVE_IN), Standing::Resident);
}

#[test]
fn of_several_records_one_counts() {
    let record = |card, segment, status, tmt| Record {
        segment,
        status,
        tmt,
        ..Record::new(card, BUDI.0, BUDI.1, BUDI.2)
    };
    let (active, inactive) = (MembershipStatus::Active, MembershipStatus::Inactive);
    let counts = |records: &[Record]| {
        let mut inputs = two_people();
        records
            .iter()
            .for_each(|record| add_record(&mut inputs, record));
        let (_, outcome) = run(inputs);
        standings(&outcome)
            .iter()
            .position(|standing| *standing == Standing::Resident)
            .unwrap()
    };
    let pemda = record(1, Segment::PbpuPemda, active, "2024-01-01");
    assert_eq!(
        counts(&[pemda.clone(), record(2, Segment::PpuBu, inactive, "")]),
        0
    );
    assert_eq!(
        counts(&[pemda.clone(), record(2, Segment::PpuBu, active, "")]),
        1
    );
    assert_eq!(
        counts(&[
            pemda.clone(),
            record(2, Segment::PbpuPemda, active, "2024-02-01")
        ]),
        1
    );
    assert_eq!(
        counts(&[record(3, Segment::PbpuPemda, active, "2024-01-01"), pemda]),
        1
    );
}

#[test]
fn a_nik_shared_by_clearly_different_people_is_no_key() {
    let mut inputs = two_people();
    add_person(
        &mut inputs,
        &Person::new(BUDI.0, "WAHYU HIDAYAT", "1977-10-21"),
    );
    add_record(
        &mut inputs,
        &Record::new(1, BUDI.0, "WAHYU HIDAYAT", "1977-10-21"),
    );
    add_record(&mut inputs, &Record::new(2, BUDI.0, BUDI.1, BUDI.2));
    let (_, outcome) = run(inputs);
    assert_eq!(standings(&outcome), [Standing::Resident; 2]);
    let people: Vec<_> = outcome
        .members
        .iter()
        .map(|member| member.settled.person)
        .collect();
    assert_ne!(people[0], people[1]);
    assert!(
        outcome
            .members
            .iter()
            .all(|member| member.settled.method == Method::Repaired)
    );
}

#[test]
fn one_nik_twice_is_one_person_and_the_living_row_wins() {
    let mut inputs = two_people();
    let (nik, name, birth) = BUDI;
    let dead = Person {
        status: RegisterStatus::Dead,
        ..Person::new(nik, "BUDI SANTOSO", birth)
    };
    add_person(&mut inputs, &dead);
    add_record(&mut inputs, &Record::new(1, nik, name, birth));
    let (_, outcome) = run(inputs);
    assert_eq!(standings(&outcome), [Standing::Resident]);
    assert_eq!(
        outcome
            .is_resident
            .iter()
            .filter(|resident| **resident)
            .count(),
        2
    );
}
