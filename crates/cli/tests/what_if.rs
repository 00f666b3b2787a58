//! Other laws beside the present one, from what a run counted, and laid-off workers.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use common::{Row, read, said};
use semesta_engine::bill::{BillAudit, Verdict, under_law};
use semesta_engine::funding::{Needy, Way, needy, needy_under};
use semesta_engine::layoffs::laid_off;
use semesta_engine::results::Table;
use semesta_engine::routes::{Kept, Routes, rules};
use semesta_engine::run::{RunFolder, reopen};
use semesta_engine::{Facts, Gap, GapRules};
use semesta_evidence::DataFolder;
use semesta_law::{Law, Route};

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

/// The same city, in which some whom it pays for and some without a membership were
/// laid off in spring, with every kind of proof; the assistance to self-payers is
/// billed to it, and some contributions are given back.
fn city_of_laid_off(folder: &Path) -> String {
    let (data, _) = city(folder);
    let residents = read(said(&["export", "residents", "--data", &data]));
    let paid = |row: &&Row| row["segment"] == "pbpu_pemda" && row["active"] == "true";
    let inactive = |row: &&Row| row["active"] == "false";
    let people = residents.iter().filter(paid).take(60);
    let people = people.chain(residents.iter().filter(inactive).take(60));
    let proofs = [
        "diterima_pekerja",
        "mengundurkan_diri",
        "putusan_phi",
        "habis_kontrak",
        "perjanjian_bersama",
    ];
    let mut list = "nik,nama,badan_usaha,tanggal,jenis_bukti\n".to_owned();
    for (at, (person, proof)) in people.zip(proofs.iter().cycle()).enumerate() {
        let (nik, name) = (&person["nik"], &person["name"]);
        list += &format!("{nik},{name},PT REKAAN,2024-0{}-15,{proof}\n", at % 6 + 1);
    }
    let own = |row: &&Row| row["segment"] == "pbpu" && row["active"] == "true";
    let mut bill = "bulan,no_kartu,iuran_kota,bantuan_kota,bantuan_pusat\n".to_owned();
    for (at, person) in residents.iter().filter(own).enumerate().take(90) {
        let amounts = ["0,2800,4200", "0,3000,4200", "-35000,-2800,-4200"][at % 3];
        bill += &format!("2024-08,{},{amounts}\n", person["card_number"]);
    }
    for (source, rows) in [("phk", list), ("tagihan", bill)] {
        let path = folder.join(format!("{source}.csv"));
        fs::write(&path, rows).unwrap();
        let path = path.to_str().unwrap();
        said(&[
            "import", "--data", &data, "--source", source, "--as-of", AS_OF, path,
        ]);
    }
    said(&[
        "run", "--data", &data, "--region", "65.71", "--as-of", AS_OF,
    ]);
    data
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

fn supposed(set: &str) -> Law {
    let law = Law::embedded().with_override(set);
    law.unwrap_or_else(|_| panic!("{set}"))
}

/// What becomes of the lines under another law is what auditing the run anew finds,
/// without its snapshots.
#[test]
fn the_bill_under_another_law_is_an_audit_under_that_law() {
    let folder = TempDir::new().unwrap();
    let data = city_of_laid_off(folder.path());
    let data_folder = DataFolder::open(&data).unwrap();
    let run = RunFolder::find(&data_folder, None).unwrap();
    let (inputs, outcome) = reopen(&data_folder, &run).unwrap();
    let anew = |set: &str| -> Vec<Verdict> {
        let audit = BillAudit::of(&inputs, &outcome, &supposed(set)).unwrap();
        let lines = audit.lines.iter().map(|line| Verdict {
            finding: line.finding,
            expected: line.expected,
            disputed: line.disputed,
        });
        lines.collect()
    };
    let sets = [
        "contribution.pemda.city=36000@2024-07-01",
        "contribution.pemda.centre=1@2024-06-01",
        // Lines of one card are netted otherwise.
        "contribution.pemda.city=90000@2024-06-01",
        "contribution.pemda.city=1@2014-01-01",
        "contribution.mandiri.class_3.city_assistance=3000@2024-08-01",
        "layoff.months=0@2014-01-01",
        "layoff.months=2@2014-01-01",
        "layoff.months=24@2014-01-01",
        "layoff.proof.mengundurkan_diri=true@2014-01-01",
    ];
    let audits = sets.map(anew);
    let snapshots = Path::new(&data).join("snapshots");
    let away = folder.path().join("away");
    fs::rename(&snapshots, &away).unwrap();
    for (set, audit) in sets.iter().zip(&audits) {
        assert!(audit.len() > 1_000);
        let verdicts = under_law(&data_folder, &run, &supposed(set)).unwrap();
        assert_eq!(verdicts, *audit, "{set}");
    }
    let n_changed = |a: &[Verdict], b: &[Verdict]| a.iter().zip(b).filter(|(a, b)| a != b).count();
    // Six months are the law: none, fewer and more of them are other audits.
    let present = anew("layoff.months=6@2014-01-01");
    for audit in &audits[5..8] {
        assert!(n_changed(audit, &present) > 0);
    }
    // Of every third self-payer 2,800 was billed and of every third 3,000.
    assert!((30..=60).contains(&n_changed(&audits[4], &present)));
    fs::rename(&away, &snapshots).unwrap();
    // As a run of an earlier version is.
    fs::remove_file(run.table_path(Table::BillFacts)).unwrap();
    let verdicts = under_law(&data_folder, &run, &supposed(sets[6])).unwrap();
    assert_eq!(verdicts, audits[6]);
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
    // The assistance to self-payers (30 lines at most) and what gives money back (30) stay.
    assert!(number(ok, "lines") > 800 && number(ok, "lines_what_if") < 70);
}

/// The reasons beside the present ones are those that the whole run would give.
#[test]
fn the_gap_under_another_law_is_that_of_a_run_under_that_law() {
    let folder = TempDir::new().unwrap();
    let (data, _) = city(folder.path());
    let data_folder = DataFolder::open(&data).unwrap();
    let run = RunFolder::find(&data_folder, None).unwrap();
    let (inputs, outcome) = reopen(&data_folder, &run).unwrap();
    let facts = Facts::gather(&outcome, &inputs);
    let anew = |set: &str| -> BTreeMap<&'static str, i64> {
        let rules = GapRules::at(&supposed(set), outcome.question.as_of).unwrap();
        let mut counts = BTreeMap::new();
        for person in 0..outcome.people.len() as u32 {
            let record = outcome.counting[person as usize];
            let active = record.is_some_and(|row| outcome.members[row as usize].active);
            if outcome.is_resident[person as usize] && !active {
                let gap = Gap::of(&outcome, &inputs, &facts, person);
                *counts.entry(rules.reason(&gap).code()).or_default() += 1;
            }
        }
        counts
    };
    let sets = [
        "pbi.decile_max=0@2014-01-01",
        "pbi.decile_max=2@2014-01-01",
        "pbi.decile_max=10@2014-01-01",
        "newborn.days=3@2014-01-01",
        "newborn.days=30000@2014-01-01",
    ];
    let snapshots = Path::new(&data).join("snapshots");
    let away = folder.path().join("away");
    fs::rename(&snapshots, &away).unwrap();
    for set in sets {
        let counts = anew(set);
        for by in ["city", "village", "segment", "age", "sex", "payer"] {
            let mut told: BTreeMap<String, i64> = BTreeMap::new();
            for row in rows(&data, &["report", "gap", "--by", by, "--set", set]) {
                *told.entry(row["reason"].clone()).or_default() += number(&row, "total_what_if");
            }
            told.retain(|_, n| *n > 0);
            let told: BTreeMap<&str, i64> = told.iter().map(|(k, n)| (k.as_str(), *n)).collect();
            assert_eq!(told, counts, "{set} {by}");
        }
    }
    assert_ne!(anew(sets[0]), anew(sets[2]));
    assert_ne!(anew(sets[3]), anew(sets[4]));
    fs::rename(&away, &snapshots).unwrap();
}

