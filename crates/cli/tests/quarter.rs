//! A quarter of bills as they really come, written by hand: lines billed late,
//! twice, for earlier months, corrected, and for people dropped from the roll at
//! the quarter's end. Every rupiah below was added up on paper.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::office::Office;
use common::{Row, said, semesta};

/// What the law makes the city and the centre pay.
const DUE: [i64; 3] = [35_000, 2_800, 4_200];
/// The city's share of it.
const SHARE: i64 = 37_800;
const BACK: [i64; 3] = [-35_000, -2_800, -4_200];

/// Who is who. The steady are in every bill and always in order.
const STEADY: usize = 1;
/// Paid for since long; the roll of September does not show the card any more.
const DROPPED: usize = 2;
/// July was billed with August's bill.
const LATE: usize = 3;
/// July was billed in July and again in August.
const TWICE: usize = 4;
/// Died in July; billed for August, taken back in September.
const TAKEN_BACK: usize = 5;
/// July was billed 7,000 too high, corrected in August.
const CORRECTED: usize = 6;
/// Died in June; of July's line only the contribution was taken back.
const HALF_TAKEN_BACK: usize = 7;
/// July's line was delivered again, with the same bill.
const REDELIVERED: usize = 8;
/// Registered from August.
const NEW: usize = 9;
/// Ended in July, as the roll says.
const ENDED: usize = 10;
/// Moved away in August, billed in September.
const MOVED: usize = 11;
/// Struck off the centre's list at the quarter's end, and billed to the city before.
const BY_CENTRE: usize = 12;

fn city() -> Office {
    let office = Office::new();
    office.register("2024-06-30", 12);
    let paid = |n| (n, "pbpu_pemda", "AKTIF", "2022-01-01", "");
    let centre = (BY_CENTRE, "pbi_jk", "AKTIF", "2020-01-01", "");
    let mut june: Vec<_> = (1..=11).filter(|n| *n != NEW).map(paid).collect();
    june.push(centre);
    office.roll("2024-06-30", &june);
    let ended = (ENDED, "pbpu_pemda", "NONAKTIF", "2022-01-01", "2024-07-31");
    let new = (NEW, "pbpu_pemda", "AKTIF", "2024-08-01", "");
    let mut september: Vec<_> = [STEADY, LATE, TWICE, CORRECTED, REDELIVERED, MOVED]
        .map(paid)
        .to_vec();
    september.extend([ended, new]);
    office.roll("2024-09-30", &september);
    let approved = (1..=12).map(|n| {
        let (nik, name) = (Office::nik(n), Office::name(n));
        format!("{nik},{name},2022-01-01,,kota\n")
    });
    let header = "nik,nama,tanggal_mulai,tanggal_selesai,penanggung\n".to_owned();
    office.bring(
        "daftar_pemda",
        "2024-06-30",
        &(header + &approved.collect::<String>()),
    );
    let dead = [(HALF_TAKEN_BACK, "2024-06-20"), (TAKEN_BACK, "2024-07-15")];
    let deaths = dead.map(|(n, on)| format!("{},{},{on}\n", Office::nik(n), Office::name(n)));
    office.bring(
        "kematian",
        "2024-09-30",
        &("nik,nama,tanggal\n".to_owned() + &deaths.concat()),
    );
    let moved = format!(
        "nik,nama,tanggal,arah\n{},{},2024-08-20,KELUAR\n",
        Office::nik(MOVED),
        Office::name(MOVED)
    );
    office.bring("pindah", "2024-09-30", &moved);
    bills(&office);
    office
}

fn bills(office: &Office) {
    let lines = |month: &'static str, people: &[usize]| -> Vec<(&'static str, usize, [i64; 3])> {
        people.iter().map(|n| (month, *n, DUE)).collect()
    };
    office.bill(
        "2024-06-30",
        "T-06",
        &lines("2024-06", &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11]),
    );
    let mut july = lines("2024-07", &[1, 2, 4, 5, 7, 8, 10, 11, BY_CENTRE]);
    july.push(("2024-07", CORRECTED, [42_000, 2_800, 4_200]));
    office.bill("2024-07-31", "T-07", &july);
    office.bill("2024-07-31", "T-07", &lines("2024-07", &[REDELIVERED]));
    let mut august = lines("2024-08", &[1, 2, 3, 4, 5, 6, 8, 9, 11, BY_CENTRE]);
    august.extend(lines("2024-07", &[LATE, TWICE]));
    august.push(("2024-07", CORRECTED, [-7_000, 0, 0]));
    august.push(("2024-07", HALF_TAKEN_BACK, [-35_000, 0, 0]));
    office.bill("2024-08-31", "T-08", &august);
    let mut september = lines("2024-09", &[1, 2, 3, 4, 6, 8, 9, 11]);
    september.push(("2024-08", TAKEN_BACK, BACK));
    office.bill("2024-09-30", "T-09", &september);
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap()
}

