//! Every report in every form on data folders that have little or nothing to report:
//! an answer, or an error that says what to do; never a panic, never half a file.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use common::office::Office;
use common::{said, semesta};

const AS_OF: &str = "2024-08-31";

/// What is asked, without folder and form.
const QUESTIONS: &[&str] = &[
    "report uhc",
    "report uhc --by village",
    "report uhc --by district",
    "report uhc --by segment",
    "report uhc --by age",
    "report uhc --by sex",
    "report uhc --by payer",
    "report bridge",
    "report gap",
    "report gap --by village",
    "report gap --by segment",
    "report gap --by age",
    "report gap --by payer",
    "report gap --set pbi.decile_max=2@2014-01-01",
    "report bill",
    "report bill --period quarter --by village",
    "report bill --list",
    "report bill --list --period year",
    "report bill --recap",
    "report bill --set layoff.months=3@2014-01-01",
    "report liability",
    "report liability --by village",
    "report liability --by budget-line",
    "report liability --months 3 --month 2024-07",
    "report liability --set contribution.pemda.city=40000@2024-09-01",
    "report reconciliation --quarter 2024-Q3",
    "report reconciliation --quarter 2024-Q3 --list",
    "report reconciliation --arrears",
    "report reconciliation --payments",
    "report award",
    "report award --year 2019",
    "report award --set threshold.award.entry.active=99",
    "report rank",
    "report rank --by district --indicator active_of_registered",
    "report funding",
    "report funding --budget kota=100000000 --set pbi.decile_max=2@2014-01-01",
    "report target --goal 98@2025-06 --budget 100000000",
    "report target --goal 98@2025-06 --budget 100000000 --set contribution.pemda.city=40000@2024-09-01",
    "report layoffs",
    "report layoffs --list",
    "report workers",
    "report workers --list",
    "report compare --with NEWEST",
    "report compare --with NEWEST --what classes",
    "report compare --with NEWEST --what segments",
    "report compare --with NEWEST --what standings",
    "report compare --with NEWEST --what people",
    "plan",
    "plan --budget kota=100000000",
];

/// What no city can be asked.
const WRONG: &[&str] = &[
    "report uhc --by budget-line",
    "report gap --by budget-line",
    "report bill --by segment",
    "report bill --set layoff.months=three",
    "report liability --by age",
    "report liability --month 2013-12",
    "report reconciliation --quarter summer",
    "report rank --by segment",
    "report rank --before 0000000000000000",
    "report funding --budget moon=1",
    "report target --goal 98@2024-01 --budget 100000000",
    "report compare --with 0000000000000000",
    "report uhc --run 0000000000000000",
    "plan --set no.such_parameter=1",
];

/// How an answer is had: the form asked for, and the file it goes to.
const FORMS: [(Option<&str>, Option<&str>); 6] = [
    (None, None),
    (Some("json"), None),
    (Some("csv"), None),
    // The ending says what is not asked for.
    (None, Some("answer.csv")),
    (None, Some("answer.json")),
    (None, Some("answer.xlsx")),
];

/// Asks everything of a folder; gives the questions that got no answer.
fn unanswered(data: &str) -> Vec<&'static str> {
    let newest = newest(data);
    let mut refused = Vec::new();
    for asked in QUESTIONS.iter().chain(WRONG) {
        let question = asked.replace("NEWEST", &newest);
        let outcomes = FORMS.map(|form| ask(data, &question, form));
        let all = outcomes.iter().all(|answers| *answers);
        assert!(
            all || outcomes.iter().all(|answers| !answers),
            "{question}: some forms answer, some do not: {outcomes:?}"
        );
        if !all {
            refused.push(*asked);
        }
    }
    refused
}

