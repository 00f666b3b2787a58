//! Sending: approved proposals into a batch, and the batch's file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::file::{self, FileKind};
use super::layout::MutationLayout;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::proposal::terms::Terms;
use crate::proposal::{
    Change, Locked, Pick, Proposal, ProposalFilter, State, When, cut_off, lock, move_all, read,
};
use crate::store::{Act, Actor, Desk, counter};

/// A batch that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// The layout's name.
    pub layout: String,
    /// The day it was sent.
    pub sent_on: Date,
    /// How many proposals it holds.
    pub n_rows: i64,
    /// Who sent it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// A batch and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchState {
    /// The batch.
    pub batch: Batch,
    /// How many were accepted, closed ones included.
    pub n_accepted: i64,
    /// How many were rejected, closed ones included.
    pub n_rejected: i64,
    /// How many have no answer.
    pub n_unanswered: i64,
}

impl Desk {
    /// Sends approved proposals: all of them move, or none. The day they are sent
    /// decides anew when they take effect.
    ///
    /// **Law:** the cut-off rule and the city's UHC Prioritas status of that day.
    ///
    /// # Errors
    /// [`DeskError::Refused`], [`DeskError::State`], [`DeskError::Conflict`] as for
    /// [`Desk::approve`]; [`DeskError::Invalid`] for an empty batch.
    pub async fn send_batch(
        &self,
        actor: &Actor,
        picks: &[Pick],
        layout: &MutationLayout,
        when: When,
    ) -> Result<Batch> {
        if picks.is_empty() {
            return Err(DeskError::Invalid {
                what: "batch",
                expected: "at least one approved proposal",
            });
        }
        let mut act = self.begin(actor, when.now).await?;
        let rows = lock(&mut act, self.backend(), picks).await?;
        for row in &rows {
            row.require(actor, Permission::SendBatches)?;
            row.may_become(State::Sent, actor.name())?;
        }
        let batch = Batch {
            id: counter::take(act.db(), "batch", 1).await?,
            layout: layout.name.clone(),
            sent_on: when.on,
            n_rows: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            made_by: actor.name().to_owned(),
            made_at: when.now,
        };
        for (effective, rows) in by_effect(&mut act, rows, when.on).await? {
            let set = [
                ("sent_on", when.on.to_string()),
                ("effective", effective.to_string()),
            ];
            let change = Change {
                action: "proposal.send",
                to: State::Sent,
                reason: "",
                set: &set,
                batch: Some(batch.id),
            };
            move_all(&mut act, &rows, &change).await?;
        }
        write_batch(&mut act, &batch, layout).await?;
        act.commit().await?;
        Ok(batch)
    }

