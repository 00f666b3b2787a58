//! Money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use crate::format::format_integer;

/// An amount in whole rupiah; negative in corrections.
///
/// Sums of a nation's contributions stay far below the 64-bit limit; arithmetic
/// saturates there rather than wrapping.
///
/// ```
/// use semesta_domain::Rupiah;
/// let amount: Rupiah = "Rp 35.000,00".parse().unwrap();
/// assert_eq!((amount * 3).to_string(), "Rp 105.000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rupiah(pub i64);

/// Says that a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid amount: expected whole rupiah such as `35000`, `35.000,00` or `Rp35.000`")]
pub struct ParseRupiahError;

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a number cell; `None` if it is not a whole number of rupiah.
    #[must_use]
    pub fn from_float(value: f64) -> Option<Self> {
        (value.is_finite() && value.fract() == 0.0 && value.abs() < 9e15)
            .then_some(Self(value as i64))
    }
}

impl std::str::FromStr for Rupiah {
    type Err = ParseRupiahError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: String = text
            .trim()
            .trim_start_matches('\'')
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let inner = compact
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        let (text, minus) = without_minus(inner.unwrap_or(&compact));
        let (text, has_currency) = without_currency(text);
        let (text, minus_inside) = without_minus(text);
        let n_signs = u8::from(inner.is_some()) + u8::from(minus) + u8::from(minus_inside);
        // The accounting format writes nothing as `Rp -`.
        if text.is_empty() && has_currency && minus_inside && n_signs == 1 {
            return Ok(Self::ZERO);
        }
        let amount = whole_amount(text).ok_or(ParseRupiahError)?;
        match n_signs {
            0 => Ok(Self(amount)),
            1 => Ok(Self(-amount)),
            _ => Err(ParseRupiahError),
        }
    }
}

fn without_minus(text: &str) -> (&str, bool) {
    text.strip_prefix('-')
        .map_or((text, false), |rest| (rest, true))
}

/// Takes off `Rp`, `Rp.` or `IDR` before and `,-` behind.
fn without_currency(text: &str) -> (&str, bool) {
    let rest = text.strip_prefix("rp").or(text.strip_prefix("idr"));
    let bare = rest.map_or(text, |rest| rest.strip_prefix('.').unwrap_or(rest));
    let bare = bare
        .strip_suffix(",-")
        .or(bare.strip_suffix(".-"))
        .unwrap_or(bare);
    (bare, rest.is_some())
}

/// Digits with thousands marks and, behind the other mark, zero cents.
fn whole_amount(text: &str) -> Option<i64> {
    let cents_at = text
        .rfind([',', '.'])
        .filter(|at| matches!(text.len() - at, 2 | 3));
    let (whole, cents) = cents_at.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    if !cents.bytes().all(|b| b == b'0') {
        return None;
    }
    let mark = whole
        .find([',', '.'])
        .map(|at| whole.as_bytes()[at] as char);
    if mark.is_some() && cents_at.is_some_and(|at| Some(text.as_bytes()[at] as char) == mark) {
        return None;
    }
    let groups: Vec<&str> = mark.map_or(vec![whole], |mark| whole.split(mark).collect());
    let (first, rest) = groups.split_first()?;
    let grouped = rest.is_empty() || first.len() <= 3;
    let well_formed = !first.is_empty() && grouped && rest.iter().all(|group| group.len() == 3);
    let digits = groups.concat();
    (well_formed && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

impl fmt::Display for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}Rp {}", format_integer(self.0.saturating_abs()))
    }
}

impl Add for Rupiah {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Rupiah {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i64> for Rupiah {
    type Output = Self;
    fn mul(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

impl Neg for Rupiah {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Rupiah {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}
