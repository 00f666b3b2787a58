//! An end to keeping: what is past its time is deleted, and the audit log says so.

use jiff::Timestamp;

use super::register::retention_rules;
use crate::audit::Entry;
use crate::error::Result;
use crate::instant::{after, micros};
use crate::permission::Permission;
use crate::store::{Act, Actor, Desk};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// What a rule deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// The rule's code.
    pub rule: String,
    /// How many rows.
    pub n_rows: u64,
}

impl Desk {
    /// Applies every rule of retention, in one transaction; how much each deleted is an
    /// entry of the audit log, even where it was nothing.
    ///
    /// # Errors
    /// If the actor may not.
    pub async fn apply_retention(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Deleted>> {
        actor.require(Permission::ApplyRetention, self.region())?;
        let mut act = self.begin(actor, now).await?;
        let mut deleted = Vec::new();
        for rule in retention_rules() {
            let Some(days) = rule.days else { continue };
            let before = micros(after(now, -days * DAY_SECONDS));
            let n_rows = apply(&mut act, &rule.code, before, now).await?;
            act.record(
                Entry::new("privacy.retain")
                    .subject(format!("rule:{}", rule.code))
                    .detail("days", days)
                    .detail("n_rows", n_rows),
            );
            deleted.push(Deleted {
                rule: rule.code.clone(),
                n_rows,
            });
        }
        act.commit().await?;
        Ok(deleted)
    }
}

/// Deletes what ended before an instant.
async fn apply(act: &mut Act, rule: &str, before: i64, now: Timestamp) -> Result<u64> {
    let by = act.actor().name().to_owned();
    let query = match rule {
        "sessions" => sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(before),
        "visits" => sqlx::query("DELETE FROM visits WHERE made_at <= $1").bind(before),
        "requests" => sqlx::query(
            "UPDATE privacy_requests SET claim = '', reason = '', version = version + 1,
             changed_at = $2, changed_by = $3
             WHERE closed_at <= $1 AND (claim <> '' OR reason <> '')",
        )
        .bind(before)
        .bind(micros(now))
        .bind(by),
        "accounts" => sqlx::query(
            "UPDATE users SET full_name = '', password_hash = NULL, totp_secret = NULL,
             totp_last_step = NULL, version = version + 1, changed_at = $2, changed_by = $3
             WHERE disabled_at <= $1 AND (full_name <> '' OR password_hash IS NOT NULL)",
        )
        .bind(before)
        .bind(micros(now))
        .bind(by),
        // A rule with days that nothing carries out would be a promise not kept.
        _ => return Err(crate::DeskError::Damaged("retention.csv")),
    };
    Ok(query.execute(act.db()).await?.rows_affected())
}
