//! The pages in a real browser: whether people can use them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::browser::{Browser, DESK, Look, TELEPHONE, demo};

/// Every page with a table, a form or a drawing.
const PAGES: [&str; 36] = [
    "/",
    "/wilayah",
    "/wilayah?tingkat=kelurahan",
    "/wilayah/6571011001",
    "/wilayah/6571011001/lembar",
    "/belum",
    "/penduduk",
    "/keuangan",
    "/keuangan/tagihan",
    "/keuangan/kewajiban",
    "/keuangan/penghargaan?tahun=2026",
    "/keuangan/rencana?kota1=100.000.000&iuran=40000",
    "/keuangan/berita-acara",
    "/kuitansi/angka?dasar=official&indikator=coverage&wilayah=6571",
    "/data",
    "/data/unggah",
    "/keuangan/anggaran?anggaran=25.000.000.000",
    "/kuitansi/tagihan?bulan=2024-08",
    "/kuitansi/jembatan?langkah=deceased",
    "/data/kalender",
    "/data/mutu",
    "/data/banding",
    "/kunjungan",
    "/pengaturan/tata-letak",
    "/pengaturan/tata-letak/umum",
    "/pengaturan/bahasa",
    "/pengaturan",
    "/pengaturan/pengguna",
    "/usulan",
    "/usulan/batch",
    "/usulan/kalender",
    "/tinjauan",
    "/badan-usaha",
    "/badan-usaha/perkara",
    "/publik",
    "/masuk",
];

