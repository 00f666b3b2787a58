//! The JKN card number (nomor kartu).

use std::fmt;

use crate::digits;

/// A JKN card number: 13 digits; spreadsheets drop the leading zeros, so
/// shorter ones are padded.
///
/// ```
/// use semesta_domain::CardNumber;
/// let card: CardNumber = "1234509876".parse().unwrap();
/// assert_eq!(card.reveal(), "0001234509876");
/// assert_eq!(card.virtual_account(), "8888801234509876");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(u64);

/// Says that a text is no card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid card number: expected up to 13 digits")]
pub struct ParseCardError;

impl CardNumber {
    /// Takes the digits as a number.
    ///
    /// # Errors
    /// If it is zero or has more than 13 digits.
    pub fn from_number(value: u64) -> Result<Self, ParseCardError> {
        if value == 0 || value > 9_999_999_999_999 {
            Err(ParseCardError)
        } else {
            Ok(Self(value))
        }
    }

    /// The digits as a number.
    #[must_use]
    pub fn as_number(self) -> u64 {
        self.0
    }

    /// The unmasked 13 digits; only for files and pages that may show them.
    #[must_use]
    pub fn reveal(self) -> String {
        format!("{:013}", self.0)
    }

    /// The virtual account for payments: 88888 and the card's last 11 digits.
    #[must_use]
    pub fn virtual_account(self) -> String {
        format!("88888{:011}", self.0 % 100_000_000_000)
    }
}

impl std::str::FromStr for CardNumber {
    type Err = ParseCardError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(number) =
            digits::plain_number(text, 13).filter(|_| !digits::is_placeholder(text))
        {
            return Self::from_number(number);
        }
        let text = text.strip_suffix(".0").unwrap_or(text);
        let digits = digits::digits_only(text).ok_or(ParseCardError)?;
        if digits.len() > 13 || (digits.len() >= 4 && digits::is_placeholder(&digits)) {
            return Err(ParseCardError);
        }
        Self::from_number(digits.parse().map_err(|_| ParseCardError)?)
    }
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "*********{:04}", self.0 % 10_000)
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardNumber({self})")
    }
}
