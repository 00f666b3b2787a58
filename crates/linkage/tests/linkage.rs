//! Whole linkages of invented people: what is found, and that neither the order
//! of rows nor the number of threads changes it.
#![allow(clippy::unwrap_used, missing_docs)]

use semesta_linkage::{Judgement, Linker, Mode, Model, Spec, Table};
use std::collections::BTreeSet;

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

#[test]
fn neither_row_order_nor_threads_change_the_links() {
    let (l, r) = (rows(1500, person), rows(1400, damaged));
    let (left, right) = (table(&l), table(&r));
    let expected = named(&left, &right, &Spec::default());
    let (mut l2, mut r2) = (l, r);
    l2.reverse();
    r2.rotate_left(777);
    assert_eq!(named(&table(&l2), &table(&r2), &Spec::default()), expected);
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let alone = one.install(|| named(&left, &right, &Spec::default()));
    assert_eq!(alone, expected);
}

#[test]
fn clusters_do_not_depend_on_the_order_of_rows() {
    let mut all = rows(500, person);
    all.extend(rows(300, damaged));
    let sets = |rows: &[[String; 6]]| -> BTreeSet<BTreeSet<String>> {
        let done = Linker::new(Spec::default()).dedupe(&table(rows)).unwrap();
        let mut out = std::collections::BTreeMap::<u32, BTreeSet<String>>::new();
        for (row, c) in done.clusters.iter().enumerate() {
            out.entry(*c).or_default().insert(rows[row][0].clone());
        }
        out.into_values().collect()
    };
    let expected = sets(&all);
    all.reverse();
    assert_eq!(sets(&all), expected);
    assert!(expected.contains(&BTreeSet::from(["p1".to_owned(), "q1".to_owned()])));
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
