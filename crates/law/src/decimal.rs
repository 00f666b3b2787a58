//! Exact decimal numbers of the law.

use std::fmt;
use std::str::FromStr;

use semesta_domain::Rupiah;

/// A number of the law, exact to four decimals: rupiah with cents, rates, counts.
///
/// ```
/// use semesta_law::Decimal;
/// let rate: Decimal = "98.6".parse().unwrap();
/// assert_eq!(rate.basis_points(), Some(9_860));
/// assert_eq!(rate.to_string(), "98.6");
/// assert!("1e5".parse::<Decimal>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal {
    /// Ten-thousandths.
    scaled: i64,
}

/// Says that a text is no decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid number: expected digits with at most four decimals behind a point")]
pub struct ParseDecimalError;

/// Ten-thousandths in one.
const SCALE: i64 = 10_000;

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self {
            scaled: value.saturating_mul(SCALE),
        }
    }

    /// The ten-thousandths in this number.
    #[must_use]
    pub fn scaled(self) -> i64 {
        self.scaled
    }

    /// The whole number this is; `None` if it has decimals.
    #[must_use]
    pub fn integer(self) -> Option<i64> {
        (self.scaled % SCALE == 0).then_some(self.scaled / SCALE)
    }

    /// Of a percentage, its hundredths; `None` if it has more than two decimals.
    #[must_use]
    pub fn basis_points(self) -> Option<i64> {
        (self.scaled % 100 == 0).then_some(self.scaled / 100)
    }

    /// The amount in whole rupiah, rounded half up.
    #[must_use]
    pub fn rupiah_half_up(self) -> Rupiah {
        Rupiah((self.scaled.saturating_add(SCALE / 2)).div_euclid(SCALE))
    }

    /// The sum of two numbers; saturates.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            scaled: self.scaled.saturating_add(other.scaled),
        }
    }
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (digits, negative) = text
            .strip_prefix('-')
            .map_or((text, false), |rest| (rest, true));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let well_formed = !whole.is_empty()
            && whole.len() <= 14
            && fraction.len() <= 4
            && !digits.ends_with('.')
            && whole
                .bytes()
                .chain(fraction.bytes())
                .all(|b| b.is_ascii_digit());
        if !well_formed {
            return Err(ParseDecimalError);
        }
        let whole: i64 = whole.parse().map_err(|_| ParseDecimalError)?;
        let fraction: i64 = format!("{fraction:0<4}")
            .parse()
            .map_err(|_| ParseDecimalError)?;
        let scaled = whole * SCALE + fraction;
        Ok(Self {
            scaled: if negative { -scaled } else { scaled },
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.scaled < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.scaled.unsigned_abs() / SCALE.unsigned_abs(),
            self.scaled.unsigned_abs() % SCALE.unsigned_abs(),
        );
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:04}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}
