//! Every address there is, and who may use it: a new one without a rule fails here.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use common::doubts::doubts;
use common::{
    Answer, between, city, get, holds_identifier, pages_on, post, region, seal, send, somebody,
    upload_to, work,
};
use jiff::Timestamp;
use semesta_desk::{Desk, Permission, Role, permission_table};

/// Who may use an address.
#[derive(Clone, Copy)]
enum Needs {
    /// Nothing: whoever comes by.
    Nothing,
    /// A session.
    Session,
    /// A permission somewhere.
    May(Permission),
    /// Two permissions.
    Both(Permission, Permission),
    /// Either of two permissions.
    Either(Permission, Permission),
    /// A permission where what is asked for lies.
    There(Permission),
    /// Two permissions there.
    BothThere(Permission, Permission),
    /// Either of two permissions there.
    EitherThere(Permission, Permission),
}

use Needs::{Both, BothThere, Either, EitherThere, May, Nothing, Session, There};
use Permission as P;

impl Needs {
    fn allow(self, role: Role) -> bool {
        match self {
            Nothing | Session => true,
            May(one) | There(one) => is_allowed(role, one),
            Both(a, b) | BothThere(a, b) => is_allowed(role, a) && is_allowed(role, b),
            Either(a, b) | EitherThere(a, b) => is_allowed(role, a) || is_allowed(role, b),
        }
    }

    fn is_there(self) -> bool {
        matches!(self, There(_) | BothThere(..) | EitherThere(..))
    }
}

