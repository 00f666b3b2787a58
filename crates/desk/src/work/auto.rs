//! Automatic drafts: each reason once, withdrawn by itself when the reason ends.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use semesta_law::CutOff;
use sqlx::{AnyConnection, Row};

use super::view::RunView;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::micros;
use crate::permission::Permission;
use crate::proposal::{
    Change, Draft, State, When, cut_off, insert_drafts, lock_ids, move_all, places,
};
use crate::store::cells::REASON;
use crate::store::{Act, Actor, Desk};

/// Who drafts when nobody does.
pub(crate) const MAKER: &str = "system:run";

/// What automatic drafting did for a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoOutcome {
    /// The new proposals.
    pub drafted: Vec<i64>,
    /// Proposals withdrawn, since their reason ended.
    pub withdrawn: Vec<i64>,
    /// Proposals already sent whose reason ended: somebody must look.
    pub ended_after_sending: Vec<i64>,
    /// Reasons that hold since an earlier run.
    pub n_known: usize,
    /// Reasons that wait: another proposal has the person and month.
    pub n_waiting: usize,
    /// Whether this run was worked on before; then nothing was done.
    pub already_done: bool,
}

/// What a run calls for by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// What is to be drafted, unless it was before.
    pub drafts: Vec<Draft>,
    /// What is drafted no more, but stays where it was: infants who are no longer
    /// newborn and still without a membership.
    pub still: Vec<Draft>,
}

/// A run that automatic drafts were made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoRun {
    /// The run.
    pub run: String,
    /// The date its figures are for.
    pub as_of: Date,
    /// How many proposals were drafted.
    pub n_drafted: i64,
    /// How many were withdrawn.
    pub n_withdrawn: i64,
    /// Who asked for it.
    pub by: String,
}

impl Desk {
    /// Drafts what a run calls for, each reason once, and withdraws what no longer
    /// has one. The same run again does nothing.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not run; [`DeskError::Invalid`] for a
    /// run older than the newest worked on, whose reasons are out of date.
    pub async fn draft_automatically(
        &self,
        actor: &Actor,
        view: &RunView,
        when: When,
    ) -> Result<AutoOutcome> {
        actor.require(Permission::Run, self.region())?;
        let mut act = self.begin(actor, when.now).await?;
        // The number first, so that two servers do this one after the other.
        crate::store::counter::take(act.db(), "proposal", 0).await?;
        if is_done(act.db(), view).await? {
            act.undo().await?;
            return Ok(AutoOutcome {
                drafted: Vec::new(),
                withdrawn: Vec::new(),
                ended_after_sending: Vec::new(),
                n_known: 0,
                n_waiting: 0,
                already_done: true,
            });
        }
        let status = cut_off(act.db(), when.on).await?;
        let found = view.automatic(when.on, status)?;
        let outcome = apply(self, &mut act, view, found, when).await?;
        write_run(&mut act, view, &outcome).await?;
        act.commit().await?;
        Ok(outcome)
    }

    /// The runs that automatic drafts were made for, by date.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn automatic_runs(&self) -> Result<Vec<AutoRun>> {
        let rows = sqlx::query(
            "SELECT run_id, as_of, n_drafted, n_withdrawn, made_by FROM auto_runs
             ORDER BY as_of, made_at",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(AutoRun {
                    run: row.try_get("run_id")?,
                    as_of: crate::proposal::read(&row.try_get::<String, _>("as_of")?, "as_of")?,
                    n_drafted: row.try_get("n_drafted")?,
                    n_withdrawn: row.try_get("n_withdrawn")?,
                    by: row.try_get("made_by")?,
                })
            })
            .collect()
    }
}

/// Whether the run was worked on; refuses one older than the newest.
async fn is_done(db: &mut AnyConnection, view: &RunView) -> Result<bool> {
    let done: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM auto_runs WHERE run_id = $1")
        .bind(view.id().to_owned())
        .fetch_one(&mut *db)
        .await?;
    if done > 0 {
        return Ok(true);
    }
    let newest: Option<String> = sqlx::query_scalar("SELECT MAX(as_of) FROM auto_runs")
        .fetch_one(db)
        .await?;
    if newest.is_some_and(|newest| newest > view.as_of.to_string()) {
        return Err(DeskError::Invalid {
            what: "run",
            expected: "a run not older than the newest that drafts were made for",
        });
    }
    Ok(false)
}

/// What a reason is known by: the person, what is to change, and why.
fn key(draft: &Draft) -> Option<String> {
    let subject = draft.subject.key()?;
    Some(format!("{subject}|{}|{}", draft.kind, draft.reason))
}

