//! Dates: swapped, shifted and mistyped parts.

use crate::prepare::date::Parts;

/// 1 day and month exchanged · 2 one is a default (1 January, or a part
/// unknown) in the same year · 3 one digit wrong or two neighbours exchanged ·
/// 4 two parts of three equal · 5 same year · 6 a year apart · 7 different.
pub(crate) fn level(a: u32, b: u32) -> u8 {
    let (x, y) = (Parts::from_number(a), Parts::from_number(b));
    if x.year == y.year && x.month == y.day && x.day == y.month {
        return 1;
    }
    let default = |p: Parts| p.day == 0 || (p.month <= 1 && p.day == 1);
    if x.year == y.year && (default(x) || default(y)) {
        let month_known = x.month > 1 && y.month > 1 && x.month != y.month;
        return if month_known { 5 } else { 2 };
    }
    if one_slip(a, b) {
        return 3;
    }
    let equal_parts =
        u8::from(x.year == y.year) + u8::from(x.month == y.month) + u8::from(x.day == y.day);
    match (equal_parts, x.year.abs_diff(y.year)) {
        (2.., _) => 4,
        (_, 0) => 5,
        (_, 1) => 6,
        _ => 7,
    }
}

/// Says whether the eight digits differ in one place, or by two neighbours exchanged.
fn one_slip(a: u32, b: u32) -> bool {
    let (mut a, mut b) = (a, b);
    let mut places = [0_u8; 8];
    let mut pairs = [(0, 0); 8];
    let mut n = 0;
    for place in 0..8 {
        let (p, q) = (a % 10, b % 10);
        if p != q {
            places[n] = place;
            pairs[n] = (p, q);
            n += 1;
        }
        a /= 10;
        b /= 10;
    }
    match n {
        1 => true,
        2 => places[1] == places[0] + 1 && pairs[0].0 == pairs[1].1 && pairs[0].1 == pairs[1].0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: u32, b: u32, expected: u8) {
        assert_eq!(level(a, b), expected, "{a} {b}");
        assert_eq!(level(b, a), expected, "{b} {a}");
    }

    #[test]
    fn date_levels() {
        check(19_900_705, 19_900_507, 1);
        check(19_900_705, 19_900_101, 2);
        check(19_900_705, 19_900_000, 2);
        check(19_900_705, 19_900_706, 3);
        check(19_900_705, 19_090_705, 3);
        check(19_900_705, 19_900_725, 3);
        check(19_900_705, 19_720_705, 4);
        check(19_900_705, 19_901_218, 5);
        check(19_900_705, 19_911_218, 6);
        check(19_900_705, 19_661_218, 7);
    }
}
