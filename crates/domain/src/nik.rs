//! The population number (nomor induk kependudukan) and what offices make of it.

use std::fmt;

use jiff::civil::Date;

use crate::{RegionCode, Sex, digits};

/// A valid NIK: 16 digits, of which six name the district of first issue, six
/// the birth date (for women 40 is added to the day) and four are a serial.
///
/// The region is that of *first issue* and never changes on moving, so it is no
/// evidence of residence. The birth date in it stays when the register corrects
/// the birth date, so a mismatch is a warning.
///
/// **Law:** UU 24/2013 art. 13 and 64; Permendagri 109/2019.
///
/// ```
/// use semesta_domain::{Nik, Sex};
/// let nik: Nik = "6571014507909003".parse().unwrap();
/// assert_eq!(nik.sex(), Sex::Female);
/// assert_eq!(nik.to_string(), "657101******9003");
/// assert_eq!(nik.reveal(), "6571014507909003");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nik(u64);

/// Says why a text is no NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseNikError {
    /// It does not hold 16 digits and nothing else.
    #[error("invalid NIK: expected 16 digits")]
    NotSixteenDigits,
    /// The first two digits are no province's.
    #[error("invalid NIK: expected a region code in the first six digits")]
    Region,
    /// Digits 7 to 12 are no date.
    #[error("invalid NIK: expected a birth date in digits 7 to 12")]
    BirthDate,
    /// The serial is 0000.
    #[error("invalid NIK: expected a serial from 0001 in the last four digits")]
    Serial,
    /// One digit repeated, or digits counted up or down.
    #[error("invalid NIK: a placeholder")]
    Placeholder,
}

impl Nik {
    /// Takes the 16 digits as a number.
    ///
    /// # Errors
    /// As for parsing text.
    pub fn from_number(value: u64) -> Result<Self, ParseNikError> {
        if !(1_000_000_000_000_000..10_000_000_000_000_000).contains(&value) {
            return Err(if value == 0 {
                ParseNikError::Placeholder
            } else {
                ParseNikError::NotSixteenDigits
            });
        }
        let province = value / 100_000_000_000_000;
        if !(11..=99).contains(&province) {
            return Err(ParseNikError::Region);
        }
        let (day, month, year) = Self::date_digits(value);
        if !date_exists(day, month, year) {
            return Err(ParseNikError::BirthDate);
        }
        if value.is_multiple_of(10_000) {
            return Err(ParseNikError::Serial);
        }
        Ok(Self(value))
    }

    /// Day as written (41–71 for women), month and two-digit year.
    fn date_digits(value: u64) -> (u8, u8, u8) {
        let date = value / 10_000 % 1_000_000;
        (
            (date / 10_000) as u8,
            (date / 100 % 100) as u8,
            (date % 100) as u8,
        )
    }

    /// The 16 digits as a number.
    #[must_use]
    pub fn as_number(self) -> u64 {
        self.0
    }

    /// The unmasked 16 digits; only for files and pages that may show them.
    #[must_use]
    pub fn reveal(self) -> String {
        self.0.to_string()
    }

    /// The district of first issue.
    #[must_use]
    pub fn region(self) -> RegionCode {
        RegionCode::district_from_number((self.0 / 10_000_000_000) as u32)
    }

    /// The sex that the day of birth carries.
    #[must_use]
    pub fn sex(self) -> Sex {
        if Self::date_digits(self.0).0 > 40 {
            Sex::Female
        } else {
            Sex::Male
        }
    }

    /// Day, month and two-digit year of birth.
    #[must_use]
    pub fn birth_digits(self) -> (u8, u8, u8) {
        let (day, month, year) = Self::date_digits(self.0);
        (if day > 40 { day - 40 } else { day }, month, year)
    }

    /// The serial, 1–9999.
    #[must_use]
    pub fn serial(self) -> u16 {
        (self.0 % 10_000) as u16
    }

    /// Tells whether `date` is the birth date in this NIK, whatever the century.
    #[must_use]
    pub fn carries_birth_date(self, date: Date) -> bool {
        let (day, month, year) = self.birth_digits();
        date.day() == day as i8
            && date.month() == month as i8
            && date.year().rem_euclid(100) == i16::from(year)
    }

    /// The birth date in this NIK: the latest such date not after `on`.
    #[must_use]
    pub fn birth_date(self, on: Date) -> Date {
        let (day, month, year) = self.birth_digits();
        let century = on.year() - on.year().rem_euclid(100);
        let in_century = |base: i16| Date::new(base + i16::from(year), month as i8, day as i8).ok();
        in_century(century)
            .filter(|date| *date <= on)
            .or_else(|| in_century(century - 100))
            .or_else(|| in_century(century - 200))
            .unwrap_or(Date::MIN)
    }
}

/// Whether such a day exists in some century (29 February in every fourth year).
fn date_exists(day: u8, month: u8, year: u8) -> bool {
    let day = if day > 40 { day - 40 } else { day };
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => return false,
    };
    (1..=longest).contains(&day)
}

impl std::str::FromStr for Nik {
    type Err = ParseNikError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(number) = digits::plain_number(text, 16) {
            return if digits::is_placeholder(text) {
                Err(ParseNikError::Placeholder)
            } else {
                Self::from_number(number)
            };
        }
        let digits = digits::digits_only(text).ok_or(ParseNikError::NotSixteenDigits)?;
        if digits::is_placeholder(&digits) {
            return Err(ParseNikError::Placeholder);
        }
        if digits.len() != 16 {
            return Err(ParseNikError::NotSixteenDigits);
        }
        Self::from_number(
            digits
                .parse()
                .map_err(|_| ParseNikError::NotSixteenDigits)?,
        )
    }
}

impl fmt::Display for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:06}******{:04}",
            self.0 / 10_000_000_000,
            self.0 % 10_000
        )
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nik({self})")
    }
}
