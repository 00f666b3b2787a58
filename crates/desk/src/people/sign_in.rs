//! Signing in with a password, and what too many wrong ones do.

use jiff::Timestamp;
use semesta_domain::Lang;
use sqlx::Row;

use super::password;
use super::session::{self, Method, Session};
use super::token::SessionToken;
use super::totp;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{after, instant, micros};
use crate::store::{Actor, Desk};

/// So many wrong passwords in a row lock an account.
const N_FAILURES_MAX: i64 = 5;

/// For how long.
const LOCK_SECONDS: i64 = 15 * 60;

/// What somebody signs in with.
#[derive(Clone)]
pub struct Credentials {
    /// The user's name; capitals do not matter.
    pub name: String,
    /// The password.
    pub password: String,
    /// The code from the telephone, where the user has a second factor.
    pub totp: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Says why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name or the password is wrong, or the user may not sign in any more.
    #[error("wrong user name or password")]
    Refused,
    /// Too many wrong passwords.
    #[error("locked until {until} after too many wrong passwords")]
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// The password is right; a code from the telephone is needed, or was wrong.
    #[error("a code from the telephone is needed")]
    NeedsTotp,
    /// The session is over.
    #[error("the session is over")]
    Expired,
    /// The desk itself could not.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl SignInError {
    /// The sentence that users read.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Refused => "nama pengguna atau kata sandi salah".to_owned(),
            Self::Locked { until } => {
                format!("akun terkunci sampai {until} karena kata sandi salah berkali-kali")
            }
            Self::NeedsTotp => "kode dari telepon diperlukan".to_owned(),
            Self::Expired => "sesi sudah berakhir; masuk lagi".to_owned(),
            Self::Desk(error) => error.text(lang),
        }
    }
}

/// What a right password proves.
pub(super) struct Proven {
    pub(super) totp_secret: Option<String>,
}

impl Desk {
    /// Signs somebody in; `place` is where they are, such as an address.
    ///
    /// # Errors
    /// See [`SignInError`]; every refusal is in the audit log.
    pub async fn sign_in(
        &self,
        credentials: &Credentials,
        place: &str,
        now: Timestamp,
    ) -> std::result::Result<(SessionToken, Session), SignInError> {
        let name = credentials.name.trim().to_lowercase();
        let proven = self
            .prove_password(&name, &credentials.password, place, now)
            .await?;
        let Some(secret) = proven.totp_secret else {
            return self
                .open_session(&name, Method::Password, None, place, now)
                .await;
        };
        let code = credentials.totp.as_deref().ok_or(SignInError::NeedsTotp)?;
        let Some(step) = totp::check(&secret, code, now)? else {
            self.count_failure(&name, place, now).await?;
            return Err(SignInError::NeedsTotp);
        };
        self.open_session(&name, Method::PasswordAndTotp, Some(step), place, now)
            .await
    }

    /// Opens a session for somebody who has proved who they are.
    pub(super) async fn open_session(
        &self,
        name: &str,
        method: Method,
        totp_step: Option<i64>,
        place: &str,
        now: Timestamp,
    ) -> std::result::Result<(SessionToken, Session), SignInError> {
        let token = SessionToken::random()?;
        let mut act = self.begin(&nobody_yet(name, place), now).await?;
        let cleared = sqlx::query(
            "UPDATE users SET n_failures = 0, locked_until = NULL WHERE name = $1
             AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= $2)",
        )
        .bind(name.to_owned())
        .bind(micros(now))
        .execute(act.db())
        .await
        .map_err(DeskError::from)?;
        if cleared.rows_affected() == 0 {
            return Err(SignInError::Refused);
        }
        if let Some(step) = totp_step
            && !totp::take(&mut act, name, step).await?
        {
            // Somebody looked over the user's shoulder.
            act.undo().await?;
            self.count_failure(name, place, now).await?;
            return Err(SignInError::NeedsTotp);
        }
        session::open(&mut act, &token, name, method).await?;
        act.record(entry("session.begin", name).detail("method", method.code()));
        act.commit().await?;
        let session = self.session(&token, place, now).await?;
        Ok((token, session))
    }

    /// Proves that somebody knows a user's password; a wrong one counts.
    pub(super) async fn prove_password(
        &self,
        name: &str,
        password: &str,
        place: &str,
        now: Timestamp,
    ) -> std::result::Result<Proven, SignInError> {
        let row = sqlx::query(
            "SELECT password_hash, totp_secret, locked_until, disabled_at FROM users
             WHERE name = $1",
        )
        .bind(name.to_owned())
        .fetch_optional(&self.readers)
        .await
        .map_err(DeskError::from)?;
        let Some(row) = row else {
            password::verify(&self.hashers, password, None).await?;
            // The name is not written: people type their password in its place.
            self.record(
                &nobody_yet("", place),
                Entry::new("session.refuse").detail("user", "unknown"),
                now,
            )
            .await?;
            return Err(SignInError::Refused);
        };
        let number = |column: &str| -> Result<Option<i64>> { Ok(row.try_get(column)?) };
        let text = |column: &str| -> Result<Option<String>> {
            let cell: Option<String> = row.try_get(column)?;
            let take = |cell| self.cells.take(&format!("users.{column}"), name, cell);
            cell.map(take).transpose()
        };
        if let Some(until) = number("locked_until")?
            .map(instant)
            .filter(|until| *until > now)
        {
            self.record(
                &nobody_yet(name, place),
                entry("session.refuse", name).detail("locked", true),
                now,
            )
            .await?;
            return Err(SignInError::Locked { until });
        }
        let hash = text("password_hash")?;
        let right = password::verify(&self.hashers, password, hash.as_deref()).await?;
        if !right || number("disabled_at")?.is_some() {
            self.count_failure(name, place, now).await?;
            return Err(SignInError::Refused);
        }
        Ok(Proven {
            totp_secret: text("totp_secret")?,
        })
    }

    /// Counts a wrong password or code, and locks the account after too many.
    pub(super) async fn count_failure(
        &self,
        name: &str,
        place: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut act = self.begin(&nobody_yet(name, place), now).await?;
        // A lock that has run out starts a new count.
        let row = sqlx::query(
            "UPDATE users SET
               n_failures = CASE WHEN locked_until <= $2 THEN 1 ELSE n_failures + 1 END,
               locked_until = CASE WHEN locked_until <= $2 THEN NULL
                 WHEN n_failures + 1 >= $3 THEN $4 ELSE locked_until END
             WHERE name = $1 RETURNING n_failures, locked_until",
        )
        .bind(name.to_owned())
        .bind(micros(now))
        .bind(N_FAILURES_MAX)
        .bind(micros(after(now, LOCK_SECONDS)))
        .fetch_one(act.db())
        .await?;
        let locked_until: Option<i64> = row.try_get("locked_until")?;
        let n_failures: i64 = row.try_get("n_failures")?;
        act.record(
            entry("session.refuse", name)
                .detail("n_failures", n_failures)
                .detail("locked", locked_until.is_some()),
        );
        act.commit().await
    }
}

pub(super) fn entry(action: &'static str, name: &str) -> Entry {
    Entry::new(action).subject(format!("user:{name}"))
}

/// Whoever says that they are a user: named so in the audit log, allowed nothing.
pub(super) fn nobody_yet(name: &str, place: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        place: place.to_owned(),
        grants: Vec::new(),
    }
}
