//! The real binary, run and read.

#![allow(clippy::unwrap_used, dead_code, reason = "tests")]

pub(crate) mod office;
pub(crate) mod server;

use std::collections::BTreeMap;
use std::process::{Command, Output};

/// A row of a CSV by header.
pub(crate) type Row = BTreeMap<String, String>;

/// Runs a command.
pub(crate) fn semesta(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_semesta"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs a command that must not fail and gives its stdout; rejected rows may make its code 1.
pub(crate) fn said(arguments: &[&str]) -> String {
    let output = semesta(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{arguments:?}: {told}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The rows of a CSV.
pub(crate) fn read(csv: impl AsRef<[u8]>) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_ref())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}
