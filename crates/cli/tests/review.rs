//! The pairs to judge and the decisions, through the real binary, on an
//! invented city against its truth.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use semesta_synth::{Options, Quiet, Scenario, generate};
use tempfile::TempDir;

type Row = BTreeMap<String, String>;

/// A city in August 2024 with its truth.
struct City {
    folder: TempDir,
    threads: &'static str,
}

impl City {
    /// A small Tarakan whose roll is damaged `times` as badly as usual.
    fn damaged(times: f64, residents: u64) -> Self {
        let mut scenario = Scenario::named("tarakan-2024").unwrap();
        let damage = &mut scenario.damage;
        for share in [
            &mut damage.nik_missing,
            &mut damage.nik_typo,
            &mut damage.nik_transposed,
            &mut damage.nik_rounded,
            &mut damage.name,
            &mut damage.birth_date,
        ] {
            *share = (*share * times).min(0.5);
        }
        let folder = TempDir::new().unwrap();
        let options = Options {
            residents: Some(residents),
            months: 1,
            seed: 3,
            clean: false,
            roll_every: None,
        };
        let city = folder.path().join("kota");
        generate(&scenario, &options, &city, &Quiet).unwrap();
        let made = Self {
            folder,
            threads: "2",
        };
        let delivery = city.join("deliveries/2024-08");
        made.told(&["import", "--delivery", delivery.to_str().unwrap()]);
        made
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn semesta(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_semesta"));
        command.env("RAYON_NUM_THREADS", self.threads);
        command.arg(arguments[0]);
        if arguments[0] == "export" {
            command.arg(arguments[1]);
        }
        command.arg("--data").arg(self.data());
        let rest = if arguments[0] == "export" { 2 } else { 1 };
        command.args(&arguments[rest..]).output().unwrap()
    }

    fn told(&self, arguments: &[&str]) -> (String, String) {
        let output = self.semesta(arguments);
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        let fine = matches!(output.status.code(), Some(0 | 1));
        assert!(fine, "{arguments:?}: {talk}");
        (String::from_utf8(output.stdout).unwrap(), talk)
    }

    fn run(&self, as_of: &str) -> (String, String) {
        self.told(&["run", "--region", "65.71", "--as-of", as_of])
    }

    fn export(&self, table: &str) -> Vec<Row> {
        let (csv, _) = self.told(&["export", table, "--format", "csv"]);
        rows(&csv)
    }

    fn import(&self, source: &str, as_of: &str, text: &str) {
        let path = self.folder.path().join(format!("{source}-{as_of}.csv"));
        fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        self.told(&["import", "--source", source, "--as-of", as_of, path]);
    }

    /// The NIK of the person of every roll row, "" where nobody is to be found.
    fn truth(&self) -> BTreeMap<String, String> {
        let truth = self.folder.path().join("kota/truth");
        let read = |name: &str| rows(&fs::read_to_string(truth.join(name)).unwrap());
        let niks: BTreeMap<String, String> = read("persons.csv")
            .into_iter()
            .map(|row| (row["person_id"].clone(), row["nik"].clone()))
            .collect();
        let known = ["resident", "duplicate", "deceased", "moved_out"];
        let of_row = |row: Row| {
            let is_known = known.contains(&row["standing"].as_str());
            let nik = if is_known {
                niks[&row["person_id"]].clone()
            } else {
                String::new()
            };
            (row["row"].clone(), nik)
        };
        read("peserta_2024-08.csv")
            .into_iter()
            .map(of_row)
            .collect()
    }
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn damaged_records_find_their_people_whatever_the_threads() {
    let mut city = City::damaged(8.0, 6_000);
    city.run("2024-08-31");
    let (truth, members) = (city.truth(), city.export("members"));
    let of = |method: &str| members.iter().filter(|row| row["method"] == method).count();
    assert!(
        of("repaired") > 300 && of("probabilistic") > 20,
        "{}",
        of("probabilistic")
    );
    let right = |row: &&Row| truth[&row["source_row"]] == row["resident_nik"];
    let n_right = members.iter().filter(right).count();
    assert!(
        n_right * 1000 >= members.len() * 995,
        "{n_right} of {}",
        members.len()
    );
    let linked = |row: &&Row| row["method"] == "probabilistic";
    let n_linked_right = members.iter().filter(linked).filter(right).count();
    assert!(n_linked_right * 10 >= of("probabilistic") * 9);
    let reasons = members.iter().filter(linked).map(|row| &row["reason"]);
    assert!(reasons.clone().all(|text| text.starts_with("kemungkinan ")));
    review_says_what_hangs_on_a_pair(&city.export("review"), &members);
    let (first, other) = (city.export("review"), city.data());
    fs::remove_dir_all(other.join("runs")).unwrap();
    city.threads = "1";
    city.run("2024-08-31");
    assert_eq!(city.export("members"), members);
    assert_eq!(city.export("review"), first);
    let verified = city.semesta(&["verify"]);
    assert_eq!(verified.status.code(), Some(0));
}

fn review_says_what_hangs_on_a_pair(review: &[Row], members: &[Row]) {
    assert!(!review.is_empty());
    let standing: BTreeMap<&str, &str> = members
        .iter()
        .map(|row| (row["source_row"].as_str(), row["standing"].as_str()))
        .collect();
    for row in review {
        let probability: f64 = row["probability"].parse().unwrap();
        assert!((0.05..0.95).contains(&probability), "{row:?}");
        assert!(!row["explanation"].is_empty() && row["keputusan"].is_empty());
        let now = standing[row["source_row"].as_str()];
        let outcomes = [
            row["standing_if_same"].as_str(),
            &row["standing_if_different"],
        ];
        assert!(outcomes.contains(&now), "{now}: {row:?}");
        if row["segment"] == "pbpu_pemda" {
            assert_eq!(row["monthly_contribution"], "42000");
        }
    }
}

#[test]
fn decisions_override_every_method_and_survive_the_next_month() {
    let city = City::damaged(8.0, 3_000);
    let (before, _) = city.run("2024-08-31");
    let members = city.export("members");
    let chosen: Vec<&Row> = ["exact", "repaired", "probabilistic"]
        .iter()
        .filter_map(|method| {
            let fits = |row: &&Row| row["method"] == *method && row["standing"] == "resident";
            members.iter().find(fits)
        })
        .collect();
    assert_eq!(chosen.len(), 3);
    let mut text = "no_kartu,nik_penduduk,keputusan,tanggal,pemutus\n".to_owned();
    for row in &chosen {
        let (card, nik) = (&row["card_number"], &row["resident_nik"]);
        text += &format!("{card},{nik},BEDA,2024-08-20,Petugas Contoh\n");
    }
    let nobodys = members
        .iter()
        .find(|row| row["standing"] == "not_found")
        .unwrap();
    let somebody = &chosen[0]["resident_nik"];
    text += &format!("{},{somebody},SAMA,2024-08-20,\n", nobodys["card_number"]);
    city.import("keputusan", "2024-08-31", &text);
    let (after, talk) = city.run("2024-08-31");
    assert_ne!(before.lines().next(), after.lines().next(), "another run");
    assert!(talk.contains("keputusan yang berlaku: 4"), "{talk}");
    let decided = |city: &City| {
        let members = city.export("members");
        let by_card = |card: &str| {
            let found = members.iter().find(|row| row["card_number"] == card);
            found.unwrap().clone()
        };
        for row in &chosen {
            let now = by_card(&row["card_number"]);
            assert_ne!(now["resident_nik"], row["resident_nik"]);
            assert!(now["reason"].contains("diputuskan BEDA"), "{now:?}");
        }
        let now = by_card(&nobodys["card_number"]);
        assert_eq!(now["method"], "decision");
        assert_eq!(&now["resident_nik"], somebody);
        assert!(now["reason"].starts_with("diputuskan SAMA"));
    };
    decided(&city);
    // The same roll a month later: nothing need be decided again.
    let roll = city
        .folder
        .path()
        .join("kota/deliveries/2024-08/peserta.csv");
    let roll = fs::read_to_string(roll).unwrap();
    city.import("peserta", "2024-09-30", &roll);
    city.run("2024-09-30");
    decided(&city);
    assert_eq!(city.semesta(&["verify"]).status.code(), Some(0));
    // Overturned, the decision is gone.
    let card = &nobodys["card_number"];
    let text = format!("no_kartu,nik_penduduk,keputusan\n{card},{somebody},BEDA\n");
    city.import("keputusan", "2024-09-30", &text);
    city.run("2024-09-30");
    let members = city.export("members");
    let now = members.iter().find(|row| &row["card_number"] == card);
    assert_ne!(&now.unwrap()["resident_nik"], somebody);
}
