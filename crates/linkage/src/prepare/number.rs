//! Numbering of the distinct values of a column.
//!
//! Cells are first spread over partitions by their hash, so that the table of
//! each partition stays within a processor's own cache. Codes follow the order
//! of hashes and values: the order of rows leaves no trace.

use super::dictionary::{Arena, Dictionary, MISSING, hash_bytes, mix};

/// Cells of one partition, about.
const PARTITION: usize = 8192;
/// Distinct texts up to which one table for all stays within a near cache.
const FEW: usize = 1 << 16;
const EMPTY: u32 = u32::MAX;

/// Numbers `n` texts; empty ones are missing.
pub(crate) fn number_texts<'a>(n: usize, text: impl Fn(usize) -> &'a str) -> (Arena, Vec<u32>) {
    number_few(n, &text).unwrap_or_else(|| number_many(n, &text))
}

/// Numbers texts of which few differ, by a table within a near cache; nothing
/// when there are more than [`FEW`].
fn number_few<'a>(n: usize, text: &impl Fn(usize) -> &'a str) -> Option<(Arena, Vec<u32>)> {
    let mut seen = Dictionary::default();
    let mut codes = vec![MISSING; n];
    for (row, code) in codes.iter_mut().enumerate() {
        let text = text(row);
        if !text.is_empty() {
            *code = seen.code(text);
            if seen.arena.len() > FEW {
                return None;
            }
        }
    }
    let found = seen.into_arena();
    // The order that partitions give.
    let parts = Partitions::new(n);
    let place = |code: u32| {
        let hash = hash_bytes(found.get(code).as_bytes()) | 1;
        (parts.of(hash), hash as u32, found.get(code), code)
    };
    let mut order: Vec<(usize, u32, &str, u32)> = (0..found.len() as u32).map(place).collect();
    order.sort_unstable();
    let mut arena = Arena::default();
    let mut rank = vec![0_u32; order.len()];
    for (_, _, text, code) in order {
        rank[code as usize] = arena.push(text);
    }
    arena.shrink();
    let present = codes.iter_mut().filter(|c| **c != MISSING);
    present.for_each(|c| *c = rank[*c as usize]);
    Some((arena, codes))
}

/// A cell among those of its partition.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    hash: u32,
    row: u32,
    /// Where its letters begin among those of its partition.
    start: u32,
}

/// Numbers texts partition by partition; their letters are laid beside each
/// other first, so that none is fetched from afar.
fn number_many<'a>(n: usize, text: &impl Fn(usize) -> &'a str) -> (Arena, Vec<u32>) {
    let mut parts = Partitions::new(n);
    let hash = |i: usize| match text(i) {
        "" => 0,
        t => hash_bytes(t.as_bytes()) | 1,
    };
    let hashes: Vec<u64> = (0..n).map(hash).collect();
    let mut sizes = vec![0_usize; parts.len()];
    for (row, &h) in hashes.iter().enumerate().filter(|(_, h)| **h != 0) {
        parts.count(h);
        sizes[parts.of(h)] += text(row).len();
    }
    let mut cells = vec![Cell::default(); parts.begin()];
    let mut next: Vec<usize> = Vec::with_capacity(sizes.len());
    let all = sizes.iter().fold(0, |sum, size| {
        next.push(sum);
        sum + size
    });
    let firsts = next.clone();
    let mut letters = vec![0_u8; all];
    for (row, &h) in hashes.iter().enumerate().filter(|(_, h)| **h != 0) {
        let (text, at) = (text(row).as_bytes(), &mut next[parts.of(h)]);
        letters[*at..*at + text.len()].copy_from_slice(text);
        cells[parts.place(h)] = Cell {
            hash: h as u32,
            row: row as u32,
            start: (*at - firsts[parts.of(h)]) as u32,
        };
        *at += text.len();
    }
    drop(hashes);
    let mut numbered = Numbered::default();
    let mut codes = vec![MISSING; n];
    for (part, range) in parts.ranges().enumerate() {
        numbered.take(
            &cells[range],
            &letters[firsts[part]..next[part]],
            &mut codes,
        );
    }
    numbered.arena.shrink();
    (numbered.arena, codes)
}

/// Texts numbered so far, with room for numbering those of one partition.
#[derive(Default)]
struct Numbered {
    arena: Arena,
    slots: Vec<u32>,
    /// The first cell of each distinct text.
    found: Vec<u32>,
    local: Vec<u32>,
}

impl Numbered {
    fn take(&mut self, cells: &[Cell], letters: &[u8], codes: &mut [u32]) {
        let text = |cell: u32| -> &[u8] {
            let next = cells.get(cell as usize + 1);
            let end = next.map_or(letters.len(), |c| c.start as usize);
            &letters[cells[cell as usize].start as usize..end]
        };
        reset(&mut self.slots, cells.len());
        let mask = self.slots.len() - 1;
        self.found.clear();
        self.local.clear();
        for (i, cell) in (0_u32..).zip(cells) {
            let mut at = (cell.hash >> 1) as usize & mask;
            let code = loop {
                match self.slots[at] {
                    EMPTY => {
                        self.slots[at] = self.found.len() as u32;
                        self.found.push(i);
                        break self.slots[at];
                    }
                    code => {
                        let first = self.found[code as usize];
                        if cells[first as usize].hash == cell.hash && text(first) == text(i) {
                            break code;
                        }
                        at = (at + 1) & mask;
                    }
                }
            };
            self.local.push(code);
        }
        let mut order: Vec<(u32, u32)> = (0_u32..)
            .zip(&self.found)
            .map(|(code, &i)| (cells[i as usize].hash, code))
            .collect();
        let letters_of = |code: u32| text(self.found[code as usize]);
        order.sort_unstable_by(|x, y| {
            x.0.cmp(&y.0)
                .then_with(|| letters_of(x.1).cmp(letters_of(y.1)))
        });
        let mut rank = vec![0_u32; order.len()];
        for &(_, code) in &order {
            let text = String::from_utf8_lossy(text(self.found[code as usize]));
            rank[code as usize] = self.arena.push(&text);
        }
        for (cell, &code) in cells.iter().zip(&self.local) {
            codes[cell.row as usize] = rank[code as usize];
        }
    }
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

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The partition of a hash.
    #[inline]
    fn of(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }

    #[inline]
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
    #![allow(clippy::unwrap_used)]
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
        fn few_and_many_texts_get_the_same_codes(
            texts in prop::collection::vec("[abé]{0,4}", 1..300),
        ) {
            let text = |i: usize| texts[i].as_str();
            let (few, codes) = number_few(texts.len(), &text).unwrap();
            let (many, same) = number_many(texts.len(), &text);
            prop_assert!(few.iter().eq(many.iter()));
            prop_assert_eq!(codes, same);
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
