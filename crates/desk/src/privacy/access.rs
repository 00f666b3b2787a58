//! All that the desk holds about one person, for that person.
//!
//! **Law:** UU 27/2022 art. 7 and 32.

use jiff::Timestamp;
use semesta_domain::Nik;
use serde_json::{Map, Value};

use super::request::{RequestKind, RequestOutcome};
use crate::audit::{AuditFilter, Entry, Record};
use crate::backup::{Table, for_each_row_where, tables};
use crate::error::Result;
use crate::permission::Permission;
use crate::store::cells::NIK;
use crate::store::{Actor, Desk};

/// Columns by which a row is about a person.
const NIK_COLUMNS: [&str; 2] = ["nik", "nik_given"];

/// The most entries of the audit log that one answer holds.
const N_ENTRIES_MAX: i64 = 100_000;

/// What the desk holds about one person. Full identifiers: it is theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessExport {
    /// The request's id.
    pub request: String,
    /// The person's pseudonym in the audit log.
    pub person: String,
    /// Rows about them, by table.
    pub tables: Vec<AccessTable>,
    /// Who saw or decided what about them.
    pub audit: Vec<Record>,
}

/// A table's rows about one person.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessTable {
    /// The table.
    pub name: String,
    /// Its rows, by column.
    pub rows: Vec<Map<String, Value>>,
}

impl Desk {
    /// Collects what the desk holds about one person: every row with their NIK, their
    /// requests, and every entry of the audit log about them. Taken and answered as a
    /// request for access, which is in the log before anything is given.
    ///
    /// # Errors
    /// If the actor may not serve requests and see full identifiers in the whole region.
    pub async fn access_export(
        &self,
        actor: &Actor,
        nik: Nik,
        reason: &str,
        now: Timestamp,
    ) -> Result<AccessExport> {
        actor.require(Permission::AnswerPrivacyRequests, self.region())?;
        actor.require(Permission::Unmask, self.region())?;
        let nik = nik.reveal();
        let person = self.pseudonym(&nik);
        let subject = format!("person:{person}");
        let request = self
            .take_request(actor, RequestKind::Access, &nik, ("", ""), now)
            .await?;
        let entry = Entry::new("privacy.export")
            .subject(&subject)
            .reason(reason);
        self.record(actor, entry, now).await?;
        let export = AccessExport {
            request: request.clone(),
            tables: self.rows_about(&nik, &person).await?,
            audit: self.entries_about(subject).await?,
            person,
        };
        self.close_request(actor, &request, 1, RequestOutcome::Granted, reason, now)
            .await?;
        Ok(export)
    }

    async fn rows_about(&self, nik: &str, person: &str) -> Result<Vec<AccessTable>> {
        let mut db = self.readers.acquire().await?;
        let mut found = Vec::new();
        for table in tables(&mut db, self.backend()).await? {
            let mut rows = Vec::new();
            for column in NIK_COLUMNS.into_iter().chain(["person"]) {
                if !table.columns.iter().any(|one| one.name == column) {
                    continue;
                }
                let value = if column == "person" {
                    person.to_owned()
                } else {
                    self.cells.find(NIK, nik)
                };
                let only = Some((column, value.as_str()));
                for_each_row_where(&mut db, &self.cells, &table, only, |cells| {
                    let row = named(&table, cells);
                    if !rows.contains(&row) {
                        rows.push(row);
                    }
                    Ok(())
                })
                .await?;
            }
            if !rows.is_empty() {
                found.push(AccessTable {
                    name: table.name,
                    rows,
                });
            }
        }
        Ok(found)
    }

    async fn entries_about(&self, subject: String) -> Result<Vec<Record>> {
        let filter = AuditFilter {
            subject: Some(subject),
            limit: N_ENTRIES_MAX,
            ..AuditFilter::default()
        };
        self.find_entries(&filter).await
    }
}

fn named(table: &Table, cells: Vec<Value>) -> Map<String, Value> {
    // The first cell is the table's name.
    table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .zip(cells.into_iter().skip(1))
        .collect()
}
