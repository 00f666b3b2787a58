//! Agreement patterns: the levels of all fields of a pair, four bits a field.

use crate::compare::{Cache, NULL, Outcome, compare_rows};
use crate::prepare::Records;

/// The most fields that take part in a comparison.
pub(crate) const MAX_FIELDS: usize = crate::line::WIDTH;

/// Levels of all fields, the first field in the lowest four bits.
pub(crate) type Pattern = u64;

/// The level of one field.
#[inline]
pub(crate) fn level(pattern: Pattern, field: usize) -> u8 {
    (pattern >> (4 * field) & 15) as u8
}

/// Compares two records on every field.
pub(crate) fn outcomes(
    records: &Records,
    a: u32,
    b: u32,
    cache: &mut Cache,
) -> [Outcome; MAX_FIELDS] {
    let mut out = [Outcome::MISSING; MAX_FIELDS];
    let (x, y) = (records.row(a), records.row(b));
    for (f, o) in out[..records.fields.len()].iter_mut().enumerate() {
        *o = compare_rows(records, f, x, y, cache);
    }
    out
}

/// The pattern of outcomes.
pub(crate) fn pattern_of(outcomes: &[Outcome; MAX_FIELDS], fields: usize) -> Pattern {
    outcomes[..fields]
        .iter()
        .rev()
        .fold(0, |p, o| p << 4 | u64::from(o.level & NULL))
}
