//! What can go wrong when a city is invented.

use std::path::PathBuf;

/// Says why a city could not be generated.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// No scenario has this name.
    #[error("unknown scenario `{name}`: expected one of {known}")]
    UnknownScenario {
        /// The name given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The text of a scenario does not follow its form.
    #[error("invalid scenario `{name}`: {reason}")]
    InvalidScenario {
        /// The scenario's name or file.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// An option is out of bounds.
    #[error("invalid option `{option}`: expected {expected}")]
    InvalidOption {
        /// The option's name.
        option: &'static str,
        /// What it may be.
        expected: String,
    },
    /// A file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A spreadsheet could not be written.
    #[error("cannot write the spreadsheet `{}`: {reason}", path.display())]
    Spreadsheet {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}
