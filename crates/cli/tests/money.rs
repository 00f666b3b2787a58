//! Payments, bills of head counts, budgets by year, several cities, targets and
//! contract workers, through the real binary.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use common::{Row, read, said, semesta};

fn rows(arguments: &[&str]) -> Vec<Row> {
    let text = said(&[arguments, &["--format", "csv"]].concat());
    read(text.as_bytes())
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or(0)
}

/// The row whose columns hold these cells.
fn the<'r>(rows: &'r [Row], wanted: &[(&str, &str)]) -> &'r Row {
    let holds = |row: &&Row| wanted.iter().all(|(column, cell)| row[*column] == *cell);
    rows.iter().find(holds).unwrap()
}

/// An invented city, imported but for some sources, and run.
struct City {
    _folder: TempDir,
    out: PathBuf,
    data: String,
    region: &'static str,
    as_of: &'static str,
}

impl City {
    fn new(scenario: &str, residents: &str, region: &'static str, without: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("city");
        let as_of = match scenario {
            "bontang-2017" => "2017-09-30",
            _ => "2024-08-31",
        };
        said(&[
            "synth",
            "--scenario",
            scenario,
            "--residents",
            residents,
            "--months",
            "3",
            "--seed",
            "7",
            "--clean",
            "--out",
            out.to_str().unwrap(),
        ]);
        let data = folder.path().join("data").to_str().unwrap().to_owned();
        let city = Self {
            _folder: folder,
            out,
            data,
            region,
            as_of,
        };
        for delivery in city.deliveries() {
            // These tests bring payments and bills of head counts of their own.
            for source in without.iter().chain(&["pembayaran", "tagihan_rekap"]) {
                let _ = fs::remove_file(delivery.join(format!("{source}.csv")));
            }
            let delivery = delivery.to_str().unwrap();
            said(&["import", "--data", &city.data, "--delivery", delivery]);
        }
        city.run();
        city
    }

    fn deliveries(&self) -> Vec<PathBuf> {
        let folder = self.out.join("deliveries");
        let mut all: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        all.sort();
        all
    }

    fn run(&self) {
        said(&[
            "run",
            "--data",
            &self.data,
            "--region",
            self.region,
            "--as-of",
            self.as_of,
        ]);
    }

    /// Imports one more file and runs again.
    fn add(&self, source: &str, text: &str) {
        let path = Path::new(&self.data).with_file_name(format!("{source}.csv"));
        fs::write(&path, text).unwrap();
        said(&[
            "import",
            "--data",
            &self.data,
            "--source",
            source,
            "--as-of",
            self.as_of,
            path.to_str().unwrap(),
        ]);
        self.run();
    }

    fn report(&self, arguments: &[&str]) -> Vec<Row> {
        rows(&[&["report"], arguments, &["--data", &self.data]].concat())
    }
}

