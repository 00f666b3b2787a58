//! Whole linkages of invented people: what is found, and that neither the order
//! of rows nor the number of threads changes it.
#![allow(clippy::unwrap_used, missing_docs)]

use proptest::prelude::*;
use semesta_linkage::{Judgement, Linker, Mode, Model, Spec, Table};
use std::collections::{BTreeMap, BTreeSet};

const HEADERS: [&str; 6] = ["id", "nik", "nama", "tanggal_lahir", "ibu", "kelurahan"];
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
    let (a, b) = (FIRST[i * 7 % 12], LAST[i * 5 % 11]);
    let (year, month, day) = (1950 + i * 13 % 60, 1 + i * 5 % 12, 1 + i * 11 % 28);
    [
        format!("p{i}"),
        format!(
            "6571{:02}{:02}{:02}{:02}{:04}",
            1 + i % 4,
            day,
            month,
            year % 100,
            9001 + i % 900
        ),
        format!("{a} {b} {}", FIRST[i * 3 % 12]),
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
        1 => p[2] = p[2].to_uppercase() + ", S.Pd",
        2 => p[2] = p[2].replacen('a', "e", 1),
        3 => p[3] = String::new(),
        _ => p[4] = String::new(),
    }
    p
}

fn table(rows: &[[String; 6]]) -> Table {
    let mut table = Table::new(&HEADERS);
    rows.iter()
        .for_each(|r| table.push(r.iter().map(String::as_str)).unwrap());
    table
}

fn rows(n: usize, of: fn(usize) -> [String; 6]) -> Vec<[String; 6]> {
    (0..n).map(of).collect()
}

fn named(left: &Table, right: &Table, spec: &Spec) -> BTreeSet<(String, String, u32)> {
    let done = Linker::new(spec.clone()).link(left, right).unwrap();
    let id = |t: &Table, row: u32| t.cell(0, row as usize).unwrap().to_owned();
    done.links
        .iter()
        .map(|l| {
            (
                id(left, l.left),
                id(right, l.right),
                l.probability.to_bits(),
            )
        })
        .collect()
}

#[test]
fn damaged_records_find_their_person() {
    let (left, right) = (table(&rows(600, person)), table(&rows(500, damaged)));
    let found = named(&left, &right, &Spec::default());
    let right_ones = found.iter().filter(|(l, r, _)| l[1..] == r[1..]).count();
    assert!(right_ones >= 495, "{right_ones} of 500");
    assert!(
        found.len() - right_ones <= 3,
        "{} wrong",
        found.len() - right_ones
    );
}

#[test]
fn one_record_finds_its_person_in_a_register() {
    let register = table(&rows(600, person));
    for i in [3, 17, 240, 411] {
        let one = table(&[damaged(i)]);
        let same = |found: &BTreeSet<(String, String, u32)>| {
            found.iter().filter(|f| f.0[1..] == f.1[1..]).count()
        };
        let found = named(&register, &one, &Spec::default());
        assert_eq!((found.len(), same(&found)), (1, 1));
        // The other way round every person of the register may be the one.
        assert_eq!(same(&named(&one, &register, &Spec::default())), 1);
    }
}

#[test]
fn records_without_a_difference_are_one_person_if_they_name_one() {
    let rows = |cells: &'static [&'static str]| vec![cells; 300];
    let dedupe = |headers: &[&str], rows: &[&[&str]]| {
        let table = Table::from_rows(headers, rows).unwrap();
        Linker::new(Spec::default()).dedupe(&table)
    };
    let headers = ["nik", "nama", "tanggal_lahir"];
    let same = rows(&["3171234501909001", "SITI AMINAH", "1990-01-05"]);
    let done = dedupe(&headers, &same).unwrap();
    assert_eq!(done.clusters, [0; 300]);
    assert_eq!(done.links.len(), 300 * 299 / 2);
    assert_eq!(dedupe(&headers, &same[..1]).unwrap().clusters, [0]);
    let nobody = dedupe(&["sex", "kota"], &rows(&["L", "Tarakan"])).map(|_| ());
    assert!(
        nobody
            .unwrap_err()
            .to_string()
            .contains("tells records apart")
    );
}

#[test]
fn the_estimate_is_told_before_and_its_limit_kept() {
    let (left, right) = (table(&rows(1500, person)), table(&rows(1400, damaged)));
    let link = |spec: &str| {
        let told = std::sync::Arc::new(std::sync::Mutex::new(None));
        let heard = told.clone();
        let done = Linker::new(Spec::from_yaml(spec).unwrap())
            .telling(move |estimate| *heard.lock().unwrap() = Some(estimate.clone()))
            .link(&left, &right);
        let estimate = told.lock().unwrap().take();
        (estimate, done)
    };
    let (estimate, done) = link("max_pairs: 20000");
    let (estimate, summary) = (estimate.unwrap(), done.unwrap().summary);
    assert_eq!(
        (estimate.all_pairs, estimate.most_pairs),
        (2_100_000.0, Some(20_000.0))
    );
    assert!(estimate.limited && estimate.pairs() <= 20_000.0);
    assert!((summary.pairs as f64) <= estimate.pairs());
    let (estimate, done) = link("max_pairs: 20000\nblocking: [kelurahan]");
    assert_eq!(estimate, None);
    assert!(
        done.unwrap_err()
            .to_string()
            .ends_with("`max_pairs` allows 20000")
    );
}

