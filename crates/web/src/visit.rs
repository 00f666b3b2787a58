//! What a request brings: language, colours, who asks, and the run shown.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Form;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, MatchedPath, Request};
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
use crate::ask;
use crate::export::{self, Kind};
use crate::fault::Fault;
use crate::model::Loaded;
use crate::page::Page;
use crate::params::{Params, pairs_of, query};
use crate::table::{Asked, File, Leads, Offer, is_asked_of_tables};
use crate::text::{Texts, texts};
use crate::waiting::{self, Waits};

/// A request to a page that everybody may see.
pub(crate) struct Visit {
    pub(crate) app: Shared,
    pub(crate) lang: Lang,
    pub(crate) t: &'static Texts,
    pub(crate) theme: &'static str,
    pub(crate) path: String,
    /// The path with names in place of its parts, such as `/wilayah/{area}`.
    pub(crate) route: String,
    pub(crate) query: Option<String>,
    pub(crate) address: IpAddr,
    pub(crate) viewer: Option<Viewer>,
    /// The cookie to hand out with the answer, in a demo.
    pub(crate) is_new: bool,
    /// What waits for whoever asks.
    pub(crate) waits: Waits,
    /// The address's parameters that the page knows.
    known: Mutex<Vec<(String, String)>>,
    /// How one gets to this answer again.
    leads: Mutex<Leads>,
}

/// A file of people who are masked, to be entered in the audit log before it is given.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) actor: Actor,
    pub(crate) entry: Entry,
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
            route: parts
                .extensions
                .get::<MatchedPath>()
                .map_or_else(String::new, |route| route.as_str().to_owned()),
            query: parts.uri.query().map(str::to_owned),
            address,
            viewer: None,
            is_new: false,
            waits: Waits::default(),
            known: Mutex::default(),
            leads: Mutex::new(if parts.method == Method::GET {
                Leads::Address
            } else {
                Leads::Nowhere
            }),
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
        let params = Params::read(&self.path, self.query.as_deref(), known);
        let mut all = locked(&self.known);
        for (key, value) in params.pairs() {
            if !all.iter().any(|(known, _)| *known == key) {
                all.push((key.to_owned(), value.to_owned()));
            }
        }
        params
    }

    /// Says that the page is what its whole address asks for: the links of its tables keep
    /// all of it.
    pub(crate) fn keeps_address(&self) {
        let query = self.query.as_deref().unwrap_or_default();
        let pairs = pairs_of(query).map(|(key, value)| (key.to_owned(), value));
        *locked(&self.known) = pairs.filter(|(key, _)| !is_asked_of_tables(key)).collect();
    }

    /// Says that whoever sends these fields again gets the same answer, sorted or as a
    /// file: what was looked for stands in no address.
    pub(crate) fn answers_again(&self, mut fields: Vec<(&'static str, String)>) {
        if let Some(viewer) = &self.viewer {
            fields.push(("_token", viewer.form_token()));
        }
        *locked(&self.leads) = Leads::Form(fields);
    }

    /// The address that gives this page again: what it knows of the query, or the path
    /// alone where a form was sent.
    pub(crate) fn address(&self) -> String {
        let known = locked(&self.known);
        if known.is_empty() || *locked(&self.leads) != Leads::Address {
            return self.path.clone();
        }
        let pairs = known.iter().map(|(key, value)| (&**key, &**value));
        format!("{}?{}", self.path, query(pairs))
    }

    /// The run that is shown.
    pub(crate) fn run(&self) -> Result<Arc<Loaded>, Fault> {
        self.app.loaded().ok_or(Fault::NoRun)
    }

    /// A finished page, with the session's cookie where it is new; or the table of it
    /// that is wanted as a file.
    pub(crate) fn answer(&self, page: &impl askama::Template) -> Result<Response, Fault> {
        let query = self.query.as_deref().unwrap_or_default();
        self.answer_as_asked(page, query)
    }

    /// The same where what is asked of the tables was sent with the form.
    pub(crate) fn answer_as_asked(
        &self,
        page: &impl askama::Template,
        asked: &str,
    ) -> Result<Response, Fault> {
        let known = locked(&self.known).clone();
        let leads = locked(&self.leads).clone();
        let offer = Offer::read(&self.path, asked, known, leads, self.lang);
        let text = page.render_with_values(&offer)?;
        let mut response = match offer.file() {
            Asked::Nothing => Html(text).into_response(),
            Asked::File(file, kind) => self.give(&file, kind)?,
            Asked::Unknown => return Err(Fault::NotFound),
        };
        if let Some(viewer) = self.viewer.as_ref().filter(|_| self.is_new) {
            let cookie = self.app.door.cookie(viewer.token.reveal());
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie.parse()?);
        }
        Ok(response)
    }

    /// A table as a file; one of people is entered in the audit log on its way out.
    fn give(&self, file: &File, kind: Kind) -> Result<Response, Fault> {
        let run = self.app.loaded();
        let dated = run
            .as_ref()
            .map_or_else(String::new, |run| format!("-{}", run.manifest.as_of));
        let name = format!("{}{dated}", file.table);
        let header: Vec<&str> = file.header.iter().map(String::as_str).collect();
        let mut response = export::file(&name, kind, &header, &file.rows)?;
        if file.is_personal {
            let viewer = self.viewer.as_ref().ok_or(Fault::Forbidden)?;
            let mut entry = Entry::new("people.export")
                .detail("list", file.table)
                .detail("page", self.route.as_str())
                .detail("masked", true)
                .detail("rows", file.rows.len());
            if let Some(run) = run {
                entry = entry.subject(format!("run:{}", run.manifest.id));
            }
            let actor = viewer.session.actor();
            response.extensions_mut().insert(Given { actor, entry });
        }
        Ok(response)
    }
}

fn locked<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
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
        // A receipt without what is asked of it is none.
        let path = parts.uri.path();
        let back = if parts.method == Method::GET && !path.starts_with(ask::PATH) {
            path.to_owned()
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
