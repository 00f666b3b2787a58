//! Where a run's results are kept.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use rayon::prelude::*;
use semesta_evidence::{DataFolder, FolderError, TableFile};
use semesta_vault::Vault;
use serde::{Deserialize, Serialize};

use super::{RunError, RunManifest};
use crate::results::Table;

/// The folder of one run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    path: PathBuf,
    vault: Vault,
}

/// A line of the log: which run was made when.
#[derive(Serialize, Deserialize)]
struct LogLine {
    run: String,
    at: String,
}

const LOG: &str = "log.jsonl";

impl RunFolder {
    pub(super) fn new(folder: &DataFolder, id: &str) -> Self {
        Self {
            path: folder.runs().join(id),
            vault: folder.vault().clone(),
        }
    }

    /// Finds a run by its id or the beginning of one; without, the one made last.
    ///
    /// # Errors
    /// If there is none such.
    pub fn find(folder: &DataFolder, id: Option<&str>) -> Result<Self, RunError> {
        let ids = Self::ids(folder)?;
        let found = match id {
            Some(id) => {
                let mut fitting = ids
                    .iter()
                    .filter(|known| !id.is_empty() && known.starts_with(id));
                match (fitting.next(), fitting.next()) {
                    (Some(run), None) => run,
                    _ => return Err(RunError::UnknownRun(id.to_owned())),
                }
            }
            None => {
                let logged = logged(folder);
                let newest = logged.iter().rev().find(|run| ids.contains(run));
                return newest
                    .or(ids.last())
                    .map(|run| Self::new(folder, run))
                    .ok_or(RunError::NoRun);
            }
        };
        Ok(Self::new(folder, found))
    }

    /// The ids of all runs, in order of id.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn ids(folder: &DataFolder) -> Result<Vec<String>, RunError> {
        let path = folder.runs();
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(RunError::Io { path, source }),
        };
        let mut ids: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("manifest.json").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        ids.sort();
        Ok(ids)
    }

    /// Notes that the run was asked for at `at`, so that it is the newest.
    ///
    /// # Errors
    /// If the log cannot be written.
    pub fn log(&self, at: &str) -> Result<(), RunError> {
        let Some((id, runs)) = self.path.file_name().zip(self.path.parent()) else {
            return Ok(());
        };
        let path = runs.join(LOG);
        let line = LogLine {
            run: id.to_string_lossy().into_owned(),
            at: at.to_owned(),
        };
        let mut text = super::json_line(&line);
        text.push('\n');
        let file = OpenOptions::new().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|source| RunError::Io { path, source })
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn exists(&self) -> bool {
        self.path.join("manifest.json").is_file()
    }

    /// What it says about itself.
    ///
    /// # Errors
    /// If the manifest cannot be read.
    pub fn manifest(&self) -> Result<RunManifest, RunError> {
        let path = self.path.join("manifest.json");
        let text = self.vault.read(&path).map_err(FolderError::from)?;
        serde_json::from_slice(&text).map_err(|cause| RunError::Damaged {
            path,
            cause: Box::new(cause),
        })
    }

    /// The file of a table.
    #[must_use]
    pub fn table_path(&self, table: Table) -> PathBuf {
        self.path.join(format!("{}.parquet", table.name()))
    }

    /// The content of a table's file.
    ///
    /// # Errors
    /// If it cannot be read, or is not as it was written.
    pub fn table_bytes(&self, table: &str) -> Result<Vec<u8>, RunError> {
        let path = self.path.join(format!("{table}.parquet"));
        Ok(self.vault.read(&path).map_err(FolderError::from)?)
    }

    /// A table's file and its path.
    fn table(&self, table: Table) -> Result<(TableFile, PathBuf), RunError> {
        let path = self.table_path(table);
        let file = self.vault.file(&path).map_err(FolderError::from)?;
        Ok((TableFile::new(file), path))
    }

    /// Says that a table's cells are not as they were written.
    pub(crate) fn damaged(&self, table: Table) -> RunError {
        RunError::Damaged {
            path: self.table_path(table),
            cause: format!("not the cells of `{}`", table.name()).into(),
        }
    }

    /// The names of a table's columns, also where it has no rows.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn columns(&self, table: Table) -> Result<Vec<String>, RunError> {
        let (file, path) = self.table(table)?;
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|cause| RunError::Damaged {
                path,
                cause: Box::new(cause),
            })?;
        let fields = builder.schema().fields().iter();
        Ok(fields.map(|field| field.name().clone()).collect())
    }

    /// Reads a table, a batch at a time.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, table: Table) -> Result<Vec<RecordBatch>, RunError> {
        self.read_projected(table, None)
    }

    /// Reads some columns of a table; those that it has not are left out.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_columns(
        &self,
        table: Table,
        columns: &[&str],
    ) -> Result<Vec<RecordBatch>, RunError> {
        self.read_projected(table, Some(columns))
    }

    /// Reads the groups of rows side by side.
    fn read_projected(
        &self,
        table: Table,
        columns: Option<&[&str]>,
    ) -> Result<Vec<RecordBatch>, RunError> {
        type Cause = Box<dyn std::error::Error + Send + Sync>;
        let (file, path) = self.table(table)?;
        let read_group = |metadata: &ArrowReaderMetadata, group: usize| {
            let (file, metadata) = (file.clone(), metadata.clone());
            let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
            if let Some(columns) = columns {
                let names = columns.iter().copied();
                let mask = ProjectionMask::columns(builder.parquet_schema(), names);
                builder = builder.with_projection(mask);
            }
            let builder = builder.with_row_groups(vec![group]);
            let reader = builder.with_batch_size(65_536).build()?;
            Ok::<Vec<RecordBatch>, Cause>(reader.collect::<Result<_, _>>()?)
        };
        let read = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default())
            .map_err(Cause::from)
            .and_then(|metadata| {
                let groups = (0..metadata.metadata().num_row_groups()).into_par_iter();
                let groups = groups.map(|group| read_group(&metadata, group));
                groups.collect::<Result<Vec<_>, Cause>>()
            });
        if read.is_err() {
            file.check().map_err(FolderError::from)?;
        }
        let groups = read.map_err(|cause| RunError::Damaged { path, cause })?;
        Ok(groups.concat())
    }
}

/// The runs in the log, oldest first; a torn last line is passed over.
fn logged(folder: &DataFolder) -> Vec<String> {
    let text = fs::read_to_string(folder.runs().join(LOG)).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str::<LogLine>(line).ok())
        .map(|line| line.run)
        .collect()
}
