//! Calendar months.

use std::fmt;

use jiff::civil::Date;

/// A calendar month, the unit in which contributions are due.
///
/// ```
/// use semesta_domain::Month;
/// let month: Month = "2024-12".parse().unwrap();
/// assert_eq!(month.next().to_string(), "2025-01");
/// assert_eq!("Januari 2024".parse::<Month>().unwrap().to_string(), "2024-01");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

/// Says that a text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid month: expected `yyyy-mm`")]
pub struct ParseMonthError;

const NAMES: [&str; 12] = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
];

impl Month {
    /// A month of a year between 1900 and 2199.
    ///
    /// # Errors
    /// If the year or the month is out of range.
    pub fn new(year: i16, month: i8) -> Result<Self, ParseMonthError> {
        if (1900..2200).contains(&year) && (1..=12).contains(&month) {
            Ok(Self(i32::from(year) * 12 + i32::from(month) - 1))
        } else {
            Err(ParseMonthError)
        }
    }

    /// The month that `date` lies in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.div_euclid(12) as i16
    }

    /// The month of the year, 1–12.
    #[must_use]
    pub fn month(self) -> i8 {
        (self.0.rem_euclid(12) + 1) as i8
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::constant(self.year(), self.month(), 1)
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month `n_months` later, or earlier if negative.
    #[must_use]
    pub fn plus(self, n_months: i32) -> Self {
        Self(self.0.saturating_add(n_months).clamp(0, 9_999 * 12 + 11))
    }

    /// How many months after `earlier` this month is.
    #[must_use]
    pub fn months_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The month in words, for pages: `Januari 2024`.
    #[must_use]
    pub fn in_words(self) -> String {
        let name = NAMES[usize::from(self.month().unsigned_abs()) - 1];
        format!("{}{} {}", name[..1].to_uppercase(), &name[1..], self.year())
    }
}

impl std::str::FromStr for Month {
    type Err = ParseMonthError;

    /// Reads `yyyy-mm`, `yyyymm`, `mm-yyyy`, `mm/yyyy`, a full date or its serial
    /// (its month), and `Januari 2024`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().trim_start_matches('\'');
        let text = text.strip_suffix(".0").unwrap_or(text);
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return match text.len() {
                6 => from_parts(&text[..4], &text[4..]),
                // A date cell's serial, or yyyymmdd.
                _ => month_of_date(text),
            };
        }
        let parts: Vec<&str> = text
            .split(|c: char| matches!(c, '-' | '/' | '.' | ',') || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .collect();
        match parts[..] {
            [a, b] if is_year(a) => from_parts(a, b),
            [a, b] if is_year(b) => from_parts(b, a),
            [_, _, _, ..] => month_of_date(text),
            _ => Err(ParseMonthError),
        }
    }
}

/// `Juni` has four letters too.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

fn month_of_date(text: &str) -> Result<Month, ParseMonthError> {
    let (date, _) = crate::parse_date(text).map_err(|_| ParseMonthError)?;
    Month::new(date.year(), date.month())
}

fn from_parts(year: &str, month: &str) -> Result<Month, ParseMonthError> {
    let year = year.parse().map_err(|_| ParseMonthError)?;
    match month.parse::<i8>() {
        Ok(month) => Month::new(year, month),
        Err(_) => Month::new(year, month_by_name(month).ok_or(ParseMonthError)?),
    }
}

/// The number of a month named in Indonesian (also in older spelling) or
/// English, whole or by at least its first three letters.
pub(crate) fn month_by_name(name: &str) -> Option<i8> {
    const OTHER: [(&str, i8); 17] = [
        ("pebruari", 2),
        ("nopember", 11),
        ("agt", 8),
        ("ags", 8),
        ("mrt", 3),
        ("january", 1),
        ("february", 2),
        ("march", 3),
        ("may", 5),
        ("june", 6),
        ("july", 7),
        ("august", 8),
        ("october", 10),
        ("december", 12),
        ("juny", 6),
        ("djanuari", 1),
        ("djuli", 7),
    ];
    if !(3..=9).contains(&name.len()) {
        return None;
    }
    let name = name.to_lowercase();
    let known = NAMES.into_iter().zip(1..).chain(OTHER);
    known
        .into_iter()
        .find(|(known, _)| known.starts_with(&name))
        .map(|(_, number)| number)
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Month({self})")
    }
}
