//! Columns of a loaded run, as small as their values allow.

use anyhow::{Context as _, bail};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use rustc_hash::FxHashMap;

/// No value in a coded column.
pub(crate) const NONE: u16 = u16::MAX;
/// No date.
pub(crate) const NO_DAY: i32 = i32::MIN;

/// Texts of few values, two bytes a row.
#[derive(Debug, Default)]
pub(crate) struct Coded {
    keys: Vec<u16>,
    values: Vec<String>,
    known: FxHashMap<String, u16>,
}

impl Coded {
    /// The text of a row, "" where there is none.
    pub(crate) fn get(&self, row: usize) -> &str {
        self.text(self.keys[row])
    }

    /// The key of a row, [`NONE`] where there is none.
    pub(crate) fn key(&self, row: usize) -> u16 {
        self.keys[row]
    }

    /// The text of a key.
    pub(crate) fn text(&self, key: u16) -> &str {
        self.values.get(usize::from(key)).map_or("", String::as_str)
    }

    /// The key of a text, if any row has it.
    pub(crate) fn find(&self, text: &str) -> Option<u16> {
        self.known.get(text).copied()
    }

    /// The key that rows of a text have, for comparing: nothing is asked for by "", and
    /// a text that no row has fits none.
    pub(crate) fn wanted(&self, text: &str) -> Option<u16> {
        (!text.is_empty()).then(|| self.find(text).unwrap_or(NONE - 1))
    }

    /// Every text that occurs.
    pub(crate) fn values(&self) -> &[String] {
        &self.values
    }

    /// The place of each key among all texts in their order.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_unstable_by_key(|key| &self.values[*key]);
        let mut ranks = vec![0; order.len()];
        for (rank, key) in order.into_iter().enumerate() {
            ranks[key] = rank as u32;
        }
        ranks
    }

    fn key_of(&mut self, text: &str) -> anyhow::Result<u16> {
        if let Some(key) = self.known.get(text) {
            return Ok(*key);
        }
        let key = u16::try_from(self.values.len()).context("too many distinct texts")?;
        if key >= NONE - 1 {
            bail!("too many distinct texts");
        }
        self.values.push(text.to_owned());
        self.known.insert(text.to_owned(), key);
        Ok(key)
    }

    pub(crate) fn extend(&mut self, column: &ArrayRef) -> anyhow::Result<()> {
        if let DataType::Dictionary(..) = column.data_type() {
            let dictionary = column.as_dictionary::<Int32Type>();
            let texts = dictionary.values().as_string::<i32>();
            let keys: Vec<u16> = (0..texts.len())
                .map(|at| self.key_of(texts.value(at)))
                .collect::<Result<_, _>>()?;
            let rows =
                (0..dictionary.len()).map(|row| dictionary.key(row).map_or(NONE, |key| keys[key]));
            self.keys.extend(rows);
            return Ok(());
        }
        let texts = column.as_string::<i32>();
        for row in 0..texts.len() {
            let key = if texts.is_null(row) {
                NONE
            } else {
                self.key_of(texts.value(row))?
            };
            self.keys.push(key);
        }
        Ok(())
    }
}

/// Texts of many values, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    bytes: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(crate) fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[row] as usize]
    }

    pub(crate) fn extend(&mut self, column: &ArrayRef) -> anyhow::Result<()> {
        let texts = column.as_string::<i32>();
        for row in 0..texts.len() {
            if !texts.is_null(row) {
                self.bytes.push_str(texts.value(row));
            }
            let end = u32::try_from(self.bytes.len()).context("texts of more than 4 GiB")?;
            self.ends.push(end);
        }
        Ok(())
    }

    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Appends digits as numbers, 0 where there are none.
pub(crate) fn digits(into: &mut Vec<u64>, column: &ArrayRef) {
    let texts = column.as_string::<i32>();
    into.extend((0..texts.len()).map(|row| {
        if texts.is_null(row) {
            return 0;
        }
        texts.value(row).parse().unwrap_or(0)
    }));
}

/// Appends whole numbers, `none` where there are none.
pub(crate) fn integers<T: TryFrom<i64> + Copy>(into: &mut Vec<T>, column: &ArrayRef, none: T) {
    let numbers = column.as_primitive::<Int64Type>();
    into.extend((0..numbers.len()).map(|row| {
        if numbers.is_null(row) {
            return none;
        }
        T::try_from(numbers.value(row)).unwrap_or(none)
    }));
}

/// Appends days since 1970-01-01, [`NO_DAY`] where there are none.
pub(crate) fn days(into: &mut Vec<i32>, column: &ArrayRef) {
    let dates = column.as_primitive::<Date32Type>();
    into.extend((0..dates.len()).map(|row| {
        if dates.is_null(row) {
            NO_DAY
        } else {
            dates.value(row)
        }
    }));
}

/// Appends yes or no.
pub(crate) fn flags(into: &mut Vec<bool>, column: &ArrayRef) {
    let flags = column.as_boolean();
    into.extend((0..flags.len()).map(|row| !flags.is_null(row) && flags.value(row)));
}

/// A column of a batch by its name.
pub(crate) fn column<'a>(batch: &'a RecordBatch, name: &str) -> anyhow::Result<&'a ArrayRef> {
    batch
        .column_by_name(name)
        .with_context(|| format!("no column `{name}`"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use arrow_array::StringArray;

    use super::*;

    #[test]
    fn texts_come_back_as_they_went_in() {
        let column: ArrayRef = Arc::new(StringArray::from(vec![
            Some("a"),
            None,
            Some("bc"),
            Some("a"),
        ]));
        let (mut coded, mut texts) = (Coded::default(), Texts::default());
        coded.extend(&column).unwrap();
        texts.extend(&column).unwrap();
        let of_coded: Vec<&str> = (0..4).map(|row| coded.get(row)).collect();
        let of_texts: Vec<&str> = (0..4).map(|row| texts.get(row)).collect();
        assert_eq!(of_coded, ["a", "", "bc", "a"]);
        assert_eq!(of_coded, of_texts);
        assert_eq!(coded.find("bc"), Some(1));
        assert_eq!(coded.key(1), NONE);
    }
}
