//! Visits: recorded by role and area, undone by their maker, kept without a name.

use semesta_desk::audit::AuditFilter;
use semesta_desk::proposal::When;
use semesta_desk::visit::NewVisit;
use semesta_desk::{DeskError, Role};
use semesta_domain::Nik;

use crate::on_both;
use crate::place::{Place, area, console, signed_in, t};

on_both!(
    a_visit_is_recorded_in_one_s_own_area_and_logged,
    what_makes_no_sense_is_refused,
    a_visit_is_undone_by_its_maker_and_stays_on_record,
);

const NIK: &str = "6571014507909003";

fn nik() -> Nik {
    NIK.parse().unwrap()
}

fn visit(outcome: &str, day: &str) -> NewVisit {
    NewVisit {
        nik: nik(),
        area: area("6571011001"),
        outcome: outcome.into(),
        note: " besok sore ".into(),
        day: day.parse().unwrap(),
        run: Some("abc".into()),
    }
}

fn when(seconds: i64) -> When {
    When {
        now: t(seconds),
        on: "2024-09-10".parse().unwrap(),
    }
}

async fn a_visit_is_recorded_in_one_s_own_area_and_logged(place: Place) {
    let desk = place.desk().await;
    let (_, here) = signed_in(&desk, "kader", &[(Role::Cadre, "6571011001")]).await;
    let (_, there) = signed_in(&desk, "tetangga", &[(Role::Cadre, "6571011002")]).await;
    let (_, bpjs) = signed_in(&desk, "bpjs", &[(Role::BpjsOfficer, "6571")]).await;
    let (here, there, bpjs) = (here.actor(), there.actor(), bpjs.actor());
    for nobody in [&there, &bpjs] {
        let refused = desk
            .record_visit(nobody, &visit("willing", "2024-09-09"), when(1))
            .await;
        assert!(matches!(refused, Err(DeskError::Refused { .. })));
    }
    let before = desk.visits_version().await.unwrap();
    desk.record_visit(&here, &visit("not_home", "2024-09-01"), when(2))
        .await
        .unwrap();
    let second = desk
        .record_visit(&here, &visit("willing", "2024-09-09"), when(3))
        .await
        .unwrap();
    assert!(desk.visits_version().await.unwrap() > before);
    let newest = desk.newest_visits().await.unwrap();
    assert_eq!(newest.len(), 1);
    assert_eq!(
        (newest[0].id, newest[0].outcome.as_str()),
        (second, "willing")
    );
    assert_eq!(newest[0].note, "besok sore");
    assert_eq!(newest[0].person, desk.pseudonym(NIK));
    let history = desk.visits_of(&bpjs, nik(), area("6571011001")).await;
    assert_eq!(history.unwrap().len(), 2);
    let elsewhere = desk.visits_of(&there, nik(), area("6571011001")).await;
    assert!(matches!(elsewhere, Err(DeskError::Refused { .. })));
    let filter = AuditFilter {
        subject: Some(format!("person:{}", desk.pseudonym(NIK))),
        limit: 100,
        ..AuditFilter::default()
    };
    let logged = desk.audit(&console(), &filter).await.unwrap();
    assert_eq!(logged.len(), 2);
    assert!(logged.iter().all(|entry| entry.action == "visit.record"));
    // The table names nobody.
    let texts = place
        .strings("SELECT person || area || outcome || note || day || made_by FROM visits")
        .await;
    assert!(texts.iter().all(|text| !text.contains(NIK)) && texts.len() == 2);
}

async fn what_makes_no_sense_is_refused(place: Place) {
    let desk = place.desk().await;
    let (_, cadre) = signed_in(&desk, "kader", &[(Role::Cadre, "6571")]).await;
    let cadre = cadre.actor();
    let long = NewVisit {
        note: "a".repeat(401),
        ..visit("willing", "2024-09-09")
    };
    for (what, wrong) in [
        ("outcome", visit("asleep", "2024-09-09")),
        ("day", visit("willing", "2024-09-11")),
        ("day", visit("willing", "2023-09-01")),
        ("note", long),
    ] {
        let refused = desk.record_visit(&cadre, &wrong, when(1)).await;
        assert!(
            matches!(refused, Err(DeskError::Invalid { what: found, .. }) if found == what),
            "{what}"
        );
    }
    assert!(desk.newest_visits().await.unwrap().is_empty());
}

async fn a_visit_is_undone_by_its_maker_and_stays_on_record(place: Place) {
    let desk = place.desk().await;
    let (_, mine) = signed_in(&desk, "kader", &[(Role::Cadre, "6571")]).await;
    let (_, other) = signed_in(&desk, "lain", &[(Role::Cadre, "6571")]).await;
    let (mine, other) = (mine.actor(), other.actor());
    let first = desk
        .record_visit(&mine, &visit("not_home", "2024-09-01"), when(1))
        .await
        .unwrap();
    let second = desk
        .record_visit(&mine, &visit("died", "2024-09-08"), when(2))
        .await
        .unwrap();
    let version = desk.visits_version().await.unwrap();
    assert!(matches!(
        desk.undo_visit(&other, second, area("6571011001"), t(3))
            .await,
        Err(DeskError::Unknown(_))
    ));
    desk.undo_visit(&mine, second, area("6571011001"), t(4))
        .await
        .unwrap();
    assert!(matches!(
        desk.undo_visit(&mine, second, area("6571011001"), t(5))
            .await,
        Err(DeskError::Unknown(_))
    ));
    assert_ne!(desk.visits_version().await.unwrap(), version);
    assert_eq!(desk.newest_visits().await.unwrap()[0].id, first);
    let all = desk.visits_of(&mine, nik(), area("6571")).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].undone_at, Some(t(4)));
}
