//! What an address asks of a table, and what the table makes of it.

#![allow(clippy::unwrap_used, reason = "tests")]

use askama::FastWritable as _;

use super::*;
use crate::export::Cell;

fn offer(asked: &str) -> Offer {
    let known = vec![("tingkat".to_owned(), "kelurahan".to_owned())];
    Offer::read("/w", asked, known, Leads::Address, Lang::Id)
}

fn print(table: &Table, offer: &Offer) -> String {
    let mut text = String::new();
    table.write_into(&mut text, offer).unwrap();
    text
}

fn printed(table: &Table, asked: &str) -> String {
    print(table, &offer(asked))
}

fn file(table: &Table, asked: &str) -> File {
    let offer = offer(asked);
    print(table, &offer);
    match offer.file() {
        Asked::File(file, _) => file,
        _ => panic!("no file for {asked}"),
    }
}

/// What the rows' first cells say, in their order.
fn first_cells(text: &str) -> Vec<&str> {
    let body = text.split("</tbody>").next().unwrap();
    let rows = body.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split('<').next().unwrap()).collect()
}

const NAMES: [&str; 8] = [
    "Élang 10",
    "elang 9",
    "Apel",
    "=1+1",
    "<b>x",
    "Zaitun",
    "Ürün",
    "Mangga",
];
const AMOUNTS: [i64; 8] = [5, -1_000_000, 700, 0, 12, -3, 1_000, 99];

fn fruits() -> Table {
    let mut table = Table::new("buah", "Buah", Lang::Id)
        .text("Nama")
        .number("Jumlah")
        .text("Gambar");
    for (at, (name, amount)) in NAMES.iter().zip(AMOUNTS).enumerate() {
        let amount = if at == 3 {
            Td::number("–")
        } else {
            Td::rupiah(amount, Lang::Id)
        };
        let drawing = Td::text("").drawing("<svg></svg>".to_owned());
        table.rows.push(vec![Td::text(*name), amount, drawing]);
    }
    table.foot = vec![Td::text("Semua"), Td::rupiah(1, Lang::Id), Td::text("")];
    table
}

#[test]
fn numbers_sort_by_value_both_ways_and_then_not_at_all() {
    let table = fruits();
    let as_made = printed(&table, "");
    assert!(as_made.contains("href=\"/w?tingkat=kelurahan&#38;urut-buah=2.turun\""));
    assert!(!as_made.contains("aria-sort"));
    let down = printed(&table, "urut-buah=2.turun");
    assert_eq!(first_cells(&down)[..2], ["Ürün", "Apel"]);
    // What is missing comes last, whichever way.
    assert_eq!(first_cells(&down)[6..], ["elang 9", "=1+1"]);
    assert!(down.contains("aria-sort=\"descending\"") && down.contains("urut-buah=2.naik"));
    let up = printed(&table, "urut-buah=2.naik");
    assert_eq!(first_cells(&up)[0], "elang 9");
    assert_eq!(first_cells(&up)[7], "=1+1");
    assert!(up.contains("aria-sort=\"ascending\""));
    assert!(up.contains("<a id=\"buah-2\" href=\"/w?tingkat=kelurahan\""));
    // A drawing is nothing to sort by.
    assert!(!as_made.contains("urut-buah=3"));
    for asked in ["9.naik", "0.turun", "x.y", "2", "-1.naik"] {
        let text = printed(&table, &format!("urut-buah={asked}"));
        assert_eq!(first_cells(&text), first_cells(&as_made), "{asked}");
    }
}

