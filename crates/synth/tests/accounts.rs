//! Bills, payments and head counts agree with each other.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::{City, Rows, files};
use semesta_synth::Options;

fn city(name: &str) -> City {
    let options = Options {
        residents: Some(6000),
        months: 12,
        clean: true,
        ..Options::default()
    };
    City::new(name, &options)
}

/// All rows of a source over the months: a column's sum by another.
fn sums(city: &City, source: &str, by: &str, column: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for (name, bytes) in files(&city.folder.path().join("deliveries")) {
        if !name.ends_with(&format!("/{source}.csv")) {
            continue;
        }
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        for row in reader.deserialize::<BTreeMap<String, String>>() {
            let row = row.unwrap();
            let amount: i64 = row[column].parse().unwrap();
            *sums.entry(row[by].clone()).or_default() += amount;
        }
    }
    sums
}

fn number(rows: &Rows, at: usize, column: &str) -> i64 {
    rows.rows[at][rows.at(column)].parse().unwrap()
}

#[test]
fn payments_and_head_counts_follow_from_the_bill() {
    let city = city("tangerang-2024");
    let truth = city.truth("pembayaran.csv");
    let paid = sums(&city, "pembayaran", "bulan", "jumlah");
    let contribution = sums(&city, "tagihan", "bulan", "iuran_kota");
    let assistance = sums(&city, "tagihan", "bulan", "bantuan_kota");
    assert_eq!(truth.rows.len(), 12);
    for (at, month) in truth.column("bulan").into_iter().enumerate() {
        let billed = contribution[month] + assistance[month];
        let paid = paid.get(month).copied().unwrap_or(0);
        assert_eq!(number(&truth, at, "billed"), billed);
        assert_eq!(number(&truth, at, "paid"), paid);
        assert_eq!(number(&truth, at, "arrears"), billed - paid);
    }
    let recap = city.truth("tagihan_rekap.csv");
    let heads = sums(&city, "tagihan_rekap", "bulan", "jumlah_jiwa");
    let amounts = sums(&city, "tagihan_rekap", "bulan", "jumlah_iuran");
    assert_eq!(recap.rows.len(), heads.len());
    assert_eq!(heads.len(), 4);
    for (at, month) in recap.column("bulan").into_iter().enumerate() {
        assert_eq!(number(&recap, at, "heads"), heads[month]);
        assert_eq!(amounts[month], contribution[month] + assistance[month]);
        // Clean bills carry the right price.
        assert_eq!(number(&recap, at, "wrong_amount"), 0);
    }
}

#[test]
fn one_month_is_unpaid_one_paid_in_part_and_some_late() {
    let city = city("tangerang-2024");
    let truth = city.truth("pembayaran.csv");
    let state = |month: &str| {
        let at = truth
            .column("bulan")
            .iter()
            .position(|m| *m == month)
            .unwrap();
        (
            number(&truth, at, "arrears"),
            number(&truth, at, "paid"),
            number(&truth, at, "payments"),
            truth.rows[at][truth.at("last_paid")].clone(),
        )
    };
    assert_eq!(state("2024-06").1, 0);
    assert!(state("2024-07").0 > 0 && state("2024-07").1 > 0);
    assert_eq!(state("2024-08").0, 0);
    // Paid the month after, at the end of a quarter of the months.
    assert!(state("2024-05").3.starts_with("2024-06"));
    assert_eq!(state("2024-03").2, 2);
    let open = truth
        .column("arrears")
        .iter()
        .filter(|a| **a != "0")
        .count();
    assert_eq!(open, 2);
}

#[test]
fn tarakan_2024_owes_nothing() {
    let truth = city("tarakan-2024").truth("pembayaran.csv");
    assert!(truth.column("arrears").iter().all(|open| *open == "0"));
    assert!(truth.column("payments").contains(&"2"));
}
