//! The official counts, by counting the rows of the files.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::City;
use semesta_synth::{Options, Scenario};

fn clean(months: u16) -> Options {
    Options {
        months,
        clean: true,
        ..Options::default()
    }
}

/// Distinct NIKs with status HIDUP and an address in the region.
fn population(city: &City) -> usize {
    let register = city.delivered("penduduk.csv");
    let region = city.scenario.region.replace('.', "");
    let [nik, status, village] = ["nik", "status", "kode_wilayah"].map(|h| register.at(h));
    let rows = register
        .rows
        .iter()
        .filter(|r| r[status] == "HIDUP" && r[village].starts_with(&region));
    rows.map(|r| r[nik].as_str()).collect::<BTreeSet<_>>().len()
}

/// Checks population, registered and active at full size.
fn check_official(city: &City) {
    let scenario = &city.scenario;
    assert_eq!(population(city) as u64, scenario.population.count);
    let roll = city.delivered("peserta.csv");
    assert_eq!(roll.rows.len() as u64, scenario.registered.count);
    assert_eq!(roll.tally("status")["AKTIF"] as u64, scenario.active.count);
    let segments = roll.column("segmen");
    let payers = roll.column("penanggung");
    for line in scenario.segments.iter().filter(|l| l.count.is_some()) {
        let of_line = segments
            .iter()
            .zip(&payers)
            .filter(|(s, p)| **s == line.segment && **p == line.payer);
        assert_eq!(
            Some(of_line.count() as u64),
            line.count,
            "{} {}",
            line.segment,
            line.payer
        );
    }
}

#[test]
fn tarakan_2020_has_the_published_counts() {
    let city = City::new("tarakan-2020", &clean(1));
    check_official(&city);
    let lines = &city.scenario.segments;
    let subsidised: u64 = lines.iter().filter_map(|l| l.count).sum();
    assert_eq!(subsidised, 60_554);
    let programme = city.delivered("program.csv");
    assert_eq!(programme.tally("program")["nelayan"], 906);
    let workers = city.delivered("pekerja.csv");
    assert_eq!(workers.tally("asal")["kontrak"], 1229);
    // All 906 fishermen and 1,229 contract workers have an active record.
    let roll = city.delivered("peserta.csv");
    let (nik, status) = (roll.at("nik"), roll.at("status"));
    let active: BTreeSet<&str> = roll
        .rows
        .iter()
        .filter(|r| r[status] == "AKTIF")
        .map(|r| r[nik].as_str())
        .collect();
    assert!(programme.column("nik").iter().all(|n| active.contains(n)));
    let (asal, worker) = (workers.at("asal"), workers.at("nik"));
    let contract = workers.rows.iter().filter(|r| r[asal] == "kontrak");
    assert!(
        contract
            .clone()
            .all(|r| active.contains(r[worker].as_str()))
    );
}

#[test]
fn bontang_has_the_published_counts() {
    check_official(&City::new("bontang-2017", &clean(1)));
}

#[test]
fn malang_has_the_published_counts() {
    let city = City::new("malang-2018", &clean(1));
    check_official(&city);
    assert_eq!(city.scenario.registered.count, 632_343);
    assert_eq!(city.scenario.population.count, 903_000);
}

#[test]
fn tangerang_has_the_published_counts() {
    check_official(&City::new("tangerang-2024", &clean(1)));
}

#[test]
fn tarakan_2024_is_above_101_percent_and_81_99_active() {
    let city = Scenario::named("tarakan-2024").unwrap();
    let percent = |n: u64| n as f64 / city.population.count as f64 * 100.0;
    assert!((101.0..102.0).contains(&percent(city.registered.count)));
    assert_eq!(format!("{:.2}", percent(city.active.count)), "81.99");
    let generated = City::new(
        "tarakan-2024",
        &Options {
            months: 1,
            ..Options::default()
        },
    );
    let roll = generated.delivered("peserta.csv");
    let bad = generated.truth("rejects.csv");
    let of_roll = bad.tally("file")["peserta.csv"];
    assert_eq!(of_roll, 3);
    assert_eq!(
        roll.rows.len() as u64,
        city.registered.count + of_roll as u64
    );
    // No arrears for those whom the city pays.
    let (segment, arrears) = (roll.at("SEGMEN"), roll.at("BULAN TUNGGAKAN"));
    let pemda = roll
        .rows
        .iter()
        .filter(|r| r[segment] == "PBPU dan BP Pemerintah Daerah");
    assert!(pemda.clone().count() > 47_000 && pemda.clone().all(|r| r[arrears].is_empty()));
}

#[test]
fn published_percentages_follow_from_the_scenarios() {
    let check = |name: &str, expected: &str| {
        let city = Scenario::named(name).unwrap();
        let percent = city.registered.count as f64 / city.population.count as f64 * 100.0;
        assert_eq!(format!("{percent:.2}"), expected, "{name}");
    };
    check("tarakan-2020", "96.24");
    check("tangerang-2024", "99.80");
    check("malang-2018", "70.03");
    check("bontang-2017", "92.00");
}

#[test]
fn a_smaller_city_keeps_the_proportions() {
    let city = City::new(
        "malang-2018",
        &Options {
            residents: Some(9030),
            months: 1,
            clean: true,
            ..Options::default()
        },
    );
    assert_eq!(population(&city), 9030);
    // 632,343 / 100 and 550,138 / 100, rounded half up.
    let roll = city.delivered("peserta.csv");
    assert_eq!(roll.rows.len(), 6323);
    assert_eq!(roll.tally("status")["AKTIF"], 5501);
    assert_eq!(roll.tally("segmen")["pbi_jk"], 1200);
}
