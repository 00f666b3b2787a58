//! Codes of digits packed four bits a digit, for edits without loops over text.

use super::dictionary::Arena;

/// Digits of a code, left-aligned: the first digit in the highest four bits.
#[derive(Debug, Default)]
pub(crate) struct CodeValues {
    pub(crate) digits: Vec<Digits>,
}

/// The digits of one code.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Digits {
    pub(crate) packed: u64,
    /// Digits held; 0 when the code is not of 1 to 16 digits.
    pub(crate) length: u32,
}

/// At most 16 digits as one number above 0: the value, and how many digits it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DigitKey(pub(crate) u64);

impl DigitKey {
    /// Reads 1 to 16 ASCII digits.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        if text.is_empty() || text.len() > 16 {
            return None;
        }
        let mut value = 0_u64;
        for &b in text {
            let digit = b.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + u64::from(digit);
        }
        Some(Self(value | (text.len() as u64) << 56))
    }

    fn length(self) -> usize {
        (self.0 >> 56) as usize
    }

    /// Writes the digits.
    pub(crate) fn write(self, out: &mut String) {
        let mut digits = [b'0'; 16];
        let mut value = self.0 & ((1 << 56) - 1);
        for digit in digits[..self.length()].iter_mut().rev() {
            *digit += (value % 10) as u8;
            value /= 10;
        }
        out.extend(digits[..self.length()].iter().map(|&b| char::from(b)));
    }
}

/// Packs every value that is all digits and at most 16 long.
pub(crate) fn pack_codes(values: &Arena) -> CodeValues {
    let digits = |value: &str| {
        if value.is_empty() || value.len() > 16 || !value.bytes().all(|b| b.is_ascii_digit()) {
            return Digits::default();
        }
        let places = value.bytes().enumerate();
        Digits {
            packed: places.fold(0, |x, (i, b)| x | u64::from(b - b'0') << (60 - 4 * i)),
            length: value.len() as u32,
        }
    };
    CodeValues {
        digits: values.iter().map(digits).collect(),
    }
}

/// Counts leading digits that two left-aligned codes share.
pub(crate) fn common_prefix(a: u64, b: u64) -> u32 {
    (a ^ b).leading_zeros() / 4
}

/// Edits between two codes: 1 for one digit wrong, swapped, lost or added; 2 for two wrong; else 9.
pub(crate) fn edits(a: u64, la: u8, b: u64, lb: u8) -> u32 {
    if la == lb {
        let x = a ^ b;
        let any = (x | x >> 1 | x >> 2 | x >> 3) & 0x1111_1111_1111_1111;
        return match any.count_ones() {
            0 => 0,
            1 => 1,
            2 if swapped(a, b, any) => 1,
            2 => 2,
            _ => 9,
        };
    }
    let (long, ll, short, ls) = if la > lb {
        (a, la, b, lb)
    } else {
        (b, lb, a, la)
    };
    if ll != ls + 1 {
        return 9;
    }
    let prefix = common_prefix(long, short).min(u32::from(ls));
    // Drop the digit after the common prefix from the longer code.
    let keep = prefix * 4;
    let head = if keep == 0 {
        0
    } else {
        long & (u64::MAX << (64 - keep))
    };
    let tail = if keep + 4 >= 64 {
        0
    } else {
        (long << (keep + 4)) >> keep
    };
    if head | tail == short { 1 } else { 9 }
}

fn swapped(a: u64, b: u64, any: u64) -> bool {
    let low = any.trailing_zeros();
    if any != (0x11 << low) {
        return false;
    }
    let (x, y) = (a >> low & 0xff, b >> low & 0xff);
    x == (y >> 4 | (y & 0xf) << 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(text: &str) -> (u64, u8) {
        let mut d = super::super::dictionary::Dictionary::default();
        d.code(text);
        let v = pack_codes(&d.into_arena());
        (v.digits[0].packed, v.digits[0].length as u8)
    }

    #[track_caller]
    fn check(a: &str, b: &str, expected: u32) {
        let ((x, lx), (y, ly)) = (pack(a), pack(b));
        assert_eq!(edits(x, lx, y, ly), expected, "{a} {b}");
        assert_eq!(edits(y, ly, x, lx), expected, "{b} {a}");
    }

    #[test]
    fn edits_of_codes() {
        check("1234567890123456", "1234567890123456", 0);
        check("1234567890123456", "1234567890123457", 1);
        check("1234567890123456", "1234567809123456", 1);
        check("1234567890123456", "123456790123456", 1);
        check("1234567890123456", "234567890123456", 1);
        check("1234567890123456", "123456789012345", 1);
        check("1234567890123456", "1234567890120056", 2);
        check("1234567", "7654321", 9);
    }
}
