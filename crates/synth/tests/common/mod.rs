//! A generated city, read back.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "shared by tests that each use a part"
)]

use std::collections::BTreeMap;
use std::path::Path;

use semesta_synth::{Options, Quiet, Scenario, generate};
use tempfile::TempDir;

/// A city in a folder that goes away with it.
pub(crate) struct City {
    pub(crate) folder: TempDir,
    pub(crate) scenario: Scenario,
}

/// A CSV file by header.
pub(crate) struct Rows {
    headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl City {
    pub(crate) fn new(name: &str, options: &Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scenario = Scenario::named(name).unwrap();
        generate(&scenario, options, folder.path(), &Quiet).unwrap();
        Self { folder, scenario }
    }

    /// A file of the last month's delivery.
    pub(crate) fn delivered(&self, file: &str) -> Rows {
        self.rows(&format!("deliveries/{}/{file}", self.scenario.month))
    }

    pub(crate) fn truth(&self, file: &str) -> Rows {
        self.rows(&format!("truth/{file}"))
    }

    /// The truth of the last month's roll.
    pub(crate) fn roll_truth(&self) -> Rows {
        self.truth(&format!("peserta_{}.csv", self.scenario.month))
    }

    pub(crate) fn counts(&self) -> serde_json::Value {
        let text = std::fs::read_to_string(self.folder.path().join("truth/scenario.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn rows(&self, path: &str) -> Rows {
        let path = self.folder.path().join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let mark = if text.lines().next().unwrap().contains(';') {
            b';'
        } else {
            b','
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(mark)
            .flexible(true)
            .from_reader(text.as_bytes());
        let headers = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let row = |r: Result<csv::StringRecord, _>| r.unwrap().iter().map(str::to_owned).collect();
        Rows {
            headers,
            rows: reader.records().map(row).collect(),
        }
    }
}

impl Rows {
    /// The place of a column.
    pub(crate) fn at(&self, header: &str) -> usize {
        self.headers.iter().position(|h| h == header).unwrap()
    }

    pub(crate) fn column(&self, header: &str) -> Vec<&str> {
        let at = self.at(header);
        self.rows
            .iter()
            .map(|r| r.get(at).map_or("", String::as_str))
            .collect()
    }

    /// How many rows have each value of a column.
    pub(crate) fn tally(&self, header: &str) -> BTreeMap<&str, usize> {
        let mut tally = BTreeMap::new();
        for value in self.column(header) {
            *tally.entry(value).or_default() += 1;
        }
        tally
    }
}

/// Every file below a folder with its bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}
