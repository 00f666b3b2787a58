//! `semesta law list`.

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use semesta_domain::Lang;
use semesta_law::{Body, Law, Parameter};
use serde::Serialize;

use super::options::{Format, LawOptions, date_arg, today};
use super::text;

/// Arguments of `semesta law list`.
#[derive(Args)]
pub(crate) struct ListArgs {
    /// Nilai yang berlaku pada tanggal ini (bawaan: hari ini).
    #[arg(long, value_name = "TANGGAL", value_parser = date_arg)]
    on: Option<Date>,
    #[command(flatten)]
    options: LawOptions,
}

#[derive(Serialize)]
struct ListJson {
    schema: &'static str,
    on: String,
    parameters: Vec<EntryJson>,
}

#[derive(Serialize)]
struct EntryJson {
    id: String,
    description: DescriptionJson,
    unit: &'static str,
    value: Option<String>,
    #[serde(skip)]
    short_value: String,
    from: Option<String>,
    source: Option<String>,
    unsourced: bool,
    n_dates: usize,
    last_checked_on: String,
}

/// A description in both languages.
#[derive(Serialize)]
pub(crate) struct DescriptionJson {
    id: String,
    en: String,
}

impl DescriptionJson {
    /// Of a parameter.
    pub(crate) fn of(parameter: &Parameter) -> Self {
        Self {
            id: parameter.description_id.clone(),
            en: parameter.description_en.clone(),
        }
    }
}

/// Runs `semesta law list`.
pub(crate) fn run(args: &ListArgs, lang: Lang) -> anyhow::Result<ExitCode> {
    let law = args.options.law(lang)?;
    let on = args.on.unwrap_or_else(today);
    let parameters = law.parameters().map(|p| entry(&law, p, on, lang)).collect();
    match args.options.format {
        Format::Json => text::print_json(&ListJson {
            schema: "semesta.law.list/1",
            on: on.to_string(),
            parameters,
        })?,
        Format::Table => print(&parameters, lang),
    }
    Ok(ExitCode::SUCCESS)
}

fn entry(law: &Law, parameter: &Parameter, on: Date, lang: Lang) -> EntryJson {
    let citation = law.citation(&parameter.id, on).ok();
    EntryJson {
        id: parameter.id.clone(),
        description: DescriptionJson::of(parameter),
        unit: parameter.unit.code(),
        value: citation.as_ref().map(|citation| citation.value.clone()),
        short_value: short_value(law, parameter, on, lang),
        from: citation.as_ref().map(|citation| citation.from.clone()),
        source: citation.as_ref().map(|citation| citation.title.clone()),
        unsourced: citation.as_ref().is_some_and(|citation| citation.unsourced),
        n_dates: parameter.values.len(),
        last_checked_on: parameter.last_checked_on.to_string(),
    }
}

/// The value, a total, or how many fields there are.
fn short_value(law: &Law, parameter: &Parameter, on: Date, lang: Lang) -> String {
    let Ok(dated) = law.in_force(&parameter.id, on) else {
        return "–".to_owned();
    };
    match &dated.body {
        Body::Fields(fields) => format!("{} {}", fields.len(), lang.pick("nilai", "values")),
        body => body
            .field(None)
            .map_or_else(|| "–".to_owned(), |value| text::value_text(&value, lang)),
    }
}

fn print(parameters: &Vec<EntryJson>, lang: Lang) {
    let mut table = text::table(vec![
        lang.pick("Parameter", "Parameter"),
        lang.pick("Nilai", "Value"),
        lang.pick("Satuan", "Unit"),
        lang.pick("Sejak", "From"),
    ]);
    for entry in parameters {
        let unit = semesta_law::Unit::parse(entry.unit).map_or("", |unit| unit.label(lang));
        table.add_row(vec![
            entry.id.clone(),
            entry.short_value.clone(),
            unit.to_owned(),
            entry.from.clone().unwrap_or_else(|| "–".to_owned()),
        ]);
    }
    for column in [0, 2, 3] {
        text::keep_whole(&mut table, column);
    }
    println!("{table}");
    println!(
        "{} {}",
        parameters.len(),
        lang.pick(
            "parameter; rinciannya: semesta law show PARAMETER",
            "parameters; details: semesta law show PARAMETER"
        )
    );
}