/// Method, address and rule; of a form also what it must hold to be read.
const RULES: &[(&str, &str, Needs, &str)] = &[
    ("GET", "/", May(P::ViewFigures), ""),
    ("GET", "/wilayah", May(P::ViewFigures), ""),
    ("GET", "/wilayah/{area}", May(P::ViewFigures), ""),
    ("GET", "/wilayah/{area}/lembar", May(P::ViewFigures), ""),
    ("GET", "/wilayah/{area}/{file}", May(P::ViewFigures), ""),
    ("GET", "/kuitansi/{kind}", May(P::ViewFigures), ""),
    ("GET", "/publik/kuitansi/{kind}", Nothing, ""),
    ("GET", "/keuangan", May(P::ViewFigures), ""),
    ("GET", "/keuangan/kewajiban", May(P::ViewFigures), ""),
    (
        "POST",
        "/keuangan/kewajiban",
        May(P::ViewFigures),
        "bulan=2024-08",
    ),
    ("GET", "/keuangan/penghargaan", May(P::ViewFigures), ""),
    ("GET", "/publik", Nothing, ""),
    ("GET", "/publik.csv", Nothing, ""),
    ("GET", "/publik.json", Nothing, ""),
    ("GET", "/api/v1/figures", May(P::ViewFigures), ""),
    ("GET", "/api/v1/bridge", May(P::ViewFigures), ""),
    ("GET", "/api/v1/runs", May(P::ViewFigures), ""),
    ("GET", "/api/v1/receipt", May(P::ViewFigures), ""),
    ("GET", "/api/openapi.json", Nothing, ""),
    ("GET", "/belum", May(P::ViewPeople), ""),
    (
        "POST",
        "/belum/{file}",
        May(P::ExportPeople),
        "reason=uji+hak",
    ),
    ("GET", "/penduduk", May(P::ViewPeople), ""),
    ("POST", "/penduduk", May(P::ViewPeople), "wanted=siti"),
    ("GET", "/penduduk/o/{token}", There(P::ViewPeople), ""),
    (
        "POST",
        "/penduduk/o/{token}",
        There(P::Unmask),
        "reason=uji+hak",
    ),
    ("GET", "/keuangan/tagihan", May(P::ViewPeople), ""),
    (
        "POST",
        "/keuangan/tagihan/{file}",
        May(P::ExportPeople),
        "reason=uji+hak",
    ),
    (
        "POST",
        "/usulan/batch/{id}/jawaban",
        May(P::RecordFeedback),
        "FILE",
    ),
    ("GET", "/usulan", May(P::ViewProposals), ""),
    ("GET", "/usulan/{id}", There(P::ViewProposals), ""),
    ("POST", "/usulan/{id}", There(P::Unmask), "reason=uji+hak"),
    (
        "POST",
        "/usulan/tindak",
        May(P::CheckProposals),
        "langkah=check&cakupan=semua",
    ),
    // A confirmation is its asker's: nobody else has it.
    ("POST", "/usulan/tindak/{key}", Session, "reason=uji+hak"),
    (
        "POST",
        "/usulan/susun",
        Both(P::ViewProposals, P::Run),
        "dari=otomatis",
    ),
    (
        "POST",
        "/usulan/orang/{token}",
        There(P::DraftEnrolment),
        "jenis=enrol&penanggung=kota&alasan=nobody_else",
    ),
    (
        "POST",
        "/usulan/berkas/{file}",
        May(P::ExportPeople),
        "reason=uji+hak",
    ),
    ("GET", "/usulan/kalender", May(P::ViewProposals), ""),
    ("GET", "/usulan/batch", May(P::ViewProposals), ""),
    (
        "POST",
        "/usulan/batch",
        May(P::SendBatches),
        "layout=mutasi-umum&bulan=",
    ),
    ("GET", "/usulan/batch/{id}", May(P::ViewProposals), ""),
    (
        "POST",
        "/usulan/batch/{id}/selesai",
        May(P::RecordFeedback),
        "",
    ),
    (
        "POST",
        "/usulan/batch/{id}/berkas/{file}",
        May(P::SendBatches),
        "reason=uji+hak",
    ),
    ("GET", "/tinjauan", May(P::ReviewLinks), ""),
    (
        "POST",
        "/tinjauan/keputusan.csv",
        Both(P::ReviewLinks, P::ExportPeople),
        "reason=uji+hak",
    ),
    ("GET", "/tinjauan/{token}", There(P::ReviewLinks), ""),
    (
        "POST",
        "/tinjauan/{token}",
        There(P::ReviewLinks),
        "reason=uji+hak",
    ),
    (
        "POST",
        "/tinjauan/{token}/nilai",
        There(P::ReviewLinks),
        "verdict=same&reason=uji+hak&why=uji+hak",
    ),
    (
        "POST",
        "/tinjauan/{token}/batal",
        There(P::ReviewLinks),
        "verdict=1&reason=uji+hak",
    ),
    ("GET", "/badan-usaha", May(P::ViewEmployers), ""),
    (
        "POST",
        "/badan-usaha",
        Either(P::Run, P::ManageEmployers),
        "",
    ),
    (
        "GET",
        "/badan-usaha/daftar/{file}",
        May(P::ViewEmployers),
        "",
    ),
    ("GET", "/badan-usaha/perkara", May(P::ViewEmployers), ""),
    (
        "GET",
        "/badan-usaha/perkara/{id}",
        There(P::ViewEmployers),
        "",
    ),
    (
        "POST",
        "/badan-usaha/perkara/{id}/langkah",
        There(P::ManageEmployers),
        "version=1&note=uji+hak",
    ),
    (
        "POST",
        "/badan-usaha/perkara/{id}/tutup",
        There(P::ManageEmployers),
        "version=1&note=uji+hak",
    ),
    (
        "POST",
        "/badan-usaha/perkara/{id}/surat",
        EitherThere(P::ManageEmployers, P::ApproveSanctions),
        "",
    ),
    ("GET", "/badan-usaha/{token}", There(P::ViewEmployers), ""),
    (
        "POST",
        "/badan-usaha/{token}",
        BothThere(P::ViewEmployers, P::Unmask),
        "reason=uji+hak",
    ),
    (
        "POST",
        "/badan-usaha/{token}/perkara",
        There(P::ManageEmployers),
        "note=uji",
    ),
    ("GET", "/keuangan/rencana", May(P::ViewFigures), ""),
    (
        "GET",
        "/keuangan/rencana/orang/{token}",
        There(P::ViewPeople),
        "",
    ),
    (
        "POST",
        "/keuangan/rencana/{file}",
        May(P::ExportPeople),
        "reason=uji+hak",
    ),
    ("GET", "/keuangan/berita-acara", May(P::ViewFigures), ""),
    (
        "POST",
        "/keuangan/berita-acara/{file}",
        May(P::ExportPeople),
        "reason=uji+hak",
    ),
    ("GET", "/data/unggah", May(P::ImportData), ""),
    ("POST", "/data/unggah", May(P::ImportData), "FILE"),
    ("GET", "/data", May(P::ViewFigures), ""),
    ("GET", "/data/cuplikan/{id}", May(P::ViewFigures), ""),
    (
        "POST",
        "/data/cuplikan/{id}/tolakan.csv",
        May(P::ImportData),
        "reason=uji+hak",
    ),
    ("POST", "/data/run", May(P::Run), "as_of=2024-08-31"),
    ("GET", "/data/run/{id}", May(P::ViewFigures), ""),
    ("POST", "/data/run/{id}/periksa", May(P::Run), ""),
    ("GET", "/data/pekerjaan/{id}", Session, ""),
    ("GET", "/wilayah/{area}/rt/{rt}", May(P::ViewFigures), ""),
    ("GET", "/keuangan/anggaran", May(P::ViewFigures), ""),
    ("GET", "/kunjungan", May(P::ViewPeople), ""),
    ("GET", "/kunjungan/{token}", There(P::ViewPeople), ""),
    (
        "POST",
        "/kunjungan/{token}",
        There(P::RecordVisits),
        "hasil=not_found&hari=2024-09-01",
    ),
    (
        "POST",
        "/kunjungan/{token}/batal",
        There(P::RecordVisits),
        "nomor=1",
    ),
    (
        "POST",
        "/kunjungan/berkas/{file}",
        May(P::ExportPeople),
        "reason=uji+hak",
    ),
    (
        "GET",
        "/penduduk/o/{token}/riwayat",
        There(P::ViewPeople),
        "",
    ),
    ("GET", "/data/unggah/{key}", May(P::ImportData), ""),
    ("POST", "/data/unggah/{key}", May(P::ImportData), ""),
    ("GET", "/data/unggah/{key}/{file}", May(P::ImportData), ""),
    ("POST", "/data/unggah/{key}/{file}", May(P::ImportData), ""),
    ("GET", "/data/kalender", May(P::ViewFigures), ""),
    ("GET", "/data/mutu", May(P::ViewFigures), ""),
    ("GET", "/data/banding", May(P::ViewFigures), ""),
    (
        "POST",
        "/data/banding/{file}",
        May(P::ViewPeople),
        "dari=a&ke=b&perubahan=&wilayah=&segmen=&lengkap=&reason=uji+hak",
    ),
    ("GET", "/pengaturan/tata-letak", May(P::ViewFigures), ""),
    (
        "GET",
        "/pengaturan/tata-letak/{name}",
        May(P::ViewFigures),
        "",
    ),
    (
        "POST",
        "/pengaturan/tata-letak/{name}",
        May(P::ManageSettings),
        "reason=uji+hak",
    ),
    ("GET", "/pengaturan/bahasa", May(P::ViewFigures), ""),
    ("GET", "/pengaturan", May(P::ViewFigures), ""),
    ("GET", "/pengaturan/hukum", May(P::ViewFigures), ""),
    ("GET", "/pengaturan/hukum/{id}", May(P::ViewFigures), ""),
    ("GET", "/pengaturan/pengguna", May(P::ManageUsers), ""),
    (
        "POST",
        "/pengaturan/pengguna",
        May(P::ManageUsers),
        "user=baru&full_name=Baru&role=cadre&area=65.71",
    ),
    (
        "GET",
        "/pengaturan/pengguna/{name}",
        May(P::ManageUsers),
        "",
    ),
    (
        "POST",
        "/pengaturan/pengguna/{name}",
        May(P::ManageUsers),
        "version=1&what=disable&reason=uji+hak",
    ),
    ("GET", "/pengaturan/audit", May(P::ReadAudit), ""),
    ("GET", "/akun", Session, ""),
    ("GET", "/sandi", Session, ""),
    ("POST", "/sandi", Session, "old=x&new=y&again=z"),
    ("GET", "/masuk", Nothing, ""),
    ("POST", "/masuk", Nothing, "user=tidak-ada&password=salah"),
    ("GET", "/masuk/luar", Nothing, ""),
    ("GET", "/masuk/balik", Nothing, ""),
    ("POST", "/keluar", Session, ""),
    ("GET", "/mulai", Session, ""),
    (
        "POST",
        "/mulai",
        Nothing,
        "code=0&region=65.71&user=a&full_name=A&password=p&again=p",
    ),
    ("GET", "/bahasa/{language}", Nothing, ""),
    ("GET", "/tema/{theme}", Nothing, ""),
    ("GET", "/sehat", Nothing, ""),
    ("GET", "/aset/{version}/{name}", Nothing, ""),
];

