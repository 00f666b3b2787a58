//! Proposals as lists show them: a page, sums, and what waits for whom.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Row};

use super::pick::{Clauses, Pick, ProposalFilter};
use super::read::{COLUMNS, Proposal, proposal};
use super::words::{Kind, State};
use crate::error::Result;
use crate::permission::Permission;
use crate::store::{Actor, Desk};

/// How many numbers one query names.
const N_AT_ONCE: usize = 500;

/// By what a list is ordered; equal ones by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProposalOrder {
    /// By number.
    #[default]
    Number,
    /// By the last day to send it.
    SendBy,
    /// By what the city would pay more.
    CostCity,
    /// By area.
    Area,
    /// By the first day in effect.
    Effective,
}

impl ProposalOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Number => "id",
            Self::SendBy => "send_by",
            Self::CostCity => "cost_city",
            Self::Area => "area",
            Self::Effective => "effective",
        }
    }
}

/// A part of a list, with the sums over all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalPage {
    /// The rows asked for.
    pub rows: Vec<Proposal>,
    /// How many the filter finds.
    pub n: i64,
    /// What the city would pay more a month for all of them, rupiah.
    pub cost_city: i64,
}

/// How many of some picked proposals stand where, and how many of them are one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickSum {
    /// Where they stand.
    pub state: State,
    /// What they change.
    pub kind: Kind,
    /// How many.
    pub n: i64,
    /// What the city would pay more a month, rupiah.
    pub cost_city: i64,
    /// How many of them the actor drafted or checked.
    pub n_own: i64,
}

/// What waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Drafted by others, where the actor may check.
    pub to_check: i64,
    /// Checked by others, where the actor may approve.
    pub to_approve: i64,
    /// Approved, where the actor may send.
    pub to_send: i64,
    /// Sent without an answer, where the actor may record answers.
    pub to_answer: i64,
    /// Unsent after their day, where the actor may see them.
    pub late: i64,
}

impl Waiting {
    /// What only this person, or one in their place, can move on.
    #[must_use]
    pub fn n(&self) -> i64 {
        self.to_check + self.to_approve + self.to_send
    }
}

fn bound<'q>(sql: String, texts: Vec<String>, integers: Vec<i64>) -> Query<'q, Any, AnyArguments> {
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for text in texts {
        query = query.bind(text);
    }
    for integer in integers {
        query = query.bind(integer);
    }
    query
}

impl Desk {
    /// Part of what a filter finds where the actor may see it, in an order, with
    /// the sums over all of it. The filter's own limit does not count.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn proposal_page(
        &self,
        actor: &Actor,
        filter: &ProposalFilter,
        (order, is_down): (ProposalOrder, bool),
        range: std::ops::Range<usize>,
    ) -> Result<ProposalPage> {
        let (n, cost_city) = self.count(actor, filter).await?;
        let Clauses {
            condition,
            texts,
            integers,
            ..
        } = filter.clauses(&filter.areas(actor), &self.cells);
        let direction = if is_down { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT {COLUMNS} FROM proposals {condition} ORDER BY {} {direction}, id
             LIMIT {} OFFSET {}",
            order.column(),
            range.len(),
            range.start
        );
        let rows = bound(sql, texts, integers).fetch_all(&self.readers).await?;
        Ok(ProposalPage {
            rows: rows
                .iter()
                .map(|row| proposal(row, &self.cells))
                .collect::<Result<_>>()?,
            n,
            cost_city,
        })
    }

    /// How many proposals a filter finds, and what the city would pay more.
    async fn count(&self, actor: &Actor, filter: &ProposalFilter) -> Result<(i64, i64)> {
        let Clauses {
            condition,
            texts,
            integers,
            ..
        } = filter.clauses(&filter.areas(actor), &self.cells);
        let sql = format!(
            "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(cost_city), 0) AS BIGINT) AS cost
             FROM proposals {condition}"
        );
        let row = bound(sql, texts, integers).fetch_one(&self.readers).await?;
        Ok((row.try_get("n")?, row.try_get("cost")?))
    }

    /// The sums over picked proposals where the actor may see them, by where they
    /// stand and what they change.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn pick_sums(&self, actor: &Actor, picks: &[Pick]) -> Result<Vec<PickSum>> {
        let mut sums: BTreeMap<(State, Kind), PickSum> = BTreeMap::new();
        for chunk in picks.chunks(N_AT_ONCE) {
            let mut texts = vec![actor.name().to_owned()];
            let areas = super::areas_sql(&actor.areas(Permission::ViewProposals), &mut texts);
            let places = super::places(texts.len() + 1, chunk.len());
            let sql = format!(
                "SELECT state, kind, COUNT(*) AS n, CAST(SUM(cost_city) AS BIGINT) AS cost,
                   CAST(SUM(CASE WHEN made_by = $1 OR checked_by = $1 THEN 1 ELSE 0 END)
                     AS BIGINT) AS own
                 FROM proposals WHERE {areas} AND id IN ({places}) GROUP BY state, kind"
            );
            let ids = chunk.iter().map(|pick| pick.id).collect();
            for row in bound(sql, texts, ids)
                .persistent(false)
                .fetch_all(&self.readers)
                .await?
            {
                let state = State::stored(&row.try_get::<String, _>("state")?)?;
                let kind = Kind::stored(&row.try_get::<String, _>("kind")?)?;
                let sum = sums.entry((state, kind)).or_insert(PickSum {
                    state,
                    kind,
                    n: 0,
                    cost_city: 0,
                    n_own: 0,
                });
                sum.n += row.try_get::<i64, _>("n")?;
                sum.cost_city += row.try_get::<i64, _>("cost")?;
                sum.n_own += row.try_get::<i64, _>("own")?;
            }
        }
        Ok(sums.into_values().collect())
    }

    /// What waits for the actor on a day.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn waiting(&self, actor: &Actor, on: Date) -> Result<Waiting> {
        let of = |state, permission| ProposalFilter {
            states: vec![state],
            permission: Some(permission),
            ..ProposalFilter::default()
        };
        let by_others = |state, permission| ProposalFilter {
            not_by: Some(actor.name().to_owned()),
            ..of(state, permission)
        };
        let to_check = by_others(State::Drafted, Permission::CheckProposals);
        let to_approve = by_others(State::Checked, Permission::ApproveProposals);
        let late = ProposalFilter {
            late_on: Some(on),
            ..ProposalFilter::default()
        };
        Ok(Waiting {
            to_check: self.waits(actor, &to_check).await?,
            to_approve: self.waits(actor, &to_approve).await?,
            to_send: self
                .waits(actor, &of(State::Approved, Permission::SendBatches))
                .await?,
            to_answer: self
                .waits(actor, &of(State::Sent, Permission::RecordFeedback))
                .await?,
            late: self.waits(actor, &late).await?,
        })
    }

    async fn waits(&self, actor: &Actor, filter: &ProposalFilter) -> Result<i64> {
        if filter.areas(actor).is_empty() {
            return Ok(0);
        }
        Ok(self.count(actor, filter).await?.0)
    }
}
