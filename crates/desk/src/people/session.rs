//! Sessions: what a token stands for, until it is idle or old.

use jiff::Timestamp;
use semesta_domain::RegionCode;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::grant::{self, Grant};
use super::password;
use super::sign_in::SignInError;
use super::token::SessionToken;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{after, instant, micros};
use crate::permission::Permission;
use crate::store::{Act, Actor, Desk};

/// A session that nobody used for so long is over.
const IDLE_SECONDS: i64 = 30 * 60;

/// However much it is used, a session ends after so long: a working day.
const AGE_SECONDS_MAX: i64 = 12 * 60 * 60;

/// A session in use writes that it is only once in so long.
const SEEN_SECONDS: i64 = 60;

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A password.
    Password,
    /// A password and a code from a telephone.
    PasswordAndTotp,
    /// An outside identity provider (OpenID Connect).
    Oidc,
}

impl Method {
    /// Its code in the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasswordAndTotp => "password_totp",
            Self::Oidc => "oidc",
        }
    }

    fn parse(code: &str) -> Result<Self> {
        [Self::Password, Self::PasswordAndTotp, Self::Oidc]
            .into_iter()
            .find(|method| method.code() == code)
            .ok_or(DeskError::Damaged("sessions.method"))
    }
}

/// Somebody signed in: who they are and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The name they sign in with.
    pub user: String,
    /// Their full name.
    pub full_name: String,
    /// What they may do, where: none of it while [`Self::must_change_password`].
    pub grants: Vec<Grant>,
    /// Whether they must first choose a password.
    pub must_change_password: bool,
    /// What every form of this session must carry.
    pub csrf: String,
    /// How they signed in.
    pub method: Method,
    /// From where they ask now.
    pub place: String,
    /// When the session ends, however much it is used.
    pub expires_at: Timestamp,
}

impl Session {
    /// Tells whether they may do something in an area: one of their roles has the
    /// permission and was given for this area or one around it, and their first
    /// password is changed.
    #[must_use]
    pub fn may(&self, permission: Permission, area: RegionCode) -> bool {
        self.actor().may(permission, area)
    }

    /// Refuses what they may not do.
    ///
    /// # Errors
    /// [`DeskError::Refused`].
    pub fn require(&self, permission: Permission, area: RegionCode) -> Result<()> {
        self.actor().require(permission, area)
    }

    /// The areas where they may do something.
    #[must_use]
    pub fn areas(&self, permission: Permission) -> Vec<RegionCode> {
        self.actor().areas(permission)
    }

    /// Who acts when this session does: what [`Desk::begin`] takes.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            name: self.user.clone(),
            place: self.place.clone(),
            grants: if self.must_change_password {
                Vec::new()
            } else {
                self.grants.clone()
            },
        }
    }
}

