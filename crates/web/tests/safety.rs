//! What must not happen: a session that somebody else chose, a file without end, a page that
//! tells what it should not.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use common::{
    PASSWORD, city, get, holds_identifier, options, post, region, seal, somebody, upload_to,
};
use jiff::Timestamp;
use semesta_desk::{Desk, Role};
use semesta_web::ServeOptions;
use tower::ServiceExt as _;

async fn desk(data: &std::path::Path) -> Desk {
    Desk::create("", data, region(), Timestamp::now())
        .await
        .unwrap()
}

/// The cookie that an answer hands out.
fn handed_out(answer: &common::Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_never_takes_over_a_session_that_was_brought_along() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path()).await;
    somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(dir.path())).await.unwrap();
    let brought = format!("semesta={}", "ab".repeat(32));
    let form = format!("user=ani&password={PASSWORD}");
    let first = post(&router, "/masuk", &brought, &form).await;
    let second = post(&router, "/masuk", &brought, &form).await;
    let (first, second) = (handed_out(&first), handed_out(&second));
    assert!(first != brought && second != brought && first != second);
    let account = |cookie: String| {
        let router = router.clone();
        async move { get(&router, "/akun", &cookie).await }
    };
    assert_eq!(account(brought).await.status, StatusCode::SEE_OTHER);
    // Leaving ends the session itself, not the cookie alone.
    let token = seal(&account(first.clone()).await.text);
    post(&router, "/keluar", &first, &format!("_token={token}")).await;
    assert_eq!(account(first).await.status, StatusCode::SEE_OTHER);
    assert_eq!(account(second).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_this_machine_cookies_travel_over_tls_only() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path()).await;
    somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let form = format!("user=ani&password={PASSWORD}");
    let serve = |listen: &str, plain_http| ServeOptions {
        listen: listen.parse().unwrap(),
        plain_http,
        ..options(dir.path())
    };
    for (listen, plain_http, is_secure) in [
        ("0.0.0.0:0", false, true),
        ("0.0.0.0:0", true, false),
        ("127.0.0.1:0", false, false),
    ] {
        let router = semesta_web::service(&serve(listen, plain_http))
            .await
            .unwrap();
        let answer = post(&router, "/masuk", "", &form).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert_eq!(cookie.contains("; Secure"), is_secure, "{cookie}");
        assert_eq!(cookie.starts_with("__Host-semesta="), is_secure, "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        assert!(cookie.contains("Path=/") && !cookie.contains("Domain"));
        let strict = answer.headers.contains_key("strict-transport-security");
        assert_eq!(strict, is_secure);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_its_limit_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path()).await;
    let cookie = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(dir.path())).await.unwrap();
    let token = seal(&get(&router, "/akun", &cookie).await.text);
    let parts = [("_token", token.as_str())];
    let send = |n_bytes: usize| {
        let (router, cookie, content) = (router.clone(), cookie.clone(), "a".repeat(n_bytes));
        async move {
            let file = ("jawaban.csv", content.as_str());
            upload_to(&router, "/usulan/batch/1/jawaban", &cookie, &parts, file).await
        }
    };
    let large = send(33 << 20).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text.contains("<html lang=\"id\""), "in words");
    assert_eq!(
        send(10).await.status,
        StatusCode::NOT_FOUND,
        "no such batch"
    );
}

/// What the upload takes in all.
const UPLOAD_MAX: usize = 512 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_over_its_limit_is_refused_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path()).await;
    let cookie = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(dir.path())).await.unwrap();
    let token = seal(&get(&router, "/data/unggah", &cookie).await.text);
    let field = |name: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let send = |n_bytes: usize| {
        let file = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"kematian.csv\"\r\nContent-Type: text/csv\r\n\r\n";
        let head = [
            field("_token", &token),
            field("as_of", "2024-08-31"),
            format!("{file}nik,tanggal\n"),
        ];
        let head = Bytes::from(head.concat());
        let block = Bytes::from(vec![b'\n'; 1 << 20]);
        let blocks = std::iter::repeat_n(block.clone(), n_bytes >> 20);
        let rest = block.slice(..n_bytes % (1 << 20));
        let all = std::iter::once(head)
            .chain(blocks)
            .chain([rest, Bytes::from_static(b"\r\n--X--\r\n")]);
        let body = Body::from_stream(futures_util::stream::iter(
            all.map(Ok::<_, std::convert::Infallible>),
        ));
        let request = Request::post("/data/unggah")
            .header(header::COOKIE, &cookie)
            .header(header::HOST, "localhost:8080")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
            .body(body)
            .unwrap();
        router.clone().oneshot(request)
    };
    let fits = send(UPLOAD_MAX - "nik,tanggal\n".len()).await.unwrap();
    assert_eq!(fits.status(), StatusCode::SEE_OTHER);
    for too_many in [1, 1 << 20] {
        let large = send(UPLOAD_MAX - "nik,tanggal\n".len() + too_many)
            .await
            .unwrap();
        assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
    // Only the one that was taken is kept.
    let kept = std::fs::read_dir(dir.path().join("uploads")).unwrap();
    assert_eq!(kept.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_says_nothing_of_files_or_people() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 800);
    let desk = desk(&data).await;
    let cookie = somebody(&desk, "ani", Role::HealthSocial, region()).await;
    let router = semesta_web::service(&options(&data)).await.unwrap();
    std::fs::remove_dir_all(data.join("runs")).unwrap();
    let broken = get(&router, "/keuangan/berita-acara", &cookie).await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    let folder = data.display().to_string();
    for told in [
        folder.as_str(),
        "os error",
        "No such file",
        "parquet",
        "panicked",
    ] {
        assert!(!broken.text.contains(told), "{told}");
    }
    assert!(broken.text.contains("<code>broken</code>") || broken.text.contains("broken"));
    // What is asked for is not said back.
    for path in [
        "/penduduk/o/6571010101909001",
        "/usulan/6571010101909001",
        "/wilayah/6571010101909001",
        "/tidak-ada/6571010101909001",
        "/belum?nik=6571010101909001",
        "/api/v1/receipt?basis=official&indicator=coverage&area=6571010101909001",
    ] {
        let answer = get(&router, path, &cookie).await;
        assert!(!holds_identifier(&answer.text), "{path}");
        let location = answer.location();
        assert!(
            !location.contains("6571010101909001"),
            "{path} to {location}"
        );
    }
    // Nobody signed in is sent to the door, and the address they came by keeps no query.
    let away = get(&router, "/belum?nik=6571010101909001", "").await;
    assert_eq!(away.location(), "/masuk?kembali=%2Fbelum");
}
