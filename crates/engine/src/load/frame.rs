//! Columns of one source over all its snapshots.

use std::fmt;

use arrow_array::{
    Array, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use rayon::prelude::*;
use semesta_domain::NikCell;

use crate::input::{NO_DATE, Origin, Texts};

/// The batches of one source, each with the index of the snapshot it came from.
pub(super) struct Frame {
    pub(super) batches: Vec<(u16, RecordBatch)>,
}

/// Says that a snapshot does not have the column it should have.
#[derive(Debug, thiserror::Error)]
#[error("snapshot without a readable column `{column}`")]
pub struct ColumnError {
    /// The column that was looked for.
    pub column: &'static str,
}

impl Frame {
    pub(super) fn n_rows(&self) -> usize {
        self.batches.iter().map(|(_, batch)| batch.num_rows()).sum()
    }

    fn arrays<A: Array + Clone + 'static>(
        &self,
        column: &'static str,
    ) -> Result<Vec<&A>, ColumnError> {
        let error = ColumnError { column };
        self.batches
            .iter()
            .map(|(_, batch)| {
                batch
                    .column_by_name(column)
                    .and_then(|array| array.as_any().downcast_ref::<A>())
            })
            .collect::<Option<Vec<&A>>>()
            .ok_or(error)
    }

    /// A text column, each cell read by `read`; an empty cell is "".
    pub(super) fn map<T: Send>(
        &self,
        column: &'static str,
        read: impl Fn(&str) -> T + Sync,
    ) -> Result<Vec<T>, ColumnError> {
        let arrays = self.arrays::<StringArray>(column)?;
        let parts: Vec<Vec<T>> = arrays
            .into_par_iter()
            .map(|array| (0..array.len()).map(|row| read(cell(array, row))).collect())
            .collect();
        Ok(parts.into_iter().flatten().collect())
    }

    /// A text column as it is.
    pub(super) fn texts(&self, column: &'static str) -> Result<Texts, ColumnError> {
        let arrays = self.arrays::<StringArray>(column)?;
        let n_bytes = arrays.iter().map(|array| array.value_data().len()).sum();
        let mut texts = Texts::with_capacity(self.n_rows(), n_bytes);
        for array in arrays {
            for row in 0..array.len() {
                texts.push(cell(array, row));
            }
        }
        Ok(texts)
    }

    /// The column `nik` and what `nik_given` keeps where it is not intact.
    pub(super) fn niks(&self) -> Result<(Vec<NikCell>, Texts), ColumnError> {
        let (intact, given) = (
            self.arrays::<StringArray>("nik")?,
            self.arrays::<StringArray>("nik_given")?,
        );
        let mut cells = Vec::with_capacity(self.n_rows());
        let mut texts = Texts::with_capacity(self.n_rows(), 1 << 16);
        for (intact, given) in intact.into_iter().zip(given) {
            for row in 0..intact.len() {
                let (nik, other) = (cell(intact, row), cell(given, row));
                cells.push(nik_cell(if nik.is_empty() { other } else { nik }));
                texts.push(other);
            }
        }
        Ok((cells, texts))
    }

    pub(super) fn dates(&self, column: &'static str) -> Result<Vec<i32>, ColumnError> {
        let arrays = self.arrays::<Date32Array>(column)?;
        Ok(arrays
            .into_iter()
            .flat_map(|array| array.iter().map(|day| day.unwrap_or(NO_DATE)))
            .collect())
    }

    pub(super) fn integers(&self, column: &'static str) -> Result<Vec<Option<i64>>, ColumnError> {
        let arrays = self.arrays::<Int64Array>(column)?;
        Ok(arrays.into_iter().flat_map(|array| array.iter()).collect())
    }

    /// A column of yes and no; an empty cell is no.
    pub(super) fn flags(&self, column: &'static str) -> Result<Vec<bool>, ColumnError> {
        let arrays = self.arrays::<BooleanArray>(column)?;
        Ok(arrays
            .into_iter()
            .flat_map(|array| array.iter().map(|flag| flag == Some(true)))
            .collect())
    }

    pub(super) fn origins(&self) -> Result<Vec<Origin>, ColumnError> {
        let arrays = self.arrays::<UInt32Array>("source_row")?;
        let files = self.batches.iter().map(|(file, _)| *file);
        Ok(arrays
            .into_iter()
            .zip(files)
            .flat_map(|(rows, file)| {
                rows.values()
                    .iter()
                    .map(move |row| Origin { file, row: *row })
            })
            .collect())
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({} rows)", self.n_rows())
    }
}

fn cell(array: &StringArray, row: usize) -> &str {
    if array.is_null(row) {
        ""
    } else {
        array.value(row)
    }
}

/// A number of digits, 0 for none.
pub(super) fn number(text: &str) -> u64 {
    text.parse().unwrap_or(0)
}

/// A NIK cell; the usual one is sixteen digits and nothing else.
fn nik_cell(text: &str) -> NikCell {
    if text.is_empty() {
        return NikCell::Missing;
    }
    NikCell::parse(text)
}
