//! The tables of a snapshot on disk: canonical schema, writing and reading.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesPtr, WriterVersion,
};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use crate::source::{ColumnKind, Source};
use crate::table_file::TableFile;

/// The type of a canonical column in snapshots.
pub(crate) fn column_type(kind: ColumnKind) -> DataType {
    use ColumnKind as K;
    match kind {
        K::BirthDate | K::Date | K::EventDate => DataType::Date32,
        K::Amount | K::Count | K::Decile => DataType::Int64,
        K::YesNo => DataType::Boolean,
        _ => DataType::Utf8,
    }
}

/// The schema of a source's `rows.parquet`.
///
/// **Shape**: one row an accepted row of the file, in its order; the columns of
/// DESIGN in order, `nik_given` behind `nik`, then `source_row` (data rows from
/// 1) and `warnings` (null, or `column:code` joined by blanks).
#[must_use]
pub fn canonical_schema(source: Source) -> SchemaRef {
    let mut fields = Vec::new();
    for column in source.columns() {
        fields.push(Field::new(column.name, column_type(column.kind), true));
        if column.kind.is_nik() {
            fields.push(Field::new("nik_given", DataType::Utf8, true));
        }
    }
    fields.push(Field::new("source_row", DataType::UInt32, false));
    fields.push(Field::new("warnings", DataType::Utf8, true));
    Arc::new(Schema::new(fields))
}

/// Columns in which hardly a value repeats: a dictionary would only cost time.
const UNIQUE: [&str; 8] = [
    "nik",
    "no_kk",
    "no_kartu",
    "nama",
    "alamat",
    "nik_given",
    "no_tagihan",
    "source_row",
];

fn properties() -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_max_row_group_row_count(None)
        .set_created_by("semesta".to_owned());
    for column in UNIQUE {
        builder = builder.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    builder.build()
}

/// Writes a table, a row group a batch, encoding on all threads.
pub(crate) struct TableWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    encoder: Encoder,
}

/// Encodes batches, on any thread.
pub(crate) struct Encoder {
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
}

/// A batch, encoded.
pub(crate) struct EncodedGroup(Vec<ArrowColumnChunk>);

impl Encoder {
    /// Encodes one batch; no row group for an empty one.
    pub(crate) fn encode(&self, batch: &RecordBatch) -> Result<Option<EncodedGroup>> {
        if batch.num_rows() == 0 {
            return Ok(None);
        }
        let writers = self.factory.create_column_writers(0)?;
        let mut leaves = Vec::new();
        for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
            leaves.extend(compute_leaves(field, array)?);
        }
        let encode = |(mut writer, leaf): (parquet::arrow::arrow_writer::ArrowColumnWriter, _)| {
            writer.write(&leaf)?;
            writer.close()
        };
        let pairs: Vec<_> = writers.into_iter().zip(leaves).collect();
        let chunks: Result<Vec<ArrowColumnChunk>> = pairs.into_par_iter().map(encode).collect();
        chunks.map(|chunks| Some(EncodedGroup(chunks)))
    }
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a table.
    pub(crate) fn new(sink: W, schema: SchemaRef) -> Result<Self> {
        let props: WriterPropertiesPtr = Arc::new(properties());
        let root = ArrowSchemaConverter::new()
            .convert(&schema)?
            .root_schema_ptr();
        let writer = SerializedFileWriter::new(sink, root, props)?;
        let factory = ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&schema));
        Ok(Self {
            writer,
            encoder: Encoder { factory, schema },
        })
    }

    /// What encodes the batches.
    pub(crate) fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    /// Appends an encoded batch.
    pub(crate) fn append(&mut self, group: EncodedGroup) -> Result<()> {
        let mut row_group = self.writer.next_row_group()?;
        for chunk in group.0 {
            chunk.append_to_row_group(&mut row_group)?;
        }
        row_group.close().map(|_| ())
    }

    /// Ends the table and gives back the sink.
    pub(crate) fn finish(self) -> Result<W> {
        self.writer.into_inner()
    }
}

/// How columns of texts are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextColumns {
    /// Each cell its own text.
    Plain,
    /// Texts that repeat as keys of their distinct values.
    Coded,
}

/// The schema with the texts that repeat as dictionaries.
fn coded(schema: &Schema) -> Schema {
    let key = Box::new(DataType::Int32);
    let code = |field: &Arc<Field>| {
        let repeats = !UNIQUE.contains(&field.name().as_str());
        let data_type = match field.data_type() {
            DataType::Utf8 if repeats => {
                DataType::Dictionary(key.clone(), Box::new(DataType::Utf8))
            }
            other => other.clone(),
        };
        Arc::new(field.as_ref().clone().with_data_type(data_type))
    };
    Schema::new(schema.fields().iter().map(code).collect::<Vec<_>>())
}

/// Reads a table, its row groups in parallel, in order.
pub(crate) fn read_table(
    table: &TableFile,
    columns: Option<&[&str]>,
    texts: TextColumns,
) -> Result<Vec<RecordBatch>> {
    let mut metadata = ArrowReaderMetadata::load(table, Default::default())?;
    if texts == TextColumns::Coded {
        let schema = Arc::new(coded(metadata.schema()));
        let options = ArrowReaderOptions::new().with_schema(schema);
        metadata = ArrowReaderMetadata::load(table, options)?;
    }
    let n_groups = metadata.metadata().num_row_groups();
    let read_group = |group: usize| -> Result<Vec<RecordBatch>> {
        let n_rows = metadata.metadata().row_group(group).num_rows().max(1) as usize;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(table.clone(), metadata.clone());
        let mask = projection(&metadata, columns)?;
        let reader = builder
            .with_projection(mask)
            .with_row_groups(vec![group])
            .with_batch_size(n_rows)
            .build()?;
        reader
            .collect::<std::result::Result<_, _>>()
            .map_err(ParquetError::from)
    };
    let groups: Result<Vec<Vec<RecordBatch>>> =
        (0..n_groups).into_par_iter().map(read_group).collect();
    let batches: Vec<RecordBatch> = groups?.into_iter().flatten().collect();
    columns.map_or(Ok(batches.clone()), |columns| in_order(&batches, columns))
}

fn projection(metadata: &ArrowReaderMetadata, columns: Option<&[&str]>) -> Result<ProjectionMask> {
    let schema = metadata.parquet_schema();
    let Some(columns) = columns else {
        return Ok(ProjectionMask::all());
    };
    let known = |name: &&&str| metadata.schema().column_with_name(name).is_none();
    if let Some(unknown) = columns.iter().find(known) {
        return Err(ParquetError::General(format!("unknown column `{unknown}`")));
    }
    Ok(ProjectionMask::columns(schema, columns.iter().copied()))
}

/// Puts the columns into the order asked for.
fn in_order(batches: &[RecordBatch], columns: &[&str]) -> Result<Vec<RecordBatch>> {
    let order = |batch: &RecordBatch| -> Result<RecordBatch> {
        let indices: std::result::Result<Vec<usize>, _> = columns
            .iter()
            .map(|name| batch.schema().index_of(name))
            .collect();
        Ok(batch.project(&indices?)?)
    };
    batches.iter().map(order).collect()
}
