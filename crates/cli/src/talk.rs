//! What is said on stderr.

use std::process::ExitCode;

use semesta_domain::Lang;
use semesta_vault::VaultError;

/// An error that carries advice for its own line.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Hinted {
    message: String,
    hint: String,
}

impl Hinted {
    /// Joins what went wrong with what to do about it.
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// What the law could not say, with where to look.
pub(crate) fn of_law(text: String, lang: Lang) -> anyhow::Error {
    let hint = lang.pick(
        "lihat `semesta law list` dan `semesta law show PARAMETER`",
        "see `semesta law list` and `semesta law show PARAMETER`",
    );
    Hinted::new(text, hint).into()
}

/// The schema of an error as JSON.
const ERROR_SCHEMA: &str = "semesta.error/1";

/// Prints an error chain once, the advice on its own line, and gives exit code 2;
/// `as_json` puts it on stdout too, for whoever reads the answer there.
pub(crate) fn report_failure(error: &anyhow::Error, as_json: bool, lang: Lang) -> ExitCode {
    let (message, hint) = words(error, lang);
    eprintln!("{}: {message}", lang.pick("galat", "error"));
    if let Some(hint) = &hint {
        eprintln!("{}: {hint}", lang.pick("petunjuk", "hint"));
    }
    if as_json {
        let document = serde_json::json!({
            "schema": ERROR_SCHEMA,
            "error": message,
            "hint": hint,
        });
        println!("{document:#}");
    }
    ExitCode::from(2)
}

/// What went wrong, and what to do about it.
fn words(error: &anyhow::Error, lang: Lang) -> (String, Option<String>) {
    if let Some(error) = VaultError::find(error.as_ref()) {
        let (sentence, hint) = error.advice(lang);
        return (sentence, Some(hint));
    }
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    // An error may carry its advice as context, which the chain does not show.
    let hinted = error
        .downcast_ref::<Hinted>()
        .or_else(|| error.chain().find_map(|cause| cause.downcast_ref()));
    let hint = hinted.map(|hinted| hinted.hint.clone());
    (chain.join(": "), hint)
}

/// A line that says what is being done, on a terminal only.
pub(crate) struct Progress(indicatif::ProgressBar);

impl Progress {
    /// Begins a spinner with a title.
    pub(crate) fn begin(title: &str) -> Self {
        let bar = indicatif::ProgressBar::new_spinner();
        bar.set_prefix(title.to_owned());
        if let Ok(style) =
            indicatif::ProgressStyle::with_template("{spinner} {prefix}: {msg} {elapsed}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self(bar)
    }

    /// Says what comes now.
    pub(crate) fn say(&self, what: impl Into<std::borrow::Cow<'static, str>>) {
        self.0.set_message(what);
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// The time of day in UTC, for the log of runs.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().to_string()
}