/// Finding and rupiah of every audited line of a person in a month, in the file's order.
fn findings(lines: &[Row], month: &str, n: usize) -> Vec<(String, i64)> {
    let card = Office::card(n);
    let of = lines
        .iter()
        .filter(|row| row["month"] == month && row["card_number"] == card);
    of.map(|row| (row["finding"].clone(), number(row, "disputed")))
        .collect()
}

#[test]
fn every_line_of_a_messy_quarter_has_its_finding() {
    let office = city();
    office.run("2024-09-30");
    let lines = common::read(said(&["export", "bill_lines", "--data", &office.data]));
    let check = |month: &str, n: usize, expected: &[(&str, i64)]| {
        let expected: Vec<(String, i64)> = expected
            .iter()
            .map(|(finding, rupiah)| ((*finding).to_owned(), *rupiah))
            .collect();
        assert_eq!(findings(&lines, month, n), expected, "{n} in {month}");
    };
    for month in ["2024-06", "2024-07", "2024-08", "2024-09"] {
        check(month, STEADY, &[("ok", 0)]);
    }
    // No roll was delivered for July and August: the last that shows the card decides.
    check("2024-07", DROPPED, &[("ok", 0)]);
    check("2024-08", DROPPED, &[("ok", 0)]);
    check("2024-09", DROPPED, &[("inactive", SHARE)]);
    check("2024-07", BY_CENTRE, &[("other_payer", SHARE)]);
    check("2024-08", BY_CENTRE, &[("other_payer", SHARE)]);
    check("2024-07", LATE, &[("ok", 0)]);
    check("2024-07", TWICE, &[("ok", 0), ("duplicate", SHARE)]);
    check("2024-08", TAKEN_BACK, &[("ok", 0), ("ok", 0)]);
    check("2024-07", CORRECTED, &[("ok", 0), ("ok", 0)]);
    let half = [("deceased", SHARE), ("deceased", -35_000)];
    check("2024-07", HALF_TAKEN_BACK, &half);
    check("2024-07", REDELIVERED, &[("ok", 0)]);
    check("2024-08", NEW, &[("ok", 0)]);
    check("2024-07", ENDED, &[("ok", 0)]);
    check("2024-08", MOVED, &[("ok", 0)]);
    check("2024-09", MOVED, &[("moved_out", SHARE)]);
    let evidence = lines
        .iter()
        .find(|row| row["month"] == "2024-08" && row["card_number"] == Office::card(DROPPED));
    assert!(evidence.unwrap()["evidence_file"].contains("peserta"));
    assert_eq!(
        semesta(&["verify", "--data", &office.data]).status.code(),
        Some(0)
    );
}

#[test]
fn months_quarters_and_the_year_add_up() {
    let office = city();
    office.run("2024-09-30");
    // July: 10 + 2 lines of 37,800, 7,000 too much and taken back, 35,000 taken back.
    let july = 12 * SHARE - 35_000;
    let (august, september) = (9 * SHARE, 8 * SHARE);
    let disputed = [
        ("2024-06", 0),
        ("2024-07", 2 * SHARE + 2_800),
        ("2024-08", SHARE),
        ("2024-09", 2 * SHARE),
    ];
    let by = |period: &str, of: &str| {
        let rows = office.report(&["bill", "--period", period]);
        let row = rows
            .into_iter()
            .find(|row| row["period"] == of && row["finding"] == "all")
            .unwrap();
        (number(&row, "billed"), number(&row, "disputed"))
    };
    for ((month, disputed), billed) in
        disputed
            .into_iter()
            .zip([10 * SHARE, july, august, september])
    {
        assert_eq!(by("month", month), (billed, disputed), "{month}");
    }
    let quarter: i64 = disputed[1..].iter().map(|(_, rupiah)| rupiah).sum();
    assert_eq!(by("quarter", "2024-Q2"), (10 * SHARE, 0));
    assert_eq!(
        by("quarter", "2024-Q3"),
        (july + august + september, quarter)
    );
    assert_eq!(by("year", "2024").1, quarter);
    let json = said(&["report", "bill", "--data", &office.data, "--format", "json"]);
    assert!(
        json.contains(&format!("\"disputed_this_year\": \"{quarter}\"")),
        "{json}"
    );
    let rate = 12 * 2 * SHARE;
    assert!(
        json.contains(&format!("\"disputed_year_at_last_month\": \"{rate}\"")),
        "{json}"
    );
    // The list to send names each person once under a finding, with all months.
    let list = office.report(&["bill", "--list", "--period", "year"]);
    let centre = list
        .iter()
        .find(|row| row["card_number"] == Office::card(BY_CENTRE))
        .unwrap();
    assert_eq!(
        (centre["months"].as_str(), number(centre, "disputed")),
        ("2024-07 2024-08", 2 * SHARE)
    );
    assert_eq!(
        list.iter().map(|row| number(row, "disputed")).sum::<i64>(),
        quarter
    );
}

