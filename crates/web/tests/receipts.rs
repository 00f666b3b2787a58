//! Every number opens its receipt, the receipt says the same number, and its parts make it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use common::doubts::doubts;
use common::{between, city_of, get, holds_identifier, pages_on, region, run_on, somebody, work};
use jiff::Timestamp;
use semesta_desk::{Desk, Role};

/// A city with two runs, proposals, firms and what is due.
struct City {
    desk: Desk,
    router: Router,
    operator: String,
    before: String,
    after: String,
    rt: String,
}

impl City {
    async fn new(dir: &Path) -> Self {
        let data = city_of(dir, 1_500, 3);
        let before = run_on(&data, "2024-07-31".parse().unwrap());
        let after = run_on(&data, "2024-08-31".parse().unwrap());
        doubts(&data, 6);
        let desk = Desk::create("", &data, region(), Timestamp::now())
            .await
            .unwrap();
        let router = pages_on(&data, "2024-09-25").await;
        let operator = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
        let labour = somebody(&desk, "disnaker", Role::LabourOffice, region()).await;
        let due = "/keuangan/kewajiban";
        let done = work(&router, due, due, &operator, "").await;
        assert!(done.text.contains(due), "{}", done.text);
        let form = "dari=jalan&rute=pbpu_pemda&wilayah=657101";
        work(&router, "/usulan", "/usulan/susun", &operator, form).await;
        work(&router, "/badan-usaha", "/badan-usaha", &labour, "").await;
        let village = get(&router, "/wilayah/6571011001", &operator).await;
        let rt = between(&village.text, "/rt/", "\"").to_owned();
        Self {
            desk,
            router,
            operator,
            before,
            after,
            rt,
        }
    }

    /// The pages whose numbers are followed.
    fn pages(&self) -> Vec<String> {
        let (before, after, rt) = (&self.before, &self.after, &self.rt);
        let plan = "/keuangan/rencana?kota1=20.000.000&bulan=6&target=99,5&aktif=90";
        let mut pages: Vec<String> = [
            "/",
            "/wilayah/657101",
            "/wilayah/6571011001/lembar",
            "/belum",
            "/belum?wilayah=657101&status=belum",
            "/belum?rute=pbpu_pemda&alasan=never",
            "/kunjungan",
            "/kunjungan?wilayah=6571011001",
            "/keuangan",
            "/keuangan?bulan=2024-07",
            "/keuangan/tagihan?bulan=2024-08&temuan=deceased&wilayah=657101",
            "/keuangan/kewajiban",
            "/keuangan/anggaran?anggaran=900.000.000",
            "/keuangan/anggaran?anggaran=1.000.000&gerak=-5.000&bersih=1",
            "/keuangan/penghargaan?tahun=2026&tunggakan=tidak",
            "/keuangan/penghargaan?tahun=2024",
            "/keuangan/rencana",
            plan,
            "/keuangan/berita-acara",
            "/data/kalender",
            "/data/mutu",
            "/data/mutu?sumber=peserta",
            "/usulan",
            "/usulan/kalender",
            "/badan-usaha",
        ]
        .map(str::to_owned)
        .into();
        pages.extend([
            format!("/wilayah?dari={before}"),
            format!("/wilayah?tingkat=kelurahan&dari={before}"),
            format!("/wilayah/6571011001?dari={before}"),
            format!("/wilayah/6571011001/rt/{rt}?dari={before}"),
            format!("/data/banding?dari={before}&ke={after}"),
            format!("{plan}&dana=200&iuran=40000"),
        ]);
        pages
    }
}

/// A number of a page and where its receipt is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Linked {
    href: String,
    text: String,
}

fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&#38;", "&").replace("&amp;", "&");
    text.replace("&#39;", "'").trim().to_owned()
}

