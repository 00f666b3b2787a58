//! Result tables as rows of cells.

use anyhow::anyhow;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;

use crate::sheet::Cell;

/// The cells of every row of every batch, in order.
pub(crate) fn rows(batches: Vec<RecordBatch>) -> impl Iterator<Item = anyhow::Result<Vec<Cell>>> {
    batches.into_iter().flat_map(|batch| {
        (0..batch.num_rows()).map(move |row| {
            batch
                .columns()
                .iter()
                .map(|column| cell(column, row))
                .collect()
        })
    })
}

/// One cell of a result table.
pub(crate) fn cell(column: &ArrayRef, row: usize) -> anyhow::Result<Cell> {
    if column.is_null(row) {
        return Ok(Cell::Empty);
    }
    Ok(match column.data_type() {
        DataType::Utf8 => Cell::text(column.as_string::<i32>().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = column.as_dictionary::<Int32Type>();
            let value = dictionary.key(row).unwrap_or_default();
            Cell::text(dictionary.values().as_string::<i32>().value(value))
        }
        DataType::Int64 => Cell::Integer(column.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Cell::Decimal(column.as_primitive::<Float64Type>().value(row)),
        DataType::UInt32 => {
            Cell::Integer(i64::from(column.as_primitive::<UInt32Type>().value(row)))
        }
        DataType::Date32 => Cell::Date(column.as_primitive::<Date32Type>().value(row)),
        DataType::Boolean => Cell::Flag(column.as_boolean().value(row)),
        other => return Err(anyhow!("unexpected column type {other}")),
    })
}
