//! Digests of long codes within a record's line: that two codes have nothing
//! in common is seen without either of them being fetched.

use super::code::Digits;
use super::{Field, MISSING, Values};
use crate::kind::Kind;
use crate::line::{Line, WIDTH};

/// Where the digest of a field's value lies in a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hint {
    pub(crate) field: usize,
    slot: usize,
    /// The digits of which one has to differ, as places of a digest.
    telling: u32,
}

/// No digest: the value is missing, or not of 16 digits, or its tail is damaged.
const NONE: u32 = MISSING;
/// The lower bit of every digit's place.
const PLACES: u32 = 0x5555_5555;
/// Of a NIK: the birth date, digits 7 to 12.
const BIRTH_DATE: u32 = 0x0005_5500;
/// The first half of the digits.
const FIRST_HALF: u32 = 0x5555_0000;

impl Hint {
    /// Says, from two digests alone, that the codes are surely of the lowest
    /// level: three digits or more differ, and some that even a like code shares.
    #[inline]
    pub(crate) fn apart(&self, x: &Line, y: &Line) -> bool {
        let (x, y) = (x.0[self.slot], y.0[self.slot]);
        let differing = (x ^ y | (x ^ y) >> 1) & PLACES;
        let but_one = differing & differing.wrapping_sub(1);
        let but_two = but_one & but_one.wrapping_sub(1);
        x != NONE && y != NONE && but_two != 0 && differing & self.telling != 0
    }
}

/// Two bits of each of 16 digits, the first digit highest.
fn digest(code: Digits) -> u32 {
    // Four zeros at the end may stand for digits that were lost.
    if code.length != 16 || code.packed.trailing_zeros() >= 16 {
        return NONE;
    }
    (0..16).fold(0, |sum, i| {
        sum << 2 | (code.packed >> (60 - 4 * i) & 3) as u32
    })
}

/// The digests of some fields with many values, as far as a line has room.
pub(crate) fn hints<'a>(fields: impl ExactSizeIterator<Item = &'a Field>) -> Vec<(Hint, Vec<u32>)> {
    let mut out = Vec::new();
    let mut slots = fields.len()..WIDTH;
    for (at, field) in fields.enumerate() {
        let Values::Codes(codes) = &field.values else {
            continue;
        };
        if field.text.len() <= crate::model::score::NEAR {
            continue;
        }
        let Some(slot) = slots.next() else { break };
        let telling = match field.kind {
            Kind::Nik => BIRTH_DATE,
            _ => FIRST_HALF,
        };
        let hint = Hint {
            field: at,
            slot,
            telling,
        };
        let digests: Vec<u32> = codes.digits.iter().map(|d| digest(*d)).collect();
        if digests.iter().any(|&d| d != NONE) {
            out.push((hint, digests));
        }
    }
    out
}

/// Writes a record's digests into its line.
#[inline]
pub(crate) fn write(hints: &[(Hint, Vec<u32>)], line: &mut Line) {
    for (hint, digests) in hints {
        let code = line.0[hint.field];
        if code != MISSING {
            line.0[hint.slot] = digests[code as usize];
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::compare::{Cache, compare, lowest_of_codes};
    use crate::prepare::prepare;
    use crate::schema::FieldPlan;
    use crate::table::Table;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn codes_told_apart_are_of_the_lowest_level(
            code in "[1-9][0-9]{15}", other in "[0-9]{16}", from in 0_usize..16, to in 0_usize..17,
        ) {
            // Another code, or the same one with a stretch of the other in it.
            let (from, to) = (from.min(to), from.max(to));
            let mixed = format!("{}{}{}", &code[..from], &other[from..to], &code[to..]);
            let table = Table::from_rows(&["n"], &[&[&code], &[&mixed]]).unwrap();
            for kind in [Kind::Nik, Kind::Household, Kind::Identifier] {
                let plan = FieldPlan { name: "n".into(), kind, left: vec![0], right: vec![] };
                let records = prepare(&table, None, &[plan]);
                let Values::Codes(codes) = &records.fields[0].values else { panic!("no codes") };
                let line = |row: u32| {
                    let mut line = *records.line(row);
                    if line.0[0] != MISSING {
                        line.0[1] = digest(codes.digits[line.0[0] as usize]);
                    }
                    line
                };
                let telling = if kind == Kind::Nik { BIRTH_DATE } else { FIRST_HALF };
                let (x, y) = (line(0), line(1));
                if (Hint { field: 0, slot: 1, telling }).apart(&x, &y) {
                    let found = compare(&records.fields[0], 0, x.0[0], y.0[0], &mut Cache::default());
                    prop_assert_eq!(found, lowest_of_codes(), "{} {}", code, mixed);
                }
            }
        }
    }
}
