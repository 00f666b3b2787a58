//! Signing in through a real identity provider, by the pages.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
#[path = "../../oidc/tests/common/mod.rs"]
mod provider;

use std::path::Path;

use axum::Router;
use axum::http::{StatusCode, header};
use common::{Answer, PASSWORD, get, options, post, region, somebody};
use jiff::Timestamp;
use provider::{Browser, Server};
use semesta_desk::{Desk, Role};

/// A desk with a checker and an administrator, and its pages.
async fn office(server: &Server, dir: &Path, local: &str) -> (Desk, Router) {
    let settings = serde_json::json!({
        "issuer": server.issuer,
        "client_id": "semesta",
        "client_secret": "rahasia semesta",
        "public_url": "http://127.0.0.1:1",
        "title": "SSO Kota",
        "local_sign_in": local,
    });
    let data = dir.join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("oidc.json"), settings.to_string()).unwrap();
    let desk = Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    somebody(&desk, "siti", Role::Checker, region()).await;
    somebody(&desk, "admin", Role::Administrator, region()).await;
    let pages = semesta_web::service(&options(&data)).await.unwrap();
    (desk, pages)
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter();
    let pairs = all.map(|value| value.to_str().unwrap().split(';').next().unwrap());
    let mut fits = pairs.filter(|pair| pair.starts_with(&format!("{name}=")));
    fits.next().map(str::to_owned)
}

/// Goes to the provider and back as somebody.
async fn through(pages: &Router, user: &'static str) -> (String, String) {
    let begun = get(pages, "/masuk/luar?kembali=%2Fakun", "").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let kept = cookie(&begun, "semesta-luar").unwrap();
    let url = begun.location().to_owned();
    let walk = move || Browser::new().sign_in(&url, user);
    let (state, code) = tokio::task::spawn_blocking(walk).await.unwrap();
    let path = format!("/masuk/balik?state={state}&code={}", code.unwrap());
    (path, kept)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_signs_in_through_the_provider() {
    let server = Server::start("loose");
    let dir = tempfile::tempdir().unwrap();
    let (_, pages) = office(&server, dir.path(), "all").await;
    let page = get(&pages, "/masuk?kembali=/akun", "").await;
    assert!(page.text.contains("Masuk lewat SSO Kota"), "{}", page.text);
    assert!(page.text.contains("/masuk/luar?kembali=/akun"));
    let (path, kept) = through(&pages, "siti").await;
    let back = get(&pages, &path, &kept).await;
    assert_eq!(
        (back.status, back.location()),
        (StatusCode::SEE_OTHER, "/akun")
    );
    let session = cookie(&back, "semesta").unwrap();
    let account = get(&pages, "/akun", &session).await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(account.text.contains("siti"));
    // The same way back a second time, and in a browser that did not set out.
    let again = get(&pages, &path, &kept).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert!(cookie(&again, "semesta").is_none());
    let (path, _) = through(&pages, "siti").await;
    let foreign = get(&pages, &path, "").await;
    assert_eq!(foreign.status, StatusCode::UNAUTHORIZED);
    // With a password as well.
    let form = format!("user=siti&password={PASSWORD}");
    let local = post(&pages, "/masuk", "", &form).await;
    assert_eq!(local.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_stay_outside_and_passwords_are_for_administrators() {
    let server = Server::start("strict");
    let dir = tempfile::tempdir().unwrap();
    let (desk, pages) = office(&server, dir.path(), "administrators").await;
    let (path, kept) = through(&pages, "budi").await;
    let refused = get(&pages, &path, &kept).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.text.contains("belum dikenal"), "{}", refused.text);
    assert!(
        desk.user("budi").await.is_err(),
        "nobody is made by signing in"
    );
    let form = |user: &str| format!("user={user}&password={PASSWORD}");
    let officer = post(&pages, "/masuk", "", &form("siti")).await;
    assert_eq!(officer.status, StatusCode::UNAUTHORIZED);
    assert!(officer.text.contains("hanya untuk administrator"));
    assert!(cookie(&officer, "semesta").is_none());
    let admin = post(&pages, "/masuk", "", &form("admin")).await;
    assert_eq!(admin.status, StatusCode::SEE_OTHER);
    drop(server);
    let lost = tokio::time::timeout(
        std::time::Duration::from_secs(60),
        get(&pages, "/masuk/luar", ""),
    );
    assert_ne!(lost.await.unwrap().status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_settings_there_is_no_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    Desk::create("", &data, region(), Timestamp::now())
        .await
        .unwrap();
    let pages = semesta_web::service(&options(&data)).await.unwrap();
    let page = get(&pages, "/masuk", "").await;
    assert!(!page.text.contains("/masuk/luar"));
    let luar = get(&pages, "/masuk/luar", "").await;
    assert_eq!(luar.status, StatusCode::NOT_FOUND);
}
