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

/// Prints an error chain once, the advice on its own line, and gives exit code 2.
pub(crate) fn report_failure(error: &anyhow::Error, lang: Lang) -> ExitCode {
    if let Some(error) = VaultError::find(error.as_ref()) {
        let (sentence, hint) = error.advice(lang);
        eprintln!("{}: {sentence}", lang.pick("galat", "error"));
        eprintln!("{}: {hint}", lang.pick("petunjuk", "hint"));
        return ExitCode::from(2);
    }
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    eprintln!("{}: {}", lang.pick("galat", "error"), chain.join(": "));
    // An error may carry its advice as context, which the chain does not show.
    let hinted = error
        .downcast_ref::<Hinted>()
        .or_else(|| error.chain().find_map(|cause| cause.downcast_ref()));
    if let Some(hinted) = hinted {
        eprintln!("{}: {}", lang.pick("petunjuk", "hint"), hinted.hint);
    }
    ExitCode::from(2)
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
