//! What people decide overrides exact NIK, repair and linkage, and stays.

#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "shared by several tests")]
mod city;

use city::{Person, Record, add_person, add_record, day, run};
use semesta_domain::{NikCell, Standing};
use semesta_engine::Outcome;
use semesta_engine::input::{Inputs, Origin};
use semesta_engine::resolve::Method;

const BUDI: (&str, &str, &str) = ("6571010503909001", "BUDI SANTOSO", "1990-03-05");
const SITI: (&str, &str, &str) = ("6571014507859002", "SITI AMINAH", "1985-07-05");

/// Two people, and one record of card 1.
fn city(nik: &'static str, name: &'static str, birth: &'static str) -> Inputs {
    let mut inputs = Inputs::default();
    for (nik, name, birth) in [BUDI, SITI] {
        add_person(&mut inputs, &Person::new(nik, name, birth));
    }
    add_record(&mut inputs, &Record::new(1, nik, name, birth));
    inputs
}

/// Decides about card 1, `delivered` at the end of that month unless it has a day of its own.
fn decide(inputs: &mut Inputs, resident: &str, same: bool, on: &str) {
    let decisions = &mut inputs.decisions;
    decisions.card.push(1);
    decisions.nik_given.push(NikCell::Missing);
    decisions.resident.push(resident.parse().unwrap());
    decisions.same.push(same);
    decisions.day.push(day(on));
    decisions.delivered.push(day(on));
    decisions.by.push("Petugas Contoh");
    decisions.why.push("KTP dilihat");
    decisions.origin.push(Origin { file: 9, row: 1 });
}

fn first(outcome: &Outcome) -> (Option<u64>, Method, Standing) {
    let member = &outcome.members[0];
    let nik = member
        .settled
        .person
        .map(|person| outcome.people.nik[person as usize]);
    (nik, member.settled.method, member.standing)
}

fn reason(outcome: &Outcome) -> &str {
    &outcome.notes[outcome.members[0].settled.note as usize - 1]
}

fn number(person: (&str, &str, &str)) -> u64 {
    person.0.parse().unwrap()
}

#[test]
fn same_overrides_exact_repaired_and_nobody() {
    for (nik, name, birth) in [
        BUDI,
        ("", BUDI.1, BUDI.2),
        ("", "TIDAK DIKENAL SAMA SEKALI", "1950-01-31"),
    ] {
        let mut inputs = city(nik, name, birth);
        decide(&mut inputs, SITI.0, true, "2024-06-30");
        let (_, outcome) = run(inputs);
        let expected = (Some(number(SITI)), Method::Decision, Standing::Resident);
        assert_eq!(first(&outcome), expected, "{name}");
        assert!(reason(&outcome).starts_with("diputuskan SAMA, 2024-06-30, oleh Petugas Contoh"));
        assert_eq!(outcome.decisions.held, 1);
    }
}

#[test]
fn different_forbids_exact_and_repaired() {
    let mut inputs = city(BUDI.0, BUDI.1, BUDI.2);
    decide(&mut inputs, BUDI.0, false, "2024-06-30");
    let (_, outcome) = run(inputs);
    let expected = (None, Method::None, Standing::DifferentPerson);
    assert_eq!(first(&outcome), expected);
    assert!(reason(&outcome).contains("diputuskan BEDA dari 6571010503909001"));

    let repaired = city("", BUDI.1, BUDI.2);
    let (_, outcome) = run(repaired);
    assert_eq!(first(&outcome).1, Method::Repaired);
    let mut inputs = city("", BUDI.1, BUDI.2);
    decide(&mut inputs, BUDI.0, false, "2024-06-30");
    let (_, outcome) = run(inputs);
    assert_eq!(first(&outcome), (None, Method::None, Standing::NotFound));
}

