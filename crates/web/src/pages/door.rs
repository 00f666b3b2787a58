//! Signing in and out, and the first password.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use semesta_desk::{Credentials, Role, Session, SignInError};
use semesta_oidc::LocalSignIn;
use serde::Deserialize;

use crate::access::Viewer;
use crate::app::Shared;
use crate::fault::Fault;
use crate::page::Page;
use crate::text::Texts;
use crate::visit::{Desked, Posted, Visit};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    t: &'static Texts,
    said: String,
    back: String,
    user: String,
    needs_code: bool,
    demo: Option<(Vec<String>, String)>,
    /// What leads to the identity provider, and its words.
    outside: Option<(String, String)>,
}

fn sign_in_page(
    visit: &Visit,
    said: String,
    back: &str,
    user: &str,
    needs_code: bool,
) -> SignInPage {
    let t = visit.t;
    let demo = visit.app.door.demo.as_ref();
    let outside = visit.app.door.outside.as_ref().map(|provider| {
        let through = visit.lang.pick("Masuk lewat", "Sign in with");
        let words = format!("{through} {}", provider.config().title);
        (super::outside::link(back), words)
    });
    SignInPage {
        outside,
        page: visit.page(t.sign_in, ""),
        t,
        said,
        back: own_path(back),
        user: user.to_owned(),
        needs_code,
        demo: demo.map(|demo| {
            let users = std::iter::once(&demo.user).chain(&demo.others);
            (users.cloned().collect(), demo.password.clone())
        }),
    }
}

/// A path of ours, never another host.
pub(crate) fn own_path(path: &str) -> String {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', ':'])
        && path.len() <= 1000;
    if is_own {
        path.to_owned()
    } else {
        "/".to_owned()
    }
}

/// `GET /masuk`
pub(crate) async fn form(visit: Visit) -> Result<Response, Fault> {
    if visit.app.door.desk().await.is_none() {
        return Ok(Redirect::to("/mulai").into_response());
    }
    let params = visit.params(&["kembali"]);
    let page = sign_in_page(&visit, String::new(), params.get("kembali"), "", false);
    visit.answer(&page)
}

/// What somebody signs in with.
#[derive(Deserialize)]
pub(crate) struct Given {
    user: String,
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    back: String,
}

/// `POST /masuk`
pub(crate) async fn sign_in(
    visit: Visit,
    State(app): State<Shared>,
    Form(given): Form<Given>,
) -> Result<Response, Fault> {
    let desk = app.door.desk().await.ok_or(Fault::NoDesk)?;
    if !app.door.may_try(visit.address) {
        return Err(Fault::TooMany);
    }
    let credentials = Credentials {
        name: given.user.clone(),
        password: given.password,
        totp: Some(given.code.trim().to_owned()).filter(|code| !code.is_empty()),
    };
    let place = visit.address.to_string();
    match desk.sign_in(&credentials, &place, Timestamp::now()).await {
        Ok((token, session)) if !may_use_password(&app, &session) => {
            desk.sign_out(&session, &token, Timestamp::now()).await?;
            let said = visit.lang.pick(
                "masuk dengan kata sandi hanya untuk administrator",
                "only administrators sign in with a password",
            );
            refused(&visit, said.to_owned(), &given.back, &given.user, false)
        }
        Ok((token, session)) => {
            let to = if session.must_change_password {
                "/sandi".to_owned()
            } else {
                own_path(&given.back)
            };
            let cookie = app.door.cookie(token.reveal());
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
        }
        Err(error) => {
            let needs_code = matches!(error, SignInError::NeedsTotp);
            if let SignInError::Desk(error) = error {
                return Err(error.into());
            }
            let said = error.text(visit.lang);
            refused(&visit, said, &given.back, &given.user, needs_code)
        }
    }
}

/// The page of signing in once more, with what was wrong.
pub(crate) fn refused(
    visit: &Visit,
    said: String,
    back: &str,
    user: &str,
    needs_code: bool,
) -> Result<Response, Fault> {
    let page = sign_in_page(visit, said, back, user, needs_code);
    let mut response = visit.answer(&page)?;
    *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
    Ok(response)
}

/// Whether a right password lets somebody in: everybody, or administrators only.
fn may_use_password(app: &Shared, session: &Session) -> bool {
    let local = app
        .door
        .outside
        .as_ref()
        .map(|at| at.config().local_sign_in);
    let is_administrator = |session: &Session| {
        let mut grants = session.grants.iter();
        grants.any(|grant| grant.role == Role::Administrator)
    };
    local != Some(LocalSignIn::Administrators) || is_administrator(session)
}

/// `POST /keluar`
pub(crate) async fn sign_out(posted: Posted<super::money::Nothing>) -> Result<Response, Fault> {
    let Posted { at, .. } = posted;
    let Viewer { session, token, .. } = &at.viewer;
    // A demo's one session is everybody's: it stays.
    let is_shared = match &at.app.door.demo {
        Some(demo) => *demo.token.read().await == *token,
        None => false,
    };
    if !is_shared {
        at.desk.sign_out(session, token, Timestamp::now()).await?;
    }
    let cookie = at.app.door.cookie("");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/masuk")).into_response())
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    page: Page,
    t: &'static Texts,
    said: String,
    length_min: usize,
}

fn password_page(at: &Desked, said: String) -> PasswordPage {
    PasswordPage {
        page: at.page(at.t.password_title, ""),
        t: at.t,
        said,
        length_min: semesta_desk::PASSWORD_LENGTH_MIN,
    }
}

/// `GET /sandi`
pub(crate) async fn password_form(at: Desked) -> Result<Response, Fault> {
    at.answer(&password_page(&at, String::new()))
}

/// The old password and the new one, twice.
#[derive(Deserialize)]
pub(crate) struct Passwords {
    old: String,
    new: String,
    again: String,
}

/// `POST /sandi`
pub(crate) async fn change_password(posted: Posted<Passwords>) -> Result<Response, Fault> {
    let Posted { at, form } = posted;
    if !at.app.door.may_try(at.address) {
        return Err(Fault::TooMany);
    }
    let said = if form.new == form.again {
        let Viewer { session, token, .. } = &at.viewer;
        let changed = at
            .desk
            .change_password(session, token, &form.old, &form.new, Timestamp::now())
            .await;
        match changed {
            Ok(()) => return Ok(Redirect::to("/").into_response()),
            Err(error) => error.text(at.lang),
        }
    } else {
        at.t.password_differs.to_owned()
    };
    let mut response = at.answer(&password_page(&at, said))?;
    *response.status_mut() = axum::http::StatusCode::BAD_REQUEST;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_sent_back_to_our_own_pages_only() {
        for path in [
            "https://x",
            "//x",
            "/\\x",
            "javascript:1",
            "",
            "/a\r\nb",
            "x",
        ] {
            assert_eq!(own_path(path), "/", "{path}");
        }
        assert_eq!(
            own_path("/wilayah?tingkat=kelurahan"),
            "/wilayah?tingkat=kelurahan"
        );
    }
}
