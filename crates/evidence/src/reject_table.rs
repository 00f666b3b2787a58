//! The table of rejected rows.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{StringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::errors::ParquetError;

use crate::limits::BLOCK_ROWS;
use crate::plan::Plan;
use crate::reject::Reject;
use crate::store::TableWriter;

/// Writes `row, column, code, message` and the original cells under their headers, and
/// gives back the sink.
pub(crate) fn write_rejects<W: Write + Send>(
    sink: W,
    plan: &Plan,
    rejects: &[Reject],
) -> Result<W, ParquetError> {
    let headers = &plan.headers[plan.n_added..];
    let width = rejects
        .iter()
        .map(|reject| reject.cells.len())
        .max()
        .unwrap_or(0)
        .max(headers.len());
    let mut fields = vec![Field::new("row", DataType::UInt32, false)];
    let mut names: Vec<String> = ["row", "column", "code", "message"]
        .map(str::to_owned)
        .to_vec();
    for at in 0..width {
        let header = headers.get(at).map(String::as_str).unwrap_or_default();
        names.push(unused_name(&names, header, at + 1));
    }
    fields.extend(
        names
            .iter()
            .skip(1)
            .map(|name| Field::new(name, DataType::Utf8, false)),
    );
    let schema = Arc::new(Schema::new(fields));
    let mut writer = TableWriter::new(sink, Arc::clone(&schema))?;
    for part in rejects.chunks(BLOCK_ROWS) {
        let batch = RecordBatch::try_new(Arc::clone(&schema), reject_arrays(part, width))?;
        if let Some(group) = writer.encoder().encode(&batch)? {
            writer.append(group)?;
        }
    }
    writer.finish()
}

/// The header itself, or with a number if it is empty or taken.
fn unused_name(names: &[String], header: &str, place: usize) -> String {
    if !header.is_empty() && !names.iter().any(|name| name == header) {
        return header.to_owned();
    }
    format!("{header}_{place}")
}

fn reject_arrays(rejects: &[Reject], width: usize) -> Vec<ArrayRef> {
    let mut rows = UInt32Builder::new();
    let mut texts: Vec<StringBuilder> = (0..width + 3).map(|_| StringBuilder::new()).collect();
    for reject in rejects {
        rows.append_value(reject.row);
        texts[0].append_value(reject.column);
        texts[1].append_value(reject.code.code());
        texts[2].append_value(reject.code.message(semesta_domain::Lang::Id));
        for (at, text) in texts[3..].iter_mut().enumerate() {
            text.append_value(reject.cells.get(at).map(String::as_str).unwrap_or_default());
        }
    }
    let rows: ArrayRef = Arc::new(rows.finish());
    let texts = texts
        .iter_mut()
        .map(|text| Arc::new(text.finish()) as ArrayRef);
    std::iter::once(rows).chain(texts).collect()
}
