//! The columns of a run that a comparison needs.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;

use super::{Record, Resident, Side, State, Word, Words};
use crate::results::Table;
use crate::run::{RunError, RunFolder};

impl State {
    /// Reads a run's residents and records.
    ///
    /// # Errors
    /// If a table cannot be read or lacks a column.
    pub(super) fn read(run: &RunFolder, words: &mut Words) -> Result<Self, RunError> {
        let mut state = Self::default();
        for batch in run.read(Table::Residents)? {
            let of = |name: &'static str| column(run, &batch, Table::Residents, name);
            let (nik, card) = (digits(of("nik")?), digits(of("card_number")?));
            let (region, segment) = (coded(of("region")?, words), coded(of("segment")?, words));
            let payer = coded(of("payer")?, words);
            let (registered, active) = (of("registered")?.as_boolean(), of("active")?.as_boolean());
            let name = of("name")?.as_string::<i32>();
            let birth = of("birth_date")?.as_primitive::<Date32Type>();
            for row in 0..batch.num_rows() {
                state.residents.push(Resident {
                    nik: nik[row],
                    birth: if birth.is_null(row) {
                        i32::MIN
                    } else {
                        birth.value(row)
                    },
                    name: if name.is_null(row) {
                        ""
                    } else {
                        name.value(row)
                    }
                    .to_owned(),
                    side: Side {
                        region: region[row],
                        segment: segment[row],
                        payer: payer[row],
                        card: card[row],
                        registered: registered.value(row),
                        active: active.value(row),
                    },
                });
            }
        }
        for batch in run.read(Table::Members)? {
            let of = |name: &'static str| column(run, &batch, Table::Members, name);
            let (card, nik) = (digits(of("card_number")?), digits(of("resident_nik")?));
            let standing = coded(of("standing")?, words);
            state
                .records
                .extend((0..batch.num_rows()).map(|row| Record {
                    card: card[row],
                    nik: nik[row],
                    standing: standing[row],
                }));
        }
        Ok(state)
    }
}

fn column<'a>(
    run: &RunFolder,
    batch: &'a RecordBatch,
    table: Table,
    name: &'static str,
) -> Result<&'a ArrayRef, RunError> {
    batch.column_by_name(name).ok_or_else(|| RunError::Damaged {
        path: run.table_path(table),
        cause: format!("no column `{name}`").into(),
    })
}

/// Digits as numbers, 0 where there are none.
fn digits(column: &ArrayRef) -> Vec<u64> {
    let texts = column.as_string::<i32>();
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
    texts.iter().map(number).collect()
}

fn coded(column: &ArrayRef, words: &mut Words) -> Vec<Word> {
    if let DataType::Dictionary(..) = column.data_type() {
        let dictionary = column.as_dictionary::<Int32Type>();
        let texts = dictionary.values().as_string::<i32>();
        let known: Vec<Word> = texts
            .iter()
            .map(|text| words.word(text.unwrap_or_default()))
            .collect();
        return (0..dictionary.len())
            .map(|row| dictionary.key(row).map_or(0, |key| known[key]))
            .collect();
    }
    let texts = column.as_string::<i32>();
    texts
        .iter()
        .map(|text| words.word(text.unwrap_or_default()))
        .collect()
}
