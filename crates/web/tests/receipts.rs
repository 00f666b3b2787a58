//! Every number opens its receipt, the receipt says the same number, and its parts make it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use common::doubts::doubts;
use common::walk::{kind, links, walk};
use common::{between, city_of, get, holds_identifier, pages_on, region, run_on, somebody, work};
use jiff::Timestamp;
use semesta_desk::batch::MutationLayout;
use semesta_desk::proposal::{ProposalFilter, State, When};
use semesta_desk::{Actor, Desk, Role};

/// A city with two runs, proposals, firms and what is due.
struct City {
    desk: Desk,
    router: Router,
    operator: String,
    labour: String,
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
        somebody(&desk, "pemeriksa", Role::Checker, region()).await;
        somebody(&desk, "penyetuju", Role::Approver, region()).await;
        send_some(&desk).await;
        fine_one(&desk).await;
        let village = get(&router, "/wilayah/6571011001", &operator).await;
        let rt = between(&village.text, "/rt/", "\"").to_owned();
        Self {
            desk,
            router,
            operator,
            labour,
            before,
            after,
            rt,
        }
    }

    /// The first address of a page that begins so and names one thing.
    async fn one(&self, page: &str, prefix: &str) -> String {
        let page = get(&self.router, page, &self.operator).await.text;
        let mut found = links(&page[page.find("<tbody>").unwrap()..]);
        let is_one = |link: &String| {
            let rest = link.strip_prefix(prefix).unwrap_or_default();
            !rest.is_empty() && !rest.contains(['?', '/'])
        };
        found.find(is_one).unwrap_or_else(|| panic!("no {prefix}"))
    }

    /// Pages about one thing each.
    async fn pages_of_one(&self) -> Vec<String> {
        let lists = [
            ("/data", "/data/cuplikan/"),
            ("/data", "/data/run/"),
            ("/usulan", "/usulan/"),
            ("/usulan/batch", "/usulan/batch/"),
            ("/tinjauan", "/tinjauan/"),
            ("/badan-usaha", "/badan-usaha/"),
            ("/badan-usaha/perkara", "/badan-usaha/perkara/"),
            ("/belum", "/penduduk/o/"),
        ];
        let mut pages = Vec::new();
        for (list, prefix) in lists {
            pages.extend([list.to_owned(), self.one(list, prefix).await]);
        }
        pages
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
            "/keuangan/tagihan?temuan=wrong_amount",
            "/usulan?yang=saya",
            "/usulan?keadaan=drafted&jenis=enrol&wilayah=657101",
            "/usulan/kalender",
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

async fn actor(desk: &Desk, name: &str) -> Actor {
    let credentials = common::credentials(name, common::PASSWORD);
    let signed_in = desk.sign_in(&credentials, "127.0.0.1", Timestamp::now());
    signed_in.await.unwrap().1.actor()
}

fn on(day: &str) -> When {
    When {
        now: Timestamp::now(),
        on: day.parse().unwrap(),
    }
}

/// Sends three of the proposals that were drafted.
async fn send_some(desk: &Desk) {
    let now = Timestamp::now();
    let picks = async |state, by: &Actor| {
        let filter = ProposalFilter {
            states: vec![state],
            ..ProposalFilter::default()
        };
        let mut picks = desk.pick(by, &filter).await.unwrap();
        picks.truncate(3);
        picks
    };
    let checker = actor(desk, "pemeriksa").await;
    let drafted = picks(State::Drafted, &checker).await;
    desk.check(&checker, &drafted, "", now).await.unwrap();
    let approver = actor(desk, "penyetuju").await;
    let checked = picks(State::Checked, &approver).await;
    desk.approve(&approver, &checked, "", now).await.unwrap();
    let operator = actor(desk, "dinkes").await;
    let approved = picks(State::Approved, &operator).await;
    let layout = MutationLayout::shipped("mutasi-umum").unwrap();
    let sent = desk.send_batch(&operator, &approved, &layout, on("2024-09-20"));
    assert_eq!(sent.await.unwrap().n_rows, 3);
}

/// Takes a case to its fine.
async fn fine_one(desk: &Desk) {
    let labour = actor(desk, "disnaker").await;
    let approver = actor(desk, "penyetuju").await;
    let employers = desk.employers(&labour).await.unwrap();
    let firm = employers
        .iter()
        .find(|one| one.findings.iter().any(|found| found.due_month > 0));
    let firm = &firm.unwrap().firm;
    let opened = desk.open_case(&labour, firm, "", on("2024-06-03"));
    let id = opened.await.unwrap();
    for (who, day) in [
        (&labour, "2024-06-03"),
        (&labour, "2024-07-01"),
        (&approver, "2024-08-01"),
    ] {
        let version = desk.case(&labour, id).await.unwrap().version;
        let step = desk.advance_case(who, id, version, "", on(day));
        step.await.unwrap();
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
        let mut pages = city.pages();
        pages.extend(city.pages_of_one().await);
        let kinds = follow(&city.router, &cookie, &pages, "/kuitansi/").await;
        for kind in [
            "angka",
            "anggaran",
            "badan-usaha",
            "banding",
            "baris",
            "batch",
            "belum",
            "berita-acara",
            "biaya",
            "celah",
            "cuplikan",
            "denda",
            "geser",
            "hitungan",
            "jalan",
            "jembatan",
            "kalender",
            "kewajiban",
            "kunjungan",
            "meja",
            "mutu",
            "pasangan",
            "pemeriksaan",
            "penghargaan",
            "perusahaan",
            "rencana",
            "rt",
            "tagihan",
            "tinjauan",
            "tolakan",
            "umur",
            "usulan",
        ] {
            assert!(kinds.contains(kind), "{language}: no receipt of {kind}");
        }
    }
}

/// Numbers that nobody counted, by their column or title in Indonesian, and what they are.
const GIVEN: [(&str, &str); 9] = [
    ("Umur", "of one person, from a birth date"),
    ("Desil", "of one person, as DTSEN has it"),
    ("Ukuran", "of a file"),
    ("No.", "of an entry, in the order of the log"),
    ("Bobot", "a part of the sum that stands below it"),
    (
        "Peluang sama",
        "the sum of the weights that the pair's page shows",
    ),
    ("Versi cara hitung", "a name"),
    ("NPP", "a name"),
    ("NIB", "a name"),
];

/// The cells of a table's rows with the titles of their columns.
fn cells(table: &str) -> Vec<(String, String)> {
    let (head, body) = table.split_once("</thead>").unwrap_or((table, ""));
    let titles: Vec<String> = head.split("<th").skip(2).map(opened).collect();
    let rows = body.split("<tr>").skip(1);
    let cells = rows.flat_map(|row| {
        let cells = row.split("<th").flat_map(|part| part.split("<td"));
        cells.skip(1).map(str::to_owned).enumerate()
    });
    cells
        .map(|(at, cell)| (titles.get(at).cloned().unwrap_or_default(), cell))
        .collect()
}

/// The text of an element whose tag was cut.
fn opened(cell: &str) -> String {
    let text = cell.split_once('>').map_or("", |(_, text)| text);
    plain(text.split("<span class=\"sub\"").next().unwrap())
}

fn is_number(text: &str) -> bool {
    let rest: String = text
        .replace("Rp", "")
        .chars()
        .filter(|letter| !" \u{a0}.,%+−±".contains(*letter))
        .collect();
    !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_digit())
}

