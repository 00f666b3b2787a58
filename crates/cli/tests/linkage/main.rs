//! `link` and `dedupe` on files of invented people, with the real binary.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod files;

use std::collections::BTreeSet;
use std::fs;

use files::{Files, HEADER, damaged, done, person, refused, right_ones, says};

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
    says(
        &told,
        &[
            "model tidak cocok",
            "`nama (full_name), ibu (full_name)`",
            "--save-model",
        ],
    );
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
    says(&printed, &["nik  ", "sama", "peluang: 1.0", "mendukung: "]);
    let (_, printed) = files.link(&["--explain", "p2", "q5", "--lang", "en"]);
    says(&printed, &["probability: 0.0", "against: "]);
    let told = files.refused(&["--explain", "p2", "q999"]);
    says(&told, &["tidak ada catatan `q999`"]);
}

#[test]
fn people_review_pairs_and_decide() {
    let files = Files::new();
    let (out, review) = (files.name("links.csv"), files.name("review.csv"));
    // Of every tenth only the name is left, which some others have too.
    let mut roll: Vec<[String; 6]> = (0..300).map(damaged).collect();
    for row in roll.iter_mut().step_by(10) {
        for at in [1, 3, 4, 5] {
            row[at].clear();
        }
    }
    files.put_rows("right.csv", &roll);
    files.link(&["--out", &out, "--review", &review, "--explain"]);
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
