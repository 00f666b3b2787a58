//! Arguments that cannot be read, in the reader's words.

use std::error::Error as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Error, Parser};
use semesta_domain::Lang;

use crate::talk::{Hinted, report_failure};

/// Reads the command line; what cannot be read is reported, as JSON too where that is
/// the form asked for.
///
/// # Errors
/// With the exit code, if there is nothing to do but to end.
pub(crate) fn read<T: Parser>() -> Result<T, ExitCode> {
    T::try_parse().map_err(|error| {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let is_given = |option: &str, value: &str| {
            let joined = format!("{option}={value}");
            arguments.contains(&joined) || arguments.windows(2).any(|two| two == [option, value])
        };
        let lang = if is_given("--lang", "en") {
            Lang::En
        } else {
            Lang::Id
        };
        match in_words(&error, &arguments, lang) {
            Some(words) => report_failure(&words.into(), is_given("--format", "json"), lang),
            // Help and the version come as errors, and end well.
            None => error.exit(),
        }
    })
}

/// What is wrong, and where to look; `None` of what clap says best itself.
fn in_words(error: &Error, arguments: &[String], lang: Lang) -> Option<Hinted> {
    let say = |id: &str, en: &str| lang.pick(id, en).to_owned();
    let quoted = |kind: ContextKind| told(error, kind).map(|text| format!("`{text}`"));
    let argument = quoted(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => {
            format!(
                "{} {}",
                say("opsi tidak dikenal:", "unknown option:"),
                argument?
            )
        }
        ErrorKind::InvalidSubcommand => format!(
            "{} {}",
            say("perintah tidak dikenal:", "unknown command:"),
            quoted(ContextKind::InvalidSubcommand)?
        ),
        ErrorKind::MissingRequiredArgument => format!(
            "{} {}",
            say("yang harus disebut belum ada:", "missing, though needed:"),
            argument?
        ),
        ErrorKind::InvalidValue => match told(error, ContextKind::InvalidValue) {
            Some(value) if !value.is_empty() => format!(
                "{} `{value}` {} {}",
                say("nilai", "the value"),
                say("tidak berlaku untuk", "does not do for"),
                argument?
            ),
            _ => format!("{} {}", argument?, say("memerlukan nilai", "needs a value")),
        },
        // The value is not repeated: it may be somebody's number.
        ErrorKind::ValueValidation => format!("{}: {}", argument?, error.source()?),
        ErrorKind::ArgumentConflict => {
            let other = quoted(ContextKind::PriorArg)?;
            let argument = argument?;
            if argument == other {
                format!("{argument} {}", say("disebut dua kali", "is given twice"))
            } else {
                let apart = say("tidak dapat bersama", "does not go with");
                format!("{argument} {apart} {other}")
            }
        }
        _ => return None,
    };
    Some(Hinted::new(message, hint(error, arguments, lang)))
}

fn hint(error: &Error, arguments: &[String], lang: Lang) -> String {
    let (meant, choose) = (
        lang.pick("mungkin maksudnya", "perhaps you mean"),
        lang.pick("pilihan", "choices"),
    );
    let suggested = [
        (ContextKind::SuggestedArg, meant),
        (ContextKind::SuggestedSubcommand, meant),
        (ContextKind::ValidValue, choose),
    ];
    let suggestion = suggested
        .into_iter()
        .find_map(|(kind, words)| Some(format!("{words}: {}", told(error, kind)?)));
    let usage = told(error, ContextKind::Usage);
    let usage = usage.unwrap_or_else(|| format!("semesta {}", arguments.join(" ")));
    let command: Vec<&str> = usage
        .split_whitespace()
        .skip_while(|word| *word != "semesta")
        .take_while(|word| !word.starts_with(['[', '<', '-']))
        .collect();
    let command = command.join(" ");
    let look = format!("{} `{command} --help`", lang.pick("lihat", "see"));
    match suggestion {
        Some(suggestion) => format!("{suggestion}; {look}"),
        None => look,
    }
}

/// What clap knows of an error, as plain text.
fn told(error: &Error, kind: ContextKind) -> Option<String> {
    let text = error.get(kind)?.to_string();
    Some(text).filter(|text| !text.is_empty())
}