/// The methods and addresses that the router's own text gives.
fn routes() -> BTreeSet<(String, String)> {
    let text = include_str!("../src/routes.rs");
    let mut routes = BTreeSet::new();
    for part in text.split(".route(").skip(1) {
        let path = between(part, "\"", "\"").to_owned();
        let mut depth = 1;
        let end = part.find(|char| {
            depth += i32::from(char == '(') - i32::from(char == ')');
            depth == 0
        });
        let handlers = &part[part.find(&path).unwrap() + path.len()..end.unwrap()];
        for (method, mark) in [("GET", "get("), ("POST", "post(")] {
            if handlers.contains(mark) {
                routes.insert((method.to_owned(), path.clone()));
            }
        }
    }
    routes
}

#[test]
fn every_address_has_a_rule_and_every_rule_an_address() {
    let ruled: BTreeSet<(String, String)> = RULES
        .iter()
        .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(ruled.len(), RULES.len(), "no rule stands twice");
    assert_eq!(routes(), ruled);
    assert!(ruled.len() > 110);
}

/// A city in which there is something at every address.
struct Place {
    desk: Desk,
    router: Router,
    /// What stands in place of a part of an address.
    parts: Vec<(&'static str, String)>,
    person: String,
    pair: String,
    firm: String,
}

/// The village whose people are looked at, and another.
const HERE: &str = "6571011001";
const ELSEWHERE: &str = "65.71.02.1001";

impl Place {
    async fn new(dir: &Path) -> Self {
        let data = city(dir, 1_500);
        doubts(&data, 12);
        let desk = Desk::create("", &data, region(), Timestamp::now())
            .await
            .unwrap();
        let router = pages_on(&data, "2024-09-10").await;
        let operator = somebody(&desk, "dinkes", Role::HealthSocial, region()).await;
        let labour = somebody(&desk, "disnaker", Role::LabourOffice, region()).await;
        let form = "dari=jalan&rute=pbpu_pemda&wilayah=657101";
        work(&router, "/usulan", "/usulan/susun", &operator, form).await;
        work(&router, "/badan-usaha", "/badan-usaha", &labour, "").await;
        let listed = |page: Answer, before: &'static str| -> String {
            let table = page.text.rfind("<tbody>").expect("a table");
            between(&page.text[table..], before, "\"").to_owned()
        };
        let firm = listed(
            get(&router, "/badan-usaha", &labour).await,
            "href=\"/badan-usaha/",
        );
        let to = format!("/badan-usaha/{firm}");
        let begun = send(&router, &to, &format!("{to}/perkara"), &labour, "note=uji").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        let of_here = format!("/belum?wilayah={HERE}");
        let person = listed(
            get(&router, &of_here, &operator).await,
            "href=\"/penduduk/o/",
        );
        let snapshot = listed(
            get(&router, "/data", &operator).await,
            "href=\"/data/cuplikan/",
        );
        let run = between(&get(&router, "/", &operator).await.text, "/data/run/", "\"").to_owned();
        let village = get(&router, &format!("/wilayah/{HERE}"), &operator).await;
        let rt = between(&village.text, "/rt/", "\"").to_owned();
        let pair = pair_of_here(&desk, &router, &operator).await;
        let parts = vec![
            ("{area}", HERE.to_owned()),
            ("{rt}", rt),
            ("tata-letak/{name}", "tata-letak/umum".to_owned()),
            (
                "/unggah/{key}/{file}",
                format!("/unggah/{}/0", "0".repeat(18)),
            ),
            ("{file}", "unduh.csv".to_owned()),
            ("{kind}", "celah".to_owned()),
            ("{key}", "0".repeat(18)),
            ("/cuplikan/{id}", format!("/cuplikan/{snapshot}")),
            ("/run/{id}", format!("/run/{run}")),
            ("/hukum/{id}", "/hukum/contribution.pemda".to_owned()),
            ("/pekerjaan/{id}", format!("/pekerjaan/{}", "0".repeat(16))),
            ("{id}", "1".to_owned()),
            ("pengguna/{name}", "pengguna/disnaker".to_owned()),
            ("{language}", "en".to_owned()),
            ("{theme}", "gelap".to_owned()),
            ("{version}/{name}", "x/semesta.css".to_owned()),
        ];
        Self {
            desk,
            router,
            parts,
            person,
            pair,
            firm,
        }
    }

