//! A result table by column name.

use anyhow::Context as _;
use arrow_array::RecordBatch;
use semesta_domain::Ratio;
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;

use crate::batch::cell;
use crate::sheet::Cell;

/// A small result table, read whole.
pub(crate) struct Frame {
    batches: Vec<RecordBatch>,
}

/// A row of it.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    batch: &'a RecordBatch,
    at: usize,
}

impl Frame {
    pub(crate) fn read(run: &RunFolder, table: Table) -> anyhow::Result<Self> {
        Ok(Self {
            batches: run.read(table)?,
        })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.batches.iter().flat_map(Row::all)
    }
}

impl<'a> Row<'a> {
    /// The rows of a batch.
    pub(crate) fn all(batch: &'a RecordBatch) -> impl Iterator<Item = Self> {
        (0..batch.num_rows()).map(move |at| Self { batch, at })
    }

    /// Its place in the batch.
    pub(crate) fn at(self) -> usize {
        self.at
    }

    pub(crate) fn cell(self, column: &str) -> anyhow::Result<Cell> {
        let column = self
            .batch
            .column_by_name(column)
            .with_context(|| format!("no column `{column}`"))?;
        cell(column, self.at)
    }

    pub(crate) fn text(self, column: &str) -> anyhow::Result<String> {
        Ok(match self.cell(column)? {
            Cell::Text(text) => text,
            _ => String::new(),
        })
    }

    pub(crate) fn integer(self, column: &str) -> anyhow::Result<i64> {
        Ok(match self.cell(column)? {
            Cell::Integer(value) => value,
            _ => 0,
        })
    }

    pub(crate) fn ratio(self) -> anyhow::Result<Ratio> {
        Ok(Ratio {
            numerator: self.integer("numerator")?,
            denominator: self.integer("denominator")?,
        })
    }
}
