//! Case files: warnings, fine, withheld services, each when its time has come.

use jiff::civil::Date;
use semesta_domain::Rupiah;
use semesta_law::{Law, SanctionRules};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::file::{Case, CaseStep, Step};
use super::holidays::holidays;
use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::{instant, micros};
use crate::permission::Permission;
use crate::proposal::{When, read, terms};
use crate::store::cells::Cells;
use crate::store::{Act, Actor, Backend, Desk, counter};

impl Desk {
    /// Opens the case of a firm about which something stands.
    ///
    /// # Errors
    /// [`DeskError::Refused`]; [`DeskError::Unknown`] if nothing stands about the
    /// firm; [`DeskError::Exists`] if its case is open.
    pub async fn open_case(
        &self,
        actor: &Actor,
        firm: &str,
        note: &str,
        when: When,
    ) -> Result<i64> {
        let employers = self.employers(actor).await?;
        let employer = employers
            .iter()
            .find(|one| one.firm == firm)
            .ok_or_else(|| DeskError::Unknown(format!("firm:{firm}")))?;
        actor.require(Permission::ManageEmployers, employer.area)?;
        let mut act = self.begin(actor, when.now).await?;
        let id = counter::take(act.db(), "case", 1).await?;
        let open: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM cases WHERE firm = $1 AND state = 'open'")
                .bind(firm.to_owned())
                .fetch_one(act.db())
                .await?;
        if open > 0 {
            return Err(DeskError::Exists);
        }
        let on = when.on.to_string();
        let row = vec![
            id.into(),
            firm.into(),
            "open".into(),
            Step::Opened.code().into(),
            on.clone().into(),
            on.into(),
            1_i64.into(),
            micros(when.now).into(),
            actor.name().into(),
        ];
        let columns = [
            "id",
            "firm",
            "state",
            "step",
            "step_on",
            "next_on",
            "version",
            "changed_at",
            "changed_by",
        ];
        act.insert("cases", &columns, vec![row]).await?;
        write_step(&mut act, id, 1, Step::Opened, when.on, note, None).await?;
        act.commit().await?;
        Ok(id)
    }

    /// Takes the next step of a case: a warning, the fine, the request to withhold
    /// services. Fine and request need an approver.
    ///
    /// **Law:** PP 86/2013; `sanction.warnings_max`, `sanction.warning_days`,
    /// `sanction.fine_rate`.
    ///
    /// # Errors
    /// [`DeskError::State`] before its day, after the last step, or in a closed case;
    /// [`DeskError::Conflict`] if the case was changed since it was seen.
    pub async fn advance_case(
        &self,
        actor: &Actor,
        id: i64,
        version: i64,
        note: &str,
        when: When,
    ) -> Result<Step> {
        let rules = SanctionRules::on(&Law::embedded(), when.on).map_err(terms::at(when.on))?;
        let mut act = self.begin(actor, when.now).await?;
        lock(&mut act, self.backend(), id, version).await?;
        let (case, area) = case(act.db(), &self.cells, id).await?;
        let not_now = || DeskError::State {
            what: format!("case:{id}"),
            state: case.step.code().to_owned(),
        };
        let step = case.next_step(&rules).ok_or_else(not_now)?;
        actor.require(permission(step), area)?;
        if !case.is_open || case.next_on.is_none_or(|day| when.on < day) {
            return Err(not_now());
        }
        let days: Vec<Date> = holidays(act.db())
            .await?
            .into_iter()
            .map(|day| day.0)
            .collect();
        let next_on = match step {
            // The term of a warning runs from the day it is given.
            Step::Warning => rules.steps(when.on, &days).get(1).map(|step| step.1),
            Step::Fine => Some(when.on),
            Step::Opened | Step::ServiceDenial => None,
        };
        let amount = match step {
            Step::Fine => Some(
                rules
                    .fine(Rupiah(due_month(act.db(), &case.firm).await?), 1)
                    .0,
            ),
            _ => None,
        };
        sqlx::query(
            "UPDATE cases SET step = $2, step_on = $3, next_on = $4, version = version + 1,
             changed_at = $5, changed_by = $6 WHERE id = $1",
        )
        .bind(id)
        .bind(step.code())
        .bind(when.on.to_string())
        .bind(next_on.map(|day| day.to_string()))
        .bind(micros(when.now))
        .bind(actor.name().to_owned())
        .execute(act.db())
        .await?;
        let number = i64::try_from(case.steps.len()).unwrap_or(0) + 1;
        write_step(&mut act, id, number, step, when.on, note, amount).await?;
        act.commit().await?;
        Ok(step)
    }

    /// Closes a case by hand, with a reason.
    ///
    /// # Errors
    /// As for [`Desk::advance_case`].
    pub async fn close_case(
        &self,
        actor: &Actor,
        id: i64,
        version: i64,
        reason: &str,
        when: When,
    ) -> Result<()> {
        let mut act = self.begin(actor, when.now).await?;
        lock(&mut act, self.backend(), id, version).await?;
        let (case, area) = case(act.db(), &self.cells, id).await?;
        actor.require(Permission::ManageEmployers, area)?;
        if !case.is_open {
            return Err(DeskError::State {
                what: format!("case:{id}"),
                state: "closed".to_owned(),
            });
        }
        close(&mut act, id, "closed", reason, when).await?;
        act.commit().await
    }

