//! The published audits, from people and lines (DOMAIN §1).

use semesta_domain::MembershipStatus::{Active, Inactive as Nonaktif};
use semesta_domain::{EventDirection, Finding, Segment};
use semesta_engine::input::EventKind;
use semesta_law::LocalAssistance;

use crate::town::{DUE, Town, day, total};

#[test]
fn tomohon_2023() {
    let mut town = Town::new("71.73", "2023-12-31");
    let months: Vec<String> = (1..=12).map(|month| format!("2023-{month:02}")).collect();
    // 173 dead people: 519 person-months of three each, and ten more.
    for n in 1..=173 {
        town.paid(n);
        town.event(n, "2023-02-10", EventKind::Death);
        let billed = if n <= 10 { 4 } else { 3 };
        for month in &months[2..2 + billed] {
            town.bill(month, u64::from(n), DUE);
        }
    }
    for n in 174..=300 {
        town.paid(n);
        for month in &months {
            town.bill(month, u64::from(n), DUE);
        }
    }
    let lines = town.audit().lines;
    assert_eq!(total(&lines, Finding::Deceased), (529, 173, 19_996_200));
    assert_eq!(total(&lines, Finding::Ok), (127 * 12, 127, 0));
}

#[test]
fn nunukan_2023() {
    const SHARE: [i64; 3] = [35_000, 0, 4_200];
    let mut town = Town::new("65.03", "2023-12-31");
    town.question.local_assistance = LocalAssistance::Province;
    // 3,210 not found (2,000) or inactive (1,210).
    for n in 1..=2_000_u32 {
        let nik = format!(
            "650302{:02}{:02}{:02}{}",
            1 + n % 28,
            1 + n / 28 % 12,
            10 + n / 336,
            9500 + n % 7
        );
        town.bill_named(
            "2023-12",
            100_000 + u64::from(n),
            &nik,
            "ZULFIKRI OYONG",
            SHARE,
        );
    }
    for n in 2_001..=3_210 {
        town.paid(n);
        *town.inputs.roll.status.last_mut().unwrap() = Nonaktif;
        town.bill("2023-12", u64::from(n), SHARE);
    }
    for n in 3_211..=3_240 {
        town.paid(n);
        town.event(n, "2023-06-30", EventKind::Move(EventDirection::Out));
        town.bill("2023-12", u64::from(n), SHARE);
    }
    for n in 3_241..=3_421 {
        town.paid(n);
        town.record(200_000 + u64::from(n), n, Segment::PbpuPemda, Active);
        town.bill("2023-12", u64::from(n), SHARE);
        town.bill("2023-12", 200_000 + u64::from(n), SHARE);
    }
    // 447 cards under a NIK whose owner is clearly someone else.
    for n in 3_422..=3_868 {
        town.person(n);
        let nik = town.nik(n);
        let birth = day("2011-01-01") + i32::try_from(n).unwrap();
        town.record_of(
            u64::from(n),
            &nik,
            "OYONG ZULFIKRI",
            birth,
            Segment::PbpuPemda,
            Active,
        );
        town.bill("2023-12", u64::from(n), SHARE);
    }
    let lines = town.audit().lines;
    let of = |finding| {
        let (n, _, disputed) = total(&lines, finding);
        (n, disputed)
    };
    assert_eq!(of(Finding::NotFound), (2_000, 2_000 * 35_000));
    assert_eq!(of(Finding::Inactive), (1_210, 1_210 * 35_000));
    assert_eq!(of(Finding::MovedOut), (30, 30 * 35_000));
    assert_eq!(of(Finding::Duplicate), (181, 181 * 35_000));
    assert_eq!(of(Finding::DifferentPerson), (447, 447 * 35_000));
    assert_eq!(of(Finding::Ok), (181, 0));
    assert_eq!(
        lines.iter().map(|line| line.disputed).sum::<i64>(),
        135_380_000
    );
}

#[test]
fn halmahera_barat_2016_to_2020() {
    let mut town = Town::new("82.01", "2020-12-31");
    for n in 1..=1_674 {
        town.paid(n);
        town.record(500_000 + u64::from(n), n, Segment::PbiJk, Active);
        for year in 2016..=2020 {
            for month in 1..=12 {
                town.bill(&format!("{year}-{month:02}"), u64::from(n), [25_500, 0, 0]);
            }
        }
    }
    let lines = town.audit().lines;
    assert_eq!(
        total(&lines, Finding::OtherPayer),
        (100_440, 1_674, 2_561_220_000)
    );
}
