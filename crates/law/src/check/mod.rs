//! Reads the files of the law and refuses what cannot be law.

mod problem;

use jiff::civil::Date;

pub use problem::{Problem, ProblemKind};

use crate::decimal::Decimal;
use crate::parameter::{Body, DatedValue, Parameter, Reference, Unit, Value, total};
use crate::source::{DatedFile, ParameterFile, ReferenceFile};

/// Component names that the rules know, in the order they are shown.
pub(crate) const COMPONENTS: [&str; 9] = [
    "city",
    "city_assistance",
    "province",
    "province_assistance",
    "centre",
    "employer",
    "worker",
    "self",
    "donor",
];

/// Field names that the rules know, in the order they are shown.
pub(crate) const FIELDS: [&str; 17] = [
    "coverage",
    "active",
    "pemda_share",
    "pemda_share_waived_at_active",
    "alternative_pemda_share",
    "alternative_active",
    "prioritas",
    "no_arrears",
    "request_approved",
    "add",
    "remove",
    "change",
    "diterima_pekerja",
    "perjanjian_bersama",
    "putusan_phi",
    "mengundurkan_diri",
    "habis_kontrak",
];

/// The id of a file: its path with dots, without the ending.
fn id_of(file: &str) -> Option<String> {
    let stem = file.trim_start_matches("./").strip_suffix(".yaml")?;
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_./".contains(c);
    (!stem.is_empty() && stem.chars().all(legal)).then(|| stem.replace('/', "."))
}

/// Reads one file, noting every problem; `None` if nothing can be made of it.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Parameter> {
    let mut notes = Notes {
        file,
        date: None,
        problems,
    };
    let id = id_of(file);
    if id.is_none() {
        notes.add(ProblemKind::Id, file);
    }
    let options = serde_saphyr::options! { with_snippet: false };
    let raw: ParameterFile = match serde_saphyr::from_str_with_options(text, options) {
        Ok(raw) => raw,
        Err(error) => {
            notes.add(ProblemKind::Unreadable, &error.to_string());
            return None;
        }
    };
    let unit_code = raw.unit.as_deref().unwrap_or_default();
    let unit = Unit::parse(unit_code);
    if unit.is_none() || (unit == Some(Unit::Choice)) == raw.choices.is_empty() {
        notes.add(ProblemKind::Unit, unit_code);
    }
    let checked = raw.last_checked_on.as_deref().unwrap_or_default();
    let last_checked_on = notes.date(checked);
    if raw.values.is_empty() {
        notes.add(ProblemKind::NoValue, "values");
    }
    let unit = unit?;
    let kept: Vec<Option<DatedValue>> = raw
        .values
        .iter()
        .map(|dated| read_dated(dated, unit, &raw.choices, &mut notes))
        .collect();
    notes.date = None;
    let values: Vec<DatedValue> = kept.into_iter().collect::<Option<_>>()?;
    check_order(&values, &mut notes);
    Some(Parameter {
        id: id?,
        description_id: raw.description.id,
        description_en: raw.description.en,
        unit,
        choices: raw.choices,
        values,
        last_checked_on: last_checked_on?,
    })
}

/// Collects the problems of one file.
struct Notes<'a> {
    file: &'a str,
    date: Option<String>,
    problems: &'a mut Vec<Problem>,
}

impl Notes<'_> {
    fn add(&mut self, kind: ProblemKind, item: &str) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            date: self.date.clone(),
            kind,
            item: item.to_owned(),
        });
    }

    fn date(&mut self, text: &str) -> Option<Date> {
        let date = text.parse().ok().filter(|_| text.len() == 10);
        if date.is_none() {
            self.add(ProblemKind::Date, text);
        }
        date
    }
}

fn read_dated(
    raw: &DatedFile,
    unit: Unit,
    choices: &[String],
    notes: &mut Notes<'_>,
) -> Option<DatedValue> {
    notes.date = Some(raw.from.clone());
    let from = notes.date(&raw.from);
    let until = match &raw.until {
        Some(text) => Some(notes.date(text)?),
        None => None,
    };
    let reference = read_reference(raw.reference.as_ref(), notes);
    let body = read_body(raw, unit, choices, notes);
    Some(DatedValue {
        from: from?,
        until,
        body: body?,
        reference: reference?,
    })
}

