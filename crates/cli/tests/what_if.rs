//! Other laws beside the present one, from what a run counted, and laid-off workers.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use common::{Row, read, said};
use semesta_engine::bill::{BillAudit, Verdict, under_law};
use semesta_engine::run::{RunFolder, reopen};
use semesta_evidence::DataFolder;
use semesta_law::Law;

const AS_OF: &str = "2024-08-31";

/// An invented city with rolls of four months, run; the data folder and the deliveries.
fn city(folder: &Path) -> (String, PathBuf) {
    let (out, data) = (folder.join("city"), folder.join("data"));
    let (out, data) = (out.to_str().unwrap(), data.to_str().unwrap().to_owned());
    said(&[
        "synth",
        "--scenario",
        "tarakan-2024",
        "--residents",
        "6000",
        "--months",
        "4",
        "--seed",
        "11",
        "--clean",
        "--out",
        out,
    ]);
    let deliveries = Path::new(out).join("deliveries");
    let mut months: Vec<PathBuf> = fs::read_dir(&deliveries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    months.sort();
    for month in months {
        said(&[
            "import",
            "--data",
            &data,
            "--delivery",
            month.to_str().unwrap(),
        ]);
    }
    said(&[
        "run", "--data", &data, "--region", "65.71", "--as-of", AS_OF,
    ]);
    (data, deliveries)
}

fn rows(data: &str, arguments: &[&str]) -> Vec<Row> {
    read(said(
        &[arguments, &["--data", data, "--format", "csv"]].concat(),
    ))
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or(0)
}

/// The only run's folder.
fn run_folder(data: &str) -> PathBuf {
    let runs = fs::read_dir(Path::new(data).join("runs")).unwrap();
    let mut runs = runs.map(|entry| entry.unwrap().path());
    runs.find(|path| path.is_dir()).unwrap()
}

#[test]
fn what_a_run_counted_is_what_computing_it_anew_counts() {
    let folder = TempDir::new().unwrap();
    let (data, _) = city(folder.path());
    let set = "contribution.pemda.city=40000@2024-09-01";
    let questions: Vec<Vec<&str>> = vec![
        vec!["report", "liability", "--by", "village", "--set", set],
        vec![
            "report",
            "liability",
            "--month",
            "2024-06",
            "--by",
            "segment",
        ],
        vec!["report", "liability", "--months", "3", "--set", set],
        // Months without a roll.
        vec!["report", "liability", "--month", "2023-11", "--by", "payer"],
        vec![
            "report",
            "liability",
            "--month",
            "2019-06",
            "--months",
            "30",
            "--by",
            "village",
        ],
        vec![
            "report",
            "target",
            "--goal",
            "99@2025-03",
            "--budget",
            "500000000",
        ],
        vec![
            "report",
            "target",
            "--goal",
            "85@2025-03",
            "--budget",
            "500000000",
            "--indicator",
            "active",
        ],
    ];
    let ask = || -> Vec<String> {
        let said = |question: &Vec<&str>| {
            let format = ["--data", &data, "--format", "json"];
            common::said(&[question.as_slice(), &format].concat())
        };
        questions.iter().map(said).collect()
    };
    let counted = ask();
    // As a run of an earlier version is.
    let run = run_folder(&data);
    for table in ["contributors", "contributor_changes", "flows"] {
        fs::remove_file(run.join(format!("{table}.parquet"))).unwrap();
    }
    assert_eq!(ask(), counted);
}

/// Lines priced anew are what auditing the run anew finds, and where more than a
/// price is another, that is what happens.
#[test]
fn the_bill_under_another_law_is_an_audit_under_that_law() {
    let folder = TempDir::new().unwrap();
    let (data, _) = city(folder.path());
    let data_folder = DataFolder::open(&data).unwrap();
    let run = RunFolder::find(&data_folder, None).unwrap();
    let (inputs, outcome) = reopen(&data_folder, &run).unwrap();
    for sets in [
        vec!["contribution.pemda.city=36000@2024-07-01"],
        vec!["contribution.pemda.centre=1@2024-06-01"],
        vec!["contribution.pemda.city=90000@2024-06-01"],
        vec!["layoff.months=0@2014-01-01"],
    ] {
        let law = sets.iter().fold(Law::embedded(), |law, set| {
            law.with_override(set).unwrap_or_else(|_| panic!("{set}"))
        });
        let anew = BillAudit::of(&inputs, &outcome, &law).unwrap();
        let anew: Vec<Verdict> = anew
            .lines
            .iter()
            .map(|line| Verdict {
                finding: line.finding,
                expected: line.expected,
                disputed: line.disputed,
            })
            .collect();
        assert!(anew.len() > 1_000);
        assert_eq!(
            under_law(&data_folder, &run, &law).unwrap(),
            anew,
            "{sets:?}"
        );
    }
    let set = "contribution.pemda.city=36000@2024-08-01";
    let bill = rows(&data, &["report", "bill", "--set", set]);
    for row in &bill {
        let apart = number(row, "disputed_what_if") - number(row, "disputed");
        assert_eq!(number(row, "difference"), apart);
        if row["period"].as_str() < "2024-08" {
            assert_eq!(apart, 0);
            assert_eq!(row["lines"], row["lines_what_if"]);
        }
    }
    let ok = |row: &&Row| row["period"] == "2024-08" && row["finding"] == "ok";
    let ok = bill.iter().find(ok).unwrap();
    assert!(number(ok, "lines") > 800 && number(ok, "lines_what_if") < 10);
}

#[test]
fn who_is_poor_hangs_on_the_decile_that_is_supposed() {
    let folder = TempDir::new().unwrap();
    let (data, _) = city(folder.path());
    let set = "pbi.decile_max=2@2014-01-01";
    let gap = rows(&data, &["report", "gap", "--set", set]);
    let sum = |column: &str| gap.iter().map(|row| number(row, column)).sum::<i64>();
    assert_eq!(sum("total"), sum("total_what_if"));
    let poor = gap.iter().find(|row| row["reason"] == "poor").unwrap();
    assert!(number(poor, "total_what_if") < number(poor, "total"));
    let worker = gap.iter().find(|row| row["reason"] == "worker").unwrap();
    assert_eq!(worker["total"], worker["total_what_if"]);
    let plan = ["plan", "--budget", "kota=3000000", "--set", set];
    let plan = rows(&data, &plan);
    let (present, supposed): (Vec<&Row>, Vec<&Row>) =
        plan.iter().partition(|row| row["scenario"] == "present");
    assert_eq!(present.len(), supposed.len());
    let by_centre = |rows: &[&Row]| rows.iter().filter(|row| row["source"] == "pbi").count();
    assert!(by_centre(&supposed) < by_centre(&present));
}

#[test]
fn every_report_sets_the_supposed_beside_the_present() {
    let folder = TempDir::new().unwrap();
    let (data, _) = city(folder.path());
    let set = "contribution.pemda.city=40000@2024-09-01";
    let target = [
        "report",
        "target",
        "--goal",
        "110@2025-03",
        "--budget",
        "20000000",
        "--set",
        set,
    ];
    let paths = rows(&data, &target);
    let of = |scenario: &str| -> (usize, i64, i64) {
        let path = paths.iter().filter(|row| row["scenario"] == scenario);
        let path: Vec<&Row> = path.collect();
        let sum = |column| path.iter().map(|row| number(row, column)).sum::<i64>();
        (path.len(), sum("enrolled"), sum("rupiah"))
    };
    let (present, supposed) = (of("present"), of("what_if"));
    assert_eq!(present.0, supposed.0);
    // The same money carries fewer people at a higher price.
    assert!(supposed.1 < present.1, "{present:?} {supposed:?}");
    let award = [
        "report",
        "award",
        "--year",
        "2024",
        "--set",
        "threshold.award.entry.active=99",
    ];
    let outcomes = rows(&data, &award);
    let outcome = |scenario: &str| {
        let of = |row: &&Row| {
            (&*row["scenario"], &*row["threshold"], &*row["criterion"])
                == (scenario, "award_entry", "active")
        };
        outcomes.iter().find(of).unwrap()["outcome"].clone()
    };
    assert_eq!(
        (outcome("present").as_str(), outcome("what_if").as_str()),
        ("holds", "fails")
    );
}

#[test]
fn laid_off_residents_are_told_by_their_proof() {
    let folder = TempDir::new().unwrap();
    let (data, deliveries) = city(folder.path());
    let list = rows(&data, &["report", "layoffs", "--list"]);
    assert!(list.len() > 5, "{}", list.len());
    let month = |text: &str| -> i64 {
        let (year, month) = text.split_once('-').unwrap();
        year.parse::<i64>().unwrap() * 12 + month[..2].parse::<i64>().unwrap()
    };
    // What the deliveries say, by NIK.
    let mut delivered: BTreeMap<(String, String), String> = BTreeMap::new();
    for entry in fs::read_dir(&deliveries).unwrap() {
        let Ok(file) = fs::read(entry.unwrap().path().join("phk.csv")) else {
            continue;
        };
        for row in read(String::from_utf8_lossy(&file).as_bytes()) {
            let proof = row.get("jenis_bukti").cloned().unwrap_or_default();
            delivered.insert((row["nik"].clone(), row["tanggal"].clone()), proof);
        }
    }
    let (now, mut told) = (month(AS_OF), 0);
    for row in &list {
        let free = ["diterima_pekerja", "perjanjian_bersama", "putusan_phi"];
        let qualifies = free.contains(&row["proof"].as_str());
        assert_eq!(row["qualifies"], qualifies.to_string());
        let (dismissed, from) = (month(&row["dismissed"]), month(&row["city_from"]));
        assert_eq!(from - dismissed, if qualifies { 7 } else { 1 }, "{row:?}");
        // In time is by the 20th of the month before.
        assert_eq!(month(&row["send_by"]), from - 1);
        assert!(row["send_by"].ends_with("-20"));
        let free = qualifies && dismissed < now && now < from;
        match row["state"].as_str() {
            "paid_twice" => assert!(free && row["segment"] == "pbpu_pemda"),
            "guaranteed" => assert!(free || dismissed == now),
            "take_over" => assert!(!free && row["active"] == "false"),
            "covered" => assert!(!free && row["active"] == "true"),
            other => assert_eq!(other, "employed"),
        }
        let key = (row["nik"].clone(), row["dismissed"].clone());
        told += i64::from(
            delivered
                .get(&key)
                .is_some_and(|proof| *proof == row["proof"]),
        );
    }
    assert_eq!(told, list.len() as i64);
    let sums = rows(&data, &["report", "layoffs"]);
    let people: i64 = sums.iter().map(|row| number(row, "people")).sum();
    assert_eq!(people, list.len() as i64);
    let due = |row: &&Row| !row["city_month"].is_empty();
    for row in sums.iter().filter(due) {
        assert_eq!(number(row, "city_month"), number(row, "people") * 37_800);
    }
}