    /// The case files in the areas the actor may see, the open ones first.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn cases(&self, actor: &Actor) -> Result<Vec<Case>> {
        let mut db = self.readers.acquire().await?;
        let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM cases ORDER BY state DESC, id")
            .fetch_all(&mut *db)
            .await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let (case, area) = case(&mut db, &self.cells, id).await?;
            if actor.may(Permission::ViewEmployers, area) {
                found.push(case);
            }
        }
        Ok(found)
    }

    /// One case file.
    ///
    /// # Errors
    /// [`DeskError::Unknown`]; [`DeskError::Refused`] if the actor may not see it.
    pub async fn case(&self, actor: &Actor, id: i64) -> Result<Case> {
        let mut db = self.readers.acquire().await?;
        let (case, area) = case(&mut db, &self.cells, id).await?;
        actor.require(Permission::ViewEmployers, area)?;
        Ok(case)
    }
}

fn permission(step: Step) -> Permission {
    match step {
        Step::Opened | Step::Warning => Permission::ManageEmployers,
        Step::Fine | Step::ServiceDenial => Permission::ApproveSanctions,
    }
}

/// What the firm owes a month, rupiah, over the findings that stand.
async fn due_month(db: &mut AnyConnection, firm: &str) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(due_month), 0) AS BIGINT) FROM employer_findings
         WHERE firm = $1 AND ended_run IS NULL",
    )
    .bind(firm.to_owned())
    .fetch_one(db)
    .await?)
}

/// Takes a case for this act, unless it was changed since it was seen.
async fn lock(act: &mut Act, backend: Backend, id: i64, version: i64) -> Result<()> {
    let sql = match backend {
        Backend::Sqlite => "SELECT version FROM cases WHERE id = $1",
        Backend::Postgres => "SELECT version FROM cases WHERE id = $1 FOR UPDATE",
    };
    let found: Option<i64> = sqlx::query_scalar(sql)
        .bind(id)
        .fetch_optional(act.db())
        .await?;
    match found {
        Some(found) if found == version => Ok(()),
        _ => Err(act
            .conflict("case", "cases", "CAST(id AS TEXT)", &id.to_string())
            .await),
    }
}

pub(super) async fn close(
    act: &mut Act,
    id: i64,
    outcome: &'static str,
    reason: &str,
    when: When,
) -> Result<()> {
    let by = act.actor().name().to_owned();
    sqlx::query(
        "UPDATE cases SET state = 'closed', outcome = $2, next_on = NULL,
         version = version + 1, changed_at = $3, changed_by = $4 WHERE id = $1",
    )
    .bind(id)
    .bind(outcome)
    .bind(micros(when.now))
    .bind(by)
    .execute(act.db())
    .await?;
    act.record(
        Entry::new("case.close")
            .subject(format!("case:{id}"))
            .reason(reason)
            .detail("outcome", outcome),
    );
    Ok(())
}

async fn write_step(
    act: &mut Act,
    id: i64,
    number: i64,
    step: Step,
    day: Date,
    note: &str,
    amount: Option<i64>,
) -> Result<()> {
    let row = vec![
        id.into(),
        number.into(),
        step.code().into(),
        day.to_string().into(),
        note.into(),
        amount.into(),
        micros(act.now()).into(),
        act.actor().name().into(),
    ];
    let columns = [
        "case_id", "number", "step", "day", "note", "amount", "done_at", "done_by",
    ];
    act.insert("case_steps", &columns, vec![row]).await?;
    act.record(
        Entry::new("case.step")
            .subject(format!("case:{id}"))
            .reason(note)
            .detail("step", step.code())
            .detail("number", number)
            .detail("amount", amount),
    );
    Ok(())
}

async fn case(
    db: &mut AnyConnection,
    cells: &Cells,
    id: i64,
) -> Result<(Case, semesta_domain::RegionCode)> {
    let row = sqlx::query(
        "SELECT c.id, c.firm, c.state, c.step, c.step_on, c.next_on, c.outcome, c.version,
           e.name, e.area
         FROM cases c JOIN employers e ON e.firm = c.firm WHERE c.id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| DeskError::Unknown(format!("case:{id}")))?;
    let text = |column: &str| -> Result<String> { Ok(row.try_get(column)?) };
    let next_on: Option<String> = row.try_get("next_on")?;
    let steps = sqlx::query(
        "SELECT number, step, day, note, amount, done_at, done_by FROM case_steps
         WHERE case_id = $1 ORDER BY number",
    )
    .bind(id)
    .fetch_all(db)
    .await?;
    let case = Case {
        id: row.try_get("id")?,
        firm: text("firm")?,
        name: text("name")?,
        is_open: text("state")? == "open",
        outcome: row.try_get("outcome")?,
        step: Step::stored(&text("step")?)?,
        step_on: read(&text("step_on")?, "cases.step_on")?,
        next_on: next_on.map(|day| read(&day, "cases.next_on")).transpose()?,
        version: row.try_get("version")?,
        steps: steps
            .iter()
            .map(|row| case_step(row, cells, id))
            .collect::<Result<_>>()?,
    };
    Ok((case, read(&text("area")?, "employers.area")?))
}

fn case_step(row: &AnyRow, cells: &Cells, case: i64) -> Result<CaseStep> {
    let number: i64 = row.try_get("number")?;
    let of = [case.to_string(), number.to_string()];
    Ok(CaseStep {
        number,
        step: Step::stored(&row.try_get::<String, _>("step")?)?,
        day: read(&row.try_get::<String, _>("day")?, "case_steps.day")?,
        note: cells.take_keyed("case_steps.note", &of, row.try_get("note")?)?,
        amount: row.try_get("amount")?,
        by: row.try_get("done_by")?,
        at: instant(row.try_get("done_at")?),
    })
}
