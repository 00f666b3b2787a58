//! Firms and findings, brought up to a run; who has complied drops out.

use std::collections::{BTreeMap, BTreeSet};

use semesta_domain::RegionCode;
use sqlx::{AnyConnection, Row};

use crate::audit::Entry;
use crate::error::{DeskError, Result};
use crate::instant::micros;
use crate::permission::Permission;
use crate::proposal::{PersonName, When, areas_sql, read};
use crate::store::cells::NIK;
use crate::store::{Act, Actor, Desk, counter};
use crate::work::{Concerned, Firm, FirmFinding, RunView};

/// What bringing the firms up to a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmployerRefresh {
    /// Findings that are new.
    pub n_new: usize,
    /// Findings that stand.
    pub n_standing: usize,
    /// Findings that ended.
    pub n_ended: usize,
    /// Cases closed, since their firm has complied.
    pub closed_cases: Vec<i64>,
    /// Whether this run was worked on before; then nothing was done.
    pub already_done: bool,
}

/// A finding that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployerFinding {
    /// What was found.
    pub kind: FirmFinding,
    /// How many people it concerns.
    pub n_people: i64,
    /// Contribution due a month, rupiah; 0 where no list names the wages.
    pub due_month: i64,
    /// The run that found it first.
    pub first_run: String,
}

/// A firm with the findings that stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// What it is known by.
    pub firm: String,
    /// Its name.
    pub name: String,
    /// Its number at BPJS Ketenagakerjaan.
    pub npp: Option<String>,
    /// Its licence.
    pub nib: Option<String>,
    /// Where it is.
    pub area: RegionCode,
    /// Workers that lists and licences name.
    pub n_workers: i64,
    /// Workers that it has registered.
    pub n_registered: i64,
    /// What was found and stands.
    pub findings: Vec<EmployerFinding>,
}

type Standing = BTreeMap<(String, FirmFinding), String>;

impl Desk {
    /// Brings firms and findings up to a run. The same run again does nothing.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may neither run nor manage employers;
    /// [`DeskError::Invalid`] for a run older than the newest worked on.
    pub async fn refresh_employers(
        &self,
        actor: &Actor,
        view: &RunView,
        when: When,
    ) -> Result<EmployerRefresh> {
        if !actor.may(Permission::Run, self.region()) {
            actor.require(Permission::ManageEmployers, self.region())?;
        }
        let firms = view.firms()?;
        let mut act = self.begin(actor, when.now).await?;
        // One refresh after the other, on every server.
        counter::take(act.db(), "employers", 1).await?;
        if is_done(act.db(), view).await? {
            act.undo().await?;
            return Ok(EmployerRefresh {
                already_done: true,
                ..EmployerRefresh::default()
            });
        }
        let before = standing(act.db()).await?;
        let mut outcome = write(&mut act, view, &firms, &before).await?;
        outcome.closed_cases = close_complied(&mut act, when).await?;
        let run = vec![
            view.id().into(),
            view.as_of.to_string().into(),
            micros(when.now).into(),
            actor.name().into(),
        ];
        let columns = ["run_id", "as_of", "made_at", "made_by"];
        act.insert("employer_runs", &columns, vec![run]).await?;
        act.record(
            Entry::new("employer.refresh")
                .subject(format!("run:{}", view.id()))
                .detail("new", outcome.n_new)
                .detail("standing", outcome.n_standing)
                .detail("ended", outcome.n_ended),
        );
        act.commit().await?;
        Ok(outcome)
    }

