//! The truth agrees with the files, and the files with the rules.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeSet, HashMap};

use common::City;
use semesta_synth::Options;

fn city() -> City {
    City::new(
        "tarakan-2024",
        &Options {
            residents: Some(30_000),
            months: 6,
            ..Options::default()
        },
    )
}

#[test]
fn niks_are_unique_and_recognisably_invented() {
    let city = city();
    let people = city.truth("persons.csv");
    let niks = people.column("nik");
    assert_eq!(niks.iter().collect::<BTreeSet<_>>().len(), niks.len());
    for (nik, sex) in niks.iter().zip(people.column("sex")) {
        assert_eq!(nik.len(), 16);
        assert!(nik[12..].parse::<u32>().unwrap() >= 9000);
        let day: u32 = nik[6..8].parse().unwrap();
        assert_eq!(day > 40, sex == "P");
    }
    let roll = city.delivered("peserta.csv");
    let cards = roll.column("NOKA");
    assert_eq!(cards.iter().collect::<BTreeSet<_>>().len(), cards.len());
}

#[test]
fn most_adults_carry_the_former_code() {
    let city = city();
    let people = city.truth("persons.csv");
    let (nik, birth) = (people.at("nik"), people.at("birth_date"));
    let adults: Vec<_> = people
        .rows
        .iter()
        .filter(|r| r[birth].as_str() < "2005")
        .collect();
    let former = adults.iter().filter(|r| r[nik].starts_with("6473")).count();
    assert!(former * 2 > adults.len(), "{former} of {}", adults.len());
}

#[test]
fn every_row_of_the_roll_has_its_truth() {
    let city = city();
    let (roll, truth) = (city.delivered("peserta.csv"), city.roll_truth());
    let people = city.truth("persons.csv");
    let rejects = city.truth("rejects.csv");
    let of_last = rejects
        .rows
        .iter()
        .filter(|r| r[0] == city.scenario.month && r[1] == "peserta.csv");
    assert_eq!(roll.rows.len(), truth.rows.len() + of_last.count());
    let (nik, person) = (people.column("nik"), truth.column("person_id"));
    for (at, card) in truth.column("no_kartu").iter().enumerate() {
        assert_eq!(*card, roll.rows[at][0]);
        let given = &roll.rows[at][1];
        let own = nik[person[at].parse::<usize>().unwrap() - 1];
        match truth.rows[at][truth.at("nik_state")].as_str() {
            "intact" => assert_eq!(given, own),
            "missing" => {
                assert!(given.len() < 16 || given.starts_with("0000") || given.starts_with("9999"))
            }
            "unknown" => {}
            _ => assert_ne!(given, own),
        }
    }
}

#[test]
fn standings_follow_from_what_the_lists_say() {
    let city = city();
    let (truth, people) = (city.roll_truth(), city.truth("persons.csv"));
    let known = people.column("known_as");
    let [standing, person] = ["standing", "person_id"].map(|h| truth.at(h));
    let mut counting: HashMap<&str, usize> = HashMap::new();
    for row in &truth.rows {
        let known = known[row[person].parse::<usize>().unwrap() - 1];
        match row[standing].as_str() {
            "resident" => {
                assert_eq!(known, "resident");
                *counting.entry(&row[person]).or_default() += 1;
            }
            "duplicate" => assert_eq!(known, "resident"),
            "deceased" | "moved_out" => assert_eq!(known, row[standing]),
            _ => assert_eq!(known, "unknown"),
        }
    }
    assert!(
        counting.values().all(|n| *n == 1),
        "two records of one person count"
    );
    let duplicates = truth.rows.iter().filter(|r| r[standing] == "duplicate");
    assert!(duplicates.clone().count() > 0);
    assert!(
        duplicates
            .clone()
            .all(|r| counting.contains_key(r[person].as_str()))
    );
}

#[test]
fn a_different_person_bears_a_residents_nik_and_nothing_else_of_theirs() {
    let city = city();
    let (roll, truth) = (city.delivered("peserta.csv"), city.roll_truth());
    let people = city.truth("persons.csv");
    let by_nik: HashMap<&str, &Vec<String>> = people
        .column("nik")
        .into_iter()
        .zip(people.rows.iter())
        .collect();
    let [name, birth, known] = ["name", "birth_date", "known_as"].map(|h| people.at(h));
    let mut n = 0;
    for (row, judged) in roll.rows.iter().zip(&truth.rows) {
        if judged[truth.at("standing")] == "different_person" {
            let owner = by_nik[row[1].as_str()];
            let [d, m, y]: [&str; 3] = row[5].split('/').collect::<Vec<_>>().try_into().unwrap();
            assert_ne!(owner[birth], format!("{y}-{m}-{d}"));
            assert!(
                owner[name]
                    .split(' ')
                    .all(|w| !row[3].split(' ').any(|x| x == w))
            );
            assert_eq!(owner[known], "resident");
            n += 1;
        }
    }
    assert!(n > 50, "only {n}");
}

#[test]
fn counts_close() {
    let city = city();
    let counts = city.counts();
    let last = counts["rolls"].as_array().unwrap().last().unwrap().clone();
    let sum = |table: &serde_json::Value, what: &str| -> u64 {
        table
            .as_object()
            .unwrap()
            .values()
            .map(|v| v[what].as_u64().unwrap())
            .sum()
    };
    for (what, official) in [("records", "registered"), ("active", "active")] {
        let expected = last["official"][official].as_u64().unwrap();
        assert_eq!(sum(&last["standings"], what), expected);
        assert_eq!(sum(&last["segments"], what), expected);
    }
    for (standing, n) in city.roll_truth().tally("standing") {
        let counted = &last["standings"][standing]["records"];
        assert_eq!(counted.as_u64().unwrap(), n as u64);
    }
    let verified = &last["verified"];
    let [population, registered, uncovered] =
        ["population", "registered", "uncovered"].map(|k| verified[k].as_u64().unwrap());
    assert_eq!(population, registered + uncovered);
}

#[test]
fn the_dead_are_never_billed_as_ok() {
    let city = city();
    let people = city.truth("persons.csv");
    let known = people.column("known_as");
    let died = people.column("died_on");
    let bill = city.truth(&format!("tagihan_{}.csv", city.scenario.month));
    let [finding, person, disputed] = ["finding", "person_id", "disputed"].map(|h| bill.at(h));
    let mut dead = 0;
    for row in &bill.rows {
        let at = row[person].parse::<usize>().unwrap() - 1;
        let gone = known[at] == "deceased" && died[at] < &*format!("{}-01", city.scenario.month);
        assert_eq!(
            gone && row[disputed] != "0",
            row[finding] == "deceased",
            "{row:?}"
        );
        dead += usize::from(gone);
    }
    assert!(dead > 3, "only {dead}");
}
