//! How many changes a second the desk makes last, each a transaction of its own with
//! its entry in the audit log, flushed to the disk.
//!
//! Usage: bench_desk_acts FOLDER [URL] [SECONDS]
//! FOLDER is empty or missing; URL is empty for SQLite.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use semesta_desk::audit::Entry;
use semesta_desk::{Actor, Desk};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder"));
    let url = arguments.next().unwrap_or_default();
    let seconds: u64 = arguments.next().map_or(5, |text| text.parse().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let region = "65.71".parse().unwrap();
        let now = Timestamp::now();
        let desk = Desk::create(&url, &folder, region, now).await.unwrap();
        for n_desks in [1, 4, 16] {
            let n_acts = round(&desk, n_desks, Duration::from_secs(seconds)).await;
            println!("{n_desks} at once: {} changes a second", n_acts / seconds);
        }
        let verdict = desk.verify_audit(None).await.unwrap();
        assert!(verdict.breaks.is_empty());
        println!("chain of {} entries is whole", verdict.n_entries);
    });
}

async fn round(desk: &Desk, n_desks: usize, time: Duration) -> u64 {
    let until = Instant::now() + time;
    let tasks: Vec<_> = (0..n_desks)
        .map(|number| {
            let desk = desk.clone();
            tokio::spawn(async move {
                let actor = Actor::system(&format!("bench{number}"));
                let mut n_acts = 0;
                while Instant::now() < until {
                    let entry = Entry::new("bench.act")
                        .subject("proposal:1")
                        .reason("bench");
                    desk.record(&actor, entry, Timestamp::now()).await.unwrap();
                    n_acts += 1;
                }
                n_acts
            })
        })
        .collect();
    let mut n_acts = 0;
    for task in tasks {
        n_acts += task.await.unwrap();
    }
    n_acts
}