async fn apply(
    desk: &Desk,
    act: &mut Act,
    view: &RunView,
    found: Found,
    when: When,
) -> Result<AutoOutcome> {
    let mut holding: BTreeMap<String, i64> = BTreeMap::new();
    let rows =
        sqlx::query("SELECT reason_key, proposal_id FROM auto_reasons WHERE ended_run IS NULL")
            .fetch_all(act.db())
            .await?;
    for row in rows {
        let key = desk.cells.found(REASON, row.try_get("reason_key")?)?;
        holding.insert(key, row.try_get("proposal_id")?);
    }
    let mut keys: BTreeSet<String> = found.still.iter().filter_map(key).collect();
    keys.retain(|key| holding.contains_key(key));
    let mut drafts = Vec::new();
    let mut new_keys = Vec::new();
    for draft in found.drafts {
        let Some(key) = key(&draft) else { continue };
        if keys.insert(key.clone()) && !holding.contains_key(&key) {
            drafts.push(draft);
            new_keys.push(key);
        }
    }
    let ended: Vec<(String, i64)> = holding
        .iter()
        .filter(|(key, _)| !keys.contains(*key))
        .map(|(key, id)| (key.clone(), *id))
        .collect();
    // Ended ones first: they make room for another reason of the same person.
    let (withdrawn, ended_after_sending) = end(desk, act, view, &ended).await?;
    let drafted = insert_drafts(act, &drafts, MAKER, when.on).await?;
    let clashed: BTreeSet<usize> = drafted.clashes.iter().map(|clash| clash.draft).collect();
    let made = new_keys
        .into_iter()
        .enumerate()
        .filter(|(place, _)| !clashed.contains(place))
        .map(|(_, key)| key)
        .zip(drafted.ids.iter().copied())
        .collect();
    write_reasons(act, view, made).await?;
    Ok(AutoOutcome {
        drafted: drafted.ids,
        withdrawn,
        ended_after_sending,
        n_known: keys.len() - drafts.len(),
        n_waiting: clashed.len(),
        already_done: false,
    })
}

/// Withdraws the proposals whose reason ended, as far as they have not been sent;
/// accepted ones did what they were for and are closed.
async fn end(
    desk: &Desk,
    act: &mut Act,
    view: &RunView,
    ended: &[(String, i64)],
) -> Result<(Vec<i64>, Vec<i64>)> {
    for chunk in ended.chunks(500) {
        let sql = format!(
            "UPDATE auto_reasons SET ended_run = $1 WHERE reason_key IN ({})",
            places(2, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
            .persistent(false)
            .bind(view.id().to_owned());
        for (key, _) in chunk {
            query = query.bind(act.cells().find(REASON, key));
        }
        query.execute(act.db()).await?;
    }
    let mut ids: Vec<i64> = ended.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    let rows = lock_ids(act, desk.backend(), &ids).await?;
    let (accepted, rows): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.state == State::Accepted);
    let closing = Change {
        action: "proposal.close",
        to: State::Closed,
        reason: "sudah terlihat di data",
        set: &[],
        batch: None,
    };
    move_all(act, &accepted, &closing).await?;
    let sent = rows
        .iter()
        .filter(|row| row.state == State::Sent)
        .map(|row| row.id)
        .collect();
    let unsent: Vec<_> = rows
        .into_iter()
        .filter(|row| row.state.is_unsent())
        .collect();
    let change = Change {
        action: "proposal.withdraw",
        to: State::Withdrawn,
        reason: "alasan berakhir",
        set: &[],
        batch: None,
    };
    move_all(act, &unsent, &change).await?;
    Ok((unsent.iter().map(|row| row.id).collect(), sent))
}

async fn write_reasons(act: &mut Act, view: &RunView, made: Vec<(String, i64)>) -> Result<()> {
    // A reason that ended once and holds again is a new one.
    for chunk in made.chunks(500) {
        let sql = format!(
            "DELETE FROM auto_reasons WHERE reason_key IN ({})",
            places(1, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
        for (key, _) in chunk {
            query = query.bind(act.cells().find(REASON, key));
        }
        query.execute(act.db()).await?;
    }
    let rows: Vec<_> = made
        .into_iter()
        .map(|(key, id)| vec![key.into(), id.into(), view.id().into()])
        .collect();
    let columns = ["reason_key", "proposal_id", "since_run"];
    act.insert("auto_reasons", &columns, rows).await
}

async fn write_run(act: &mut Act, view: &RunView, outcome: &AutoOutcome) -> Result<()> {
    let count = |ids: &[i64]| i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let row = vec![
        view.id().into(),
        view.as_of.to_string().into(),
        count(&outcome.drafted).into(),
        count(&outcome.withdrawn).into(),
        micros(act.now()).into(),
        act.actor().name().into(),
    ];
    let columns = [
        "run_id",
        "as_of",
        "n_drafted",
        "n_withdrawn",
        "made_at",
        "made_by",
    ];
    act.insert("auto_runs", &columns, vec![row]).await?;
    act.record(
        Entry::new("proposal.auto")
            .subject(format!("run:{}", view.id()))
            .detail("drafted", count(&outcome.drafted))
            .detail("withdrawn", count(&outcome.withdrawn)),
    );
    Ok(())
}

impl RunView {
    /// What the run calls for by itself: for each person the first that applies.
    ///
    /// **Law:** the cut-off of the day gives the month that is still to be changed.
    ///
    /// # Errors
    /// If the law has no value for the day.
    pub fn automatic(&self, on: Date, status: CutOff) -> Result<Found> {
        super::reasons::find(self, on, status)
    }
}
