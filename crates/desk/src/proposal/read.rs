//! Reading proposals.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use semesta_domain::{CardNumber, Month, Nik, RegionCode};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::content::{Content, PersonName};
use super::pick::{Pick, ProposalFilter};
use super::words::{Kind, Origin, Reason, State};
use crate::error::{DeskError, Result};
use crate::instant::instant;
use crate::permission::Permission;
use crate::store::cells::{CARD, Cells, NIK, SUBJECT};
use crate::store::{Actor, Desk};

/// A proposal and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its number.
    pub id: i64,
    /// Its version: every step makes another.
    pub version: i64,
    /// What it changes.
    pub kind: Kind,
    /// Why.
    pub reason: Reason,
    /// Where it came from.
    pub origin: Origin,
    /// The run that found it.
    pub run: Option<String>,
    /// The resident's NIK.
    pub nik: Option<Nik>,
    /// The record's card.
    pub card: Option<CardNumber>,
    /// The name.
    pub name: PersonName,
    /// The area.
    pub area: RegionCode,
    /// The month in which it was to take effect.
    pub month: Month,
    /// The last day to send it for that month.
    pub send_by: Date,
    /// What it says.
    pub content: Content,
    /// The seal over it.
    pub hash: String,
    /// What the city would pay more a month, rupiah.
    pub cost_city: i64,
    /// Who drafted it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Who checked it.
    pub checked_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The first day in effect: of the day it was drafted, then of the day it was sent.
    pub effective: Date,
    /// The batch it was sent in.
    pub batch: Option<i64>,
    /// The day it was sent.
    pub sent_on: Option<Date>,
    /// The code of the answer.
    pub answer_code: Option<String>,
    /// Who took the last step.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

impl Proposal {
    /// What a decision about it as read here takes.
    #[must_use]
    pub fn pick(&self) -> Pick {
        Pick {
            id: self.id,
            version: self.version,
        }
    }

    /// Whether it says what it was sealed with, about whom it was sealed for.
    fn is_as_drafted(&self, subject: &str, content: &str) -> bool {
        let of_whom = match subject.split_once(':') {
            Some(("nik", nik)) => self.nik.is_some_and(|own| own.reveal() == nik),
            Some(("card", card)) => self.card.is_some_and(|own| own.reveal() == card),
            _ => false,
        };
        let name = self.name.reveal();
        of_whom && self.hash == seal(self.id, (self.kind, self.reason), (subject, name), content)
    }
}

/// The seal over what a proposal says, and about whom.
pub(super) fn seal(
    id: i64,
    (kind, reason): (Kind, Reason),
    (subject, name): (&str, &str),
    content: &str,
) -> String {
    let sealed = format!("{id}\n{kind}\n{reason}\n{name}\n{subject}\n{content}");
    blake3::hash(sealed.as_bytes()).to_hex().to_string()
}

/// One step of a proposal, from the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What, such as `proposal.check`.
    pub action: String,
    /// Why.
    pub reason: String,
    /// Further facts, a JSON object.
    pub detail: String,
}

/// How many proposals stand somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCount {
    /// Where.
    pub state: State,
    /// What they change.
    pub kind: Kind,
    /// How many.
    pub n: i64,
    /// What the city would pay more a month, rupiah.
    pub cost_city: i64,
}

pub(super) const COLUMNS: &str = "id, version, kind, reason, origin, run_id, subject, nik, card, name, area, month, \
    send_by, content, hash, cost_city, made_by, made_at, state, checked_by, approved_by, \
    effective, batch_id, sent_on, answer_code, changed_by, changed_at";

