//! What employers' cases wait for.

use jiff::civil::Date;
use sqlx::Row;

use crate::error::Result;
use crate::permission::Permission;
use crate::proposal::areas_sql;
use crate::store::{Actor, Desk};

/// What firms wait for, where the actor may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EmployersWaiting {
    /// Firms about which something stands.
    pub n_firms: i64,
    /// Those of them without an open case.
    pub n_without_case: i64,
    /// Open cases whose next step has come.
    pub n_due: i64,
}

impl Desk {
    /// What firms and their cases wait for on a day.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn employers_waiting(&self, actor: &Actor, on: Date) -> Result<EmployersWaiting> {
        let areas = actor.areas(Permission::ViewEmployers);
        if areas.is_empty() {
            return Ok(EmployersWaiting::default());
        }
        let mut texts = vec![on.to_string()];
        let inside = areas_sql(&areas, &mut texts);
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT COUNT(*) AS firms,
               CAST(COALESCE(SUM(CASE WHEN c.id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS bare,
               CAST(COALESCE(SUM(CASE WHEN c.next_on <= $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS due
             FROM (SELECT e.firm, e.area FROM employers e WHERE EXISTS
                 (SELECT 1 FROM employer_findings f WHERE f.firm = e.firm AND f.ended_run IS NULL)
               ) AS standing
             LEFT JOIN cases c ON c.firm = standing.firm AND c.state = 'open' WHERE {inside}"
        ));
        let mut query = sqlx::query(sql);
        for text in texts {
            query = query.bind(text);
        }
        let row = query.fetch_one(&self.readers).await?;
        Ok(EmployersWaiting {
            n_firms: row.try_get("firms")?,
            n_without_case: row.try_get("bare")?,
            n_due: row.try_get("due")?,
        })
    }
}
