//! Badan usaha in process: findings, a case by its steps and days, letters.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::http::StatusCode;
use common::{
    between, get, holds_identifier, office, pages_on, post, region, seal, send, somebody, work,
};
use semesta_desk::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_by_its_steps_each_on_its_day_and_by_whom_it_may() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let labour = somebody(&desk, "disnaker", Role::LabourOffice, region()).await;
    let approver = somebody(&desk, "penyetuju", Role::Approver, region()).await;
    let auditor = somebody(&desk, "auditor", Role::Auditor, region()).await;

    let empty = get(&router, "/badan-usaha", &labour).await;
    assert!(
        empty.text.contains("Belum ada temuan"),
        "says what to do first"
    );
    let refused = send(&router, "/akun", "/badan-usaha", &auditor, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let done = work(&router, "/badan-usaha", "/badan-usaha", &labour, "").await;
    assert!(done.text.contains("temuan baru"), "{}", done.text);
    let again = work(&router, "/badan-usaha", "/badan-usaha", &labour, "").await;
    assert!(again.text.contains("tidak ada yang berubah"));

    let list = get(&router, "/badan-usaha", &labour).await;
    let firm = format!("/badan-usaha/{}", first_firm(&list.text));
    let page = get(&router, &firm, &labour).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!holds_identifier(&page.text) && page.text.contains("•••"));
    let opened = send(
        &router,
        &firm,
        &firm,
        &labour,
        "reason=pemeriksaan+lapangan",
    )
    .await;
    assert!(holds_identifier(&opened.text));
    let log = get(&router, "/pengaturan/audit?aksi=person.", &auditor).await;
    assert!(log.text.contains("pemeriksaan lapangan"));

    let begin = format!("{firm}/perkara");
    let refused = send(&router, "/akun", &begin, &approver, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let begun = send(&router, &firm, &begin, &labour, "note=temuan+September").await;
    let case = begun.location().split('?').next().unwrap().to_owned();
    let twice = send(&router, &firm, &begin, &labour, "").await;
    assert_eq!(twice.status, StatusCode::CONFLICT);

    let step = format!("{case}/langkah");
    let token = seal(&get(&router, &case, &labour).await.text);
    let form = |version: u8| format!("_token={token}&version={version}&note=");
    let none = send(&router, "/akun", &format!("{case}/surat"), &labour, "").await;
    assert_eq!(
        none.status,
        StatusCode::CONFLICT,
        "no letter before the first warning"
    );
    let first = post(&router, &step, &labour, &form(1)).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    // The version seen is gone: told, and nothing happens.
    let stale = post(&router, &step, &labour, &form(1)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let early = post(&router, &step, &labour, &form(2)).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "ten working days first");
    let page = get(&router, &case, &labour).await;
    assert!(page.text.contains("Paling cepat") && page.text.contains("10 September 2024"));
    let letter = send(&router, &case, &format!("{case}/surat"), &labour, "").await;
    assert!(letter.text.contains("Teguran tertulis ke-1") && !holds_identifier(&letter.text));
    let refused = send(&router, "/akun", &format!("{case}/surat"), &auditor, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    // A month later the second warning, another month later the fine.
    let data = dir.path().join("data");
    let october = pages_on(&data, "2024-10-10").await;
    let waiting = get(&october, "/badan-usaha?perkara=waktunya", &labour).await;
    assert!(waiting.text.contains(&case));
    let second = send(&october, &case, &step, &labour, "version=2&note=").await;
    assert_eq!(second.status, StatusCode::SEE_OTHER);
    let november = pages_on(&data, "2024-11-11").await;
    let refused = send(&november, "/akun", &step, &labour, "version=3&note=").await;
    assert_eq!(
        refused.status,
        StatusCode::FORBIDDEN,
        "fines need an approver"
    );
    let fined = send(&november, &case, &step, &approver, "version=3&note=").await;
    assert_eq!(fined.status, StatusCode::SEE_OTHER);
    let page = get(&november, &case, &approver).await;
    assert!(page.text.contains("Denda") && page.text.contains("penghentian layanan"));

    let bare = send(
        &november,
        &case,
        &format!("{case}/tutup"),
        &labour,
        "version=4&note=",
    )
    .await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST);
    let closed = send(
        &november,
        &case,
        &format!("{case}/tutup"),
        &labour,
        "version=4&note=sudah+mendaftar",
    )
    .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let cases = get(&november, "/badan-usaha/perkara", &auditor).await;
    assert!(cases.text.contains("ditutup"));
}

/// The token of the first firm of a list.
fn first_firm(page: &str) -> String {
    let table = &page[page.find("<tbody>").expect("firms are listed")..];
    between(table, "href=\"/badan-usaha/", "\"").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn firms_are_filtered_sorted_and_exported_without_anybody_s_identity() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 1_500).await;
    let labour = somebody(&desk, "disnaker", Role::LabourOffice, region()).await;
    work(&router, "/badan-usaha", "/badan-usaha", &labour, "").await;
    let file = get(&router, "/badan-usaha/daftar/unduh.csv", &labour).await;
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let kinds: Vec<String> = reader
        .records()
        .map(|row| row.unwrap()[4].to_owned())
        .collect();
    assert!(!kinds.is_empty() && !holds_identifier(&file.text));
    let one = &kinds[0];
    let some = get(
        &router,
        &format!("/badan-usaha/daftar/unduh.csv?temuan={one}"),
        &labour,
    )
    .await;
    let mut reader = csv::Reader::from_reader(some.text.as_bytes());
    assert!(reader.records().any(|row| &row.unwrap()[4] == one));
    let none = get(&router, "/badan-usaha?perkara=waktunya", &labour).await;
    assert!(none.text.contains("Tidak ada badan usaha yang cocok"));
    let odd = get(&router, "/badan-usaha/aaaaaaaaaaaaaaaa", &labour).await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
}
