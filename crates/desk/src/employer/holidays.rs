//! Days on which offices are closed, beside Saturdays and Sundays.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AnyConnection, Row};

use crate::audit::Entry;
use crate::error::Result;
use crate::instant::micros;
use crate::permission::Permission;
use crate::proposal::read;
use crate::store::{Actor, Desk};

impl Desk {
    /// Notes days on which offices are closed; they are not working days.
    ///
    /// # Errors
    /// [`crate::DeskError::Refused`] if the actor may not change settings.
    pub async fn add_holidays(
        &self,
        actor: &Actor,
        days: &[(Date, String)],
        now: Timestamp,
    ) -> Result<()> {
        actor.require(Permission::ManageSettings, self.region())?;
        let mut act = self.begin(actor, now).await?;
        for (day, title) in days {
            sqlx::query(
                "INSERT INTO holidays (day, title, changed_at, changed_by)
                 VALUES ($1, $2, $3, $4) ON CONFLICT (day) DO UPDATE SET title = excluded.title,
                   changed_at = excluded.changed_at, changed_by = excluded.changed_by",
            )
            .bind(day.to_string())
            .bind(title.clone())
            .bind(micros(now))
            .bind(actor.name().to_owned())
            .execute(act.db())
            .await?;
            act.record(
                Entry::new("setting.holiday")
                    .subject(format!("holiday:{day}"))
                    .reason(title.as_str()),
            );
        }
        if days.is_empty() {
            return act.undo().await;
        }
        act.commit().await
    }

    /// The days on which offices are closed, with their titles.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn holidays(&self) -> Result<Vec<(Date, String)>> {
        let mut db = self.readers.acquire().await?;
        holidays(&mut db).await
    }
}

pub(super) async fn holidays(db: &mut AnyConnection) -> Result<Vec<(Date, String)>> {
    let rows = sqlx::query("SELECT day, title FROM holidays ORDER BY day")
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let day = read(&row.try_get::<String, _>("day")?, "holidays.day")?;
            Ok((day, row.try_get("title")?))
        })
        .collect()
}
