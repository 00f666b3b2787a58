//! When two birth dates may be one person's.

use jiff::civil::Date;

/// How two birth dates agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BirthDateAgreement {
    /// They are the same day.
    Equal,
    /// Day and month are exchanged.
    Swapped,
    /// One digit of `yyyyMMdd` differs.
    OneDigit,
    /// They differ otherwise.
    Different,
}

/// Compares two birth dates as people mistype them.
///
/// ```
/// use jiff::civil::date;
/// use semesta_domain::{BirthDateAgreement, compare_birth_dates};
/// assert_eq!(compare_birth_dates(date(1990, 3, 5), date(1990, 5, 3)), BirthDateAgreement::Swapped);
/// assert_eq!(compare_birth_dates(date(1990, 3, 5), date(1980, 3, 5)), BirthDateAgreement::OneDigit);
/// ```
#[must_use]
pub fn compare_birth_dates(a: Date, b: Date) -> BirthDateAgreement {
    if a == b {
        return BirthDateAgreement::Equal;
    }
    if a.year() == b.year() && a.month() == b.day() && a.day() == b.month() {
        return BirthDateAgreement::Swapped;
    }
    let digits = |date: Date| {
        i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
    };
    let (mut a, mut b, mut n_different) = (digits(a), digits(b), 0);
    while a > 0 || b > 0 {
        n_different += u8::from(a % 10 != b % 10);
        (a, b) = (a / 10, b / 10);
    }
    if n_different == 1 {
        BirthDateAgreement::OneDigit
    } else {
        BirthDateAgreement::Different
    }
}

/// Tells whether two birth dates agree: equal, exchanged, or one digit off
/// (DOMAIN §13).
#[must_use]
pub fn birth_dates_agree(a: Date, b: Date) -> bool {
    compare_birth_dates(a, b) != BirthDateAgreement::Different
}
