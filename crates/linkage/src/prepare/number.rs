//! Numbering of the distinct values of a column.
//!
//! Cells are first spread over partitions by their hash, so that the table of
//! each partition stays within a processor's own cache. Codes follow the order
//! of hashes and values: the order of rows leaves no trace.

use super::dictionary::{Arena, MISSING, hash_bytes, mix};

/// Cells of one partition, about.
const PARTITION: usize = 8192;
const EMPTY: u32 = u32::MAX;

/// Numbers `n` texts; empty ones are missing.
pub(crate) fn number_texts<'a>(n: usize, text: impl Fn(usize) -> &'a str) -> (Arena, Vec<u32>) {
    let mut parts = Partitions::new(n);
    let hash = |i: usize| match text(i) {
        "" => 0,
        t => hash_bytes(t.as_bytes()) | 1,
    };
    let hashes: Vec<u64> = (0..n).map(hash).collect();
    hashes
        .iter()
        .filter(|h| **h != 0)
        .for_each(|&h| parts.count(h));
    let mut cells = vec![(0_u32, 0_u32); parts.begin()];
    for (row, &h) in hashes.iter().enumerate().filter(|(_, h)| **h != 0) {
        cells[parts.place(h)] = (h as u32, row as u32);
    }
    drop(hashes);
    let mut arena = Arena::default();
    let mut codes = vec![MISSING; n];
    let mut slots: Vec<u32> = Vec::new();
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut local: Vec<u32> = Vec::new();
    for part in parts.ranges() {
        let cells = &cells[part];
        reset(&mut slots, cells.len());
        let mask = slots.len() - 1;
        found.clear();
        local.clear();
        for &(short, row) in cells {
            let mut at = (short >> 1) as usize & mask;
            let code = loop {
                match slots[at] {
                    EMPTY => {
                        slots[at] = found.len() as u32;
                        found.push((short, row));
                        break slots[at];
                    }
                    code => {
                        let (other, first) = found[code as usize];
                        if other == short && text(first as usize) == text(row as usize) {
                            break code;
                        }
                        at = (at + 1) & mask;
                    }
                }
            };
            local.push(code);
        }
        let order = by_content(&found, &text);
        let mut rank = vec![0_u32; found.len()];
        for &i in &order {
            rank[i as usize] = arena.push(text(found[i as usize].1 as usize));
        }
        for (&(_, row), &code) in cells.iter().zip(&local) {
            codes[row as usize] = rank[code as usize];
        }
    }
    arena.shrink();
    (arena, codes)
}

/// The order of texts by hash, then by letters.
fn by_content<'a>(found: &[(u32, u32)], text: &impl Fn(usize) -> &'a str) -> Vec<u32> {
    let mut order: Vec<u64> = (0_u64..)
        .zip(found)
        .map(|(i, f)| u64::from(f.0) << 32 | i)
        .collect();
    order.sort_unstable();
    let same = |a: &u64, b: &u64| a >> 32 == b >> 32;
    let letters = |i: &u64| text(found[*i as u32 as usize].1 as usize);
    for run in order.chunk_by_mut(same).filter(|r| r.len() > 1) {
        run.sort_unstable_by(|a, b| letters(a).cmp(letters(b)));
    }
    order.into_iter().map(|i| i as u32).collect()
}

/// Numbers `n` keys; 0 is missing. Returns the distinct keys and the codes.
pub(crate) fn number_keys(keys: &[u64]) -> (Vec<u64>, Vec<u32>) {
    let mut parts = Partitions::new(keys.len());
    keys.iter()
        .filter(|k| **k != 0)
        .for_each(|&k| parts.count(mix(k)));
    let mut cells = vec![(0_u64, 0_u32); parts.begin()];
    for (row, &k) in keys.iter().enumerate().filter(|(_, k)| **k != 0) {
        cells[parts.place(mix(k))] = (k, row as u32);
    }
    let mut distinct: Vec<u64> = Vec::new();
    let mut codes = vec![MISSING; keys.len()];
    for part in parts.ranges() {
        let cells = &mut cells[part];
        cells.sort_unstable_by_key(|c| c.0);
        for same in cells.chunk_by(|a, b| a.0 == b.0) {
            same.iter()
                .for_each(|c| codes[c.1 as usize] = distinct.len() as u32);
            distinct.push(same[0].0);
        }
    }
    distinct.shrink_to_fit();
    (distinct, codes)
}

fn reset(slots: &mut Vec<u32>, cells: usize) {
    slots.clear();
    slots.resize((cells * 2).next_power_of_two().max(2), EMPTY);
}

/// Places for cells, sorted by the upper bits of their hashes.
struct Partitions {
    shift: u32,
    starts: Vec<usize>,
    next: Vec<usize>,
}

impl Partitions {
    fn new(cells: usize) -> Self {
        let bits = (cells / PARTITION)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(1, 11);
        Self {
            shift: 64 - bits,
            starts: vec![0; (1 << bits) + 1],
            next: Vec::new(),
        }
    }

    fn count(&mut self, hash: u64) {
        self.starts[(hash >> self.shift) as usize + 1] += 1;
    }

    /// Ends counting and returns the number of cells.
    fn begin(&mut self) -> usize {
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
        self.next = self.starts.clone();
        self.starts[self.starts.len() - 1]
    }

    fn place(&mut self, hash: u64) -> usize {
        let next = &mut self.next[(hash >> self.shift) as usize];
        *next += 1;
        *next - 1
    }

    fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.starts.windows(2).map(|w| w[0]..w[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn texts_keep_their_codes_whatever_the_order(
            texts in prop::collection::vec("[ab]{0,4}", 1..200), turn in 0_usize..200,
        ) {
            let (arena, codes) = number_texts(texts.len(), |i| texts[i].as_str());
            for (text, &code) in texts.iter().zip(&codes) {
                prop_assert_eq!(text.is_empty(), code == MISSING);
                prop_assert!(text.is_empty() || arena.get(code) == text);
            }
            let mut turned = texts.clone();
            turned.rotate_left(turn % texts.len());
            let (again, _) = number_texts(turned.len(), |i| turned[i].as_str());
            prop_assert!(arena.iter().eq(again.iter()));
        }

        #[test]
        fn keys_are_numbered(keys in prop::collection::vec(0_u64..50, 0..300)) {
            let (distinct, codes) = number_keys(&keys);
            for (&key, &code) in keys.iter().zip(&codes) {
                let back = distinct.get(code as usize).copied().unwrap_or(0);
                prop_assert_eq!(back, key);
            }
            let different: std::collections::BTreeSet<u64> = keys.into_iter().filter(|k| *k != 0).collect();
            prop_assert_eq!(distinct.len(), different.len());
        }
    }
}
