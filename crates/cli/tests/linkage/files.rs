//! Invented people, their files, and the binary run on them.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::common::{Row, read, semesta};

pub(crate) const HEADER: &str = "id,nik,nama,tanggal_lahir,ibu,kelurahan";
const FIRST: [&str; 12] = [
    "Budi", "Siti", "Agus", "Dewi", "Wahyu", "Rina", "Joko", "Sri", "Hadi", "Yuli", "Tono", "Ratna",
];
const LAST: [&str; 11] = [
    "Santoso",
    "Aminah",
    "Wibowo",
    "Lestari",
    "Hidayat",
    "Utami",
    "Saputra",
    "Rahayu",
    "Nugroho",
    "Handayani",
    "Prasetyo",
];

/// Person `i` of an invented register; a NIK's serial begins at 9001.
pub(crate) fn person(i: usize) -> [String; 6] {
    let (year, month, day) = (1950 + i * 13 % 60, 1 + i * 5 % 12, 1 + i * 11 % 28);
    [
        format!("p{i}"),
        format!("657101{day:02}{month:02}{:02}{:04}", year % 100, 9001 + i),
        format!(
            "{} {} {}",
            FIRST[i * 7 % 12],
            LAST[i * 5 % 11],
            FIRST[i * 3 % 12]
        ),
        format!("{year}-{month:02}-{day:02}"),
        format!("{} {}", FIRST[(i * 11 + 3) % 12], LAST[(i * 3 + 1) % 11]),
        format!("Karang {}", LAST[i % 9]),
    ]
}

/// The same person as another office wrote it down.
pub(crate) fn damaged(i: usize) -> [String; 6] {
    let mut p = person(i);
    p[0] = format!("q{i}");
    match i % 5 {
        0 => p[1] = String::new(),
        1 => p[2] = format!("\"{}, S.Pd\"", p[2].to_uppercase()),
        2 => p[2] = p[2].replacen('a', "e", 1),
        3 => p[3] = String::new(),
        _ => p[4] = String::new(),
    }
    p
}

/// A folder with a register, a roll, and one file of both.
pub(crate) struct Files(pub(crate) TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        let files = Self(TempDir::new().unwrap());
        let register: Vec<[String; 6]> = (0..400).map(person).collect();
        let roll: Vec<[String; 6]> = (0..300).map(damaged).collect();
        files.put_rows("left.csv", &register);
        files.put_rows("right.csv", &roll);
        files.put_rows("both.csv", &[register, roll].concat());
        files
    }

    pub(crate) fn put_rows(&self, name: &str, rows: &[[String; 6]]) {
        let lines: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
        self.put(name, &format!("{HEADER}\n{}\n", lines.join("\n")));
    }

    pub(crate) fn put(&self, name: &str, text: &str) -> String {
        fs::write(self.at(name), text).unwrap();
        self.name(name)
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn name(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }

    /// Links register and roll; gives what was told and what was printed.
    pub(crate) fn link(&self, more: &[&str]) -> (String, String) {
        let (left, right) = (self.name("left.csv"), self.name("right.csv"));
        done(&[&["link", "--left", &left, "--right", &right], more].concat())
    }

    /// Links in vain; gives what was told.
    pub(crate) fn refused(&self, more: &[&str]) -> String {
        let (left, right) = (self.name("left.csv"), self.name("right.csv"));
        refused(&[&["link", "--left", &left, "--right", &right], more].concat())
    }

    pub(crate) fn rows(&self, name: &str) -> Vec<Row> {
        read(fs::read(self.at(name)).unwrap())
    }

    pub(crate) fn pairs(&self, name: &str) -> BTreeSet<(String, String)> {
        let rows = self.rows(name);
        let pairs = rows.iter().map(|r| (r["id_l"].clone(), r["id_r"].clone()));
        pairs.collect()
    }
}

/// Runs a command that must succeed.
pub(crate) fn done(arguments: &[&str]) -> (String, String) {
    let output = semesta(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    (told, String::from_utf8(output.stdout).unwrap())
}

/// Runs a command that must be refused, with nothing on stdout.
pub(crate) fn refused(arguments: &[&str]) -> String {
    let output = semesta(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    told
}

/// Pairs of one person.
pub(crate) fn right_ones(pairs: &BTreeSet<(String, String)>) -> usize {
    pairs.iter().filter(|(l, r)| l[1..] == r[1..]).count()
}

#[track_caller]
pub(crate) fn says(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "`{part}` is missing in: {told}");
    }
}