#[test]
fn payments_are_set_against_bills_and_arrears_have_an_age() {
    let city = City::new("tarakan-2024", "3000", "65.71", &[]);
    let bill = city.report(&["bill"]);
    let billed = |month: &str| {
        number(
            the(&bill, &[("period", month), ("finding", "all")]),
            "billed",
        )
    };
    let (june, july, august) = (billed("2024-06"), billed("2024-07"), billed("2024-08"));
    let disputed = number(
        the(&bill, &[("period", "2024-07"), ("finding", "all")]),
        "disputed",
    );
    let award = |column: &str| {
        let award = city.report(&["award", "--year", "2024"]);
        the(
            &award,
            &[("threshold", "award_utama"), ("criterion", "no_arrears")],
        )[column]
            .clone()
    };
    assert_eq!(award("outcome"), "not_shown");
    city.add(
        "pembayaran",
        &format!(
            "No. SP2D;Tanggal;Bulan;Jumlah;Keterangan\n\
             001/SP2D;2024-06-09;2024-05;1000;\n\
             002/SP2D;2024-07-01;2024-06;{};\n\
             003/SP2D;2024-07-20;2024-06;{};susulan\n\
             004/SP2D;2024-08-05;2024-07;{};\n\
             005/SP2D;2024-08-20;2024-08;{};\n\
             006/SP2D;2024-09-02;2024-07;1000000;\n",
            june - 500,
            500,
            july - disputed - 700,
            august + 300,
        ),
    );
    let arrears = city.report(&["reconciliation", "--arrears"]);
    let of = |month: &str, column: &str| the(&arrears, &[("month", month)])[column].clone();
    assert_eq!(of("2024-05", "state"), "without_bill");
    assert_eq!(
        (of("2024-06", "state"), of("2024-06", "arrears")),
        ("paid".into(), "0".into())
    );
    assert_eq!(of("2024-06", "last_paid"), "2024-07-20");
    assert_eq!(
        (of("2024-07", "state"), of("2024-07", "agreed_arrears")),
        ("arrears".into(), "700".into())
    );
    assert_eq!(of("2024-07", "disputed_open"), disputed.to_string());
    // Due on 10 July; the run is of 31 August.
    assert_eq!(
        (of("2024-07", "age_months"), of("2024-07", "age_days")),
        ("1".into(), "52".into())
    );
    assert_eq!(
        (of("2024-08", "state"), of("2024-08", "overpaid")),
        ("overpaid".into(), "300".into())
    );
    assert_eq!(of("2024-07", "agreed"), (july - disputed).to_string());
    let sum: i64 = arrears
        .iter()
        .filter(|row| row["month"] != "all")
        .map(|row| number(row, "paid"))
        .sum();
    assert_eq!(of("all", "paid"), sum.to_string());
    let payments = city.report(&["reconciliation", "--payments"]);
    let states: Vec<&str> = payments.iter().map(|row| row["state"].as_str()).collect();
    assert_eq!(
        states,
        ["without_bill", "pays", "pays", "pays", "overpays", "later"]
    );
    assert_eq!(number(&payments[2], "days_late"), 40);
    let quarter = city.report(&["reconciliation", "--quarter", "2024-Q3"]);
    let item = |period: &str, item: &str| {
        number(
            the(&quarter, &[("period", period), ("item", item)]),
            "value",
        )
    };
    assert_eq!(
        item("2024-07", "billed") - item("2024-07", "paid"),
        item("2024-07", "arrears")
    );
    assert_eq!(item("2024-Q3", "agreed_arrears"), 700);
    assert_eq!(item("2024-07", "age_months"), 1);
    assert_eq!(award("outcome"), "fails");
}

#[test]
fn a_bill_of_head_counts_is_audited_as_far_as_it_can_be() {
    let city = City::new("tarakan-2024", "3000", "65.71", &["tagihan"]);
    city.add(
        "tagihan_rekap",
        "Bulan;Segmen;Kelas;Jumlah Jiwa;Jumlah Iuran\n\
         2024-07;;;900;34020000\n\
         2024-08;PBPU Pemda;3;700;24500000\n\
         2024-08;mandiri;3;10;28000\n\
         2024-08;PPU BU;2;5;1000\n",
    );
    let recap = city.report(&["bill"]);
    let of = |month: &str, segment: &str, item: &str| {
        let row = the(
            &recap,
            &[("month", month), ("segment", segment), ("item", item)],
        );
        (number(row, "heads"), number(row, "rupiah"))
    };
    for month in ["2024-07", "2024-08"] {
        let item = |item: &str| of(month, "pbpu_pemda", item);
        let (billed, supported) = (item("billed"), item("supported"));
        assert_eq!(item("due_for_heads"), (billed.0, billed.0 * 37_800));
        assert_eq!(item("wrong_amount").1, billed.1 - billed.0 * 37_800);
        assert_eq!(item("not_supported").0, billed.0 - supported.0);
        assert_eq!(
            item("disputed").1,
            item("wrong_amount").1 + item("not_supported").1
        );
        let findings: i64 = recap
            .iter()
            .filter(|row| row["month"] == month && row["segment"] == "pbpu_pemda")
            .filter(|row| {
                row["item"]
                    .parse::<semesta_domain::Finding>()
                    .is_ok_and(|f| f != semesta_domain::Finding::WrongAmount)
            })
            .map(|row| number(row, "heads"))
            .sum();
        assert_eq!(item("roll").0, findings + supported.0);
        assert!(supported.0 > 300 && item("approved").0 > 300);
    }
    // 35,000 a head was billed where 37,800 is due.
    assert_eq!(of("2024-08", "pbpu_pemda", "wrong_amount").1, -700 * 2_800);
    assert_eq!(of("2024-08", "pbpu", "wrong_amount").1, 0);
    assert!(of("2024-08", "pbpu", "supported").0 > 10);
    the(&recap, &[("segment", "ppu_bu"), ("item", "not_checked")]);
    let told = semesta(&["report", "bill", "--recap", "--data", &city.data]);
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("siapa yang ditagih"), "{told}");
    let arrears = city.report(&["reconciliation", "--arrears"]);
    assert_eq!(
        number(the(&arrears, &[("month", "2024-07")]), "billed"),
        34_020_000
    );
    assert_eq!(
        semesta(&["verify", "--data", &city.data]).status.code(),
        Some(0)
    );
}

