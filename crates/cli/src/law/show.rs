//! `semesta law show`.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::Lang;
use semesta_law::{Body, DatedValue, Law, Parameter, Value};
use serde::Serialize;

use super::list::DescriptionJson;
use super::options::{Format, LawOptions, date_arg};
use super::text;
use crate::talk::Hinted;

/// Arguments of `semesta law show`.
#[derive(Args)]
pub(crate) struct ShowArgs {
    /// Id parameter, misalnya contribution.pemda atau contribution.pemda.city.
    parameter: String,
    /// Hanya nilai yang berlaku pada tanggal ini.
    #[arg(long, value_name = "TANGGAL", value_parser = date_arg)]
    on: Option<Date>,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Serialize)]
struct ShowJson {
    schema: &'static str,
    id: String,
    description: DescriptionJson,
    unit: &'static str,
    last_checked_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Value>,
    values: Vec<DatedJson>,
}

#[derive(Serialize)]
struct DatedJson {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    value: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<serde_json::Map<String, serde_json::Value>>,
    reference: ReferenceJson,
}

#[derive(Serialize)]
struct ReferenceJson {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    unsourced: bool,
}

/// Runs `semesta law show`.
pub(crate) fn run(args: &ShowArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let (parameter, field) = law.find(&args.parameter).map_err(|error| {
        Hinted::new(
            error.text(lang),
            lang.pick(
                "semua id ada di `semesta law list`",
                "`semesta law list` gives every id",
            ),
        )
    })?;
    let shown = shown(&law, parameter, args, lang)?;
    match args.options.format {
        Format::Json => text::print_json(&to_json(parameter, field.as_deref(), &shown, args.on))?,
        Format::Table => print(parameter, field.as_deref(), &shown, lang),
    }
    Ok(ExitCode::SUCCESS)
}

fn shown<'a>(
    law: &'a Law,
    parameter: &'a Parameter,
    args: &ShowArgs,
    lang: Lang,
) -> anyhow::Result<Vec<&'a DatedValue>> {
    match args.on {
        None => Ok(parameter.values.iter().collect()),
        Some(on) => law
            .in_force(&args.parameter, on)
            .map(|dated| vec![dated])
            .map_err(|error| anyhow::anyhow!(error.text(lang))),
    }
}

fn to_json(
    parameter: &Parameter,
    field: Option<&str>,
    shown: &[&DatedValue],
    on: Option<Date>,
) -> ShowJson {
    let value = match (on, shown) {
        (Some(_), [dated]) => Some(value_json(&dated.body, field)),
        _ => None,
    };
    ShowJson {
        schema: "semesta.law.show/1",
        id: field.map_or_else(
            || parameter.id.clone(),
            |field| format!("{}.{field}", parameter.id),
        ),
        description: DescriptionJson::of(parameter),
        unit: parameter.unit.code(),
        last_checked_on: parameter.last_checked_on.to_string(),
        on: on.map(|on| on.to_string()),
        value,
        values: shown.iter().map(|dated| dated_json(dated, field)).collect(),
    }
}

fn dated_json(dated: &DatedValue, field: Option<&str>) -> DatedJson {
    let components = match (&dated.body, field) {
        (Body::Components(parts), None) => Some(
            parts
                .iter()
                .map(|(name, number)| (name.clone(), scalar(&number.to_string())))
                .collect(),
        ),
        _ => None,
    };
    let reference = &dated.reference;
    DatedJson {
        from: dated.from.to_string(),
        until: dated.until.map(|until| until.to_string()),
        value: value_json(&dated.body, field),
        components,
        reference: ReferenceJson {
            title: reference.title.clone(),
            article: reference.article.clone(),
            url: reference.url.clone(),
            note: reference.note.clone(),
            unsourced: reference.unsourced,
        },
    }
}

/// A single value or total as a scalar, fields as an object.
fn value_json(body: &Body, field: Option<&str>) -> serde_json::Value {
    match (body, field) {
        (Body::Fields(fields), None) => fields
            .iter()
            .map(|(name, value)| (name.clone(), scalar(&value.to_string())))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        (body, field) => body
            .field(field)
            .map_or(serde_json::Value::Null, |value| scalar(&value.to_string())),
    }
}

/// Numbers and flags as such, anything else as text.
fn scalar(text: &str) -> serde_json::Value {
    match serde_json::from_str(text) {
        Ok(value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => value,
        _ => text.into(),
    }
}

fn print(parameter: &Parameter, field: Option<&str>, shown: &[&DatedValue], lang: Lang) {
    let id = field.map_or_else(String::new, |field| format!(".{field}"));
    println!("{}{id}", parameter.id);
    println!("{}", parameter.description(lang));
    text::print_facts(&[
        (
            lang.pick("Satuan", "Unit"),
            parameter.unit.label(lang).to_owned(),
        ),
        (
            lang.pick("Terakhir diperiksa", "Last checked"),
            parameter.last_checked_on.to_string(),
        ),
    ]);
    let mut table = text::table(vec![
        lang.pick("Sejak", "From"),
        lang.pick("Nilai", "Value"),
        lang.pick("Sumber", "Source"),
    ]);
    for dated in shown {
        let until = dated
            .until
            .map_or_else(String::new, |until| format!(" – {until}"));
        let mut source = dated.reference.in_one_line(lang);
        for extra in [&dated.reference.note, &dated.reference.url]
            .into_iter()
            .flatten()
        {
            source.push('\n');
            source.push_str(extra);
        }
        table.add_row(vec![
            format!("{}{until}", dated.from),
            words(&dated.body, field, lang),
            source,
        ]);
    }
    println!("{table}");
}

fn words(body: &Body, field: Option<&str>, lang: Lang) -> String {
    let whole = |value: Option<Value>| {
        value.map_or_else(|| "–".to_owned(), |value| text::value_text(&value, lang))
    };
    let named = |name: &str, value: &Value| format!("{name} {}", text::value_text(value, lang));
    match (body, field) {
        (Body::Components(parts), None) => {
            let mut lines = vec![whole(body.field(None))];
            let parts = parts.iter();
            lines.extend(parts.map(|(name, number)| named(name, &Value::Number(*number))));
            lines.join("\n")
        }
        (Body::Fields(fields), None) => {
            let fields = fields.iter();
            let lines: Vec<String> = fields.map(|(name, value)| named(name, value)).collect();
            lines.join("\n")
        }
        (body, field) => whole(body.field(field)),
    }
}
