//! Drafting: from drafts to proposals, one open for a person and month.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AnyConnection, Row};

use super::content::Draft;
use super::prioritas;
use super::read::seal;
use super::terms::{Settled, Terms};
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::micros;
use crate::store::cells::{Cells, SUBJECT};
use crate::store::rows::Value;
use crate::store::{Act, Actor, Desk, counter};

/// How many drafts one act takes: beyond it the memory of a small machine ends.
const N_DRAFTS_MAX: usize = 2_000_000;

/// How many subjects are looked up at once.
const N_AT_ONCE: usize = 500;

/// The instant of an act, and the civil day that it is at the city's offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The instant.
    pub now: Timestamp,
    /// The day, by which law and cut-off go.
    pub on: Date,
}

/// What became of drafts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drafted {
    /// The new proposals' numbers, in the order of the drafts that became one.
    pub ids: Vec<i64>,
    /// The drafts that did not: another proposal has the person and month.
    pub clashes: Vec<Clash>,
}

/// A draft that met an open proposal for the same person and month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The draft's place among those given, from 0.
    pub draft: usize,
    /// The open proposal; none if it is another draft of the same act.
    pub proposal: Option<i64>,
}

const COLUMNS: [&str; 22] = [
    "id",
    "kind",
    "reason",
    "origin",
    "run_id",
    "subject",
    "nik",
    "card",
    "name",
    "area",
    "month",
    "send_by",
    "content",
    "hash",
    "cost_city",
    "made_by",
    "made_at",
    "state",
    "effective",
    "version",
    "changed_at",
    "changed_by",
];

impl Desk {
    /// Drafts proposals, all in one act. Drafts that meet an open proposal for the
    /// same person and month are left out and told.
    ///
    /// **Law:** the cut-off rule of the day and the city's UHC Prioritas status of
    /// that day give the first day in effect.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not draft one of them in its area;
    /// [`DeskError::Invalid`] if one is about nobody.
    pub async fn draft(&self, actor: &Actor, drafts: &[Draft], when: When) -> Result<Drafted> {
        for draft in drafts {
            actor.require(draft.kind.permission(), draft.subject.area)?;
        }
        if drafts.is_empty() {
            return Ok(Drafted::default());
        }
        let mut act = self.begin(actor, when.now).await?;
        let maker = actor.name().to_owned();
        let drafted = insert_drafts(&mut act, drafts, &maker, when.on).await?;
        if drafted.ids.is_empty() {
            act.undo().await?;
        } else {
            act.commit().await?;
        }
        Ok(drafted)
    }
}

/// Writes proposals within an act, with an entry each.
pub(crate) async fn insert_drafts(
    act: &mut Act,
    drafts: &[Draft],
    maker: &str,
    on: Date,
) -> Result<Drafted> {
    if drafts.len() > N_DRAFTS_MAX {
        return Err(DeskError::Invalid {
            what: "drafts",
            expected: "at most 2,000,000 at once",
        });
    }
    // The number first: from here on drafts wait for one another, on every server.
    let first = counter::take(act.db(), "proposal", drafts.len()).await?;
    let cut_off = prioritas::cut_off(act.db(), on).await?;
    let mut terms = Terms::on(on, cut_off)?;
    let mut settled = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let key = draft.subject.key().ok_or(DeskError::Invalid {
            what: "subject",
            expected: "a NIK or a card number",
        })?;
        settled.push((key, terms.settle(draft)?));
    }
    let cells = act.cells().clone();
    let mut taken = open_proposals(act.db(), &cells, &settled).await?;
    let mut drafted = Drafted::default();
    let mut rows = Vec::with_capacity(drafts.len());
    for (place, (draft, (key, settled))) in drafts.iter().zip(settled).enumerate() {
        let slot = (key, settled.month.to_string());
        if let Some(proposal) = taken.get(&slot) {
            drafted.clashes.push(Clash {
                draft: place,
                proposal: *proposal,
            });
            continue;
        }
        let id = first + i64::try_from(drafted.ids.len()).unwrap_or(0);
        let (row, hash) = row(id, draft, &slot.0, &settled, maker, act.now())?;
        rows.push(row);
        act.record(
            Entry::new("proposal.draft")
                .subject(format!("proposal:{id}"))
                .reason(draft.reason.code())
                .detail("kind", draft.kind.code())
                .detail("origin", draft.origin.code())
                .detail("month", slot.1.as_str())
                .detail("hash", hash),
        );
        drafted.ids.push(id);
        taken.insert(slot, None);
    }
    act.insert("proposals", &COLUMNS, rows).await?;
    Ok(drafted)
}

/// Who has the wanted people and months.
async fn open_proposals(
    db: &mut AnyConnection,
    cells: &Cells,
    wanted: &[(String, Settled)],
) -> Result<BTreeMap<(String, String), Option<i64>>> {
    let mut taken = BTreeMap::new();
    for chunk in wanted.chunks(N_AT_ONCE) {
        let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT id, subject, month FROM proposals
             WHERE state IN ('drafted', 'checked', 'approved', 'sent', 'accepted')
               AND subject IN ({})",
            places.join(", ")
        ));
        let mut query = sqlx::query(sql).persistent(false);
        for (key, _) in chunk {
            query = query.bind(cells.find(SUBJECT, key));
        }
        for row in query.fetch_all(&mut *db).await? {
            let subject = cells.found(SUBJECT, row.try_get("subject")?)?;
            let slot = (subject, row.try_get("month")?);
            taken.insert(slot, Some(row.try_get("id")?));
        }
    }
    Ok(taken)
}

fn row(
    id: i64,
    draft: &Draft,
    key: &str,
    settled: &Settled,
    maker: &str,
    now: Timestamp,
) -> Result<(Vec<Value>, String)> {
    let content =
        serde_json::to_string(&settled.content).map_err(|_| DeskError::Damaged("content"))?;
    let whom = (key, draft.subject.name.reveal());
    let hash = seal(id, (draft.kind, draft.reason), whom, &content);
    let now = micros(now);
    let row = vec![
        id.into(),
        draft.kind.code().into(),
        draft.reason.code().into(),
        draft.origin.code().into(),
        draft.run.clone().into(),
        key.into(),
        draft.subject.nik.map(|nik| nik.reveal()).into(),
        draft.subject.card.map(|card| card.reveal()).into(),
        draft.subject.name.reveal().into(),
        draft.subject.area.compact().into(),
        settled.month.to_string().into(),
        settled.send_by.to_string().into(),
        content.into(),
        hash.clone().into(),
        settled.cost_city.into(),
        maker.into(),
        now.into(),
        "drafted".into(),
        settled.effective.to_string().into(),
        1_i64.into(),
        now.into(),
        maker.into(),
    ];
    Ok((row, hash))
}