#[test]
fn the_minutes_of_the_quarter_lead_from_head_count_to_head_count() {
    let office = city();
    // What is agreed of July is paid but for 1,000, of August nothing.
    let july = 12 * SHARE - 35_000 - (2 * SHARE + 2_800);
    office.bring(
        "pembayaran",
        "2024-09-30",
        &format!(
            "no_sp2d,tanggal,bulan,jumlah\n1/SP2D,2024-07-05,2024-06,{}\n2/SP2D,2024-08-09,2024-07,{}\n",
            10 * SHARE,
            july - 1_000
        ),
    );
    office.run("2024-09-30");
    let minutes = office.report(&["reconciliation", "--quarter", "2024-Q3"]);
    let item = |period: &str, item: &str| {
        let row = minutes
            .iter()
            .find(|row| row["period"] == period && row["item"] == item);
        row.map_or(0, |row| number(row, "value"))
    };
    let heads = |period: &str| {
        ["opening", "added", "removed", "closing", "person_months"].map(|name| item(period, name))
    };
    // July: the centre's member came. August: the new one came; ended, dead and
    // half taken back went. September: the centre's member went.
    assert_eq!(heads("2024-07"), [10, 1, 0, 11, 11]);
    assert_eq!(heads("2024-08"), [11, 1, 3, 9, 9]);
    assert_eq!(heads("2024-09"), [9, 0, 1, 8, 8]);
    assert_eq!(item("2024-Q3", "person_months"), 28);
    assert_eq!(heads("2024-Q3"), [10, 2, 4, 8, 28]);
    for month in ["2024-07", "2024-08", "2024-09"] {
        assert_eq!(
            item(month, "billed") - item(month, "disputed"),
            item(month, "agreed")
        );
    }
    assert_eq!(item("2024-07", "duplicate"), SHARE);
    assert_eq!(item("2024-09", "inactive"), SHARE);
    assert_eq!(item("2024-07", "agreed_arrears"), 1_000);
    assert_eq!(item("2024-07", "disputed_open"), 2 * SHARE + 2_800);
    assert_eq!(item("2024-08", "arrears"), 9 * SHARE);
    assert_eq!(item("2024-08", "agreed_arrears"), 8 * SHARE);
    let differences = office.report(&["reconciliation", "--quarter", "2024-Q3", "--list"]);
    let named = |item: &str, month: &str| -> Vec<String> {
        let rows = differences
            .iter()
            .filter(|row| row["item"] == item && row["month"] == month);
        rows.map(|row| row["card_number"].clone()).collect()
    };
    assert_eq!(named("added", "2024-08"), [Office::card(NEW)]);
    let went = [TAKEN_BACK, HALF_TAKEN_BACK, ENDED].map(Office::card);
    assert_eq!(named("removed", "2024-08"), went);
    assert_eq!(named("inactive", "2024-09"), [Office::card(DROPPED)]);
    // Due on the 10th: July's 1,000 came with August's bill, as August did.
    let arrears = office.report(&["reconciliation", "--arrears"]);
    let of = |month: &str| {
        let row = arrears.iter().find(|row| row["month"] == month).unwrap();
        let cells = ["agreed_arrears", "age_months", "age_days"].map(|column| number(row, column));
        (row["state"].clone(), cells)
    };
    assert_eq!(of("2024-07"), ("arrears".into(), [1_000, 1, 51]));
    assert_eq!(of("2024-08"), ("arrears".into(), [8 * SHARE, 1, 51]));
    assert_eq!(of("2024-09"), ("arrears".into(), [6 * SHARE, 0, 20]));
    // What stands between the city and an award is what is agreed, too.
    let award = office.report(&["award", "--year", "2024"]);
    let mut criteria = award.iter().filter(|row| row["criterion"] == "no_arrears");
    let criterion = criteria.next().unwrap();
    assert_eq!(number(criterion, "cost_once"), 1_000 + 14 * SHARE);
}

