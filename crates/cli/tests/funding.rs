//! Routes, plan, funding, awards, rankings and targets through the real binary.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::OnceLock;

use tempfile::TempDir;

use common::{Row, read, semesta};

/// An invented city with a run, and where its data lie.
fn city() -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let demo = folder.path().join("demo");
    let dir = demo.to_str().unwrap();
    let options = ["--residents", "3000", "--months", "3", "--no-serve"];
    let made = semesta(&[&["demo", "--dir", dir][..], &options].concat());
    assert!(made.status.success());
    let shown = String::from_utf8(made.stdout).unwrap();
    assert!(shown.contains("Tagihan 2024-08") && shown.contains("Rencana tanpa batas dana"));
    let data = demo.join("data").to_str().unwrap().to_owned();
    (folder, data)
}

/// The city that tests only read, made once.
fn data() -> &'static str {
    static CITY: OnceLock<(TempDir, String)> = OnceLock::new();
    &CITY.get_or_init(city).1
}

fn stdout(arguments: &[&str]) -> String {
    let output = semesta(&[arguments, &["--data", data()]].concat());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

fn rows(arguments: &[&str]) -> Vec<Row> {
    read(stdout(&[arguments, &["--format", "csv"]].concat()))
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or(0)
}

#[test]
fn everybody_without_an_active_membership_has_one_proposal() {
    let residents = rows(&["export", "residents"]);
    let routes = rows(&["export", "routes"]);
    let in_need = residents.iter().filter(|row| row["active"] == "false");
    let proposals: Vec<&Row> = routes.iter().filter(|row| row["rank"] == "1").collect();
    for (resident, proposal) in in_need.clone().zip(&proposals) {
        assert_eq!(resident["nik"], proposal["nik"]);
        assert_eq!(resident["route"], proposal["route"]);
        assert_eq!(resident["route_reason"], proposal["reason"]);
        assert_eq!(proposal["ruled_out"], "false");
    }
    assert_eq!(in_need.count(), proposals.len());
    assert!(
        residents
            .iter()
            .all(|row| (row["active"] == "true") == row["route"].is_empty())
    );
}

#[test]
fn a_plan_stays_within_the_budget_and_serves_the_first_classes_first() {
    let plan = rows(&["plan", "--budget", "kota=50000000"]);
    let in_need = rows(&["export", "residents"]);
    let in_need = in_need
        .iter()
        .filter(|row| row["active"] == "false")
        .count();
    assert_eq!(plan.len(), in_need);
    let spent: i64 = plan.iter().map(|row| number(row, "city_cost")).sum();
    assert!(spent <= 50_000_000 && spent > 49_000_000, "{spent}");
    let waiting = |class: &str| {
        let mut of_class = plan.iter().filter(|row| row["class"] == class);
        of_class.any(|row| row["source"].is_empty())
    };
    assert!(!waiting("infant") && waiting("other"));
    let funding = rows(&["report", "funding", "--budget", "kota=50000000"]);
    let city = funding
        .iter()
        .filter(|row| row["fund"] == "kota" && row["month"] == "2025-09");
    assert_eq!(
        city.map(|row| number(row, "rupiah_to_date")).sum::<i64>(),
        spent
    );
}

/// Several funds of the city pay what one fund of their sum would, each within its own
/// budget and months, and their rows add up to what everybody costs.
#[test]
fn the_citys_funds_pay_for_one_another() {
    let plan = |budgets: &[&str]| -> (i64, Vec<Row>) {
        let given = budgets.iter().flat_map(|budget| ["--budget", budget]);
        let given: Vec<&str> = given.collect();
        let people = rows(&[&["plan"][..], &given].concat());
        let cost = people.iter().map(|row| number(row, "city_cost")).sum();
        (cost, rows(&[&["report", "funding"][..], &given].concat()))
    };
    let (one, _) = plan(&["kota=30000000"]);
    let budgets = ["kota=17000000", "dau=8000000", "pajak_rokok=5000000"];
    let (several, lines) = plan(&budgets);
    assert_eq!(one, several);
    let spent = |fund: &str| -> i64 {
        let of_fund = lines.iter().filter(|row| row["fund"] == fund);
        of_fund.map(|row| number(row, "rupiah")).sum()
    };
    assert_eq!(spent("kota") + spent("dau") + spent("pajak_rokok"), several);
    // What is earmarked is spent first, to the last rupiah.
    assert_eq!((spent("dau"), spent("pajak_rokok")), (8_000_000, 5_000_000));
    assert!(spent("kota") > 0);
    // Months without money of a dated fund are paid by the others.
    let (_, lines) = plan(&["kota=10000000", "dau@2025=9000000"]);
    let dau: Vec<&Row> = lines.iter().filter(|row| row["fund"] == "dau").collect();
    for row in &dau {
        assert!(row["month"].starts_with("2025") || number(row, "rupiah") == 0);
    }
    assert!(dau.iter().map(|row| number(row, "rupiah")).sum::<i64>() > 0);
}

#[test]
fn a_supposed_price_stands_beside_the_present() {
    let set = "contribution.pemda.city=40000@2024-09-01";
    let both = rows(&["report", "funding", "--set", set]);
    let cost = |scenario: &str| -> i64 {
        let last = both
            .iter()
            .filter(|row| row["scenario"] == scenario && row["source"] == "kota");
        let of_city = last.filter(|row| row["fund"] == "kota" && row["month"] == "2025-09");
        of_city.map(|row| number(row, "rupiah")).sum()
    };
    assert!(cost("present") > 0);
    // 42,800 rather than 37,800 a head.
    assert_eq!(cost("what_if") * 37_800, cost("present") * 42_800);
}

#[test]
fn quotas_hold_and_unknown_names_are_refused() {
    let plan = rows(&["plan", "--quota", "kota=10", "--entry-cap", "pbi=2/month"]);
    let by = |source: &str| plan.iter().filter(|row| row["source"] == source).count();
    assert_eq!(by("kota"), 10);
    assert!(by("pbi") <= 24 && by("pbi") > 0);
    for wrong in ["kotaa=1", "kota", "donor:=1"] {
        let output = semesta(&["plan", "--data", data(), "--budget", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn a_decision_is_explained() {
    let plan = rows(&["plan", "--budget", "kota=50000000"]);
    let left_out = plan.iter().find(|row| row["source"].is_empty()).unwrap();
    let told = stdout(&[
        "plan",
        "--budget",
        "kota=50000000",
        "--explain",
        &left_out["nik"],
    ]);
    assert!(told.contains("habis"), "{told}");
}

#[test]
fn an_award_names_what_is_missing_and_what_it_costs() {
    let award = rows(&[
        "report",
        "award",
        "--year",
        "2026",
        "--arrears",
        "no",
        "--prioritas",
        "yes",
    ]);
    let active = |row: &&Row| row["threshold"] == "award_utama" && row["criterion"] == "active";
    let active = award.iter().find(active).unwrap();
    assert_eq!(active["outcome"], "fails");
    let short_by = number(active, "short_by");
    let needed = (number(active, "denominator") * 95 + 99) / 100;
    assert_eq!(short_by, needed - number(active, "numerator"));
    assert_eq!(number(active, "cost_month"), short_by * 37_800);
    // The cheapest way takes those first for whom others pay.
    let way = |row: &&Row| row["threshold"] == "award_utama" && row["criterion"] == "all";
    let way = award.iter().find(way).unwrap();
    let sources: Vec<(&str, i64)> = way["sources"]
        .split("; ")
        .map(|source| source.split_once('=').unwrap())
        .map(|(name, n)| (name, n.parse().unwrap()))
        .collect();
    let people: i64 = sources.iter().map(|(_, n)| n).sum();
    assert_eq!(people, number(way, "short_by"));
    let routes = rows(&["export", "routes"]);
    let open = |route: &str| {
        let of = |row: &&Row| row["route"] == route && row["ruled_out"] == "false";
        let niks: std::collections::BTreeSet<&str> = routes
            .iter()
            .filter(of)
            .map(|row| row["nik"].as_str())
            .collect();
        niks.len() as i64
    };
    let by = |name: &str| {
        sources
            .iter()
            .find(|(of, _)| *of == name)
            .map_or(0, |(_, n)| *n)
    };
    assert!(by("pemberi_kerja") > 0 && by("pemberi_kerja") <= open("employer"));
    assert!(number(way, "cost_month") < people * 37_800);
    assert_eq!(number(way, "cost_once"), by("pbi") * 3 * 37_800);
    let told = stdout(&["report", "award", "--year", "2026", "--lang", "en"]);
    assert!(told.contains("cheapest way to UHC Award Pratama"));
}

#[test]
fn a_tariff_that_begins_in_the_year_prices_the_award_of_a_run_after_it() {
    let award = rows(&[
        "report",
        "award",
        "--year",
        "2024",
        "--set",
        "contribution.pemda.city=40000@2024-08-01",
        "--set",
        "threshold.award.entry.active=99@2024-01-01",
    ]);
    let active = |row: &&Row| {
        (&*row["scenario"], &*row["threshold"], &*row["criterion"])
            == ("what_if", "award_entry", "active")
    };
    let active = award.iter().find(active).unwrap();
    assert!(number(active, "short_by") > 0);
    assert_eq!(
        number(active, "cost_month"),
        number(active, "short_by") * 42_800
    );
}

#[test]
fn what_a_report_does_not_know_is_refused() {
    let target = ["target", "--goal", "104@2024-12", "--budget", "1"];
    let mut reports: Vec<Vec<&str>> = ["award", "reconciliation", "funding", "layoffs", "workers"]
        .map(|name| vec![name, "--by", "village"])
        .to_vec();
    reports.push([&target[..], &["--by", "village"]].concat());
    reports.push(vec!["rank", "--by", "city"]);
    for report in reports {
        let asked = [&["report"][..], &report, &["--data", data()]].concat();
        let output = semesta(&asked);
        assert_eq!(output.status.code(), Some(2), "{report:?}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("petunjuk: "), "{told}");
    }
    for wrong in [
        ["plan", "--budget", "donor:XYZ=1000"],
        ["plan", "--quota", "donor:XYZ=1000"],
    ] {
        let output = semesta(&[&wrong[..], &["--data", data()]].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
    let nowhere = ["--region", "99.99", "--as-of", "2024-08-31"];
    let output = semesta(&[&["run", "--data", data()][..], &nowhere].concat());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn areas_are_ranked_and_move_between_runs() {
    // Its own city: a run of an earlier date becomes the newest.
    let (_folder, data) = city();
    let run = |date: &str| {
        let made = semesta(&["run", "--data", &data, "--region", "65.71", "--as-of", date]);
        assert!(made.status.code().is_some_and(|code| code < 2));
    };
    run("2024-07-31");
    run("2024-08-31");
    let of = [
        "report", "rank", "--by", "district", "--data", &data, "--format", "csv",
    ];
    let text = String::from_utf8(semesta(&of).stdout).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let ranking: Vec<Row> = reader.deserialize().collect::<Result<_, _>>().unwrap();
    assert_eq!(ranking.len(), 4);
    assert_eq!(ranking[0]["rank"], "1");
    assert!(ranking.iter().all(|row| !row["rank_before"].is_empty()));
}

#[test]
fn a_target_is_followed_month_by_month() {
    let path = rows(&[
        "report",
        "target",
        "--goal",
        "104@2024-12",
        "--budget",
        "kota=1000000000",
    ]);
    assert_eq!(path.len(), 4);
    // The run is of 31 August: by the cut-off nobody starts before October, as in a plan.
    assert_eq!(
        (&*path[0]["month"], &*path[0]["enrolled"]),
        ("2024-09", "0")
    );
    assert!(number(&path[1], "enrolled") > 0);
    let plan = rows(&["plan"]);
    let first = plan
        .iter()
        .map(|row| &row["from"])
        .filter(|from| !from.is_empty());
    assert_eq!(first.min().unwrap(), &path[1]["month"]);
    let last = &path[3];
    assert!(number(last, "covered") * 100 >= number(last, "population") * 104);
    let poor = rows(&[
        "report",
        "target",
        "--goal",
        "104@2024-12",
        "--budget",
        "1000000",
    ]);
    // Others join by themselves in time, but the first months lack money.
    assert!(poor.iter().any(|row| number(row, "unfunded") > 0));
    let paid: i64 = poor.iter().map(|row| number(row, "rupiah")).sum();
    assert!(paid <= 1_000_000);
    let late = semesta(&[
        "report",
        "target",
        "--data",
        data(),
        "--goal",
        "98@2024-01",
        "--budget",
        "1",
    ]);
    assert_eq!(late.status.code(), Some(2));
}

#[test]
fn a_supposed_contribution_stands_beside_the_one_due() {
    let set = "contribution.pemda.city=40000@2024-08-01";
    let due = rows(&["report", "liability", "--set", set]);
    let of = |component: &str| {
        due.iter()
            .find(|row| row["component"] == component)
            .unwrap()
    };
    let (city, other) = (of("iuran_kota"), of("iuran_peserta"));
    assert_eq!(
        number(city, "amount_what_if"),
        number(city, "people") * 40_000
    );
    assert_eq!(number(city, "difference"), number(city, "people") * 5_000);
    assert_eq!(other["difference"], "0");
}
