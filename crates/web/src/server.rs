//! A server on a data folder.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use jiff::Timestamp;
use jiff::civil::Date;
use semesta_desk::{Credentials, Grant, NewUser, Role};
use semesta_domain::RegionCode;
use semesta_oidc::{OidcConfig, Provider};
use tokio::net::TcpListener;

use crate::access::{Demo, Door};
use crate::app::{App, Shared, watch};
use crate::model::token::random_hex;
use crate::pages::start;
use crate::routes::router;

/// What to serve, and how.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The data folder; made if there is none.
    pub data: PathBuf,
    /// `postgres://…`, `sqlite:…`, or "" for the file in the data folder.
    pub database: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Signs in whoever comes by this machine as the user of a demo of this region.
    pub demo: Option<RegionCode>,
    /// Sends cookies over plain HTTP too, for a proxy that speaks TLS to nobody.
    /// Otherwise they travel over TLS only, except where `listen` is this machine itself.
    pub plain_http: bool,
}

/// The users of a demo, to be shown on the terminal.
#[derive(Debug, Clone)]
pub struct DemoUsers {
    /// Who is signed in.
    pub user: String,
    /// An auditor, who sees what was looked at and changes nothing.
    pub auditor: String,
    /// The password of both.
    pub password: String,
}

/// A server that listens but does not answer yet.
pub struct Server {
    app: Shared,
    listener: TcpListener,
}

impl Server {
    /// Opens the data folder and its desk, and begins to listen.
    ///
    /// # Errors
    /// If the folder or the database cannot be opened, or the address is taken.
    pub async fn bind(options: ServeOptions) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("{}", options.listen))?;
        let app = prepare(&options, None).await?;
        Ok(Self { app, listener })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// The demo's users, if it is one.
    #[must_use]
    pub fn demo(&self) -> Option<DemoUsers> {
        self.app.door.demo.as_ref().map(|demo| DemoUsers {
            user: demo.user.clone(),
            auditor: demo.others.first().cloned().unwrap_or_default(),
            password: demo.password.clone(),
        })
    }

    /// The code that the first administrator types, while there is none.
    pub async fn setup_code(&self) -> Option<String> {
        match self.app.door.desk().await {
            Some(_) => None,
            None => Some(self.app.door.setup_code.clone()),
        }
    }

    /// The pages as a service, for tests.
    #[doc(hidden)]
    pub fn router(&self) -> Router {
        router(Arc::clone(&self.app))
    }

    /// Answers until `until` is over, then lets what is under way end.
    ///
    /// # Errors
    /// If the network fails.
    pub async fn run(self, until: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let watching = tokio::spawn(watch(Arc::clone(&self.app)));
        let service = router(self.app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service)
            .with_graceful_shutdown(until)
            .await?;
        watching.abort();
        Ok(())
    }
}

/// The pages of a data folder as a service, with its newest run loaded: for tests.
#[doc(hidden)]
pub async fn service(options: &ServeOptions) -> anyhow::Result<Router> {
    service_on(options, None).await
}

/// The same on a day that is not the clock's: for tests.
#[doc(hidden)]
pub async fn service_on(options: &ServeOptions, today: Option<Date>) -> anyhow::Result<Router> {
    let app = prepare(options, today).await?;
    app.refresh()?;
    Ok(router(app))
}

async fn prepare(options: &ServeOptions, today: Option<Date>) -> anyhow::Result<Shared> {
    let secure = !options.plain_http && !options.listen.ip().is_loopback();
    let mut door = Door::new(options.database.clone(), options.data.clone(), secure)?;
    // The folder is made before the desk looks into it.
    std::fs::create_dir_all(&options.data).with_context(|| options.data.display().to_string())?;
    door.open().await?;
    let variable = |name: &str| std::env::var(name).ok();
    if let Some(config) = OidcConfig::load(&options.data, variable)? {
        door.outside = Some(Arc::new(Provider::new(config)?));
    }
    if let Some(region) = options.demo {
        anyhow::ensure!(
            options.listen.ip().is_loopback(),
            "a demo listens on this machine only"
        );
        door.demo = Some(demo(&door, region).await?);
    }
    Ok(Arc::new(App::new(options.data.clone(), door, today)?))
}

/// Makes the demo's users, or new passwords for those of the last time.
async fn demo(door: &Door, region: RegionCode) -> anyhow::Result<Demo> {
    let desk = match door.desk().await {
        Some(desk) => desk,
        None => door.create(region).await?,
    };
    let password = random_hex(6)?;
    let grant = |role| Grant { role, area: region };
    let users = [
        (
            "demo",
            "Petugas Demo",
            vec![grant(Role::HealthSocial), grant(Role::Administrator)],
        ),
        ("auditor", "Auditor Demo", vec![grant(Role::Auditor)]),
        ("pemeriksa", "Pemeriksa Demo", vec![grant(Role::Checker)]),
        ("penyetuju", "Penyetuju Demo", vec![grant(Role::Approver)]),
        ("disnaker", "Disnaker Demo", vec![grant(Role::LabourOffice)]),
    ];
    let others = users.iter().skip(1).map(|(name, ..)| (*name).to_owned());
    let others = others.collect();
    let mut tokens = Vec::new();
    for (name, full_name, grants) in users {
        let user = NewUser {
            name: name.to_owned(),
            full_name: full_name.to_owned(),
            grants,
        };
        let token = match desk.user(name).await {
            Err(_) => start::add(&desk, &user, &password, "demo").await?,
            Ok(known) => {
                let passing = random_hex(16)?;
                let console = semesta_desk::Actor::console("semesta demo", region);
                let now = Timestamp::now();
                desk.reset_user(&console, name, known.version, &passing, now)
                    .await?;
                let credentials = Credentials {
                    name: name.to_owned(),
                    password: passing.clone(),
                    totp: None,
                };
                let (token, session) = desk.sign_in(&credentials, "demo", now).await?;
                desk.change_password(&session, &token, &passing, &password, Timestamp::now())
                    .await?;
                token
            }
        };
        tokens.push(token);
    }
    Ok(Demo {
        user: "demo".to_owned(),
        others,
        password,
        token: Arc::new(tokio::sync::RwLock::new(tokens.swap_remove(0))),
    })
}