impl Desk {
    /// The session of a token; `place` is where the request comes from.
    ///
    /// # Errors
    /// [`SignInError::Expired`] if it is over, or never was.
    pub async fn session(
        &self,
        token: &SessionToken,
        place: &str,
        now: Timestamp,
    ) -> std::result::Result<Session, SignInError> {
        let mut db = self.readers.acquire().await.map_err(DeskError::from)?;
        let row = sqlx::query(
            "SELECT s.method, s.seen_at, s.expires_at, u.name, u.full_name,
             u.must_change_password, u.disabled_at
             FROM sessions s JOIN users u ON u.name = s.user_name WHERE s.token_hash = $1",
        )
        .bind(token.hash())
        .fetch_optional(&mut *db)
        .await
        .map_err(DeskError::from)?
        .ok_or(SignInError::Expired)?;
        let (mut session, seen_at) = read(&row, token, place, now)?;
        let full_name = std::mem::take(&mut session.full_name);
        session.full_name = self
            .cells
            .take("users.full_name", &session.user, full_name)?;
        session.grants = grant::of_user(&mut db, &session.user).await?;
        drop(db);
        if after(seen_at, SEEN_SECONDS) <= now {
            self.mark_seen(token, now).await?;
        }
        Ok(session)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn sign_out(
        &self,
        session: &Session,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<()> {
        let mut act = self.begin(&session.actor(), now).await?;
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(token.hash())
            .execute(act.db())
            .await?;
        act.record(Entry::new("session.end").subject(format!("user:{}", session.user)));
        act.commit().await
    }

    /// Changes the session's own password; their other sessions end.
    ///
    /// # Errors
    /// [`SignInError::Refused`] if `old` is not the password; else as a weak password.
    pub async fn change_password(
        &self,
        session: &Session,
        token: &SessionToken,
        old: &str,
        new: &str,
        now: Timestamp,
    ) -> std::result::Result<(), SignInError> {
        password::check(new, &session.user)?;
        if old == new {
            return Err(SignInError::Desk(DeskError::Invalid {
                what: "password",
                expected: "another one than before",
            }));
        }
        self.prove_password(&session.user, old, &session.place, now)
            .await?;
        let hash = password::hash(&self.hashers, new).await?;
        let mut act = self.begin(&session.actor(), now).await?;
        put_password(&mut act, &session.user, &hash).await?;
        sqlx::query("DELETE FROM sessions WHERE user_name = $1 AND token_hash <> $2")
            .bind(session.user.clone())
            .bind(token.hash())
            .execute(act.db())
            .await
            .map_err(DeskError::from)?;
        act.record(Entry::new("user.password").subject(format!("user:{}", session.user)));
        Ok(act.commit().await?)
    }

    /// Not an act: it says no more than that a session is in use.
    async fn mark_seen(&self, token: &SessionToken, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2")
            .bind(token.hash())
            .bind(micros(now))
            .execute(&self.writers)
            .await?;
        Ok(())
    }
}

async fn put_password(act: &mut Act, name: &str, hash: &str) -> Result<()> {
    let now = micros(act.now());
    let hash = act.cells().put("users.password_hash", name, hash);
    sqlx::query(
        "UPDATE users SET password_hash = $2, must_change_password = 0,
         version = version + 1, changed_at = $3, changed_by = $1 WHERE name = $1",
    )
    .bind(name.to_owned())
    .bind(hash)
    .bind(now)
    .execute(act.db())
    .await?;
    Ok(())
}

/// Writes a new session and clears the failures before it.
pub(super) async fn open(
    act: &mut Act,
    token: &SessionToken,
    user: &str,
    method: Method,
) -> Result<()> {
    let now = act.now();
    let place = act.actor().place().to_owned();
    sqlx::query(
        "INSERT INTO sessions (token_hash, user_name, method, place, created_at, seen_at,
         expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)",
    )
    .bind(token.hash())
    .bind(user.to_owned())
    .bind(method.code())
    .bind(place)
    .bind(micros(now))
    .bind(micros(after(now, AGE_SECONDS_MAX)))
    .execute(act.db())
    .await?;
    // Those that are over are of no use to anybody.
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2")
        .bind(micros(now))
        .bind(micros(after(now, -IDLE_SECONDS)))
        .execute(act.db())
        .await?;
    Ok(())
}

fn read(
    row: &AnyRow,
    token: &SessionToken,
    place: &str,
    now: Timestamp,
) -> std::result::Result<(Session, Timestamp), SignInError> {
    let get = |column: &str| -> Result<i64> { Ok(row.try_get(column)?) };
    let text = |column: &str| -> Result<String> { Ok(row.try_get(column)?) };
    let disabled_at: Option<i64> = row.try_get("disabled_at").map_err(DeskError::from)?;
    let seen_at = instant(get("seen_at")?);
    let expires_at = instant(get("expires_at")?);
    if disabled_at.is_some() || expires_at <= now || after(seen_at, IDLE_SECONDS) <= now {
        return Err(SignInError::Expired);
    }
    let method = Method::parse(&text("method")?)?;
    // Whoever comes from outside may never have used a password of ours.
    let must_change = get("must_change_password")? != 0 && method != Method::Oidc;
    let session = Session {
        user: text("name")?,
        full_name: text("full_name")?,
        grants: Vec::new(),
        must_change_password: must_change,
        csrf: token.csrf(),
        method,
        place: place.to_owned(),
        expires_at,
    };
    Ok((session, seen_at))
}