    /// An address of a route.
    fn at(&self, route: &str) -> String {
        let token = match route {
            _ if route.starts_with("/tinjauan") => &self.pair,
            _ if route.starts_with("/badan-usaha") => &self.firm,
            _ => &self.person,
        };
        let path = self
            .parts
            .iter()
            .fold(route.to_owned(), |path, (part, real)| {
                path.replace(part, real)
            });
        let path = path.replace("{token}", token);
        match route {
            "/api/v1/receipt" => format!("{path}?basis=official&indicator=coverage"),
            _ => path,
        }
    }

    async fn ask(&self, method: &str, path: &str, cookie: &str, token: &str, form: &str) -> Answer {
        match (method, form) {
            ("GET", _) => get(&self.router, path, cookie).await,
            (_, "FILE") => {
                let file = ("uji.csv", "nik,tanggal\n");
                let fields = [
                    ("_token", token),
                    ("source", "kematian"),
                    ("as_of", "2024-08-31"),
                ];
                upload_to(&self.router, path, cookie, &fields, file).await
            }
            (_, form) => {
                let form = format!("_token={token}&{form}");
                post(&self.router, path, cookie, &form).await
            }
        }
    }
}

/// A pair in doubt that does not lie elsewhere.
async fn pair_of_here(desk: &Desk, router: &Router, operator: &str) -> String {
    let elsewhere = ELSEWHERE.parse().unwrap();
    let other = somebody(desk, "dinkes-lain", Role::HealthSocial, elsewhere).await;
    let pairs = |page: String| -> BTreeSet<String> {
        let found = page.split("href=\"/tinjauan/").skip(1);
        found.map(|rest| rest[..16].to_owned()).collect()
    };
    let all = pairs(get(router, "/tinjauan", operator).await.text);
    let theirs = pairs(get(router, "/tinjauan", &other).await.text);
    all.difference(&theirs).next().unwrap().clone()
}

