//! Dates as offices write them.

use jiff::civil::Date;

use crate::month::month_by_name;

/// Says that a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid date: expected `yyyy-MM-dd`, `dd-MM-yyyy` or `dd/MM/yyyy`")]
pub struct ParseDateError;

/// What is worth telling about how a date was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateNote {
    /// Nothing: the date stood there as such.
    Plain,
    /// It was a spreadsheet's serial number.
    Serial,
}

/// Days from 1970-01-01, as stored in columns.
#[must_use]
pub fn days(date: Date) -> i32 {
    // Jiff's civil dates span years -9999 to 9999, whose days fit 32 bits.
    date.duration_since(Date::constant(1970, 1, 1))
        .as_hours()
        .div_euclid(24) as i32
}

/// The date `days` after 1970-01-01; `None` outside the years 1 to 9999.
#[must_use]
pub fn date_from_days(days: i32) -> Option<Date> {
    if !(-719_162..=2_932_896).contains(&days) {
        return None;
    }
    Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .ok()
}

/// The date of a spreadsheet's serial number (1900 system), between 1900-03-01 and 2199-12-31.
#[must_use]
pub fn date_from_serial(serial: f64) -> Option<Date> {
    if !(61.0..109_576.0).contains(&serial) {
        return None;
    }
    // Serial 25569 is 1970-01-01; the time of day is the fraction.
    date_from_days(serial.floor() as i32 - 25_569)
}

/// Reads a date in any of the forms offices use.
///
/// `yyyy-MM-dd` and `dd-MM-yyyy` with `-`, `/`, `.` or blanks, month names in
/// Indonesian, an optional time of day behind, and spreadsheet serials.
/// Day and month are never swapped to make a date fit.
///
/// # Errors
/// If it is none of these, or no such day exists.
///
/// ```
/// use semesta_domain::parse_date;
/// let (date, _) = parse_date("17/08/1995").unwrap();
/// assert_eq!(date.to_string(), "1995-08-17");
/// assert_eq!(parse_date("17 Agustus 1995").unwrap().0, date);
/// assert!(parse_date("31-02-2020").is_err());
/// ```
pub fn parse_date(text: &str) -> Result<(Date, DateNote), ParseDateError> {
    let text = text.trim().trim_matches('\'').trim();
    if let Some(date) = iso_date(text.as_bytes()) {
        return plausible(date).map(|date| (date, DateNote::Plain));
    }
    let text = without_time(text);
    let whole = text.strip_suffix(".0").unwrap_or(text);
    if whole.len() == 8 && whole.bytes().all(|b| b.is_ascii_digit()) {
        return date(&whole[..4], &whole[4..6], &whole[6..]).map(|date| (date, DateNote::Plain));
    }
    if let Some(serial) = serial(whole) {
        return date_from_serial(serial)
            .map(|date| (date, DateNote::Serial))
            .ok_or(ParseDateError);
    }
    let mut parts = text
        .split(|c: char| matches!(c, '-' | '/' | '.' | ',') || c.is_whitespace())
        .filter(|part| !part.is_empty());
    let (Some(a), Some(b), Some(c), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(ParseDateError);
    };
    let read = if a.len() == 4 {
        date(a, b, c)
    } else {
        date(c, b, a)
    };
    read.map(|date| (date, DateNote::Plain))
}

/// A serial number typed or exported as text: four or five digits, perhaps with
/// a fraction for the time of day. What may be a year is none, nor is what
/// begins with zero.
fn serial(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let plain = matches!(whole.len(), 4 | 5) && digits(whole) && digits(fraction);
    let may_be_year = whole.len() == 4 && ("1800"..="2199").contains(&whole);
    (plain && !whole.starts_with('0') && !may_be_year).then(|| text.parse().ok())?
}

/// Refuses years that only a mistake or an empty value (0001-01-01) gives.
fn plausible(date: Date) -> Result<Date, ParseDateError> {
    if date.year() < 1800 {
        Err(ParseDateError)
    } else {
        Ok(date)
    }
}

/// The commonest form, without allocation.
fn iso_date(text: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else {
        return None;
    };
    let digit = |b: u8| b.is_ascii_digit().then(|| i16::from(b - b'0'));
    let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
    let month = digit(m1)? * 10 + digit(m2)?;
    let day = digit(d1)? * 10 + digit(d2)?;
    Date::new(year, month as i8, day as i8).ok()
}

/// Cuts a time of day: `2024-01-31 00:00:00`, `2024-01-31T00:00:00Z`, `31/12/2023 0.00`.
fn without_time(text: &str) -> &str {
    if let Some(colon) = text.find(':') {
        let head = &text[..colon];
        return head
            .rfind(['T', ' '])
            .map_or(text, |cut| head[..cut].trim_end());
    }
    let Some((head, time)) = text.rsplit_once(' ') else {
        return text;
    };
    let hour = time.split('.').next().unwrap_or_default();
    let is_time = time.len() > hour.len()
        && matches!(hour.len(), 1 | 2)
        && time.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_date = head.contains(['-', '/']);
    if is_time && is_date {
        head.trim_end()
    } else {
        text
    }
}

fn date(year: &str, month: &str, day: &str) -> Result<Date, ParseDateError> {
    if year.len() != 4 {
        return Err(ParseDateError);
    }
    let number = |text: &str| -> Option<i16> {
        let plain = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok())?
    };
    let year = number(year).ok_or(ParseDateError)?;
    let month = number(month)
        .and_then(|month| month.try_into().ok())
        .or_else(|| month_by_name(month))
        .ok_or(ParseDateError)?;
    let day = number(day)
        .and_then(|day| day.try_into().ok())
        .ok_or(ParseDateError)?;
    Date::new(year, month, day)
        .map_err(|_| ParseDateError)
        .and_then(plausible)
}