fn look_at_all(browser: &Browser, address: &str, what: &str) {
    let mut wrong = Vec::new();
    for path in PAGES {
        browser.open(&format!("{address}{path}"));
        for found in browser.axe() {
            wrong.push(format!("{what} {path}: {found}"));
        }
        let wide = browser.run(
            "const root = document.documentElement; return root.scrollWidth - root.clientWidth",
        );
        if wide.as_i64().unwrap_or(0) > 0 {
            wrong.push(format!("{what} {path}: {wide} pixels too wide"));
        }
        for complaint in browser.complaints() {
            wrong.push(format!("{what} {path}: {complaint}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_accessible_at_a_desk_and_on_a_telephone() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let browser = Browser::begin(DESK);
    look_at_all(&browser, &address, "desk");
    browser.open(&format!("{address}/tema/gelap?kembali=/"));
    browser.open(&format!("{address}/bahasa/en?kembali=/"));
    look_at_all(&browser, &address, "dark, English");
    drop(browser);
    look_at_all(&Browser::begin(TELEPHONE), &address, "telephone");
}

#[test]
fn a_person_is_found_and_opened_with_the_keyboard_and_a_table_turns() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let browser = Browser::begin(DESK);
    browser.open(&format!("{address}/penduduk"));
    browser.write("#wanted", "siti\u{e007}");
    browser.says("#temuan", |text| text.contains("•••"));
    assert_eq!(browser.url(), format!("{address}/penduduk"));
    browser.click("#temuan tbody a");
    browser.arrives(|url| url.contains("/penduduk/o/"));
    let masked = browser.text("h1");
    browser.write("#reason", "uji peramban\u{e007}");
    assert!(masked.contains("•••"));
    browser.says("h1", |opened| !opened.is_empty() && !opened.contains('•'));
    // Sorting swaps the table in place, and the address says so.
    browser.open(&format!("{address}/wilayah?tingkat=kelurahan"));
    let first = browser.text("#wilayah tbody tr:first-child th");
    browser.click("#wilayah thead th:first-child a");
    browser.arrives(|url| url.contains("urut=nama"));
    browser.says("#wilayah tbody tr:first-child th", |now| now != first);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";

#[test]
fn a_table_is_walked_sorted_and_looked_through_with_keys_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let browser = Browser::begin(DESK);
    let focus = || {
        let found = browser.run(
            "const at = document.activeElement; const row = at.closest('tr'); \
             return at.id || (row ? at.tagName + ' ' + row.rowIndex : at.tagName)",
        );
        found.as_str().unwrap_or_default().to_owned()
    };
    browser.open(&format!("{address}/wilayah?tingkat=kelurahan"));
    browser.press(&["j"]);
    assert_eq!(focus(), "TR 1", "the first row");
    browser.press(&["j", DOWN, "k"]);
    assert_eq!(focus(), "TR 2");
    browser.press(&[UP, UP, UP]);
    assert_eq!(focus(), "TR 1", "it ends at the top");
    browser.press(&["/"]);
    assert_eq!(focus(), "cari");
    browser.press(&["j", "/", "k"]);
    let written = browser.run("return document.activeElement.value");
    assert_eq!(written.as_str(), Some("j/k"), "whoever types is left alone");
    // The focus stays on the head that was pressed, though the table is another.
    browser.run("document.querySelector('#wilayah-1').focus()");
    browser.press(&[ENTER]);
    browser.arrives(|url| url.contains("urut=nama"));
    browser.says("#wilayah th[aria-sort]", |text| !text.is_empty());
    assert_eq!(focus(), "wilayah-1");
    browser.run("document.querySelector('#wilayah tbody tr').tabIndex = -1; document.querySelector('#wilayah tbody tr').focus()");
    browser.press(&[ENTER]);
    browser.arrives(|url| url.contains("/wilayah/6571"));
    // Words: opened, written, and cleared again with keys.
    browser.open(&format!("{address}/data"));
    browser.press(&["/"]);
    assert_eq!(focus(), "cari-sumber");
    browser.press(&["t", "a", "g", "i", "h", ENTER]);
    browser.arrives(|url| url.contains("cari-sumber=tagih"));
    let said = browser.says("#sumber [role=status]", |text| !text.is_empty());
    assert!(said.starts_with("2 "), "{said}");
    assert_eq!(focus(), "cari-sumber", "the words can be mended at once");
    assert_eq!(browser.axe(), Vec::<String>::new());
    // Keys can be turned off, and stay so.
    browser.click("[data-keys] button");
    browser.open(&format!("{address}/data"));
    browser.press(&["j", "/"]);
    assert_eq!(focus(), "BODY");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn everything_works_without_script() {
    let dir = tempfile::tempdir().unwrap();
    let (address, users) = demo(dir.path());
    let browser = Browser::begin(Look {
        script: false,
        ..DESK
    });
    browser.open(&format!("{address}/bahasa/en?kembali=/"));
    assert_eq!(browser.text("h1"), "Where do we stand?");
    browser.click("nav a[href='/wilayah']");
    browser.arrives(|url| url.ends_with("/wilayah"));
    browser.click("#wilayah thead th:first-child a");
    browser.arrives(|url| url.contains("urut=nama"));
    browser.open(&format!("{address}/data"));
    browser.click("#sumber .sift summary");
    browser.write("#cari-sumber", "bill\u{e007}");
    browser.arrives(|url| url.contains("cari-sumber=bill"));
    assert!(browser.text("#sumber").contains("2 of 15 rows"));
    browser.click("#sumber thead th:first-child a");
    browser.arrives(|url| url.contains("urut-sumber=1.naik") && url.contains("cari-sumber=bill"));
    browser.click(".top form button");
    browser.arrives(|url| url.ends_with("/masuk"));
    browser.write("#user", &users.auditor);
    browser.write("#password", &format!("{}\u{e007}", users.password));
    browser.arrives(|url| !url.ends_with("/masuk"));
    assert_eq!(browser.text("h1"), "Where do we stand?");
    browser.open(&format!("{address}/data/unggah"));
    assert_eq!(browser.text("h1"), "Not allowed");
    browser.open(&format!("{address}/pengaturan/audit"));
    assert!(browser.text("#catatan").contains("session.begin"));
}

#[test]
fn a_broken_file_is_explained_and_a_job_is_watched() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let broken = dir.path().join("kematian.csv");
    std::fs::write(&broken, "nik,tanggal\n\"6571014507909003,2024-08-02\n").unwrap();
    let browser = Browser::begin(DESK);
    browser.open(&format!("{address}/data/unggah"));
    browser.run("document.querySelector('#source').value='kematian';document.querySelector('#as_of').value='2024-08-31'");
    browser.write("#file", broken.to_str().unwrap());
    browser.click("main form button");
    for _ in 0..200 {
        if browser.source().contains("Tidak berhasil") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(
        browser.text("main").contains("petik"),
        "the message names the open quote"
    );
    browser.open(&format!("{address}/data"));
    browser.click("main form[action='/data/run'] button");
    for _ in 0..400 {
        if browser.source().contains("Selesai dihitung") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(browser.text("main").contains("Selesai dihitung"));
}
