//! Pengaturan: the audit log, newest first, and whether it is whole.

use std::ops::Range;

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::{AuditFilter, AuditOrder, Record};

use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::law::tabs;
use crate::pages::money::Tab;
use crate::params::Params;
use crate::table::{Key, Order, Table, Td};
use crate::text::Texts;
use crate::visit::Desked;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    action: String,
    is_whole: bool,
    n: String,
    head: String,
    table: Table,
}

const PER_PAGE: usize = 100;
/// Entries of a file.
const FILE_MAX: usize = 100_000;

/// The entries of a page, or of a file.
async fn page_of(
    at: &Desked,
    table: &mut Table,
    action: &str,
    order: &Order,
    params: &Params,
) -> Result<Vec<Record>, Fault> {
    let read = async |range: Range<usize>| {
        let filter = AuditFilter {
            action: (!action.is_empty()).then(|| action.to_owned()),
            limit: i64::try_from(range.len()).unwrap_or(0),
            ..AuditFilter::default()
        };
        let order = if order.down {
            AuditOrder::NewestFirst
        } else {
            AuditOrder::OldestFirst
        };
        let skip = i64::try_from(range.start).unwrap_or(0);
        at.desk.audit_page(&at.actor(), &filter, order, skip).await
    };
    let n = usize::try_from(read(0..0).await?.n).unwrap_or(0);
    let range = table.paged(n, PER_PAGE, params, at.lang);
    let end = range.end.min(range.start + FILE_MAX);
    Ok(read(range.start..end).await?.records)
}

/// `GET /pengaturan/audit`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ReadAudit)?;
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&["aksi", "urut", "arah", "hal"]);
    let verdict = at.desk.verify_audit(None).await?;
    let action = params.get("aksi").to_owned();
    let order = Order::read(&params, &["nomor"], "nomor", true);
    let mut table = Table::new("catatan", t.audit_caption, lang)
        .personal()
        .number(t.number)
        .sorting("nomor", &order, &params)
        .text(t.when)
        .text(t.who)
        .text(t.from_where)
        .text(t.what)
        .text(t.subject)
        .text(t.reason);
    if !at.viewer.may_in(Permission::ExportAudit, "", at.region()) {
        table = table.without_file();
    }
    for record in page_of(&at, &mut table, &action, &order, &params).await? {
        let detail = if record.detail == "{}" {
            String::new()
        } else {
            record.detail
        };
        table.rows.push(vec![
            Td::count(record.seq, lang),
            Td::text(record.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
                .keyed(Key::Time(record.at.to_string())),
            Td::text(record.actor),
            Td::text(record.place),
            Td::text(record.action).sub(detail),
            Td::text(record.subject),
            Td::text(record.reason),
        ]);
    }
    let page = AuditPage {
        page: at.page(t.audit_title, "/pengaturan"),
        t,
        tabs: tabs(&at, "/pengaturan/audit"),
        action,
        is_whole: verdict.breaks.is_empty(),
        n: format::number(verdict.n_entries, lang),
        head: verdict.head.chars().take(16).collect(),
        table,
    };
    at.answer(&page)
}
