//! Recording visits, and reading what was recorded.

use jiff::Timestamp;
use jiff::civil::Date;
use semesta_domain::{Nik, RegionCode};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::visit_outcome;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::proposal::When;
use crate::store::{Actor, Desk, counter};

/// **Units**: bytes of a note.
const NOTE_MAX: usize = 400;
/// **Units**: days that a visit may lie back.
const BACK_MAX: i32 = 366;

/// A visit to be recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct NewVisit {
    /// Whom it was to.
    pub nik: Nik,
    /// Where they live.
    pub area: RegionCode,
    /// What came of it: a code of [`super::visit_outcomes`].
    pub outcome: String,
    /// What else to know; not who it is.
    pub note: String,
    /// The day of the visit.
    pub day: Date,
    /// The run that sent the cadre there.
    pub run: Option<String>,
}

/// A visit on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its number.
    pub id: i64,
    /// The person's pseudonym.
    pub person: String,
    /// Where they lived.
    pub area: RegionCode,
    /// What came of it.
    pub outcome: String,
    /// What else to know.
    pub note: String,
    /// The day of the visit.
    pub day: Date,
    /// When it was recorded.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// When it was undone, if it was.
    pub undone_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, person, area, outcome, note, day, made_at, made_by, undone_at";

impl Desk {
    /// Records what came of a visit; gives its number.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not there; [`DeskError::Invalid`] if the
    /// outcome is unknown, the note too long, or the day in the future or a year back.
    pub async fn record_visit(&self, actor: &Actor, visit: &NewVisit, when: When) -> Result<i64> {
        actor.require(Permission::RecordVisits, visit.area)?;
        let invalid = |what, expected| Err(DeskError::Invalid { what, expected });
        if visit_outcome(&visit.outcome).is_none() {
            return invalid("outcome", "one of the outcomes of a visit");
        }
        if visit.note.trim().len() > NOTE_MAX {
            return invalid("note", "at most 400 letters");
        }
        let back = (when.on - visit.day).get_days();
        if !(0..=BACK_MAX).contains(&back) {
            return invalid("day", "a day of the past year, not of the future");
        }
        let person = self.pseudonym(&visit.nik.reveal());
        let mut act = self.begin(actor, when.now).await?;
        let id = counter::take(act.db(), "visits", 1).await?;
        let columns = [
            "id", "person", "area", "outcome", "note", "day", "run_id", "made_at", "made_by",
        ];
        let row = vec![
            id.into(),
            person.clone().into(),
            visit.area.compact().into(),
            visit.outcome.clone().into(),
            visit.note.trim().into(),
            visit.day.to_string().into(),
            visit.run.clone().into(),
            micros(when.now).into(),
            actor.name().into(),
        ];
        act.insert("visits", &columns, vec![row]).await?;
        act.record(
            Entry::new("visit.record")
                .subject(format!("person:{person}"))
                .detail("visit", id)
                .detail("outcome", visit.outcome.as_str())
                .detail("day", visit.day.to_string()),
        );
        act.commit().await?;
        Ok(id)
    }

    /// Undoes a visit of one's own; it stays on record as undone.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may record none in the area;
    /// [`DeskError::Unknown`] if the actor has no such visit there that stands.
    pub async fn undo_visit(
        &self,
        actor: &Actor,
        id: i64,
        area: RegionCode,
        now: Timestamp,
    ) -> Result<()> {
        actor.require(Permission::RecordVisits, area)?;
        let mut act = self.begin(actor, now).await?;
        let undone = sqlx::query(
            "UPDATE visits SET undone_at = $3, undone_by = $2
             WHERE id = $1 AND made_by = $2 AND area = $4 AND undone_at IS NULL
             RETURNING person",
        )
        .bind(id)
        .bind(actor.name().to_owned())
        .bind(micros(now))
        .bind(area.compact())
        .fetch_optional(act.db())
        .await?;
        let Some(row) = undone else {
            return Err(DeskError::Unknown(format!("visit:{id}")));
        };
        let person: String = row.try_get("person")?;
        act.record(
            Entry::new("visit.undo")
                .subject(format!("person:{person}"))
                .detail("visit", id),
        );
        act.commit().await
    }

    /// Every visit to somebody, the newest first, undone ones among them.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not see people in the area.
    pub async fn visits_of(&self, actor: &Actor, nik: Nik, area: RegionCode) -> Result<Vec<Visit>> {
        actor.require(Permission::ViewPeople, area)?;
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM visits WHERE person = $1 ORDER BY day DESC, id DESC"
        ));
        let rows = sqlx::query(sql)
            .bind(self.pseudonym(&nik.reveal()))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| self.visit(row)).collect()
    }

    /// The newest standing visit of everybody visited, by pseudonym.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn newest_visits(&self) -> Result<Vec<Visit>> {
        // By day, then by number: what was recorded later says more of one day.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM visits WHERE undone_at IS NULL ORDER BY person, day, id"
        ));
        let rows = sqlx::query(sql).fetch_all(&self.readers).await?;
        let mut newest: Vec<Visit> = Vec::new();
        for row in &rows {
            let visit = self.visit(row)?;
            match newest.last_mut().filter(|last| last.person == visit.person) {
                Some(last) => *last = visit,
                None => newest.push(visit),
            }
        }
        Ok(newest)
    }

    /// A number that is another after every visit recorded or undone.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn visits_version(&self) -> Result<i64> {
        let version: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) + COUNT(undone_at) FROM visits")
                .fetch_one(&self.readers)
                .await?;
        Ok(version)
    }

    fn visit(&self, row: &AnyRow) -> Result<Visit> {
        let (area, day): (String, String) = (row.try_get("area")?, row.try_get("day")?);
        let undone_at: Option<i64> = row.try_get("undone_at")?;
        let id: i64 = row.try_get("id")?;
        let note = self.cells.take("visits.note", id, row.try_get("note")?)?;
        Ok(Visit {
            id,
            person: row.try_get("person")?,
            area: area
                .parse()
                .map_err(|_| DeskError::Damaged("visits.area"))?,
            outcome: row.try_get("outcome")?,
            note,
            day: day.parse().map_err(|_| DeskError::Damaged("visits.day"))?,
            made_at: instant(row.try_get("made_at")?),
            made_by: row.try_get("made_by")?,
            undone_at: undone_at.map(instant),
        })
    }
}
