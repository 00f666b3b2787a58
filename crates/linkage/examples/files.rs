//! Links or deduplicates files, for measuring without the other crates.
#![allow(dead_code, missing_docs, unreachable_pub)]

mod talk {
    /// An error with advice.
    #[derive(Debug, thiserror::Error)]
    #[error("{message}\nhint: {hint}")]
    pub(crate) struct Hinted {
        message: String,
        hint: String,
    }
    impl Hinted {
        pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
            Self {
                message: message.into(),
                hint: hint.into(),
            }
        }
    }
}

#[path = "../../cli/src/linkage/mod.rs"]
mod linkage;

use clap::Parser;

#[derive(Parser)]
enum Command {
    Link(linkage::link::Args),
    Dedupe(linkage::dedupe::Args),
}

fn main() -> anyhow::Result<std::process::ExitCode> {
    match Command::parse() {
        Command::Link(args) => linkage::link::run(&args, semesta_domain::Lang::Id),
        Command::Dedupe(args) => linkage::dedupe::run(&args, semesta_domain::Lang::Id),
    }
}
