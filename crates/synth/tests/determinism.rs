//! The same options give the same bytes, on one thread and on many.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{City, files};
use semesta_synth::{Options, Quiet, Scenario, generate};

fn small(seed: u64) -> Options {
    Options {
        residents: Some(20_000),
        months: 3,
        seed,
        ..Options::default()
    }
}

#[test]
fn a_seed_gives_the_same_bytes_on_one_thread_and_on_many() {
    let many = City::new("tarakan-2024", &small(7));
    let folder = tempfile::tempdir().unwrap();
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let scenario = Scenario::named("tarakan-2024").unwrap();
    // Workbooks carry times: a second passes so that one would show.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    one.install(|| generate(&scenario, &small(7), folder.path(), &Quiet).unwrap());
    let (a, b) = (files(many.folder.path()), files(folder.path()));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "`{name}` differs");
    }
}

#[test]
fn another_seed_gives_another_city() {
    let (a, b) = (
        City::new("bontang-2017", &small(1)),
        City::new("bontang-2017", &small(2)),
    );
    assert_ne!(
        a.delivered("penduduk.csv").column("NIK"),
        b.delivered("penduduk.csv").column("NIK")
    );
    // Yet the counts are the scenario's in both.
    assert_eq!(
        a.counts()["rolls"][2]["official"],
        b.counts()["rolls"][2]["official"]
    );
}
