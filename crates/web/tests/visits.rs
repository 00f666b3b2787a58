//! Visits of cadres and the timeline of a person, in process.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::http::StatusCode;
use common::{between, get, holds_identifier, office, region, send, somebody};
use semesta_desk::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_cadre_records_what_came_of_a_visit_in_their_own_village() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let village = "65.71.01.1002".parse().unwrap();
    let cadre = somebody(&desk, "kader", Role::Cadre, village).await;
    let other = somebody(
        &desk,
        "tetangga",
        Role::Cadre,
        "65.71.01.1001".parse().unwrap(),
    )
    .await;
    let dinkes = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let bpjs = somebody(&desk, "bpjs", Role::BpjsOfficer, region()).await;
    let auditor = somebody(&desk, "auditor", Role::Auditor, region()).await;
    let list = get(&router, "/kunjungan", &cadre).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.text.contains("Belum dikunjungi") && !holds_identifier(&list.text));
    assert!(
        !list.text.contains("name=\"reason\""),
        "a cadre fetches no file"
    );
    let token = between(&list.text, "href=\"/kunjungan/", "\"").to_owned();
    let place = format!("/kunjungan/{token}");
    let page = get(&router, &place, &cadre).await;
    assert!(page.text.contains("name=\"hasil\"") && !holds_identifier(&page.text));
    let form = "hasil=not_home&hari=2024-09-01&catatan=pagar+terkunci";
    // Another village's cadre, and somebody who records no visits.
    assert_eq!(
        get(&router, &place, &other).await.status,
        StatusCode::FORBIDDEN
    );
    let refused = send(&router, "/akun", &place, &other, form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        !get(&router, &place, &bpjs)
            .await
            .text
            .contains("name=\"hasil\"")
    );
    let refused = send(&router, "/akun", &place, &bpjs, form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for wrong in [
        "hasil=&hari=2024-09-01",
        "hasil=tidur&hari=2024-09-01",
        "hasil=died&hari=",
        "hasil=died&hari=2024-09-11",
    ] {
        let refused = send(&router, &place, &place, &cadre, wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let saved = send(&router, &place, &place, &cadre, form).await;
    assert_eq!(saved.location(), format!("{place}?selesai=not_home"));
    let after = get(&router, saved.location(), &cadre).await;
    assert!(after.text.contains("Kunjungan tersimpan") && after.text.contains("pagar terkunci"));
    // Filters: due again after a week, which has passed on the tenth.
    let shown = |page: &str| page.matches("<li><div><a href=\"/kunjungan/").count();
    for (ask, expected) in [
        ("?hasil=not_home", 1),
        ("?hasil=lagi", 1),
        ("?hasil=died", 0),
    ] {
        let page = get(&router, &format!("/kunjungan{ask}"), &cadre).await;
        assert_eq!(shown(&page.text), expected, "{ask}");
    }
    let without = get(&router, "/kunjungan?hasil=belum", &cadre).await;
    assert!(!without.text.contains(&token));
    // The work list has the same filter, and the visited come last where one asks so.
    let listed = async |query: &str| {
        let page = get(&router, &format!("/belum{query}"), &cadre).await;
        let n = between(&page.text, "<dl class=\"strip\"><div><dt>", "</dd>");
        let n = n.trim_end_matches("</a>");
        n.rsplit('>').next().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(listed("?hasil=not_home").await, 1);
    assert_eq!(listed("?hasil=died").await, 0);
    assert_eq!(listed("?hasil=belum").await + 1, listed("").await);
    let first = get(&router, "/kunjungan?urut=kunjungan", &cadre).await;
    assert!(!between(&first.text, "<ol class=\"people\">", "</li>").contains(&token));
    // Not undone by somebody else, then by its maker.
    let number = between(&after.text, "name=\"nomor\" value=\"", "\"").to_owned();
    let undo = format!("{place}/batal");
    let refused = send(&router, &place, &undo, &dinkes, &format!("nomor={number}")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let undone = send(&router, &place, &undo, &cadre, &format!("nomor={number}")).await;
    assert_eq!(undone.location(), format!("{place}?batal=1"));
    let page = get(&router, undone.location(), &cadre).await;
    assert!(page.text.contains("dibatalkan"));
    assert!(
        get(&router, "/kunjungan?hasil=belum", &cadre)
            .await
            .text
            .contains(&token)
    );
    let log = get(&router, "/pengaturan/audit", &auditor).await;
    assert!(log.text.contains("visit.record") && log.text.contains("visit.undo"));
    assert!(!holds_identifier(&log.text));
    // The file: full identities for those who may, with a reason.
    send(
        &router,
        &place,
        &place,
        &cadre,
        "hasil=willing&hari=2024-09-09",
    )
    .await;
    let to = "/kunjungan/berkas/unduh.csv";
    let refused = send(&router, "/akun", to, &cadre, "reason=kunjungan").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let file = send(
        &router,
        "/kunjungan",
        to,
        &dinkes,
        "reason=kunjungan&hasil=willing",
    )
    .await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.text.lines().count(), 2, "{}", file.text);
    assert!(holds_identifier(&file.text) && file.text.contains("willing,2024-09-09"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_says_what_was_true_when_and_what_was_known_when() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let dinkes = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let admin = somebody(&desk, "admin", Role::Administrator, region()).await;
    let village = "65.71.01.1002".parse().unwrap();
    let cadre = somebody(&desk, "kader", Role::Cadre, village).await;
    let list = get(
        &router,
        "/belum?status=nonaktif&wilayah=6571011001",
        &dinkes,
    )
    .await;
    let person = between(&list.text, "href=\"/penduduk/o/", "\"").to_owned();
    let place = format!("/penduduk/o/{person}");
    let page = get(&router, &place, &dinkes).await;
    assert!(page.text.contains(&format!("{place}/riwayat")));
    let timeline = get(&router, &format!("{place}/riwayat"), &dinkes).await;
    assert_eq!(timeline.status, StatusCode::OK);
    for said in [
        "Masuk daftar peserta",
        "Register penduduk",
        "Menurut daftar terbaru",
        "/data/cuplikan/",
    ] {
        assert!(timeline.text.contains(said), "{said}");
    }
    assert!(!holds_identifier(&timeline.text));
    // What the desk did is there too.
    let visit = format!("/kunjungan/{person}");
    send(
        &router,
        &visit,
        &visit,
        &dinkes,
        "hasil=willing&hari=2024-09-09",
    )
    .await;
    let timeline = get(&router, &format!("{place}/riwayat"), &dinkes).await;
    assert!(timeline.text.contains("bersedia didaftarkan"));
    for (who, expected) in [
        (&cadre, StatusCode::FORBIDDEN),
        (&admin, StatusCode::FORBIDDEN),
    ] {
        let refused = get(&router, &format!("{place}/riwayat"), who).await;
        assert_eq!(refused.status, expected);
    }
}