#[test]
fn the_head_counts_of_the_roll_agree_with_its_lines() {
    // The same city twice: billed by line, and by the head count of those lines.
    let lines = City::new("tarakan-2024", "3000", "65.71", &[]);
    let by_line = lines.report(&["bill"]);
    let total = the(&by_line, &[("period", "2024-08"), ("finding", "all")]).clone();
    let heads = City::new("tarakan-2024", "3000", "65.71", &["tagihan"]);
    heads.add(
        "tagihan_rekap",
        &format!(
            "bulan,jumlah_jiwa,jumlah_iuran\n2024-08,{},{}\n",
            total["lines"], total["billed"]
        ),
    );
    let recap = heads.report(&["bill"]);
    let disputed = number(the(&recap, &[("item", "disputed")]), "rupiah");
    // What the lines say of themselves and what only the roll says lie near.
    let apart = (disputed - number(&total, "disputed")).abs();
    assert!(
        apart * 10 <= number(&total, "billed"),
        "{disputed} {total:?}"
    );
}

#[test]
fn budgets_may_be_of_a_year_and_a_decision_is_asked_on_stdin() {
    let city = City::new("tarakan-2024", "3000", "65.71", &[]);
    let budgets = [
        "--budget",
        "kota@2024=3000000",
        "--budget",
        "kota@2025=9000000",
    ];
    let funding = city.report(&[&["funding", "--months", "15"], &budgets[..]].concat());
    let spent = |year: &str| -> i64 {
        let of_year = funding
            .iter()
            .filter(|row| row["fund"] == "kota" && row["month"].starts_with(year));
        of_year.map(|row| number(row, "rupiah")).sum()
    };
    assert!(spent("2024") <= 3_000_000 && spent("2024") > 0);
    assert!(
        spent("2025") <= 9_000_000 && spent("2025") > 8_000_000,
        "{}",
        spent("2025")
    );
    let json = said(&[
        "report",
        "funding",
        "--data",
        &city.data,
        "--budget",
        "kota=3000000",
        "--format",
        "json",
    ]);
    assert!(json.contains("person_months:infant=") && json.contains("next_tenth_activity"));
    let plan = rows(&["plan", "--data", &city.data, "--budget", "kota=3000000"]);
    let mut asked = Command::new(env!("CARGO_BIN_EXE_semesta"))
        .args([
            "plan",
            "--data",
            &city.data,
            "--budget",
            "kota=3000000",
            "--explain",
            "-",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let nik = &plan[0]["nik"];
    asked
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{nik}\n").as_bytes())
        .unwrap();
    let told = asked.wait_with_output().unwrap();
    assert!(told.status.success());
    assert!(String::from_utf8(told.stdout).unwrap().contains("Golongan"));
}

#[test]
fn months_to_come_are_due_by_budget_line() {
    let city = City::new("tarakan-2024", "3000", "65.71", &[]);
    let due = city.report(&["liability", "--month", "2024-09", "--months", "12"]);
    let of = |month: &str| {
        let row = the(&due, &[("month", month), ("component", "iuran_kota")]);
        (number(row, "people"), number(row, "amount"))
    };
    assert_eq!(of("all").0, 12 * of("2025-08").0);
    assert_eq!(of("all").1, 12 * of("2024-09").1);
    assert_eq!(of("2024-09").1, of("2024-09").0 * 35_000);
}

#[test]
fn cities_are_ranked_with_each_other_at_one_date() {
    let tarakan = City::new("tarakan-2024", "3000", "65.71", &[]);
    let tangerang = City::new("tangerang-2024", "3000", "36.71", &[]);
    let of = ["rank", "--basis", "official", "--with", &tangerang.data];
    let ranking = tarakan.report(&of);
    let places: Vec<(&str, &str)> = ranking
        .iter()
        .map(|row| (row["area"].as_str(), row["rank"].as_str()))
        .collect();
    assert_eq!(places, [("6571", "1"), ("3671", "2")]);
    let villages = tarakan.report(&[&of[..], &["--by", "village"]].concat());
    assert!(villages.iter().any(|row| row["area"].starts_with("3671")));
    assert!(villages.iter().any(|row| row["area"].starts_with("6571")));
    // Another date is no comparison.
    said(&[
        "run",
        "--data",
        &tarakan.data,
        "--region",
        "65.71",
        "--as-of",
        "2024-07-31",
    ]);
    let refused = semesta(&[
        "report",
        "rank",
        "--data",
        &tarakan.data,
        "--with",
        &tangerang.data,
    ]);
    assert_eq!(refused.status.code(), Some(2));
}

/// Bontang 2017: 92 % now, 98 % by December, 100 % early in 2018, Rp 25 billion a year.
#[test]
fn bontang_reaches_its_targets_with_its_money() {
    let city = City::new("bontang-2017", "4000", "64.74", &[]);
    // The budget of the invented city, which is 4,000 of 166,891 people.
    let budget = 25_000_000_000_i64 * 4_000 / 166_891;
    let goals = ["--goal", "98@2017-12", "--goal", "100@2018-03"];
    let ask = |money: &str| city.report(&[&["target"], &goals[..], &["--budget", money]].concat());
    let path = ask(&format!("kota@2018={budget}"));
    assert_eq!(path[0]["month"], "2017-10");
    // A budget of 2018 pays nobody in 2017.
    assert!(path[..3].iter().all(|row| number(row, "paid") == 0));
    let path = ask(&budget.to_string());
    let at = |month: &str| the(&path, &[("month", month)]);
    let percent = |month: &str| at(month)["percent"].parse::<f64>().unwrap();
    assert!(percent("2017-12") >= 98.0 && percent("2018-03") >= 100.0);
    assert!(path.iter().all(|row| number(row, "unfunded") == 0));
    let rupiah: i64 = path.iter().map(|row| number(row, "rupiah")).sum();
    assert!(rupiah <= budget);
    // A twentieth of the money is not enough, and the report says how much is missing.
    let poor = ask(&(budget / 400).to_string());
    assert!(number(poor.last().unwrap(), "unfunded") > 0);
    let json = said(&[
        "report",
        "target",
        "--data",
        &city.data,
        goals[0],
        goals[1],
        goals[2],
        goals[3],
        "--budget",
        &budget.to_string(),
        "--format",
        "json",
    ]);
    for flow in ["births_a_month", "purges_a_month", "joins_a_month"] {
        assert!(json.contains(flow), "{flow}");
    }
}

/// The contract workers of Tarakan are their government's own employees.
#[test]
fn contract_workers_are_the_governments_own() {
    let city = City::new("tarakan-2024", "12000", "65.71", &[]);
    let last = city.deliveries().pop().unwrap();
    let listed: BTreeSet<String> = read(fs::read(last.join("pekerja.csv")).unwrap())
        .into_iter()
        .filter(|row| row["asal"] == "kontrak")
        .map(|row| row["nik"].clone())
        .collect();
    // 1,229 of 252,924 residents.
    assert_eq!(listed.len(), 58);
    let counts = city.report(&["workers"]);
    let own: Vec<&Row> = counts.iter().filter(|row| row["due"] == "ppu_pn").collect();
    assert_eq!(own.iter().map(|row| number(row, "people")).sum::<i64>(), 58);
    let wrong = city.report(&["workers", "--list"]);
    let wrong: BTreeMap<&str, &Row> = wrong.iter().map(|row| (row["nik"].as_str(), row)).collect();
    let residents = rows(&["export", "residents", "--data", &city.data]);
    let routes = rows(&["export", "routes", "--data", &city.data]);
    for nik in &listed {
        let resident = the(&residents, &[("nik", nik)]);
        if resident["active"] == "true" && resident["segment"] == "ppu_pn" {
            assert!(!wrong.contains_key(nik.as_str()));
            continue;
        }
        let row = wrong[nik.as_str()];
        assert_eq!(row["due"], "ppu_pn");
        if resident["active"] == "true" {
            let by_city = resident["segment"] == "pbpu_pemda";
            assert_eq!(number(row, "city_month"), if by_city { 37_800 } else { 0 });
        } else {
            let first = the(&routes, &[("nik", nik), ("rank", "1")]);
            assert_eq!(
                (first["route"].as_str(), first["segment"].as_str()),
                ("employer", "ppu_pn")
            );
        }
    }
}

/// Every rule is a calculator, too; the figures of DOMAIN §12 among them.
#[test]
fn the_rules_are_calculators() {
    let ask = |arguments: &[&str]| -> serde_json::Value {
        let text = said(&[&["calc"], arguments, &["--format", "json"]].concat());
        serde_json::from_str(&text).unwrap()
    };
    let budget = ask(&["budget", "--budget", "25000000000", "--month", "2017-01"]);
    assert_eq!(
        (&budget["people"], &budget["price_person_month"]),
        (&90_579.into(), &23_000.into())
    );
    assert_eq!(budget["schema"], "semesta.calc.budget/1");
    let none = ask(&[
        "budget", "--budget", "1", "--month", "2017-01", "--months", "0",
    ]);
    assert!(none["people"].is_null());
    let malang = ask(&[
        "coverage",
        "--numerator",
        "632343",
        "--denominator",
        "903000",
    ]);
    assert_eq!(
        (&malang["percent"], &malang["missing"]),
        (&"70.03".into(), &270_657.into())
    );
    let minahasa = ask(&[
        "coverage",
        "--numerator",
        "346132",
        "--denominator",
        "345513",
    ]);
    assert_eq!(minahasa["percent"], "100.18");
    let baby = |on: &str| ask(&["newborn", "--birth", "2024-08-01", "--on", on])["newborn"].clone();
    assert_eq!(
        (baby("2024-08-28"), baby("2024-08-30")),
        (true.into(), false.into())
    );
    let status = ask(&["status", "--last-paid", "2024-05", "--on", "2024-07-01"]);
    assert_eq!(
        (&status["active"], &status["inactive_from"]),
        (&false.into(), &"2024-07-01".into())
    );
    let child = ask(&[
        "family",
        "--relation",
        "child",
        "--birth",
        "2003-08-31",
        "--on",
        "2024-08-31",
    ]);
    assert_eq!(child["cover"], "too_old");
    let fine = ask(&[
        "sanction",
        "--first-warning",
        "2024-08-01",
        "--due",
        "1000000",
        "--months",
        "12",
    ]);
    assert_eq!(fine["fine"], 12_000);
    let tax = ask(&[
        "cigarette-tax",
        "--revenue",
        "1000000000",
        "--on",
        "2024-01-01",
    ]);
    assert_eq!(tax["share"], 375_000_000);
}
