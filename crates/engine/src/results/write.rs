//! A table as Parquet bytes, the same for the same table.

use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Compression;
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

/// Says that a table could not be encoded.
#[derive(Debug, thiserror::Error)]
#[error("cannot encode table `{table}`")]
pub struct WriteError {
    /// Which table.
    pub table: &'static str,
    /// Why.
    #[source]
    pub cause: parquet::errors::ParquetError,
}

/// Columns whose values hardly repeat: a dictionary would only cost time.
const UNIQUE: [&str; 7] = [
    "nik",
    "no_kk",
    "name",
    "card_number",
    "nik_given",
    "resident_nik",
    "source_row",
];

/// Rows of a row group.
const GROUP_ROWS: usize = 131_072;

/// Encodes a table.
///
/// # Errors
/// If the encoder refuses it.
pub fn parquet_bytes(
    table: &'static str,
    batch: &RecordBatch,
) -> std::result::Result<Vec<u8>, WriteError> {
    let error = |cause| WriteError { table, cause };
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_max_row_group_row_count(None)
        .set_created_by("semesta".to_owned());
    for column in UNIQUE {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    encode(batch, properties.build()).map_err(error)
}

/// Encodes row groups, and the columns of each, side by side.
fn encode(batch: &RecordBatch, properties: WriterProperties) -> Result<Vec<u8>> {
    let schema = Arc::clone(batch.schema_ref());
    let arrow = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
    let (mut writer, factory) = arrow.into_serialized_writer()?;
    let groups: Vec<Vec<ArrowColumnChunk>> = (0..batch.num_rows())
        .into_par_iter()
        .step_by(GROUP_ROWS)
        .map(|from| {
            let n_rows = GROUP_ROWS.min(batch.num_rows() - from);
            encode_group(&factory, &batch.slice(from, n_rows))
        })
        .collect::<Result<_>>()?;
    for chunks in groups {
        let mut group = writer.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

fn encode_group(
    factory: &ArrowRowGroupWriterFactory,
    rows: &RecordBatch,
) -> Result<Vec<ArrowColumnChunk>> {
    // The index is only for the encryption of columns.
    let writers = factory.create_column_writers(0)?;
    let schema = rows.schema();
    let mut leaves = Vec::with_capacity(writers.len());
    for (field, array) in schema.fields().iter().zip(rows.columns()) {
        leaves.extend(compute_leaves(field, array)?);
    }
    let pairs: Vec<_> = writers.into_iter().zip(leaves).collect();
    pairs
        .into_par_iter()
        .map(|(mut writer, leaf)| {
            writer.write(&leaf)?;
            writer.close()
        })
        .collect()
}
