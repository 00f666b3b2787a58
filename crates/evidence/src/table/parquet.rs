//! Parquet files as tables.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Date32Type, Date64Type, Decimal128Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use semesta_domain::date_from_days;

use crate::cell::Cell;
use crate::error::ImportError;
use crate::limits::{BLOCK_ROWS, Limits};
use crate::rows::OwnedBlock;

type Row = Vec<Cell<'static>>;

/// Rows decoded at once; small, so that a hostile file cannot fill the memory.
const BATCH_ROWS: usize = 8_192;

/// An opened Parquet file.
pub(crate) struct ParquetTable {
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
    limits: Limits,
}

fn broken(error: ParquetError) -> ImportError {
    ImportError::Parquet(error.to_string())
}

impl ParquetTable {
    /// Opens the file and checks its size.
    ///
    /// # Errors
    /// If it is damaged or too large.
    pub(crate) fn open(bytes: &Bytes, limits: &Limits) -> Result<Self, ImportError> {
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(bytes, plain.clone()).map_err(broken)?;
        check_size(&metadata, limits)?;
        // Views share a page's text, where copies could multiply it.
        let options = plain.with_schema(Arc::new(with_views(metadata.schema())));
        let metadata = ArrowReaderMetadata::load(bytes, options).map_err(broken)?;
        Ok(Self {
            bytes: bytes.clone(),
            metadata,
            limits: *limits,
        })
    }

    /// The column names as a row, to match like any header.
    pub(crate) fn header(&self) -> Row {
        let fields = self.metadata.schema().fields().iter();
        fields
            .map(|field| Cell::Text(Cow::Owned(field.name().clone())))
            .collect()
    }

    /// The first rows.
    ///
    /// # Errors
    /// If the file is damaged.
    pub(crate) fn first_rows(&self, n_max: usize) -> Result<Vec<Row>, ImportError> {
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.bytes.clone(),
            self.metadata.clone(),
        )
        .with_batch_size(BATCH_ROWS.min(n_max.max(1)))
        .with_limit(n_max)
        .build()
        .map_err(broken)?;
        let mut rows = Vec::new();
        for batch in reader {
            let batch = batch.map_err(|error| ImportError::Parquet(error.to_string()))?;
            rows_of(&batch, &self.limits, &mut rows)?;
        }
        Ok(rows)
    }

    /// Reads all rows, a block at a time.
    ///
    /// # Errors
    /// If the file is damaged, or `take` fails.
    pub(crate) fn read(
        self,
        take: &mut dyn FnMut(OwnedBlock) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes, self.metadata);
        let reader = builder
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(broken)?;
        let mut block = OwnedBlock {
            first_row: 1,
            rows: Vec::new(),
        };
        for batch in reader {
            let batch = batch.map_err(|error| ImportError::Parquet(error.to_string()))?;
            rows_of(&batch, &self.limits, &mut block.rows)?;
            if block.rows.len() >= BLOCK_ROWS {
                let rest = block.rows.split_off(BLOCK_ROWS);
                let first_row = block.first_row + BLOCK_ROWS as u32;
                take(std::mem::replace(
                    &mut block,
                    OwnedBlock {
                        first_row,
                        rows: rest,
                    },
                ))?;
            }
        }
        if block.rows.is_empty() {
            Ok(())
        } else {
            take(block)
        }
    }
}

fn check_size(metadata: &ArrowReaderMetadata, limits: &Limits) -> Result<(), ImportError> {
    let n_columns = metadata.schema().fields().len();
    if n_columns > limits.n_columns_max {
        return Err(ImportError::TooManyColumns {
            found: n_columns,
            max: limits.n_columns_max,
        });
    }
    let n_rows = metadata.metadata().file_metadata().num_rows();
    if n_rows > i64::from(limits.n_rows_max) {
        return Err(ImportError::TooManyRows {
            max: limits.n_rows_max,
        });
    }
    let groups = metadata.metadata().row_groups().iter();
    let unpacked: i64 = groups
        .map(|group| group.total_byte_size().max(0))
        .fold(0, i64::saturating_add);
    let found = u64::try_from(unpacked).unwrap_or(u64::MAX);
    if found > limits.unpacked_bytes_max {
        return Err(ImportError::ZipBomb {
            found,
            max: limits.unpacked_bytes_max,
        });
    }
    Ok(())
}

