//! Why the law gave no answer.

use jiff::civil::Date;
use semesta_domain::Lang;

/// Why the law gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// No parameter or field has this id.
    #[error("unknown parameter `{id}`: nearest are {}", nearest.join(", "))]
    UnknownParameter {
        /// What was asked for.
        id: String,
        /// The nearest legal ids.
        nearest: Vec<String>,
    },
    /// The parameter is known, but has no value on this day.
    #[error("parameter `{id}` has no value on {on}: known from {}", first_from(*from))]
    NoValue {
        /// What was asked for.
        id: String,
        /// The day.
        on: Date,
        /// The first day with a value, if there is one.
        from: Option<Date>,
    },
    /// The parameter's value is of another kind than the rule needs.
    #[error("parameter `{id}` is no {expected}")]
    Kind {
        /// What was asked for.
        id: String,
        /// What the rule needs.
        expected: &'static str,
    },
}

fn first_from(from: Option<Date>) -> String {
    from.map_or_else(|| "no date".to_owned(), |from| from.to_string())
}

impl LawError {
    /// The error in words for users.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::UnknownParameter { id, nearest } => format!(
                "parameter `{id}` tidak dikenal: yang terdekat {}",
                nearest.join(", ")
            ),
            Self::NoValue { id, on, from } => format!(
                "parameter `{id}` tidak punya nilai pada {on}: dikenal sejak {}",
                from.map_or_else(|| "–".to_owned(), |from| from.to_string())
            ),
            Self::Kind { id, expected } => format!("parameter `{id}` bukan {expected}"),
        }
    }
}
