//! One firm: what was found, who is concerned, its case.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_desk::employer::{Case, Employer};
use semesta_domain::Lang;
use serde::Deserialize;

use crate::ask::FirmOf;
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::employers::receipt;
use crate::pages::proposals::area_name;
use crate::table::{Order, Table, Td};
use crate::text::{EmployerTexts, Texts};
use crate::tile::Tile;
use crate::visit::{Desked, Posted};

const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "firm.html")]
struct FirmPage {
    page: Page,
    t: &'static Texts,
    w: &'static EmployerTexts,
    token: String,
    is_open: bool,
    may_open: bool,
    facts: Vec<Tile>,
    findings: Table,
    people: Table,
    case: Option<Case>,
    case_link: String,
    case_step: String,
    may_begin: bool,
}

/// The firm that a token leads to, where something stands about it.
pub(crate) async fn find(at: &Desked, token: &str) -> Result<Employer, Fault> {
    let employers = at.desk.employers(&at.actor()).await?;
    employers
        .into_iter()
        .find(|one| at.app.tokens.of_text(&one.firm) == token)
        .ok_or(Fault::NotFound)
}

/// `GET /badan-usaha/{token}`: people masked.
pub(crate) async fn show(at: Desked, Path(token): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewEmployers)?;
    let firm = find(&at, &token).await?;
    at.answer(&page(&at, &firm, token, false).await?)
}

/// Why identities are opened.
#[derive(Deserialize)]
pub(crate) struct Why {
    reason: String,
}

/// `POST /badan-usaha/{token}`: people with full identities, in the audit log.
pub(crate) async fn open(
    Path(token): Path<String>,
    posted: Posted<Why>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ViewEmployers)?;
    let firm = find(&at, &token).await?;
    at.require_in(Permission::Unmask, &firm.area.compact())?;
    let reason = crate::export::reason(&form.reason)?;
    for (_, one) in at.desk.concerned(&at.actor(), &firm.firm).await? {
        let pseudonym = at.desk.pseudonym(&one.nik.as_number().to_string());
        let entry = Entry::new("person.unmask")
            .subject(format!("person:{pseudonym}"))
            .reason(reason)
            .detail("page", "employer");
        at.record(entry).await?;
    }
    at.answer(&page(&at, &firm, token, true).await?)
}

async fn page(
    at: &Desked,
    firm: &Employer,
    token: String,
    is_open: bool,
) -> Result<FirmPage, Fault> {
    let (lang, w, area) = (at.lang, EmployerTexts::of(at.lang), firm.area.compact());
    let cases = at.desk.cases(&at.actor()).await?;
    let case = cases
        .into_iter()
        .find(|case| case.is_open && case.firm == firm.firm);
    let may = |permission| at.viewer.may_in(permission, &area, at.region());
    let optional = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let said = |case: &Case| {
        let step = case.step.label(lang);
        let next = super::next_said(case, lang);
        if next.is_empty() {
            step.to_owned()
        } else {
            format!("{step}, {}: {next}", w.next_on.to_lowercase())
        }
    };
    Ok(FirmPage {
        page: at.page(firm.name.clone(), "/badan-usaha"),
        t: at.t,
        w,
        token,
        is_open,
        may_open: !is_open && may(Permission::Unmask),
        facts: vec![
            Tile::new(w.area, area_name(firm.area)),
            Tile::new(w.npp, optional(&firm.npp)),
            Tile::new(w.nib, optional(&firm.nib)),
            Tile::new(w.workers, format::number(firm.n_workers, lang)).link(receipt(
                at,
                &firm.firm,
                "",
                FirmOf::Workers,
            )),
            Tile::new(w.registered, format::number(firm.n_registered, lang)).link(receipt(
                at,
                &firm.firm,
                "",
                FirmOf::Registered,
            )),
        ],
        findings: findings(firm, at),
        people: people(at, firm, is_open).await?,
        case_link: case.as_ref().map_or_else(String::new, |case| {
            w.fill(w.case_see, &[&case.id.to_string()])
        }),
        case_step: case.as_ref().map_or_else(String::new, said),
        may_begin: case.is_none() && may(Permission::ManageEmployers),
        case,
    })
}

