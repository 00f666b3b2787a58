//! What stops an import, told to people with a hint.

use std::path::PathBuf;

use crate::source::Source;

/// Says why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder cannot be read or written.
    #[error("cannot use `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The folder is none of ours.
    #[error("`{0}` is no data folder: expected a file `semesta.json` in it")]
    NotADataFolder(PathBuf),
    /// The folder was made by a later version.
    #[error("`{path}` has format {found}: expected {expected}")]
    Format {
        /// Which.
        path: PathBuf,
        /// Its format.
        found: String,
        /// Ours.
        expected: &'static str,
    },
    /// A manifest cannot be read.
    #[error("damaged manifest `{path}`")]
    Manifest {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A snapshot's table cannot be read or written.
    #[error("damaged table `{path}`")]
    Table {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: parquet::errors::ParquetError,
    },
    /// Nobody knows this snapshot.
    #[error("unknown snapshot `{0}`")]
    UnknownSnapshot(String),
    /// What is encrypted cannot be opened, or not be sealed.
    #[error("cannot open encrypted data")]
    Vault(#[from] semesta_vault::VaultError),
}

impl FolderError {
    /// An error of the file system at `path`.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// An error of a table at `path`.
    pub(crate) fn table(
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(parquet::errors::ParquetError) -> Self {
        let path = path.into();
        move |source| Self::Table { path, source }
    }
}

/// Says why a layout cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The file cannot be read.
    #[error("cannot read layout `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The YAML is not of the expected shape.
    #[error("invalid layout: {0}")]
    Yaml(String),
    /// A column that the source does not have.
    #[error("invalid layout: unknown column `{column}` of `{source_code}` near line {line}")]
    Column {
        /// The column.
        column: String,
        /// The source.
        source_code: &'static str,
        /// Where.
        line: u64,
    },
    /// A column's place that is none.
    #[error("invalid layout: the place of `{column}` near line {line}: expected 1 or more")]
    Position {
        /// The column.
        column: String,
        /// Where.
        line: u64,
    },
    /// A layout of the data folder cannot be used.
    #[error("layout `{path}`")]
    Stored {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<LayoutError>,
    },
    /// A name that cannot name a layout.
    #[error("invalid layout name `{0}`: expected 2 to 40 of a–z, 0–9 and hyphens")]
    Name(String),
    /// Another layout has the name.
    #[error("there is another layout `{0}`")]
    Taken(String),
    /// Nobody knows this layout.
    #[error("unknown layout `{0}`")]
    Unknown(String),
    /// The header has nothing to recognise the file by.
    #[error("no required column has a header of its own")]
    Nameless,
}

/// Says why a file could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// The file cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There is nothing in it.
    #[error("empty file")]
    EmptyFile,
    /// A header, and nothing below it.
    #[error("no data row below the header of `{0}`")]
    NoRows(Source),
    /// The header lacks required columns.
    #[error("missing columns: {}", missing.join(", "))]
    MissingColumns {
        /// The source.
        source_kind: Source,
        /// The sheet looked at, if a workbook.
        sheet: Option<String>,
        /// Required columns without a header.
        missing: Vec<&'static str>,
        /// The headers found.
        found: Vec<String>,
        /// Spellings under which the missing columns are known.
        known_as: Vec<String>,
    },
    /// Two headers say the same.
    #[error("column `{column}` stands twice")]
    DuplicateHeader {
        /// The canonical column.
        column: &'static str,
        /// The header.
        header: String,
    },
    /// Two sheets have all required columns.
    #[error("several sheets fit: {}", sheets.join(", "))]
    SheetAmbiguous {
        /// Which.
        sheets: Vec<String>,
    },
    /// The bytes are no text.
    #[error("the file is no text")]
    NotText,
    /// A format that is not read.
    #[error("unsupported format {format}")]
    Unsupported {
        /// What it is.
        format: &'static str,
    },
    /// A workbook of before 2007, or with a password.
    #[error("an old or encrypted workbook")]
    OldWorkbook,
    /// The workbook is broken.
    #[error("damaged workbook: {0}")]
    Workbook(String),
    /// The Parquet file is broken.
    #[error("damaged Parquet file: {0}")]
    Parquet(String),
    /// A quoted cell is never closed.
    #[error("a quote opened in row {row} is not closed")]
    UnclosedQuote {
        /// Data rows from 1.
        row: u32,
    },
    /// A row is too long.
    #[error("row {row} is longer than {max} bytes")]
    RowTooLong {
        /// Data rows from 1.
        row: u32,
        /// The limit.
        max: usize,
    },
    /// There are too many rows.
    #[error("more than {max} rows")]
    TooManyRows {
        /// The limit.
        max: u32,
    },
    /// There are too many columns.
    #[error("{found} columns: at most {max}")]
    TooManyColumns {
        /// How many.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// The file is too large.
    #[error("{found} bytes: at most {max}")]
    FileTooLarge {
        /// **Units**: bytes.
        found: u64,
        /// The limit.
        max: u64,
    },
    /// A workbook unpacks to too much.
    #[error("the workbook unpacks to {found} bytes: at most {max}")]
    ZipBomb {
        /// **Units**: bytes.
        found: u64,
        /// The limit.
        max: u64,
    },
    /// The snapshot to mend is of another source.
    #[error("snapshot `{id}` holds `{found}`: expected `{expected}`")]
    MendsOther {
        /// The snapshot.
        id: String,
        /// Its source.
        found: Source,
        /// The file's source.
        expected: Source,
    },
    /// No date is known for a delivery.
    #[error("no date for delivery `{0}`")]
    NoDate(PathBuf),
}

impl ImportError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Folder(_) => "folder",
            Self::Layout(_) => "layout",
            Self::Read { .. } => "read",
            Self::EmptyFile => "empty_file",
            Self::NoRows(_) => "no_rows",
            Self::MissingColumns { .. } => "missing_columns",
            Self::DuplicateHeader { .. } => "duplicate_header",
            Self::SheetAmbiguous { .. } => "sheet_ambiguous",
            Self::NotText => "not_text",
            Self::Unsupported { .. } => "unsupported",
            Self::OldWorkbook => "old_workbook",
            Self::Workbook(_) => "workbook",
            Self::Parquet(_) => "parquet",
            Self::UnclosedQuote { .. } => "unclosed_quote",
            Self::RowTooLong { .. } => "row_too_long",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::ZipBomb { .. } => "zip_bomb",
            Self::MendsOther { .. } => "mends_other",
            Self::NoDate(_) => "no_date",
        }
    }
}
