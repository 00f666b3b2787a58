//! Pengaturan: users and their roles.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use semesta_desk::{DeskError, Grant, NewUser, Permission, Role, permission_table};
use semesta_domain::{RegionCode, region_name};
use serde::Deserialize;

use crate::fault::Fault;
use crate::page::Page;
use crate::pages::choice::{Choice, area_choices};
use crate::pages::law::tabs;
use crate::pages::money::Tab;
use crate::table::{Table, Td};
use crate::text::Texts;
use crate::visit::{Desked, Posted};

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    page: Page,
    t: &'static Texts,
    tabs: Vec<Tab>,
    said: String,
    users: Table,
    roles: Vec<Choice>,
    areas: Vec<Choice>,
    region: String,
    matrix: Table,
    first_password: String,
    new_user: String,
}

/// `GET /pengaturan/pengguna`
pub(crate) async fn list(at: Desked) -> Result<Response, Fault> {
    at.require(Permission::ManageUsers)?;
    at.answer(&page(&at, String::new(), None).await?)
}

async fn page(
    at: &Desked,
    said: String,
    made: Option<(String, String)>,
) -> Result<UsersPage, Fault> {
    let (lang, t) = (at.lang, at.t);
    let (new_user, first_password) = made.unwrap_or_default();
    let roles = Role::ALL.iter().map(|role| Choice {
        value: role.code().to_owned(),
        title: role.title(lang).to_owned(),
        is_chosen: false,
    });
    let areas = at
        .app
        .loaded()
        .map(|run| area_choices(at, &run, ""))
        .unwrap_or_default();
    Ok(UsersPage {
        page: at.page(t.users_title, "/pengaturan"),
        t,
        tabs: tabs(at, "/pengaturan/pengguna"),
        said,
        users: users(at).await?,
        roles: roles.collect(),
        areas: areas
            .into_iter()
            .filter(|one| !one.value.is_empty())
            .collect(),
        region: at.region().compact(),
        matrix: matrix(at),
        first_password,
        new_user,
    })
}

async fn users(at: &Desked) -> Result<Table, Fault> {
    let (lang, t) = (at.lang, at.t);
    let now = Timestamp::now();
    let mut table = Table::new("pengguna", t.users_caption, lang)
        .personal()
        .text(t.full_name)
        .text(t.user_name)
        .text(t.roles)
        .text(t.state);
    for user in at.desk.users(&at.viewer.session.actor()).await? {
        let grants: Vec<String> = user
            .grants
            .iter()
            .map(|grant| {
                let area =
                    region_name(grant.area).map_or_else(|| grant.area.to_string(), str::to_owned);
                format!("{} ({area})", grant.role.title(lang))
            })
            .collect();
        let state = if user.disabled_at.is_some() {
            Td::text(t.user_disabled).mark("bad")
        } else if user.locked_until.is_some_and(|until| until > now) {
            Td::text(t.user_locked).mark("warn")
        } else if user.must_change_password {
            Td::text(t.user_first).mark("warn")
        } else {
            Td::text(t.user_active).mark("good")
        };
        table.rows.push(vec![
            Td::text(&user.full_name).link(format!("/pengaturan/pengguna/{}", user.name)),
            Td::text(&user.name),
            Td::text(grants.join("; ")),
            state,
        ]);
    }
    Ok(table)
}

/// Which role may do what.
fn matrix(at: &Desked) -> Table {
    let (lang, t) = (at.lang, at.t);
    let mut table = Table::new("hak", t.matrix_caption, lang).text(t.permission);
    for role in Role::ALL {
        table = table.text(role.title(lang));
    }
    for row in permission_table() {
        let mut cells = vec![Td::text(row.permission.title(lang))];
        cells.extend(row.roles.iter().map(|cell| {
            if cell.allowed {
                Td::text(t.yes)
            } else {
                Td::text("–")
            }
        }));
        table.rows.push(cells);
    }
    table
}

/// A user to be.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    user: String,
    full_name: String,
    role: String,
    area: String,
}

