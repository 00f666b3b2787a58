//! Blocking rules: records are compared when they agree on all parts of one.

use super::part::{Part, value_keys};
use crate::prepare::dictionary::mix;
use crate::prepare::{MISSING, Records};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

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

/// Keys of every distinct value, for every part that some rule uses.
#[derive(Debug, Default)]
pub(crate) struct PartKeys {
    keys: FxHashMap<KeyPart, Vec<u32>>,
}

impl PartKeys {
    /// Computes the keys that are not there yet.
    pub(crate) fn extend(&mut self, records: &Records, parts: &[KeyPart]) {
        let mut wanted: Vec<KeyPart> = parts
            .iter()
            .filter(|p| !self.keys.contains_key(p))
            .copied()
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let new: Vec<(KeyPart, Vec<u32>)> = wanted
            .into_par_iter()
            .map(|p| (p, value_keys(&records.fields[p.field], p.part)))
            .collect();
        self.keys.extend(new);
    }

    /// The key of one part of a record; 0 when missing.
    pub(crate) fn of(&self, part: KeyPart, row: &[u32]) -> u32 {
        match row[part.field] {
            MISSING => 0,
            code => self.keys.get(&part).map_or(0, |k| k[code as usize]),
        }
    }

    fn tables(&self, rule: &Rule) -> Vec<(usize, &[u32])> {
        rule.parts
            .iter()
            .filter_map(|p| self.keys.get(p).map(|k| (p.field, k.as_slice())))
            .collect()
    }
}

/// The keys of all records under all rules, row by row.
#[derive(Debug)]
pub(crate) struct RowKeys {
    pub(crate) width: usize,
    pub(crate) keys: Vec<u32>,
}

/// Joins the keys of a rule's parts into one; 0 when any is missing.
pub(crate) fn join_keys(tables: &[(usize, &[u32])], row: &[u32]) -> u32 {
    let mut key = 0x9e37_79b9_u64;
    for (field, keys) in tables {
        let part = match row[*field] {
            MISSING => 0,
            code => keys[code as usize],
        };
        if part == 0 {
            return 0;
        }
        key = mix(key ^ u64::from(part)).wrapping_add(u64::from(part));
    }
    ((key >> 16) as u32).max(1)
}

/// Computes the keys of all records under the rules.
pub(crate) fn row_keys(records: &Records, rules: &[Rule], parts: &PartKeys) -> RowKeys {
    let width = rules.len();
    let tables: Vec<_> = rules.iter().map(|r| parts.tables(r)).collect();
    let mut keys = vec![0_u32; records.len() * width];
    keys.par_chunks_mut(width * 4096)
        .enumerate()
        .for_each(|(chunk, rows)| {
            for (i, row) in rows.chunks_mut(width).enumerate() {
                let codes = records.row((chunk * 4096 + i) as u32);
                row.iter_mut()
                    .zip(&tables)
                    .for_each(|(key, t)| *key = join_keys(t, codes));
            }
        });
    RowKeys { width, keys }
}

impl RowKeys {
    /// The rules under which two records agree, one bit a rule.
    #[inline]
    pub(crate) fn shared(&self, a: u32, b: u32) -> u32 {
        let x = &self.keys[a as usize * self.width..(a as usize + 1) * self.width];
        let y = &self.keys[b as usize * self.width..(b as usize + 1) * self.width];
        let mut bits = 0;
        for (i, (p, q)) in x.iter().zip(y).enumerate() {
            bits |= u32::from(p == q && *p != 0) << i;
        }
        bits
    }

    /// The key of a record under a rule.
    pub(crate) fn key(&self, row: u32, rule: usize) -> u32 {
        self.keys[row as usize * self.width + rule]
    }
}