#[test]
fn what_is_due_for_past_months_knows_who_was_dropped_since() {
    let office = city();
    office.run("2024-09-30");
    let people = |month: &str| {
        let due = office.report(&["liability", "--month", month]);
        let of = |component: &str| {
            let row = due.iter().find(|row| row["component"] == component);
            row.map_or(0, |row| number(row, "people"))
        };
        (of("iuran_kota"), of("iuran_pusat"))
    };
    // June by its roll, less one dead since the 20th only: ten of the city's.
    assert_eq!(people("2024-06"), (10, 1));
    // One died in June.
    assert_eq!(people("2024-07"), (9, 1));
    // Another died in July, one ended, one began.
    assert_eq!(people("2024-08"), (8, 1));
    // By September's roll: two dropped, one moved away.
    assert_eq!(people("2024-09"), (6, 0));
    let by_payer = office.report(&["liability", "--month", "2024-08", "--by", "payer"]);
    let of = |payer: &str| {
        let row = by_payer.iter().find(|row| row["area"] == payer).unwrap();
        (number(row, "people"), number(row, "amount"))
    };
    assert_eq!(of("kota"), (8, 8 * SHARE));
    assert_eq!(of("pusat"), (9, 8 * 4_200 + 42_000));
}

/// A bill of head counts: 5 heads at 37,800 where the roll bears out 3 and the
/// price is 2,800 short for one of them.
#[test]
fn a_bill_of_heads_is_checked_against_price_and_roll() {
    let office = Office::new();
    office.register("2024-06-30", 5);
    let paid = |n| (n, "pbpu_pemda", "AKTIF", "2022-01-01", "");
    let roll: Vec<_> = (1..=4).map(paid).collect();
    office.roll("2024-08-31", &roll);
    let dead = format!(
        "nik,nama,tanggal\n{},{},2024-07-15\n",
        Office::nik(4),
        Office::name(4)
    );
    office.bring("kematian", "2024-08-31", &dead);
    office.bring(
        "tagihan_rekap",
        "2024-08-31",
        "bulan,jumlah_jiwa,jumlah_iuran\n2024-08,5,186200\n",
    );
    office.run("2024-08-31");
    let recap = office.report(&["bill"]);
    let item = |item: &str| {
        let row = recap.iter().find(|row| row["item"] == item).unwrap();
        (number(row, "heads"), number(row, "rupiah"))
    };
    assert_eq!(item("due_for_heads"), (5, 5 * SHARE));
    assert_eq!(item("wrong_amount").1, -2_800);
    assert_eq!(item("roll").0, 4);
    assert_eq!(item("deceased").0, 1);
    assert_eq!(item("supported").0, 3);
    assert_eq!(item("not_supported"), (2, 2 * SHARE));
    assert_eq!(item("disputed").1, 2 * SHARE - 2_800);
    // The minutes and the ledger have the same bill, and name nobody.
    let minutes = office.report(&["reconciliation", "--quarter", "2024-Q3"]);
    let of = |item: &str| {
        let of_month = |row: &&Row| row["period"] == "2024-08" && row["item"] == item;
        number(minutes.iter().find(of_month).unwrap(), "value")
    };
    assert_eq!((of("closing"), of("heads"), of("lines")), (5, 5, 0));
    let disputed = 2 * SHARE - 2_800;
    assert_eq!((of("billed"), of("heads_billed")), (186_200, 186_200));
    assert_eq!((of("heads_disputed"), of("disputed")), (disputed, disputed));
    assert_eq!(of("agreed"), 3 * SHARE);
    let arrears = office.report(&["reconciliation", "--arrears"]);
    let month = arrears
        .iter()
        .find(|row| row["month"] == "2024-08")
        .unwrap();
    assert_eq!(number(month, "agreed"), 3 * SHARE);
    let told = semesta(&[
        "report",
        "reconciliation",
        "--quarter",
        "2024-Q3",
        "--data",
        &office.data,
    ]);
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(
        told.contains("tidak diketahui siapa yang ditagih"),
        "{told}"
    );
    let json = said(&["report", "bill", "--data", &office.data, "--format", "json"]);
    assert!(
        json.contains("not_checked") && json.contains("persons"),
        "{json}"
    );
}
