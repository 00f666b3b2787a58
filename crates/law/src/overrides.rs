//! What-if: a parameter overridden for one calculation.

use std::sync::Arc;

use jiff::civil::Date;
use semesta_domain::Lang;

use crate::check::{number, read_value};
use crate::law::Law;
use crate::law_error::LawError;
use crate::parameter::{Body, DatedValue, Parameter, Reference, Unit, Value};

/// One override: `contribution.pemda.city=40000@2027-01-01`.
///
/// Without a date it holds for every date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The parameter's or the field's id.
    pub id: String,
    /// The new value, as written.
    pub value: String,
    /// The first day on which it holds.
    pub from: Option<Date>,
}

/// Why a parameter cannot be overridden so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// The text is no override.
    #[error("invalid override `{0}`: expected `parameter=value` or `parameter=value@yyyy-mm-dd`")]
    Syntax(String),
    /// No parameter has the id.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The id names a whole group of values.
    #[error("parameter `{id}` has several values: expected one of {}", fields.join(", "))]
    NeedsField {
        /// The group's id.
        id: String,
        /// The ids of its values.
        fields: Vec<String>,
    },
    /// The value does not fit.
    #[error("invalid value `{value}` for `{id}`: expected {}", in_english(*expected))]
    Value {
        /// The parameter's id.
        id: String,
        /// The value as written.
        value: String,
        /// What the unit asks for.
        expected: Unit,
    },
}

impl OverrideError {
    /// The error in words for users.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Syntax(text) => format!(
                "pengganti `{text}` tidak terbaca: seharusnya `parameter=nilai` atau `parameter=nilai@tttt-bb-hh`"
            ),
            Self::Law(error) => error.text(lang),
            Self::NeedsField { id, fields } => format!(
                "parameter `{id}` punya beberapa nilai: pilih salah satu dari {}",
                fields.join(", ")
            ),
            Self::Value {
                id,
                value,
                expected,
            } => {
                let expected = match expected {
                    Unit::Flag => "`true` atau `false`",
                    unit => unit.label(lang),
                };
                format!("nilai `{value}` tidak sesuai untuk `{id}`: seharusnya {expected}")
            }
        }
    }
}

impl std::str::FromStr for Override {
    type Err = OverrideError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let syntax = || OverrideError::Syntax(text.to_owned());
        let (id, rest) = text.split_once('=').ok_or_else(syntax)?;
        let (value, from) = match rest.split_once('@') {
            Some((value, date)) => (value, Some(date.trim().parse().map_err(|_| syntax())?)),
            None => (rest, None),
        };
        if id.trim().is_empty() || value.trim().is_empty() {
            return Err(syntax());
        }
        Ok(Self {
            id: id.trim().to_owned(),
            value: value.trim().to_owned(),
            from,
        })
    }
}

impl Law {
    /// The law with one parameter overridden from a date on, for good: later
    /// dates of the law keep their other fields and take the new value too.
    /// The total of components follows.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use semesta_domain::Rupiah;
    /// use semesta_law::Law;
    /// let law = Law::embedded()
    ///     .with_override("contribution.pemda.city=40000@2027-01-01")
    ///     .unwrap();
    /// let total = |y, m| law.get::<Rupiah>("contribution.pemda.total", date(y, m, 1)).unwrap();
    /// assert_eq!(total(2026, 12), Rupiah(42_000));
    /// assert_eq!(total(2027, 1), Rupiah(47_000));
    /// ```
    ///
    /// # Errors
    /// If the text is no override, the parameter is unknown (the nearest legal
    /// ids are named), or the value does not fit its unit.
    pub fn with_override(&self, text: &str) -> Result<Self, OverrideError> {
        self.overridden(&text.parse()?)
    }

