//! `link` and `dedupe` on files of invented people, with the real binary.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use common::{Row, read, semesta};

const HEADER: &str = "id,nik,nama,tanggal_lahir,ibu,kelurahan";
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
fn person(i: usize) -> [String; 6] {
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
fn damaged(i: usize) -> [String; 6] {
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
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(TempDir::new().unwrap());
        let register: Vec<[String; 6]> = (0..400).map(person).collect();
        let roll: Vec<[String; 6]> = (0..300).map(damaged).collect();
        files.put_rows("left.csv", &register);
        files.put_rows("right.csv", &roll);
        files.put_rows("both.csv", &[register, roll].concat());
        files
    }

    fn put_rows(&self, name: &str, rows: &[[String; 6]]) {
        let lines: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
        self.put(name, &format!("{HEADER}\n{}\n", lines.join("\n")));
    }

    fn put(&self, name: &str, text: &str) -> String {
        fs::write(self.at(name), text).unwrap();
        self.name(name)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }

    /// Links register and roll; gives what was told and what was printed.
    fn link(&self, more: &[&str]) -> (String, String) {
        let (left, right) = (self.name("left.csv"), self.name("right.csv"));
        done(&[&["link", "--left", &left, "--right", &right], more].concat())
    }

    /// Links in vain; gives what was told.
    fn refused(&self, more: &[&str]) -> String {
        let (left, right) = (self.name("left.csv"), self.name("right.csv"));
        refused(&[&["link", "--left", &left, "--right", &right], more].concat())
    }

    fn rows(&self, name: &str) -> Vec<Row> {
        read(fs::read(self.at(name)).unwrap())
    }

    fn pairs(&self, name: &str) -> BTreeSet<(String, String)> {
        let rows = self.rows(name);
        let pairs = rows.iter().map(|r| (r["id_l"].clone(), r["id_r"].clone()));
        pairs.collect()
    }
}

/// Runs a command that must succeed.
fn done(arguments: &[&str]) -> (String, String) {
    let output = semesta(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    (told, String::from_utf8(output.stdout).unwrap())
}

/// Runs a command that must be refused, with nothing on stdout.
fn refused(arguments: &[&str]) -> String {
    let output = semesta(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    told
}

/// Pairs of one person.
fn right_ones(pairs: &BTreeSet<(String, String)>) -> usize {
    pairs.iter().filter(|(l, r)| l[1..] == r[1..]).count()
}

#[track_caller]
fn says(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "`{part}` is missing in: {told}");
    }
}

#[test]
fn links_are_found_and_pairs_estimated_before() {
    let files = Files::new();
    let out = files.name("links.csv");
    let (told, printed) = files.link(&["--out", &out]);
    assert_eq!(printed, "");
    let found = files.pairs("links.csv");
    assert!(right_ones(&found) >= 297, "{} of 300", right_ones(&found));
    assert!(found.len() - right_ones(&found) <= 2);
    let estimate = told.find("perkiraan pasangan: 120000 dari 120000").unwrap();
    assert!(told.find("  nama").unwrap() < estimate, "{told}");
    assert!(
        estimate < told.find("pasangan dibandingkan: 120000").unwrap(),
        "{told}"
    );
    says(
        &told,
        &["ketepatan harapan: ", "terjangkau aturan, paling banyak: "],
    );
    let (told, _) = files.link(&["--out", &out, "--lang", "en"]);
    says(
        &told,
        &[
            "pairs estimated: 120000 of 120000",
            "expected recall of the matches compared: ",
        ],
    );
}

