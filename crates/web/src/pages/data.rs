//! Data: what was delivered, what of it was rejected.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use semesta_desk::Permission;
use semesta_desk::audit::Entry;
use semesta_evidence::{Manifest, code_message};
use serde::Deserialize;

use crate::ask::{self, SnapshotOf};
use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::deliveries::tabs;
use crate::pages::money::Tab;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::tile::Tile;
use crate::visit::{Desked, Posted};
use crate::words;

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    may_import: bool,
    may_run: bool,
    newest: Table,
    all: Table,
    runs: Table,
    as_of: String,
}

/// `GET /data`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let t = at.t;
    let snapshots = snapshots(&at).await?;
    let as_of = snapshots.iter().map(|one| one.as_of).max();
    let page = DataPage {
        page: at.page(t.data_title, "/data"),
        t,
        tabs: tabs(&at, "/data"),
        may_import: at.viewer.may(Permission::ImportData),
        may_run: at.viewer.may(Permission::Run),
        newest: newest(&at, &snapshots),
        all: all(&at, &snapshots),
        runs: runs(&at),
        as_of: as_of.map_or_else(String::new, |date| date.to_string()),
    };
    at.answer(&page)
}

/// Every snapshot, the newest first.
pub(crate) async fn snapshots(at: &Desked) -> Result<Vec<Manifest>, Fault> {
    let Some(folder) = at.app.folder.clone() else {
        return Ok(Vec::new());
    };
    let mut snapshots = tokio::task::spawn_blocking(move || folder.snapshots()).await??;
    snapshots.sort_by(|a, b| {
        b.as_of
            .cmp(&a.as_of)
            .then(a.source.code().cmp(b.source.code()))
    });
    Ok(snapshots)
}

/// One line a source: what came last.
fn newest(at: &Desked, snapshots: &[Manifest]) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("sumber", t.sources_caption, lang)
        .text(t.source)
        .text(t.newest)
        .number(t.rows)
        .number(t.rejected)
        .number(t.warnings);
    for source in semesta_evidence::Source::ALL {
        let newest = snapshots.iter().find(|one| one.source == source);
        let name = Td::text(words::source(source.code(), t));
        table.rows.push(match newest {
            None => vec![
                name,
                Td::text(t.never).mark("plain"),
                Td::number("–"),
                Td::number("–"),
                Td::number("–"),
            ],
            Some(one) => vec![
                name.link(format!("/data/cuplikan/{}", one.id)),
                Td::date(one.as_of, lang),
                rows(one, SnapshotOf::Accepted, at),
                rows(one, SnapshotOf::Rejected, at),
                rows(one, SnapshotOf::Warnings, at),
            ],
        });
    }
    table
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What of a snapshot's rows a receipt tells.
fn n_of(one: &Manifest, of: SnapshotOf) -> i64 {
    number(match of {
        SnapshotOf::In => one.rows_in,
        SnapshotOf::Accepted => one.accepted,
        SnapshotOf::Rejected => one.rejected,
        SnapshotOf::Skipped => one.skipped.n(),
        SnapshotOf::Warnings => one.warnings.values().sum(),
    })
}

fn receipt(one: &Manifest, of: SnapshotOf, code: &str) -> String {
    let asked = ask::Snapshot {
        id: one.id.0.clone(),
        of,
        code: code.to_owned(),
    };
    asked.href()
}

/// Rows of a snapshot, with their receipt.
pub(crate) fn rows(one: &Manifest, of: SnapshotOf, at: &Desked) -> Td {
    Td::count(n_of(one, of), at.lang).link(receipt(one, of, ""))
}

fn all(at: &Desked, snapshots: &[Manifest]) -> Table {
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&["sumber"]);
    let wanted = params.get("sumber");
    let mut table = Table::new("cuplikan", t.snapshots_caption, lang)
        .text(t.date)
        .text(t.source)
        .text(t.file)
        .number(t.rows)
        .number(t.rejected)
        .number(t.size);
    table.empty = t.snapshots_none.to_owned();
    let is_wanted = |one: &&Manifest| wanted.is_empty() || one.source.code() == wanted;
    for one in snapshots.iter().filter(is_wanted) {
        table.rows.push(vec![
            Td::date(one.as_of, lang).link(format!("/data/cuplikan/{}", one.id)),
            Td::text(words::source(one.source.code(), t)),
            Td::text(&one.file_name),
            rows(one, SnapshotOf::Accepted, at),
            rows(one, SnapshotOf::Rejected, at),
            Td::bytes(one.file_bytes, lang),
        ]);
    }
    table
}

fn runs(at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let shown = at.app.loaded().map(|run| run.manifest.id.clone());
    let mut table = Table::new("hitungan", t.runs_caption, lang)
        .text(t.date)
        .text(t.run)
        .text(t.region)
        .number(t.coverage_verified)
        .text(t.checks);
    table.empty = t.runs_none.to_owned();
    for run in at.app.history().iter().rev() {
        use semesta_engine::figures::{Basis, Indicator};
        let coverage = run.summary.figure(Basis::Verified, Indicator::Coverage);
        let is_shown = shown.as_ref() == Some(&run.id);
        let open = run.summary.open_checks.len();
        table.rows.push(vec![
            Td::day(&run.as_of, lang).link(format!("/data/run/{}", run.id)),
            Td::text(&run.id).sub(if is_shown { t.run_shown } else { "" }),
            Td::text(&run.region),
            coverage.map_or_else(
                || Td::number("–"),
                |ratio| {
                    let city = run.region.replace('.', "");
                    let figure = ask::Figure::of(Basis::Verified, Indicator::Coverage, &city);
                    Td::number(format::percent(ratio, lang)).link(figure.in_run(&run.id).href())
                },
            ),
            if open == 0 {
                Td::text(t.fill(t.checks_closed, &[&run.summary.checks.to_string()])).mark("good")
            } else {
                Td::text(t.fill(t.checks_open, &[&open.to_string()])).mark("bad")
            },
        ]);
    }
    table
}

