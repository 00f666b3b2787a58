//! Building the columns of a table.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, StringArray, types::Int32Type,
};
use arrow_schema::Field;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::digits::write_digits;
use crate::input::NO_DATE;

/// How a column is made.
type Make<'a> = Box<dyn FnOnce() -> ArrayRef + Send + 'a>;

/// Named columns still to be made.
#[derive(Default)]
pub(super) struct Columns<'a> {
    columns: Vec<(&'static str, Make<'a>)>,
}

impl<'a> Columns<'a> {
    /// Makes the columns, side by side.
    pub(super) fn into_parts(self) -> (Vec<Field>, Vec<ArrayRef>) {
        self.columns
            .into_par_iter()
            .with_max_len(1)
            .map(|(name, make)| {
                let array = make();
                (Field::new(name, array.data_type().clone(), true), array)
            })
            .unzip()
    }

    fn push(mut self, name: &'static str, make: impl FnOnce() -> ArrayRef + Send + 'a) -> Self {
        self.columns.push((name, Box::new(make)));
        self
    }

    /// Texts of many values; "" is null.
    pub(super) fn text(
        self,
        name: &'static str,
        n: usize,
        cell: impl Fn(usize) -> &'a str + Send + 'a,
    ) -> Self {
        self.push(name, move || {
            let mut builder = StringBuilder::with_capacity(n, n * 16);
            for row in 0..n {
                match cell(row) {
                    "" => builder.append_null(),
                    text => builder.append_value(text),
                }
            }
            Arc::new(builder.finish())
        })
    }

    /// Numbers written with `width` digits; 0 is null.
    pub(super) fn digits(
        self,
        name: &'static str,
        n: usize,
        width: usize,
        cell: impl Fn(usize) -> u64 + Send + 'a,
    ) -> Self {
        self.given(name, n, width, cell, |_| "")
    }

    /// Numbers written with `width` digits, or where they are 0 the text given; "" is null.
    pub(super) fn given(
        self,
        name: &'static str,
        n: usize,
        width: usize,
        number: impl Fn(usize) -> u64 + Send + 'a,
        text: impl Fn(usize) -> &'a str + Send + 'a,
    ) -> Self {
        self.push(name, move || {
            // Fetched first: cells that lie far apart are waited for together, not one by one.
            let numbers: Vec<u64> = (0..n).map(number).collect();
            let mut builder = StringBuilder::with_capacity(n, n * width);
            let mut digits = vec![0_u8; width];
            for (row, number) in numbers.into_iter().enumerate() {
                match number {
                    0 => match text(row) {
                        "" => builder.append_null(),
                        text => builder.append_value(text),
                    },
                    number => builder.append_value(write_digits(number, &mut digits)),
                }
            }
            Arc::new(builder.finish())
        })
    }

    /// Texts of few values, told apart by a key; `words` writes a key's text, "" being null.
    pub(super) fn coded<K: Eq + std::hash::Hash + Copy>(
        self,
        name: &'static str,
        n: usize,
        key: impl Fn(usize) -> K + Send + 'a,
        words: impl Fn(K) -> String + Send + 'a,
    ) -> Self {
        self.push(name, move || coded(n, key, words))
    }

    /// Days since 1970-01-01.
    pub(super) fn date(
        self,
        name: &'static str,
        n: usize,
        cell: impl Fn(usize) -> i32 + Send + 'a,
    ) -> Self {
        self.push(name, move || {
            let array: Date32Array = (0..n)
                .map(|row| Some(cell(row)).filter(|day| *day != NO_DATE))
                .collect();
            Arc::new(array)
        })
    }

    pub(super) fn boolean(
        self,
        name: &'static str,
        n: usize,
        cell: impl Fn(usize) -> bool + Send + 'a,
    ) -> Self {
        self.push(name, move || {
            let array: BooleanArray = (0..n).map(|row| Some(cell(row))).collect();
            Arc::new(array)
        })
    }

    /// Decimal numbers.
    pub(super) fn number(
        self,
        name: &'static str,
        n: usize,
        cell: impl Fn(usize) -> f64 + Send + 'a,
    ) -> Self {
        self.push(name, move || {
            let array: Float64Array = (0..n).map(|row| Some(cell(row))).collect();
            Arc::new(array)
        })
    }

    pub(super) fn integer(
        self,
        name: &'static str,
        n: usize,
        cell: impl Fn(usize) -> Option<i64> + Send + 'a,
    ) -> Self {
        self.push(name, move || {
            let array: Int64Array = (0..n).map(cell).collect();
            Arc::new(array)
        })
    }
}

/// A dictionary of the texts of keys.
fn coded<K: Eq + std::hash::Hash + Copy>(
    n: usize,
    key: impl Fn(usize) -> K,
    words: impl Fn(K) -> String,
) -> ArrayRef {
    let mut known: FxHashMap<K, Option<i32>> = FxHashMap::default();
    let mut by_text: FxHashMap<String, i32> = FxHashMap::default();
    let mut values: Vec<String> = Vec::new();
    let keys: Vec<K> = (0..n).map(key).collect();
    let keys: Int32Array = keys
        .into_iter()
        .map(|key| {
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
    Arc::new(array)
}
