//! What must be sent by when, and what is late.

use std::collections::BTreeMap;

use jiff::civil::Date;
use semesta_domain::Month;
use semesta_law::{ActivationRules, CutOff, Law};
use sqlx::Row;

use crate::error::Result;
use crate::permission::Permission;
use crate::proposal::{State, areas_sql, cut_off, read, terms};
use crate::store::{Actor, Desk};

/// The work of one month and its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The month in which the changes were to take effect.
    pub month: Month,
    /// The last day to send them for that month.
    pub send_by: Date,
    /// Drafted and not checked.
    pub n_drafted: i64,
    /// Checked and not approved.
    pub n_checked: i64,
    /// Approved and not sent.
    pub n_approved: i64,
    /// Sent without an answer.
    pub n_sent: i64,
    /// Days by which what is not sent is late; 0 where there is time.
    pub days_late: i32,
}

impl Deadline {
    /// How many still have to be sent.
    #[must_use]
    pub fn n_unsent(&self) -> i64 {
        self.n_drafted + self.n_checked + self.n_approved
    }
}

/// The desk's calendar on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The day.
    pub on: Date,
    /// Whether the city has UHC Prioritas that day.
    pub prioritas: bool,
    /// The next day on which what is sent still takes effect on the next 1st.
    pub next_cut_off: Date,
    /// Days left until then, that day included as 0.
    pub days_left: i32,
    /// What is to be sent or answered, the most urgent first.
    pub deadlines: Vec<Deadline>,
}

impl Calendar {
    /// How many proposals are late.
    #[must_use]
    pub fn n_late(&self) -> i64 {
        self.deadlines
            .iter()
            .filter(|deadline| deadline.days_late > 0)
            .map(Deadline::n_unsent)
            .sum()
    }
}

impl Desk {
    /// What must be sent by when, in the areas the actor may see.
    ///
    /// **Law:** the cut-off day (`cutoff.day`).
    ///
    /// # Errors
    /// If the law has no value for the day.
    pub async fn calendar(&self, actor: &Actor, on: Date) -> Result<Calendar> {
        let rules = ActivationRules::on(&Law::embedded(), on).map_err(terms::at(on))?;
        let month = Month::of(on);
        let this = rules.last_day_for(month.next());
        let next = if on <= this {
            this
        } else {
            rules.last_day_for(month.plus(2))
        };
        let mut db = self.readers.acquire().await?;
        let prioritas = cut_off(&mut db, on).await? == CutOff::Prioritas;
        drop(db);
        Ok(Calendar {
            on,
            prioritas,
            next_cut_off: next,
            days_left: days_between(on, next),
            deadlines: self.deadlines(actor, on).await?,
        })
    }

    async fn deadlines(&self, actor: &Actor, on: Date) -> Result<Vec<Deadline>> {
        let mut texts = Vec::new();
        let areas = areas_sql(&actor.areas(Permission::ViewProposals), &mut texts);
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT month, send_by, state, COUNT(*) AS n FROM proposals
             WHERE state IN ('drafted', 'checked', 'approved', 'sent') AND {areas}
             GROUP BY month, send_by, state ORDER BY send_by, month"
        ));
        let mut query = sqlx::query(sql);
        for text in texts {
            query = query.bind(text);
        }
        let mut found: BTreeMap<(Date, Month), Deadline> = BTreeMap::new();
        for row in query.fetch_all(&self.readers).await? {
            let month: Month = read(&row.try_get::<String, _>("month")?, "month")?;
            let send_by: Date = read(&row.try_get::<String, _>("send_by")?, "send_by")?;
            let n: i64 = row.try_get("n")?;
            let deadline = found.entry((send_by, month)).or_insert(Deadline {
                month,
                send_by,
                n_drafted: 0,
                n_checked: 0,
                n_approved: 0,
                n_sent: 0,
                days_late: 0,
            });
            match State::stored(&row.try_get::<String, _>("state")?)? {
                State::Drafted => deadline.n_drafted += n,
                State::Checked => deadline.n_checked += n,
                State::Approved => deadline.n_approved += n,
                _ => deadline.n_sent += n,
            }
            if deadline.n_unsent() > 0 {
                deadline.days_late = days_between(send_by, on).max(0);
            }
        }
        Ok(found.into_values().collect())
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    semesta_domain::days(to) - semesta_domain::days(from)
}