/// Who has which way to a payer hangs on more than prices.
#[test]
fn the_routes_that_a_plan_takes_are_those_of_the_law_supposed() {
    let folder = TempDir::new().unwrap();
    let data = city_of_laid_off(folder.path());
    let data_folder = DataFolder::open(&data).unwrap();
    let run = RunFolder::find(&data_folder, None).unwrap();
    let (inputs, outcome) = reopen(&data_folder, &run).unwrap();
    let facts = Facts::gather(&outcome, &inputs);
    let present = std::sync::Arc::new(needy(&run, outcome.question.as_of).unwrap());
    let ways = |set: &str| -> Vec<(u64, Way)> {
        let people = needy_under(&data_folder, &run, &supposed(set), &present).unwrap();
        assert_eq!(people.len(), present.len());
        let ways = people.iter();
        ways.flat_map(|one| one.ways.iter().map(|way| (one.nik, way.clone())))
            .collect()
    };
    let same = ways("layoff.months=6@2014-01-01");
    assert_eq!(same, ways("contribution.pemda.city=1@2014-01-01"));
    for months in [0, 2, 24] {
        let set = format!("layoff.months={months}@2014-01-01");
        let mut told: Vec<(u64, Way)> = ways(&set);
        told.retain(|(_, way)| matches!(way, Way::Guarantee { .. }));
        // The list of lay-offs knows it by itself.
        let now = semesta_domain::Month::of(outcome.question.as_of);
        let listed = laid_off(&outcome, &inputs, &facts, &supposed(&set)).unwrap();
        let mut free: Vec<(u64, Way)> = listed
            .iter()
            .filter(|one| one.guarantee.qualifies && now < one.guarantee.city_from)
            .filter(|one| !one.member.is_some_and(|(_, active)| active))
            .map(|one| {
                let city_from = one.guarantee.city_from;
                let nik = outcome.people.nik[one.person as usize];
                (nik, Way::Guarantee { city_from })
            })
            .collect();
        told.sort_by_key(|(nik, _)| *nik);
        free.sort_by_key(|(nik, _)| *nik);
        assert_eq!(told, free, "{set}");
        assert!(months == 0 || !told.is_empty(), "{set}");
    }
    let families = |ways: &[(u64, Way)]| ways.iter().filter(|(_, way)| *way == Way::Family).count();
    let fewer = ways("family.child_age=1@2014-01-01");
    assert!(families(&fewer) < families(&same));
    let set = "family.child_age=1@2014-01-01";
    let plan = rows(&data, &["plan", "--budget", "kota=3000000", "--set", set]);
    let by = |scenario: &str| {
        let of = plan.iter().filter(|row| row["scenario"] == scenario);
        of.filter(|row| row["source"] == "keluarga").count()
    };
    assert!(
        by("what_if") < by("present"),
        "{} {}",
        by("what_if"),
        by("present")
    );
}