#[test]
fn a_limit_that_is_reached_is_named() {
    let files = Files::new();
    let out = files.name("links.csv");
    let wide = "fields: {nama: full_name, kelurahan: place}\nblocking: [kelurahan]\n";
    let spec = files.put("spec.yaml", &format!("{wide}max_pairs: 1000\n"));
    let told = files.refused(&["--out", &out, "--spec", &spec]);
    says(
        &told,
        &["`max_pairs` mengizinkan 1000", "petunjuk: persempit"],
    );
    assert!(!files.at("links.csv").exists());
    let spec = files.put("spec.yaml", "max_pairs: 200\n");
    let (told, _) = files.link(&["--out", &out, "--spec", &spec]);
    says(&told, &["batas: 200", "batas `max_pairs` tercapai"]);

    // One village of 2,100 people on each side: more than four million pairs.
    let village = |from: usize| -> Vec<[String; 6]> {
        let mut rows: Vec<[String; 6]> = (from..from + 2100).map(person).collect();
        rows.iter_mut().for_each(|r| r[5] = "Karang Anyar".into());
        rows[0][5] = "Karang Rejo".into();
        rows
    };
    files.put_rows("left.csv", &village(0));
    files.put_rows("right.csv", &village(0));
    let spec = files.put(
        "spec.yaml",
        &format!("{wide}  - nama\n").replace("[kelurahan]", "\n  - kelurahan"),
    );
    let (told, _) = files.link(&["--out", &out, "--spec", &spec, "--lang", "en"]);
    says(
        &told,
        &["limit reached: one key brings more than 4000000 pairs, not compared: 4405801"],
    );
}

#[test]
fn labels_teach_and_a_saved_model_is_applied() {
    let files = Files::new();
    let (out, model) = (files.name("links.csv"), files.name("model.json"));
    let known: Vec<String> = (0..60).map(|i| format!("p{i},q{i}")).collect();
    let labels = files.put(
        "labels.csv",
        &format!("id_l,id_r\n{}\nx,y\n", known.join("\n")),
    );
    let (told, _) = files.link(&["--out", &out, "--labels", &labels, "--save-model", &model]);
    says(&told, &["1 baris menyebut catatan yang tidak ada"]);
    let taught = fs::read_to_string(&out).unwrap();
    assert!(right_ones(&files.pairs("links.csv")) >= 297);
    files.link(&["--out", &out]);
    assert_ne!(
        fs::read_to_string(&out).unwrap(),
        taught,
        "labels change nothing"
    );
    files.link(&["--out", &out, "--model", &model]);
    assert_eq!(fs::read_to_string(&out).unwrap(), taught);

    let spec = files.put("spec.yaml", "fields: {nama: full_name, ibu: full_name}\n");
    let told = files.refused(&["--out", &out, "--model", &model, "--spec", &spec]);
    says(&told, &["model tidak cocok", "`nama, ibu`", "--save-model"]);
    let broken = files.put("broken.json", "{");
    says(
        &files.refused(&["--out", &out, "--model", &broken]),
        &["not a linkage model"],
    );
    let wrong = files.put("labels.csv", "id_l,id_r,same\np1,q1,ya\np2,q2,barangkali\n");
    let told = files.refused(&["--out", &out, "--labels", &wrong]);
    says(&told, &["baris 3: `barangkali`", "petunjuk: 1, true, yes"]);
}

#[test]
fn a_wrong_spec_is_refused_with_its_line_and_the_legal_values() {
    let files = Files::new();
    let out = files.name("links.csv");
    let refused = |text: &str, more: &[&str]| {
        let spec = files.put("spec.yaml", text);
        files.refused(&[&["--out", out.as_str(), "--spec", spec.as_str()], more].concat())
    };
    let told = refused("fields:\n  nama: full_name\n  tanggal_lahir: hari\n", &[]);
    says(
        &told,
        &["baris 3: ", "`hari`", "given_name, surname", "lat_long"],
    );
    let told = refused("mode: dua\n", &["--lang", "en"]);
    says(
        &told,
        &["error: spec", "line 1: unknown mode `dua`", "one_to_many"],
    );
    let told = refused("blocking:\n  - [nama:tengah]\n", &[]);
    says(&told, &["baris 2: ", "first_word, last_word"]);
    says(
        &refused("mode: auto\nwarna: merah\n", &[]),
        &["baris 2: ", "warna"],
    );
    says(&refused("precision: 2\n", &[]), &["baris 1: ", "0 to 1"]);
    says(
        &refused("fields: {agama: category}\n", &[]),
        &["tidak ada kolom `agama`", "kelurahan"],
    );
    says(
        &refused("blocking: [agama]\n", &[]),
        &["bidang `agama`", "bidang yang ada: nik, nama"],
    );
    says(
        &refused("id: nomor\n", &[]),
        &["tidak ada kolom `nomor`", "kolom yang ada: id, nik"],
    );
    says(
        &files.refused(&["--out", &out, "--mode", "dua"]),
        &["cara `dua`", "many_to_one"],
    );
    says(
        &files.refused(&["--out", &out, "--threshold", "1.5"]),
        &["`1.5` di luar 0–1"],
    );
    says(&files.refused(&[]), &["--out BERKAS.csv"]);
}

