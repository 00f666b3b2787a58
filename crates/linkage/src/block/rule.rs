//! Blocking rules: records are compared when they agree on all parts of one.

use super::part::{Part, value_keys};
use crate::prepare::dictionary::mix;
use crate::prepare::{MISSING, Records};
use rayon::prelude::*;
use std::ops::Range;

/// A part of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct KeyPart {
    pub(crate) field: usize,
    pub(crate) part: Part,
}

/// Parts that must all agree; none at all means every pair.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Rule {
    pub(crate) parts: Vec<KeyPart>,
}

impl Rule {
    /// Names the rule by its fields and parts.
    pub(crate) fn describe(&self, records: &Records) -> String {
        if self.parts.is_empty() {
            return "*".to_owned();
        }
        let names = self.parts.iter().map(|p| match p.part {
            Part::Whole => records.fields[p.field].name.clone(),
            part => format!("{}:{}", records.fields[p.field].name, part.name()),
        });
        names.collect::<Vec<_>>().join(" + ")
    }

    pub(crate) fn uses(&self, field: usize) -> bool {
        self.parts.iter().any(|p| p.field == field)
    }
}

/// The keys of all records under all rules; no rule, no key.
///
/// Keys of [`ROWS`] records under one rule lie together, then those of the next
/// rule: a rule's keys are read without the others'.
#[derive(Debug)]
pub(crate) struct RowKeys {
    keys: Vec<u32>,
    /// Rules whose keys lie in a stretch.
    stored: usize,
    /// Where each rule in use lies among those stored.
    rules: Vec<usize>,
}

/// Rows whose keys are computed together.
const ROWS: usize = 1024;

/// Computes the keys of all records under the rules.
pub(crate) fn row_keys(records: &Records, rules: &[Rule]) -> RowKeys {
    let mut used: Vec<KeyPart> = rules.iter().flat_map(|r| r.parts.clone()).collect();
    used.sort_unstable();
    used.dedup();
    // The keys of every distinct value, for every part that some rule uses.
    let tables: Vec<(usize, Vec<u32>)> = used
        .par_iter()
        .map(|p| (p.field, value_keys(&records.fields[p.field], p.part)))
        .collect();
    let place = |p: &KeyPart| used.binary_search(p).unwrap_or(0);
    let parts: Vec<Vec<usize>> = rules
        .iter()
        .map(|r| r.parts.iter().map(place).collect())
        .collect();
    let mut keys = vec![0_u32; records.len().div_ceil(ROWS) * ROWS * rules.len()];
    keys.par_chunks_mut((ROWS * rules.len()).max(1))
        .zip(records.codes.par_chunks(ROWS))
        .for_each_init(
            || vec![0_u32; tables.len() * ROWS],
            |columns, (keys, lines)| {
                for (column, (field, table)) in columns.chunks_mut(ROWS).zip(&tables) {
                    let codes = lines.iter().map(|l| l.0[*field]);
                    column.iter_mut().zip(codes).for_each(|(key, c)| {
                        *key = if c == MISSING { 0 } else { table[c as usize] };
                    });
                }
                for (keys, parts) in keys.chunks_mut(ROWS).zip(&parts) {
                    for (i, key) in keys[..lines.len()].iter_mut().enumerate() {
                        *key = join_keys(parts.iter().map(|&p| columns[p * ROWS + i]));
                    }
                }
            },
        );
    let stored = rules.len();
    RowKeys {
        keys,
        stored,
        rules: (0..stored).collect(),
    }
}

/// Joins the keys of a rule's parts into one; 0 when any is missing.
fn join_keys(parts: impl Iterator<Item = u32>) -> u32 {
    let mut key = 0x9e37_79b9_u64;
    for part in parts {
        if part == 0 {
            return 0;
        }
        key = mix(key ^ u64::from(part)).wrapping_add(u64::from(part));
    }
    ((key >> 16) as u32).max(1)
}

impl RowKeys {
    /// The number of rules.
    pub(crate) fn rules(&self) -> usize {
        self.rules.len()
    }

    /// Takes a rule out of use; those after it move up by one.
    pub(crate) fn leave_out(&mut self, rule: usize) {
        self.rules.remove(rule);
    }

    /// Feeds the records of a range and their keys under a rule to `visit`.
    pub(crate) fn each(&self, rule: usize, rows: Range<usize>, mut visit: impl FnMut(u32, u32)) {
        for block in rows.start / ROWS..rows.end.div_ceil(ROWS) {
            let first = block * ROWS;
            let (from, to) = (rows.start.max(first), rows.end.min(first + ROWS));
            let at = (block * self.stored + self.rules[rule]) * ROWS;
            let keys = &self.keys[at + from - first..at + to - first];
            (from as u32..)
                .zip(keys)
                .for_each(|(row, key)| visit(row, *key));
        }
    }

    /// The rules under which two records agree, one bit a rule.
    pub(crate) fn shared(&self, a: u32, b: u32) -> u32 {
        (0..self.rules()).fold(0, |bits, rule| {
            bits | u32::from(self.agree(a, b, rule)) << rule
        })
    }

    /// The first rule under which two records agree; 32 when there is none.
    pub(crate) fn home(&self, a: u32, b: u32) -> u32 {
        (0..self.rules())
            .find(|&rule| self.agree(a, b, rule))
            .map_or(32, |rule| rule as u32)
    }

    /// Says whether two records have the same key under a rule.
    #[inline]
    pub(crate) fn agree(&self, a: u32, b: u32, rule: usize) -> bool {
        let (x, y) = (self.key(a, rule), self.key(b, rule));
        (x == y) & (x != 0)
    }

    /// The key of a record under a rule.
    #[inline]
    pub(crate) fn key(&self, row: u32, rule: usize) -> u32 {
        let row = row as usize;
        self.keys[(row / ROWS * self.stored + self.rules[rule]) * ROWS + row % ROWS]
    }
}
