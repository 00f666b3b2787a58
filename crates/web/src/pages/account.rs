//! One's own account: roles, and what they allow.

use askama::Template;
use axum::response::Response;
use semesta_desk::Permission;
use semesta_domain::region_name;

use crate::fault::Fault;
use crate::page::Page;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::Desked;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    page: Page,
    t: &'static Texts,
    user: String,
    roles: Vec<String>,
    allowed: Table,
    until: String,
}

/// `GET /akun`
pub(crate) async fn show(at: Desked) -> Result<Response, Fault> {
    let (lang, t) = (at.lang, at.t);
    let session = &at.viewer.session;
    let name = |area| region_name(area).map_or_else(|| area.to_string(), str::to_owned);
    let roles = session
        .grants
        .iter()
        .map(|grant| format!("{} · {}", grant.role.title(lang), name(grant.area)))
        .collect();
    let mut allowed = Table::new("hak", t.account_allowed, lang)
        .text(t.permission)
        .text(t.area);
    for permission in Permission::ALL {
        let areas = session.areas(permission);
        if !areas.is_empty() {
            let areas: Vec<String> = areas.into_iter().map(name).collect();
            allowed.rows.push(vec![
                Td::text(permission.title(lang)),
                Td::text(areas.join(", ")),
            ]);
        }
    }
    let page = AccountPage {
        page: at.page(session.full_name.clone(), ""),
        t,
        user: session.user.clone(),
        roles,
        allowed,
        until: session
            .expires_at
            .strftime("%Y-%m-%d %H:%M UTC")
            .to_string(),
    };
    at.answer(&page)
}