#[test]
fn every_link_and_any_pair_is_explained() {
    let files = Files::new();
    let out = files.name("links.csv");
    files.link(&["--out", &out, "--explain"]);
    let rows = files.rows("links.csv");
    assert!(rows.iter().all(|r| r["reason"].starts_with("mendukung: ")));
    assert!(rows.iter().any(|r| r["reason"].contains("nama ")));

    let (_, printed) = files.link(&["--explain", "p2", "q2"]);
    let number = |line: &str, at: usize| -> f64 {
        line.split_whitespace().nth(at).unwrap().parse().unwrap()
    };
    let lines: Vec<&str> = printed.lines().collect();
    let last = lines.iter().position(|l| l.starts_with("jumlah")).unwrap();
    let sum: f64 = lines[..last].iter().map(|l| number(l, 1)).sum();
    assert!((sum - number(lines[last], 1)).abs() < 0.05, "{printed}");
    assert!(lines[0].starts_with("(sebelum)") && last == 6, "{printed}");
    says(&printed, &["nik  ", "sama", "peluang: 0.99", "mendukung: "]);
    let (_, printed) = files.link(&["--explain", "p2", "q5", "--lang", "en"]);
    says(&printed, &["probability: 0.0", "against: "]);
    let told = files.refused(&["--explain", "p2", "q999"]);
    says(&told, &["tidak ada catatan `q999`"]);
}

#[test]
fn people_review_pairs_and_decide() {
    let files = Files::new();
    let (out, review) = (files.name("links.csv"), files.name("review.csv"));
    files.link(&[
        "--out",
        &out,
        "--review",
        &review,
        "--threshold",
        "0.9999999",
        "--explain",
    ]);
    let doubtful = files.rows("review.csv");
    assert!(!doubtful.is_empty());
    let linked = files.pairs("links.csv");
    for row in &doubtful {
        let probability: f64 = row["probability"].parse().unwrap();
        assert!(probability >= 0.1 && !row["reason"].is_empty());
        assert!(!linked.contains(&(row["id_l"].clone(), row["id_r"].clone())));
    }
    let decisions = files.put(
        "decisions.csv",
        "id_l,id_r,same\np7,q7,tidak\np390,q8,ya\np9,q9,\n",
    );
    files.link(&["--out", &out, "--decisions", &decisions]);
    let linked = files.pairs("links.csv");
    let has = |l: &str, r: &str| linked.contains(&(l.into(), r.into()));
    assert_eq!(
        (has("p7", "q7"), has("p390", "q8"), has("p9", "q9")),
        (false, true, true)
    );
    let told = files.refused(&["--out", &out, "--decisions", &files.name("left.csv")]);
    says(&told, &["tidak punya kolom `id_l`", "id_l,id_r,same"]);
}

#[test]
fn duplicates_come_as_pairs_and_clusters() {
    let files = Files::new();
    let (out, clusters) = (files.name("links.csv"), files.name("clusters.csv"));
    let input = files.name("both.csv");
    done(&[
        "dedupe",
        "--input",
        &input,
        "--out",
        &out,
        "--clusters",
        &clusters,
    ]);
    let found = files.pairs("links.csv");
    assert!(right_ones(&found) >= 297, "{}", right_ones(&found));
    assert!(found.len() - right_ones(&found) <= 2);
    let rows = files.rows("clusters.csv");
    assert_eq!(rows.len(), 700);
    let of = |id: &str| &rows.iter().find(|r| r["id"] == id).unwrap()["cluster"];
    assert!(found.iter().all(|(l, r)| of(l) == of(r)));
    let different: BTreeSet<&String> = rows.iter().map(|r| &r["cluster"]).collect();
    assert_eq!(different.len(), 700 - found.len());
}

