//! Blocking rules: records are compared when they agree on all parts of one.

use super::part::{Part, value_keys};
use crate::line::{Line, WIDTH};
use crate::prepare::dictionary::mix;
use crate::prepare::{MISSING, Records};
use rayon::prelude::*;

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

/// The keys of all records under all rules, row by row; no rule, no key.
#[derive(Debug)]
pub(crate) struct RowKeys {
    pub(crate) keys: Vec<Line>,
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
    let rules: Vec<Vec<usize>> = rules
        .iter()
        .map(|r| r.parts.iter().map(place).collect())
        .collect();
    let mut keys = vec![Line([0; WIDTH]); records.len()];
    keys.par_chunks_mut(ROWS)
        .enumerate()
        .for_each(|(chunk, lines)| {
            let first = chunk * ROWS;
            let columns: Vec<Vec<u32>> = tables
                .iter()
                .map(|(field, table)| {
                    let codes = records.codes[first..first + lines.len()]
                        .iter()
                        .map(|l| l.0[*field]);
                    codes
                        .map(|c| if c == MISSING { 0 } else { table[c as usize] })
                        .collect()
                })
                .collect();
            for (rule, parts) in rules.iter().enumerate() {
                for (i, line) in lines.iter_mut().enumerate() {
                    line.0[rule] = join_keys(parts.iter().map(|&p| columns[p][i]));
                }
            }
        });
    RowKeys { keys }
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
    /// The rules under which two records agree, one bit a rule.
    #[inline]
    pub(crate) fn shared(&self, a: u32, b: u32) -> u32 {
        let (x, y) = (&self.keys[a as usize], &self.keys[b as usize]);
        x.equal(y) & !x.holding(0)
    }

    /// The first rule under which two records agree; 32 when there is none.
    #[inline]
    pub(crate) fn home(&self, a: u32, b: u32) -> u32 {
        self.shared(a, b).trailing_zeros()
    }

    /// The key of a record under a rule.
    pub(crate) fn key(&self, row: u32, rule: usize) -> u32 {
        self.keys[row as usize].0[rule]
    }
}
