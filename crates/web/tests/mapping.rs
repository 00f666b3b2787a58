//! Uploads whose headers nobody knows, in process: looked at, tried, kept, imported.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::http::StatusCode;
use common::{ended, get, office, post, region, seal, send, somebody, upload};
use semesta_desk::Role;

const ODD: &str = "DAFTAR KEMATIAN KOTA;;;;\n\
    Urut;Jati diri;Hari wafat;Orang;Arus\n\
    1;6571014507909003;02/08/2024;SITI AMINAH;x\n\
    2;6571014507909004;03/08/2024;BUDI SANTOSO;x\n\
    3;;04/08/2024;CITRA;x\n";

async fn send_file(
    router: &axum::Router,
    cookie: &str,
    source: &str,
    file: (&str, &str),
    map: bool,
) -> common::Answer {
    let token = seal(&get(router, "/data/unggah", cookie).await.text);
    let mut parts = vec![
        ("_token", token.as_str()),
        ("source", source),
        ("as_of", "2024-08-31"),
    ];
    if map {
        parts.push(("map", "1"));
    }
    upload(router, cookie, &parts, file).await
}

const MAPPING: &str = "sumber=kematian&judul=2&k.nik=1&k.tanggal=2&k.nama=3";

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_file_is_mapped_tried_kept_imported_and_known_the_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 800).await;
    let cookie = somebody(&desk, "capil", Role::CivilRegistry, region()).await;
    let sent = send_file(&router, &cookie, "kematian", ("wafat.csv", ODD), false).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let place = sent.location().split('?').next().unwrap().to_owned();
    assert!(place.starts_with("/data/unggah/") && sent.location().contains("sumber=kematian"));
    let form = get(&router, sent.location(), &cookie).await;
    assert!(form.text.contains("Jati diri") && form.text.contains("tidak dikenal"));
    // Nobody is named by the samples.
    assert!(!common::holds_identifier(&form.text));
    for name in ["SITI", "AMINAH", "SANTOSO"] {
        assert!(!form.text.contains(name), "{name}");
    }
    let tried = send(
        &router,
        sent.location(),
        &place,
        &cookie,
        &format!("{MAPPING}&langkah=pratinjau"),
    )
    .await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.text.contains("3 baris pertama"), "{}", tried.text);
    assert!(tried.text.contains("NIK kosong") && tried.text.contains("ditolak"));
    assert!(!common::holds_identifier(&tried.text) && !tried.text.contains("SITI"));
    for (wrong, said) in [
        (
            "sumber=kematian&judul=2&k.nik=1&langkah=simpan&nama=capil",
            "tanggal",
        ),
        (
            "sumber=kematian&judul=2&k.nik=1&k.tanggal=1&langkah=simpan&nama=capil",
            "dua kali",
        ),
        (
            &*format!("{MAPPING}&langkah=simpan&nama=../lari"),
            "huruf kecil",
        ),
        (
            &*format!("{MAPPING}&langkah=simpan&nama=umum"),
            "sudah dipakai",
        ),
    ] {
        let refused = send(&router, sent.location(), &place, &cookie, wrong).await;
        assert_eq!(refused.status, StatusCode::OK, "{wrong}");
        assert!(
            refused.text.contains("note bad") && refused.text.contains(said),
            "{wrong}"
        );
    }
    let kept = send(
        &router,
        sent.location(),
        &place,
        &cookie,
        &format!("{MAPPING}&langkah=simpan&nama=capil-kota&catatan=Daftar+wafat"),
    )
    .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let job = ended(&router, kept.location(), &cookie).await;
    assert!(job.text.contains("2 diterima, 1 ditolak"), "{}", job.text);
    // The next month's file goes through by itself.
    let next = ODD.replace("909003", "909013");
    let again = send_file(&router, &cookie, "kematian", ("wafat-2.csv", &next), false).await;
    assert!(again.location().starts_with("/data/pekerjaan/"));
    let job = ended(&router, again.location(), &cookie).await;
    assert!(job.text.contains("2 diterima"), "{}", job.text);
    let list = get(&router, "/pengaturan/tata-letak", &cookie).await;
    assert!(list.text.contains("capil-kota") && list.text.contains("Daftar wafat"));
    let one = get(&router, "/pengaturan/tata-letak/capil-kota", &cookie).await;
    assert!(one.text.contains("Hari wafat") && one.text.contains("wafat-2.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_file_can_be_mapped_on_demand_and_words_are_given_a_meaning() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 800).await;
    let cookie = somebody(&desk, "capil", Role::CivilRegistry, region()).await;
    let text = "nik,tanggal,arah\n6571014507909003,2024-08-02,datang lagi\n";
    let sent = send_file(&router, &cookie, "pindah", ("pindah.csv", text), true).await;
    let place = sent.location().split('?').next().unwrap().to_owned();
    let form = get(&router, sent.location(), &cookie).await;
    assert!(form.text.contains("sudah dikenal sebagai Kepindahan"));
    let mapping = "sumber=pindah&judul=1&k.nik=0&k.tanggal=1&k.arah=2";
    let tried = send(
        &router,
        sent.location(),
        &place,
        &cookie,
        &format!("{mapping}&langkah=pratinjau"),
    )
    .await;
    assert!(tried.text.contains("Kata yang belum dikenal") && tried.text.contains("datang lagi"));
    let meant =
        format!("{mapping}&kata.arah.0=datang+lagi&w.arah.0=MASUK&langkah=simpan&nama=pindah-kota");
    let kept = send(&router, sent.location(), &place, &cookie, &meant).await;
    let job = ended(&router, kept.location(), &cookie).await;
    assert!(job.text.contains("1 diterima, 0 ditolak"), "{}", job.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn mapping_is_for_those_who_import_and_a_delivery_is_its_sender_s() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 800).await;
    let capil = somebody(&desk, "capil", Role::CivilRegistry, region()).await;
    let dinkes = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let auditor = somebody(&desk, "auditor", Role::Auditor, region()).await;
    let admin = somebody(&desk, "admin", Role::Administrator, region()).await;
    let sent = send_file(&router, &capil, "kematian", ("wafat.csv", ODD), false).await;
    let place = sent.location().split('?').next().unwrap().to_owned();
    for (who, expected) in [
        (&dinkes, StatusCode::NOT_FOUND),
        (&auditor, StatusCode::FORBIDDEN),
    ] {
        assert_eq!(get(&router, &place, who).await.status, expected);
        let form = format!("{MAPPING}&langkah=simpan&nama=capil-kota");
        let refused = send(&router, "/akun", &place, who, &form).await;
        assert_eq!(refused.status, expected);
    }
    // Without the seal of one's own page nothing is kept.
    let forged = post(
        &router,
        &place,
        &capil,
        &format!("{MAPPING}&langkah=simpan&nama=x-y"),
    )
    .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let kept = send(
        &router,
        sent.location(),
        &place,
        &capil,
        &format!("{MAPPING}&langkah=simpan&nama=capil-kota"),
    )
    .await;
    ended(&router, kept.location(), &capil).await;
    // A layout is retired by the administrator, with a reason.
    let layout = "/pengaturan/tata-letak/capil-kota";
    let refused = send(&router, "/akun", layout, &capil, "reason=tidak+dipakai").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let short = send(&router, layout, layout, &admin, "reason=x").await;
    assert_eq!(short.status, StatusCode::BAD_REQUEST);
    let retired = send(&router, layout, layout, &admin, "reason=tidak+dipakai").await;
    assert_eq!(retired.location(), "/pengaturan/tata-letak");
    assert_eq!(
        get(&router, layout, &admin).await.status,
        StatusCode::NOT_FOUND
    );
    let log = get(&router, "/pengaturan/audit", &auditor).await;
    assert!(log.text.contains("layout.keep") && log.text.contains("layout.retire"));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_are_recognised_imported_together_and_told_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, router) = office(dir.path(), 800).await;
    let cookie = somebody(&desk, "capil", Role::CivilRegistry, region()).await;
    let token = seal(&get(&router, "/data/unggah", &cookie).await.text);
    let files = [
        (
            "a.csv",
            "nik,tanggal kematian\n6571014507909003,2024-08-02\n",
        ),
        (
            "b.csv",
            "nik;tanggal;arah\n6571014507909004;2024-08-02;MASUK\n",
        ),
        ("c.csv", "apa,siapa\n1,2\n"),
        ("d.csv", "%PDF-1.7"),
    ];
    let mut body = String::new();
    for (name, value) in [
        ("_token", token.as_str()),
        ("source", ""),
        ("as_of", "2024-08-31"),
    ] {
        body.push_str(&format!(
            "--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    for (name, content) in files {
        body.push_str(&format!(
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--X--\r\n");
    let request = axum::http::Request::post("/data/unggah")
        .header("cookie", &cookie)
        .header("host", "localhost:8080")
        .header("content-type", "multipart/form-data; boundary=X")
        .body(axum::body::Body::from(body))
        .unwrap();
    let response = tower::ServiceExt::oneshot(router.clone(), request)
        .await
        .unwrap();
    let place = response.headers()["location"].to_str().unwrap().to_owned();
    let page = get(&router, &place, &cookie).await;
    for said in [
        "Kematian",
        "Kepindahan",
        "tidak dikenal",
        "PDF",
        "Masukkan 2 berkas",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let begun = send(&router, &place, &place, &cookie, "").await;
    let job = ended(&router, begun.location(), &cookie).await;
    assert!(
        job.text.contains("2 berkas dimasukkan, 1 gagal"),
        "{}",
        job.text
    );
    let page = get(&router, &place, &cookie).await;
    assert_eq!(page.text.matches("1 diterima, 0 ditolak").count(), 2);
    assert!(page.text.contains("/data/cuplikan/") && page.text.contains("Petakan kolom"));
    let nothing = send(&router, &place, &place, &cookie, "").await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
}
