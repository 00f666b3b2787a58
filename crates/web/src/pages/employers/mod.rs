//! Badan usaha: firms about which something stands, and what to do.

pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod firm;
pub(crate) mod refresh;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use semesta_desk::Permission;
use semesta_desk::employer::{Case, Employer};
use semesta_desk::work::FirmFinding;
use semesta_domain::Lang;

use crate::ask::{self, FirmOf, FirmsOf};
use crate::export::{self, Cell, Kind};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices, choices};
use crate::pages::money::Tab;
use crate::params::Params;
use crate::table::{Order, Table, Td};
use crate::text::{EmployerTexts, Texts};
use crate::tile::Tile;
use crate::visit::Desked;

const KEYS: [&str; 6] = ["temuan", "wilayah", "perkara", "urut", "arah", "hal"];
const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "employers.html")]
struct EmployersPage {
    page: Page,
    t: &'static Texts,
    w: &'static EmployerTexts,
    tabs: Vec<Tab>,
    strip: Vec<Tile>,
    findings: Vec<Choice>,
    areas: Vec<Choice>,
    states: Vec<Choice>,
    table: Table,
    may_refresh: bool,
}

/// The tabs of Badan usaha.
pub(crate) fn tabs(at: &Desked, here: &str) -> Vec<Tab> {
    let w = EmployerTexts::of(at.lang);
    [
        (w.tab_firms, "/badan-usaha"),
        (w.tab_cases, "/badan-usaha/perkara"),
    ]
    .map(|(title, href)| Tab {
        title,
        href,
        is_here: href == here,
    })
    .into()
}

/// A firm with its open case.
pub(crate) struct Row {
    pub(crate) employer: Employer,
    pub(crate) case: Option<Case>,
}

impl Row {
    fn n_people(&self) -> i64 {
        let findings = self.employer.findings.iter();
        findings.map(|finding| finding.n_people).sum()
    }

    fn due(&self) -> i64 {
        let findings = self.employer.findings.iter();
        findings.map(|finding| finding.due_month).sum()
    }

    pub(crate) fn is_due(&self, on: Date) -> bool {
        let next = self.case.as_ref().and_then(|case| case.next_on);
        next.is_some_and(|day| day <= on)
    }
}

/// Where a firm's page is: its name may be its owner's, and is in no address.
pub(crate) fn href(at: &Desked, firm: &str) -> String {
    format!("/badan-usaha/{}", at.app.tokens.of_text(firm))
}

/// Where the receipt of a number about a firm is; "" is all findings.
pub(crate) fn receipt(at: &Desked, firm: &str, finding: &str, of: FirmOf) -> String {
    let asked = ask::Firm {
        firm: at.app.tokens.of_text(firm),
        finding: finding.to_owned(),
        of,
    };
    asked.href()
}

/// Whether somebody may bring the firms up to a run.
pub(crate) fn may_refresh(at: &Desked) -> bool {
    [Permission::Run, Permission::ManageEmployers]
        .into_iter()
        .any(|permission| at.viewer.may_in(permission, "", at.region()))
}

/// The firms that somebody may see.
pub(crate) async fn rows(at: &Desked) -> Result<Vec<Row>, Fault> {
    let actor = at.actor();
    let mut cases = at.desk.cases(&actor).await?;
    cases.retain(|case| case.is_open);
    let employers = at.desk.employers(&actor).await?;
    Ok(employers
        .into_iter()
        .map(|employer| {
            let found = cases.iter().position(|case| case.firm == employer.firm);
            Row {
                case: found.map(|found| cases.swap_remove(found)),
                employer,
            }
        })
        .collect())
}

/// `GET /badan-usaha`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewEmployers)?;
    let (lang, t, w) = (at.lang, at.t, EmployerTexts::of(at.lang));
    let params = at.params(&KEYS);
    let all = rows(&at).await?;
    let strip = strip(&all, at.when().on, lang);
    let is_empty = all.is_empty();
    let rows = chosen(all, &params, at.when().on);
    let states = [
        ("tanpa", w.case_without),
        ("berjalan", w.case_open),
        ("waktunya", w.case_due),
    ];
    let page = EmployersPage {
        page: at.page(w.title, "/badan-usaha"),
        t,
        w,
        tabs: tabs(&at, "/badan-usaha"),
        strip,
        findings: choices(
            FirmFinding::ALL
                .iter()
                .map(|one| (one.code(), one.label(lang))),
            params.get("temuan"),
            t,
        ),
        areas: at
            .app
            .loaded()
            .map(|run| area_choices(&at, &run, params.get("wilayah")))
            .unwrap_or_default(),
        states: choices(states.into_iter(), params.get("perkara"), t),
        table: table(&at, &params, rows, is_empty),
        may_refresh: may_refresh(&at) && at.app.loaded().is_some(),
    };
    at.answer(&page)
}

fn strip(rows: &[Row], on: Date, lang: Lang) -> Vec<Tile> {
    let w = EmployerTexts::of(lang);
    let count = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    let bare = rows.iter().filter(|row| row.case.is_none()).count();
    let due = rows.iter().filter(|row| row.is_due(on)).count();
    let people = rows.iter().map(Row::n_people).sum();
    let owed = rows.iter().map(Row::due).sum();
    [
        (w.firms, count(rows.len()), FirmsOf::N),
        (w.people, format::number(people, lang), FirmsOf::People),
        (w.due, format::rupiah(owed, lang), FirmsOf::Due),
        (w.n_without, count(bare), FirmsOf::Without),
        (w.n_due, count(due), FirmsOf::Now),
    ]
    .map(|(title, value, of)| Tile::new(title, value).link(ask::Firms { of }.href()))
    .into()
}

