//! Signing in at an outside identity provider, and coming back.

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use semesta_desk::{OutsideIdentity, SignInError};
use semesta_domain::Lang;
use semesta_oidc::{Identity, OidcError, Provider};

use super::door::{own_path, refused};
use crate::app::Shared;
use crate::fault::Fault;
use crate::visit::{Visit, cookie};

/// The cookie that ties a journey to the browser it began in.
const COOKIE: &str = "semesta-luar";

/// The link that leads to the provider and then to a path of ours.
pub(crate) fn link(back: &str) -> String {
    let mut link = "/masuk/luar?kembali=".to_owned();
    for byte in own_path(back).bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            link.push(char::from(byte));
        } else {
            link.push_str(&format!("%{byte:02X}"));
        }
    }
    link
}

/// Keeps a journey's state, or takes it back with an empty one.
fn kept(app: &Shared, state: &str) -> String {
    let secure = if app.door.secure { "; Secure" } else { "" };
    let age = if state.is_empty() { 0 } else { 600 };
    format!("{COOKIE}={state}; Path=/masuk; HttpOnly; SameSite=Lax; Max-Age={age}{secure}")
}

fn provider(app: &Shared) -> Result<Arc<Provider>, Fault> {
    app.door.outside.clone().ok_or(Fault::NotFound)
}

/// `GET /masuk/luar`
pub(crate) async fn begin(visit: Visit, State(app): State<Shared>) -> Result<Response, Fault> {
    let provider = provider(&app)?;
    if !app.door.may_try(visit.address) {
        return Err(Fault::TooMany);
    }
    let back = own_path(visit.params(&["kembali"]).get("kembali"));
    let asked =
        tokio::task::spawn_blocking(move || provider.begin(&back, SystemTime::now())).await?;
    match asked {
        Ok(journey) => Ok((
            [(header::SET_COOKIE, kept(&app, &journey.state))],
            Redirect::to(&journey.url),
        )
            .into_response()),
        Err(error) => refused(&visit, words(&error, visit.lang), "/", "", false),
    }
}

/// `GET /masuk/balik`
pub(crate) async fn back(
    visit: Visit,
    State(app): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let provider = provider(&app)?;
    let desk = app.door.desk().await.ok_or(Fault::NoDesk)?;
    let params = visit.params(&["state", "code"]);
    let kept_state = cookie(&headers, COOKIE).unwrap_or_default().to_owned();
    let (state, code) = (
        params.get("state").to_owned(),
        params.get("code").to_owned(),
    );
    let ended = tokio::task::spawn_blocking(move || {
        let code = Some(code.as_str()).filter(|code| !code.is_empty());
        provider.finish(&kept_state, &state, code, SystemTime::now())
    });
    let mut response = match ended.await? {
        Ok(identity) => enter(&visit, &app, &desk, identity).await?,
        Err(error) => refused(&visit, words(&error, visit.lang), "/", "", false)?,
    };
    let gone = HeaderValue::from_str(&kept(&app, ""))?;
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}

/// Opens the session of whom the provider named, if the desk knows them.
async fn enter(
    visit: &Visit,
    app: &Shared,
    desk: &semesta_desk::Desk,
    identity: Identity,
) -> Result<Response, Fault> {
    let outside = OutsideIdentity {
        issuer: identity.issuer,
        subject: identity.subject,
        user: identity.user,
    };
    let place = visit.address.to_string();
    match desk
        .sign_in_outside(&outside, &place, Timestamp::now())
        .await
    {
        Ok((token, _)) => Ok((
            [(header::SET_COOKIE, app.door.cookie(token.reveal()))],
            Redirect::to(&own_path(&identity.back)),
        )
            .into_response()),
        Err(SignInError::Desk(error)) => Err(error.into()),
        Err(_) => {
            let said = visit.lang.pick(
                "akun Anda belum dikenal di meja kerja ini; hubungi administrator",
                "this desk does not know your account; ask its administrator",
            );
            refused(visit, said.to_owned(), "/", "", false)
        }
    }
}

fn words(error: &OidcError, lang: Lang) -> String {
    let said = match error {
        OidcError::Unreachable => lang.pick(
            "penyedia identitas tidak dapat dihubungi; coba lagi nanti",
            "the identity provider cannot be reached; try again later",
        ),
        OidcError::State => lang.pick(
            "proses masuk ini sudah lewat waktunya atau sudah dipakai; ulangi dari awal",
            "this sign-in is too old or was used already; begin again",
        ),
        OidcError::Refused => lang.pick(
            "penyedia identitas menolak; ulangi dari awal",
            "the identity provider refuses; begin again",
        ),
        OidcError::NoUser => lang.pick(
            "penyedia identitas tidak menyebut nama pengguna; hubungi administrator",
            "the identity provider names no user; ask the administrator",
        ),
        OidcError::Token(_) | OidcError::Settings => lang.pick(
            "jawaban penyedia identitas tidak dapat dipercaya; hubungi administrator",
            "the identity provider's answer cannot be trusted; ask the administrator",
        ),
    };
    said.to_owned()
}
