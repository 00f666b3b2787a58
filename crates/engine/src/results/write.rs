//! A table as Parquet bytes, the same for the same table.

use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

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

/// Encodes a table.
///
/// # Errors
/// If the encoder refuses it.
pub fn parquet_bytes(table: &'static str, batch: &RecordBatch) -> Result<Vec<u8>, WriteError> {
    let error = |cause| WriteError { table, cause };
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(131_072))
        .set_created_by("semesta".to_owned());
    for column in UNIQUE {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    let mut writer = ArrowWriter::try_new(
        Vec::new(),
        Arc::clone(batch.schema_ref()),
        Some(properties.build()),
    )
    .map_err(error)?;
    writer.write(batch).map_err(error)?;
    writer.into_inner().map_err(error)
}
