//! Parquet files as tables of text, and links as Parquet.

use anyhow::{Result, bail};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, Float32Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use semesta_domain::date_from_days;
use semesta_linkage::Table;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Reads every column as text; dates as yyyy-MM-dd.
pub(crate) fn read(file: File) -> Result<Table> {
    // Plain types only: what a writer noted about dictionaries is left aside.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?;
    let fields = builder.schema().fields();
    let headers: Vec<String> = fields.iter().map(|f| f.name().clone()).collect();
    let mut table = Table::new(&headers);
    for batch in builder.build()? {
        let batch = batch?;
        let columns = batch.columns().iter().zip(&headers);
        let texts: Vec<Vec<String>> = columns
            .map(|(column, name)| texts(column.as_ref(), name))
            .collect::<Result<_>>()?;
        for row in 0..batch.num_rows() {
            table.push(texts.iter().map(|column| column[row].as_str()))?;
        }
    }
    table.shrink_to_fit();
    Ok(table)
}

/// The cells of one column; nulls are empty.
fn texts(column: &dyn Array, name: &str) -> Result<Vec<String>> {
    macro_rules! numbers {
        ($kind:ty) => {
            shown(column, |i| column.as_primitive::<$kind>().value(i))
        };
    }
    Ok(match column.data_type() {
        DataType::Utf8 => shown(column, |i| column.as_string::<i32>().value(i)),
        DataType::LargeUtf8 => shown(column, |i| column.as_string::<i64>().value(i)),
        DataType::Utf8View => shown(column, |i| column.as_string_view().value(i)),
        DataType::Boolean => shown(column, |i| column.as_boolean().value(i)),
        DataType::Int8 => numbers!(Int8Type),
        DataType::Int16 => numbers!(Int16Type),
        DataType::Int32 => numbers!(Int32Type),
        DataType::Int64 => numbers!(Int64Type),
        DataType::UInt8 => numbers!(UInt8Type),
        DataType::UInt16 => numbers!(UInt16Type),
        DataType::UInt32 => numbers!(UInt32Type),
        DataType::UInt64 => numbers!(UInt64Type),
        DataType::Float32 => numbers!(Float32Type),
        DataType::Float64 => numbers!(Float64Type),
        DataType::Date32 => shown(column, |i| {
            date_from_days(column.as_primitive::<Date32Type>().value(i))
                .map(|date| date.to_string())
                .unwrap_or_default()
        }),
        DataType::Null => vec![String::new(); column.len()],
        other => bail!(
            "kolom `{name}` berjenis {other}\npetunjuk: simpan sebagai teks, angka, atau tanggal"
        ),
    })
}

fn shown<T: ToString>(column: &dyn Array, value: impl Fn(usize) -> T) -> Vec<String> {
    let cell = |i: usize| match column.is_null(i) {
        true => String::new(),
        false => value(i).to_string(),
    };
    (0..column.len()).map(cell).collect()
}

/// Rows of a link file written together.
const GROUP: usize = 100_000;

/// Writes columns of text and of numbers, a group of rows at a time.
///
/// `cells` gives the texts and the numbers of one row.
pub(crate) fn write(
    path: &Path,
    texts: &[&str],
    numbers: &[&str],
    rows: usize,
    cells: impl Fn(usize) -> (Vec<String>, Vec<f32>),
) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let batch = |from: usize, to: usize| -> Result<RecordBatch> {
        let mut text: Vec<Vec<String>> = vec![Vec::new(); texts.len()];
        let mut number: Vec<Vec<f32>> = vec![Vec::new(); numbers.len()];
        for row in from..to {
            let (t, n) = cells(row);
            text.iter_mut()
                .zip(t)
                .for_each(|(column, cell)| column.push(cell));
            number
                .iter_mut()
                .zip(n)
                .for_each(|(column, cell)| column.push(cell));
        }
        let text = text
            .into_iter()
            .map(|c| Arc::new(StringArray::from(c)) as ArrayRef);
        let number = number
            .into_iter()
            .map(|c| Arc::new(Float32Array::from(c)) as ArrayRef);
        let named = texts.iter().copied().zip(text);
        Ok(RecordBatch::try_from_iter(
            named.chain(numbers.iter().copied().zip(number)),
        )?)
    };
    let schema = batch(0, 0)?.schema();
    let mut writer = ArrowWriter::try_new(File::create(path)?, schema, Some(properties))?;
    for from in (0..rows).step_by(GROUP) {
        writer.write(&batch(from, rows.min(from + GROUP))?)?;
    }
    writer.close()?;
    Ok(())
}
