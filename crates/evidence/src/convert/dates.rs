//! Dates and months.

use std::borrow::Cow;

use jiff::civil::{Date, date};
use semesta_domain::{Month, days, parse_date};

use super::{Converted, Setting, Value};
use crate::cell::{Cell, says_nothing};
use crate::message::Code;

/// Reads a date cell, a serial number or a text.
fn any_date(cell: &Cell<'_>, setting: Setting) -> Option<Date> {
    match cell {
        Cell::Date(date) => Some(*date),
        Cell::Number(value) => number(*value),
        Cell::Integer(value) => number(*value as f64),
        Cell::Text(text) if setting.month_first => month_first(text),
        Cell::Text(text) => parse_date(text).ok().map(|(date, _)| date),
        _ => None,
    }
}

/// A number as its text is read: one that may be a year is no serial.
fn number(value: f64) -> Option<Date> {
    parse_date(&value.to_string()).ok().map(|(date, _)| date)
}

/// `MM/dd/yyyy`, where the layout says so; any other form as usual.
fn month_first(text: &str) -> Option<Date> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    let exchanged = match parts[..] {
        [month, day, year] if month.len() <= 2 => format!("{day}/{month}/{year}"),
        _ => text.to_owned(),
    };
    parse_date(&exchanged).ok().map(|(date, _)| date)
}

fn is_zero_date(text: &str) -> bool {
    text.contains('0')
        && text
            .bytes()
            .all(|b| matches!(b, b'0' | b'-' | b'/' | b'.' | b' ' | b':'))
}

pub(super) fn plain_date<'c>(cell: &'c Cell<'_>, setting: Setting) -> Converted<'c> {
    if says_nothing(&cell.text()) {
        return Converted::missing(Code::Empty, setting.required);
    }
    match any_date(cell, setting) {
        Some(date) => Converted::of(Value::Days(days(date))),
        None if is_zero_date(&cell.text()) => Converted::problem(Code::DatePlaceholder),
        None => Converted::problem(Code::DateInvalid),
    }
}

pub(super) fn event_date<'c>(cell: &'c Cell<'_>, setting: Setting) -> Converted<'c> {
    let mut converted = plain_date(cell, setting);
    if converted.problem == Some(Code::Empty) {
        converted.problem = Some(Code::DateMissing);
    }
    converted
}

pub(super) fn birth_date<'c>(cell: &'c Cell<'_>, setting: Setting) -> Converted<'c> {
    let converted = plain_date(cell, setting);
    let Value::Days(n_days) = converted.value else {
        return converted;
    };
    const PLACEHOLDER: Date = date(1900, 1, 1);
    const EARLIEST: Date = date(1880, 1, 1);
    if n_days == days(PLACEHOLDER) {
        Converted::problem(Code::DatePlaceholder)
    } else if n_days < days(EARLIEST) {
        Converted::problem(Code::DateTooOld)
    } else if n_days > days(setting.as_of) {
        Converted::problem(Code::DateFuture)
    } else {
        converted
    }
}

pub(super) fn month<'c>(cell: &'c Cell<'_>, required: bool) -> Converted<'c> {
    let parsed = match cell {
        Cell::Date(date) => Some(Month::of(*date)),
        Cell::Number(value) => month_number(*value),
        Cell::Integer(value) => month_number(*value as f64),
        other => {
            let text = other.text();
            if says_nothing(&text) || matches!(other, Cell::Error) {
                return Converted::missing(Code::MonthMissing, required);
            }
            text.parse()
                .ok()
                .or_else(|| parse_date(&text).ok().map(|(date, _)| Month::of(date)))
        }
    };
    match parsed {
        Some(month) => Converted::of(Value::Text(Cow::Owned(month.to_string()))),
        None => Converted::problem(Code::MonthInvalid),
    }
}

/// `202401` as a number, or a date's serial.
fn month_number(value: f64) -> Option<Month> {
    if value.fract() == 0.0 && (190_001.0..=219_912.0).contains(&value) {
        return (value as u32).to_string().parse().ok();
    }
    number(value).map(Month::of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_in_a_number_cell_is_no_serial() {
        assert_eq!(number(1990.0), None);
        assert_eq!(number(2024.0), None);
        assert_eq!(number(32_888.0), Some(date(1990, 1, 15)));
        assert_eq!(number(32_888.75), Some(date(1990, 1, 15)));
        assert_eq!(number(19_900_115.0), Some(date(1990, 1, 15)));
        assert_eq!(month_number(2024.0), None);
        assert_eq!(month_number(202_401.0), Month::new(2024, 1).ok());
    }
}
