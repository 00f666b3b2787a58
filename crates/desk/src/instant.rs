//! Instants as the store keeps them: microseconds since 1970-01-01 UTC.

use jiff::Timestamp;

/// An instant as a column.
pub(crate) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// A column as an instant; one beyond the calendar's end becomes its end.
pub(crate) fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// An instant some seconds later, at most the calendar's end.
pub(crate) fn after(instant: Timestamp, seconds: i64) -> Timestamp {
    instant
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}
