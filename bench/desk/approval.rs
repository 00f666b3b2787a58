//! How long it takes to draft, check and approve many proposals, each step one act.
//!
//! Usage: bench_desk_approval FOLDER [URL] [N]
//! FOLDER is empty or missing; URL is empty for SQLite.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::time::Instant;

use jiff::Timestamp;
use semesta_desk::proposal::{
    Draft, Kind, Origin, PersonName, ProposalFilter, Reason, Side, State, Subject, When,
};
use semesta_desk::{Actor, Desk, Grant, NewUser, Role};
use semesta_domain::{Nik, RegionCode};

const PASSWORD: &str = "kopi susu tanpa gula";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder"));
    let url = arguments.next().unwrap_or_default();
    let n: u64 = arguments
        .next()
        .map_or(100_000, |text| text.parse().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(measure(&folder, &url, n));
}

async fn measure(folder: &std::path::Path, url: &str, n: u64) {
    let region: RegionCode = "65.71".parse().unwrap();
    let now = Timestamp::now();
    let when = When {
        now,
        on: jiff::civil::date(2026, 11, 10),
    };
    let desk = Desk::create(url, folder, region, now).await.unwrap();
    let maker = user(&desk, "penyusun", Role::HealthSocial, region).await;
    let checker = user(&desk, "pemeriksa", Role::Checker, region).await;
    let approver = user(&desk, "penyetuju", Role::Approver, region).await;
    let drafts: Vec<Draft> = (0..n).map(|number| draft(number, region)).collect();
    let start = Instant::now();
    let drafted = desk.draft(&maker, &drafts, when).await.unwrap();
    println!("drafted {} in {:.2?}", drafted.ids.len(), start.elapsed());
    let start = Instant::now();
    let picks = desk
        .pick(&checker, &in_state(State::Drafted))
        .await
        .unwrap();
    let moved = desk.check(&checker, &picks, "bench", now).await.unwrap();
    println!("checked {} in {:.2?}", moved.n, start.elapsed());
    let start = Instant::now();
    let picks = desk
        .pick(&approver, &in_state(State::Checked))
        .await
        .unwrap();
    let moved = desk.approve(&approver, &picks, "bench", now).await.unwrap();
    println!("approved {} in {:.2?}", moved.n, start.elapsed());
    let verdict = desk.verify_audit(None).await.unwrap();
    assert!(verdict.breaks.is_empty());
    println!("chain of {} entries is whole", verdict.n_entries);
}

fn in_state(state: State) -> ProposalFilter {
    ProposalFilter {
        states: vec![state],
        ..ProposalFilter::default()
    }
}

/// Invented people: every NIK another birth date, its serial from 9000 up.
fn draft(number: u64, area: RegionCode) -> Draft {
    let (day, month, year) = (1 + number % 28, 1 + number / 28 % 12, number / 336 % 100);
    let serial = 9_000 + number / 33_600;
    let nik = 657_101 * 10_000_000_000 + day * 100_000_000 + month * 1_000_000 + year * 10_000;
    let side = Side {
        segment: Some("pbpu_pemda".into()),
        payer: Some("kota".into()),
        class: Some(3),
        active: true,
        ..Side::default()
    };
    Draft {
        kind: Kind::Enrol,
        subject: Subject {
            nik: Some(Nik::from_number(nik + serial).unwrap()),
            card: None,
            name: PersonName::new(&format!("Warga {number}")),
            area,
            is_spare_record: false,
        },
        before: None,
        after: Some(side),
        reason: Reason::NobodyElse,
        note: String::new(),
        origin: Origin::Route,
        run: Some("bench".into()),
        deadline: None,
    }
}

async fn user(desk: &Desk, name: &str, role: Role, area: RegionCode) -> Actor {
    let console = Actor::console("bench", area);
    let user = NewUser {
        name: name.to_owned(),
        full_name: name.to_owned(),
        grants: vec![Grant { role, area }],
    };
    let now = Timestamp::now();
    desk.add_user(&console, &user, "kata sandi pertama", now)
        .await
        .unwrap();
    let credentials = semesta_desk::Credentials {
        name: name.to_owned(),
        password: "kata sandi pertama".to_owned(),
        totp: None,
    };
    let (token, session) = desk.sign_in(&credentials, "bench", now).await.unwrap();
    desk.change_password(&session, &token, "kata sandi pertama", PASSWORD, now)
        .await
        .unwrap();
    desk.session(&token, "bench", now).await.unwrap().actor()
}
