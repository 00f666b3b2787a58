//! Signing in by an outside identity provider: who its subject is here.

use jiff::Timestamp;
use sqlx::Row;

use super::session::{Method, Session};
use super::sign_in::{SignInError, entry, nobody_yet};
use super::token::SessionToken;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::micros;
use crate::store::cells::OUTSIDE;
use crate::store::{Actor, Desk};

/// Who a provider says somebody is: verified by whoever asked the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct OutsideIdentity {
    /// The provider.
    pub issuer: String,
    /// Who they are there, for good.
    pub subject: String,
    /// The name of the desk's user, as the provider has it.
    pub user: String,
}

impl std::fmt::Debug for OutsideIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutsideIdentity")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Desk {
    /// Signs in whoever a provider says is a user of this desk. The first time ties
    /// their subject there to the user for good: another subject that later bears the
    /// name is refused, and so is another name that the subject later bears.
    ///
    /// # Errors
    /// [`SignInError::Refused`] for a user whom the desk does not know, has disabled
    /// or locked; every refusal is in the audit log.
    pub async fn sign_in_outside(
        &self,
        identity: &OutsideIdentity,
        place: &str,
        now: Timestamp,
    ) -> std::result::Result<(SessionToken, Session), SignInError> {
        let name = match self.linked(identity, place, now).await? {
            Some(name) => name,
            None => {
                let entry = Entry::new("session.refuse").detail("user", "unknown");
                let entry = entry.detail("method", Method::Oidc.code());
                self.record(&nobody_yet("", place), entry, now).await?;
                return Err(SignInError::Refused);
            }
        };
        let opened = self
            .open_session(&name, Method::Oidc, None, place, now)
            .await;
        if matches!(opened, Err(SignInError::Refused)) {
            let entry = entry("session.refuse", &name).detail("method", Method::Oidc.code());
            self.record(&nobody_yet(&name, place), entry, now).await?;
        }
        opened
    }

    /// Unties a user from the subjects that providers have tied to them: whoever bears the
    /// name there next is tied anew. Sessions that began so end. Gives how many there were.
    ///
    /// # Errors
    /// As [`Desk::disable_user`]; [`DeskError::Unknown`] if the user is tied to none.
    pub async fn unlink_user(
        &self,
        actor: &Actor,
        name: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<u64> {
        let mut act = self.begin_over(actor, name, now).await?;
        let n_untied = sqlx::query("DELETE FROM identities WHERE user_name = $1")
            .bind(name.to_owned())
            .execute(act.db())
            .await?
            .rows_affected();
        if n_untied == 0 {
            return Err(DeskError::Unknown(format!("identity:{name}")));
        }
        sqlx::query("DELETE FROM sessions WHERE user_name = $1 AND method = $2")
            .bind(name.to_owned())
            .bind(Method::Oidc.code())
            .execute(act.db())
            .await?;
        let untied = entry("user.unlink", name).reason(reason);
        act.record(untied.detail("identities", n_untied));
        act.commit().await?;
        Ok(n_untied)
    }

    /// The user of an identity, linked now if this is the first time.
    async fn linked(
        &self,
        identity: &OutsideIdentity,
        place: &str,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let named = identity.user.trim().to_lowercase();
        if let Some(user) = self.user_of(identity).await? {
            return Ok(Some(user).filter(|user| *user == named));
        }
        let actor: Actor = nobody_yet(&named, place);
        let mut act = self.begin(&actor, now).await?;
        // Only an enabled user, and only the first subject of this provider.
        let linked = sqlx::query(
            "INSERT INTO identities (issuer, subject, user_name, linked_at, linked_by)
             SELECT $1, $2, u.name, $4, u.name FROM users u WHERE u.name = $3
               AND u.disabled_at IS NULL AND NOT EXISTS
                 (SELECT 1 FROM identities i WHERE i.issuer = $1 AND i.user_name = u.name)
             ON CONFLICT (issuer, subject) DO NOTHING",
        )
        .bind(identity.issuer.clone())
        .bind(self.cells.find(OUTSIDE, &identity.subject))
        .bind(named.clone())
        .bind(micros(now))
        .execute(act.db())
        .await?;
        if linked.rows_affected() == 0 {
            act.undo().await?;
            // Another request may have linked it meanwhile.
            let user = self.user_of(identity).await?;
            return Ok(user.filter(|user| *user == named));
        }
        act.record(entry("user.link", &named).detail("issuer", identity.issuer.as_str()));
        act.commit().await?;
        Ok(Some(named))
    }

    async fn user_of(&self, identity: &OutsideIdentity) -> Result<Option<String>> {
        let row =
            sqlx::query("SELECT user_name FROM identities WHERE issuer = $1 AND subject = $2")
                .bind(identity.issuer.clone())
                .bind(self.cells.find(OUTSIDE, &identity.subject))
                .fetch_optional(&self.readers)
                .await?;
        row.map(|row| row.try_get("user_name").map_err(DeskError::from))
            .transpose()
    }
}
