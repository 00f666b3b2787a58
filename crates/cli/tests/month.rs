//! The month of a city through the real binary: invent, import, run, report,
//! export, verify, against the truth that the invention left beside.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use tempfile::TempDir;

use common::{Row, read, said, semesta};

/// An invented city, imported and run.
struct City {
    folder: TempDir,
    region: String,
    month: String,
}

impl City {
    fn new(scenario: &str, residents: &str, months: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("kota");
        let out = out.to_str().unwrap();
        said(&[
            "synth",
            "--scenario",
            scenario,
            "--residents",
            residents,
            "--months",
            months,
            "--out",
            out,
        ]);
        let mut delivered: Vec<_> = fs::read_dir(folder.path().join("kota/deliveries"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        delivered.sort();
        let data = folder.path().join("data");
        for delivery in &delivered {
            said(&[
                "import",
                "--data",
                data.to_str().unwrap(),
                "--delivery",
                delivery.to_str().unwrap(),
            ]);
        }
        let month = delivered
            .last()
            .unwrap()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let region = match scenario.split('-').next().unwrap() {
            "tarakan" => "65.71",
            "tangerang" => "36.71",
            "malang" => "35.73",
            _ => "64.74",
        };
        Self {
            folder,
            region: region.to_owned(),
            month,
        }
    }

    fn data(&self) -> String {
        self.folder.path().join("data").to_str().unwrap().to_owned()
    }

    fn as_of(&self) -> String {
        let month: semesta_domain::Month = self.month.parse().unwrap();
        month.last_day().to_string()
    }

    fn run(&self) -> String {
        said(&[
            "run",
            "--data",
            &self.data(),
            "--region",
            &self.region,
            "--as-of",
            &self.as_of(),
        ])
    }

    fn truth(&self) -> Vec<Row> {
        let path = self
            .folder
            .path()
            .join(format!("kota/truth/peserta_{}.csv", self.month));
        read(fs::read_to_string(path).unwrap())
    }

    fn export(&self, table: &str) -> Vec<Row> {
        read(said(&[
            "export",
            table,
            "--data",
            &self.data(),
            "--format",
            "csv",
        ]))
    }

    fn report(&self, what: &str, by: &str) -> Vec<Row> {
        read(said(&[
            "report",
            what,
            "--data",
            &self.data(),
            "--by",
            by,
            "--format",
            "csv",
        ]))
    }
}

fn integer(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap()
}

/// Standings agree with the truth for every intact NIK and for 97 % of all.
fn agrees_with_truth(scenario: &str) {
    let city = City::new(scenario, "6000", "1");
    city.run();
    let truth: BTreeMap<String, Row> = city
        .truth()
        .into_iter()
        .map(|row| (row["row"].clone(), row))
        .collect();
    let members = city.export("members");
    assert_eq!(members.len(), truth.len());
    let (mut n_right, mut wrong_intact) = (0, Vec::new());
    for member in &members {
        let known = &truth[&member["source_row"]];
        let right = known["standing"] == member["standing"];
        n_right += usize::from(right);
        if !right && known["nik_state"] == "intact" {
            wrong_intact.push((
                known["standing"].clone(),
                member["standing"].clone(),
                member["reason"].clone(),
            ));
        }
    }
    assert!(wrong_intact.is_empty(), "{scenario}: {wrong_intact:?}");
    assert!(
        n_right * 100 >= members.len() * 97,
        "{scenario}: {n_right} of {}",
        members.len()
    );
}

#[test]
fn tarakan_2020_agrees_with_the_truth() {
    agrees_with_truth("tarakan-2020");
}

#[test]
fn tarakan_2024_agrees_with_the_truth() {
    agrees_with_truth("tarakan-2024");
}

#[test]
fn tangerang_2024_agrees_with_the_truth() {
    agrees_with_truth("tangerang-2024");
}

#[test]
fn malang_2018_agrees_with_the_truth() {
    agrees_with_truth("malang-2018");
}

#[test]
fn bontang_2017_agrees_with_the_truth() {
    agrees_with_truth("bontang-2017");
}

#[test]
fn a_month_from_deliveries_to_verified_figures() {
    let city = City::new("tarakan-2024", "4000", "3");
    let first = city.run();
    assert!(first.contains("101,"), "{first}");
    figures_close(&city);
    every_format_is_written(&city);
    asking_again_is_the_same_run(&city, &first);
}

fn figures_close(city: &City) {
    let village_sum = |column: &str| -> i64 {
        let of_interest = |row: &&Row| row["indicator"] == "coverage" && row["basis"] == "official";
        city.report("uhc", "village")
            .iter()
            .filter(of_interest)
            .map(|row| integer(row, column))
            .sum()
    };
    let total = city.report("uhc", "city");
    let total = total
        .iter()
        .find(|row| row["indicator"] == "coverage" && row["basis"] == "official")
        .unwrap();
    assert_eq!(village_sum("numerator"), integer(total, "numerator"));
    assert_eq!(village_sum("denominator"), integer(total, "denominator"));
    assert_eq!(integer(total, "numerator"), city.truth().len() as i64);
    let bridge = city.report("bridge", "city");
    let step = |name: &str| {
        integer(
            bridge.iter().find(|row| row["step"] == name).unwrap(),
            "records",
        )
    };
    let taken: i64 = [
        "duplicate",
        "deceased",
        "moved_out",
        "different_person",
        "non_resident",
        "not_found",
    ]
    .iter()
    .map(|name| step(name))
    .sum();
    assert_eq!(step("official") - taken, step("verified"));
    let residents = city.export("residents");
    assert_eq!(residents.len() as i64, step("population_verified"));
    let registered = residents
        .iter()
        .filter(|row| row["registered"] == "true")
        .count();
    assert_eq!(registered as i64, step("verified"));
    let gap: i64 = city
        .report("gap", "village")
        .iter()
        .map(|row| integer(row, "total"))
        .sum();
    let inactive = residents
        .iter()
        .filter(|row| row["active"] == "false")
        .count();
    assert_eq!(gap, inactive as i64);
}

fn every_format_is_written(city: &City) {
    let json = said(&["report", "uhc", "--data", &city.data(), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "semesta.report.uhc/1");
    assert_eq!(json["rows"].as_array().unwrap().len(), 6);
    let table = said(&["report", "uhc", "--data", &city.data(), "--by", "village"]);
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
    let out = city.folder.path().join("peserta.xlsx");
    said(&[
        "export",
        "members",
        "--data",
        &city.data(),
        "--format",
        "xlsx",
        "--out",
        out.to_str().unwrap(),
    ]);
    members_workbook_is_typed(&out, city.export("members").len());
    let out = city.folder.path().join("penduduk.parquet");
    said(&[
        "export",
        "residents",
        "--data",
        &city.data(),
        "--format",
        "parquet",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(fs::read(&out).unwrap().starts_with(b"PAR1"));
}

/// A header that stays in view, identifiers as text, amounts as numbers.
fn members_workbook_is_typed(path: &Path, n_rows: usize) {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let header: Vec<String> = sheet
        .rows()
        .next()
        .unwrap()
        .iter()
        .map(Data::to_string)
        .collect();
    let at = |name: &str| header.iter().position(|cell| cell == name).unwrap();
    let [nik, card, weight] = ["resident_nik", "card_number", "weight"].map(at);
    assert_eq!(sheet.height(), n_rows + 1);
    let mut n_linked = 0;
    for row in sheet.rows().skip(1) {
        assert!(matches!(&row[card], Data::String(text) if text.len() == 13));
        if row[nik] != Data::Empty {
            assert!(matches!(&row[nik], Data::String(text) if text.len() == 16));
            assert!(matches!(row[weight], Data::Float(_) | Data::Int(_)));
            n_linked += 1;
        }
    }
    assert!(n_linked * 10 > n_rows * 9);
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut sheet = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut sheet).unwrap();
    assert!(sheet.contains("state=\"frozen\""));
}

fn asking_again_is_the_same_run(city: &City, first: &str) {
    assert_eq!(&city.run(), first);
    assert_eq!(
        fs::read_dir(Path::new(&city.data()).join("runs"))
            .unwrap()
            .count(),
        2,
        "one run and the log"
    );
    let verified = semesta(&["verify", "--data", &city.data()]);
    assert_eq!(
        verified.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
    let run = fs::read_dir(Path::new(&city.data()).join("runs"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let members = run
        .filter(|path| path.is_dir())
        .map(|path| path.join("members.parquet"))
        .next()
        .unwrap();
    let mut bytes = fs::read(&members).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&members, bytes).unwrap();
    let verified = semesta(&["verify", "--data", &city.data()]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&verified.stdout).contains("members"));
}

#[test]
fn the_demo_runs_from_nothing() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("demo");
    let arguments = [
        "demo",
        "--residents",
        "3000",
        "--months",
        "2",
        "--no-serve",
        "--dir",
        dir.to_str().unwrap(),
    ];
    let shown = said(&arguments);
    for expected in [
        "Cakupan",
        "Ganda",
        "Meninggal",
        "Kelurahan dengan cakupan terendah",
        "Baris dibaca",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert_eq!(said(&arguments), shown, "the same demo again");
    let other = semesta(&[
        "demo",
        "--residents",
        "2000",
        "--no-serve",
        "--dir",
        dir.to_str().unwrap(),
    ]);
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn errors_say_what_to_do() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let check = |arguments: &[&str], expected: &str| {
        let output = semesta(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(
            told.contains("petunjuk:") && told.contains(expected),
            "{told}"
        );
    };
    let path = data.to_str().unwrap();
    check(
        &[
            "run",
            "--data",
            path,
            "--region",
            "65.71",
            "--as-of",
            "2024-12-31",
        ],
        "semesta import",
    );
    let deaths = folder.path().join("kematian.csv");
    fs::write(&deaths, "nik,nama,tanggal\n").unwrap();
    said(&[
        "import",
        "--data",
        path,
        "--source",
        "kematian",
        "--as-of",
        "2024-12-31",
        deaths.to_str().unwrap(),
    ]);
    check(
        &[
            "run",
            "--data",
            path,
            "--region",
            "65.71",
            "--as-of",
            "2024-12-31",
        ],
        "penduduk",
    );
    check(
        &[
            "run",
            "--data",
            path,
            "--region",
            "65",
            "--as-of",
            "2024-12-31",
        ],
        "65.71",
    );
    check(&["report", "uhc", "--data", path], "semesta run");
    check(&["verify", "--data", path, "--run", "abc"], "--run");
}