    /// The batches with what came back, the newest first.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor sees no proposals anywhere.
    pub async fn batches(&self, actor: &Actor) -> Result<Vec<BatchState>> {
        if actor.areas(Permission::ViewProposals).is_empty() {
            actor.require(Permission::ViewProposals, self.region())?;
        }
        let rows = sqlx::query(
            "SELECT b.id, b.layout, b.sent_on, b.n_rows, b.made_at, b.made_by,
               CAST(SUM(CASE WHEN p.state IN ('accepted', 'closed') AND p.answer_code = ''
                 THEN 1 ELSE 0 END) AS BIGINT) AS n_accepted,
               CAST(SUM(CASE WHEN p.state IN ('rejected', 'closed') AND p.answer_code <> ''
                 THEN 1 ELSE 0 END) AS BIGINT) AS n_rejected,
               CAST(SUM(CASE WHEN p.state = 'sent' THEN 1 ELSE 0 END) AS BIGINT) AS n_sent
             FROM batches b LEFT JOIN proposals p ON p.batch_id = b.id
             GROUP BY b.id, b.layout, b.sent_on, b.n_rows, b.made_at, b.made_by
             ORDER BY b.id DESC",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(BatchState {
                    batch: batch(row)?,
                    n_accepted: row.try_get("n_accepted")?,
                    n_rejected: row.try_get("n_rejected")?,
                    n_unanswered: row.try_get("n_sent")?,
                })
            })
            .collect()
    }

    /// The file of a batch, as often as it is needed: the same rows every time. It
    /// has full identifiers, so each time is in the audit log.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] if there is no such batch; [`DeskError::Refused`] if
    /// the actor may not send batches.
    pub async fn batch_file(
        &self,
        actor: &Actor,
        id: i64,
        kind: FileKind,
        now: Timestamp,
    ) -> Result<Vec<u8>> {
        actor.require(Permission::SendBatches, self.region())?;
        let layout = self.layout_of(id).await?;
        let filter = ProposalFilter {
            batch: Some(id),
            ..ProposalFilter::default()
        };
        let rows = self.proposals(actor, &filter).await?;
        let bytes = file::write(&layout, &rows, kind)?;
        let entry = Entry::new("batch.export")
            .subject(format!("batch:{id}"))
            .detail("rows", rows.len())
            .detail("hash", blake3::hash(&bytes).to_hex().to_string());
        self.record(actor, entry, now).await?;
        Ok(bytes)
    }

    /// The proposals of a batch that have no answer yet.
    ///
    /// # Errors
    /// [`DeskError::Unknown`] for no such batch, or if the database refuses.
    pub async fn unanswered(&self, actor: &Actor, id: i64) -> Result<Vec<Proposal>> {
        self.layout_of(id).await?;
        let filter = ProposalFilter {
            batch: Some(id),
            states: vec![State::Sent],
            ..ProposalFilter::default()
        };
        self.proposals(actor, &filter).await
    }

    /// The layout that a batch was sent with.
    pub(super) async fn layout_of(&self, id: i64) -> Result<MutationLayout> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT layout_text FROM batches WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.readers)
                .await?;
        let text = text.ok_or_else(|| DeskError::Unknown(format!("batch:{id}")))?;
        serde_json::from_str(&text).map_err(|_| DeskError::Damaged("batches.layout_text"))
    }
}

/// The proposals by the first day in effect if they are received on a day.
async fn by_effect(
    act: &mut Act,
    rows: Vec<Locked>,
    on: Date,
) -> Result<BTreeMap<Date, Vec<Locked>>> {
    let status = cut_off(act.db(), on).await?;
    let terms = Terms::on(on, status)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let cells = act.cells().clone();
    let contents = crate::proposal::contents(act.db(), &cells, &ids).await?;
    let mut groups: BTreeMap<Date, Vec<Locked>> = BTreeMap::new();
    for row in rows {
        let (kind, content) = contents
            .get(&row.id)
            .ok_or(DeskError::Damaged("proposals.content"))?;
        let effect = terms.effect(*kind, content.after.as_ref(), content.before.as_ref());
        groups.entry(effect.date).or_default().push(row);
    }
    Ok(groups)
}

async fn write_batch(act: &mut Act, batch: &Batch, layout: &MutationLayout) -> Result<()> {
    let text = serde_json::to_string(layout).map_err(|_| DeskError::Damaged("layout"))?;
    let row = vec![
        batch.id.into(),
        batch.layout.clone().into(),
        text.into(),
        batch.sent_on.to_string().into(),
        batch.n_rows.into(),
        micros(batch.made_at).into(),
        batch.made_by.clone().into(),
    ];
    let columns = [
        "id",
        "layout",
        "layout_text",
        "sent_on",
        "n_rows",
        "made_at",
        "made_by",
    ];
    act.insert("batches", &columns, vec![row]).await?;
    act.record(
        Entry::new("batch.send")
            .subject(format!("batch:{}", batch.id))
            .detail("rows", batch.n_rows)
            .detail("layout", batch.layout.as_str()),
    );
    Ok(())
}

fn batch(row: &AnyRow) -> Result<Batch> {
    Ok(Batch {
        id: row.try_get("id")?,
        layout: row.try_get("layout")?,
        sent_on: read(&row.try_get::<String, _>("sent_on")?, "sent_on")?,
        n_rows: row.try_get("n_rows")?,
        made_by: row.try_get("made_by")?,
        made_at: instant(row.try_get("made_at")?),
    })
}