#[test]
fn a_table_without_records_is_named() {
    let (none, some) = (Table::new(&HEADERS), table(&rows(3, person)));
    let linker = Linker::new(Spec::default());
    let refused = |done: Result<semesta_linkage::Linkage, semesta_linkage::LinkError>| {
        done.map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(
        refused(linker.link(&none, &some)),
        "the left table has no records"
    );
    assert_eq!(
        refused(linker.link(&some, &none)),
        "the right table has no records"
    );
    assert_eq!(
        refused(linker.dedupe(&none)),
        "the input table has no records"
    );
}

/// The groups of one person, by id, on so many threads.
fn clusters(rows: &[[String; 6]], threads: usize) -> BTreeSet<BTreeSet<String>> {
    let dedupe = || Linker::new(Spec::default()).dedupe(&table(rows)).unwrap();
    let mut out = BTreeMap::<u32, BTreeSet<String>>::new();
    for (row, c) in on_threads(threads, dedupe).clusters.iter().enumerate() {
        out.entry(*c).or_default().insert(rows[row][0].clone());
    }
    out.into_values().collect()
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 0, ..ProptestConfig::default() })]

    // More than a million pairs, so that blocking takes part.
    #[test]
    fn neither_row_order_nor_threads_change_the_links(
        left in Just(rows(1500, person)).prop_shuffle(),
        right in Just(rows(1400, damaged)).prop_shuffle(),
        threads in 1_usize..5,
    ) {
        let expected = named(&table(&rows(1500, person)), &table(&rows(1400, damaged)), &Spec::default());
        let again = on_threads(threads, || named(&table(&left), &table(&right), &Spec::default()));
        prop_assert_eq!(again, expected);
    }

    #[test]
    fn neither_row_order_nor_threads_change_the_clusters(
        shuffled in Just([rows(900, person), rows(700, damaged)].concat()).prop_shuffle(),
        threads in 1_usize..5,
    ) {
        let expected = clusters(&[rows(900, person), rows(700, damaged)].concat(), 2);
        let together = |i: &usize| {
            let (p, q) = (format!("p{i}"), format!("q{i}"));
            expected.iter().any(|c| c.contains(&p) && c.contains(&q))
        };
        prop_assert!((0..700).filter(together).count() >= 690);
        prop_assert_eq!(clusters(&shuffled, threads), expected);
    }
}

#[test]
fn judgements_override_the_model() {
    let (left, right) = (table(&rows(300, person)), table(&rows(200, damaged)));
    let judged = vec![
        Judgement {
            left: 7,
            right: 7,
            same: false,
        },
        Judgement {
            left: 250,
            right: 8,
            same: true,
        },
    ];
    let done = Linker::new(Spec::default())
        .judged(judged)
        .link(&left, &right)
        .unwrap();
    let has = |l, r| done.links.iter().any(|x| (x.left, x.right) == (l, r));
    assert!(!has(7, 7));
    assert!(has(250, 8));
}

#[test]
fn one_to_one_gives_every_record_at_most_one_partner() {
    let mut twice = rows(200, damaged);
    twice.extend(rows(50, damaged));
    let (left, right) = (table(&rows(300, person)), table(&twice));
    let spec = Spec {
        mode: Mode::OneToOne,
        ..Spec::default()
    };
    let done = Linker::new(spec).link(&left, &right).unwrap();
    let lefts: BTreeSet<u32> = done.links.iter().map(|l| l.left).collect();
    let rights: BTreeSet<u32> = done.links.iter().map(|l| l.right).collect();
    assert_eq!(
        (lefts.len(), rights.len()),
        (done.links.len(), done.links.len())
    );
}

#[test]
fn a_saved_model_gives_the_same_links() {
    let (left, right) = (table(&rows(1500, person)), table(&rows(1400, damaged)));
    let done = Linker::new(Spec::default()).link(&left, &right).unwrap();
    let model = Model::from_json(&done.model().to_json().unwrap()).unwrap();
    let again = Linker::new(Spec::default())
        .with_model(model)
        .link(&left, &right)
        .unwrap();
    assert_eq!(again.links, done.links);
}

#[test]
fn weights_of_fields_add_up_to_the_weight_of_the_pair() {
    let (left, right) = (table(&rows(300, person)), table(&rows(200, damaged)));
    let done = Linker::new(Spec::default()).link(&left, &right).unwrap();
    for link in done.links.iter().take(50) {
        let why = done.explain(link.left, link.right);
        let sum: f32 = why.prior + why.fields.iter().map(|f| f.weight).sum::<f32>();
        assert!((sum - why.weight).abs() < 0.01 && (why.weight - link.weight).abs() < 0.01);
        assert!(why.reason_id().starts_with("mendukung"));
    }
}