fn findings(firm: &Employer, at: &Desked) -> Table {
    let (lang, w) = (at.lang, EmployerTexts::of(at.lang));
    let mut table = Table::new("temuan", w.findings, lang)
        .text(w.finding)
        .number(w.people)
        .number(w.due)
        .text(w.first_run);
    table.is_named = true;
    for finding in &firm.findings {
        let of = |of| receipt(at, &firm.firm, finding.kind.code(), of);
        let run = finding.first_run.chars().take(8).collect::<String>();
        table.rows.push(vec![
            Td::text(finding.kind.label(lang)),
            Td::count(finding.n_people, lang).link(of(FirmOf::People)),
            Td::rupiah(finding.due_month, lang).link(of(FirmOf::Due)),
            Td::text(run).link(format!("/data/run/{}", finding.first_run)),
        ]);
    }
    table
}

async fn people(at: &Desked, firm: &Employer, is_open: bool) -> Result<Table, Fault> {
    let (lang, w) = (at.lang, EmployerTexts::of(at.lang));
    let params = at.params(&["urut", "arah", "hal"]);
    let order = Order::read(&params, &["nama", "temuan"], "temuan", false);
    let mut found = at.desk.concerned(&at.actor(), &firm.firm).await?;
    found.sort_by(|(a_kind, a), (b_kind, b)| {
        let by_name = || a.name.reveal().cmp(b.name.reveal());
        match order.key.as_str() {
            "nama" => order.apply(by_name()),
            _ => order.apply(a_kind.cmp(b_kind)).then_with(by_name),
        }
    });
    let mut table = Table::new("orang", w.people_caption, lang)
        .personal()
        .text(at.t.name)
        .sorting("nama", &order, &params)
        .text("NIK")
        .text(w.finding)
        .sorting("temuan", &order, &params)
        .text(w.evidence);
    let page = if is_open {
        // Every identity that was opened is in the audit log; all of them are shown, in
        // the order chosen before.
        table.heads.iter_mut().for_each(|head| head.href = None);
        0..found.len()
    } else {
        table.paged(found.len(), PER_PAGE, &params, lang)
    };
    let run = at.app.loaded();
    for (kind, one) in found.drain(page) {
        let (name, nik) = if is_open {
            (one.name.reveal().to_owned(), one.nik.reveal())
        } else {
            let nik = format::mask_digits(one.nik.as_number(), 16);
            (format::mask_name(one.name.reveal()), nik)
        };
        let row = run.as_ref().and_then(|run| {
            let row = run.people.row_of(one.nik.as_number())?;
            let region = run.people.region.get(row);
            let may = at
                .viewer
                .may_in(Permission::ViewPeople, region, at.region());
            may.then(|| at.app.tokens.of(&run.manifest.id, row as u32))
        });
        let name = Td::text(name);
        table.rows.push(vec![
            match row {
                Some(token) => name.link(format!("/penduduk/o/{token}")),
                None => name,
            },
            Td::text(nik),
            Td::text(kind.label(lang)),
            evidence(&one.evidence, lang),
        ]);
    }
    Ok(table)
}

/// How the desk words its evidence, and the same in English.
const ENGLISH: [(&str, &str); 6] = [
    ("ada dalam daftar pekerja", "is in a list of workers"),
    (
        "kelas II di peserta, upah dalam daftar memberi hak kelas I",
        "class II on the roll, the wage listed gives class I",
    ),
    ("PHK ", "laid off on "),
    (", jaminan berakhir", ", cover has ended"),
    ("selesai bekerja ", "stopped working on "),
    (" menurut daftar pekerja", " by a list of workers"),
];

/// Evidence in the reader's language; words that are not known stay Indonesian.
fn evidence(text: &str, lang: Lang) -> Td {
    let english = ENGLISH
        .iter()
        .fold(text.to_owned(), |text, (id, en)| text.replace(id, en));
    if lang == Lang::Id || english == text {
        return Td::text(text).indonesian(lang);
    }
    Td::text(english)
}

/// What is noted when a case is opened.
#[derive(Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    note: String,
}

/// `POST /badan-usaha/{token}/perkara`
pub(crate) async fn begin(
    Path(token): Path<String>,
    posted: Posted<Begin>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ManageEmployers)?;
    let firm = find(&at, &token).await?;
    let note: String = form.note.trim().chars().take(500).collect();
    let when = at.when();
    let id = at
        .desk
        .open_case(&at.actor(), &firm.firm, &note, when)
        .await?;
    Ok(Redirect::to(&format!("/badan-usaha/perkara/{id}?kabar=dibuka")).into_response())
}
