//! A cell as it was delivered.

pub(crate) use semesta_domain::says_nothing;

use std::borrow::Cow;

use jiff::civil::Date;

/// A cell of a delivered table, before anyone has interpreted it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text, untrimmed.
    Text(Cow<'a, str>),
    /// A number cell: 15 digits at best.
    Number(f64),
    /// An exact whole number (Parquet).
    Integer(i64),
    /// A date cell.
    Date(Date),
    /// True or false.
    Bool(bool),
    /// A formula's error (`#N/A`).
    Error,
}

impl Cell<'_> {
    /// Whether nothing but blanks stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as text, as a person would read it; numbers without a useless `.0`.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(value) => Cow::Owned(number_text(*value)),
            Self::Integer(value) => Cow::Owned(value.to_string()),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
            Self::Error => Cow::Borrowed("#N/A"),
        }
    }
}

/// A number without exponent; from 10^15 in the notation that shows its digits are not to be trusted.
pub(crate) fn number_text(value: f64) -> String {
    if value.abs() >= 1e15 {
        format!("{value:E}").replace('E', "E+")
    } else {
        format!("{value}")
    }
}
