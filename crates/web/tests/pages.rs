//! The pages in process: what everybody gets, what nobody gets, and who gets what.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::http::StatusCode;
use common::{
    PASSWORD, city, ended, get, holds_identifier, options, post, post_from, region, seal, somebody,
    upload,
};
use jiff::Timestamp;
use semesta_desk::{Desk, Permission, Role, permission_table};

/// Every page that somebody may open who has every permission of an operator.
const PAGES: [&str; 37] = [
    "/",
    "/wilayah",
    "/wilayah?tingkat=kelurahan&urut=nama&arah=naik",
    "/wilayah/657101",
    "/wilayah/6571011001",
    "/wilayah/6571011001/lembar",
    "/belum",
    "/belum?wilayah=657101&status=belum&urut=umur",
    "/penduduk",
    "/keuangan",
    "/keuangan/tagihan",
    "/keuangan/kewajiban",
    "/keuangan/penghargaan?tahun=2026&tunggakan=tidak",
    "/kuitansi/angka?dasar=verified&indikator=coverage&wilayah=6571",
    "/data",
    "/data/unggah",
    "/keuangan/anggaran?anggaran=25.000.000.000&bersih=1",
    "/kuitansi/tagihan?bulan=2024-08",
    "/kuitansi/jembatan?langkah=deceased",
    "/data/kalender",
    "/data/mutu?sumber=peserta",
    "/data/banding",
    "/kunjungan",
    "/pengaturan/tata-letak",
    "/pengaturan/tata-letak/umum",
    "/pengaturan/bahasa",
    "/pengaturan",
    "/pengaturan/hukum/contribution.pemda",
    "/usulan",
    "/usulan?keadaan=drafted&yang=saya&urut=biaya&arah=turun&hal=3",
    "/usulan/batch",
    "/usulan/kalender",
    "/tinjauan",
    "/badan-usaha",
    "/badan-usaha/perkara",
    "/akun",
    "/publik",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sealed_masked_and_in_two_languages() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 1_500);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let cookie = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(&data)).await.unwrap();
    for path in PAGES {
        let page = get(&router, path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(page.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(page.headers["cache-control"], "no-store", "{path}");
        for forbidden in [
            " style=",
            "<style",
            "<script>",
            " onclick=",
            " onchange=",
            "javascript:",
        ] {
            assert!(!page.text.contains(forbidden), "{path}: {forbidden}");
        }
        assert!(!holds_identifier(&page.text), "{path} shows an identifier");
        assert!(page.text.contains("<html lang=\"id\""), "{path}");
        assert!(
            page.text.len() < 100_000,
            "{path}: {} bytes",
            page.text.len()
        );
        let english = get(&router, path, &format!("{cookie}; bahasa=en")).await;
        assert!(english.text.contains("<html lang=\"en\""), "{path}");
        assert!(
            english.text.contains("Skip to content") && english.text != page.text,
            "{path}"
        );
        for indonesian in [
            "Belum tercakup",
            "Kelurahan<",
            "Tampilkan",
            "Penduduk<",
            "Jumlah<",
        ] {
            assert!(!english.text.contains(indonesian), "{path}: {indonesian}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_open_what_the_table_says_cell_by_cell() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 800);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let guarded = [
        ("/", Permission::ViewFigures),
        ("/wilayah", Permission::ViewFigures),
        ("/belum", Permission::ViewPeople),
        ("/penduduk", Permission::ViewPeople),
        ("/keuangan", Permission::ViewFigures),
        ("/keuangan/tagihan", Permission::ViewPeople),
        ("/data/unggah", Permission::ImportData),
        ("/data/kalender", Permission::ViewFigures),
        ("/data/mutu", Permission::ViewFigures),
        ("/data/banding", Permission::ViewFigures),
        ("/kunjungan", Permission::ViewPeople),
        ("/pengaturan/tata-letak", Permission::ViewFigures),
        ("/tinjauan", Permission::ReviewLinks),
        ("/usulan", Permission::ViewProposals),
        ("/badan-usaha", Permission::ViewEmployers),
        ("/badan-usaha/perkara", Permission::ViewEmployers),
        ("/badan-usaha/daftar/unduh.csv", Permission::ViewEmployers),
        ("/usulan/batch", Permission::ViewProposals),
        ("/usulan/kalender", Permission::ViewProposals),
        ("/pengaturan/pengguna", Permission::ManageUsers),
        ("/pengaturan/audit", Permission::ReadAudit),
        ("/api/v1/figures", Permission::ViewFigures),
    ];
    let mut cookies = Vec::new();
    for role in Role::ALL {
        let name = role.code().replace('_', "-");
        cookies.push((role, somebody(&desk, &name, role, region()).await));
    }
    let router = semesta_web::service(&options(&data)).await.unwrap();
    let mut refused = 0;
    for (role, cookie) in &cookies {
        for (path, permission) in guarded {
            let row = permission_table()
                .iter()
                .find(|row| row.permission == permission)
                .unwrap();
            let allowed = row
                .roles
                .iter()
                .any(|cell| cell.role == *role && cell.allowed);
            let expected = if allowed {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            let page = get(&router, path, cookie).await;
            assert_eq!(page.status, expected, "{path} as {}", role.code());
            refused += usize::from(!allowed);
        }
    }
    assert!(refused > 10, "the table refuses somebody something");
    // What is done, not only what is seen.
    let (_, auditor) = cookies
        .iter()
        .find(|(role, _)| *role == Role::Auditor)
        .unwrap();
    let token = seal(&get(&router, "/penduduk", auditor).await.text);
    let run = post(
        &router,
        "/data/run",
        auditor,
        &format!("_token={token}&as_of=2024-08-31"),
    )
    .await;
    assert_eq!(run.status, StatusCode::FORBIDDEN);
    let (_, cadre) = cookies
        .iter()
        .find(|(role, _)| *role == Role::Cadre)
        .unwrap();
    let token = seal(&get(&router, "/penduduk", cadre).await.text);
    let export = post(
        &router,
        "/belum/unduh.csv",
        cadre,
        &format!("_token={token}&reason=kunjungan"),
    )
    .await;
    assert_eq!(export.status, StatusCode::FORBIDDEN);
}

/// The first person's address on a page.
fn first_person(page: &str) -> String {
    let at = page.find("/penduduk/o/").expect("the page lists somebody");
    page[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_opens_with_a_reason_in_one_s_own_area_and_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 1_500);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let village = "65.71.01.1002".parse().unwrap();
    let everywhere = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let here = somebody(&desk, "lurah", Role::HealthSocial, village).await;
    let cadre = somebody(&desk, "kader", Role::Cadre, village).await;
    let auditor = somebody(&desk, "auditor", Role::Auditor, region()).await;
    let router = semesta_web::service(&options(&data)).await.unwrap();

    // Somebody of another village: seen by the city's officer, not by the village's.
    let elsewhere = first_person(
        &get(&router, "/belum?wilayah=6571011001", &everywhere)
            .await
            .text,
    );
    assert_eq!(
        get(&router, &elsewhere, &everywhere).await.status,
        StatusCode::OK
    );
    assert_eq!(
        get(&router, &elsewhere, &here).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(
        !get(&router, "/belum?wilayah=6571011001", &here)
            .await
            .text
            .contains("/penduduk/o/")
    );

    let person = first_person(&get(&router, "/belum", &here).await.text);
    let masked = get(&router, &person, &here).await;
    assert!(!holds_identifier(&masked.text) && masked.text.contains("•••"));
    let token = seal(&masked.text);
    let without = post(&router, &person, &here, &format!("_token={token}&reason=x")).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    let opened = post(
        &router,
        &person,
        &here,
        &format!("_token={token}&reason=orangnya+di+loket"),
    )
    .await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(holds_identifier(&opened.text));
    assert_eq!(opened.headers["cache-control"], "no-store");
    // A cadre sees masked people of their village, and never opens one.
    let seen = get(&router, &person, &cadre).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.text.contains("name=\"reason\""));
    let token = seal(&seen.text);
    let refused = post(
        &router,
        &person,
        &cadre,
        &format!("_token={token}&reason=ingin+tahu"),
    )
    .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let log = get(&router, "/pengaturan/audit?aksi=person.", &auditor).await;
    assert!(log.text.contains("person.unmask") && log.text.contains("orangnya di loket"));
    assert!(!holds_identifier(&log.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_number_and_by_a_misspelt_name_without_their_name_in_an_address() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 1_500);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let cookie = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(&data)).await.unwrap();
    let token = seal(&get(&router, "/penduduk", &cookie).await.text);
    // A full identity, from the list that may be fetched.
    let list = post(
        &router,
        "/belum/unduh.csv",
        &cookie,
        &format!("_token={token}&reason=uji+pencarian"),
    )
    .await;
    assert_eq!(list.status, StatusCode::OK);
    let mut rows = csv::Reader::from_reader(list.text.as_bytes());
    let person = rows
        .records()
        .map(Result::unwrap)
        .find(|row| row[2].split(' ').count() > 1 && row[2].len() > 12)
        .unwrap();
    let (nik, name) = (&person[0], &person[2]);
    let search = |wanted: String| {
        let form = format!("_token={token}&wanted={}", wanted.replace(' ', "+"));
        let (router, cookie) = (router.clone(), cookie.clone());
        async move { post(&router, "/penduduk", &cookie, &form).await }
    };
    let by_number = search(nik.to_owned()).await;
    assert!(by_number.text.contains("/penduduk/o/"), "found by NIK");
    assert!(!by_number.text.contains(nik) && !by_number.text.contains(name));
    // One letter doubled in the first word.
    let misspelt = format!("{}{}", &name[..2], &name[1..]).to_lowercase();
    let by_name = search(misspelt).await;
    let masked = format!("{}••••••{}", &nik[..6], &nik[12..]);
    assert!(by_name.text.contains(&masked), "found by a misspelt name");
    assert_eq!(
        search("9999999999999999".to_owned())
            .await
            .text
            .matches("/penduduk/o/")
            .count(),
        0
    );
    // A filter that names somebody is no parameter of ours.
    let page = get(&router, &format!("/belum?nik={nik}"), &cookie).await;
    assert!(!page.text.contains(nik));
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_are_not_ours_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 800);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let mine = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let theirs = somebody(&desk, "bpjs", Role::BpjsOfficer, region()).await;
    let router = semesta_web::service(&options(&data)).await.unwrap();
    let token = seal(&get(&router, "/penduduk", &mine).await.text);
    let form = format!("_token={token}&wanted=siti");
    assert_eq!(
        post(&router, "/penduduk", &mine, &form).await.status,
        StatusCode::OK
    );
    for (cookie, form) in [
        (&mine, "wanted=siti".to_owned()),
        (&mine, "_token=&wanted=siti".to_owned()),
        (&mine, format!("_token={}&wanted=siti", "0".repeat(64))),
        (&theirs, form.clone()),
    ] {
        assert_eq!(
            post(&router, "/penduduk", cookie, &form).await.status,
            StatusCode::FORBIDDEN
        );
    }
    let elsewhere = post_from(&router, "/penduduk", &mine, &form, "https://contoh.id").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    let here = post_from(&router, "/penduduk", &mine, &form, "http://localhost:8080").await;
    assert_eq!(here.status, StatusCode::OK);
    // Nobody signed in: sent to the door, and nothing is done.
    let nobody = post(&router, "/data/run", "", "as_of=2024-08-31").await;
    assert_eq!(
        (nobody.status, nobody.location()),
        (StatusCode::SEE_OTHER, "/masuk")
    );
    let file = upload(
        &router,
        &mine,
        &[("source", "kematian"), ("as_of", "2024-08-31")],
        ("k.csv", "nik,tanggal\n"),
    )
    .await;
    assert_eq!(file.status, StatusCode::FORBIDDEN);
    // A form of more than its limit is not read.
    let large = format!("_token={token}&wanted={}", "a".repeat(200_000));
    assert_eq!(
        post(&router, "/penduduk", &mine, &large).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_addresses_lead_nowhere_and_say_nothing_back() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 800);
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let cookie = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(&data)).await.unwrap();
    for path in [
        "/aset/x/..%2f..%2fCargo.toml",
        "/aset/x/%2e%2e%2fmanifest.json",
        "/data/cuplikan/..%2f..%2fdesk.sqlite",
        "/data/run/..%2f..%2f",
        "/data/pekerjaan/x",
        "/wilayah/..%2f..",
        "/wilayah/6571/unduh.exe",
        "/penduduk/o/0000000000000000",
        "/penduduk/o/%00",
        "/kuitansi/angka?dasar=official&indikator=coverage&wilayah=9999",
        "/kuitansi/angka?dasar=x&indikator=y&wilayah=6571",
        "/pengaturan/hukum/..%2fx",
        "/pengaturan/tata-letak/..%2f..%2fsemesta",
        "/kuitansi/tagihan?bulan=2024-08&temuan=apa",
        "/kuitansi/tagihan?bulan=1999-01",
        "/kuitansi/jembatan?langkah=apa",
        "/kunjungan/0000000000000000",
        "/data/unggah/0123456789abcdef01",
        "/tidak-ada-%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        let page = get(&router, path, &cookie).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            !page.text.contains("alert(1)") && !page.text.contains("Cargo"),
            "{path}"
        );
    }
    for query in [
        "?cari=%3Cscript%3Ealert(1)%3C/script%3E",
        "?urut=%27;drop",
        "?hal=999999999999",
        "?hal=-1",
        "?dari=../x",
    ] {
        let page = get(&router, &format!("/wilayah{query}"), &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(!page.text.contains("<script>alert"), "{query}");
    }
    let away = get(&router, "/bahasa/en?kembali=//contoh.id", &cookie).await;
    assert_eq!(away.location(), "/");
    let json = get(&router, "/api/v1/figures?level=planet", &cookie).await;
    assert_eq!(json.status, StatusCode::BAD_REQUEST);
    assert!(json.text.contains("semesta.error/1"));
    let nobody = get(&router, "/api/v1/figures", "").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_an_administrator_with_the_terminal_s_code() {
    let dir = tempfile::tempdir().unwrap();
    let server = semesta_web::Server::bind(options(dir.path()))
        .await
        .unwrap();
    let code = server.setup_code().await.unwrap();
    let router = server.router();
    let door = get(&router, "/", "").await;
    assert_eq!(door.location(), "/mulai");
    assert!(
        get(&router, "/mulai", "")
            .await
            .text
            .contains("Administrator pertama")
    );
    let form = |code: &str, region: &str, password: &str| {
        format!(
            "code={code}&region={region}&user=ani&full_name=Ani&password={password}&again={password}"
        )
    };
    for (wrong, said) in [
        (
            form("00000000", "65.71", PASSWORD),
            "Kode pemasangan keliru",
        ),
        (form(&code, "99.99", PASSWORD), "bukan kabupaten"),
        (form(&code, "65.71", "pendek"), "paling sedikit"),
    ] {
        let page = post(&router, "/mulai", "", &wrong).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text.contains(said), "{said}");
    }
    let made = post(&router, "/mulai", "", &form(&code, "65.71", PASSWORD)).await;
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, "/"));
    let cookie = made.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    // Signed in, without data: guided on.
    assert_eq!(get(&router, "/", &cookie).await.location(), "/mulai");
    assert!(
        get(&router, "/mulai", &cookie)
            .await
            .text
            .contains("/data/unggah")
    );
    assert_eq!(
        post(&router, "/mulai", "", &form(&code, "65.71", PASSWORD))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    // A file that is none, with a name that would lead out.
    let token = seal(&get(&router, "/data/unggah", &cookie).await.text);
    let parts = [
        ("_token", token.as_str()),
        ("source", "penduduk"),
        ("as_of", "2024-08-31"),
    ];
    let sent = upload(
        &router,
        &cookie,
        &parts,
        ("../../lari.csv", "bukan,apa,siapa\n1,2,3\n"),
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let map = get(&router, sent.location(), &cookie).await;
    assert!(
        map.text.contains("tidak dikenal sebagai Register penduduk") && map.text.contains("nik"),
        "{}",
        map.text
    );
    let broken = upload(&router, &cookie, &parts, ("register.pdf", "%PDF-1.7 …")).await;
    let job = ended(&router, broken.location(), &cookie).await;
    assert!(job.text.contains("Tidak berhasil") && job.text.contains("PDF"));
    assert!(
        !dir.path().join("lari.csv").exists()
            && !dir.path().parent().unwrap().join("lari.csv").exists()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_counts_attempts_and_ends_sessions() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::create("", dir.path(), region(), Timestamp::now())
        .await
        .unwrap();
    somebody(&desk, "ani", Role::Administrator, region()).await;
    let router = semesta_web::service(&options(dir.path())).await.unwrap();
    let right = post(
        &router,
        "/masuk",
        "",
        &format!("user=ANI&password={PASSWORD}&back=//contoh.id"),
    )
    .await;
    assert_eq!(
        (right.status, right.location()),
        (StatusCode::SEE_OTHER, "/")
    );
    let cookie = right.headers["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let account = get(&router, "/akun", &cookie).await;
    let out = post(
        &router,
        "/keluar",
        &cookie,
        &format!("_token={}", seal(&account.text)),
    )
    .await;
    assert!(
        out.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(
        get(&router, "/akun", &cookie).await.location(),
        "/masuk?kembali=%2Fakun"
    );
    let wrong = post(&router, "/masuk", "", "user=budi&password=salah").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text.contains("nama pengguna atau kata sandi salah"));
    let mut last = StatusCode::OK;
    for _ in 0..20 {
        last = post(&router, "/masuk", "", "user=budi&password=salah")
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_page_needs_nobody_and_shows_no_few() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 1_500);
    Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let router = semesta_web::service(&options(&data)).await.unwrap();
    let page = get(&router, "/publik", "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("disamarkan"),
        "a small city has few people in some village"
    );
    assert!(!holds_identifier(&page.text) && !page.text.contains("/penduduk"));
    let csv = get(&router, "/publik.csv", "").await;
    let mut rows = csv::Reader::from_reader(csv.text.as_bytes());
    let mut withheld = 0;
    for row in rows.records().map(Result::unwrap) {
        let number = |at: usize| row[at].parse::<i64>().ok();
        match number(5).zip(number(6)) {
            None => withheld += 1,
            Some((part, whole)) => {
                assert!(!(1..10).contains(&part) && !(1..10).contains(&(whole - part)))
            }
        }
    }
    assert!(withheld > 0);
    let json = get(&router, "/publik.json", "").await;
    let json: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(json["schema"], "semesta.public/1");
    assert!(json["as_of"].is_string() && json["run"].is_string() && json["figures"].is_array());
}
