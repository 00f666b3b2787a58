//! What people ask about their own data, and by when it is owed.
//!
//! **Law:** UU 27/2022 art. 30 and 32: correction and access within 3 × 24 hours of
//! the request.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{after, instant, micros};
use crate::permission::Permission;
use crate::random;
use crate::store::cells::Cells;
use crate::store::{Actor, Desk};

/// 3 × 24 hours.
const DUE_SECONDS: i64 = 3 * 24 * 60 * 60;

/// The longest claim, in bytes.
const N_BYTES_MAX: usize = 4_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// To see one's data.
    Access,
    /// To have them corrected.
    Correction,
}

impl RequestKind {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Correction => "correction",
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestOutcome {
    /// As asked: the data were handed over, or the office that holds them corrected them.
    Granted,
    /// Refused, with the reason.
    Refused,
}

impl RequestOutcome {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }
}

/// A request, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyRequest {
    /// Its id.
    pub id: String,
    /// What is asked for.
    pub kind: RequestKind,
    /// The person's pseudonym.
    pub person: String,
    /// For a correction: which datum.
    pub field: String,
    /// For a correction: what it should be.
    pub claim: String,
    /// When it came.
    pub received_at: Timestamp,
    /// By when it is owed.
    pub due_at: Timestamp,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// How it ended: `granted`, `refused`.
    pub outcome: Option<String>,
    /// The row's version: pass it back with a change.
    pub version: i64,
}

impl PrivacyRequest {
    /// Whether it is open beyond its time.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.closed_at.is_none() && self.due_at < now
    }
}

impl Desk {
    /// Takes a person's request to have a datum corrected: the office that holds it
    /// decides, and the correction comes with its next file or as a proposal.
    /// Gives the request's id.
    ///
    /// # Errors
    /// If the actor may not, or the field or the claim is empty or too long.
    pub async fn request_correction(
        &self,
        actor: &Actor,
        identifier: &str,
        field: &str,
        claim: &str,
        now: Timestamp,
    ) -> Result<String> {
        let fits = |text: &str| !text.trim().is_empty() && text.len() <= N_BYTES_MAX;
        if !fits(field) || !fits(claim) {
            return Err(DeskError::Invalid {
                what: "correction",
                expected: "a field and what it should be",
            });
        }
        self.take_request(
            actor,
            RequestKind::Correction,
            identifier,
            (field, claim),
            now,
        )
        .await
    }

    /// Takes a request and gives its id.
    pub(super) async fn take_request(
        &self,
        actor: &Actor,
        kind: RequestKind,
        identifier: &str,
        (field, claim): (&str, &str),
        now: Timestamp,
    ) -> Result<String> {
        actor.require(Permission::AnswerPrivacyRequests, self.region())?;
        let id = random::hex(&random::bytes::<8>()?);
        let person = self.pseudonym(identifier);
        let mut act = self.begin(actor, now).await?;
        let field = self.cells.put("privacy_requests.field", &id, field.trim());
        let claim = self.cells.put("privacy_requests.claim", &id, claim.trim());
        sqlx::query(
            "INSERT INTO privacy_requests (id, kind, person, field, claim, received_at,
             received_by, due_at, reason, version, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 1, $6, $7)",
        )
        .bind(id.clone())
        .bind(kind.code())
        .bind(person.clone())
        .bind(field)
        .bind(claim)
        .bind(micros(now))
        .bind(actor.name().to_owned())
        .bind(micros(after(now, DUE_SECONDS)))
        .execute(act.db())
        .await?;
        act.record(
            Entry::new("privacy.receive")
                .subject(format!("person:{person}"))
                .detail("request", id.as_str())
                .detail("kind", kind.code()),
        );
        act.commit().await?;
        Ok(id)
    }

    /// Ends a request.
    ///
    /// # Errors
    /// If the actor may not, somebody changed it meanwhile, or it has ended already.
    pub async fn close_request(
        &self,
        actor: &Actor,
        id: &str,
        version: i64,
        outcome: RequestOutcome,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        actor.require(Permission::AnswerPrivacyRequests, self.region())?;
        let mut act = self.begin(actor, now).await?;
        let closed = sqlx::query(
            "UPDATE privacy_requests SET closed_at = $3, closed_by = $4, outcome = $5,
             reason = $6, version = version + 1, changed_at = $3, changed_by = $4
             WHERE id = $1 AND version = $2 AND closed_at IS NULL RETURNING person",
        )
        .bind(id.to_owned())
        .bind(version)
        .bind(micros(now))
        .bind(actor.name().to_owned())
        .bind(outcome.code())
        .bind(self.cells.put("privacy_requests.reason", id, reason))
        .fetch_optional(act.db())
        .await?;
        let Some(row) = closed else {
            return Err(act.conflict("request", "privacy_requests", "id", id).await);
        };
        let person: String = row.try_get("person")?;
        act.record(
            Entry::new("privacy.close")
                .subject(format!("person:{person}"))
                .reason(reason)
                .detail("request", id)
                .detail("outcome", outcome.code()),
        );
        act.commit().await
    }

    /// Every request, those owed first on top.
    ///
    /// # Errors
    /// If the actor may not serve them.
    pub async fn privacy_requests(&self, actor: &Actor) -> Result<Vec<PrivacyRequest>> {
        actor.require(Permission::AnswerPrivacyRequests, self.region())?;
        let rows = sqlx::query(
            "SELECT id, kind, person, field, claim, received_at, due_at, closed_at, outcome,
             version FROM privacy_requests
             ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, due_at, id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| read(row, &self.cells)).collect()
    }
}

fn read(row: &AnyRow, cells: &Cells) -> Result<PrivacyRequest> {
    let id: String = row.try_get("id")?;
    let kind: String = row.try_get("kind")?;
    let closed_at: Option<i64> = row.try_get("closed_at")?;
    Ok(PrivacyRequest {
        kind: [RequestKind::Access, RequestKind::Correction]
            .into_iter()
            .find(|one| one.code() == kind)
            .ok_or(DeskError::Damaged("privacy_requests.kind"))?,
        person: row.try_get("person")?,
        field: cells.take("privacy_requests.field", &id, row.try_get("field")?)?,
        claim: cells.take("privacy_requests.claim", &id, row.try_get("claim")?)?,
        id,
        received_at: instant(row.try_get("received_at")?),
        due_at: instant(row.try_get("due_at")?),
        closed_at: closed_at.map(instant),
        outcome: row.try_get("outcome")?,
        version: row.try_get("version")?,
    })
}
