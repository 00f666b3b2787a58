//! Which words of the law an answer rests on.

use jiff::civil::Date;
use semesta_domain::Lang;

use crate::law::Law;
use crate::law_error::LawError;
use crate::parameter::Body;

/// A parameter used in an answer: its value then, and where that stands.
///
/// **Shape** (JSON): `parameter, value, unit, from, title, article?, url?, note?, unsourced`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Citation {
    /// The parameter's id.
    pub parameter: String,
    /// The value as text: a number, `true`, or `city 35000 + centre 4200`.
    pub value: String,
    /// The unit's code.
    pub unit: &'static str,
    /// The day since which it holds, yyyy-MM-dd.
    pub from: String,
    /// The instrument.
    pub title: String,
    /// The article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// A page that publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether no source is known.
    pub unsourced: bool,
}

impl Citation {
    /// The citation in one line: `contribution.pemda (2021-01-01): Perpres 64/2020`.
    #[must_use]
    pub fn in_one_line(&self, lang: Lang) -> String {
        let article = self.article.as_ref().map_or_else(String::new, |article| {
            format!("{}{article}", lang.pick(" pasal ", " art. "))
        });
        let unsourced = if self.unsourced {
            lang.pick(" (tanpa sumber)", " (unsourced)")
        } else {
            ""
        };
        format!(
            "{} ({}): {}{article}{unsourced}",
            self.parameter, self.from, self.title
        )
    }
}

impl Law {
    /// What parameters said on a day, and where that stands.
    ///
    /// # Errors
    /// If one of them is unknown or has no value that day.
    pub fn citations(&self, ids: &[&str], on: Date) -> Result<Vec<Citation>, LawError> {
        ids.iter().map(|id| self.citation(id, on)).collect()
    }

    /// What one parameter said on a day, and where that stands.
    ///
    /// # Errors
    /// If it is unknown or has no value that day.
    pub fn citation(&self, id: &str, on: Date) -> Result<Citation, LawError> {
        let (parameter, field) = self.find(id)?;
        let dated = self.in_force(id, on)?;
        let reference = &dated.reference;
        let named = |parts: Vec<String>, mark: &str| parts.join(mark);
        let value = match (&dated.body, field.as_deref()) {
            (Body::Components(parts), None) => named(
                parts
                    .iter()
                    .map(|(name, n)| format!("{name} {n}"))
                    .collect(),
                " + ",
            ),
            (Body::Fields(fields), None) => named(
                fields
                    .iter()
                    .map(|(name, v)| format!("{name} {v}"))
                    .collect(),
                ", ",
            ),
            (body, field) => body
                .field(field)
                .map_or_else(String::new, |v| v.to_string()),
        };
        Ok(Citation {
            parameter: field.map_or_else(
                || parameter.id.clone(),
                |field| format!("{}.{field}", parameter.id),
            ),
            value,
            unit: parameter.unit.code(),
            from: dated.from.to_string(),
            title: reference.title.clone(),
            article: reference.article.clone(),
            url: reference.url.clone(),
            note: reference.note.clone(),
            unsourced: reference.unsourced,
        })
    }
}