    /// The firms about which something stands, in the areas the actor may see.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn employers(&self, actor: &Actor) -> Result<Vec<Employer>> {
        let mut texts = Vec::new();
        let areas = areas_sql(&actor.areas(Permission::ViewEmployers), &mut texts);
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT e.firm, e.name, e.npp, e.nib, e.area, e.n_workers, e.n_registered,
               f.kind, f.n_people, f.due_month, f.first_run
             FROM employers e JOIN employer_findings f ON f.firm = e.firm
             WHERE f.ended_run IS NULL AND {areas} ORDER BY e.firm, f.kind"
        ));
        let mut query = sqlx::query(sql);
        for text in texts {
            query = query.bind(text);
        }
        let mut found: Vec<Employer> = Vec::new();
        for row in query.fetch_all(&self.readers).await? {
            let firm: String = row.try_get("firm")?;
            if found.last().is_none_or(|last| last.firm != firm) {
                found.push(Employer {
                    firm,
                    name: row.try_get("name")?,
                    npp: row.try_get("npp")?,
                    nib: row.try_get("nib")?,
                    area: read(&row.try_get::<String, _>("area")?, "employers.area")?,
                    n_workers: row.try_get("n_workers")?,
                    n_registered: row.try_get("n_registered")?,
                    findings: Vec::new(),
                });
            }
            if let Some(last) = found.last_mut() {
                last.findings.push(EmployerFinding {
                    kind: FirmFinding::stored(&row.try_get::<String, _>("kind")?)?,
                    n_people: row.try_get("n_people")?,
                    due_month: row.try_get("due_month")?,
                    first_run: row.try_get("first_run")?,
                });
            }
        }
        Ok(found)
    }

    /// Whom a firm's findings concern.
    ///
    /// # Errors
    /// [`DeskError::Refused`] if the actor may not see the firm;
    /// [`DeskError::Unknown`] if nothing stands about it.
    pub async fn concerned(
        &self,
        actor: &Actor,
        firm: &str,
    ) -> Result<Vec<(FirmFinding, Concerned)>> {
        let employers = self.employers(actor).await?;
        if !employers.iter().any(|one| one.firm == firm) {
            return Err(DeskError::Unknown(format!("firm:{firm}")));
        }
        let rows =
            sqlx::query("SELECT kind, nik, name, evidence FROM employer_people WHERE firm = $1")
                .bind(firm.to_owned())
                .fetch_all(&self.readers)
                .await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let kind: String = row.try_get("kind")?;
            let nik = self.cells.found(NIK, row.try_get("nik")?)?;
            let of = [firm.to_owned(), kind.clone(), nik.clone()];
            let take = |column, cell| self.cells.take_keyed(column, &of, cell);
            let concerned = Concerned {
                nik: read(&nik, "employer_people.nik")?,
                name: PersonName::new(&take("employer_people.name", row.try_get("name")?)?),
                evidence: take("employer_people.evidence", row.try_get("evidence")?)?,
            };
            found.push((kind, nik, concerned));
        }
        found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        found
            .into_iter()
            .map(|(kind, _, concerned)| Ok((FirmFinding::stored(&kind)?, concerned)))
            .collect()
    }
}

async fn is_done(db: &mut AnyConnection, view: &RunView) -> Result<bool> {
    let done: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM employer_runs WHERE run_id = $1")
        .bind(view.id().to_owned())
        .fetch_one(&mut *db)
        .await?;
    let newest: Option<String> = sqlx::query_scalar("SELECT MAX(as_of) FROM employer_runs")
        .fetch_one(db)
        .await?;
    if done == 0 && newest.is_some_and(|newest| newest > view.as_of.to_string()) {
        return Err(DeskError::Invalid {
            what: "run",
            expected: "a run not older than the newest worked on",
        });
    }
    Ok(done > 0)
}

/// The findings that stand, with the run that found each first.
async fn standing(db: &mut AnyConnection) -> Result<Standing> {
    let rows =
        sqlx::query("SELECT firm, kind, first_run FROM employer_findings WHERE ended_run IS NULL")
            .fetch_all(db)
            .await?;
    rows.iter()
        .map(|row| {
            let kind = FirmFinding::stored(&row.try_get::<String, _>("kind")?)?;
            Ok(((row.try_get("firm")?, kind), row.try_get("first_run")?))
        })
        .collect()
}

