//! Comparison of two values of one field: an agreement level, and how common
//! the thing they agree on is.
//!
//! Levels run from 0 (equal) downwards; every kind has its own ladder
//! ([`ladder`]). Comparing is symmetric.

mod bags;
mod cache;
mod code;
mod date;
mod ladder;
mod measure;
mod words;

pub(crate) use cache::Cache;
pub(crate) use code::lowest_of_codes;
pub(crate) use ladder::ladder;
pub(crate) use words::alike;

use crate::kind::Kind;
use crate::line::WIDTH;
use crate::prepare::{Field, MISSING, Records, Values};

/// The level of a pair of which one value or both are missing.
pub(crate) const NULL: u8 = 15;
/// Levels a field can have; four bits in a pattern.
pub(crate) const LEVELS: usize = 16;

/// The result of one comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) level: u8,
    /// log2 of how common the agreed part is; 0 when the level has no such part.
    pub(crate) share: f32,
}

impl Outcome {
    pub(crate) const MISSING: Self = Self {
        level: NULL,
        share: 0.0,
    };

    pub(crate) fn plain(level: u8) -> Self {
        Self { level, share: 0.0 }
    }
}

/// The level of a given name or surname that stands in the other's column.
const EXCHANGED: u8 = 1;

/// Values up to which the comparisons of a field of words are remembered.
const REMEMBERED: usize = 20_000;

/// Compares one field of two records.
#[inline]
pub(crate) fn compare_rows(
    records: &Records,
    f: usize,
    x: &[u32; WIDTH],
    y: &[u32; WIDTH],
    cache: &mut Cache,
) -> Outcome {
    let field = &records.fields[f];
    let outcome = compare(field, f, x[f], y[f], cache);
    // A missing name stays missing: the other one is not counted twice.
    if let Some(names) = &records.names
        && (f == names.given || f == names.surname)
        && (outcome.level >= 6 && outcome.level != NULL)
        && names.exchanged(&records.fields, x, y)
    {
        return Outcome {
            level: EXCHANGED,
            share: field.log_share[x[f] as usize],
        };
    }
    outcome
}

/// Compares two value codes of a field.
#[inline]
pub(crate) fn compare(field: &Field, at: usize, a: u32, b: u32, cache: &mut Cache) -> Outcome {
    if a == MISSING || b == MISSING {
        return Outcome::MISSING;
    }
    if a == b {
        return Outcome {
            level: 0,
            share: field.log_share[a as usize],
        };
    }
    let (a, b) = (a.min(b), a.max(b));
    match &field.values {
        Values::Dates(dates) => Outcome::plain(date::level(dates[a as usize], dates[b as usize])),
        Values::Codes(codes) => code::compare(field, codes, a, b, at, cache),
        // Pairs of a field with many values seldom come back.
        Values::Words(values) if values.of.len() > REMEMBERED => {
            words::compare(field, values, a, b, at, cache)
        }
        Values::Words(values) => cache.value(at, a, b, |cache| {
            words::compare(field, values, a, b, at, cache)
        }),
        Values::Bags(bags) => bags::compare(bags, a, b),
        Values::Numbers(x) => Outcome::plain(measure::number(x[a as usize], x[b as usize])),
        Values::Points(p) => Outcome::plain(measure::distance(p[a as usize], p[b as usize])),
        Values::Plain if field.kind == Kind::Email => cache.value(at, a, b, |_| {
            code::email(field.text.get(a), field.text.get(b))
        }),
        Values::Plain => Outcome::plain(1),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::prepare::prepare;
    use crate::schema::FieldPlan;
    use crate::table::Table;
    use proptest::prelude::*;

    /// The outcome of two cells, in that order, in a table of their own.
    fn outcome(kind: Kind, cells: [&str; 2]) -> Outcome {
        let table = Table::from_rows(&["x"], &[&[cells[0]], &[cells[1]]]).unwrap();
        let plan = FieldPlan {
            name: "x".into(),
            kind,
            left: vec![0],
            right: vec![],
        };
        let records = prepare(&table, None, &[plan]);
        let mut cache = Cache::default();
        compare_rows(&records, 0, records.row(0), records.row(1), &mut cache)
    }

    /// Records of a given name and a surname.
    fn two_names<const N: usize>(rows: [[&str; 2]; N]) -> Records {
        let rows: Vec<&[&str]> = rows.iter().map(|r| r.as_slice()).collect();
        let table = Table::from_rows(&["given", "surname"], &rows).unwrap();
        let plan = |name: &str, kind, at| FieldPlan {
            name: name.into(),
            kind,
            left: vec![at],
            right: vec![],
        };
        let plans = [
            plan("given", Kind::GivenName, 0),
            plan("surname", Kind::Surname, 1),
        ];
        prepare(&table, None, &plans)
    }

    #[test]
    fn a_name_in_the_other_column_counts_once() {
        let records = two_names([["Oliver", ""], ["Amelie", "Oliver"], ["Olivr", "Amelie"]]);
        let mut cache = Cache::default();
        let mut levels = |a, b| {
            [0, 1].map(|f| {
                compare_rows(&records, f, records.row(a), records.row(b), &mut cache).level
            })
        };
        assert_eq!(levels(0, 1), [EXCHANGED, NULL]);
        assert_eq!(levels(1, 0), [EXCHANGED, NULL]);
        assert_eq!(levels(1, 2), [EXCHANGED, EXCHANGED]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn comparing_is_symmetric(
            a in "([a-d]{1,5} ?){1,3}|19[0-9]{2}-0[1-9]-1[0-9]|6571[0-9]{12}|[1-3].[0-9],[1-9].5",
            b in "([a-d]{1,5} ?){1,3}|19[0-9]{2}-0[1-9]-1[0-9]|6571[0-9]{12}|[1-3].[0-9],[1-9].5",
        ) {
            for (kind, name) in Kind::ALL {
                prop_assert_eq!(outcome(kind, [&a, &b]), outcome(kind, [&b, &a]), "{}", name);
            }
        }

        #[test]
        fn names_in_exchanged_columns_compare_alike_both_ways(
            given in prop::array::uniform2("(amelie|amelia|oliver|olivr|)"),
            surname in prop::array::uniform2("(amelie|amelia|oliver|olivr|)"),
        ) {
            let records = two_names([[&given[0], &surname[0]], [&given[1], &surname[1]]]);
            let mut cache = Cache::default();
            let mut both = |a, b| {
                [0, 1].map(|f| {
                    let (x, y) = (records.row(a), records.row(b));
                    compare_rows(&records, f, x, y, &mut cache).level
                })
            };
            prop_assert_eq!(both(0, 1), both(1, 0));
        }
    }
}
