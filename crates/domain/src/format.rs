//! Numbers as pages and tables show them.

use std::cmp::Ordering;

/// The language of what users read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Indonesian, the default.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// The text of this language.
    #[must_use]
    pub fn pick<'a>(self, indonesian: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Id => indonesian,
            Self::En => english,
        }
    }
}

/// Writes a whole number with dots between thousands: `60.554`.
#[must_use]
pub fn format_integer(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// An exact ratio of two counts; a percentage only when displayed.
///
/// ```
/// use semesta_domain::Ratio;
/// let coverage = Ratio { numerator: 632_343, denominator: 903_000 };
/// assert_eq!(coverage.percent(), "70,03 %");
/// assert!(!coverage.reaches(98, 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    /// The part counted.
    pub numerator: i64,
    /// What it is a part of.
    pub denominator: i64,
}

impl Ratio {
    /// Hundredths of a percent, rounded half up; `None` over nothing.
    #[must_use]
    pub fn basis_points(self) -> Option<i64> {
        if self.denominator <= 0 {
            return None;
        }
        let (n, d) = (
            i128::from(self.numerator) * 20_000 + i128::from(self.denominator),
            i128::from(self.denominator) * 2,
        );
        i64::try_from(n.div_euclid(d)).ok()
    }

    /// The percentage with two decimals and a comma, `–` over nothing.
    #[must_use]
    pub fn percent(self) -> String {
        self.decimal(",")
            .map_or_else(|| "–".to_owned(), |text| format!("{text} %"))
    }

    /// The percentage as a decimal number with two places, for files.
    #[must_use]
    pub fn percent_decimal(self) -> Option<String> {
        self.decimal(".")
    }

    fn decimal(self, mark: &str) -> Option<String> {
        let points = self.basis_points()?;
        let sign = if points < 0 { "-" } else { "" };
        Some(format!(
            "{sign}{}{mark}{:02}",
            points.unsigned_abs() / 100,
            points.unsigned_abs() % 100
        ))
    }

    /// Tells whether the exact ratio is at least `percent` + `hundredths`/100 percent.
    #[must_use]
    pub fn reaches(self, percent: i64, hundredths: i64) -> bool {
        self.cmp_basis_points(percent.saturating_mul(100).saturating_add(hundredths))
            .is_some_and(Ordering::is_ge)
    }

    /// Compares the exact ratio with a threshold in hundredths of a percent.
    #[must_use]
    pub fn cmp_basis_points(self, points: i64) -> Option<Ordering> {
        (self.denominator > 0).then(|| {
            (i128::from(self.numerator) * 10_000)
                .cmp(&(i128::from(points) * i128::from(self.denominator)))
        })
    }
}
