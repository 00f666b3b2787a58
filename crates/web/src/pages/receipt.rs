//! Kuitansi: what one figure was made of.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::Segment;

use crate::fault::Fault;
use crate::format;
use crate::model::figures::{basis, indicator};
use crate::page::Page;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::Desked;
use crate::words;

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    page: Page,
    t: &'static Texts,
    percent: String,
    numerator: String,
    denominator: String,
    formula: &'static str,
    formula_code: &'static str,
    basis: &'static str,
    area: String,
    segment: String,
    as_of: String,
    law_hash: String,
    files: Table,
    parameters: Table,
}

/// `GET /kuitansi/{basis}/{indicator}/{area}/{segment}`
pub(crate) async fn show(
    at: Desked,
    Path((of_basis, of_indicator, area, segment)): Path<(String, String, String, String)>,
) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let run = at.run()?;
    let (lang, t) = (at.lang, at.t);
    let (basis, indicator) = basis(&of_basis)
        .zip(indicator(&of_indicator))
        .ok_or(Fault::NotFound)?;
    let area = run.area(&area).ok_or(Fault::NotFound)?;
    let of_segment: Option<Segment> = match segment.as_str() {
        "all" => None,
        code => Some(code.parse().map_err(|_| Fault::NotFound)?),
    };
    let ratio = area.figure(of_segment, indicator, basis);
    let mut files = Table::new("berkas", t.receipt_files, lang)
        .text(t.source)
        .text(t.date)
        .text(t.file)
        .text(t.hash);
    let newest_roll = newest(&run.manifest, "peserta");
    for used in &run.manifest.snapshots {
        let rests = matches!(used.source.as_str(), "penduduk" | "kematian" | "pindah")
            || (used.source == "peserta" && used.as_of == newest_roll);
        if rests {
            files.rows.push(vec![
                Td::text(words::source(&used.source, t))
                    .link(format!("/data/cuplikan/{}", used.id)),
                Td::day(&used.as_of, lang),
                Td::text(&used.file_name),
                Td::text(used.file_hash.chars().take(16).collect::<String>()),
            ]);
        }
    }
    let mut parameters = Table::new("hukum", t.receipt_law, lang)
        .text(t.parameter)
        .text(t.value)
        .text(t.in_force_from)
        .text(t.law_source);
    for parameter in &run.manifest.law.parameters {
        let get = |key: &str| parameter.get(key).cloned().unwrap_or_default();
        parameters.rows.push(vec![
            Td::text(get("parameter")).link("/pengaturan/hukum"),
            Td::text(get("value")),
            Td::day(&get("from"), lang),
            Td::text(get("title")),
        ]);
    }
    let page = ReceiptPage {
        page: at.page(
            format!("{}: {}", t.receipt_title, indicator.label(lang)),
            "/",
        ),
        t,
        percent: format::percent(ratio, lang),
        numerator: format::number(ratio.numerator, lang),
        denominator: format::number(ratio.denominator, lang),
        formula: words::formula(indicator, basis, lang),
        formula_code: indicator.formula(basis),
        basis: words::basis(basis, t),
        area: format!("{} ({})", area.name, area.dotted()),
        segment: of_segment.map_or_else(
            || t.segment_all.to_owned(),
            |segment| segment.label(lang).to_owned(),
        ),
        as_of: format::day(&run.manifest.as_of, lang),
        law_hash: run.manifest.law.hash.chars().take(16).collect(),
        files,
        parameters,
    };
    at.answer(&page)
}

fn newest(manifest: &semesta_engine::run::RunManifest, source: &str) -> String {
    let dates = manifest
        .snapshots
        .iter()
        .filter(|used| used.source == source);
    dates
        .map(|used| used.as_of.clone())
        .max()
        .unwrap_or_default()
}
