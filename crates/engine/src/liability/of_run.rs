//! The contributors that a run counted, and where it did not, counted anew.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use semesta_domain::Month;
use semesta_evidence::DataFolder;

use super::changes::sum_to;
use super::{Contributors, contributors};
use crate::compute::{Outcome, Question};
use crate::input::Inputs;
use crate::results::Table;
use crate::run::{RunError, RunFolder, question, reopen};

/// The contributors of a kept run by month.
///
/// Months of which the run has a roll, its own and those after it are read from
/// its table `contributors`, any other is summed from `contributor_changes`. A run
/// of an earlier version has not these tables and is computed anew, once.
pub struct RunContributors<'a> {
    folder: &'a DataFolder,
    run: &'a RunFolder,
    question: Question,
    known: BTreeMap<Month, Vec<Contributors>>,
    /// Read when a month asks for them.
    changes: Option<BTreeMap<Month, Vec<Contributors>>>,
    reopened: Option<Box<(Inputs, Outcome)>>,
}

impl<'a> RunContributors<'a> {
    /// Reads what the run counted.
    ///
    /// # Errors
    /// If the run cannot be read.
    pub fn read(folder: &'a DataFolder, run: &'a RunFolder) -> Result<Self, RunError> {
        Ok(Self {
            folder,
            run,
            question: question(run, &run.manifest()?)?,
            known: by_month(run, Table::Contributors)?.unwrap_or_default(),
            changes: None,
            reopened: None,
        })
    }

    /// What the run was asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The contributors of a month.
    ///
    /// # Errors
    /// If the run's snapshots have to be read and cannot be.
    pub fn of(&mut self, month: Month) -> Result<&[Contributors], RunError> {
        // The months after the run's are alike.
        let month = month.min(Month::of(self.question.as_of).next());
        if !self.known.contains_key(&month) {
            let counted = match self.of_changes(month)? {
                Some(counted) => counted,
                None => self.anew(month)?,
            };
            self.known.insert(month, counted);
        }
        Ok(self.known.get(&month).map_or(&[], Vec::as_slice))
    }

    /// A month by the changes up to it; `None` of a run that has none.
    fn of_changes(&mut self, month: Month) -> Result<Option<Vec<Contributors>>, RunError> {
        if self.changes.is_none() {
            self.changes = by_month(self.run, Table::ContributorChanges)?;
        }
        Ok(self.changes.as_ref().map(|changes| sum_to(changes, month)))
    }

    fn anew(&mut self, month: Month) -> Result<Vec<Contributors>, RunError> {
        let (inputs, outcome) = match self.reopened.take() {
            Some(reopened) => *reopened,
            None => reopen(self.folder, self.run)?,
        };
        let counted = contributors(&inputs, &outcome, month);
        self.reopened = Some(Box::new((inputs, outcome)));
        Ok(counted)
    }
}

/// Reads contributors by month; `None` if the run has no such table.
fn by_month(
    run: &RunFolder,
    table: Table,
) -> Result<Option<BTreeMap<Month, Vec<Contributors>>>, RunError> {
    if !run.table_path(table).is_file() {
        return Ok(None);
    }
    let mut known = BTreeMap::new();
    for batch in run.read(table)? {
        add(&batch, &mut known).ok_or_else(|| RunError::Damaged {
            path: run.table_path(table),
            cause: format!("not the columns of `{}`", table.name()).into(),
        })?;
    }
    Ok(Some(known))
}

/// Takes the rows of a batch; `None` if it has not the columns.
fn add(batch: &RecordBatch, known: &mut BTreeMap<Month, Vec<Contributors>>) -> Option<()> {
    let coded = |name: &str| {
        batch
            .column_by_name(name)?
            .as_dictionary_opt::<Int32Type>()?
            .downcast_dict::<arrow_array::StringArray>()
    };
    let number = |name: &str| {
        batch
            .column_by_name(name)?
            .as_primitive_opt::<Int64Type>()
            .cloned()
    };
    let (months, regions) = (coded("month")?, coded("region")?);
    let (segments, payers) = (coded("segment")?, coded("payer")?);
    let (classes, wages, people) = (number("class")?, number("wage")?, number("people")?);
    let text =
        |column: &arrow_array::TypedDictionaryArray<'_, Int32Type, arrow_array::StringArray>,
         row: usize|
         -> String {
            let key = column
                .keys()
                .is_valid(row)
                .then(|| column.keys().value(row));
            key.map_or_else(String::new, |key| {
                column.values().value(key as usize).to_owned()
            })
        };
    let cell = |column: &arrow_array::Int64Array, row: usize| {
        if column.is_null(row) {
            0
        } else {
            column.value(row)
        }
    };
    let mut month = (String::new(), None);
    for row in 0..batch.num_rows() {
        let name = text(&months, row);
        if name != month.0 {
            month = (name.clone(), name.parse::<Month>().ok());
        }
        known.entry(month.1?).or_default().push(Contributors {
            region: text(&regions, row).parse().unwrap_or(0),
            segment: text(&segments, row).parse().ok()?,
            class: u8::try_from(cell(&classes, row)).ok()?,
            payer: text(&payers, row),
            wage: cell(&wages, row),
            people: cell(&people, row),
        });
    }
    Some(())
}
