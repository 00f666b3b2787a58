//! A rule for every table there is: it can be sorted, looked through and had as a file.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use common::doubts::doubts;
use common::walk::{kind, links, walk};
use common::{
    between, city_of, get, holds_identifier, pages_on, post, region, seal, send, somebody,
    somebody_with, work,
};
use jiff::Timestamp;
use semesta_desk::{Desk, Role};

/// Tables whose order says something, and what.
const FIXED: [(&str, &str); 11] = [
    ("bagian", "the parts of a receipt, as they make its number"),
    ("jembatan", "steps from official to verified"),
    ("aliran", "from one run to the other"),
    ("anggaran", "what is left after each month"),
    ("hasil", "the items of the minutes in the order of the law"),
    ("banding", "measures of a plan, each of another kind"),
    ("berdampingan", "record and resident field by field"),
    ("bukti", "parts of a weight, the weightiest first"),
    ("sisi", "a membership before and after"),
    ("contoh", "the first rows of a file"),
    (
        "ambang-",
        "the criteria of an award in the order of its law",
    ),
];

/// Tables without a field for words: people, or a page that has one itself.
const NOT_SIFTED: [&str; 19] = [
    "orang",
    "baris",
    "usulan",
    "antrean",
    "temuan",
    "rekaman",
    "jalan",
    "keluarga",
    "tagihan",
    "bulan",
    "riwayat",
    "usulan-orang",
    "selisih",
    "catatan",
    "perkara",
    "parameter",
    "kelurahan",
    "wilayah",
    "badan-usaha",
];

/// Lists of people that are had by a form with a reason.
const WITH_FORM: [&str; 4] = ["orang", "baris", "selisih", "usulan"];

/// A city in which every list has something.
struct Place {
    router: Router,
    /// Cookies of people who together may see every page.
    eyes: Vec<String>,
    /// The cookie of somebody who sees no citizen.
    administrator: String,
}

impl Place {
    async fn new(dir: &Path) -> Self {
        let data = city_of(dir, 1_500, 2);
        common::run_on(&data, "2024-07-31".parse().unwrap());
        common::run_on(&data, "2024-08-31".parse().unwrap());
        doubts(&data, 12);
        let desk = Desk::create("", &data, region(), Timestamp::now())
            .await
            .unwrap();
        let router = pages_on(&data, "2024-09-10").await;
        let roles = [Role::HealthSocial, Role::Administrator];
        let operator = somebody_with(&desk, "dinkes", &roles, region()).await;
        let labour = somebody(&desk, "disnaker", Role::LabourOffice, region()).await;
        let administrator = somebody(&desk, "admin", Role::Administrator, region()).await;
        let auditor = somebody(&desk, "auditor", Role::Auditor, region()).await;
        let form = "dari=jalan&rute=pbpu_pemda&wilayah=657101";
        work(&router, "/usulan", "/usulan/susun", &operator, form).await;
        work(&router, "/badan-usaha", "/badan-usaha", &labour, "").await;
        let firms = get(&router, "/badan-usaha", &labour).await.text;
        let rows = &firms[firms.find("<tbody>").unwrap()..];
        let firm = format!(
            "/badan-usaha/{}",
            between(rows, "href=\"/badan-usaha/", "\"")
        );
        send(
            &router,
            &firm,
            &format!("{firm}/perkara"),
            &labour,
            "note=uji",
        )
        .await;
        work(
            &router,
            "/keuangan/kewajiban",
            "/keuangan/kewajiban",
            &operator,
            "",
        )
        .await;
        Self {
            router,
            eyes: vec![operator, labour, auditor],
            administrator,
        }
    }
}

/// A table of a page.
struct Shown<'a> {
    id: &'a str,
    is_fixed: bool,
    text: &'a str,
}

fn tables(page: &str) -> Vec<Shown<'_>> {
    let parts = page.split("<div class=\"tablebox").skip(1);
    parts
        .map(|text| Shown {
            id: between(text, "id=\"", "\""),
            is_fixed: text.starts_with(" fixed"),
            text,
        })
        .collect()
}

