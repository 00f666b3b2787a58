//! The desk's work in a real browser, from the first click to the last.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::browser::{Browser, DESK, Look, serve};
use common::doubts::doubts;
use common::{PASSWORD, city, credentials, options, region, somebody};
use jiff::{SignedDuration, Timestamp};
use semesta_desk::{Desk, Role};
use semesta_web::ServeOptions;

/// A browser as a person without script has it: a click leads to a whole page.
const PLAIN: Look = Look {
    script: false,
    ..DESK
};

#[test]
fn a_link_is_judged_with_its_keys_and_undone() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 800);
    doubts(&data, 3);
    let (address, _) = serve(ServeOptions {
        demo: Some(region()),
        ..options(&data)
    });
    let browser = Browser::begin(DESK);
    browser.open(&format!("{address}/tinjauan"));
    browser.click("main .head a.button");
    browser.arrives(|url| url.contains("/tinjauan/"));
    let first = browser.url();
    assert!(browser.text("#berdampingan").contains("•••"));
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.click("form.open button");
    browser.says("#berdampingan", |text| text.contains("LESTARI"));
    browser.click("button[accesskey='1']");
    browser.says(".note.good", |text| text.contains("Tersimpan"));
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.open(&first);
    browser.says("#pendapat", |text| text.contains("demo"));
    browser.click("button[accesskey='0']");
    browser.says(".note.good", |text| text.contains("dibatalkan"));
    browser.says("#pendapat", |text| text.contains("Belum ada yang menilai"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_proposal_goes_from_draft_to_feedback_without_script() {
    let dir = tempfile::tempdir().unwrap();
    let (address, users) = common::browser::demo(dir.path());
    let operator = Browser::begin(PLAIN);
    operator.open(&format!("{address}/usulan"));
    operator.choose("#dari", "jalan");
    operator.choose("#rute", "pbpu_pemda");
    operator.click("form[action='/usulan/susun'] button");
    operator.says("main", |text| text.contains("usulan disusun"));
    for (user, step) in [("pemeriksa", "check"), ("penyetuju", "approve")] {
        let browser = Browser::begin(PLAIN);
        browser.sign_in(&address, user, &users.password);
        browser.open(&format!("{address}/usulan"));
        browser.click("input[value='semua']");
        browser.click(&format!("button[value='{step}']"));
        browser.says("h1", |text| text.contains("usulan ini?"));
        assert!(
            browser.text("main").contains("Rp"),
            "people and rupiah first"
        );
        browser.click("form[action^='/usulan/tindak/'] button");
        browser.says(".note.good", |text| text.contains("usulan di"));
    }
    operator.open(&format!("{address}/usulan/batch"));
    operator.click("form[action='/usulan/batch'] button");
    operator.says("h1", |text| text.contains("kirim?"));
    operator.click("form[action^='/usulan/tindak/'] button");
    operator.says(".note.good", |text| text.contains("Berkas mutasi 1 dibuat"));
    let answer = dir.path().join("jawaban.csv");
    std::fs::write(
        &answer,
        "No Referensi,Status,Kode\n1,Diterima,\n2,Ditolak,07\n",
    )
    .unwrap();
    operator.write("#file", answer.to_str().unwrap());
    operator.click("form[action$='/jawaban'] button");
    operator.says(".note.good", |text| text.contains("1 diterima, 1 ditolak"));
    assert!(operator.text("#jawaban").contains("07"));
}

#[test]
fn two_desks_at_one_proposal_and_a_session_that_ends() {
    let dir = tempfile::tempdir().unwrap();
    let data = city(dir.path(), 1_500);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = runtime.block_on(async {
        let desk = Desk::create("", &data, region(), Timestamp::now())
            .await
            .unwrap();
        somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
        for name in ["ani", "budi"] {
            somebody(&desk, name, Role::Checker, region()).await;
        }
        desk
    });
    let (address, _) = serve(options(&data));
    let operator = Browser::begin(PLAIN);
    operator.sign_in(&address, "dinkes", PASSWORD);
    operator.open(&format!("{address}/usulan"));
    operator.choose("#dari", "jalan");
    operator.choose("#rute", "pbpu_pemda");
    operator.click("form[action='/usulan/susun'] button");
    operator.says("main", |text| text.contains("usulan disusun"));
    // Both look at the same proposal and are asked; one is first.
    let [ani, budi] = ["ani", "budi"].map(|name| {
        let browser = Browser::begin(PLAIN);
        browser.sign_in(&address, name, PASSWORD);
        browser.open(&format!("{address}/usulan/1"));
        browser.click("button[value='check']");
        browser.says("h1", |text| text.contains("usulan ini?"));
        browser
    });
    budi.click("form[action^='/usulan/tindak/'] button");
    budi.says(".note.good", |text| text.contains("1 usulan diperiksa"));
    ani.click("form[action^='/usulan/tindak/'] button");
    ani.says("h1", |text| text.contains("Orang lain lebih dahulu"));
    assert!(ani.text("main").contains("budi"));

    // Half an hour later whoever did nothing must sign in again, and gets back.
    let later = Timestamp::now() + SignedDuration::from_mins(31);
    let budi = credentials("budi", PASSWORD);
    let signed = desk.sign_in(&budi, "127.0.0.1", later);
    runtime.block_on(signed).unwrap();
    ani.open(&format!("{address}/usulan/kalender"));
    ani.arrives(|url| url.contains("/masuk?kembali="));
    ani.write("#user", "ani");
    ani.write("#password", &format!("{PASSWORD}\u{e007}"));
    ani.arrives(|url| url.ends_with("/usulan/kalender"));
}
