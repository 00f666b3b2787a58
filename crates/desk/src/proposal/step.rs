//! Steps of proposals: whole or not at all, however many.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use semesta_domain::RegionCode;
use sqlx::Row;

use super::pick::Pick;
use super::words::State;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::store::{Act, Actor, Backend, Desk};

/// How many rows one statement changes.
const N_AT_ONCE: usize = 500;

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// How many proposals it moved: all that were given.
    pub n: usize,
    /// Where they stand now.
    pub state: State,
}

/// A proposal within an act, held until its end.
#[derive(Debug, Clone)]
pub(crate) struct Locked {
    pub(crate) id: i64,
    version: i64,
    area: RegionCode,
    pub(crate) state: State,
    made_by: String,
    checked_by: Option<String>,
    changed_by: String,
    changed_at: Timestamp,
}

/// What a step does.
pub(crate) struct Change<'a> {
    pub(crate) action: &'static str,
    pub(crate) to: State,
    pub(crate) reason: &'a str,
    /// Further columns and their values, constants of this crate.
    pub(crate) set: &'a [(&'static str, String)],
    /// The batch it goes into.
    pub(crate) batch: Option<i64>,
}

impl Desk {
    /// Checks drafted proposals. Who drafted one never checks it.
    ///
    /// # Errors
    /// Nothing is checked if one of them may not be ([`DeskError::Refused`],
    /// [`DeskError::SamePerson`]), is not drafted ([`DeskError::State`]) or was
    /// changed since it was seen ([`DeskError::Conflict`]).
    pub async fn check(
        &self,
        actor: &Actor,
        picks: &[Pick],
        reason: &str,
        now: Timestamp,
    ) -> Result<Moved> {
        let set = [("checked_by", actor.name().to_owned())];
        let change = Change {
            action: "proposal.check",
            to: State::Checked,
            reason,
            set: &set,
            batch: None,
        };
        self.step(actor, picks, Permission::CheckProposals, change, now)
            .await
    }

    /// Approves checked proposals, all in one act. Who drafted or checked one never
    /// approves it.
    ///
    /// # Errors
    /// As for [`Desk::check`].
    pub async fn approve(
        &self,
        actor: &Actor,
        picks: &[Pick],
        reason: &str,
        now: Timestamp,
    ) -> Result<Moved> {
        let set = [("approved_by", actor.name().to_owned())];
        let change = Change {
            action: "proposal.approve",
            to: State::Approved,
            reason,
            set: &set,
            batch: None,
        };
        self.step(actor, picks, Permission::ApproveProposals, change, now)
            .await
    }

    /// Withdraws proposals that were not sent yet, with a reason.
    ///
    /// # Errors
    /// As for [`Desk::check`]; [`DeskError::Invalid`] without a reason.
    pub async fn withdraw(
        &self,
        actor: &Actor,
        picks: &[Pick],
        reason: &str,
        now: Timestamp,
    ) -> Result<Moved> {
        if reason.trim().is_empty() {
            return Err(DeskError::Invalid {
                what: "reason",
                expected: "a reason for withdrawing",
            });
        }
        let change = Change {
            action: "proposal.withdraw",
            to: State::Withdrawn,
            reason,
            set: &[],
            batch: None,
        };
        self.step(actor, picks, Permission::WithdrawProposals, change, now)
            .await
    }

    /// Closes answered proposals.
    ///
    /// # Errors
    /// As for [`Desk::check`].
    pub async fn close_proposals(
        &self,
        actor: &Actor,
        picks: &[Pick],
        reason: &str,
        now: Timestamp,
    ) -> Result<Moved> {
        let change = Change {
            action: "proposal.close",
            to: State::Closed,
            reason,
            set: &[],
            batch: None,
        };
        self.step(actor, picks, Permission::RecordFeedback, change, now)
            .await
    }

    async fn step(
        &self,
        actor: &Actor,
        picks: &[Pick],
        permission: Permission,
        change: Change<'_>,
        now: Timestamp,
    ) -> Result<Moved> {
        let state = change.to;
        if picks.is_empty() {
            return Ok(Moved { n: 0, state });
        }
        let mut act = self.begin(actor, now).await?;
        let rows = lock(&mut act, self.backend(), picks).await?;
        for row in &rows {
            actor.require(permission, row.area)?;
            row.may_become(state, actor.name())?;
        }
        move_all(&mut act, &rows, &change).await?;
        act.commit().await?;
        Ok(Moved {
            n: rows.len(),
            state,
        })
    }
}

impl Locked {
    fn what(&self) -> String {
        format!("proposal:{}", self.id)
    }

