//! Runs `cases/*.yaml`: published figures and boundary dates, through the rules that users run.
//!
//! A file says `for: law` (cases of a rule) or `for: boundaries` (parameter,
//! day, value); files for other parts are left to them.

#![allow(clippy::unwrap_used)]

mod boundaries;
mod rules;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// What every file of cases says first.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "for")]
    part: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(rename = "for")]
    #[allow(dead_code)]
    part: String,
    cases: Vec<Case>,
}

/// One case: what goes into a rule, and what must come out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) rule: String,
    pub(crate) input: BTreeMap<String, String>,
    pub(crate) expect: BTreeMap<String, String>,
}

/// The files of cases for one part, as (name, text).
pub(crate) fn files_for(part: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "yaml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .filter(|(_, text)| {
            serde_saphyr::from_str::<Head>(text).is_ok_and(|head| head.part == part)
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_case_of_a_rule_holds() {
    let mut n_cases = 0;
    let mut wrong = Vec::new();
    for (name, text) in files_for("law") {
        let file: CaseFile = serde_saphyr::from_str(&text).unwrap();
        for case in file.cases {
            n_cases += 1;
            assert!(
                !case.source.is_empty() && !case.expect.is_empty(),
                "{case:?}"
            );
            let actual = rules::run(&case);
            for (key, expected) in &case.expect {
                let found = actual.get(key);
                if found != Some(expected) {
                    wrong.push(format!(
                        "{name}: {}: `{key}` is {found:?}, expected `{expected}`",
                        case.name
                    ));
                }
            }
        }
    }
    assert!(n_cases > 200, "only {n_cases} cases found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