/// The numbers of a page's tables, strips and facts that lead nowhere.
fn bare(page: &str) -> BTreeSet<String> {
    let mut bare = BTreeSet::new();
    let mut look = |of: &str, title: &str, cell: &str| {
        let first = cell.split("<span class=\"sub\"").next().unwrap();
        let is_given =
            GIVEN.iter().any(|(known, _)| *known == title) || opened(cell) == region().to_string();
        if is_number(&opened(cell)) && !first.contains("<a ") && !is_given {
            bare.insert(format!("{of}: {title}"));
        }
    };
    for table in page.split("<div class=\"tablebox").skip(1) {
        let id = between(table, "id=\"", "\"");
        for (title, cell) in cells(table.split("</table>").next().unwrap()) {
            if cell.starts_with(" class=\"num\"") || cell.contains("class=\"num\"") {
                look(id, &title, &cell);
            }
        }
    }
    for list in page.split("<dl ").skip(1) {
        for fact in list.split("</dl>").next().unwrap().split("<dt").skip(1) {
            if let Some((title, value)) = fact.split_once("<dd") {
                look("dl", &opened(title), value);
            }
        }
    }
    bare
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_of_any_page_stands_without_its_receipt_or_what_it_counts() {
    let dir = tempfile::tempdir().unwrap();
    let city = City::new(dir.path()).await;
    let auditor = somebody(&city.desk, "auditor", Role::Auditor, region()).await;
    let (mut faults, mut n_pages) = (BTreeSet::new(), 0);
    for cookie in [&city.operator, &city.labour, &auditor] {
        for (path, page) in walk(&city.router, cookie).await {
            // A part without a receipt of its own is as far as one can take a number apart.
            if path.starts_with("/kuitansi/") || path.starts_with("/publik/kuitansi/") {
                continue;
            }
            n_pages += 1;
            for fault in bare(&page) {
                faults.insert(format!("{} {fault}", kind(&path)));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(n_pages > 60, "{n_pages}");
    // The rule sees what it is to see.
    let wrong = "<dl class=\"strip\"><div><dt>A</dt><dd>1.234</dd></div></dl>";
    assert_eq!(bare(wrong).len(), 1);
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
    // The other language is had of the same receipt.
    let back = between(&page, "href=\"/bahasa/en?kembali=", "\"");
    let other = format!("/bahasa/en?kembali={back}");
    let turned = get(&city.router, &other, &city.operator).await;
    assert_eq!(turned.location(), figure);
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
        "/kuitansi/cuplikan?nomor=apa",
        "/kuitansi/hitungan?nomor=apa",
        "/kuitansi/pemeriksaan?nama=apa&apa=kiri",
        "/kuitansi/tinjauan?keadaan=apa",
        "/kuitansi/pasangan?pasangan=aaaaaaaaaaaaaaaa&apa=iuran",
        "/kuitansi/biaya?usulan=999999",
        "/kuitansi/batch?nomor=99",
        "/kuitansi/perusahaan?nama=aaaaaaaaaaaaaaaa",
        "/kuitansi/denda?perkara=99",
        "/kuitansi/jalan?orang=aaaaaaaaaaaaaaaa&ke=0",
        "/kuitansi/baris?baris=aaaaaaaaaaaaaaaa",
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
    // What is asked of one person is asked where one may see them.
    let list = get(&city.router, "/belum?wilayah=6571011001", &city.operator).await;
    let person = between(&list.text, "href=\"/penduduk/o/", "\"");
    let route = format!("/kuitansi/jalan?orang={person}&ke=0");
    let operator_s = get(&city.router, &route, &city.operator).await.status;
    let lurah_s = get(&city.router, &route, &lurah).await.status;
    assert_eq!(
        (operator_s, lurah_s),
        (StatusCode::OK, StatusCode::FORBIDDEN)
    );
    // Each kind asks for what its page asks for.
    for (role, kind, is_allowed) in [
        (Role::Administrator, "/kuitansi/belum", false),
        (Role::Administrator, "/kuitansi/kunjungan", false),
        (Role::Administrator, "/kuitansi/badan-usaha", false),
        (Role::Administrator, "/kuitansi/meja?apa=pasangan", false),
        (Role::Administrator, "/kuitansi/tinjauan", false),
        (Role::Administrator, "/kuitansi/usulan", false),
        (Role::Administrator, "/kuitansi/perusahaan?nama=xy", false),
        (Role::HealthSocial, "/kuitansi/tinjauan", true),
        (Role::HealthSocial, "/kuitansi/usulan", true),
        (Role::Cadre, "/kuitansi/tinjauan", false),
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