    /// Refuses a step that does not lead on from here, or not for this person.
    pub(crate) fn may_become(&self, to: State, by: &str) -> Result<()> {
        let leads_on = match to {
            State::Drafted => false,
            State::Checked => self.state == State::Drafted,
            State::Approved => self.state == State::Checked,
            State::Sent => self.state == State::Approved,
            State::Accepted | State::Rejected => self.state == State::Sent,
            State::Closed => matches!(self.state, State::Accepted | State::Rejected),
            State::Withdrawn => self.state.is_unsent(),
        };
        if !leads_on {
            return Err(DeskError::State {
                what: self.what(),
                state: self.state.code().to_owned(),
            });
        }
        let own = match to {
            State::Checked => self.made_by == by,
            State::Approved => self.made_by == by || self.checked_by.as_deref() == Some(by),
            _ => false,
        };
        if own {
            return Err(DeskError::SamePerson { what: self.what() });
        }
        Ok(())
    }

    pub(crate) fn require(&self, actor: &Actor, permission: Permission) -> Result<()> {
        actor.require(permission, self.area)
    }
}

/// Takes the proposals for this act and refuses those changed since they were seen.
pub(crate) async fn lock(act: &mut Act, backend: Backend, picks: &[Pick]) -> Result<Vec<Locked>> {
    let wanted: BTreeMap<i64, i64> = picks.iter().map(|pick| (pick.id, pick.version)).collect();
    let ids: Vec<i64> = wanted.keys().copied().collect();
    let rows = lock_ids(act, backend, &ids).await?;
    let found: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
    if let Some(missing) = ids.iter().find(|id| !found.contains(id)) {
        return Err(DeskError::Unknown(format!("proposal:{missing}")));
    }
    for row in &rows {
        if wanted.get(&row.id) != Some(&row.version) {
            return Err(DeskError::Conflict {
                what: row.what(),
                by: row.changed_by.clone(),
                at: row.changed_at,
            });
        }
    }
    Ok(rows)
}

/// Takes proposals for this act, whatever their version, in the order of their numbers.
pub(crate) async fn lock_ids(act: &mut Act, backend: Backend, ids: &[i64]) -> Result<Vec<Locked>> {
    // SQLite's writer is alone already.
    let end = match backend {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(N_AT_ONCE) {
        let sql = format!(
            "SELECT id, version, area, state, made_by, checked_by, changed_by, changed_at
             FROM proposals WHERE id IN ({}) ORDER BY id{end}",
            places(1, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
        for id in chunk {
            query = query.bind(*id);
        }
        for row in query.fetch_all(act.db()).await? {
            rows.push(Locked {
                id: row.try_get("id")?,
                version: row.try_get("version")?,
                area: super::read::read(&row.try_get::<String, _>("area")?, "area")?,
                state: State::stored(&row.try_get::<String, _>("state")?)?,
                made_by: row.try_get("made_by")?,
                checked_by: row.try_get("checked_by")?,
                changed_by: row.try_get("changed_by")?,
                changed_at: instant(row.try_get("changed_at")?),
            });
        }
    }
    Ok(rows)
}

/// Moves proposals of this act, with an entry each.
pub(crate) async fn move_all(act: &mut Act, rows: &[Locked], change: &Change<'_>) -> Result<()> {
    let (now, by) = (micros(act.now()), act.actor().name().to_owned());
    let mut more: String = change
        .set
        .iter()
        .enumerate()
        .map(|(index, (column, _))| format!(", {column} = ${}", index + 4))
        .collect();
    let mut first = change.set.len() + 4;
    if change.batch.is_some() {
        more.push_str(&format!(", batch_id = ${first}"));
        first += 1;
    }
    for chunk in rows.chunks(N_AT_ONCE) {
        let sql = format!(
            "UPDATE proposals SET state = $1, changed_at = $2, changed_by = $3,
             version = version + 1{more} WHERE id IN ({})",
            places(first, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
            .persistent(false)
            .bind(change.to.code())
            .bind(now)
            .bind(by.clone());
        for (_, value) in change.set {
            query = query.bind(value.clone());
        }
        if let Some(batch) = change.batch {
            query = query.bind(batch);
        }
        for row in chunk {
            query = query.bind(row.id);
        }
        query.execute(act.db()).await?;
    }
    for row in rows {
        let mut entry = Entry::new(change.action)
            .subject(row.what())
            .reason(change.reason)
            .detail("from", row.state.code())
            .detail("to", change.to.code());
        if let Some(batch) = change.batch {
            entry = entry.detail("batch", batch);
        }
        act.record(entry);
    }
    Ok(())
}

/// `$first, …`, so many.
pub(crate) fn places(first: usize, n: usize) -> String {
    let places: Vec<String> = (first..first + n).map(|n| format!("${n}")).collect();
    places.join(", ")
}
