//! Mapping, comparing, visiting and printing in a real browser.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::browser::{Browser, DESK, Look, TELEPHONE, demo, serve};
use common::{city_of, options, region, run_on};
use semesta_web::ServeOptions;

const ODD: &str = "Urut;Jati diri;Hari wafat;Orang\n\
    1;6571014507909003;02/08/2024;SITI AMINAH\n\
    2;;03/08/2024;BUDI SANTOSO\n";

/// What axe and the browser complain of on this page, and whether it is too wide.
fn wrong(browser: &Browser) -> Vec<String> {
    let mut found = browser.axe();
    let wide = browser
        .run("const root = document.documentElement; return root.scrollWidth - root.clientWidth");
    if wide.as_i64().unwrap_or(0) > 0 {
        found.push(format!("{wide} pixels too wide"));
    }
    found.extend(browser.complaints());
    found
}

fn map_and_import(browser: &Browser, address: &str, file: &std::path::Path) {
    browser.open(&format!("{address}/data/unggah"));
    browser.choose("#source", "kematian");
    // Typed as the browser's own language has it: month, day, year.
    browser.write("#as_of", "08312024");
    browser.write("#file", file.to_str().unwrap());
    browser.click("main form button");
    browser.arrives(|url| url.contains("/data/unggah/"));
    assert!(browser.text("main").contains("Jati diri"));
    browser.choose("[id='k.nik']", "1");
    browser.choose("[id='k.tanggal']", "2");
    browser.choose("[id='k.nama']", "3");
    browser.click("button[value='pratinjau']");
    browser.says("#hasil-pratinjau", |text| text.contains("NIK kosong"));
    assert!(!browser.text("main").contains("SITI"));
    browser.write("#nama", "capil-kota");
    browser.click("button[value='simpan']");
    browser.arrives(|url| url.contains("/data/pekerjaan/"));
    browser.says("main", |text| text.contains("1 diterima, 1 ditolak"));
}

#[test]
fn an_unknown_file_is_mapped_with_and_without_script() {
    for script in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let (address, _) = demo(dir.path());
        let file = dir.path().join("wafat.csv");
        std::fs::write(&file, ODD).unwrap();
        let browser = Browser::begin(Look { script, ..DESK });
        if script {
            browser.open(&format!("{address}/data/unggah"));
            assert_eq!(wrong(&browser), Vec::<String>::new());
        }
        map_and_import(&browser, &address, &file);
        browser.open(&format!("{address}/pengaturan/tata-letak/capil-kota"));
        assert!(browser.text("main").contains("Hari wafat"));
    }
}

#[test]
fn the_mapping_is_accessible_at_a_desk_and_on_a_telephone() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let file = dir.path().join("pindah.csv");
    std::fs::write(
        &file,
        "nik,tanggal,arah\n6571014507909003,2024-08-02,datang lagi\n",
    )
    .unwrap();
    for look in [DESK, TELEPHONE] {
        let browser = Browser::begin(look);
        browser.open(&format!("{address}/bahasa/en?kembali=/data/unggah"));
        browser.choose("#source", "pindah");
        browser.run("document.querySelector('#as_of').value='2024-08-31'");
        browser.click("input[name='map']");
        browser.write("#file", file.to_str().unwrap());
        browser.click("main form button");
        browser.arrives(|url| url.contains("/data/unggah/"));
        assert_eq!(wrong(&browser), Vec::<String>::new(), "{}", look.width);
        browser.click("button[value='pratinjau']");
        browser.says("#hasil-pratinjau", |text| {
            text.contains("Words not known yet")
        });
        assert_eq!(wrong(&browser), Vec::<String>::new(), "{}", look.width);
    }
}

#[test]
fn files_dropped_on_the_box_are_taken() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let browser = Browser::begin(DESK);
    browser.open(&format!("{address}/data/unggah"));
    browser.run("document.querySelector('#as_of').value='2024-08-31'");
    browser.run(
        "const data = new DataTransfer(); for (const [name, text] of [['kematian.csv', 'nik,tanggal\\n6571014507909003,2024-08-02\\n'], ['lain.csv', 'apa,siapa\\n1,2\\n']]) data.items.add(new File([text], name)); document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));",
    );
    browser.click("main form button");
    browser.says("#kiriman", |text| {
        text.contains("kematian.csv") && text.contains("lain.csv") && text.contains("tidak dikenal")
    });
    assert_eq!(wrong(&browser), Vec::<String>::new());
    browser.click("main form button");
    browser.says("main", |text| text.contains("1 berkas dimasukkan, 0 gagal"));
}