fn read_reference(raw: Option<&ReferenceFile>, notes: &mut Notes<'_>) -> Option<Reference> {
    let title = raw.and_then(|raw| raw.title.as_deref()).unwrap_or_default();
    let unsourced = raw.is_some_and(|raw| raw.unsourced);
    if title.trim().is_empty() && !unsourced {
        notes.add(ProblemKind::NoSource, "reference");
        return None;
    }
    let raw = raw?;
    Some(Reference {
        title: title.to_owned(),
        article: raw.article.clone(),
        url: raw.url.clone(),
        note: raw.note.clone(),
        unsourced,
    })
}

fn read_body(
    raw: &DatedFile,
    unit: Unit,
    choices: &[String],
    notes: &mut Notes<'_>,
) -> Option<Body> {
    match (&raw.value, &raw.components, &raw.fields) {
        (Some(text), None, None) if raw.total.is_none() => {
            let value = read_value(text, unit, choices);
            if value.is_none() {
                notes.add(ProblemKind::Value, text);
            }
            value.map(Body::Single)
        }
        (None, Some(parts), None) => {
            let parts = read_named(parts, &COMPONENTS, notes, |text| number(text, unit))?;
            check_total(raw.total.as_deref(), &parts, notes);
            Some(Body::Components(parts))
        }
        (None, None, Some(fields)) if raw.total.is_none() => {
            read_named(fields, &FIELDS, notes, |text| {
                read_value(text, unit, choices).or_else(|| flag(text))
            })
            .map(Body::Fields)
        }
        _ => {
            notes.add(ProblemKind::NoValue, "value");
            None
        }
    }
}

/// Reads named parts into the order in which they are shown.
fn read_named<T>(
    raw: &std::collections::BTreeMap<String, String>,
    known: &[&str],
    notes: &mut Notes<'_>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    let mut parts = Vec::new();
    let mut ok = !raw.is_empty();
    if raw.is_empty() {
        notes.add(ProblemKind::NoValue, "");
    }
    for name in raw.keys().filter(|name| !known.contains(&name.as_str())) {
        notes.add(ProblemKind::UnknownField, name);
        ok = false;
    }
    for name in known {
        let Some(text) = raw.get(*name) else { continue };
        match read(text) {
            Some(value) => parts.push(((*name).to_owned(), value)),
            None => {
                notes.add(ProblemKind::Value, text);
                ok = false;
            }
        }
    }
    ok.then_some(parts)
}

fn check_total(raw: Option<&str>, parts: &[(String, Decimal)], notes: &mut Notes<'_>) {
    let stated = raw.and_then(|text| text.parse::<Decimal>().ok());
    if stated != Some(total(parts)) {
        let item = format!("{} ≠ {}", raw.unwrap_or("–"), total(parts));
        notes.add(ProblemKind::Total, &item);
    }
}

/// Reads a single value as the unit asks.
pub(crate) fn read_value(text: &str, unit: Unit, choices: &[String]) -> Option<Value> {
    match unit {
        Unit::Flag => flag(text),
        Unit::Choice => choices
            .iter()
            .any(|choice| choice == text)
            .then(|| Value::Text(text.to_owned())),
        _ => number(text, unit).map(Value::Number),
    }
}

fn flag(text: &str) -> Option<Value> {
    match text {
        "true" => Some(Value::Flag(true)),
        "false" => Some(Value::Flag(false)),
        _ => None,
    }
}

/// A number that can be of this unit: none of the law's is negative.
pub(crate) fn number(text: &str, unit: Unit) -> Option<Decimal> {
    let number: Decimal = text.parse().ok()?;
    let whole = number.integer();
    let fits = match unit {
        Unit::RupiahPerMonth => true,
        Unit::Percent => number.basis_points().is_some(),
        Unit::DayOfMonth => whole.is_some_and(|day| (1..=31).contains(&day)),
        Unit::Decile => whole.is_some_and(|decile| (0..=10).contains(&decile)),
        Unit::Flag | Unit::Choice => false,
        _ => whole.is_some_and(|whole| whole <= 1_000_000_000_000),
    };
    (fits && number >= Decimal::default()).then_some(number)
}

fn check_order(values: &[DatedValue], notes: &mut Notes<'_>) {
    for dated in values {
        if dated.until.is_some_and(|until| until < dated.from) {
            notes.add(ProblemKind::DateOrder, &dated.from.to_string());
        }
    }
    for pair in values.windows(2) {
        if pair[1].from <= pair[0].from {
            notes.add(ProblemKind::DateOrder, &pair[1].from.to_string());
        } else if pair[0].until.is_some_and(|until| until >= pair[1].from) {
            notes.add(ProblemKind::Overlap, &pair[1].from.to_string());
        }
    }
}
