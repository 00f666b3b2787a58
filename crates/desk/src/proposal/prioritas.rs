//! Since when the city has UHC Prioritas.

use jiff::Timestamp;
use jiff::civil::Date;
use semesta_law::CutOff;
use sqlx::{AnyConnection, Row};

use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::store::{Actor, Desk};

/// The city's status from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrioritasRow {
    /// The first day it holds.
    pub from: Date,
    /// Whether the city has UHC Prioritas then.
    pub has_it: bool,
    /// Why: the letter of BPJS Kesehatan.
    pub reason: String,
    /// Who noted it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Desk {
    /// Notes from when the city has UHC Prioritas, or no longer; what was noted for
    /// that very day before is replaced, and both are in the audit log.
    ///
    /// # Errors
    /// If the actor may not change settings.
    pub async fn set_prioritas(
        &self,
        actor: &Actor,
        from: Date,
        status: CutOff,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        actor.require(Permission::ManageSettings, self.region())?;
        let has_it = status == CutOff::Prioritas;
        let mut act = self.begin(actor, now).await?;
        sqlx::query(
            "INSERT INTO prioritas (from_day, has_it, reason, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (from_day) DO UPDATE SET has_it = excluded.has_it,
               reason = excluded.reason, changed_at = excluded.changed_at,
               changed_by = excluded.changed_by",
        )
        .bind(from.to_string())
        .bind(i64::from(has_it))
        .bind(reason.to_owned())
        .bind(micros(now))
        .bind(actor.name().to_owned())
        .execute(act.db())
        .await?;
        act.record(
            Entry::new("setting.prioritas")
                .subject("setting:prioritas")
                .reason(reason)
                .detail("from", from.to_string())
                .detail("has_it", has_it),
        );
        act.commit().await
    }

    /// Everything noted about UHC Prioritas, by day.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn prioritas(&self) -> Result<Vec<PrioritasRow>> {
        let rows = sqlx::query(
            "SELECT from_day, has_it, reason, changed_by, changed_at FROM prioritas
             ORDER BY from_day",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let from: String = row.try_get("from_day")?;
                let has_it: i64 = row.try_get("has_it")?;
                Ok(PrioritasRow {
                    from: from
                        .parse()
                        .map_err(|_| DeskError::Damaged("prioritas.from_day"))?,
                    has_it: has_it != 0,
                    reason: row.try_get("reason")?,
                    by: row.try_get("changed_by")?,
                    at: instant(row.try_get("changed_at")?),
                })
            })
            .collect()
    }
}

/// The city's status on a day; ordinary before anything was noted.
pub(crate) async fn cut_off(db: &mut AnyConnection, on: Date) -> Result<CutOff> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT has_it FROM prioritas WHERE from_day <= $1 ORDER BY from_day DESC LIMIT 1",
    )
    .bind(on.to_string())
    .fetch_optional(db)
    .await?;
    Ok(match found {
        Some(has_it) if has_it != 0 => CutOff::Prioritas,
        _ => CutOff::Ordinary,
    })
}
