//! The first start: the first administrator, then the first data.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use semesta_desk::{Actor, Credentials, Desk, DeskError, Grant, NewUser, Permission, Role};
use semesta_domain::{RegionCode, RegionLevel, region_name};
use serde::Deserialize;

use crate::app::Shared;
use crate::fault::Fault;
use crate::page::Page;
use crate::text::Texts;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    t: &'static Texts,
    said: String,
    is_loading: bool,
    needs_administrator: bool,
    may_import: bool,
    region: String,
    user: String,
    full_name: String,
    length_min: usize,
    command: String,
}

async fn page(visit: &Visit, said: String, given: Option<&Founder>) -> StartPage {
    let t = visit.t;
    let app = &visit.app;
    let desk = app.door.desk().await;
    let known = app.history().last().map(|run| run.region.clone());
    let mut page = visit.page(t.start_title, "");
    let is_loading = desk.is_some() && app.is_loading() && app.loaded().is_none();
    page.again = if is_loading { 2 } else { 0 };
    StartPage {
        page,
        t,
        said,
        is_loading,
        needs_administrator: desk.is_none(),
        may_import: visit
            .viewer
            .as_ref()
            .is_some_and(|viewer| viewer.may(Permission::ImportData)),
        region: given.map_or_else(
            || {
                desk.map(|desk| desk.region().to_string())
                    .or(known)
                    .unwrap_or_default()
            },
            |given| given.region.clone(),
        ),
        user: given.map_or_else(String::new, |given| given.user.clone()),
        full_name: given.map_or_else(String::new, |given| given.full_name.clone()),
        length_min: semesta_desk::PASSWORD_LENGTH_MIN,
        command: format!(
            "semesta import --data {} --delivery …/2024-12",
            app.data.display()
        ),
    }
}

/// `GET /mulai`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let has_desk = visit.app.door.desk().await.is_some();
    if has_desk && visit.viewer.is_none() {
        return Err(Fault::SignIn("/".to_owned()));
    }
    if has_desk && visit.app.loaded().is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let page = page(&visit, String::new(), None).await;
    visit.answer(&page)
}

/// The first administrator.
#[derive(Deserialize)]
pub(crate) struct Founder {
    code: String,
    region: String,
    user: String,
    full_name: String,
    password: String,
    again: String,
}

/// `POST /mulai`
pub(crate) async fn found(
    visit: Visit,
    State(app): State<Shared>,
    Form(given): Form<Founder>,
) -> Result<Response, Fault> {
    if app.door.desk().await.is_some() {
        return Err(Fault::Forbidden);
    }
    if !app.door.may_try(visit.address) {
        return Err(Fault::TooMany);
    }
    let t = visit.t;
    let refused = if given.code.trim() != app.door.setup_code {
        Some(t.start_code_wrong)
    } else if given.password != given.again {
        Some(t.password_differs)
    } else {
        None
    };
    let region = region_of(&given.region);
    let said = match (refused, region) {
        (Some(said), _) => said.to_owned(),
        (None, None) => t.start_region_wrong.to_owned(),
        (None, Some(region)) => match first(&app, region, &given, &visit).await {
            Ok(cookie) => {
                return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response());
            }
            Err(FirstError::Said(said)) => said,
            Err(FirstError::Broken(error)) => return Err(Fault::Broken(error)),
        },
    };
    let mut response = visit.answer(&page(&visit, said, Some(&given)).await)?;
    *response.status_mut() = axum::http::StatusCode::BAD_REQUEST;
    Ok(response)
}

fn region_of(text: &str) -> Option<RegionCode> {
    let region: RegionCode = text.trim().parse().ok()?;
    let is_city = region.level() == RegionLevel::Regency && region_name(region).is_some();
    is_city.then_some(region)
}

enum FirstError {
    /// What the reader can mend.
    Said(String),
    /// What they cannot.
    Broken(anyhow::Error),
}

async fn first(
    app: &Shared,
    region: RegionCode,
    given: &Founder,
    visit: &Visit,
) -> Result<String, FirstError> {
    let said = |error: DeskError| match error {
        error @ DeskError::Invalid { .. } => FirstError::Said(error.text(visit.lang)),
        error => FirstError::Broken(error.into()),
    };
    if given.password.chars().count() < semesta_desk::PASSWORD_LENGTH_MIN {
        return Err(FirstError::Said(format!(
            "{} {}",
            visit.t.password_hint,
            semesta_desk::PASSWORD_LENGTH_MIN
        )));
    }
    let desk = app.door.create(region).await.map_err(said)?;
    let user = NewUser {
        name: given.user.trim().to_lowercase(),
        full_name: given.full_name.trim().to_owned(),
        grants: vec![Grant {
            role: Role::Administrator,
            area: region,
        }],
    };
    add(&desk, &user, &given.password, &visit.address.to_string())
        .await
        .map(|token| app.door.cookie(token.reveal()))
        .map_err(|error| match error.downcast::<DeskError>() {
            Ok(error) => said(error),
            Err(error) => match error.downcast::<semesta_desk::SignInError>() {
                Ok(error) => FirstError::Said(error.text(visit.lang)),
                Err(error) => FirstError::Broken(error),
            },
        })
}

/// Adds a user who has chosen their password already, and signs them in.
///
/// # Errors
/// If the name or the password is refused, or the desk cannot.
pub(crate) async fn add(
    desk: &Desk,
    user: &NewUser,
    password: &str,
    place: &str,
) -> anyhow::Result<semesta_desk::SessionToken> {
    let passing = crate::model::token::random_hex(16)?;
    let setup = Actor::console("semesta serve", desk.region());
    desk.add_user(&setup, user, &passing, Timestamp::now())
        .await?;
    let credentials = Credentials {
        name: user.name.clone(),
        password: passing.clone(),
        totp: None,
    };
    let (token, session) = desk.sign_in(&credentials, place, Timestamp::now()).await?;
    desk.change_password(&session, &token, &passing, password, Timestamp::now())
        .await?;
    Ok(token)
}