/// The id of the newest run, or of none.
fn newest(data: &str) -> String {
    let output = semesta(&["report", "uhc", "--data", data, "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["run"].as_str().unwrap_or("ffff").to_owned()
}

/// Asks one question in one form; whether it got an answer.
fn ask(data: &str, question: &str, (format, file): (Option<&str>, Option<&str>)) -> bool {
    let folder = TempDir::new().unwrap();
    let path = file.map(|file| folder.path().join(file));
    let mut arguments: Vec<&str> = question.split(' ').collect();
    arguments.extend(["--data", data]);
    arguments.extend(format.iter().flat_map(|format| ["--format", format]));
    if let Some(path) = &path {
        arguments.extend(["--out", path.to_str().unwrap()]);
    }
    let output = semesta(&arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{arguments:?}: {told}");
    let form = format.or(file.map(|file| file.rsplit('.').next().unwrap()));
    match output.status.code() {
        Some(0 | 1) => {
            let answer = match &path {
                Some(path) => fs::read(path).unwrap(),
                None => output.stdout,
            };
            check_answer(&arguments, form, &answer);
            true
        }
        Some(2) => {
            check_refusal(&arguments, form, &output);
            let left = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 0, "{arguments:?} left a file");
            false
        }
        code => panic!("{arguments:?} ended with {code:?}: {told}"),
    }
}

fn check_answer(arguments: &[&str], form: Option<&str>, answer: &[u8]) {
    match form {
        Some("json") => {
            let json: Value = serde_json::from_slice(answer).unwrap();
            let schema = json["schema"].as_str().unwrap();
            assert!(schema.starts_with("semesta."), "{arguments:?}: {schema}");
            assert!(json["rows"].is_array(), "{arguments:?}");
        }
        Some("csv") => {
            let mut csv = csv::Reader::from_reader(answer);
            assert!(csv.headers().unwrap().len() > 1, "{arguments:?}");
            // Every row is as long as the header.
            csv.records().for_each(|row| drop(row.unwrap()));
        }
        Some("xlsx") => assert!(answer.starts_with(b"PK"), "{arguments:?}"),
        _ => {
            let text = std::str::from_utf8(answer).unwrap();
            assert!(text.lines().count() > 2, "{arguments:?}: {text}");
            for line in text.lines() {
                let width = line.chars().count();
                assert!(width <= 80, "{arguments:?}: {width} wide: {line}");
            }
        }
    }
}

/// A refusal says what is wrong and what to do, in JSON too where JSON was asked for.
fn check_refusal(arguments: &[&str], form: Option<&str>, output: &Output) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("galat: "), "{arguments:?}: {told}");
    assert!(told.contains("petunjuk: "), "{arguments:?}: {told}");
    if form != Some("json") {
        assert!(output.stdout.is_empty(), "{arguments:?}");
        return;
    }
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], "semesta.error/1");
    for part in ["error", "hint"] {
        let text = json[part].as_str().unwrap();
        assert!(!text.is_empty() && told.contains(text), "{arguments:?}");
    }
}