impl Shown<'_> {
    fn n_rows(&self) -> usize {
        let body = self.text.split("</tbody>").next().unwrap();
        body.matches("<th scope=\"row\"").count()
    }

    /// What is wrong with it on a page.
    fn faults(&self, page: &str, may_export: bool) -> Vec<String> {
        let mut faults = Vec::new();
        let heads = self.text.split("</thead>").next().unwrap();
        let sorts = heads.matches("<th scope=\"col\"").count() > 0
            && heads
                .split("<th scope=\"col\"")
                .skip(1)
                .any(|head| head.contains("<a id=") && head.contains("hx-get="));
        if self.is_fixed == sorts && self.n_rows() >= 3 {
            faults.push("heads that do not sort".to_owned());
        }
        if self.is_fixed && !FIXED.iter().any(|(id, _)| self.id.starts_with(id)) {
            faults.push("an order that nobody explained".to_owned());
        }
        let has_file = self.text.contains(&format!("unduh={}.csv", self.id))
            || self.text.contains("/unduh.csv")
            || self.text.contains("/publik.csv")
            || page.contains("/unduh.csv\"");
        // Whoever may not export people is offered no list of them.
        let is_kept = !may_export && WITH_FORM.contains(&self.id);
        if self.n_rows() > 0 && !has_file && !is_kept {
            faults.push("no file".to_owned());
        }
        let is_sifted = self.text.contains(&format!("name=\"cari-{}\"", self.id));
        let wants = self.n_rows() >= 8 && !self.is_fixed && !NOT_SIFTED.contains(&self.id);
        if wants && !is_sifted {
            faults.push("no field for words".to_owned());
        }
        faults
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_sorts_and_is_had_as_a_file_and_every_file_keeps_the_masks() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::new(dir.path()).await;
    let (mut faults, mut seen) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    let (mut files, mut sorted) = (BTreeSet::new(), BTreeSet::new());
    for (at, cookie) in place.eyes.iter().enumerate() {
        for (path, page) in walk(&place.router, cookie).await {
            for table in tables(&page) {
                *seen.entry(table.id.to_owned()).or_default() += 1;
                for fault in table.faults(&page, at == 0) {
                    faults.insert(format!("{} on {}: {fault}", table.id, kind(&path)));
                }
                let head = links(table.text).find(|link| link.contains("urut"));
                if let Some(head) = head.filter(|_| sorted.insert(kind(&path) + table.id)) {
                    let answer = get(&place.router, &head, cookie).await;
                    assert_eq!(answer.status, StatusCode::OK, "{head}");
                    assert!(answer.text.contains("aria-sort=\""), "{head}");
                }
                let file = links(table.text)
                    .find(|link| link.contains(&format!("unduh={}.csv", table.id)));
                let Some(file) = file.filter(|_| files.insert(kind(&path) + table.id)) else {
                    continue;
                };
                let answer = get(&place.router, &file, cookie).await;
                assert_eq!(answer.status, StatusCode::OK, "{file}");
                assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
                assert_eq!(answer.headers["cache-control"], "no-store");
                let named = answer.headers["content-disposition"].to_str().unwrap();
                assert!(named.starts_with(&format!("attachment; filename=\"{}-", table.id)));
                assert!(!holds_identifier(&answer.text), "{file}");
                let mut rows = csv::Reader::from_reader(answer.text.as_bytes());
                let n_columns = rows.headers().unwrap().len();
                assert!(n_columns > 0, "{file}");
                let n_rows = rows.records().map(Result::unwrap).count();
                assert!(n_rows >= table.n_rows(), "{file}: {n_rows}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(seen.len() > 45, "tables seen: {seen:?}");
    assert!(files.len() > 60, "{} files", files.len());
    assert!(sorted.len() > 60, "{} sorted", sorted.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_people_is_masked_entered_in_the_log_and_kept_from_others() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::new(dir.path()).await;
    let [operator, _, auditor] = place.eyes.as_slice() else {
        unreachable!()
    };
    let list = get(&place.router, "/belum", operator).await.text;
    let person = format!(
        "/penduduk/o/{}",
        between(&list, "href=\"/penduduk/o/", "\"")
    );
    let file = format!("{person}?unduh=rekaman.xlsx");
    let entries = async || {
        let log = get(&place.router, "/pengaturan/audit?aksi=people.", auditor).await;
        log.text.matches("people.export").count()
    };
    let before = entries().await;
    let of_person = get(&place.router, &file, operator).await;
    // A person without a record has no table of them.
    let expected = [StatusCode::OK, StatusCode::NOT_FOUND];
    assert!(expected.contains(&of_person.status));
    let family = format!("{person}?unduh=jalan.csv");
    let routes = get(&place.router, &family, operator).await;
    assert_eq!(routes.status, StatusCode::OK);
    let is_given = usize::from(of_person.status == StatusCode::OK);
    assert_eq!(entries().await, before + 1 + is_given);
    // Whoever may not see the page gets no file of it.
    for (cookie, status) in [
        (&place.administrator, StatusCode::FORBIDDEN),
        (&String::new(), StatusCode::SEE_OTHER),
    ] {
        let refused = get(&place.router, &family, cookie).await;
        assert_eq!(refused.status, status);
    }
    assert_eq!(
        entries().await,
        before + 1 + is_given,
        "what is refused is not entered"
    );
    // Lists with a form of their own are had by it alone: with a reason.
    for path in [
        "/belum?unduh=orang.csv",
        "/keuangan/tagihan?unduh=baris.csv",
        "/usulan?unduh=usulan.csv",
    ] {
        let refused = get(&place.router, path, operator).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
    }
    // The log itself is a file for those who may have it.
    let log = get(
        &place.router,
        "/pengaturan/audit?unduh=catatan.csv",
        auditor,
    )
    .await;
    assert_eq!(log.status, StatusCode::OK);
    assert!(log.text.lines().count() > 10 && !holds_identifier(&log.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_found_is_sorted_and_given_without_what_was_looked_for() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::new(dir.path()).await;
    let operator = &place.eyes[0];
    let token = seal(&get(&place.router, "/penduduk", operator).await.text);
    let ask = async |form: &str| {
        let form = format!("_token={token}&{form}");
        post(&place.router, "/penduduk", operator, &form).await
    };
    let found = ask("wanted=siti").await;
    let hits = between(&found.text, "name=\"hits\" value=\"", "\"").replace(' ', "+");
    assert!(
        !found.text.to_lowercase().contains("siti"),
        "it is not repeated"
    );
    let ages = |text: &str| -> Vec<u32> {
        let table = tables(text).into_iter().find(|table| table.id == "temuan");
        let rows = table.unwrap().text.split("<tr>").skip(2);
        let cells = rows.map(|row| between(row, "<td class=\"num\">", "<"));
        cells.filter_map(|cell| cell.parse().ok()).collect()
    };
    let sorted = ask(&format!("hits={hits}&urut-temuan=3.turun")).await;
    let mut expected = ages(&found.text);
    expected.sort_by(|a, b| b.cmp(a));
    assert_eq!(ages(&sorted.text), expected);
    assert!(expected.len() > 2 && sorted.text.contains("aria-sort=\"descending\""));
    let file = ask(&format!("hits={hits}&unduh=temuan.csv")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(!holds_identifier(&file.text) && file.text.contains("•••"));
    assert_eq!(
        file.text.lines().count(),
        found.text.matches("<th scope=\"row\"").count() + 1
    );
    // Names in addresses that are nobody's find nobody.
    let none = ask("hits=aaaaaaaaaaaaaaaa").await;
    assert_eq!(none.status, StatusCode::OK);
    assert!(!none.text.contains("/penduduk/o/"));
}
