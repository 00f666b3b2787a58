//! Tinjauan in process: pairs judged by people, masked until a reason is given.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use common::doubts::doubts;
use common::{between, city, get, holds_identifier, pages_on, post, region, seal, send, somebody};
use jiff::Timestamp;
use semesta_desk::{Desk, Role};

/// A desk and its pages, with four pairs in doubt.
async fn office_in_doubt(dir: &Path) -> (Desk, Router) {
    let data = city(dir, 800);
    doubts(&data, 4);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let router = pages_on(&data, "2024-09-10").await;
    (desk, router)
}

/// The pairs of the queue, in their order.
async fn pairs(router: &Router, cookie: &str) -> Vec<String> {
    let list = get(router, "/tinjauan", cookie).await;
    assert_eq!(list.status, StatusCode::OK);
    let Some(table) = list.text.find("<tbody>") else {
        return Vec::new();
    };
    list.text[table..]
        .split("href=\"/tinjauan/")
        .skip(1)
        .map(|rest| format!("/tinjauan/{}", rest.split('"').next().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_is_opened_judged_and_undone_and_every_view_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office_in_doubt(dir.path()).await;
    let ani = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let audit = somebody(&desk, "auditor", Role::Auditor, region()).await;
    let queue = pairs(&router, &ani).await;
    assert_eq!(queue.len(), 4);
    let first = &queue[0];
    let masked = get(&router, first, &ani).await;
    assert!(!holds_identifier(&masked.text) && masked.text.contains("•••"));
    assert!(masked.text.contains("bit") && masked.text.contains("accesskey=\"1\""));
    let refused = get(&router, first, &audit).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let opened = send(&router, first, first, &ani, "reason=meninjau+tautan").await;
    assert!(holds_identifier(&opened.text));
    let form = format!(
        "_token={}&verdict=same&reason=ibunya+sama&why=meninjau+tautan",
        seal(&opened.text)
    );
    let judge = format!("{first}/nilai");
    let next = post(&router, &judge, &ani, &form).await;
    assert_eq!(next.status, StatusCode::OK);
    assert!(next.text.contains("Tersimpan: Orang yang sama") && holds_identifier(&next.text));
    assert!(
        next.text.contains(&format!("href=\"{first}\"")),
        "leads back to the one judged"
    );
    let twice = post(&router, &judge, &ani, &form).await;
    assert!(twice.text.contains("sudah menilai pasangan ini"));
    assert_eq!(pairs(&router, &ani).await.len(), queue.len() - 1);
    let log = get(&router, "/pengaturan/audit?aksi=person.", &audit).await;
    assert_eq!(
        log.text.matches("meninjau tautan").count(),
        3,
        "each view once"
    );
    assert!(!holds_identifier(&log.text));

    // Undone, it waits again; what was said stays on record.
    let own = get(&router, first, &ani).await;
    assert!(own.text.contains("ibunya sama"));
    let verdict = between(&own.text, "name=\"verdict\" value=\"", "\"");
    let form = format!("verdict={verdict}&reason=salah+menilai");
    let undone = send(&router, first, &format!("{first}/batal"), &ani, &form).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert_eq!(pairs(&router, &ani).await.len(), queue.len());
    let log = get(&router, "/pengaturan/audit?aksi=review.", &audit).await;
    assert!(log.text.contains("review.judge") && log.text.contains("review.undo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn second_opinions_are_another_s_and_decisions_leave_for_the_next_run() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office_in_doubt(dir.path()).await;
    let ani = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let budi = somebody(&desk, "budi", Role::BpjsOfficer, region()).await;
    let registrar = somebody(&desk, "citra", Role::CivilRegistry, region()).await;
    let cadre = somebody(&desk, "kader", Role::Cadre, region()).await;
    let queue = pairs(&router, &ani).await;
    let judge = format!("{}/nilai", queue[0]);
    send(
        &router,
        &queue[0],
        &judge,
        &ani,
        "verdict=different&second=1",
    )
    .await;
    let waiting = get(&router, &queue[0], &budi).await;
    assert!(waiting.text.contains("Menunggu pendapat kedua"));
    let again = send(&router, &queue[0], &judge, &ani, "verdict=same").await;
    assert_eq!(
        again.status,
        StatusCode::SEE_OTHER,
        "and nothing is kept of it"
    );
    send(&router, &queue[0], &judge, &budi, "verdict=different").await;
    let decided = get(&router, "/tinjauan?keadaan=decided", &ani).await;
    assert!(decided.text.contains(&queue[0]));
    send(
        &router,
        &queue[1],
        &format!("{}/nilai", queue[1]),
        &ani,
        "verdict=same",
    )
    .await;
    send(
        &router,
        &queue[1],
        &format!("{}/nilai", queue[1]),
        &budi,
        "verdict=different",
    )
    .await;
    let disagreed = get(&router, &queue[1], &registrar).await;
    assert!(disagreed.text.contains("Pendapat berbeda"));
    let refused = send(&router, "/akun", &judge, &cadre, "verdict=same").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let file = "/tinjauan/keputusan.csv";
    let export = send(&router, "/tinjauan", file, &ani, "reason=hitungan+Oktober").await;
    assert_eq!(export.text.lines().count(), 2, "one pair is decided");
    assert!(export.text.contains("BEDA"));
    let refused = send(
        &router,
        "/tinjauan",
        file,
        &registrar,
        "reason=hitungan+Oktober",
    )
    .await;
    assert_eq!(
        refused.status,
        StatusCode::FORBIDDEN,
        "files of identities are not for all"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_that_a_spreadsheet_would_run_leaves_as_text() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office_in_doubt(dir.path()).await;
    let ani = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let reasons = ["=1+1 dari ibunya", "@SUM(A1)", "+62 nomornya", "-5 tahun"];
    for (pair, reason) in pairs(&router, &ani).await.iter().zip(reasons) {
        let form = format!("verdict=different&reason={}", reason.replace('+', "%2B"));
        let judged = send(&router, pair, &format!("{pair}/nilai"), &ani, &form).await;
        assert_eq!(judged.status, StatusCode::SEE_OTHER, "{reason}");
    }
    let file = "/tinjauan/keputusan.csv";
    let export = send(&router, "/tinjauan", file, &ani, "reason=hitungan+Oktober").await;
    let mut rows = csv::Reader::from_reader(export.text.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let mut written: Vec<&str> = rows.iter().map(|row| &row[6]).collect();
    written.sort_unstable();
    let mut expected = reasons.map(|reason| format!("'{reason}"));
    expected.sort_unstable();
    assert_eq!(written, expected);
    let runs = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(rows.iter().flatten().all(|cell| !runs(cell)));
}