async fn write(
    act: &mut Act,
    view: &RunView,
    firms: &[Firm],
    before: &Standing,
) -> Result<EmployerRefresh> {
    let mut outcome = EmployerRefresh::default();
    let mut people = Vec::new();
    let mut found: BTreeSet<(String, FirmFinding)> = BTreeSet::new();
    for firm in firms {
        put_firm(act, firm).await?;
        for (kind, (concerned, due)) in &firm.findings {
            let key = (firm.key.clone(), *kind);
            let first_run = before.get(&key).map_or(view.id(), String::as_str);
            put_finding(act, &key, concerned.len(), *due, first_run, view.id()).await?;
            if before.contains_key(&key) {
                outcome.n_standing += 1;
            } else {
                outcome.n_new += 1;
            }
            found.insert(key);
            people.extend(concerned.iter().map(|one| {
                vec![
                    firm.key.clone().into(),
                    kind.code().into(),
                    one.nik.reveal().into(),
                    one.name.reveal().into(),
                    one.evidence.clone().into(),
                ]
            }));
        }
    }
    for key in before.keys().filter(|key| !found.contains(*key)) {
        end_finding(act, key, view.id()).await?;
        outcome.n_ended += 1;
    }
    sqlx::query("DELETE FROM employer_people")
        .execute(act.db())
        .await?;
    let columns = ["firm", "kind", "nik", "name", "evidence"];
    act.insert("employer_people", &columns, people).await?;
    Ok(outcome)
}

async fn put_firm(act: &mut Act, firm: &Firm) -> Result<()> {
    sqlx::query(
        "INSERT INTO employers (firm, name, npp, nib, area, n_workers, n_registered)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (firm) DO UPDATE SET name = excluded.name,
           npp = COALESCE(excluded.npp, employers.npp),
           nib = COALESCE(excluded.nib, employers.nib), area = excluded.area,
           n_workers = excluded.n_workers, n_registered = excluded.n_registered",
    )
    .bind(firm.key.clone())
    .bind(firm.name.clone())
    .bind(firm.npp.clone())
    .bind(firm.nib.clone())
    .bind(firm.area.compact())
    .bind(firm.n_workers)
    .bind(firm.n_registered)
    .execute(act.db())
    .await?;
    Ok(())
}

async fn put_finding(
    act: &mut Act,
    (firm, kind): &(String, FirmFinding),
    n_people: usize,
    due: i64,
    first_run: &str,
    run: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO employer_findings (firm, kind, n_people, due_month, first_run, last_run)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (firm, kind) DO UPDATE SET n_people = excluded.n_people,
           due_month = excluded.due_month, first_run = excluded.first_run,
           last_run = excluded.last_run, ended_run = NULL",
    )
    .bind(firm.clone())
    .bind(kind.code())
    .bind(i64::try_from(n_people).unwrap_or(i64::MAX))
    .bind(due)
    .bind(first_run.to_owned())
    .bind(run.to_owned())
    .execute(act.db())
    .await?;
    Ok(())
}

async fn end_finding(act: &mut Act, (firm, kind): &(String, FirmFinding), run: &str) -> Result<()> {
    sqlx::query("UPDATE employer_findings SET ended_run = $3 WHERE firm = $1 AND kind = $2")
        .bind(firm.clone())
        .bind(kind.code())
        .bind(run.to_owned())
        .execute(act.db())
        .await?;
    Ok(())
}

/// Closes the open cases of firms about which nothing stands any more.
async fn close_complied(act: &mut Act, when: When) -> Result<Vec<i64>> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM cases WHERE state = 'open' AND NOT EXISTS
           (SELECT 1 FROM employer_findings f WHERE f.firm = cases.firm AND f.ended_run IS NULL)
         ORDER BY id",
    )
    .fetch_all(act.db())
    .await?;
    for id in &ids {
        super::cases::close(act, *id, "complied", "temuan berakhir", when).await?;
    }
    Ok(ids)
}