/// A command line that cannot be read is answered like any other question.
#[test]
fn arguments_that_cannot_be_read_are_told_in_words() {
    let check = |arguments: &str, error: &str, hint: &str| {
        for form in [None, Some("json")] {
            let given: Vec<&str> = arguments.split(' ').collect();
            let form_of: &[&str] = if form.is_some() {
                &["--format", "json"]
            } else {
                &[]
            };
            let given = [&given, form_of].concat();
            let output = semesta(&given);
            assert_eq!(output.status.code(), Some(2), "{given:?}");
            check_refusal(&given, form, &output);
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains(error) && told.contains(hint), "{told}");
        }
    };
    let gap = "lihat `semesta report gap --help`";
    check("report gap --foo", "opsi tidak dikenal: `--foo`", gap);
    check("report gap --dat x", "`--dat`", "mungkin maksudnya: --data");
    check(
        "report gap",
        "yang harus disebut belum ada: `--data <DIR>`",
        gap,
    );
    check(
        "report hole",
        "perintah tidak dikenal: `hole`",
        "lihat `semesta report --help`",
    );
    let by = "report gap --data x --by moon";
    check(
        by,
        "nilai `moon` tidak berlaku untuk `--by",
        "pilihan: city, ",
    );
    check("report gap --data", "`--data <DIR>` memerlukan nilai", gap);
    let twice = "report gap --data x --data y";
    check(twice, "`--data <DIR>` disebut dua kali", gap);
    let goal = "report target --data x --budget 1 --goal foo";
    check(
        goal,
        "`--goal <PERSEN@BULAN>`: ",
        "lihat `semesta report target --help`",
    );
    // Somebody's number is not repeated.
    let output = semesta(&["plan", "--data", "x", "--explain", "65710105038090"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("16 digit") && !told.contains("6571"),
        "{told}"
    );
    let english = semesta(&["report", "gap", "--foo", "--lang", "en"]);
    let told = String::from_utf8_lossy(&english.stderr);
    assert_eq!(told.lines().next(), Some("error: unknown option: `--foo`"));
    for good in ["--help", "--version", "report gap --help"] {
        let output = semesta(&good.split(' ').collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{good}");
        assert!(output.stderr.is_empty() && !output.stdout.is_empty());
    }
}

#[test]
fn no_data_is_said_and_so_is_no_run() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("missing");
    let all = QUESTIONS.len() + WRONG.len();
    assert_eq!(unanswered(missing.to_str().unwrap()).len(), all);
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert_eq!(unanswered(empty.to_str().unwrap()).len(), all);
    let office = Office::new();
    office.register(AS_OF, 3);
    assert_eq!(unanswered(&office.data).len(), all);
}

#[test]
fn a_city_that_brought_register_and_roll_only_has_answers() {
    let office = Office::new();
    office.register(AS_OF, 14);
    office.roll(
        AS_OF,
        &[
            (1, "PBPU_PEMDA", "AKTIF", "2023-01-01", ""),
            (2, "PBPU_PEMDA", "NONAKTIF", "2023-01-01", "2024-06-30"),
            (3, "PBI_JK", "AKTIF", "2020-01-01", ""),
            (4, "PPU_BU", "AKTIF", "2021-05-01", ""),
        ],
    );
    office.run(AS_OF);
    let without_bill = [
        "report bill --recap",
        "report reconciliation --quarter 2024-Q3",
        "report reconciliation --quarter 2024-Q3 --list",
    ];
    assert_eq!(unanswered(&office.data), [&without_bill, WRONG].concat());
}

#[test]
fn a_city_of_one_person_has_answers() {
    let office = Office::new();
    office.register(AS_OF, 1);
    office.roll(AS_OF, &[(1, "PBPU_PEMDA", "AKTIF", "2023-01-01", "")]);
    office.bill("2024-08-31", "T-08", &[("2024-08", 1, [35_000, 2_800, 0])]);
    office.run(AS_OF);
    assert_eq!(
        unanswered(&office.data),
        [&["report bill --recap"], WRONG].concat()
    );
}

#[test]
fn a_city_with_everything_has_answers_that_eighty_columns_hold() {
    let folder = TempDir::new().unwrap();
    let (out, data) = (folder.path().join("city"), folder.path().join("data"));
    let (out, data) = (out.to_str().unwrap(), data.to_str().unwrap());
    let city = [
        "synth",
        "--scenario",
        "tarakan-2024",
        "--residents",
        "2000",
        "--months",
        "2",
        "--seed",
        "5",
        "--out",
        out,
    ];
    said(&city);
    let mut months: Vec<_> = fs::read_dir(Path::new(out).join("deliveries"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    months.sort();
    for month in months {
        let month = month.to_str().unwrap();
        said(&["import", "--data", data, "--delivery", month]);
    }
    said(&["run", "--data", data, "--region", "65.71", "--as-of", AS_OF]);
    assert_eq!(unanswered(data), WRONG);
}
