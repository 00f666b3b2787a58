//! Cells of result tables.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;

use super::error::FundingError;

pub(super) fn column<'a>(
    batch: &'a RecordBatch,
    name: &'static str,
) -> Result<&'a ArrayRef, FundingError> {
    batch
        .column_by_name(name)
        .ok_or(FundingError::NoColumn(name))
}

/// A number of digits, 0 where there is none.
pub(crate) fn digits(column: &ArrayRef, row: usize) -> u64 {
    text(column, row).parse().unwrap_or(0)
}

/// A text, empty where there is none.
pub(crate) fn text(column: &ArrayRef, row: usize) -> &str {
    let column = column.as_string::<i32>();
    if column.is_null(row) {
        return "";
    }
    column.value(row)
}

pub(crate) fn integer(column: &ArrayRef, row: usize) -> Option<i64> {
    let column = column.as_primitive::<Int64Type>();
    (!column.is_null(row)).then(|| column.value(row))
}

pub(crate) fn coded(column: &ArrayRef, row: usize) -> &str {
    let column = column.as_dictionary::<Int32Type>();
    match column.key(row) {
        Some(key) => column.values().as_string::<i32>().value(key),
        None => "",
    }
}

/// A row of a small table, read by column name; what is absent is empty or 0.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    batch: &'a RecordBatch,
    at: usize,
}

/// The rows of batches, in order.
pub(super) fn rows(batches: &[RecordBatch]) -> impl Iterator<Item = Row<'_>> {
    batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(move |at| Row { batch, at }))
}

impl<'a> Row<'a> {
    pub(super) fn text(self, name: &'static str) -> Result<&'a str, FundingError> {
        let column = column(self.batch, name)?;
        Ok(match column.data_type() {
            DataType::Utf8 => text(column, self.at),
            DataType::Dictionary(..) => coded(column, self.at),
            _ => "",
        })
    }

    pub(super) fn integer(self, name: &'static str) -> Result<i64, FundingError> {
        let column = column(self.batch, name)?;
        Ok(match column.data_type() {
            DataType::Int64 => integer(column, self.at).unwrap_or(0),
            _ => 0,
        })
    }

    /// Whether a cell says yes; a table of an earlier version may not have the column.
    pub(super) fn is(self, name: &str) -> bool {
        let column = self.batch.column_by_name(name);
        let cells = column.and_then(|column| column.as_boolean_opt());
        cells.is_some_and(|cells| cells.value(self.at))
    }

    /// A day, counted from 1970-01-01.
    pub(super) fn day(self, name: &'static str) -> Result<Option<i32>, FundingError> {
        let column = column(self.batch, name)?;
        let days = column.as_primitive_opt::<Date32Type>();
        Ok(days
            .filter(|days| !days.is_null(self.at))
            .map(|days| days.value(self.at)))
    }

    /// A cell that says one of the known words.
    pub(super) fn parsed<T: std::str::FromStr>(
        self,
        name: &'static str,
    ) -> Result<T, FundingError> {
        let parsed = self.text(name)?.parse();
        parsed.map_err(|_| FundingError::Cell(name))
    }
}
