//! The law as a whole: embedded or from a folder, asked by id and date.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::{self, Problem, ProblemKind};
use crate::law_error::LawError;
use crate::parameter::{DatedValue, Parameter, Reference};
use crate::value::FromValue;

/// The files of `law/`, as they were when this program was built.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/law_files.rs"));

/// All parameters of the law; cheap to clone.
///
/// ```
/// use jiff::civil::date;
/// use semesta_domain::Rupiah;
/// use semesta_law::Law;
/// let law = Law::embedded();
/// let city = law.value::<Rupiah>("contribution.pemda.city", date(2024, 3, 1)).unwrap();
/// assert_eq!(city.value, Rupiah(35_000));
/// assert_eq!(city.reference.title, "Perpres 64/2020; PMK 78/PMK.02/2020");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    pub(crate) parameters: Arc<BTreeMap<String, Parameter>>,
}

/// A value of the law on a day, with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valued<'a, T> {
    /// The value.
    pub value: T,
    /// The day since which it holds.
    pub from: Date,
    /// Where it stands.
    pub reference: &'a Reference,
}

impl Law {
    /// The law that was in `law/` when this program was built.
    ///
    /// # Panics
    /// Never: a test reads the same files.
    #[must_use]
    pub fn embedded() -> Self {
        static LAW: std::sync::OnceLock<Law> = std::sync::OnceLock::new();
        LAW.get_or_init(|| match Self::from_files(EMBEDDED.iter().copied()) {
            Ok(law) => law,
            Err(problems) => unreachable!("the embedded law is tested: {problems:?}"),
        })
        .clone()
    }

    /// Reads the law from files, given as (path below the folder, text).
    ///
    /// # Errors
    /// Every problem found in any file, in order of the paths.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut files: Vec<(&str, &str)> = files.into_iter().collect();
        files.sort_unstable();
        let mut problems = Vec::new();
        let mut parameters = BTreeMap::new();
        for (file, text) in files {
            let Some(parameter) = check::read(file, text, &mut problems) else {
                continue;
            };
            if let Some(doubled) = parameters.insert(parameter.id.clone(), parameter) {
                problems.push(Problem {
                    file: file.to_owned(),
                    date: None,
                    kind: ProblemKind::Id,
                    item: doubled.id,
                });
            }
        }
        if problems.is_empty() {
            Ok(Self {
                parameters: Arc::new(parameters),
            })
        } else {
            Err(problems)
        }
    }

    /// The embedded files as (path, text).
    #[must_use]
    pub fn embedded_files() -> &'static [(&'static str, &'static str)] {
        EMBEDDED
    }

    /// The ids of embedded parameters that this law lacks; minimum wages are
    /// each city's own and never missed.
    #[must_use]
    pub fn missing_parameters(&self) -> Vec<String> {
        Self::embedded()
            .parameters
            .keys()
            .filter(|id| !id.starts_with("umk.") && !self.parameters.contains_key(*id))
            .cloned()
            .collect()
    }

    /// Every parameter, in order of the ids.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.values()
    }

    /// Finds a parameter, and the field of it that an id names.
    ///
    /// Paths with `/`, and `pbpu_pemda` for `pemda`, are understood too.
    ///
    /// # Errors
    /// If no parameter or field has this id.
    pub fn find(&self, id: &str) -> Result<(&Parameter, Option<String>), LawError> {
        if let Some(parameter) = self.parameters.get(id) {
            return Ok((parameter, None));
        }
        let plain = canonical(id);
        if let Some(parameter) = self.parameters.get(&plain) {
            return Ok((parameter, None));
        }
        if let Some((owner, field)) = plain.rsplit_once('.')
            && let Some(parameter) = self.parameters.get(owner)
            && parameter.field_names().contains(&field)
        {
            return Ok((parameter, Some(field.to_owned())));
        }
        Err(LawError::UnknownParameter {
            id: id.to_owned(),
            nearest: self.nearest(&plain),
        })
    }

    /// What a parameter says on a day.
    ///
    /// # Errors
    /// If the parameter is unknown or has no value that day.
    pub fn in_force(&self, id: &str, on: Date) -> Result<&DatedValue, LawError> {
        let (parameter, _) = self.find(id)?;
        parameter.in_force(on).ok_or_else(|| LawError::NoValue {
            id: id.to_owned(),
            on,
            from: parameter.values.first().map(|first| first.from),
        })
    }

    /// One value on a day, as the type that a rule needs.
    ///
    /// # Errors
    /// If the parameter is unknown, has no value that day, or one of another kind.
    pub fn value<T: FromValue>(&self, id: &str, on: Date) -> Result<Valued<'_, T>, LawError> {
        let (_, field) = self.find(id)?;
        let dated = self.in_force(id, on)?;
        let value = dated
            .body
            .field(field.as_deref())
            .ok_or_else(|| LawError::NoValue {
                id: id.to_owned(),
                on,
                from: None,
            })?;
        let value = T::from_value(&value).ok_or_else(|| LawError::Kind {
            id: id.to_owned(),
            expected: T::KIND,
        })?;
        Ok(Valued {
            value,
            from: dated.from,
            reference: &dated.reference,
        })
    }

    /// One value on a day, without its source.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn get<T: FromValue>(&self, id: &str, on: Date) -> Result<T, LawError> {
        self.value(id, on).map(|valued| valued.value)
    }

    /// A field of a parameter on a day; `None` where the date in force does not have it.
    ///
    /// # Errors
    /// If the parameter is unknown, has no value that day, or the field is of another kind.
    pub fn field<T: FromValue>(
        &self,
        id: &str,
        field: &str,
        on: Date,
    ) -> Result<Option<T>, LawError> {
        let Some(value) = self.in_force(id, on)?.body.field(Some(field)) else {
            return Ok(None);
        };
        T::from_value(&value)
            .map(Some)
            .ok_or_else(|| LawError::Kind {
                id: format!("{id}.{field}"),
                expected: T::KIND,
            })
    }

    /// The three legal ids that look most like `id`.
    fn nearest(&self, id: &str) -> Vec<String> {
        let mut scored: Vec<(f64, String)> = self
            .parameters
            .values()
            .flat_map(|parameter| {
                let fields = parameter.field_names().into_iter();
                fields
                    .map(|field| format!("{}.{field}", parameter.id))
                    .chain([parameter.id.clone()])
                    .collect::<Vec<_>>()
            })
            .map(|known| (strsim::jaro_winkler(id, &known), known))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        scored.into_iter().take(3).map(|(_, known)| known).collect()
    }
}

/// An id as the files spell it.
fn canonical(id: &str) -> String {
    let id = id.trim().trim_end_matches(".yaml").replace('/', ".");
    let id = id.strip_prefix("law.").unwrap_or(&id);
    id.split('.')
        .map(|part| match part {
            "pbpu_pemda" => "pemda",
            "pbpu" => "mandiri",
            "center" => "centre",
            part => part,
        })
        .collect::<Vec<_>>()
        .join(".")
}