fn said(error: DeskError, at: &Desked) -> Result<String, Fault> {
    match error {
        DeskError::Refused { .. } => Err(Fault::Forbidden),
        DeskError::Unknown(_) => Err(Fault::NotFound),
        error @ (DeskError::Invalid { .. } | DeskError::Conflict { .. }) => Ok(error.text(at.lang)),
        error => Err(error.into()),
    }
}

fn read_grant(role: &str, area: &str) -> Result<Grant, Fault> {
    let bad = || Fault::Bad("pilih peran dan wilayahnya", "choose the role and its area");
    let role: Role = role.parse().map_err(|_| bad())?;
    let area: RegionCode = area.parse().map_err(|_| bad())?;
    Ok(Grant { role, area })
}

/// `POST /pengaturan/pengguna`
pub(crate) async fn add(posted: Posted<Wanted>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ManageUsers)?;
    let user = NewUser {
        name: form.user.trim().to_lowercase(),
        full_name: form.full_name.trim().to_owned(),
        grants: vec![read_grant(&form.role, &form.area)?],
    };
    let password = crate::model::token::random_hex(8)?;
    let added = at
        .desk
        .add_user(
            &at.viewer.session.actor(),
            &user,
            &password,
            Timestamp::now(),
        )
        .await;
    let page = match added {
        Ok(()) => page(&at, String::new(), Some((user.name, password))).await?,
        Err(error) => page(&at, said(error, &at)?, None).await?,
    };
    at.answer(&page)
}

#[derive(Template)]
#[template(path = "user.html")]
struct UserPage {
    page: Page,
    t: &'static Texts,
    name: String,
    version: i64,
    is_disabled: bool,
    is_self: bool,
    grants: Vec<String>,
}

/// `GET /pengaturan/pengguna/{name}`
pub(crate) async fn show(at: Desked, Path(name): Path<String>) -> Result<Response, Fault> {
    at.require(Permission::ManageUsers)?;
    let users = at.desk.users(&at.viewer.session.actor()).await?;
    let user = users
        .into_iter()
        .find(|user| user.name == name)
        .ok_or(Fault::NotFound)?;
    let grants = user
        .grants
        .iter()
        .map(|grant| format!("{} ({})", grant.role.title(at.lang), grant.area))
        .collect();
    let page = UserPage {
        page: at.page(user.full_name.clone(), "/pengaturan"),
        t: at.t,
        version: user.version,
        is_disabled: user.disabled_at.is_some(),
        is_self: user.name == at.viewer.session.user,
        grants,
        name,
    };
    at.answer(&page)
}

/// A change of a user, with the version it was read at.
#[derive(Deserialize)]
pub(crate) struct Change {
    version: String,
    what: String,
    #[serde(default)]
    reason: String,
}

/// `POST /pengaturan/pengguna/{name}`
pub(crate) async fn change(
    Path(name): Path<String>,
    posted: Posted<Change>,
) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    at.require(Permission::ManageUsers)?;
    let version: i64 = form.version.parse().map_err(|_| Fault::Forged)?;
    let (actor, now) = (at.viewer.session.actor(), Timestamp::now());
    let mut made = None;
    let changed = match form.what.as_str() {
        "disable" => {
            at.desk
                .disable_user(&actor, &name, version, form.reason.trim(), now)
                .await
        }
        "reset" => {
            let password = crate::model::token::random_hex(8)?;
            let reset = at
                .desk
                .reset_user(&actor, &name, version, &password, now)
                .await;
            made = Some((name.clone(), password));
            reset
        }
        _ => return Err(Fault::NotFound),
    };
    match changed {
        Ok(()) if made.is_none() => Ok(Redirect::to("/pengaturan/pengguna").into_response()),
        Ok(()) => at.answer(&page(&at, String::new(), made).await?),
        Err(error) => {
            let said = said(error, &at)?;
            at.answer(&page(&at, said, None).await?)
        }
    }
}
