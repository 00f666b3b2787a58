//! `semesta law` and `semesta calc` through the real binary.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;

use serde_json::Value;

use common::semesta;

/// Runs a command line that must succeed, and reads its JSON.
fn json(line: &str) -> Value {
    let mut arguments: Vec<&str> = line.split_whitespace().collect();
    arguments.extend(["--format", "json"]);
    let output = semesta(&arguments);
    let talk = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {talk}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn failure(line: &str) -> (Option<i32>, String) {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let output = semesta(&arguments);
    assert!(output.stdout.is_empty(), "{line} printed on stdout");
    let talk = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), talk)
}

/// Copies the embedded law into a folder, with one file changed.
fn law_folder(folder: &Path, file: &str, change: impl Fn(&str) -> String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    copy(&root, folder);
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "nothing changed in {file}");
    std::fs::write(path, changed).unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn contributions_are_split_by_payer_and_cited() {
    let answer =
        json("calc contribution --segment pbpu_pemda --month 2019-01 --months 12 --people 12009");
    assert_eq!(answer["schema"], "semesta.calc.contribution/1");
    assert_eq!(answer["amount"], 4_455_339_000_i64);
    assert_eq!(answer["by_payer"]["kota"], 3_314_484_000_i64);
    assert_eq!(answer["by_payer"]["pusat"], 1_140_855_000_i64);
    assert_eq!(answer["by_month"].as_array().unwrap().len(), 12);
    assert_eq!(answer["citations"].as_array().unwrap().len(), 2);
    let answer =
        json("calc contribution --segmen mandiri --kelas 3 --bulan 2024-03 --assistance provinsi");
    assert_eq!(answer["by_payer"]["sendiri"], 35_000);
    assert_eq!(answer["by_payer"]["provinsi"], 2_800);
}

#[test]
fn wages_take_the_minimum_wage_of_the_region() {
    let answer = json("calc wage-contribution --wage 2.500.000 --region 6571 --month 2022-05");
    assert_eq!(answer["base"], 3_774_378);
    assert_eq!(answer["basis"], "umk");
    assert_eq!(answer["by_payer"]["pemberi_kerja"], 150_975);
    assert_eq!(answer["umk"], "3774378.35");
    let answer = json("calc contribution --segment ppu_pn --wage 5000000 --month 2019-09");
    assert_eq!(answer["by_payer"]["pekerja"], 100_000);
    let (code, talk) = failure("calc wage-contribution --wage 1 --region 11.01 --month 2024-01");
    assert_eq!(code, Some(2));
    assert!(
        talk.contains("petunjuk: ") && talk.contains("--umk"),
        "{talk}"
    );
}

#[test]
fn activation_and_fine_answer_with_their_reason() {
    let answer = json("calc activation --received 2025-08-21");
    assert_eq!(answer["effective"], "2025-10-01");
    let answer = json("calc activation --received 2025-08-21 --prioritas");
    assert_eq!(answer["effective"], "2025-08-21");
    let answer = json("calc activation --received 2025-08-21 --prioritas --change remove");
    assert_eq!(answer["reason"], "after_cutoff");
    let fine = "calc fine --diagnosis-cost 60000000 --arrears-months 15";
    let answer = json(&format!("{fine} --days-since-reactivation 45"));
    assert_eq!(answer["amount"], 30_000_000);
    assert_eq!(answer["reason"], "capped");
    let answer = json(&format!("{fine} --days-since-reactivation 46"));
    assert_eq!(answer["amount"], 0);
}

#[test]
fn a_lay_off_names_the_month_of_the_takeover() {
    let answer = json("calc guarantee --dismissed 2025-01-31 --proof putusan_phi");
    assert_eq!(answer["free_from"], "2025-02");
    assert_eq!(answer["free_until"], "2025-07");
    assert_eq!(answer["city_from"], "2025-08");
    assert_eq!(answer["send_by"], "2025-07-20");
    let answer = json("calc guarantee --dismissed 2025-01-01 --proof habis_kontrak");
    assert_eq!(answer["city_from"], "2025-02");
    assert_eq!(answer["free_from"], Value::Null);
}

#[test]
fn arrears_count_24_months_and_the_current_one() {
    let answer = json("calc arrears --months-in-arrears 24 --month 2025-01 --people 4 --steps 12");
    assert_eq!(answer["amount"], 25 * 35_000 * 4);
    assert_eq!(answer["instalments"][11], 24 * 35_000 * 4 / 12);
    let answer = json("calc arrears --months-in-arrears 30 --month 2025-01 --class 1");
    assert_eq!(answer["arrears"], 24 * 150_000);
    let (code, talk) = failure("calc arrears --months-in-arrears 3 --month 2025-01 --steps 2");
    assert_eq!(code, Some(2));
    assert!(talk.contains("4 bulan"), "{talk}");
}

