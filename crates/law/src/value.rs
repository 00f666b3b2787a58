//! Values of the law as the types that rules need.

use semesta_domain::Rupiah;

use crate::decimal::Decimal;
use crate::parameter::Value;

/// A type that a value of the law can be read as.
pub trait FromValue: Sized {
    /// The words for it in errors.
    const KIND: &'static str;
    /// Reads a value; `None` if it is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($type:ty, $kind:literal, $pattern:pat => $read:expr;)+) => {$(
        impl FromValue for $type {
            const KIND: &'static str = $kind;
            fn from_value(value: &Value) -> Option<Self> {
                match value { $pattern => $read, _ => None }
            }
        }
    )+};
}

from_value! {
    Decimal, "number", Value::Number(number) => Some(*number);
    i64, "whole number", Value::Number(number) => number.integer();
    Rupiah, "whole number of rupiah", Value::Number(number) => number.integer().map(Rupiah);
    bool, "yes or no", Value::Flag(flag) => Some(*flag);
    String, "text", Value::Text(text) => Some(text.clone());
}
