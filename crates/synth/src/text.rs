//! Small writers of cells into byte buffers.

use crate::calendar::{Day, civil};

/// How an office writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// yyyy-MM-dd
    Iso,
    /// dd-MM-yyyy
    Dashes,
    /// dd/MM/yyyy
    Slashes,
}

/// Writes a number with leading zeros.
pub(crate) fn padded(out: &mut Vec<u8>, mut value: u64, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    for place in (start..start + width).rev() {
        out[place] = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Writes a whole number.
pub(crate) fn number(out: &mut Vec<u8>, value: i64) {
    use std::io::Write;
    // Writing into a vector cannot fail.
    let _ = write!(out, "{value}");
}

/// Writes a date.
pub(crate) fn date(out: &mut Vec<u8>, day: Day, style: DateStyle) {
    let (y, m, d) = civil(day);
    let (y, m, d) = (y as u64, m as u64, d as u64);
    match style {
        DateStyle::Iso => {
            padded(out, y, 4);
            out.push(b'-');
            padded(out, m, 2);
            out.push(b'-');
            padded(out, d, 2);
        }
        DateStyle::Dashes | DateStyle::Slashes => {
            let mark = if style == DateStyle::Dashes {
                b'-'
            } else {
                b'/'
            };
            padded(out, d, 2);
            out.push(mark);
            padded(out, m, 2);
            out.push(mark);
            padded(out, y, 4);
        }
    }
}

/// A whole number with points between the thousands.
pub(crate) fn thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    if value < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_cells() {
        let mut out = Vec::new();
        date(
            &mut out,
            crate::calendar::day(2024, 8, 5),
            DateStyle::Slashes,
        );
        assert_eq!(out, b"05/08/2024");
        assert_eq!(thousands(-1_234_567), "-1.234.567");
        assert_eq!(thousands(35_000), "35.000");
    }
}