#[derive(Template)]
#[template(path = "snapshot.html")]
struct SnapshotPage {
    page: Page,
    t: &'static Texts,
    id: String,
    facts: Vec<Tile>,
    columns: Table,
    reasons: Table,
    has_rejects: bool,
    may_export: bool,
}

/// `GET /data/cuplikan/{id}`
pub(crate) async fn snapshot(at: Desked, Path(id): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ViewFigures)?;
    let found = snapshots(&at).await?;
    let one = found
        .into_iter()
        .find(|one| one.id.0 == id)
        .ok_or(Fault::NotFound)?;
    let (lang, t) = (at.lang, at.t);
    let n = |title, of| {
        let n = format::number(n_of(&one, of), lang);
        Tile::new(title, n).link(receipt(&one, of, ""))
    };
    let facts = vec![
        Tile::new(t.source, words::source(one.source.code(), t)),
        Tile::new(t.date, format::date_in_words(one.as_of, lang)),
        Tile::new(t.file, one.file_name.clone()),
        Tile::new(t.size, format::bytes(one.file_bytes, lang)),
        Tile::new(t.hash, one.file_hash.clone()),
        Tile::new(t.snapshot, one.id.0.clone()),
        n(t.rows_in, SnapshotOf::In),
        n(t.accepted, SnapshotOf::Accepted),
        n(t.rejected, SnapshotOf::Rejected),
        n(t.skipped, SnapshotOf::Skipped),
        Tile::new(t.layout, one.layout.clone()),
    ];
    let mut columns = Table::new("kolom", t.columns_caption, lang)
        .text(t.header)
        .text(t.column);
    for (header, column) in &one.columns {
        columns.rows.push(vec![Td::text(header), Td::text(column)]);
    }
    for header in &one.unmapped {
        columns
            .rows
            .push(vec![Td::text(header), Td::text(t.not_taken)]);
    }
    let mut reasons = Table::new("sebab", t.rejects_caption, lang)
        .text(t.column)
        .text(t.reason)
        .text(t.what_became)
        .number(t.rows);
    reasons.empty = t.rejects_none.to_owned();
    for (codes, became, of) in [
        (&one.rejects, t.rejected, SnapshotOf::Rejected),
        (&one.warnings, t.kept_empty, SnapshotOf::Warnings),
    ] {
        for (key, rows) in codes {
            let (column, code) = key.split_once(':').unwrap_or(("", key));
            reasons.rows.push(vec![
                Td::text(column),
                Td::text(code_message(code, lang)).sub(code),
                Td::text(became),
                Td::count(number(*rows), lang).link(receipt(&one, of, key)),
            ]);
        }
    }
    let page = SnapshotPage {
        page: at.page(words::source(one.source.code(), t), "/data"),
        t,
        id: one.id.0.clone(),
        facts,
        columns,
        reasons,
        has_rejects: one.rejected > 0,
        may_export: at.viewer.may(Permission::ImportData),
    };
    at.answer(&page)
}

/// Why rejected rows are fetched: they hold what the office delivered.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    reason: String,
}

/// `POST /data/cuplikan/{id}/tolakan.csv`: to be mended and given back, so every
/// cell is as it was delivered except those that a spreadsheet would run.
pub(crate) async fn rejects(
    Path(id): Path<String>,
    posted: Posted<Wanted>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require_in(Permission::ImportData, "")?;
    let reason = crate::export::reason(&form.reason)?;
    let found = snapshots(&at).await?;
    let one = found
        .into_iter()
        .find(|one| one.id.0 == id)
        .ok_or(Fault::NotFound)?;
    let folder = at.app.folder.clone().ok_or(Fault::NotFound)?;
    let entry = Entry::new("rejects.export")
        .subject(format!("snapshot:{id}"))
        .reason(reason)
        .detail("rows", one.rejected);
    at.record(entry).await?;
    let lang = at.lang;
    let rejects = tokio::task::spawn_blocking(move || folder.read_rejects_in(&one, lang)).await??;
    let added = ["file", "row", "column", "code", "message"];
    let header: Vec<&str> = added
        .into_iter()
        .chain(rejects.headers.iter().map(String::as_str))
        .collect();
    let rows: Vec<Vec<crate::export::Cell>> = rejects
        .rows
        .iter()
        .map(|row| {
            let number = row.row.to_string();
            [&rejects.file, &number, &row.column, &row.code, &row.message]
                .into_iter()
                .chain(&row.cells)
                .take(header.len())
                .map(crate::export::Cell::text)
                .collect()
        })
        .collect();
    let mut bytes = crate::export::csv(&header, &rows)?.into_response();
    let headers = bytes.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"tolakan.csv\""),
    );
    Ok(bytes)
}