#[test]
fn two_runs_are_compared_and_their_people_filtered() {
    let dir = tempfile::tempdir().unwrap();
    let data = city_of(dir.path(), 1_500, 4);
    run_on(&data, "2024-05-31".parse().unwrap());
    run_on(&data, "2024-08-31".parse().unwrap());
    let (address, _) = serve(ServeOptions {
        demo: Some(region()),
        ..options(&data)
    });
    for look in [DESK, TELEPHONE] {
        let browser = Browser::begin(look);
        browser.open(&format!("{address}/data/banding"));
        assert!(browser.text("main").contains("Tertutup"));
        assert_eq!(wrong(&browser), Vec::<String>::new(), "{}", look.width);
        browser.choose("#perubahan", "arrived");
        browser.arrives(|url| url.contains("perubahan=arrived"));
        browser.says("#orang", |text| text.contains("Penduduk baru"));
        browser.open(&format!("{address}/wilayah/6571011001"));
        browser.click("#wilayah tbody a");
        browser.arrives(|url| url.contains("/rt/"));
        assert_eq!(wrong(&browser), Vec::<String>::new(), "{}", look.width);
    }
}

#[test]
fn a_cadre_records_a_visit_on_a_telephone_and_without_script() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let with_script = Browser::begin(TELEPHONE);
    with_script.open(&format!("{address}/kunjungan"));
    assert_eq!(wrong(&with_script), Vec::<String>::new());
    with_script.click("ol.people a.button");
    with_script.arrives(|url| url.contains("/kunjungan/"));
    assert_eq!(wrong(&with_script), Vec::<String>::new());
    with_script.click("input[value='willing']");
    with_script.click("main form.tall button");
    with_script.arrives(|url| url.contains("selesai=willing"));
    drop(with_script);
    // A telephone is emulated by script: without any, the window is a desk's.
    let browser = Browser::begin(Look {
        script: false,
        ..DESK
    });
    browser.open(&format!("{address}/kunjungan?hasil=belum"));
    browser.click("ol.people a.button");
    browser.arrives(|url| url.contains("/kunjungan/"));
    browser.click("input[value='not_home']");
    browser.click("main form.tall button");
    browser.arrives(|url| url.contains("selesai=not_home"));
    assert!(browser.text("main").contains("Kunjungan tersimpan"));
    browser.open(&format!("{address}/kunjungan?hasil=not_home"));
    assert!(browser.text("#orang").contains("Tidak ada di rumah"));
}

#[test]
fn a_timeline_opens_from_the_person_s_page() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    for look in [DESK, TELEPHONE] {
        let browser = Browser::begin(look);
        browser.open(&format!("{address}/belum?status=nonaktif"));
        browser.click("#orang tbody a");
        browser.arrives(|url| url.contains("/penduduk/o/"));
        browser.click("main .head a.button");
        browser.arrives(|url| url.ends_with("/riwayat"));
        assert!(browser.text("#riwayat").contains("Masuk daftar peserta"));
        assert_eq!(wrong(&browser), Vec::<String>::new(), "{}", look.width);
    }
}

#[test]
fn a_village_s_sheet_prints_on_one_page() {
    let dir = tempfile::tempdir().unwrap();
    let (address, _) = demo(dir.path());
    let browser = Browser::begin(DESK);
    for language in ["id", "en"] {
        browser.open(&format!(
            "{address}/bahasa/{language}?kembali=/wilayah/6571011001/lembar"
        ));
        assert_eq!(browser.pages_printed(), 1, "{language}");
    }
    // The test can fail: a page of tables takes several.
    browser.open(&format!("{address}/keuangan/tagihan"));
    assert!(browser.pages_printed() > 1);
}