impl Desk {
    /// The proposals that a filter finds where the actor may see them, by number.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn proposals(&self, actor: &Actor, filter: &ProposalFilter) -> Result<Vec<Proposal>> {
        let clauses = filter.clauses(&filter.areas(actor), &self.cells);
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM proposals {}", clauses.sql));
        let mut query = sqlx::query(sql);
        for text in clauses.texts {
            query = query.bind(text);
        }
        for integer in clauses.integers {
            query = query.bind(integer);
        }
        query
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(|row| proposal(row, &self.cells))
            .collect()
    }

    /// One proposal.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] if there is none; [`DeskError::Refused`] if the actor
    /// may not see it.
    pub async fn proposal(&self, actor: &Actor, id: i64) -> Result<Proposal> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM proposals WHERE id = $1"));
        let row = sqlx::query(sql)
            .bind(id)
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(|| DeskError::Unknown(format!("proposal:{id}")))?;
        let found = proposal(&row, &self.cells)?;
        actor.require(Permission::ViewProposals, found.area)?;
        Ok(found)
    }

    /// Everything that was done to a proposal, oldest first.
    ///
    /// # Errors
    /// As for [`Desk::proposal`].
    pub async fn proposal_history(&self, actor: &Actor, id: i64) -> Result<Vec<HistoryLine>> {
        self.proposal(actor, id).await?;
        self.history(&format!("proposal:{id}")).await
    }

    /// What the audit log says of a subject, oldest first.
    pub(crate) async fn history(&self, subject: &str) -> Result<Vec<HistoryLine>> {
        let rows = sqlx::query(
            "SELECT seq, at, actor, action, reason, detail FROM audit WHERE subject = $1
             ORDER BY seq",
        )
        .bind(subject.to_owned())
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let seq: i64 = row.try_get("seq")?;
                let take = |column, cell| self.cells.take(column, seq, cell);
                Ok(HistoryLine {
                    at: instant(row.try_get("at")?),
                    by: row.try_get("actor")?,
                    action: row.try_get("action")?,
                    reason: take("audit.reason", row.try_get("reason")?)?,
                    detail: take("audit.detail", row.try_get("detail")?)?,
                })
            })
            .collect()
    }

    /// How many proposals stand where, in the areas the actor may see.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn proposal_counts(&self, actor: &Actor) -> Result<Vec<StateCount>> {
        let mut texts = Vec::new();
        let areas = super::areas_sql(&actor.areas(Permission::ViewProposals), &mut texts);
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT state, kind, COUNT(*) AS n, CAST(SUM(cost_city) AS BIGINT) AS cost
             FROM proposals WHERE {areas} GROUP BY state, kind"
        ));
        let mut query = sqlx::query(sql);
        for text in texts {
            query = query.bind(text);
        }
        let mut counts: Vec<StateCount> = query
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(|row| {
                Ok(StateCount {
                    state: State::stored(&row.try_get::<String, _>("state")?)?,
                    kind: Kind::stored(&row.try_get::<String, _>("kind")?)?,
                    n: row.try_get("n")?,
                    cost_city: row.try_get("cost")?,
                })
            })
            .collect::<Result<_>>()?;
        counts.sort_by_key(|count| (count.state, count.kind));
        Ok(counts)
    }
}

pub(super) fn proposal(row: &AnyRow, cells: &Cells) -> Result<Proposal> {
    let id: i64 = row.try_get("id")?;
    let text = |column: &str| -> Result<String> { Ok(row.try_get(column)?) };
    let optional = |column: &str| -> Result<Option<String>> { Ok(row.try_get(column)?) };
    let found = |column: &'static str| -> Result<Option<String>> {
        // Both columns are called as their kind is.
        optional(column)?
            .map(|cell| cells.found(column, cell))
            .transpose()
    };
    let subject = cells.found(SUBJECT, text("subject")?)?;
    let content = cells.take("proposals.content", id, text("content")?)?;
    let found = Proposal {
        id,
        version: row.try_get("version")?,
        kind: Kind::stored(&text("kind")?)?,
        reason: Reason::stored(&text("reason")?)?,
        origin: Origin::stored(&text("origin")?)?,
        run: optional("run_id")?,
        nik: found(NIK)?.map(|nik| read(&nik, NIK)).transpose()?,
        card: found(CARD)?.map(|card| read(&card, CARD)).transpose()?,
        name: PersonName::new(&cells.take("proposals.name", id, text("name")?)?),
        area: read(&text("area")?, "area")?,
        month: read(&text("month")?, "month")?,
        send_by: read(&text("send_by")?, "send_by")?,
        content: serde_json::from_str(&content).map_err(|_| DeskError::Damaged("content"))?,
        hash: cells.take("proposals.hash", id, text("hash")?)?,
        cost_city: row.try_get("cost_city")?,
        made_by: text("made_by")?,
        made_at: instant(row.try_get("made_at")?),
        state: State::stored(&text("state")?)?,
        checked_by: optional("checked_by")?,
        approved_by: optional("approved_by")?,
        effective: read(&text("effective")?, "effective")?,
        batch: row.try_get("batch_id")?,
        sent_on: optional("sent_on")?
            .map(|day| read(&day, "sent_on"))
            .transpose()?,
        answer_code: optional("answer_code")?,
        changed_by: text("changed_by")?,
        changed_at: instant(row.try_get("changed_at")?),
    };
    if found.is_as_drafted(&subject, &content) {
        Ok(found)
    } else {
        Err(DeskError::Damaged("proposals.hash"))
    }
}

/// Reads a stored value that was written valid.
pub(crate) fn read<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T> {
    text.parse().map_err(|_| DeskError::Damaged(column))
}

/// What proposals change and say, by number.
pub(crate) async fn contents(
    db: &mut AnyConnection,
    cells: &Cells,
    ids: &[i64],
) -> Result<BTreeMap<i64, (Kind, Content)>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT id, kind, content FROM proposals WHERE id IN ({})",
            super::places(1, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
        for id in chunk {
            query = query.bind(*id);
        }
        for row in query.fetch_all(&mut *db).await? {
            let id: i64 = row.try_get("id")?;
            let content = cells.take("proposals.content", id, row.try_get("content")?)?;
            let content =
                serde_json::from_str(&content).map_err(|_| DeskError::Damaged("content"))?;
            let kind = Kind::stored(&row.try_get::<String, _>("kind")?)?;
            found.insert(id, (kind, content));
        }
    }
    Ok(found)
}
