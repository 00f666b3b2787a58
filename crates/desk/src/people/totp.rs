//! The second factor: a code of six digits from a telephone (RFC 6238).

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

use super::session::Session;
use super::sign_in::SignInError;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::micros;
use crate::random;
use crate::store::{Act, Desk};

/// A second factor that is offered to a user: it counts once they have typed a code of it.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpOffer {
    secret: String,
    user: String,
}

impl std::fmt::Debug for TotpOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpOffer(…)")
    }
}

impl TotpOffer {
    /// The secret in base 32, to be typed into the telephone.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The URL that telephones read from a square code.
    #[must_use]
    pub fn url(&self) -> String {
        // The name of a user needs no escaping in a URL.
        format!(
            "otpauth://totp/Semesta:{}?secret={}&issuer=Semesta",
            self.user, self.secret
        )
    }
}

impl Desk {
    /// Offers the session's user a second factor; nothing is stored yet.
    ///
    /// # Errors
    /// If the operating system gives no random bytes.
    pub fn offer_totp(&self, session: &Session) -> Result<TotpOffer> {
        Ok(TotpOffer {
            secret: Secret::from(random::bytes::<20>()?).to_base32(),
            user: session.user.clone(),
        })
    }

    /// Takes up an offered second factor: from now on signing in needs its codes.
    /// `secret` is the offer's, `code` one that the telephone shows.
    ///
    /// # Errors
    /// [`SignInError::NeedsTotp`] if the code is not the secret's of now.
    pub async fn enable_totp(
        &self,
        session: &Session,
        secret: &str,
        code: &str,
        now: Timestamp,
    ) -> std::result::Result<(), SignInError> {
        let step = check(secret, code, now)?.ok_or(SignInError::NeedsTotp)?;
        let mut act = self.begin(&session.actor(), now).await?;
        put(&mut act, &session.user, Some(secret), Some(step)).await?;
        act.record(Entry::new("user.totp_on").subject(format!("user:{}", session.user)));
        Ok(act.commit().await?)
    }

    /// Gives up the second factor; the password proves that it is the user who asks.
    ///
    /// # Errors
    /// [`SignInError::Refused`] if the password is wrong.
    pub async fn disable_totp(
        &self,
        session: &Session,
        password: &str,
        now: Timestamp,
    ) -> std::result::Result<(), SignInError> {
        self.prove_password(&session.user, password, &session.place, now)
            .await?;
        let mut act = self.begin(&session.actor(), now).await?;
        put(&mut act, &session.user, None, None).await?;
        act.record(Entry::new("user.totp_off").subject(format!("user:{}", session.user)));
        Ok(act.commit().await?)
    }
}

/// The step of a code that is right now, half a minute ago or in half a minute.
pub(super) fn check(secret: &str, code: &str, now: Timestamp) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.as_second()).map_err(|_| DeskError::Damaged("now"))?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(secret)?.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// Takes a step, so that its code is of use only once; tells whether it was free.
pub(super) async fn take(act: &mut Act, user: &str, step: i64) -> Result<bool> {
    let taken = sqlx::query(
        "UPDATE users SET totp_last_step = $2 WHERE name = $1
         AND (totp_last_step IS NULL OR totp_last_step < $2)",
    )
    .bind(user.to_owned())
    .bind(step)
    .execute(act.db())
    .await?;
    Ok(taken.rows_affected() == 1)
}

fn totp(secret: &str) -> Result<Totp> {
    let invalid = DeskError::Invalid {
        what: "second factor",
        expected: "a secret of 20 bytes in base 32",
    };
    match Secret::try_from_base32(secret) {
        Ok(secret) if secret.as_bytes().len() == 20 => Builder::new()
            .with_secret(secret)
            .build()
            .map_err(|_| invalid),
        _ => Err(invalid),
    }
}

async fn put(act: &mut Act, user: &str, secret: Option<&str>, step: Option<i64>) -> Result<()> {
    let now = micros(act.now());
    let secret = secret.map(|secret| act.cells().put("users.totp_secret", user, secret));
    sqlx::query(
        "UPDATE users SET totp_secret = $2, totp_last_step = $3, version = version + 1,
         changed_at = $4, changed_by = $1 WHERE name = $1",
    )
    .bind(user.to_owned())
    .bind(secret)
    .bind(step)
    .bind(now)
    .execute(act.db())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// RFC 6238, appendix B, SHA-1, the last six of its eight digits.
    #[test]
    fn codes_are_the_standards() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(
                check(&secret, code, now).unwrap(),
                Some(second / 30),
                "{second}"
            );
            assert_eq!(check(&secret, "000000", now).unwrap(), None);
        }
        let now = Timestamp::from_second(59).unwrap();
        assert_eq!(check(&secret, " 287 082 ", now).unwrap(), Some(1));
        assert_eq!(check(&secret, "287082x", now).unwrap(), None);
        let later = Timestamp::from_second(59 + 31).unwrap();
        assert_eq!(
            check(&secret, "287082", later).unwrap(),
            None,
            "two steps later"
        );
        assert!(check("short", "287082", now).is_err());
    }
}
