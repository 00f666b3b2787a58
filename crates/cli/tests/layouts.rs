//! A data folder's own layouts on the command line.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{said, semesta};

const LAYOUT: &str = "schema: semesta.layout/1\nname: capil-kota\nsources:\n  kematian:\n    when: [Jati diri, Hari wafat]\n    only_these: true\n    columns:\n      nik: [Jati diri]\n      tanggal: [Hari wafat]\n";

#[test]
fn a_layout_of_the_folder_is_used_by_itself_and_by_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = (dir.path().join("data"), dir.path().join("wafat.csv"));
    let other = dir.path().join("lain.csv");
    std::fs::write(&file, "Jati diri,Hari wafat\n6571014507909003,2024-08-02\n").unwrap();
    std::fs::write(
        &other,
        "Jati diri,Hari wafat\n6571014507909004,2024-08-02\n",
    )
    .unwrap();
    let (data, file) = (data.to_str().unwrap(), file.to_str().unwrap());
    let import = |path: &str, layout: &[&str]| {
        let mut arguments = vec![
            "import",
            "--data",
            data,
            "--source",
            "kematian",
            "--as-of",
            "2024-08-31",
            "--format",
            "json",
        ];
        arguments.extend(layout);
        arguments.push(path);
        semesta(&arguments)
    };
    let unknown = import(file, &[]);
    assert_eq!(unknown.status.code(), Some(2));
    let no_such = import(file, &["--layout", "capil-kota"]);
    assert_eq!(no_such.status.code(), Some(2));
    let layouts = dir.path().join("data/layouts");
    std::fs::create_dir_all(&layouts).unwrap();
    std::fs::write(layouts.join("capil-kota.yaml"), LAYOUT).unwrap();
    let named = import(file, &["--layout", "capil-kota"]);
    assert_eq!(named.status.code(), Some(0));
    let by_itself = import(other.to_str().unwrap(), &[]);
    assert_eq!(by_itself.status.code(), Some(0));
    let text = String::from_utf8(by_itself.stdout).unwrap();
    assert!(text.contains("capil-kota"), "{text}");
    // A broken layout of the folder is told, with its file.
    std::fs::write(layouts.join("rusak.yaml"), "schema: apa\n").unwrap();
    let broken = import(file, &[]);
    assert_eq!(broken.status.code(), Some(2));
    let told = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert!(told.contains("rusak.yaml"), "{told}");
}

#[test]
fn two_runs_are_compared_both_ways() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("kota");
    let (out_text, data) = (out.to_str().unwrap(), dir.path().join("data"));
    let data = data.to_str().unwrap();
    said(&[
        "synth",
        "--scenario",
        "tarakan-2024",
        "--residents",
        "1500",
        "--months",
        "4",
        "--seed",
        "3",
        "--out",
        out_text,
    ]);
    let mut months: Vec<_> = std::fs::read_dir(out.join("deliveries"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    months.sort();
    for month in &months {
        said(&[
            "import",
            "--data",
            data,
            "--delivery",
            month.to_str().unwrap(),
        ]);
    }
    for as_of in ["2024-05-31", "2024-08-31"] {
        said(&["run", "--data", data, "--region", "65.71", "--as-of", as_of]);
    }
    let log = std::fs::read_to_string(dir.path().join("data/runs/log.jsonl")).unwrap();
    let ids: Vec<String> = log
        .lines()
        .map(|line| line.split('"').nth(3).unwrap().to_owned())
        .collect();
    let compare = |from: &str, to: &str, more: &[&str]| {
        let mut arguments = vec![
            "report", "compare", "--data", data, "--run", from, "--with", to, "--format", "csv",
        ];
        arguments.extend(more);
        common::read(said(&arguments))
    };
    let number = |row: &common::Row, column: &str| row[column].parse::<i64>().unwrap();
    let (there, back) = (
        compare(&ids[0], &ids[1], &[]),
        compare(&ids[1], &ids[0], &[]),
    );
    assert_eq!(there.len(), 3);
    for (one, other) in there.iter().zip(&back) {
        let end = number(one, "before") + number(one, "gained") - number(one, "lost")
            + number(one, "arrived")
            - number(one, "left");
        assert_eq!(end, number(one, "after"));
        assert_eq!(number(one, "gained"), number(other, "lost"));
        assert_eq!(number(one, "arrived"), number(other, "left"));
    }
    assert!(number(&there[0], "arrived") > 0 && number(&there[2], "lost") > 0);
    let classes = compare(&ids[0], &ids[1], &["--what", "classes"]);
    let all: i64 = classes.iter().map(|row| number(row, "people")).sum();
    assert_eq!(
        all,
        number(&there[0], "before") + number(&there[0], "arrived")
    );
    let people = compare(
        &ids[0],
        &ids[1],
        &["--what", "people", "--change", "deactivated"],
    );
    let told = classes
        .iter()
        .find(|row| row["change"] == "deactivated")
        .unwrap();
    assert_eq!(people.len() as i64, number(told, "applies_to"));
    assert!(
        people
            .iter()
            .all(|row| row["active_before"] == "true" && row["active_after"] == "false")
    );
    let same = compare(&ids[0], &ids[0], &["--what", "people"]);
    assert!(same.is_empty());
}