#[test]
fn texts_sort_without_regard_to_case_and_by_the_numbers_in_them() {
    let up = printed(&fruits(), "urut-buah=1.naik");
    let expected = [
        "&#60;b&#62;x",
        "=1+1",
        "Apel",
        "elang 9",
        "Mangga",
        "Zaitun",
    ];
    assert_eq!(first_cells(&up)[..6], expected);
    let mut table = Table::new("rt", "RT", Lang::Id).text("RT").text("Hari");
    for (rt, day) in [
        ("RT 10", "2024-08-31"),
        ("RT 2", "2024-09-01"),
        ("RT 1", ""),
    ] {
        table.rows.push(vec![Td::text(rt), Td::day(day, Lang::Id)]);
    }
    assert_eq!(
        first_cells(&printed(&table, "urut-rt=1.naik")),
        ["RT 1", "RT 2", "RT 10"]
    );
    assert_eq!(
        first_cells(&printed(&table, "urut-rt=2.turun")),
        ["RT 2", "RT 10", "RT 1"]
    );
}

#[test]
fn every_word_must_stand_in_a_row_and_the_sum_is_not_shown_for_a_part() {
    let table = fruits();
    assert!(printed(&table, "").contains("Semua"));
    let found = printed(&table, "cari-buah=ELANG%20rp");
    assert_eq!(first_cells(&found), ["elang 9"]);
    assert!(!found.contains("Semua") && found.contains("1 dari 8 baris"));
    let with_accent = printed(&table, "cari-buah=%C3%89LANG");
    assert_eq!(first_cells(&with_accent), ["Élang 10"]);
    let none = printed(&table, "cari-buah=%3Cscript%3Ealert(1)");
    assert!(none.contains("Tidak ada baris yang cocok") && !none.contains("<script>"));
    assert!(
        none.contains("value=\"&#60;script&#62;alert(1)\""),
        "the words can be mended"
    );
    // The form keeps what else is asked, and begins at the first page.
    let kept = printed(
        &table,
        "cari-buah=a&hal-buah=2&urut-lain=1.naik&nik=6571&kabar=x",
    );
    assert!(kept.contains("name=\"urut-lain\" value=\"1.naik\""));
    assert!(kept.contains("name=\"tingkat\" value=\"kelurahan\""));
    assert!(
        !kept.contains("nik") && !kept.contains("kabar") && !kept.contains("name=\"hal-buah\"")
    );
}

#[test]
fn no_words_are_looked_for_among_people_or_in_few_rows_or_in_a_fixed_order() {
    let mut few = fruits();
    few.rows.truncate(7);
    for table in [
        few,
        fruits().personal(),
        fruits().fixed(),
        fruits().searched(),
    ] {
        let text = printed(&table, "cari-buah=apel");
        assert!(!text.contains("type=\"search\""));
        assert_eq!(first_cells(&text).len(), table.rows.len());
    }
    let fixed = printed(&fruits().fixed(), "urut-buah=1.naik");
    assert_eq!(first_cells(&fixed)[0], NAMES[0]);
    assert!(!fixed.contains("id=\"buah-1\"") && !fixed.contains("aria-sort"));
}

#[test]
fn a_long_table_has_pages_and_its_file_has_all_that_the_words_leave() {
    let mut table = Table::new("panjang", "Panjang", Lang::Id)
        .number("Nomor")
        .text("Jenis");
    for n in 0..120 {
        let kind = if n % 2 == 0 { "genap" } else { "ganjil" };
        table
            .rows
            .push(vec![Td::count(n, Lang::Id), Td::text(kind)]);
    }
    let rows = |text: &str| text.matches("<th scope=\"row\"").count();
    let (first, last) = (printed(&table, ""), printed(&table, "hal-panjang=3"));
    assert_eq!((rows(&first), rows(&last)), (50, 20));
    assert!(first.contains("1–50 dari 120") && last.contains("101–120 dari 120"));
    assert!(!first.contains("rel=\"prev\"") && !last.contains("rel=\"next\""));
    for asked in ["99", "0", "-1", "x", "18446744073709551616"] {
        assert!(
            rows(&printed(&table, &format!("hal-panjang={asked}"))) > 0,
            "{asked}"
        );
    }
    let asked = "cari-panjang=genap&urut-panjang=1.turun&hal-panjang=2&unduh=panjang.csv";
    let file = file(&table, asked);
    assert_eq!(
        file.rows.len(),
        60,
        "all pages, and only what the words leave"
    );
    assert_eq!(file.rows[0][0], Cell::Number(118), "in the order shown");
}

