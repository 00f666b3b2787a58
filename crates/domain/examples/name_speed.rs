//! Measures how long it takes to parse and to compare names.
//!
//! `cargo run --release -p semesta-domain --example name_speed`

use std::hint::black_box;
use std::time::Instant;

use semesta_domain::name::{PersonName, same_as_written};

const FIRST: [&str; 10] = [
    "MUHAMMAD", "SITI", "Moch.", "NUR", "H. Abdul", "ST.", "DWI", "BUDI", "RINA", "Achmad",
];
const MIDDLE: [&str; 8] = ["", "HAYATI ", "Rizki ", "", "NUR ", "", "TRI ", "INDAH "];
const LAST: [&str; 10] = [
    "SANTOSO",
    "Rahmawati",
    "AMINAH, S.Pd",
    "WIJAYA",
    "RAHMAN",
    "Susanti",
    "HIDAYAT",
    "LESTARI",
    "SAPUTRA",
    "Fitriani, S.E., M.M.",
];
const N: usize = 1_000_000;

fn main() {
    let cells: Vec<String> = (0..N)
        .map(|i| {
            format!(
                "{} {}{}",
                FIRST[i % 10],
                MIDDLE[i / 10 % 8],
                LAST[i / 80 % 10]
            )
        })
        .collect();
    black_box(PersonName::parse("warm up the tables"));
    let names: Vec<PersonName> = timed("parse", || {
        cells.iter().map(|c| PersonName::parse(c)).collect()
    });
    let n_agree = timed("compare neighbours", || {
        names
            .windows(2)
            .filter(|w| w[0].compare(&w[1]).agrees())
            .count()
    });
    let n_equal = timed("compare equal", || {
        names
            .iter()
            .zip(&names)
            .filter(|(a, b)| a.compare(b).agrees())
            .count()
    });
    let n_same = timed("same as written", || {
        cells
            .iter()
            .zip(&cells)
            .filter(|(a, b)| same_as_written(a, b))
            .count()
    });
    println!("{n_agree} neighbours agree, {n_equal} equal, {n_same} same of {N}");
}

/// Runs `work` and prints its time for one name.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = black_box(work());
    let each = start.elapsed().as_nanos() as f64 / N as f64;
    println!("{what:20} {each:7.0} ns each");
    result
}
