//! The order of records in memory: those that blocking brings together lie
//! together, so that a pair is seldom fetched from afar.

use super::{MISSING, Records};
use crate::line::Line;
use rayon::prelude::*;

/// Where each record stands among the caller's rows, and the other way round.
/// Both are empty while records stand as the caller gave them.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// For each record its row in its own table.
    row: Vec<u32>,
    /// For each row of the left table, then of the right one, its record.
    record: Vec<u32>,
}

impl Records {
    /// Puts the records of each side in the order of one field's values.
    pub(crate) fn arrange(&mut self, field: usize) {
        let order = |from: usize, to: usize| -> Vec<u64> {
            let cells = self.codes[from..to].iter().zip(from as u64..);
            // The sort looks at the upper bits first: no code leaves them empty.
            let unused = (self.fields[field].text.len() as u32).leading_zeros();
            let place = |code: u32| match code {
                MISSING => MISSING,
                code => code.unbounded_shl(unused),
            };
            let mut order: Vec<u64> = cells
                .map(|(line, record)| u64::from(place(line.0[field])) << 32 | record)
                .collect();
            crate::block::join::radix_sort(&mut order);
            order
        };
        let (n, all) = (self.n_left, self.len());
        let (left, right) = rayon::join(|| order(0, n), || order(n, all));
        let from: Vec<u32> = left.iter().chain(&right).map(|&o| o as u32).collect();
        drop((left, right));
        let lines: Vec<Line> = from
            .par_iter()
            .with_min_len(4096)
            .map(|&r| self.codes[r as usize])
            .collect();
        self.codes = lines;
        let mut record = vec![MISSING; all];
        for (new, &old) in from.iter().enumerate() {
            record[old as usize] = new as u32;
        }
        let row = from.iter().map(|&old| {
            if (old as usize) < n {
                old
            } else {
                old - n as u32
            }
        });
        self.places = Places {
            row: row.collect(),
            record,
        };
    }

    /// The caller's row of a record, in its own table.
    pub(crate) fn row_of(&self, record: u32) -> u32 {
        match self.places.row.get(record as usize) {
            Some(&row) => row,
            None if (record as usize) < self.n_left => record,
            None => record - self.n_left as u32,
        }
    }

    /// Where a record went that stood at this place before.
    pub(crate) fn moved(&self, before: u32) -> u32 {
        self.places
            .record
            .get(before as usize)
            .copied()
            .unwrap_or(before)
    }

    /// The record of a row of the left or only table.
    pub(crate) fn left_record(&self, row: u32) -> u32 {
        self.moved(row)
    }

    /// The record of a row of the right table, or of the only one.
    pub(crate) fn right_record(&self, row: u32) -> u32 {
        if self.is_dedupe() {
            return self.left_record(row);
        }
        self.moved(row + self.n_left as u32)
    }
}