fn chosen(rows: Vec<Row>, params: &Params, on: Date) -> Vec<Row> {
    let finding: Option<FirmFinding> = params.get("temuan").parse().ok();
    rows.into_iter()
        .filter(|row| {
            finding.is_none_or(|wanted| row.employer.findings.iter().any(|one| one.kind == wanted))
        })
        .filter(|row| {
            row.employer
                .area
                .compact()
                .starts_with(params.get("wilayah"))
        })
        .filter(|row| match params.get("perkara") {
            "tanpa" => row.case.is_none(),
            "berjalan" => row.case.is_some(),
            "waktunya" => row.is_due(on),
            _ => true,
        })
        .collect()
}

fn table(at: &Desked, params: &Params, mut rows: Vec<Row>, is_empty: bool) -> Table {
    let (lang, w) = (at.lang, EmployerTexts::of(at.lang));
    let order = Order::read(
        params,
        &["nama", "orang", "iuran", "pekerja"],
        "orang",
        true,
    );
    rows.sort_by(|a, b| {
        let ordering = match order.key.as_str() {
            "nama" => a.employer.name.cmp(&b.employer.name),
            "iuran" => a.due().cmp(&b.due()),
            "pekerja" => a.employer.n_workers.cmp(&b.employer.n_workers),
            _ => a.n_people().cmp(&b.n_people()),
        };
        let by_name = || a.employer.firm.cmp(&b.employer.firm);
        order.apply(ordering).then_with(by_name)
    });
    let mut table = Table::new("badan-usaha", w.list_caption, lang)
        .text(w.firm)
        .sorting("nama", &order, params)
        .text(w.finding)
        .number(w.workers)
        .sorting("pekerja", &order, params)
        .number(w.registered)
        .number(w.people)
        .sorting("orang", &order, params)
        .number(w.due)
        .sorting("iuran", &order, params)
        .text(w.case);
    table.empty = match (is_empty, may_refresh(at)) {
        (false, _) => w.none_fit,
        (true, true) => w.none,
        (true, false) => w.none_view,
    }
    .to_owned();
    if !rows.is_empty() {
        for file in ["csv", "xlsx"] {
            let to = params.under(&format!("/badan-usaha/daftar/unduh.{file}"));
            table = table.export(&file.to_uppercase(), to);
        }
    }
    let page = table.paged(rows.len(), PER_PAGE, params, lang);
    table.rows = rows[page].iter().map(|row| cells(at, row)).collect();
    table
}

fn cells(at: &Desked, row: &Row) -> Vec<Td> {
    let (lang, w, firm) = (at.lang, EmployerTexts::of(at.lang), &row.employer);
    let findings: Vec<&str> = firm
        .findings
        .iter()
        .map(|finding| finding.kind.label(lang))
        .collect();
    let of = |of| receipt(at, &firm.firm, "", of);
    let case = match &row.case {
        None => Td::text(w.case_none),
        Some(case) => Td::text(case.step.label(lang))
            .link(format!("/badan-usaha/perkara/{}", case.id))
            .sub(next_said(case, lang)),
    };
    vec![
        Td::text(&firm.name)
            .link(href(at, &firm.firm))
            .sub(super::proposals::area_name(firm.area)),
        Td::text(findings.join("; ")),
        Td::count(firm.n_workers, lang).link(of(FirmOf::Workers)),
        Td::count(firm.n_registered, lang).link(of(FirmOf::Registered)),
        Td::count(row.n_people(), lang).link(of(FirmOf::People)),
        Td::rupiah(row.due(), lang).link(of(FirmOf::Due)),
        case,
    ]
}

/// When the next step may be taken.
pub(crate) fn next_said(case: &Case, lang: Lang) -> String {
    let w = EmployerTexts::of(lang);
    case.next_on.map_or_else(String::new, |day| {
        w.fill(w.from_day, &[&format::day_short(day, lang)])
    })
}

const HEADER: [&str; 9] = [
    "badan_usaha",
    "npp",
    "nib",
    "kode_wilayah",
    "temuan",
    "pekerja",
    "terdaftar",
    "orang",
    "iuran_sebulan",
];

/// `GET /badan-usaha/daftar/unduh.{csv|xlsx}`: firms, no person among them.
pub(crate) async fn download(at: Desked, Path(ending): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewEmployers)?;
    let kind = ending
        .strip_prefix("unduh.")
        .and_then(Kind::parse)
        .ok_or(Fault::NotFound)?;
    let on = at.when().on;
    let chosen = chosen(rows(&at).await?, &at.params(&KEYS), on);
    let cells: Vec<Vec<Cell>> = chosen.iter().flat_map(exported).collect();
    export::file(&format!("badan-usaha-{on}"), kind, &HEADER, &cells)
}

/// One row a finding.
fn exported(row: &Row) -> impl Iterator<Item = Vec<Cell>> {
    let firm = &row.employer;
    let optional = |text: &Option<String>| {
        text.as_ref()
            .map_or(Cell::Empty, |text| Cell::text(text.as_str()))
    };
    firm.findings.iter().map(move |finding| {
        vec![
            Cell::text(firm.name.as_str()),
            optional(&firm.npp),
            optional(&firm.nib),
            Cell::text(firm.area.compact()),
            Cell::text(finding.kind.code()),
            Cell::Number(firm.n_workers),
            Cell::Number(firm.n_registered),
            Cell::Number(finding.n_people),
            Cell::Number(finding.due_month),
        ]
    })
}
