//! Who is at the door: sessions, forms that prove where they come from, first start.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use semesta_desk::{Credentials, Desk, DeskError, Permission, Session, SessionToken};
use semesta_domain::RegionCode;
use semesta_oidc::Provider;
use tokio::sync::RwLock;

/// The door of a server.
pub(crate) struct Door {
    desk: RwLock<Option<Desk>>,
    /// `postgres://…`, `sqlite:…`, or "" for the file in the data folder.
    pub(crate) url: String,
    pub(crate) data: PathBuf,
    /// Whether cookies may travel over TLS only.
    pub(crate) secure: bool,
    /// The session that a demo signs everybody in with.
    pub(crate) demo: Option<Demo>,
    /// What the first administrator must type: it stands on the server's terminal.
    pub(crate) setup_code: String,
    /// The identity provider that people may sign in at, if one is configured.
    pub(crate) outside: Option<Arc<Provider>>,
    attempts: Mutex<FxHashMap<IpAddr, VecDeque<Instant>>>,
}

/// A demo's user, shown to everybody who comes by this machine.
#[derive(Debug, Clone)]
pub(crate) struct Demo {
    pub(crate) user: String,
    pub(crate) password: String,
    /// Whoever else may sign in, each with other rights.
    pub(crate) others: Vec<String>,
    pub(crate) token: std::sync::Arc<RwLock<SessionToken>>,
}

/// Attempts to sign in from one address within [`ATTEMPTS_WITHIN`].
const ATTEMPTS_MAX: usize = 20;
const ATTEMPTS_WITHIN: Duration = Duration::from_secs(600);
/// Addresses remembered at most.
const ADDRESSES_MAX: usize = 10_000;

impl Door {
    pub(crate) fn new(url: String, data: PathBuf, secure: bool) -> anyhow::Result<Self> {
        Ok(Self {
            desk: RwLock::new(None),
            url,
            data,
            secure,
            demo: None,
            setup_code: crate::model::token::random_hex(4)?,
            outside: None,
            attempts: Mutex::default(),
        })
    }

    /// The desk, once there is one.
    pub(crate) async fn desk(&self) -> Option<Desk> {
        self.desk.read().await.clone()
    }

    /// Opens the desk if the folder has one.
    ///
    /// # Errors
    /// If it has one that cannot be opened.
    pub(crate) async fn open(&self) -> Result<(), DeskError> {
        match Desk::open(&self.url, &self.data).await {
            Ok(desk) => {
                *self.desk.write().await = Some(desk);
                Ok(())
            }
            Err(DeskError::NoDesk) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes the desk of a folder that has none.
    ///
    /// # Errors
    /// If there is one already, or the database refuses.
    pub(crate) async fn create(&self, region: RegionCode) -> Result<Desk, DeskError> {
        let mut held = self.desk.write().await;
        if let Some(desk) = held.as_ref() {
            return Ok(desk.clone());
        }
        let desk = Desk::create(&self.url, &self.data, region, Timestamp::now()).await?;
        *held = Some(desk.clone());
        Ok(desk)
    }

    /// Counts an attempt to sign in; false where there were too many.
    pub(crate) fn may_try(&self, address: IpAddr) -> bool {
        let now = Instant::now();
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= ADDRESSES_MAX {
            attempts.retain(|_, times| {
                times
                    .back()
                    .is_some_and(|last| now - *last < ATTEMPTS_WITHIN)
            });
        }
        let times = attempts.entry(address).or_default();
        while times
            .front()
            .is_some_and(|first| now - *first >= ATTEMPTS_WITHIN)
        {
            times.pop_front();
        }
        if times.len() >= ATTEMPTS_MAX {
            return false;
        }
        times.push_back(now);
        true
    }

    /// The demo's one session, opened anew when it is over.
    pub(crate) async fn demo_session(&self, place: &str) -> Option<(SessionToken, Session)> {
        let (desk, demo) = (self.desk().await?, self.demo.as_ref()?);
        let now = Timestamp::now();
        let token = demo.token.read().await.clone();
        if let Ok(session) = desk.session(&token, place, now).await {
            return Some((token, session));
        }
        let credentials = Credentials {
            name: demo.user.clone(),
            password: demo.password.clone(),
            totp: None,
        };
        let (token, session) = desk.sign_in(&credentials, place, now).await.ok()?;
        *demo.token.write().await = token.clone();
        Some((token, session))
    }

    /// The cookie's name: with the prefix that binds it to this host where TLS is used.
    pub(crate) fn cookie_name(&self) -> &'static str {
        if self.secure {
            "__Host-semesta"
        } else {
            "semesta"
        }
    }

    /// The header that hands a session out, or takes it back with an empty token.
    pub(crate) fn cookie(&self, token: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let age = if token.is_empty() { "; Max-Age=0" } else { "" };
        format!(
            "{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}",
            self.cookie_name()
        )
    }
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    pub(crate) session: Session,
    pub(crate) token: SessionToken,
    pub(crate) is_demo: bool,
}

impl Viewer {
    /// Whether they may do something somewhere.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        !self.session.areas(permission).is_empty()
    }

    /// Whether they may do something in an area, given without dots; people
    /// without a village are those of the whole region.
    pub(crate) fn may_in(&self, permission: Permission, area: &str, region: RegionCode) -> bool {
        self.session.may(permission, area.parse().unwrap_or(region))
    }

    /// What a form of theirs carries: other bytes in every page, so that packing
    /// a page tells nothing about them.
    pub(crate) fn form_token(&self) -> String {
        let mut mask = [0_u8; 16];
        if getrandom::fill(&mut mask).is_err() {
            return String::new();
        }
        let secret = self.secret();
        let masked: Vec<u8> = secret.iter().zip(mask).map(|(a, b)| a ^ b).collect();
        mask.iter()
            .chain(&masked)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Whether a form came from a page of theirs.
    pub(crate) fn knows(&self, token: &str) -> bool {
        let Some(bytes) = from_hex(token).filter(|bytes| bytes.len() == 32) else {
            return false;
        };
        let (mask, masked) = bytes.split_at(16);
        let differs = mask
            .iter()
            .zip(masked)
            .zip(self.secret())
            .fold(0, |differs, ((mask, masked), secret)| {
                differs | (mask ^ masked ^ secret)
            });
        differs == 0
    }

    fn secret(&self) -> [u8; 16] {
        let mut secret = [0; 16];
        secret.copy_from_slice(&blake3::hash(self.session.csrf.as_bytes()).as_bytes()[..16]);
        secret
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok())
        .collect()
}