#[test]
fn the_latest_decision_on_a_pair_wins_and_later_ones_are_not_known_yet() {
    let mut inputs = city("", BUDI.1, BUDI.2);
    decide(&mut inputs, BUDI.0, false, "2024-03-31");
    decide(&mut inputs, BUDI.0, true, "2024-04-30");
    decide(&mut inputs, BUDI.0, false, "2025-01-01");
    let (_, outcome) = run(inputs);
    assert_eq!(first(&outcome).1, Method::Decision);
    let report = outcome.decisions;
    assert_eq!((report.taken, report.held, report.overturned), (2, 1, 1));

    let mut inputs = city("", BUDI.1, BUDI.2);
    decide(&mut inputs, BUDI.0, true, "2024-04-30");
    decide(&mut inputs, BUDI.0, false, "2024-04-30");
    let (_, outcome) = run(inputs);
    let told = "of one day and delivery BEDA wins";
    assert_eq!(first(&outcome).0, None, "{told}");
}

#[test]
fn a_card_decided_to_be_two_people_is_the_later_ones_or_of_one_day_nobodys() {
    let mut inputs = city(BUDI.0, BUDI.1, BUDI.2);
    decide(&mut inputs, SITI.0, true, "2024-03-31");
    decide(&mut inputs, BUDI.0, true, "2024-02-29");
    let (_, outcome) = run(inputs);
    assert_eq!(first(&outcome).0, Some(number(SITI)));
    assert_eq!(outcome.decisions.contradictory, 1);

    let mut inputs = city(BUDI.0, BUDI.1, BUDI.2);
    decide(&mut inputs, SITI.0, true, "2024-03-31");
    decide(&mut inputs, BUDI.0, true, "2024-03-31");
    let (_, outcome) = run(inputs);
    assert_eq!(first(&outcome).1, Method::Exact, "neither decision holds");
    assert_eq!(outcome.decisions.contradictory, 1);
}

#[test]
fn a_decision_about_an_unknown_nik_is_told_and_changes_nothing() {
    let mut inputs = city(BUDI.0, BUDI.1, BUDI.2);
    decide(&mut inputs, "6571010101009009", true, "2024-03-31");
    let (_, outcome) = run(inputs);
    assert_eq!(first(&outcome).1, Method::Exact);
    assert_eq!(outcome.decisions.unknown_residents, 1);
    assert_eq!(outcome.decisions.held, 0);
}

#[test]
fn of_two_records_of_a_card_the_decision_means_the_one_whose_nik_it_names() {
    let mut inputs = city(BUDI.0, BUDI.1, BUDI.2);
    add_record(&mut inputs, &Record::new(1, SITI.0, SITI.1, SITI.2));
    decide(&mut inputs, BUDI.0, true, "2024-03-31");
    inputs.decisions.nik_given[0] = NikCell::parse(SITI.0);
    let (_, outcome) = run(inputs);
    let methods: Vec<Method> = outcome.members.iter().map(|m| m.settled.method).collect();
    assert_eq!(methods, [Method::Exact, Method::Decision]);
}

#[test]
fn doubt_is_listed_with_what_hangs_on_it() {
    // A name alone, shared by two, and no birth date.
    let mut inputs = Inputs::default();
    add_person(&mut inputs, &Person::new(BUDI.0, BUDI.1, BUDI.2));
    add_person(
        &mut inputs,
        &Person::new("6571010711889003", BUDI.1, "1988-11-07"),
    );
    let (nik, name, birth) = SITI;
    add_person(&mut inputs, &Person::new(nik, name, birth));
    add_record(&mut inputs, &Record::new(1, "", BUDI.1, ""));
    let (_, outcome) = run(inputs);
    assert_eq!(outcome.doubtful.len(), 2);
    let sum: f32 = outcome.doubtful.iter().map(|pair| pair.probability).sum();
    assert!(sum <= 1.0 + 1e-6);
    assert!(outcome.doubtful.iter().all(|pair| pair.row == 0));
    assert!(outcome.doubtful[0].words.contains("nama sama"));
}