#[test]
fn a_file_says_what_the_table_says_for_programs() {
    let mut table = Table::new("isi", "Isi", Lang::Id)
        .text("Nama")
        .number("Cakupan")
        .number("Iuran")
        .text("Tanggal")
        .text("Gambar");
    for (name, share, amount, day) in [
        ("=HYPERLINK(1)", "96,24\u{a0}%", -5, "2024-08-31"),
        ("S••• A•••", "–", 1_000, ""),
    ] {
        table.rows.push(vec![
            Td::text(name).sub("@keterangan"),
            Td::number(share),
            Td::rupiah(amount, Lang::Id),
            Td::day(day, Lang::Id),
            Td::text("").drawing("<svg></svg>".to_owned()),
        ]);
    }
    let file = file(&table, "unduh=isi.csv");
    let header = [
        "Nama",
        "Nama: keterangan",
        "Cakupan (%)",
        "Iuran (Rp)",
        "Tanggal",
    ];
    assert_eq!(file.header, header);
    let text = crate::export::csv(&header, &file.rows).unwrap();
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(lines[0], "'=HYPERLINK(1),'@keterangan,96.24,-5,2024-08-31");
    assert_eq!(lines[1], "S••• A•••,'@keterangan,,1000,", "masked as shown");
}

#[test]
fn nothing_is_given_that_no_table_has_or_that_has_a_form_of_its_own() {
    let unknown = |table: &Table, asked: &str| {
        let offer = offer(asked);
        print(table, &offer);
        matches!(offer.file(), Asked::Unknown)
    };
    for asked in [
        "unduh=lain.csv",
        "unduh=buah.exe",
        "unduh=buah",
        "unduh=..%2fbuah.csv",
    ] {
        assert!(unknown(&fruits(), asked), "{asked}");
    }
    assert!(unknown(&fruits().with_form(), "unduh=buah.csv"));
    assert!(
        unknown(&Table::new("buah", "", Lang::Id), "unduh=buah.csv"),
        "no rows"
    );
    let plain = offer("");
    print(&fruits(), &plain);
    assert!(matches!(plain.file(), Asked::Nothing));
}

#[test]
fn an_empty_table_offers_nothing_and_says_why() {
    let mut table = Table::new("kosong", "Kosong", Lang::Id)
        .text("Nama")
        .number("Jumlah");
    "Belum ada.".clone_into(&mut table.empty);
    let text = printed(&table, "urut-kosong=1.naik&cari-kosong=x");
    assert!(text.contains("Belum ada.") && !text.contains("href") && !text.contains("<form"));
}

#[test]
fn an_answer_to_a_form_is_asked_for_again_by_a_form_or_not_at_all() {
    let leads = Leads::Form(vec![("hits", "abc".to_owned())]);
    let offer = Offer::read(
        "/p",
        "urut-buah=2.turun&unduh=buah.xlsx",
        Vec::new(),
        leads,
        Lang::Id,
    );
    let text = print(&fruits().personal(), &offer);
    assert_eq!(first_cells(&text)[0], "Ürün");
    assert!(!text.contains("href=") && text.contains("name=\"hits\" value=\"abc\""));
    assert!(text.contains("name=\"urut-buah\" value=\"2.naik\""));
    assert!(text.contains("name=\"unduh\" value=\"buah.csv\""));
    assert!(matches!(offer.file(), Asked::File(file, _) if file.is_personal));
    let nowhere = Offer::read("/p", "", Vec::new(), Leads::Nowhere, Lang::Id);
    let text = print(&fruits(), &nowhere);
    assert!(!text.contains("href=") && !text.contains("<form") && !text.contains("<button"));
}
