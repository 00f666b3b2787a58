//! A folder as an office delivers it: several sources, and things that are none.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use semesta_domain::Month;

use crate::error::ImportError;
use crate::folder::DataFolder;
use crate::import::{ImportRequest, Imported, file_name, import_files};
use crate::layout::Layout;
use crate::progress::Progress;
use crate::source::Source;

/// A folder to import.
#[derive(Debug, Clone)]
pub struct DeliveryRequest {
    /// The folder.
    pub path: PathBuf,
    /// The date; else the last day of the folder's own `yyyy-mm`.
    pub as_of: Option<Date>,
    /// A layout for all its files.
    pub layout: Option<Layout>,
    /// Whether it takes the place of what was delivered for that date.
    pub replace: bool,
}

/// What a delivery gave.
#[derive(Debug)]
pub struct Delivered {
    /// The date.
    pub as_of: Date,
    /// What was imported, by source and file name.
    pub imported: Vec<Imported>,
    /// What could not be.
    pub failed: Vec<(PathBuf, ImportError)>,
    /// Files that are no source's.
    pub ignored: Vec<String>,
}

/// Imports all files of a folder that are named after a source; a file that
/// cannot be imported does not keep the others out.
///
/// # Errors
/// If the folder cannot be read or its date is unknown.
pub fn import_delivery(
    folder: &DataFolder,
    request: &DeliveryRequest,
    progress: &dyn Progress,
) -> Result<Delivered, ImportError> {
    let as_of = request
        .as_of
        .or_else(|| folder_date(&request.path))
        .ok_or_else(|| ImportError::NoDate(request.path.clone()))?;
    let (files, ignored) = sort_files(&request.path)?;
    let file = |(source, path)| ImportRequest {
        source,
        as_of,
        path,
        layout: request
            .layout
            .clone()
            .filter(|layout| layout.sources.contains_key(&source)),
        mend: None,
        replace: request.replace,
    };
    let requests: Vec<ImportRequest> = files.into_iter().map(file).collect();
    let delivered = import_files(folder, as_of, &requests, progress)?;
    Ok(Delivered {
        ignored,
        ..delivered
    })
}

/// The last day of the month that names the folder.
fn folder_date(path: &Path) -> Option<Date> {
    let name = fs::canonicalize(path).ok().map(|path| file_name(&path))?;
    let is_month = name.len() == 7 && name.as_bytes()[4] == b'-';
    name.parse::<Month>()
        .ok()
        .filter(|_| is_month)
        .map(Month::last_day)
}

/// Files of sources, and the names of all others.
type Sorted = (Vec<(Source, PathBuf)>, Vec<String>);

/// The files of sources, sorted, and the names of all others.
fn sort_files(folder: &Path) -> Result<Sorted, ImportError> {
    let failed = |source| ImportError::Read {
        path: folder.to_owned(),
        source,
    };
    let (mut files, mut ignored) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        match source_of(&path).filter(|_| path.is_file()) {
            Some(source) => files.push((source, path)),
            None => ignored.push(file_name(&path)),
        }
    }
    files.sort();
    ignored.sort();
    Ok((files, ignored))
}

/// The source that a file is named after: `peserta.csv`, `peserta_2.xlsx`, `Peserta-timur.csv`.
fn source_of(path: &Path) -> Option<Source> {
    const EXTENSIONS: [&str; 7] = ["csv", "txt", "tsv", "xlsx", "xlsm", "parquet", "xls"];
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let stem = path
        .file_stem()?
        .to_str()?
        .trim()
        .to_ascii_lowercase()
        .replace([' ', '-', '.'], "_");
    if !EXTENSIONS.contains(&extension.as_str()) {
        return None;
    }
    // The longest name wins, so that a source never hides behind the beginning of another.
    let fits = |source: &Source| {
        stem.strip_prefix(source.code())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '(']))
    };
    Source::ALL
        .into_iter()
        .filter(fits)
        .max_by_key(|source| source.code().len())
}