fn is_allowed(role: Role, permission: Permission) -> bool {
    let row = permission_table()
        .iter()
        .find(|row| row.permission == permission);
    row.unwrap()
        .roles
        .iter()
        .any(|cell| cell.role == role && cell.allowed)
}

/// What every answer carries, whoever asks and whatever it is.
fn is_dressed(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.headers[name], value, "{what}: {name}");
    }
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{what}"
    );
    let cache = answer.headers["cache-control"].to_str().unwrap();
    let is_asset = what.contains("/aset/") && answer.status == StatusCode::OK;
    assert!(is_asset || cache == "no-store", "{what}: {cache}");
    for name in ["server", "x-powered-by"] {
        assert!(!answer.headers.contains_key(name), "{what}: {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_refuses_whom_its_rule_refuses() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::new(dir.path()).await;
    let elsewhere = ELSEWHERE.parse().unwrap();
    let mut people = Vec::new();
    for role in Role::ALL {
        let name = role.code().replace('_', "-");
        let here = somebody(&place.desk, &name, role, region()).await;
        let there = somebody(&place.desk, &format!("{name}-jauh"), role, elsewhere).await;
        let mut seals = Vec::new();
        for cookie in [&here, &there] {
            seals.push(seal(&get(&place.router, "/akun", cookie).await.text));
        }
        people.push((role, here, there, seals));
    }
    let mut n_refused = 0;
    for (method, route, needs, form) in RULES {
        let path = place.at(route);
        for (role, here, there, seals) in &people {
            let what = format!("{method} {path} as {}", role.code());
            if matches!(needs, Nothing | Session) {
                continue;
            }
            let may = needs.allow(*role);
            // What is done by those who may is tested beside each page.
            if !may || *method == "GET" {
                let answer = place.ask(method, &path, here, &seals[0], form).await;
                is_dressed(&answer, &what);
                let said = answer.status;
                assert_eq!(said == StatusCode::FORBIDDEN, !may, "{what}: {said}");
                // Nothing has been sent or uploaded yet.
                let is_missing = route.starts_with("/usulan/batch/{id}")
                    || route.starts_with("/data/unggah/{key}");
                assert!(!may || said.is_success() || is_missing, "{what}: {said}");
                assert!(!holds_identifier(&answer.text) || may, "{what}");
                n_refused += usize::from(!may);
            }
            if needs.is_there() {
                let answer = place.ask(method, &path, there, &seals[1], form).await;
                let said = answer.status;
                let is_refused = matches!(said, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
                assert!(is_refused, "{what}, elsewhere: {said}");
                assert!(!holds_identifier(&answer.text), "{what}");
            }
        }
    }
    assert!(n_refused > 150, "{n_refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_and_no_form_without_its_seal_does_anything() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::new(dir.path()).await;
    let operator = somebody(&place.desk, "petugas", Role::HealthSocial, region()).await;
    for (method, route, needs, form) in RULES {
        let (path, what) = (place.at(route), format!("{method} {route}"));
        let answer = place.ask(method, &path, "", "", form).await;
        is_dressed(&answer, &what);
        let said = answer.status;
        match needs {
            Nothing => assert!(
                said != StatusCode::UNAUTHORIZED || *method == "POST",
                "{what}"
            ),
            _ if path.starts_with("/api/") => assert_eq!(said, StatusCode::UNAUTHORIZED, "{what}"),
            _ => {
                assert_eq!(said, StatusCode::SEE_OTHER, "{what}");
                assert!(answer.location().starts_with("/masuk"), "{what}");
            }
        }
        assert!(!holds_identifier(&answer.text), "{what}");
        if *method == "POST" && !matches!(needs, Nothing) {
            for token in ["", &"0".repeat(64)] {
                let answer = place.ask(method, &path, &operator, token, form).await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{what} without its seal"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_leads_somewhere_and_names_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::new(dir.path()).await;
    let auditor = somebody(&place.desk, "pengawas", Role::Auditor, region()).await;
    let operator = somebody(&place.desk, "petugas", Role::HealthSocial, region()).await;
    for cookie in [operator, auditor] {
        let (mut known, mut queue) = (BTreeSet::new(), vec!["/".to_owned()]);
        while let Some(path) = queue.pop() {
            let page = get(&place.router, &path, &cookie).await;
            let said = page.status;
            assert!(said.is_success() || said.is_redirection(), "{path}: {said}");
            assert!(!holds_identifier(&page.text), "{path}");
            for attribute in ["href=\"", "action=\"", "formaction=\""] {
                for rest in page.text.split(attribute).skip(1) {
                    let link = rest
                        .split('"')
                        .next()
                        .unwrap()
                        .replace("&#38;", "&")
                        .replace("&amp;", "&");
                    // A page of each kind is enough of people, months and orders.
                    let kind: String = link
                        .chars()
                        .map(|c| if c.is_ascii_digit() { '0' } else { c })
                        .collect();
                    let kind = kind.split("/o/").next().unwrap().to_owned();
                    // What receipts are asked of has a test of its own.
                    let is_receipt = kind.starts_with("/kuitansi/");
                    let end = kind.find('=').filter(|_| is_receipt);
                    let kind = kind[..end.unwrap_or(kind.len())].to_owned();
                    let is_page =
                        attribute == "href=\"" && link.starts_with('/') && !link.starts_with("//");
                    // What a table offers is followed in `tables.rs`.
                    let is_offer = ["?urut-", "&urut-", "unduh="]
                        .iter()
                        .any(|key| link.contains(key));
                    if is_page && !is_offer && known.len() < 600 && known.insert(kind) {
                        queue.push(link.split('#').next().unwrap().to_owned());
                    }
                }
            }
        }
        assert!(known.len() > 60, "{}", known.len());
    }
}
