//! Building the columns of a table.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int32Array, Int64Array,
    StringArray, types::Int32Type,
};
use arrow_schema::Field;
use rustc_hash::FxHashMap;

use crate::input::NO_DATE;

/// Named columns under construction.
#[derive(Default)]
pub(super) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    pub(super) fn into_parts(self) -> (Vec<Field>, Vec<ArrayRef>) {
        (self.fields, self.arrays)
    }

    fn push(mut self, name: &str, array: ArrayRef) -> Self {
        self.fields
            .push(Field::new(name, array.data_type().clone(), true));
        self.arrays.push(array);
        self
    }

    /// Texts of many values; "" is null.
    pub(super) fn text<'a>(self, name: &str, n: usize, cell: impl Fn(usize) -> &'a str) -> Self {
        let mut builder = StringBuilder::with_capacity(n, n * 16);
        for row in 0..n {
            match cell(row) {
                "" => builder.append_null(),
                text => builder.append_value(text),
            }
        }
        self.push(name, Arc::new(builder.finish()))
    }

    /// Numbers written with `width` digits; 0 is null.
    pub(super) fn digits(
        self,
        name: &str,
        n: usize,
        width: usize,
        cell: impl Fn(usize) -> u64,
    ) -> Self {
        let mut builder = StringBuilder::with_capacity(n, n * width);
        let mut digits = vec![0_u8; width];
        for row in 0..n {
            let mut value = cell(row);
            if value == 0 {
                builder.append_null();
                continue;
            }
            for digit in digits.iter_mut().rev() {
                *digit = b'0' + (value % 10) as u8;
                value /= 10;
            }
            builder.append_value(std::str::from_utf8(&digits).unwrap_or_default());
        }
        self.push(name, Arc::new(builder.finish()))
    }

    /// Texts of few values, told apart by a key; `words` writes a key's text, "" being null.
    pub(super) fn coded<K: Eq + std::hash::Hash + Copy>(
        self,
        name: &str,
        n: usize,
        key: impl Fn(usize) -> K,
        words: impl Fn(K) -> String,
    ) -> Self {
        let mut known: FxHashMap<K, Option<i32>> = FxHashMap::default();
        let mut by_text: FxHashMap<String, i32> = FxHashMap::default();
        let mut values: Vec<String> = Vec::new();
        let keys: Int32Array = (0..n)
            .map(|row| {
                let key = key(row);
                *known.entry(key).or_insert_with(|| {
                    let text = words(key);
                    (!text.is_empty()).then(|| {
                        *by_text.entry(text).or_insert_with_key(|text| {
                            values.push(text.clone());
                            values.len() as i32 - 1
                        })
                    })
                })
            })
            .collect();
        let values: StringArray = values.iter().map(|text| Some(text.as_str())).collect();
        // Every key was handed out for a value that was pushed.
        let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))
            .expect("keys point to values");
        self.push(name, Arc::new(array))
    }

    /// Days since 1970-01-01.
    pub(super) fn date(self, name: &str, n: usize, cell: impl Fn(usize) -> i32) -> Self {
        let array: Date32Array = (0..n)
            .map(|row| Some(cell(row)).filter(|day| *day != NO_DATE))
            .collect();
        self.push(name, Arc::new(array))
    }

    pub(super) fn boolean(self, name: &str, n: usize, cell: impl Fn(usize) -> bool) -> Self {
        let array: BooleanArray = (0..n).map(|row| Some(cell(row))).collect();
        self.push(name, Arc::new(array))
    }

    pub(super) fn integer(self, name: &str, n: usize, cell: impl Fn(usize) -> Option<i64>) -> Self {
        let array: Int64Array = (0..n).map(cell).collect();
        self.push(name, Arc::new(array))
    }
}
impl Columns {
    /// Sixteen digits where `number` is not 0, else the text given.
    pub(super) fn given<'a>(
        self,
        name: &str,
        n: usize,
        number: impl Fn(usize) -> u64,
        text: impl Fn(usize) -> &'a str,
    ) -> Self {
        let mut builder = StringBuilder::with_capacity(n, n * 16);
        for row in 0..n {
            match (number(row), text(row)) {
                (0, "") => builder.append_null(),
                (0, text) => builder.append_value(text),
                (number, _) => builder.append_value(number.to_string()),
            }
        }
        self.push(name, Arc::new(builder.finish()))
    }
}
