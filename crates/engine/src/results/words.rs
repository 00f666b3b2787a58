//! Columns of few values, as they are read back.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, PrimitiveArray};

/// A column of few values, each read once however often it stands there.
pub struct Words<'a, T> {
    keys: &'a PrimitiveArray<Int32Type>,
    values: Vec<Option<T>>,
}

impl<'a, T> Words<'a, T> {
    /// Reads the values of a column; `None` if it is another kind of column.
    /// What `read` does not know is read as nothing.
    pub fn of(column: &'a ArrayRef, mut read: impl FnMut(&str) -> Option<T>) -> Option<Self> {
        let column = column.as_dictionary_opt::<Int32Type>()?;
        let values = column.values().as_string_opt::<i32>()?;
        Some(Self {
            keys: column.keys(),
            values: values.iter().map(|text| read(text?)).collect(),
        })
    }

    /// The value in a row; `None` where the cell is empty or not known.
    #[must_use]
    pub fn at(&self, row: usize) -> Option<&T> {
        let key = self.keys.is_valid(row).then(|| self.keys.value(row))?;
        self.values.get(usize::try_from(key).ok()?)?.as_ref()
    }
}
