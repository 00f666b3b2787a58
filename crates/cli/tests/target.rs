//! The monthly flows of `report target` against the truth of an invented city.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use common::{Row, read, said};

fn rows(path: &Path) -> Vec<Row> {
    read(fs::read(path).unwrap())
}

/// The membership of a person that counts: active first, then by segment.
type Members = HashMap<String, (bool, usize)>;

const SEGMENTS: [&str; 6] = ["ppu_pn", "ppu_bu", "bp", "pbpu", "pbi_jk", "pbpu_pemda"];
const CENTRE: usize = 4;
const CITY: usize = 5;

/// What is really so of a city, told without any of the program's rules.
struct Truth {
    persons: HashMap<String, Row>,
    rolls: Vec<(String, Members)>,
}

impl Truth {
    fn read(folder: &Path, months: &[String]) -> Self {
        let persons = rows(&folder.join("persons.csv"))
            .into_iter()
            .map(|row| (row["person_id"].clone(), row))
            .collect();
        let roll = |month: &String| {
            let mut members = Members::new();
            for row in rows(&folder.join(format!("peserta_{month}.csv"))) {
                let segment = SEGMENTS.iter().position(|s| *s == row["segment"]).unwrap();
                let here = (row["active"] == "true", segment);
                let known = members.entry(row["person_id"].clone()).or_insert(here);
                if (!here.0, here.1) < (!known.0, known.1) {
                    *known = here;
                }
            }
            (month.clone(), members)
        };
        Self {
            persons,
            rolls: months.iter().map(roll).collect(),
        }
    }

    /// Events of a column by the months delivered, on average.
    fn mean(&self, column: &str) -> f64 {
        let of_months = self.persons.values().filter(|person| {
            let counts = column != "birth_date" || person["known_as"] == "resident";
            counts
                && self
                    .rolls
                    .iter()
                    .any(|(m, _)| person[column].starts_with(m.as_str()))
        });
        of_months.count() as f64 / self.rolls.len() as f64
    }

    fn is_gone(&self, id: &str, day: &str) -> bool {
        let person = &self.persons[id];
        let left = |column: &str| !person[column].is_empty() && person[column].as_str() < day;
        person["village"].is_empty() || left("died_on") || left("moved_out_on")
    }

    fn is_new(&self, id: &str, day: &str) -> bool {
        let person = &self.persons[id];
        person["birth_date"].as_str() > day || person["moved_in_on"].as_str() > day
    }

    /// Purges; joins through others than the city less who stopped; and new
    /// people covered by others at once: a month.
    fn changes(
        &self,
        counts: impl Fn(Option<&(bool, usize)>) -> bool,
    ) -> BTreeMap<&'static str, f64> {
        let mut sums = BTreeMap::from([("purges", 0.0), ("joins", 0.0), ("new", 0.0)]);
        for pair in self.rolls.windows(2) {
            let ((before, old), (now, new)) = (&pair[0], &pair[1]);
            let (eve, first) = (format!("{before}-01"), format!("{now}-01"));
            let mut add = |what: &str, n: f64| *sums.get_mut(what).unwrap() += n;
            for (id, was) in old.iter().filter(|(id, _)| !self.is_gone(id, &first)) {
                let is = new.get(id);
                if *was == (true, CENTRE) && !is.is_some_and(|is| is.0) {
                    add("purges", 1.0);
                } else if was.1 != CITY && counts(Some(was)) && !counts(is) {
                    add("joins", -1.0);
                }
            }
            for (id, is) in new.iter().filter(|(id, _)| !self.is_gone(id, &first)) {
                if is.1 != CITY && counts(Some(is)) && !counts(old.get(id)) {
                    let new = self.is_new(id, &eve);
                    add(if new { "new" } else { "joins" }, 1.0);
                }
            }
        }
        let n = (self.rolls.len() - 1) as f64;
        sums.values_mut().for_each(|sum| *sum /= n);
        sums
    }
}

/// Within 6 % and one and a half people a month: some deaths and moves are never
/// reported, and the last newborns are not yet in a register.
fn near(what: &str, said: f64, truth: f64) {
    let apart = (said - truth).abs();
    assert!(
        apart <= 0.06 * truth.abs() + 1.5,
        "{what}: {said} for {truth}"
    );
}

#[test]
fn flows_of_a_target_are_those_of_the_city() {
    let folder = TempDir::new().unwrap();
    let (city, data) = (folder.path().join("city"), folder.path().join("data"));
    let (out, data) = (city.to_str().unwrap(), data.to_str().unwrap());
    said(&[
        "synth",
        "--scenario",
        "tarakan-2024",
        "--residents",
        "12000",
        "--months",
        "8",
        "--seed",
        "3",
        "--out",
        out,
    ]);
    let mut months: Vec<String> = fs::read_dir(city.join("deliveries"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    months.sort();
    for month in &months {
        let delivery = city.join("deliveries").join(month);
        said(&[
            "import",
            "--data",
            data,
            "--delivery",
            delivery.to_str().unwrap(),
        ]);
    }
    said(&[
        "run",
        "--data",
        data,
        "--region",
        "65.71",
        "--as-of",
        "2024-08-31",
    ]);
    let truth = Truth::read(&city.join("truth"), &months);
    let report = |indicator: &str| -> serde_json::Value {
        let text = said(&[
            "report",
            "target",
            "--data",
            data,
            "--goal",
            "110@2025-08",
            "--budget",
            "1000000000",
            "--indicator",
            indicator,
            "--format",
            "json",
        ]);
        serde_json::from_str(&text).unwrap()
    };
    let number = |report: &serde_json::Value, key: &str| -> f64 {
        report[key].as_str().unwrap().parse().unwrap()
    };
    let at_once = |report: &serde_json::Value| -> f64 {
        let part = |key: &str| -> f64 {
            let text = report[key].as_str().unwrap();
            text.split('/').next().unwrap().parse().unwrap()
        };
        let n = part("births_covered_at_once") + part("moves_in_covered_at_once");
        n / (months.len() - 1) as f64
    };
    let coverage = report("coverage");
    for (key, column) in [
        ("births_a_month", "birth_date"),
        ("deaths_a_month", "died_on"),
        ("moves_in_a_month", "moved_in_on"),
        ("moves_out_a_month", "moved_out_on"),
    ] {
        near(key, number(&coverage, key), truth.mean(column));
    }
    let registered = truth.changes(|member| member.is_some());
    near(
        "purges",
        number(&coverage, "purges_a_month"),
        registered["purges"],
    );
    near(
        "joins",
        number(&coverage, "joins_a_month"),
        registered["joins"],
    );
    near("covered at once", at_once(&coverage), registered["new"]);
    let activity = report("active");
    let active = truth.changes(|member| member.is_some_and(|member| member.0));
    // Lay-offs are counted apart from the joins, and less who stopped.
    let net = number(&activity, "joins_a_month") - number(&activity, "job_losses_a_month");
    near("active joins", net, active["joins"]);
    near("active at once", at_once(&activity), active["new"]);
    // The city's self-payers and workers stop more often than they join.
    assert!(net < 0.0 && number(&coverage, "joins_a_month") > 0.0);
}
