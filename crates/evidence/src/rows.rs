//! Rows on their way from a file to the reader.

use crate::cell::Cell;

/// A run of consecutive rows that one thread reads.
pub(crate) trait Block {
    /// Visits the rows in order, with their numbers; data rows from 1.
    fn visit(&self, visit: &mut dyn FnMut(u32, &[Cell<'_>]));
}

/// Rows that own their cells, from a workbook or a Parquet file.
pub(crate) struct OwnedBlock {
    pub(crate) first_row: u32,
    pub(crate) rows: Vec<Vec<Cell<'static>>>,
}

impl Block for OwnedBlock {
    fn visit(&self, visit: &mut dyn FnMut(u32, &[Cell<'_>])) {
        for (row, cells) in (self.first_row..).zip(&self.rows) {
            visit(row, cells);
        }
    }
}