/// Every number of a page that opens a receipt.
fn numbers(page: &str, path: &str) -> Vec<Linked> {
    let links = page.split("<a ").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let href = attributes.split("href=\"").nth(1)?.split('"').next()?;
        let href = href.replace("&#38;", "&").replace("&amp;", "&");
        let text = plain(rest.split("</a>").next()?);
        // What a receipt's own tables offer is no receipt.
        let offers = ["unduh=", "urut-", "hal-", "cari-"];
        let is_offer = offers.iter().any(|key| href.contains(key));
        (href.starts_with(path) && !is_offer).then_some(Linked { href, text })
    });
    links.collect()
}

/// A receipt's kind and the keys that it is asked by: what tells how it is made.
fn shape(href: &str) -> String {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let keys = query.split('&').map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match key {
            // Of these the value decides how the number is made.
            "apa" | "bagian" | "sisi" | "ukuran" | "dasar" | "siapa" | "status" | "butir"
            | "indikator" | "langkah" | "ambang" | "syarat" | "mata" => format!("{key}={value}"),
            key => key.to_owned(),
        }
    });
    let keys: BTreeSet<String> = keys.collect();
    format!("{path} {}", Vec::from_iter(keys).join(" "))
}

/// Receipts that a number leads on to of one shape at most: there are very many areas.
const SHAPE_MAX: usize = 3;

