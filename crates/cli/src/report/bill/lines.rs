//! The billed lines as far as sums need them: half a million a year, so they are
//! read column by column.

use anyhow::Context as _;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch, StringArray};
use semesta_domain::{Finding, Month};
use semesta_engine::results::Table;
use semesta_engine::run::RunFolder;

/// The columns that are read.
const COLUMNS: [&str; 7] = [
    "month",
    "card_number",
    "resident_nik",
    "billed",
    "finding",
    "disputed",
    "region",
];

/// What a sum needs of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) month: Month,
    /// The person's NIK as a number, else the card; empty cells give 0.
    pub(super) who: (bool, u64),
    pub(super) region: &'a str,
    pub(super) billed: i64,
    pub(super) finding: Finding,
    pub(super) disputed: i64,
}

/// Reads what sums need of every line of a run.
pub(super) fn read(run: &RunFolder) -> anyhow::Result<Vec<RecordBatch>> {
    Ok(run.read_columns(Table::BillLines, &COLUMNS)?)
}

/// Tells of every line in the table's order.
pub(super) fn each(batches: &[RecordBatch], mut tell: impl FnMut(Line<'_>)) -> anyhow::Result<()> {
    for batch in batches {
        let column = |name: &str| {
            batch
                .column_by_name(name)
                .with_context(|| format!("no column `{name}`"))
        };
        let months = Words::of(column("month")?, |text| text.parse::<Month>().ok());
        let findings = Words::of(column("finding")?, |text| text.parse::<Finding>().ok());
        let regions = Words::of(column("region")?, |text| Some(text.to_owned()));
        let niks = column("resident_nik")?.as_string::<i32>();
        let cards = column("card_number")?.as_string::<i32>();
        let billed = column("billed")?.as_primitive::<Int64Type>();
        let disputed = column("disputed")?.as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            let number = |column: &StringArray| column.value(row).parse().unwrap_or(0);
            let who = if niks.is_null(row) {
                (false, number(cards))
            } else {
                (true, number(niks))
            };
            tell(Line {
                month: *months.at(row).context("a line without a month")?,
                who,
                region: regions.at(row).map_or("", String::as_str),
                billed: billed.value(row),
                finding: *findings.at(row).context("a line without a finding")?,
                disputed: disputed.value(row),
            });
        }
    }
    Ok(())
}

/// A column of few values, each read once.
struct Words<'a, T> {
    keys: &'a arrow_array::PrimitiveArray<Int32Type>,
    values: Vec<Option<T>>,
}

impl<'a, T> Words<'a, T> {
    fn of(column: &'a arrow_array::ArrayRef, read: impl Fn(&str) -> Option<T>) -> Self {
        let column = column.as_dictionary::<Int32Type>();
        let values = column.values().as_string::<i32>();
        Self {
            keys: column.keys(),
            values: values.iter().map(|text| read(text?)).collect(),
        }
    }

    fn at(&self, row: usize) -> Option<&T> {
        let key = self.keys.is_valid(row).then(|| self.keys.value(row))?;
        self.values.get(usize::try_from(key).ok()?)?.as_ref()
    }
}
