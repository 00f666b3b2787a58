//! Columns of one source over all its snapshots.

use std::fmt;

use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int32Array, Int64Array,
    RecordBatch, StringArray, UInt32Array,
};
use rayon::prelude::*;
use semesta_domain::NikCell;

use crate::input::{Labels, NO_DATE, Origin, Texts};

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
        self.columns(column)?
            .into_iter()
            .map(|array| array.as_any().downcast_ref::<A>())
            .collect::<Option<Vec<&A>>>()
            .ok_or(ColumnError { column })
    }

    fn columns(&self, column: &'static str) -> Result<Vec<&ArrayRef>, ColumnError> {
        self.batches
            .iter()
            .map(|(_, batch)| batch.column_by_name(column))
            .collect::<Option<Vec<&ArrayRef>>>()
            .ok_or(ColumnError { column })
    }

    fn cells(&self, column: &'static str) -> Result<Vec<Cells<'_>>, ColumnError> {
        self.columns(column)?
            .into_iter()
            .map(Cells::of)
            .collect::<Option<Vec<Cells<'_>>>>()
            .ok_or(ColumnError { column })
    }

    /// A text column, each cell read by `read`; an empty cell is "".
    pub(super) fn map<T: Clone + Send + Sync>(
        &self,
        column: &'static str,
        read: impl Fn(&str) -> T + Sync,
    ) -> Result<Vec<T>, ColumnError> {
        let cells = self.cells(column)?;
        let mut values = vec![read(""); self.n_rows()];
        let sizes = cells.iter().map(Cells::len);
        let parts = split(&mut values, sizes);
        cells
            .into_par_iter()
            .zip(parts)
            .for_each(|(cells, values)| cells.read(values, &read));
        Ok(values)
    }

    /// A text column as it is.
    pub(super) fn texts(&self, column: &'static str) -> Result<Texts, ColumnError> {
        let cells = self.cells(column)?;
        let n_bytes = cells.iter().map(Cells::n_bytes).sum();
        let mut texts = Texts::with_capacity(self.n_rows(), n_bytes);
        for cells in cells {
            for row in 0..cells.len() {
                texts.push(cells.get(row));
            }
        }
        Ok(texts)
    }

    /// A text column of few values.
    pub(super) fn labels(&self, column: &'static str) -> Result<Labels, ColumnError> {
        let mut labels = Labels::default();
        for cells in self.cells(column)? {
            let codes: Vec<u32> = match &cells {
                Cells::Plain(_) => (0..cells.len())
                    .map(|row| labels.intern(cells.get(row)))
                    .collect(),
                Cells::Coded { keys, values } => {
                    let empty = labels.intern("");
                    let by_key: Vec<u32> = (0..values.len())
                        .map(|key| labels.intern(cell(values, key)))
                        .collect();
                    keys.iter()
                        .map(|key| key.map_or(empty, |key| by_key[key as usize]))
                        .collect()
                }
            };
            labels.extend_codes(codes);
        }
        Ok(labels)
    }

    /// The column `nik` and what `nik_given` keeps where it is not intact.
    pub(super) fn niks(&self) -> Result<(Vec<NikCell>, Texts), ColumnError> {
        let (intact, given) = (self.cells("nik")?, self.cells("nik_given")?);
        let mut niks = vec![NikCell::Missing; self.n_rows()];
        let parts = split(&mut niks, intact.iter().map(Cells::len));
        (&intact, &given, parts)
            .into_par_iter()
            .for_each(|(intact, given, niks)| {
                for (row, nik) in niks.iter_mut().enumerate() {
                    *nik = match (intact.get(row), given.get(row)) {
                        ("", other) => nik_cell(other),
                        (nik, _) => nik_cell(nik),
                    };
                }
            });
        Ok((niks, self.texts("nik_given")?))
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

/// A column of texts as it was read: one by one, or as keys of its distinct values.
enum Cells<'a> {
    Plain(&'a StringArray),
    Coded {
        keys: &'a Int32Array,
        values: &'a StringArray,
    },
}

impl<'a> Cells<'a> {
    fn of(array: &'a ArrayRef) -> Option<Self> {
        if let Some(plain) = array.as_any().downcast_ref::<StringArray>() {
            return Some(Self::Plain(plain));
        }
        let coded = array
            .as_any()
            .downcast_ref::<DictionaryArray<Int32Type>>()?;
        Some(Self::Coded {
            keys: coded.keys(),
            values: coded.values().as_any().downcast_ref::<StringArray>()?,
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Plain(array) => array.len(),
            Self::Coded { keys, .. } => keys.len(),
        }
    }

    /// Bytes of all texts, as far as that is known without a look at each.
    fn n_bytes(&self) -> usize {
        match self {
            Self::Plain(array) => array.value_data().len(),
            Self::Coded { .. } => 0,
        }
    }

    /// The text at a row; empty for an empty cell.
    fn get(&self, row: usize) -> &'a str {
        match self {
            Self::Plain(array) => cell(array, row),
            Self::Coded { keys, .. } if keys.is_null(row) => "",
            Self::Coded { keys, values } => cell(values, keys.value(row) as usize),
        }
    }

    /// Reads every cell, but each distinct value once where they are known.
    fn read<T: Clone>(&self, into: &mut [T], read: impl Fn(&str) -> T) {
        match self {
            Self::Plain(array) => {
                for (row, value) in into.iter_mut().enumerate() {
                    *value = read(cell(array, row));
                }
            }
            Self::Coded { keys, values } => {
                let known: Vec<T> = (0..values.len())
                    .map(|key| read(cell(values, key)))
                    .collect();
                for (key, value) in keys.iter().zip(into) {
                    if let Some(key) = key {
                        *value = known[key as usize].clone();
                    }
                }
            }
        }
    }
}

/// Cuts a column into parts of these sizes.
fn split<T>(mut column: &mut [T], sizes: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    sizes
        .map_while(|size| column.split_off_mut(..size))
        .collect()
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
