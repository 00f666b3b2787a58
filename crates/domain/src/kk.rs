//! The family card number (nomor kartu keluarga).

use std::fmt;

use crate::digits;

/// A family card number: 16 digits, region and date of recording, then a serial.
///
/// ```
/// use semesta_domain::KkNumber;
/// let kk: KkNumber = "6571010101209001".parse().unwrap();
/// assert_eq!(kk.to_string(), "657101******9001");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KkNumber(u64);

/// Says that a text is no family card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid family card number: expected 16 digits")]
pub struct ParseKkError;

impl KkNumber {
    /// The 16 digits as a number.
    #[must_use]
    pub fn as_number(self) -> u64 {
        self.0
    }

    /// The unmasked digits; only for files and pages that may show them.
    #[must_use]
    pub fn reveal(self) -> String {
        self.0.to_string()
    }
}

impl std::str::FromStr for KkNumber {
    type Err = ParseKkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = digits::digits_only(text).ok_or(ParseKkError)?;
        let plausible =
            digits.len() == 16 && !digits.starts_with('0') && !digits::is_placeholder(&digits);
        if !plausible {
            return Err(ParseKkError);
        }
        digits.parse().map(Self).map_err(|_| ParseKkError)
    }
}

impl fmt::Display for KkNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:06}******{:04}",
            self.0 / 10_000_000_000,
            self.0 % 10_000
        )
    }
}

impl fmt::Debug for KkNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KkNumber({self})")
    }
}