#[test]
fn an_award_says_which_criterion_fails_and_by_how_many() {
    let answer = json(
        "calc award --population 10000 --registered 9860 --active 7914 --arrears yes --year 2025",
    );
    let prioritas = &answer["evaluations"][0];
    assert_eq!(prioritas["threshold"], "prioritas");
    assert_eq!(prioritas["outcome"], "fails");
    assert_eq!(prioritas["criteria"][1]["short_by"], 86);
    assert_eq!(prioritas["criteria"][1]["cost_month"], 86 * 37_800);
    assert_eq!(prioritas["cheapest_way"]["reactivate"], 86);
    assert_eq!(prioritas["cheapest_way"]["remaining"][0], "no_arrears");
}

#[test]
fn a_parameter_is_shown_with_its_source() {
    let answer = json("law show contribution.pemda.city --on 2024-03-01");
    assert_eq!(answer["value"], 35_000);
    let answer = json("law show contribution.pemda");
    assert_eq!(answer["values"].as_array().unwrap().len(), 6);
    assert_eq!(answer["values"][3]["reference"]["unsourced"], true);
    let (code, talk) = failure("law show contribution.pmda.city");
    assert_eq!(code, Some(2));
    assert!(talk.contains("contribution.pemda.city"), "{talk}");
    let listed = json("law list --on 2024-01-01");
    assert!(listed["parameters"].as_array().unwrap().len() > 50);
}

#[test]
fn an_override_changes_one_calculation() {
    let answer = json(
        "calc contribution --segment pbpu_pemda --month 2026-12 --months 2 \
         --set contribution.pemda.city=40000@2027-01-01",
    );
    assert_eq!(answer["by_month"][0]["by_payer"]["kota"], 37_800);
    assert_eq!(answer["by_month"][1]["by_payer"]["kota"], 42_800);
    let (code, talk) =
        failure("calc contribution --segment pbi_jk --month 2024-01 --set contribution.pemda=1");
    assert_eq!(code, Some(2));
    assert!(
        talk.contains("contribution.pemda.city_assistance"),
        "{talk}"
    );
}

#[test]
fn check_accepts_the_law_and_refuses_what_cannot_be() {
    assert_eq!(json("law check")["problems"], Value::Array(Vec::new()));
    let changes = [
        (
            "no_source",
            "      title: \"Perpres 111/2013\"",
            "      note: \"none\"",
        ),
        ("date_order", "from: 2016-01-01", "from: 2014-01-01"),
        (
            "overlap",
            "from: 2014-01-01",
            "from: 2014-01-01\n    until: 2016-06-30",
        ),
        ("unreadable", "unit: ", "sanksi: 3\nunit: "),
        ("total", "total: 19225", "total: 19226"),
    ];
    for (code, from, to) in changes {
        let folder = tempfile::tempdir().unwrap();
        law_folder(folder.path(), "contribution/pemda.yaml", |text| {
            text.replacen(from, to, 1)
        });
        let path = folder.path().to_str().unwrap();
        let output = semesta(&["law", "check", path, "--format", "json"]);
        assert_eq!(output.status.code(), Some(1), "{code}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["problems"][0]["code"], code);
        assert_eq!(answer["problems"][0]["file"], "contribution/pemda.yaml");
    }
    let empty = tempfile::tempdir().unwrap();
    let (code, talk) = failure(&format!("law check {}", empty.path().display()));
    assert_eq!(code, Some(2), "{talk}");
}

#[test]
fn a_folder_replaces_the_embedded_law() {
    let folder = tempfile::tempdir().unwrap();
    law_folder(folder.path(), "cutoff/day.yaml", |text| {
        text.replace("value: 20", "value: 25")
    });
    let path = folder.path().display();
    let answer = json(&format!(
        "calc activation --received 2025-08-21 --law {path}"
    ));
    assert_eq!(answer["effective"], "2025-09-01");
}

#[test]
fn tables_fit_80_columns_in_both_languages() {
    for line in [
        "law list",
        "law show contribution.pemda",
        "law show umk.35.73",
        "calc contribution --segment pbpu_pemda --month 2019-01 --months 24 --people 1234567",
        "calc contribution --segment pbi_jk --month 2024-01 --people 96761386 --months 12",
        "calc wage-contribution --wage 15000000 --region 65.71 --month 2025-01",
        "calc award --population 257000 --registered 256000 --active 213000 --year 2026",
    ] {
        for lang in ["id", "en"] {
            let mut arguments: Vec<&str> = line.split_whitespace().collect();
            arguments.extend(["--lang", lang]);
            let output = semesta(&arguments);
            assert!(output.status.success(), "{line}");
            let text = String::from_utf8(output.stdout).unwrap();
            let widest = text
                .lines()
                .filter(|line| line.starts_with('─') || line.starts_with(' '))
                .map(|line| line.chars().count())
                .max();
            assert!(
                widest.is_some_and(|width| width <= 80),
                "{line}: {widest:?}"
            );
        }
    }
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let mut semesta = std::process::Command::new(env!("CARGO_BIN_EXE_semesta"))
        .args(["law", "list", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(semesta.stdout.take());
    let output = semesta.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
