//! What is said on stderr.

use std::process::ExitCode;

use semesta_domain::Lang;

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
        Self { message: message.into(), hint: hint.into() }
    }
}

/// Prints an error chain once, the advice on its own line, and gives exit code 2.
pub(crate) fn report_failure(error: &anyhow::Error, lang: Lang) -> ExitCode {
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    eprintln!("{}: {}", lang.pick("galat", "error"), chain.join(": "));
    if let Some(hinted) = error.chain().find_map(|cause| cause.downcast_ref::<Hinted>()) {
        eprintln!("{}: {}", lang.pick("petunjuk", "hint"), hinted.hint);
    }
    ExitCode::from(2)
}
