//! Rows found by a number that they carry, without looking at the others.

use std::ops::Range;

use rayon::prelude::*;

/// The rows of a column of numbers in the order of the numbers; 0 is no number.
#[derive(Debug, Default)]
pub(crate) struct Lookup(Vec<u32>);

impl Lookup {
    pub(super) fn of(numbers: &[u64]) -> Self {
        let mut rows: Vec<u32> = (0..numbers.len())
            .filter(|row| numbers[*row] != 0)
            .map(|row| row as u32)
            .collect();
        rows.par_sort_unstable_by_key(|row| (numbers[*row as usize], *row));
        Self(rows)
    }

    /// The rows of a number in the column that this was made of, in their order.
    pub(super) fn rows(&self, numbers: &[u64], number: u64) -> &[u32] {
        let start = self
            .0
            .partition_point(|row| numbers[*row as usize] < number);
        let n = self.0[start..].partition_point(|row| numbers[*row as usize] == number);
        &self.0[start..start + n]
    }
}

/// The rows of one page, by keys and then by rows: the other pages are not sorted.
///
/// # Panics
/// If there are fewer rows than the page's end.
pub(crate) fn page(ordered: impl Iterator<Item = (u32, u32)>, page: Range<usize>) -> Vec<u32> {
    let mut keys: Vec<u64> = ordered
        .map(|(key, row)| u64::from(key) << 32 | u64::from(row))
        .collect();
    if page.end < keys.len() {
        keys.select_nth_unstable(page.end);
        keys.truncate(page.end);
    }
    if page.start > 0 && page.start < keys.len() {
        keys.select_nth_unstable(page.start);
    }
    let keys = &mut keys[page];
    keys.sort_unstable();
    keys.iter().map(|key| *key as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_number_and_none_by_zero() {
        let numbers = [7, 0, 3, 7, 9, 0];
        let lookup = Lookup::of(&numbers);
        assert_eq!(lookup.rows(&numbers, 7), [0, 3]);
        assert_eq!(lookup.rows(&numbers, 3), [2]);
        assert_eq!(lookup.rows(&numbers, 8), [0_u32; 0]);
        assert_eq!(lookup.rows(&numbers, 0), [0_u32; 0]);
    }

    #[test]
    fn every_page_is_what_sorting_all_would_give() {
        let rows: Vec<(u32, u32)> = (0..1_000_u32).map(|row| (row * 7919 % 13, row)).collect();
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        for start in [0, 1, 50, 950, 999, 1_000] {
            let end = (start + 50).min(1_000);
            let found = page(rows.iter().copied(), start..end);
            let wanted: Vec<u32> = sorted[start..end].iter().map(|(_, row)| *row).collect();
            assert_eq!(found, wanted, "{start}");
        }
    }
}
