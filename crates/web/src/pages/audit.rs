//! Pengaturan: the audit log, newest first, and whether it is whole.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_desk::audit::AuditFilter;

use crate::fault::Fault;
use crate::format;
use crate::page::Page;
use crate::pages::law::tabs;
use crate::pages::money::Tab;
use crate::table::{Table, Td};
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

const PER_PAGE: i64 = 100;

/// `GET /pengaturan/audit`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ReadAudit)?;
    let (lang, t) = (at.lang, at.t);
    let params = at.params(&["aksi", "hal"]);
    let verdict = at.desk.verify_audit(None).await?;
    let page = params.number("hal").unwrap_or(1).clamp(1, 1_000_000);
    let last = verdict.last;
    let action = params.get("aksi").to_owned();
    let is_filtered = !action.is_empty();
    // Without a filter a page is a stretch of the log; with one, its first entries.
    let after = if is_filtered {
        0
    } else {
        (last - PER_PAGE * page as i64).max(0)
    };
    let filter = AuditFilter {
        action: is_filtered.then(|| action.clone()),
        after,
        limit: if is_filtered {
            10 * PER_PAGE
        } else {
            (last - PER_PAGE * (page as i64 - 1) - after).max(0)
        },
        ..AuditFilter::default()
    };
    let mut records = at.desk.audit(&at.viewer.session.actor(), &filter).await?;
    records.reverse();
    let mut table = Table::new("catatan", t.audit_caption, lang)
        .number(t.number)
        .text(t.when)
        .text(t.who)
        .text(t.from_where)
        .text(t.what)
        .text(t.subject)
        .text(t.reason);
    if !is_filtered {
        let n = usize::try_from(last).unwrap_or(0);
        table.paged(n, PER_PAGE as usize, &params, lang);
    }
    for record in records {
        let detail = if record.detail == "{}" {
            String::new()
        } else {
            record.detail
        };
        table.rows.push(vec![
            Td::count(record.seq, lang),
            Td::text(record.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
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
