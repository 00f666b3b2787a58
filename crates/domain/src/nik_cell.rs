//! What a cell that should hold a NIK holds, and what spreadsheets leave of one.

use std::fmt;

use crate::{Nik, ParseNikError, digits};

/// The leading digits of a NIK that a spreadsheet destroyed: evidence for
/// linkage, never a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NikPrefix {
    digits: u64,
    n_digits: u8,
}

impl NikPrefix {
    /// The first digits of `digits`, at most 15; `None` for fewer than five or a leading zero.
    #[must_use]
    pub fn new(digits: &str) -> Option<Self> {
        let kept = digits.get(..digits.len().min(15))?;
        if kept.len() < 5 || !kept.bytes().all(|b| b.is_ascii_digit()) || kept.starts_with('0') {
            return None;
        }
        Some(Self {
            digits: kept.parse().ok()?,
            n_digits: kept.len() as u8,
        })
    }

    /// How many leading digits are known, 5–15.
    #[must_use]
    pub fn n_digits(self) -> u8 {
        self.n_digits
    }

    /// Tells whether `nik` begins with these digits.
    #[must_use]
    pub fn fits(self, nik: Nik) -> bool {
        let (low, high) = self.range();
        (low..=high).contains(&nik.as_number())
    }

    /// The smallest and the largest number of 16 digits that begins so.
    #[must_use]
    pub fn range(self) -> (u64, u64) {
        let scale = 10_u64.pow(u32::from(16 - self.n_digits));
        (self.digits * scale, self.digits * scale + scale - 1)
    }

    /// The known digits, `?` for the lost ones, as kept in snapshots.
    #[must_use]
    pub fn reveal(self) -> String {
        format!(
            "{}{}",
            self.digits,
            "?".repeat(usize::from(16 - self.n_digits))
        )
    }
}

impl fmt::Debug for NikPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NikPrefix({} digits)", self.n_digits)
    }
}

/// What a cell that should hold a NIK holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikCell {
    /// Nothing, or a word that says so.
    Missing,
    /// A number typed for want of one: missing data, never evidence.
    Placeholder,
    /// A valid NIK, digit for digit as written.
    Intact(Nik),
    /// What a spreadsheet left of one: a float or scientific notation.
    Damaged(NikPrefix),
    /// Anything else: mistyped, too short, too long, an impossible date.
    Malformed,
}

impl NikCell {
    /// Reads a text cell.
    ///
    /// `6.57101E+15` and `6571014507909003.0` came through a float cell and are
    /// damaged; so is this crate's own notation with `?`.
    ///
    /// ```
    /// use semesta_domain::NikCell;
    /// assert!(matches!(NikCell::parse("'6571014507909003"), NikCell::Intact(_)));
    /// assert!(matches!(NikCell::parse("6.57101E+15"), NikCell::Damaged(p) if p.n_digits() == 6));
    /// assert_eq!(NikCell::parse("TIDAK ADA"), NikCell::Missing);
    /// assert_eq!(NikCell::parse("9999999999999999"), NikCell::Placeholder);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        // Sixteen digits and nothing else is the usual cell, and quickly read.
        if let Some(number) = digits::plain_number(text, 16)
            && let Ok(nik) = Nik::from_number(number)
            && !digits::is_placeholder(text)
        {
            return Self::Intact(nik);
        }
        if digits::says_nothing(text) {
            return Self::Missing;
        }
        if let Some(damaged) = damaged_prefix(text) {
            return NikPrefix::new(&damaged).map_or(Self::Malformed, Self::Damaged);
        }
        match text.parse::<Nik>() {
            Ok(nik) => Self::Intact(nik),
            Err(ParseNikError::Placeholder) => Self::Placeholder,
            Err(_) => Self::Malformed,
        }
    }

    /// Reads a number cell: at best 15 digits of it can be trusted.
    #[must_use]
    pub fn from_float(value: f64) -> Self {
        if value == 0.0 {
            return Self::Placeholder;
        }
        if !(1e15..1e16).contains(&value) {
            return Self::Malformed;
        }
        let digits = format!("{value:.0}");
        if digits::is_placeholder(&digits) {
            return Self::Placeholder;
        }
        NikPrefix::new(&digits).map_or(Self::Malformed, Self::Damaged)
    }

    /// The NIK, if intact.
    #[must_use]
    pub fn intact(self) -> Option<Nik> {
        match self {
            Self::Intact(nik) => Some(nik),
            _ => None,
        }
    }
}

/// The digits that a number in scientific or decimal notation still shows.
fn damaged_prefix(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['\'', '"']);
    if let Some((digits, lost)) = text.split_once('?') {
        let whole = digits.len() + 1 + lost.len() == 16 && lost.bytes().all(|b| b == b'?');
        return (whole && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned());
    }
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        let exponent: i32 = exponent.trim_start_matches('+').parse().ok()?;
        let (first, rest) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let mut digits = [first, rest].concat();
        let plain = first.len() == 1 && digits.bytes().all(|b| b.is_ascii_digit());
        if exponent != 15 || !plain {
            return None;
        }
        digits.truncate(15);
        return Some(digits);
    }
    let (whole, fraction) = text.split_once(['.', ','])?;
    let zeros = !fraction.is_empty() && fraction.len() <= 2 && fraction.bytes().all(|b| b == b'0');
    (zeros && whole.len() == 16 && whole.bytes().all(|b| b.is_ascii_digit()))
        .then(|| whole[..15].to_owned())
}
