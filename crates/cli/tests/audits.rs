//! The published audits, from the people and lines of `cases/audits`, through the
//! real binary.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use common::{read, said};

/// Lines, people and disputed rupiah by finding, over the year.
fn audit(
    case: &str,
    delivery: &str,
    region: &str,
    options: &[&str],
) -> BTreeMap<String, (i64, i64, i64)> {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/audits");
    let delivered = cases.join(case).join(delivery);
    let delivered = delivered.to_str().unwrap();
    said(&["import", "--data", data, "--delivery", delivered]);
    let as_of = format!("{delivery}-31");
    let run = ["run", "--data", data, "--region", region, "--as-of", &as_of];
    said(&[&run, options].concat());
    let report = said(&[
        "report", "bill", "--data", data, "--period", "year", "--format", "csv",
    ]);
    let cell = |row: &common::Row, column: &str| row[column].parse::<i64>().unwrap();
    let findings = read(report).into_iter().map(|row| {
        let counts = (
            cell(&row, "lines"),
            cell(&row, "people"),
            cell(&row, "disputed"),
        );
        (row["finding"].clone(), counts)
    });
    findings.collect()
}

#[test]
fn tomohon_2023() {
    let findings = audit("tomohon-2023", "2023-12", "71.73", &[]);
    assert_eq!(findings["deceased"], (529, 173, 19_996_200));
    assert_eq!(findings["ok"].2, 0);
    assert_eq!(findings["all"].2, 19_996_200);
}

#[test]
fn nunukan_2023() {
    let options = ["--assistance-by", "province"];
    let findings = audit("nunukan-2023", "2023-12", "65.03", &options);
    let people = |finding: &str| findings[finding].1;
    assert_eq!(people("not_found") + people("inactive"), 3_210);
    assert_eq!(people("moved_out"), 30);
    assert_eq!(people("duplicate"), 181);
    assert_eq!(people("different_person"), 447);
    assert_eq!(findings["all"].2, 135_380_000);
    let due = |finding: &str| findings[finding].2 / 35_000;
    let all = [
        "not_found",
        "inactive",
        "moved_out",
        "duplicate",
        "different_person",
    ];
    assert_eq!(all.map(due).iter().sum::<i64>(), 3_868);
}

/// Tarakan 2019–20, at full size: 96.24 % of 242,786 covered, and the 60,554 whom
/// governments pay for by payer.
#[test]
fn tarakan_2020() {
    let folder = TempDir::new().unwrap();
    let made = std::process::Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/audits/make.py"))
        .arg(folder.path())
        .arg("tarakan-2020")
        .status()
        .unwrap();
    assert!(made.success());
    let delivery = folder.path().join("tarakan-2020/2020-09");
    let data = folder.path().join("data");
    let (data, delivery) = (data.to_str().unwrap(), delivery.to_str().unwrap());
    said(&["import", "--data", data, "--delivery", delivery]);
    let run = [
        "run",
        "--data",
        data,
        "--region",
        "65.71",
        "--as-of",
        "2020-09-30",
    ];
    said(&run);
    let report = |arguments: &[&str]| {
        let all = [&["report"], arguments, &["--data", data, "--format", "csv"]];
        read(said(&all.concat()))
    };
    let rows = report(&["uhc", "--by", "payer"]);
    for basis in ["official", "verified"] {
        let of = |payer: &str, segment: &str| {
            let row = rows.iter().find(|row| {
                row["area"] == payer
                    && row["segment"] == segment
                    && row["indicator"] == "coverage"
                    && row["basis"] == basis
            });
            let row = row.unwrap();
            (row["numerator"].as_str(), row["percent"].as_str())
        };
        assert_eq!(of("all", "all"), ("233657", "96.24"));
        assert_eq!(of("subsidised", "all").0, "60554");
        assert_eq!(of("kota", "pbpu_pemda").0, "12009");
        assert_eq!(of("provinsi", "pbpu_pemda").0, "8636");
        assert_eq!(of("pusat", "pbi_jk").0, "39909");
    }
    // 25,500 by who registers, 16,500 by the centre, 42,000 for its own.
    let due = report(&["liability", "--by", "payer"]);
    let of = |payer: &str| {
        let row = due.iter().find(|row| row["area"] == payer).unwrap();
        (row["people"].as_str(), row["amount"].as_str())
    };
    assert_eq!(of("kota"), ("12009", "306229500"));
    assert_eq!(of("provinsi"), ("8636", "220218000"));
    assert_eq!(of("pusat"), ("60554", "2016820500"));
}
