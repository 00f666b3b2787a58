//! What a request brings: language, colours, who asks, and the run shown.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Form;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use semesta_desk::audit::Entry;
use semesta_desk::proposal::When;
use semesta_desk::{Actor, Desk, Permission, SessionToken};
use semesta_domain::{Lang, RegionCode};
use serde::de::DeserializeOwned;

use crate::access::Viewer;
use crate::app::Shared;
use crate::fault::Fault;
use crate::model::Loaded;
use crate::page::Page;
use crate::params::Params;
use crate::text::{Texts, texts};
use crate::waiting::{self, Waits};

/// A request to a page that everybody may see.
pub(crate) struct Visit {
    pub(crate) app: Shared,
    pub(crate) lang: Lang,
    pub(crate) t: &'static Texts,
    pub(crate) theme: &'static str,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) address: IpAddr,
    pub(crate) viewer: Option<Viewer>,
    /// The cookie to hand out with the answer, in a demo.
    pub(crate) is_new: bool,
    /// What waits for whoever asks.
    pub(crate) waits: Waits,
}

/// A cookie's value.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The language of a reader.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    if cookie(headers, "bahasa") == Some("en") {
        Lang::En
    } else {
        Lang::Id
    }
}

fn theme(headers: &HeaderMap) -> &'static str {
    match cookie(headers, "tema") {
        Some("gelap") => "dark",
        Some("terang") => "light",
        _ => "auto",
    }
}

impl FromRequestParts<Shared> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Fault> {
        let address = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
        let lang = language(&parts.headers);
        let mut visit = Self {
            app: Arc::clone(app),
            lang,
            t: texts(lang),
            theme: theme(&parts.headers),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            address,
            viewer: None,
            is_new: false,
            waits: Waits::default(),
        };
        visit.recognise(&parts.headers, &parts.method).await?;
        visit.waits = waiting::of(&visit).await;
        Ok(visit)
    }
}

impl Visit {
    async fn recognise(&mut self, headers: &HeaderMap, method: &Method) -> Result<(), Fault> {
        let Some(desk) = self.app.door.desk().await else {
            return Ok(());
        };
        let given = cookie(headers, self.app.door.cookie_name())
            .and_then(|text| SessionToken::parse(text).ok());
        let place = self.address.to_string();
        let now = Timestamp::now();
        if let Some(token) = given
            && let Ok(session) = desk.session(&token, &place, now).await
        {
            let is_demo = self.app.door.demo.is_some();
            self.viewer = Some(Viewer {
                session,
                token,
                is_demo,
            });
            return Ok(());
        }
        // A demo signs in whoever reads a page of it on this machine.
        if method != Method::GET || self.path == "/masuk" || !self.address.is_loopback() {
            return Ok(());
        }
        if let Some((token, session)) = self.app.door.demo_session(&place).await {
            self.viewer = Some(Viewer {
                session,
                token,
                is_demo: true,
            });
            self.is_new = true;
        }
        Ok(())
    }

    /// The frame of a page.
    pub(crate) fn page(&self, title: impl Into<String>, nav: &'static str) -> Page {
        Page::new(self, title.into(), nav)
    }

    /// The known parameters of the address.
    pub(crate) fn params(&self, known: &[&'static str]) -> Params {
        Params::read(&self.path, self.query.as_deref(), known)
    }

    /// The run that is shown.
    pub(crate) fn run(&self) -> Result<Arc<Loaded>, Fault> {
        self.app.loaded().ok_or(Fault::NoRun)
    }

    /// A finished page, with the session's cookie where it is new.
    pub(crate) fn answer(&self, page: &impl askama::Template) -> Result<Response, Fault> {
        let mut response = Html(page.render()?).into_response();
        if let Some(viewer) = self.viewer.as_ref().filter(|_| self.is_new) {
            let cookie = self.app.door.cookie(viewer.token.reveal());
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie.parse()?);
        }
        Ok(response)
    }
}

/// A request of somebody signed in.
pub(crate) struct Desked {
    pub(crate) visit: Visit,
    pub(crate) viewer: Viewer,
    pub(crate) desk: Desk,
}

impl std::ops::Deref for Desked {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequestParts<Shared> for Desked {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Fault> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let desk = app.door.desk().await.ok_or(Fault::NoDesk)?;
        let back = if parts.method == Method::GET {
            parts.uri.path().to_owned()
        } else {
            "/".to_owned()
        };
        let viewer = visit.viewer.clone().ok_or(Fault::SignIn(back))?;
        if viewer.session.must_change_password && parts.uri.path() != "/sandi" {
            return Err(Fault::NewPassword);
        }
        Ok(Self {
            visit,
            viewer,
            desk,
        })
    }
}

impl Desked {
    /// Whoever asks, as the desk knows them.
    pub(crate) fn actor(&self) -> Actor {
        self.viewer.session.actor()
    }

    /// The moment, and the civil day at the desk.
    pub(crate) fn when(&self) -> When {
        self.app.when()
    }

    /// Refuses those who may not do something anywhere.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), Fault> {
        if self.viewer.may(permission) {
            Ok(())
        } else {
            Err(Fault::Forbidden)
        }
    }

    /// The region of this desk.
    pub(crate) fn region(&self) -> RegionCode {
        self.desk.region()
    }

    /// Refuses those who may not do something in an area, given without dots.
    pub(crate) fn require_in(&self, permission: Permission, area: &str) -> Result<(), Fault> {
        if self.viewer.may_in(permission, area, self.region()) {
            Ok(())
        } else {
            Err(Fault::Forbidden)
        }
    }

    /// Writes to the audit log what is about to be shown.
    pub(crate) async fn record(&self, entry: Entry) -> Result<(), Fault> {
        Ok(self
            .desk
            .record(&self.viewer.session.actor(), entry, Timestamp::now())
            .await?)
    }
}

/// A form of a page of this session.
pub(crate) struct Posted<T> {
    pub(crate) at: Desked,
    pub(crate) form: T,
}

#[derive(serde::Deserialize)]
struct Sealed<T> {
    #[serde(rename = "_token", default)]
    token: String,
    #[serde(flatten)]
    form: T,
}

impl<T: DeserializeOwned + Send + 'static> FromRequest<Shared> for Posted<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let at = Desked::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let Form(sealed) = Form::<Sealed<T>>::from_request(request, app)
            .await
            .map_err(|error| {
                if error.into_response().status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    Fault::TooLarge
                } else {
                    Fault::Bad("isian tidak lengkap", "the form is not complete")
                }
            })?;
        if !at.viewer.knows(&sealed.token) {
            return Err(Fault::Forged);
        }
        Ok(Self {
            at,
            form: sealed.form,
        })
    }
}
