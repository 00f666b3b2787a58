//! Broken and odd files, each with what must come of it.
//!
//! Every case also holds that no row is lost, that a refused file leaves the
//! data folder as it was, and that an accepted one reads back in full.
#![allow(clippy::unwrap_used, missing_docs)]

mod bytes;
mod columns;
mod delimited;
mod parquet_files;
mod values;
mod workbooks;

use jiff::civil::date;
use semesta_domain::Lang;
use semesta_evidence::{
    DataFolder, ImportError, ImportRequest, Layout, Manifest, NoProgress, Source, import_file,
};

/// The outcome of importing one file into an empty folder.
pub struct Outcome {
    _temp: tempfile::TempDir,
    pub folder: DataFolder,
    pub result: Result<Manifest, ImportError>,
}

/// Imports `bytes` as a file of `source`, as of 2024-12-31.
pub fn import(source: Source, name: &str, bytes: &[u8], layout: Option<Layout>) -> Outcome {
    let temp = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(temp.path().join("data")).unwrap();
    let path = temp.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let request = ImportRequest {
        source,
        as_of: date(2024, 12, 31),
        path,
        layout,
        mend: None,
        replace: false,
    };
    let result = import_file(&folder, &request, &NoProgress).map(|imported| imported.manifest);
    check_folder(&folder, result.as_ref().ok());
    Outcome {
        _temp: temp,
        folder,
        result,
    }
}

fn check_folder(folder: &DataFolder, manifest: Option<&Manifest>) {
    assert_eq!(
        std::fs::read_dir(folder.tmp()).unwrap().count(),
        0,
        "tmp is left clean"
    );
    let snapshots = folder.snapshots().unwrap();
    assert_eq!(snapshots.len(), usize::from(manifest.is_some()));
    let Some(manifest) = manifest else { return };
    assert_eq!(snapshots[0], *manifest);
    assert_eq!(
        manifest.rows_in,
        manifest.accepted + manifest.rejected + manifest.skipped.n()
    );
    assert_eq!(manifest.rejected, manifest.rejects.values().sum::<u64>());
    let batches = folder.read(manifest, None).unwrap();
    assert_eq!(
        manifest.accepted,
        batches
            .iter()
            .map(|batch| batch.num_rows() as u64)
            .sum::<u64>()
    );
    assert_eq!(
        manifest.rejected,
        folder.read_rejects(manifest).unwrap().rows.len() as u64
    );
}

/// Asserts that the file is refused with `code`, and that sentence and hint hold these words.
pub fn refused(source: Source, name: &str, bytes: &[u8], code: &str, words: &[&str]) {
    let outcome = import(source, name, bytes, None);
    let error = outcome.result.expect_err("must be refused");
    assert_eq!(error.code(), code, "{error}");
    for lang in [Lang::Id, Lang::En] {
        let advice = error.advice(lang);
        assert!(!advice.sentence.is_empty() && !advice.hint.is_empty());
        let text = format!("{} {}", advice.sentence, advice.hint);
        for word in words {
            assert!(text.contains(word), "`{word}` not in: {text}");
        }
    }
}

/// What is counted of an accepted file: accepted, rejected, skipped, and the codes.
#[derive(Default)]
pub struct Expected<'e> {
    pub accepted: u64,
    pub skipped: u64,
    pub rejects: &'e [(&'e str, u64)],
    pub warnings: &'e [(&'e str, u64)],
}

/// Asserts that the file is taken with these counts.
pub fn taken(source: Source, name: &str, bytes: &[u8], expected: &Expected<'_>) -> Outcome {
    let outcome = import(source, name, bytes, None);
    let manifest = outcome
        .result
        .as_ref()
        .unwrap_or_else(|error| panic!("refused: {error}"));
    let counted = |codes: &[(&str, u64)]| {
        codes
            .iter()
            .map(|(code, n)| ((*code).to_owned(), *n))
            .collect()
    };
    assert_eq!(manifest.rejects, counted(expected.rejects), "rejects");
    assert_eq!(manifest.warnings, counted(expected.warnings), "warnings");
    assert_eq!(
        (manifest.accepted, manifest.skipped.n()),
        (expected.accepted, expected.skipped)
    );
    outcome
}

/// The text cells of one column; empty for null.
pub fn column(outcome: &Outcome, name: &str) -> Vec<String> {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    let manifest = outcome.result.as_ref().unwrap();
    let batches = outcome.folder.read(manifest, Some(&[name])).unwrap();
    let mut values = Vec::new();
    for batch in &batches {
        let array = batch.column(0);
        for at in 0..array.len() {
            let text = match array.data_type() {
                _ if array.is_null(at) => String::new(),
                arrow_schema::DataType::Utf8 => array.as_string::<i32>().value(at).to_owned(),
                arrow_schema::DataType::Date32 => {
                    let days = array
                        .as_primitive::<arrow_array::types::Date32Type>()
                        .value(at);
                    semesta_domain::date_from_days(days).unwrap().to_string()
                }
                arrow_schema::DataType::Int64 => array
                    .as_primitive::<arrow_array::types::Int64Type>()
                    .value(at)
                    .to_string(),
                arrow_schema::DataType::UInt32 => array
                    .as_primitive::<arrow_array::types::UInt32Type>()
                    .value(at)
                    .to_string(),
                _ => array.as_boolean().value(at).to_string(),
            };
            values.push(text);
        }
    }
    values
}

pub const ROLL: &str = "no_kartu,nik,nama,jenis_kelamin,tanggal_lahir,segmen,status\n";
pub const ROLL_ROW: &str = "0001234509876,6571014507909003,SITI,P,1990-07-05,pbi_jk,AKTIF\n";
pub const REGISTER: &str = "nik,no_kk,nama,jenis_kelamin,tanggal_lahir,kode_wilayah,status\n";
pub const REGISTER_ROW: &str =
    "6571014507909003,6571010101209001,SITI,P,1990-07-05,6571011001,HIDUP\n";