    /// The law with one parameter overridden; see [`Self::with_override`].
    ///
    /// # Errors
    /// As [`Self::with_override`].
    pub fn overridden(&self, change: &Override) -> Result<Self, OverrideError> {
        let (parameter, field) = self.find(&change.id)?;
        let field = only_field(parameter, field)?;
        let value = read(parameter, field.as_deref(), &change.value)?;
        let mut changed = parameter.clone();
        let from = change.from.unwrap_or(Date::MIN);
        begin_at(&mut changed, from, field.as_deref()).map_err(|first| LawError::NoValue {
            id: change.id.clone(),
            on: from,
            from: first,
        })?;
        for dated in changed.values.iter_mut().filter(|dated| dated.from >= from) {
            set(&mut dated.body, field.as_deref(), &value);
            dated.reference = Reference {
                title: format!("pengandaian: {}", change.id),
                unsourced: true,
                ..Reference::default()
            };
        }
        let mut law = self.clone();
        Arc::make_mut(&mut law.parameters).insert(changed.id.clone(), changed);
        Ok(law)
    }
}

/// The field meant: a single value has none, a lone component needs no name.
fn only_field(
    parameter: &Parameter,
    field: Option<String>,
) -> Result<Option<String>, OverrideError> {
    let names: Vec<&str> = parameter
        .field_names()
        .into_iter()
        .filter(|name| *name != "total")
        .collect();
    match (field.as_deref(), names.as_slice()) {
        (None, []) => Ok(None),
        (None | Some("total"), [only]) => Ok(Some((*only).to_owned())),
        (Some(name), _) if name != "total" => Ok(field),
        _ => Err(OverrideError::NeedsField {
            id: parameter.id.clone(),
            fields: names
                .iter()
                .map(|name| format!("{}.{name}", parameter.id))
                .collect(),
        }),
    }
}

fn in_english(expected: Unit) -> &'static str {
    match expected {
        Unit::Flag => "`true` or `false`",
        unit => unit.label(semesta_domain::Lang::En),
    }
}

fn read(parameter: &Parameter, field: Option<&str>, text: &str) -> Result<Value, OverrideError> {
    let sample = parameter
        .values
        .iter()
        .find_map(|dated| dated.body.field(field));
    let read = match sample {
        Some(Value::Flag(_)) => read_value(text, Unit::Flag, &[]),
        Some(Value::Number(_)) => number(text, parameter.unit).map(Value::Number),
        _ => read_value(text, parameter.unit, &parameter.choices),
    };
    read.ok_or_else(|| OverrideError::Value {
        id: parameter.id.clone(),
        value: text.to_owned(),
        expected: match sample {
            Some(Value::Flag(_)) => Unit::Flag,
            _ => parameter.unit,
        },
    })
}

/// Makes a date begin at `from`, with what was in force that day.
fn begin_at(
    parameter: &mut Parameter,
    from: Date,
    field: Option<&str>,
) -> Result<(), Option<Date>> {
    if from == Date::MIN || parameter.values.iter().any(|dated| dated.from == from) {
        return Ok(());
    }
    let first = parameter.values.first().map(|dated| dated.from);
    let at = parameter.values.partition_point(|dated| dated.from < from);
    let model = match parameter.in_force(from) {
        Some(dated) => dated.clone(),
        // A single value needs nothing from before.
        None if field.is_none() => parameter.values.first().cloned().ok_or(None)?,
        None => return Err(first),
    };
    let next = parameter.values.get(at).map(|dated| dated.from);
    let until = model
        .until
        .filter(|until| *until >= from && next.is_none_or(|next| *until < next));
    parameter.values.insert(
        at,
        DatedValue {
            from,
            until,
            ..model
        },
    );
    if let Some(before) = at.checked_sub(1).and_then(|i| parameter.values.get_mut(i))
        && before.until.is_some_and(|until| until >= from)
    {
        before.until = from.yesterday().ok();
    }
    Ok(())
}

fn set(body: &mut Body, field: Option<&str>, value: &Value) {
    match (body, field, value) {
        (Body::Single(old), None, new) => *old = new.clone(),
        (Body::Components(parts), Some(name), Value::Number(number)) => {
            match parts.iter_mut().find(|(part, _)| part == name) {
                Some((_, old)) => *old = *number,
                None => parts.push((name.to_owned(), *number)),
            }
        }
        (Body::Fields(fields), Some(name), new) => {
            match fields.iter_mut().find(|(field, _)| field == name) {
                Some((_, old)) => *old = new.clone(),
                None => fields.push((name.to_owned(), new.clone())),
            }
        }
        // `only_field` and `read` leave no other combination.
        _ => {}
    }
}