#[test]
fn records_without_a_difference_are_one_person() {
    let files = Files::new();
    let clusters = files.name("clusters.csv");
    let row = "3171234501909001,SITI AMINAH,1990-01-05\n";
    let input = files.put(
        "same.csv",
        &format!("nik,nama,tanggal_lahir\n{}", row.repeat(300)),
    );
    done(&["dedupe", "--input", &input, "--clusters", &clusters]);
    let rows = files.rows("clusters.csv");
    assert_eq!(rows.len(), 300);
    assert!(rows.iter().all(|r| r["cluster"] == "1"));

    let input = files.put(
        "same.csv",
        &format!("sex,kota\n{}", "L,Tarakan\n".repeat(300)),
    );
    let told = refused(&["dedupe", "--input", &input, "--clusters", &clusters]);
    says(&told, &["tidak ada kolom bersama yang membedakan catatan"]);
}

#[test]
fn other_kinds_of_file_are_written_and_read() {
    let files = Files::new();
    let input = files.name("both.csv");
    let plain = files.name("links.csv");
    done(&["dedupe", "--input", &input, "--out", &plain]);
    let expected = files.pairs("links.csv").len();
    for kind in ["xlsx", "parquet"] {
        let (out, clusters) = (format!("links.{kind}"), format!("clusters.{kind}"));
        let (out, clusters) = (files.name(&out), files.name(&clusters));
        done(&[
            "dedupe",
            "--input",
            &input,
            "--out",
            &out,
            "--clusters",
            &clusters,
        ]);
        assert_eq!(rows_in(&out), expected, "{out}");
        assert_eq!(rows_in(&clusters), 700, "{clusters}");
        // What was written can be linked in turn: clusters have one row a record.
        let (told, _) = done(&[
            "dedupe",
            "--input",
            &clusters,
            "--out",
            &plain,
            "--mode",
            "many_to_many",
        ]);
        says(&told, &["cluster"]);
    }
    let mixed: String = (0..300)
        .map(|i| {
            damaged(i)
                .map(|c| c.trim_matches('"').replace(';', ""))
                .join(";")
                + "\r\n"
        })
        .collect();
    let mixed = format!("{}\r\n{mixed}", HEADER.replace(',', ";")).replace("q299;", "q\u{e9}299;");
    let bytes: Vec<u8> = mixed.chars().map(|c| c as u8).collect();
    fs::write(files.at("right.csv"), bytes).unwrap();
    files.link(&["--out", &plain]);
    let found = files.pairs("links.csv");
    assert!(right_ones(&found) >= 296, "{}", right_ones(&found));
    assert!(found.contains(&("p299".into(), "q\u{e9}299".into())));
}

/// The rows of a workbook or a Parquet file, without its header.
fn rows_in(path: &str) -> usize {
    use calamine::Reader;
    if path.ends_with("xlsx") {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
        return book.worksheet_range_at(0).unwrap().unwrap().height() - 1;
    }
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    file.metadata().file_metadata().num_rows() as usize
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let files = Files::new();
    let out = files.name("links.csv");
    let left = files.name("left.csv");
    let linked_with =
        |right: &str| refused(&["link", "--left", &left, "--right", right, "--out", &out]);
    says(
        &linked_with(&files.name("none.csv")),
        &["none.csv", "tidak dapat dibuka"],
    );
    says(
        &linked_with(&files.put("empty.csv", "")),
        &["berkas kanan tidak berisi catatan"],
    );
    says(
        &linked_with(&files.put("head.csv", HEADER)),
        &["berkas kanan tidak berisi catatan"],
    );
    says(
        &linked_with(&files.put("book.xlsx", "PK\u{3}\u{4}rubbish")),
        &["book.xlsx", "tidak dapat dibaca"],
    );
    says(
        &linked_with(&files.put("cut.parquet", "PAR1rubbish")),
        &["cut.parquet", "tidak dapat dibaca"],
    );
    says(&linked_with(files.0.path().to_str().unwrap()), &["galat: "]);
    let other = files.put("other.csv", "warna,harga\nmerah,3\nbiru,4\n");
    says(&linked_with(&other), &["tidak ada kolom bersama"]);
    let (told, _) = done(&[
        "dedupe",
        "--input",
        &other,
        "--out",
        &files.name("pairs.csv"),
    ]);
    says(&told, &["bukan data orang"]);
    let nowhere = files.name("no/such/folder/links.csv");
    says(
        &files.refused(&["--out", &nowhere]),
        &["no/such/folder/links.csv"],
    );
    assert!(!files.at("links.csv").exists());
}