/// The schema with text columns as views.
fn with_views(schema: &Schema) -> Schema {
    let view = |field: &Arc<Field>| {
        let data_type = match field.data_type() {
            DataType::Utf8 => DataType::Utf8View,
            DataType::Binary => DataType::BinaryView,
            other => other.clone(),
        };
        Arc::new(field.as_ref().clone().with_data_type(data_type))
    };
    Schema::new(schema.fields().iter().map(view).collect::<Vec<_>>())
}

/// Turns a batch's columns into rows of cells.
fn rows_of(batch: &RecordBatch, limits: &Limits, rows: &mut Vec<Row>) -> Result<(), ImportError> {
    let from = rows.len();
    rows.extend((0..batch.num_rows()).map(|_| Vec::with_capacity(batch.num_columns())));
    for column in batch.columns() {
        for (at, row) in rows[from..].iter_mut().enumerate() {
            let cell = if column.is_null(at) {
                Cell::Empty
            } else {
                cell_of(column.as_ref(), at)
            };
            if matches!(&cell, Cell::Text(text) if text.len() > limits.row_bytes_max) {
                let row = u32::try_from(from + at + 1).unwrap_or(u32::MAX);
                return Err(ImportError::RowTooLong {
                    row,
                    max: limits.row_bytes_max,
                });
            }
            row.push(cell);
        }
    }
    Ok(())
}

/// A value as a cell; types that no office uses are empty.
fn cell_of(array: &dyn Array, at: usize) -> Cell<'static> {
    fn number<T: ArrowPrimitiveType>(array: &dyn Array, at: usize) -> T::Native {
        array.as_primitive::<T>().value(at)
    }
    let text = |text: &str| Cell::Text(Cow::Owned(text.to_owned()));
    match array.data_type() {
        DataType::Utf8View => text(array.as_string_view().value(at)),
        DataType::BinaryView => text(&String::from_utf8_lossy(array.as_binary_view().value(at))),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(at)),
        DataType::Int8 => Cell::Integer(number::<Int8Type>(array, at).into()),
        DataType::Int16 => Cell::Integer(number::<Int16Type>(array, at).into()),
        DataType::Int32 => Cell::Integer(number::<Int32Type>(array, at).into()),
        DataType::Int64 => Cell::Integer(number::<Int64Type>(array, at)),
        DataType::UInt8 => Cell::Integer(number::<UInt8Type>(array, at).into()),
        DataType::UInt16 => Cell::Integer(number::<UInt16Type>(array, at).into()),
        DataType::UInt32 => Cell::Integer(number::<UInt32Type>(array, at).into()),
        DataType::UInt64 => text(&number::<UInt64Type>(array, at).to_string()),
        DataType::Float32 => real(number::<Float32Type>(array, at).into()),
        DataType::Float64 => real(number::<Float64Type>(array, at)),
        DataType::Decimal128(_, _) => {
            text(&array.as_primitive::<Decimal128Type>().value_as_string(at))
        }
        DataType::Date32 => date(i64::from(number::<Date32Type>(array, at)), 1),
        DataType::Date64 => date(number::<Date64Type>(array, at), 86_400_000),
        DataType::Timestamp(unit, _) => timestamp(*unit, array, at),
        _ => Cell::Empty,
    }
}

/// Data frames write a missing number as NaN.
fn real(value: f64) -> Cell<'static> {
    if value.is_finite() {
        Cell::Number(value)
    } else {
        Cell::Empty
    }
}

fn date(ticks: i64, per_day: i64) -> Cell<'static> {
    let days = i32::try_from(ticks.div_euclid(per_day)).ok();
    days.and_then(date_from_days)
        .map_or(Cell::Error, Cell::Date)
}

fn timestamp(unit: TimeUnit, array: &dyn Array, at: usize) -> Cell<'static> {
    fn ticks<T: ArrowTimestampType>(array: &dyn Array, at: usize) -> i64 {
        array.as_primitive::<T>().value(at)
    }
    match unit {
        TimeUnit::Second => date(ticks::<TimestampSecondType>(array, at), 86_400),
        TimeUnit::Millisecond => date(ticks::<TimestampMillisecondType>(array, at), 86_400_000),
        TimeUnit::Microsecond => date(ticks::<TimestampMicrosecondType>(array, at), 86_400_000_000),
        TimeUnit::Nanosecond => date(
            ticks::<TimestampNanosecondType>(array, at),
            86_400_000_000_000,
        ),
    }
}
