//! Rights over personal data, and an end to keeping them.

use std::path::Path;

use semesta_desk::audit::AuditFilter;
use semesta_desk::{DeskError, RequestOutcome, Role, Session, privacy_markdown};
use semesta_domain::Nik;

use crate::place::{Place, console, signed_in, t};
use crate::{on_all, on_both};

on_all!(
    a_correction_is_owed_within_three_days,
    only_officers_serve_requests,
    what_is_past_its_time_goes,
);
on_both!(a_person_gets_what_is_held);

const DAY: i64 = 24 * 60 * 60;

fn nik() -> Nik {
    "6571014507909003".parse().unwrap()
}

#[test]
fn the_page_shows_the_register() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy.md");
    if std::env::var_os("SEMESTA_WRITE_DOCS").is_some() {
        std::fs::write(&path, privacy_markdown()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap();
    assert_eq!(page, privacy_markdown());
}

async fn officer(desk: &semesta_desk::Desk) -> Session {
    signed_in(desk, "siti", &[(Role::CivilRegistry, "6571")])
        .await
        .1
}

async fn a_person_gets_what_is_held(place: Place) {
    let desk = place.desk().await;
    let session = officer(&desk).await;
    place
        .sql(
            "INSERT INTO verdicts (id, card, nik_given, nik, area, verdict, wants_second, reason,
             day, made_at, made_by) VALUES
             (1, '0000000000017', '6571014507909003', '6571014507909003', '6571', 'same', 0, 'x',
              '2026-01-01', 0, 'siti'),
             (2, '0000000000025', '6571014507909004', '6571014507909004', '6571', 'same', 0, 'x',
              '2026-01-01', 0, 'siti')",
        )
        .await;
    desk.request_correction(
        &session.actor(),
        &nik().reveal(),
        "nama",
        "Siti Rahmah",
        t(5),
    )
    .await
    .unwrap();
    let export = desk
        .access_export(&session.actor(), nik(), "permohonan 7", t(10))
        .await
        .unwrap();
    assert_eq!(export.person, desk.pseudonym("6571014507909003"));
    let rows = |name: &str| {
        let table = export.tables.iter().find(|table| table.name == name);
        table.map_or(0, |table| table.rows.len())
    };
    assert_eq!(rows("verdicts"), 1, "theirs once, nobody else's");
    assert_eq!(rows("privacy_requests"), 2);
    let actions: Vec<&str> = export
        .audit
        .iter()
        .map(|record| record.action.as_str())
        .collect();
    assert_eq!(
        actions,
        ["privacy.receive", "privacy.receive", "privacy.export"]
    );
    let all = AuditFilter {
        limit: 100,
        ..AuditFilter::default()
    };
    let log = format!("{:?}", desk.audit(&console(), &all).await.unwrap());
    assert!(!log.contains("6571014507909003"), "no NIK in the log");
    let requests = desk.privacy_requests(&session.actor()).await.unwrap();
    assert_eq!(
        requests
            .iter()
            .filter(|request| request.closed_at.is_some())
            .count(),
        1
    );
}

async fn a_correction_is_owed_within_three_days(place: Place) {
    let desk = place.desk().await;
    let session = officer(&desk).await;
    let actor = session.actor();
    let id = desk
        .request_correction(&actor, &nik().reveal(), "nama", "Siti Rahmah", t(0))
        .await
        .unwrap();
    let request = desk.privacy_requests(&actor).await.unwrap().remove(0);
    assert_eq!(
        (request.id.as_str(), request.due_at),
        (id.as_str(), t(3 * DAY))
    );
    assert!(!request.is_late(t(3 * DAY)));
    assert!(request.is_late(t(3 * DAY + 1)));
    let stale = desk
        .close_request(&actor, &id, 9, RequestOutcome::Refused, "x", t(4))
        .await;
    assert!(matches!(stale, Err(DeskError::Conflict { .. })));
    desk.close_request(
        &actor,
        &id,
        1,
        RequestOutcome::Granted,
        "diperbaiki di SIAK",
        t(5),
    )
    .await
    .unwrap();
    let again = desk
        .close_request(&actor, &id, 2, RequestOutcome::Refused, "x", t(6))
        .await;
    assert!(
        matches!(again, Err(DeskError::Conflict { .. })),
        "it has ended"
    );
    let empty = desk
        .request_correction(&actor, &nik().reveal(), "nama", " ", t(0))
        .await;
    assert!(matches!(empty, Err(DeskError::Invalid { .. })));
}

async fn only_officers_serve_requests(place: Place) {
    let desk = place.desk().await;
    for (name, role, code) in [
        ("admin", Role::Administrator, "6571"),
        ("audit", Role::Auditor, "6571"),
        ("camat", Role::CivilRegistry, "657101"),
    ] {
        let (_, session) = signed_in(&desk, name, &[(role, code)]).await;
        let actor = session.actor();
        let refused = desk.access_export(&actor, nik(), "x", t(1)).await;
        assert!(matches!(refused, Err(DeskError::Refused { .. })), "{name}");
        assert!(
            desk.request_correction(&actor, "x", "nama", "y", t(1))
                .await
                .is_err()
        );
        assert!(desk.privacy_requests(&actor).await.is_err());
        assert_eq!(
            desk.apply_retention(&actor, t(1)).await.is_ok(),
            name == "admin"
        );
    }
}

async fn what_is_past_its_time_goes(place: Place) {
    let desk = place.desk().await;
    let session = officer(&desk).await;
    let id = desk
        .request_correction(
            &session.actor(),
            &nik().reveal(),
            "nama",
            "Siti Rahmah",
            t(0),
        )
        .await
        .unwrap();
    desk.close_request(
        &session.actor(),
        &id,
        1,
        RequestOutcome::Granted,
        "selesai",
        t(5),
    )
    .await
    .unwrap();
    let version = desk.user("siti").await.unwrap().version;
    let years = 1_825 * DAY;
    let n = |deleted: &[semesta_desk::Deleted], rule: &str| {
        deleted.iter().find(|one| one.rule == rule).unwrap().n_rows
    };
    let early = desk.apply_retention(&console(), t(years)).await.unwrap();
    assert_eq!((n(&early, "requests"), n(&early, "accounts")), (0, 0));
    assert_eq!(n(&early, "sessions"), 1);
    desk.disable_user(&console(), "siti", version, "pensiun", t(6))
        .await
        .unwrap();
    let due = desk
        .apply_retention(&console(), t(years + 10))
        .await
        .unwrap();
    assert_eq!((n(&due, "requests"), n(&due, "accounts")), (1, 1));
    let claims = place.strings("SELECT claim FROM privacy_requests").await;
    assert_eq!(claims, [""]);
    let user = desk.user("siti").await.unwrap();
    assert_eq!((user.full_name.as_str(), user.name.as_str()), ("", "siti"));
    let again = desk
        .apply_retention(&console(), t(years + 20))
        .await
        .unwrap();
    assert!(again.iter().all(|one| one.n_rows == 0), "each once");
    let proof = AuditFilter {
        action: Some("privacy.retain".into()),
        limit: 99,
        ..AuditFilter::default()
    };
    let entries = desk.audit(&console(), &proof).await.unwrap();
    assert_eq!(entries.len(), 12, "four rules, three times, nothing or not");
    assert!(
        entries[5].detail.contains("\"n_rows\":1"),
        "{}",
        entries[5].detail
    );
}
