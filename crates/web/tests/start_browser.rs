//! The first start in a real browser, and the questions that are answered at once.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::Path;

use common::PASSWORD;
use common::browser::{Browser, DESK, demo, serve_empty};

/// Uploads a file of a source and waits for the end of its import.
fn upload(browser: &Browser, address: &str, source: &str, file: &Path) -> String {
    browser.open(&format!("{address}/data/unggah"));
    browser.run(&format!(
        "document.querySelector('#source').value='{source}';document.querySelector('#as_of').value='2024-08-31'"
    ));
    browser.write("#file", file.to_str().unwrap());
    browser.click("main form button");
    browser.arrives(|url| url.contains("/data/pekerjaan/"));
    browser.says("main", |text| {
        text.contains("Tidak berhasil") || text.contains("diterima")
    })
}

#[test]
fn the_first_start_leads_from_nothing_to_figures() {
    let dir = tempfile::tempdir().unwrap();
    // A city's files, in a folder that the server does not know.
    common::city(dir.path(), 800);
    let delivered = dir.path().join("kota/deliveries/2024-08");
    let (address, code) = serve_empty(&dir.path().join("kosong"));
    let browser = Browser::begin(DESK);
    browser.open(&address);
    browser.arrives(|url| url.ends_with("/mulai"));
    assert_eq!(browser.axe(), Vec::<String>::new());
    for (field, text) in [
        ("code", code.as_str()),
        ("region", "65.71"),
        ("user", "ani"),
        ("full_name", "Ani Lestari"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ] {
        browser.run(&format!("document.querySelector('#{field}').value=''"));
        browser.write(&format!("#{field}"), text);
    }
    browser.click("main form button");
    browser.says("main", |text| text.contains("/2024-12"));
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.click("main a[href='/data/unggah']");
    browser.arrives(|url| url.ends_with("/data/unggah"));
    for source in ["penduduk", "peserta"] {
        let files = std::fs::read_dir(&delivered).unwrap();
        let file = files
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_stem().is_some_and(|stem| stem == source))
            .unwrap();
        let said = upload(&browser, &address, source, &file);
        assert!(said.contains("diterima"), "{said}");
    }
    browser.open(&format!("{address}/data"));
    browser.click("form[action='/data/run'] button");
    browser.says("main", |text| text.contains("Selesai dihitung"));
    // The server looks for new runs every two seconds.
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while browser.text("h1") != "Di mana posisi kita?" {
        assert!(std::time::Instant::now() < end, "the run is shown");
        std::thread::sleep(std::time::Duration::from_millis(200));
        browser.open(&address);
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_slider_asks_at_once_and_both_answers_stand_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let browser = Browser::begin(DESK);
    browser.open(&format!("{address}/keuangan/rencana?kota1=100.000.000"));
    browser.says("h1", |text| !text.is_empty());
    browser.run(
        "const slider = document.querySelector('input[type=range]'); slider.value = slider.max; \
         slider.dispatchEvent(new Event('input', {bubbles: true})); \
         slider.dispatchEvent(new Event('change', {bubbles: true}))",
    );
    browser.says("#banding", |text| text.contains("Selisih"));
    assert!(browser.url().contains("kota1=100"));
    assert_eq!(browser.axe(), Vec::<String>::new());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
