//! Which proposals: by what they are and where they stand.

use jiff::civil::Date;
use semesta_domain::{Month, RegionCode};
use sqlx::{AnyConnection, Row};

use super::words::{Kind, Origin, Reason, State};
use crate::error::Result;
use crate::permission::Permission;
use crate::store::cells::{Cells, NIK};
use crate::store::{Actor, Desk};

/// A proposal as somebody saw it: what they decide about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pick {
    /// Its number.
    pub id: i64,
    /// The version seen; another one since is a conflict.
    pub version: i64,
}

/// Which proposals; what is not set does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProposalFilter {
    /// Where they stand.
    pub states: Vec<State>,
    /// What they change.
    pub kind: Option<Kind>,
    /// Why.
    pub reason: Option<Reason>,
    /// Where they came from.
    pub origin: Option<Origin>,
    /// The month in which they take effect.
    pub month: Option<Month>,
    /// The area they lie in.
    pub area: Option<RegionCode>,
    /// The batch they were sent in.
    pub batch: Option<i64>,
    /// The run that found them.
    pub run: Option<String>,
    /// The person's NIK.
    pub nik: Option<semesta_domain::Nik>,
    /// Unsent, and the last day to send them lies before this one.
    pub late_on: Option<Date>,
    /// Neither drafted nor checked by this user: what they may judge.
    pub not_by: Option<String>,
    /// Only where the actor may do this; where they may see proposals otherwise.
    pub permission: Option<Permission>,
    /// Those after this number.
    pub after: i64,
    /// At most so many; 0 for all.
    pub limit: u32,
}

/// A clause and what it binds.
pub(crate) struct Clauses {
    /// `WHERE …`, in no order and without limit.
    pub(crate) condition: String,
    /// The condition, by number, limited.
    pub(crate) sql: String,
    pub(crate) texts: Vec<String>,
    pub(crate) integers: Vec<i64>,
}

impl ProposalFilter {
    /// Where the actor may do what the filter is for.
    pub(crate) fn areas(&self, actor: &Actor) -> Vec<RegionCode> {
        actor.areas(self.permission.unwrap_or(Permission::ViewProposals))
    }

    /// The `WHERE` clause: texts are bound first, integers after.
    pub(crate) fn clauses(&self, areas: &[RegionCode], cells: &Cells) -> Clauses {
        let mut texts: Vec<String> = Vec::new();
        let mut parts: Vec<String> = vec![areas_sql(areas, &mut texts)];
        let states: Vec<String> = self
            .states
            .iter()
            .map(|state| place(&mut texts, state.code()))
            .collect();
        if !states.is_empty() {
            parts.push(format!("state IN ({})", states.join(", ")));
        }
        let equal = [
            ("kind", self.kind.map(|kind| kind.code().to_owned())),
            ("reason", self.reason.map(|reason| reason.code().to_owned())),
            ("origin", self.origin.map(|origin| origin.code().to_owned())),
            ("month", self.month.map(|month| month.to_string())),
            ("run_id", self.run.clone()),
            ("nik", self.nik.map(|nik| cells.find(NIK, &nik.reveal()))),
        ];
        for (column, value) in equal {
            if let Some(value) = value {
                parts.push(format!("{column} = {}", place(&mut texts, value)));
            }
        }
        if let Some(area) = self.area {
            parts.push(areas_sql(&[area], &mut texts));
        }
        if let Some(day) = self.late_on {
            let day = place(&mut texts, day.to_string());
            parts.push(format!(
                "state IN ('drafted', 'checked', 'approved') AND send_by < {day}"
            ));
        }
        if let Some(user) = &self.not_by {
            let made = place(&mut texts, user.as_str());
            let checked = place(&mut texts, user.as_str());
            parts.push(format!(
                "made_by <> {made} AND COALESCE(checked_by, '') <> {checked}"
            ));
        }
        let mut integers = Vec::new();
        // Numbers begin at 1: without this condition an index answers alone.
        if self.after > 0 {
            integers.push(self.after);
            parts.push(format!("id > ${}", texts.len() + integers.len()));
        }
        if let Some(batch) = self.batch {
            integers.push(batch);
            parts.push(format!("batch_id = ${}", texts.len() + integers.len()));
        }
        let limit = match self.limit {
            0 => String::new(),
            limit => format!(" LIMIT {limit}"),
        };
        let condition = format!("WHERE {}", parts.join(" AND "));
        Clauses {
            sql: format!("{condition} ORDER BY id{limit}"),
            condition,
            texts,
            integers,
        }
    }
}

fn place(texts: &mut Vec<String>, value: impl Into<String>) -> String {
    texts.push(value.into());
    format!("${}", texts.len())
}

/// The rows within one of the areas; none of them where there is none.
pub(crate) fn areas_sql(areas: &[RegionCode], texts: &mut Vec<String>) -> String {
    if areas.is_empty() {
        return "1 = 0".to_owned();
    }
    let parts: Vec<String> = areas
        .iter()
        .map(|area| format!("area LIKE {}", place(texts, format!("{}%", area.compact()))))
        .collect();
    format!("({})", parts.join(" OR "))
}

impl Desk {
    /// The proposals that a filter finds, with their versions: what a decision takes.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn pick(&self, actor: &Actor, filter: &ProposalFilter) -> Result<Vec<Pick>> {
        let areas = filter.areas(actor);
        let mut db = self.readers.acquire().await?;
        picks(&mut db, filter.clauses(&areas, &self.cells)).await
    }
}

async fn picks(db: &mut AnyConnection, clauses: Clauses) -> Result<Vec<Pick>> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT id, version FROM proposals {}", clauses.sql));
    let mut query = sqlx::query(sql);
    for text in clauses.texts {
        query = query.bind(text);
    }
    for integer in clauses.integers {
        query = query.bind(integer);
    }
    query
        .fetch_all(db)
        .await?
        .iter()
        .map(|row| {
            Ok(Pick {
                id: row.try_get("id")?,
                version: row.try_get("version")?,
            })
        })
        .collect()
}
