//! Kuitansi of sums that are no indicator: bills by finding, steps of the bridge.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::{Finding, Standing};
use semesta_engine::run::RunManifest;

use crate::fault::Fault;
use crate::format;
use crate::model::counts::BillSum;
use crate::page::Page;
use crate::table::{Table, Td};
use crate::text::{RunOutTexts, Texts};
use crate::visit::Desked;
use crate::words;

#[derive(Template)]
#[template(path = "receipt_parts.html")]
struct PartsPage {
    page: Page,
    t: &'static Texts,
    o: &'static RunOutTexts,
    lead: String,
    facts: Vec<(&'static str, String)>,
    formula: String,
    see: Option<String>,
    files: Table,
    law: Table,
}

/// The files of some sources that a run took.
fn files(at: &Desked, run: &RunManifest, sources: &[&str]) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("berkas", t.receipt_files, lang)
        .text(t.source)
        .text(t.date)
        .text(t.file)
        .text(t.hash);
    for used in run
        .snapshots
        .iter()
        .filter(|used| sources.contains(&used.source.as_str()))
    {
        table.rows.push(vec![
            Td::text(words::source(&used.source, t)).link(format!("/data/cuplikan/{}", used.id)),
            Td::day(&used.as_of, lang),
            Td::text(&used.file_name),
            Td::text(used.file_hash.chars().take(16).collect::<String>()),
        ]);
    }
    table
}

fn law(at: &Desked, run: &RunManifest) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("hukum", t.receipt_law, lang)
        .text(t.parameter)
        .text(t.value)
        .text(t.in_force_from)
        .text(t.law_source);
    for parameter in &run.law.parameters {
        let get = |key: &str| parameter.get(key).cloned().unwrap_or_default();
        table.rows.push(vec![
            Td::text(get("parameter")).link(format!("/pengaturan/hukum/{}", get("parameter"))),
            Td::text(get("value")),
            Td::day(&get("from"), lang),
            Td::text(get("title")),
        ]);
    }
    table
}

/// `GET /kuitansi/tagihan/{month}/{finding|semua}`
pub(crate) async fn bill(
    at: Desked,
    Path((month, finding)): Path<(String, String)>,
) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t, o) = (at.lang, at.t, RunOutTexts::of(at.lang));
    let is_all = finding == "semua";
    if !is_all && finding.parse::<Finding>().is_err() {
        return Err(Fault::NotFound);
    }
    let (mut sum, mut wrong) = (BillSum::default(), 0);
    let mut is_billed = false;
    for ((_, code), one) in run.bill.iter().filter(|((of, _), _)| *of == month) {
        is_billed = true;
        if is_all || *code == finding {
            sum.add(*one);
            if code != Finding::Ok.code() {
                wrong += one.disputed;
            }
        }
    }
    if !is_billed {
        return Err(Fault::NotFound);
    }
    let name = if is_all {
        o.receipt_all.to_owned()
    } else {
        words::finding(&finding, lang)
    };
    let lines = match is_all {
        true => format!("/keuangan/tagihan?bulan={month}"),
        false => format!("/keuangan/tagihan?bulan={month}&temuan={finding}"),
    };
    let page = PartsPage {
        page: at.page(o.receipt_title, "/keuangan"),
        t,
        o,
        lead: format!("{}, {name}", format::month(&month, lang)),
        facts: vec![
            (t.lines, format::number(sum.lines, lang)),
            (t.billed, format::rupiah(sum.billed, lang)),
            (t.undisputed, format::rupiah(sum.undisputed(), lang)),
            (t.disputed, format::rupiah(wrong, lang)),
            (t.date, format::day(&run.manifest.as_of, lang)),
        ],
        formula: format!("{}: {name}. {}", o.receipt_formula, t.city_share_note),
        see: at.viewer.may(Permission::ViewPeople).then_some(lines),
        files: files(
            &at,
            &run.manifest,
            &[
                "tagihan",
                "peserta",
                "penduduk",
                "kematian",
                "pindah",
                "phk",
                "daftar_pemda",
            ],
        ),
        law: law(&at, &run.manifest),
    };
    at.answer(&page)
}

/// `GET /kuitansi/jembatan/{step}`
pub(crate) async fn bridge(at: Desked, Path(code): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t, o) = (at.lang, at.t, RunOutTexts::of(at.lang));
    let step = run
        .bridge
        .iter()
        .find(|step| step.code == code)
        .ok_or(Fault::NotFound)?;
    let name = semesta_engine::figures::step_label(&step.code, lang);
    let mut facts = vec![(t.bridge_records, format::number(step.records, lang))];
    if let Some(active) = step.active {
        facts.push((t.bridge_active, format::number(active, lang)));
    }
    facts.push((t.date, format::day(&run.manifest.as_of, lang)));
    let formula = match code.parse::<Standing>() {
        Ok(standing) => format!("{}: {}", o.bridge_formula, standing.label(lang)),
        Err(_) => name.clone(),
    };
    let page = PartsPage {
        page: at.page(o.bridge_receipt, "/"),
        t,
        o,
        lead: name,
        facts,
        formula,
        see: None,
        files: files(
            &at,
            &run.manifest,
            &["peserta", "penduduk", "kematian", "pindah", "keputusan"],
        ),
        law: law(&at, &run.manifest),
    };
    at.answer(&page)
}