/// Follows numbers to their receipts, and their parts to theirs.
async fn follow(router: &Router, cookie: &str, pages: &[String], path: &str) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    let mut known: BTreeSet<Linked> = BTreeSet::new();
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    let mut queue: VecDeque<(String, Linked)> = VecDeque::new();
    for page in pages {
        let answer = get(router, page, cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        let found = numbers(&answer.text, path);
        assert!(!found.is_empty(), "no number of {page} opens its receipt");
        queue.extend(found.into_iter().map(|one| (page.clone(), one)));
    }
    let n_direct = queue.len();
    while let Some((from, one)) = queue.pop_front() {
        if !known.insert(one.clone()) {
            continue;
        }
        let is_direct = !from.starts_with(path);
        let of_shape = shapes.entry(shape(&one.href)).or_default();
        *of_shape += 1;
        if *of_shape > SHAPE_MAX && !is_direct {
            continue;
        }
        let what = format!("{one:?} from {from}");
        let receipt = get(router, &one.href, cookie).await;
        assert_eq!(receipt.status, StatusCode::OK, "{what}");
        let value = plain(between(&receipt.text, "data-value>", "</p>"));
        assert_eq!(value, one.text, "{what}");
        assert!(
            !receipt.text.contains("data-closes=\"tidak\""),
            "{what} does not close: {}",
            plain(between(&receipt.text, "<main", "</main>"))
        );
        assert!(!holds_identifier(&receipt.text), "{what}");
        let kind = one.href[path.len()..].split('?').next().unwrap();
        kinds.insert(kind.to_owned());
        let parts = numbers(&receipt.text, path);
        queue.extend(parts.into_iter().map(|part| (one.href.clone(), part)));
    }
    assert!(n_direct > 10 && !kinds.is_empty(), "{n_direct}");
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_opens_a_receipt_that_says_the_same_and_closes() {
    let dir = tempfile::tempdir().unwrap();
    let city = City::new(dir.path()).await;
    for language in ["id", "en"] {
        let cookie = format!("{}; bahasa={language}", city.operator);
        let kinds = follow(&city.router, &cookie, &city.pages(), "/kuitansi/").await;
        for kind in [
            "angka",
            "anggaran",
            "badan-usaha",
            "banding",
            "belum",
            "berita-acara",
            "celah",
            "geser",
            "jembatan",
            "kalender",
            "kewajiban",
            "kunjungan",
            "meja",
            "mutu",
            "penghargaan",
            "rencana",
            "rt",
            "tagihan",
            "tolakan",
            "umur",
        ] {
            assert!(kinds.contains(kind), "{language}: no receipt of {kind}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_shows_formula_parts_files_law_and_how_to_verify() {
    let dir = tempfile::tempdir().unwrap();
    let city = City::new(dir.path()).await;
    let figure = "/kuitansi/angka?dasar=verified&indikator=coverage&wilayah=6571";
    let page = get(&city.router, figure, &city.operator).await.text;
    for said in [
        "penduduk hidup yang terdaftar ÷ penduduk hidup",
        "Disdukcapil",
        "/data/cuplikan/",
        "indicator.active_ratio",
        "Masa berlaku",
        &format!("semesta verify --run {}", city.after),
    ] {
        assert!(page.contains(said), "{said}");
    }
    let due = "/kuitansi/kewajiban?segmen=pbpu_pemda&mata=iuran_kota";
    let page = get(&city.router, due, &city.operator).await.text;
    for said in [
        "contribution.pemda",
        "Perpres 64/2020",
        "orang, masing-masing Rp",
    ] {
        assert!(page.contains(said), "{said}");
    }
    // Where every check closed, none is counted.
    let page = get(&city.router, "/kuitansi/pemeriksaan", &city.operator).await;
    assert_eq!(plain(between(&page.text, "data-value>", "</p>")), "0");
    // Of an earlier run everything is that run's.
    let earlier = format!("{figure}&hitungan={}", city.before);
    let page = get(&city.router, &earlier, &city.operator).await.text;
    assert!(page.contains(&format!("semesta verify --run {}", city.before)));
    assert!(page.contains("31 Juli 2024"));
    for wrong in [
        "/kuitansi/angka",
        "/kuitansi/apa",
        "/kuitansi/angka?dasar=verified&indikator=coverage&wilayah=9999",
        "/kuitansi/angka?dasar=verified&indikator=coverage&wilayah=6571&hitungan=..%2Fx",
        "/kuitansi/jembatan?langkah=apa",
        "/kuitansi/celah?wilayah=9999",
        "/kuitansi/umur?umur=99",
        "/kuitansi/umur?jk=X",
        "/kuitansi/tagihan?bulan=1999-01",
        "/kuitansi/tagihan?bulan=2024-08&temuan=apa",
        "/kuitansi/penghargaan?tahun=2026&ambang=apa",
        "/kuitansi/berita-acara?triwulan=2024-Q3&butir=apa",
        "/kuitansi/mutu?sumber=apa",
        "/kuitansi/meja?apa=apa",
        "/kuitansi/banding?dari=a&ke=b",
    ] {
        let answer = get(&city.router, wrong, &city.operator).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_page_sees_its_receipts_and_of_people_only_their_own_area() {
    let dir = tempfile::tempdir().unwrap();
    let city = City::new(dir.path()).await;
    let village = "65.71.02.1001".parse().unwrap();
    let lurah = somebody(&city.desk, "lurah", Role::HealthSocial, village).await;
    // A work list and its receipt count the same few people.
    let pages = ["/belum".to_owned(), "/kunjungan".to_owned()];
    let found = follow(&city.router, &lurah, &pages, "/kuitansi/").await;
    assert!(found.contains("belum") && found.contains("kunjungan"));
    let count = |text: &str| plain(between(text, "data-value>", "</p>"));
    let mine = get(&city.router, "/kuitansi/belum", &lurah).await.text;
    let all = get(&city.router, "/kuitansi/belum", &city.operator)
        .await
        .text;
    assert_ne!(count(&mine), count(&all));
    let elsewhere = "/kuitansi/belum?wilayah=6571011001";
    let none = get(&city.router, elsewhere, &lurah).await.text;
    assert_eq!(count(&none), "0");
    // Figures are everybody's; the list behind them is not.
    let gap = |area: &str| format!("/kuitansi/celah?wilayah={area}");
    let here = get(&city.router, &gap("6571021001"), &lurah).await.text;
    let there = get(&city.router, &gap("6571011001"), &lurah).await.text;
    assert!(here.contains("href=\"/belum?wilayah=6571021001\""));
    assert!(!there.contains("href=\"/belum?wilayah=6571011001\""));
    assert!(count(&there).parse::<i64>().unwrap() > 0);
    // Each kind asks for what its page asks for.
    for (role, kind, is_allowed) in [
        (Role::Administrator, "/kuitansi/belum", false),
        (Role::Administrator, "/kuitansi/kunjungan", false),
        (Role::Administrator, "/kuitansi/badan-usaha", false),
        (Role::Administrator, "/kuitansi/meja?apa=pasangan", false),
        (Role::LabourOffice, "/kuitansi/badan-usaha", true),
        (Role::Cadre, "/kuitansi/belum", true),
        (Role::Cadre, "/kuitansi/meja?apa=pasangan", false),
        (Role::HealthSocial, "/kuitansi/meja?apa=pasangan", true),
        (
            Role::HealthSocial,
            "/kuitansi/meja?apa=usulan&keadaan=drafted",
            true,
        ),
    ] {
        let name = format!("{}-{}", role.code().replace('_', "-"), kind.len());
        let cookie = somebody(&city.desk, &name, role, region()).await;
        let said = get(&city.router, kind, &cookie).await.status;
        let expected = if is_allowed {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(said, expected, "{} {kind}", role.code());
    }
    let nobody = get(&city.router, &gap("6571"), "").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_page_s_numbers_open_receipts_without_anybody_in_them() {
    let dir = tempfile::tempdir().unwrap();
    let city = City::new(dir.path()).await;
    for language in ["id", "en"] {
        let cookie = format!("bahasa={language}");
        let pages = ["/publik".to_owned()];
        let kinds = follow(&city.router, &cookie, &pages, "/publik/kuitansi/").await;
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["angka"]);
    }
    let public = "/publik/kuitansi/angka?dasar=verified&indikator=coverage&wilayah=";
    let page = get(&city.router, &format!("{public}6571"), "").await.text;
    let page = between(&page, "<main", "</main>");
    for told in [
        "/data/",
        "href=\"/kuitansi",
        "href=\"/belum",
        "Menurut segmen",
        "penduduk.csv",
        "peserta.csv",
    ] {
        assert!(!page.contains(told), "{told}");
    }
    assert!(page.contains("semesta verify --run"));
    // Few people are withheld, and so are both sides of their share.
    let mut withheld = 0;
    let json = get(&city.router, "/publik.json", "").await.text;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for figure in json["figures"].as_array().unwrap() {
        let word = |key: &str| figure[key].as_str().unwrap().to_owned();
        let area = word("area").replace('.', "");
        let asked = format!(
            "/publik/kuitansi/angka?dasar={}&indikator={}&wilayah={area}",
            word("basis"),
            word("indicator"),
        );
        let is_suppressed = figure["suppressed"].as_bool().unwrap();
        let page = get(&city.router, &asked, "").await.text;
        let value = plain(between(&page, "data-value>", "</p>"));
        assert_eq!(value == "disamarkan", is_suppressed, "{asked}");
        assert_eq!(page.contains("id=\"bagian1\""), !is_suppressed, "{asked}");
        if is_suppressed {
            withheld += 1;
            let side = format!("{asked}&bagian=pembilang");
            let page = get(&city.router, &side, "").await.text;
            assert_eq!(plain(between(&page, "data-value>", "</p>")), "disamarkan");
        }
    }
    assert!(withheld > 0);
    for hidden in [
        "/publik/kuitansi/angka?dasar=verified&indikator=coverage&wilayah=6571&segmen=pbi_jk",
        "/publik/kuitansi/celah?wilayah=6571",
        "/publik/kuitansi/belum",
        "/publik/kuitansi/tagihan",
        "/publik/kuitansi/meja?apa=pasangan",
    ] {
        let answer = get(&city.router, hidden, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{hidden}");
    }
}
