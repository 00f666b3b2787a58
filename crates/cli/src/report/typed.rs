//! Columns of a large result table, each read as what it is.

use anyhow::Context as _;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray};
use semesta_engine::results::Words;

/// Texts of few values, each read once; a text that `read` does not know is read as nothing.
pub(super) fn words<'a, T>(
    batch: &'a RecordBatch,
    name: &str,
    read: impl FnMut(&str) -> Option<T>,
) -> anyhow::Result<Words<'a, T>> {
    typed(batch, name, |column| Words::of(column, read))
}

/// Texts of many values.
pub(super) fn texts<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a StringArray> {
    typed(batch, name, AsArray::as_string_opt)
}

pub(super) fn integers<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a Int64Array> {
    typed(batch, name, AsArray::as_primitive_opt::<Int64Type>)
}

pub(super) fn dates<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a Date32Array> {
    typed(batch, name, AsArray::as_primitive_opt::<Date32Type>)
}

pub(super) fn flags<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a BooleanArray> {
    typed(batch, name, AsArray::as_boolean_opt)
}

fn typed<'a, T>(
    batch: &'a RecordBatch,
    name: &str,
    read: impl FnOnce(&'a ArrayRef) -> Option<T>,
) -> anyhow::Result<T> {
    let column = batch
        .column_by_name(name)
        .with_context(|| format!("no column `{name}`"))?;
    read(column).with_context(|| format!("not the cells of `{name}`"))
}