/// What a run keeps of its residents in need gives all routes that computing them
/// anew does, whatever the law, and so it is where it had to be found anew.
#[test]
fn the_routes_by_what_a_run_keeps_are_those_of_a_run_under_that_law() {
    let folder = TempDir::new().unwrap();
    let data = city_of_laid_off(folder.path());
    let data_folder = DataFolder::open(&data).unwrap();
    let run = RunFolder::find(&data_folder, None).unwrap();
    let (inputs, outcome) = reopen(&data_folder, &run).unwrap();
    let facts = Facts::gather(&outcome, &inputs);
    let question = &outcome.question;
    let rules = |law: &Law| {
        let (region, on) = (question.region, question.as_of);
        rules(law, region, on, question.local_assistance).unwrap()
    };
    let kept = Kept::of(&data_folder, &run, &rules(&Law::embedded())).unwrap();
    let sets = [
        "layoff.months=24@2014-01-01",
        "newborn.days=3@2014-01-01",
        "newborn.days=30000@2014-01-01",
        "family.child_age=5@2014-01-01",
        "family.child_age=60@2014-01-01",
        "family.children_max=1@2014-01-01",
        "donor.decile_max=10@2014-01-01",
        "donor.own_workers_registered=false@2014-01-01",
        "pbi.decile_max=1@2014-01-01",
        "contribution.pemda.city=40000@2014-01-01",
    ];
    let mut seen = BTreeSet::new();
    for set in sets {
        let law = supposed(set);
        let anew = Routes::find(&outcome, &inputs, &facts, &law).unwrap();
        let rules = rules(&law);
        let mut at = anew.rows.iter();
        for known in &kept.known {
            let list = rules.routes(&known.under(&rules));
            for found in list.open().chain(list.ruled_out()) {
                let row = at.next().unwrap();
                assert_eq!(known.nik, outcome.people.nik[row.person as usize]);
                assert_eq!(
                    (row.route, row.verdict),
                    (found.route, found.verdict),
                    "{set}"
                );
                assert_eq!((row.segment, row.action), (found.segment, found.action));
                assert_eq!(
                    (row.deadline, row.city_from),
                    (found.deadline, found.city_from)
                );
                assert_eq!(row.monthly, found.monthly.into(), "{set}");
                assert_eq!(row.meanwhile, found.meanwhile.into(), "{set}");
                let code = |donor| anew.donors.get(donor).unwrap().code.as_str();
                let kept_code = |donor: u16| kept.donors[usize::from(donor)].as_str();
                assert_eq!(row.donor.map(code), found.donor.map(kept_code), "{set}");
                seen.insert((found.route, found.is_open()));
            }
        }
        assert!(at.next().is_none(), "{set}");
    }
    for route in Route::ALL {
        assert!(seen.contains(&(*route, true)), "nobody had {route:?}");
    }
    // Nobody is known to study: all that is asked anew comes out as it was.
    let present = std::sync::Arc::new(needy(&run, question.as_of).unwrap());
    let law = supposed("family.student_age=24@2014-01-01");
    let same = needy_under(&data_folder, &run, &law, &present).unwrap();
    assert!(!std::sync::Arc::ptr_eq(&same, &present));
    let ways =
        |people: &[Needy]| -> Vec<Vec<Way>> { people.iter().map(|one| one.ways.clone()).collect() };
    assert_eq!(ways(&same), ways(&present));
    // As a run of an earlier version is.
    fs::remove_file(run.table_path(Table::RouteFacts)).unwrap();
    let anew = Kept::of(&data_folder, &run, &rules(&law)).unwrap();
    assert_eq!(anew.known.len(), kept.known.len());
    for (one, other) in anew.known.iter().zip(&kept.known) {
        assert_eq!(one.nik, other.nik);
        assert_eq!(one.children_before, other.children_before);
    }
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
    // Three months rather than six, from the list alone.
    let set = [
        "report",
        "layoffs",
        "--list",
        "--set",
        "layoff.months=3@2014-01-01",
    ];
    let both = rows(&data, &set);
    let scenario =
        |name: &str| -> Vec<&Row> { both.iter().filter(|row| row["scenario"] == name).collect() };
    let (present, supposed) = (scenario("present"), scenario("what_if"));
    assert_eq!((present.len(), supposed.len()), (list.len(), list.len()));
    for (row, other) in present.iter().zip(&supposed) {
        assert_eq!(row["nik"], other["nik"]);
        let earlier = month(&row["city_from"]) - month(&other["city_from"]);
        assert_eq!(earlier, if row["qualifies"] == "true" { 3 } else { 0 });
        let free = other["qualifies"] == "true"
            && month(&other["dismissed"]) < now
            && now < month(&other["city_from"]);
        match other["state"].as_str() {
            "paid_twice" => assert!(free && other["segment"] == "pbpu_pemda"),
            "guaranteed" => assert!(free || month(&other["dismissed"]) == now),
            "employed" => assert_eq!(row["state"], "employed"),
            state => assert!(!free && (state == "covered") == (other["active"] == "true")),
        }
    }
    let due = |row: &&Row| !row["city_month"].is_empty();
    for row in sums.iter().filter(due) {
        assert_eq!(number(row, "city_month"), number(row, "people") * 37_800);
    }
}
