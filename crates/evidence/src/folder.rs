//! The data folder: what offices delivered, append-only.

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use jiff::civil::Date;
use semesta_domain::Lang;
use semesta_vault::{Key, Vault, VaultError};
use serde::{Deserialize, Serialize};

use crate::error::{FolderError, ImportError};
use crate::manifest::{Manifest, SnapshotId};
use crate::message::code_message;
use crate::reject::{RejectedRow, Rejects};
use crate::select::{Selection, select_from};
use crate::source::Source;
use crate::staging::Staging;
use crate::store::{TextColumns, read_table};
use crate::table_file::TableFile;

const FOLDER_SCHEMA: &str = "semesta.data/1";
const MARKER: &str = "semesta.json";
pub(crate) const ROWS: &str = "rows.parquet";
pub(crate) const REJECTS: &str = "rejects.parquet";
pub(crate) const MANIFEST: &str = "manifest.json";

/// A folder with snapshots below `snapshots/` and runs below `runs/`, marked by `semesta.json`.
#[derive(Debug, Clone)]
pub struct DataFolder {
    root: PathBuf,
    vault: Vault,
}

#[derive(Serialize, Deserialize)]
struct Marker {
    schema: String,
}

impl DataFolder {
    /// Opens the folder, making it if it is not there yet.
    ///
    /// # Errors
    /// If it cannot be made, holds other things, or is of a later version.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, FolderError> {
        let root = path.as_ref();
        if root.join(MARKER).exists() {
            return Self::open(root);
        }
        fs::create_dir_all(root).map_err(FolderError::io(root))?;
        let vault = Vault::open(root)?;
        let staging = Staging::begin(&root.join("tmp"), &vault)?;
        let written = staging.path(MARKER);
        let marker = Marker {
            schema: FOLDER_SCHEMA.to_owned(),
        };
        fs::write(&written, serde_json::json!(marker).to_string())
            .map_err(FolderError::io(&written))?;
        fs::rename(&written, root.join(MARKER)).map_err(FolderError::io(root))?;
        Ok(Self {
            root: root.to_owned(),
            vault,
        })
    }

    /// Opens an existing folder; where it is encrypted, with the key that the
    /// environment gives (`SEMESTA_KEY_FILE`, `SEMESTA_KEY`).
    ///
    /// # Errors
    /// If it is not there, is none of ours, or is of a later version;
    /// [`FolderError::Vault`] without its key.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FolderError> {
        let root = path.as_ref();
        Self::open_with(root, || Key::from_environment(root))
    }

    /// Opens an existing folder with a key that is asked for only where one is needed.
    ///
    /// # Errors
    /// As [`DataFolder::open`].
    pub fn open_with(
        path: impl AsRef<Path>,
        key: impl FnOnce() -> Result<Option<Key>, VaultError>,
    ) -> Result<Self, FolderError> {
        let root = path.as_ref();
        let marker = root.join(MARKER);
        let Ok(text) = fs::read_to_string(&marker) else {
            return Err(FolderError::NotADataFolder(root.to_owned()));
        };
        let read: Marker = serde_json::from_str(&text).map_err(|source| FolderError::Manifest {
            path: marker.clone(),
            source,
        })?;
        if read.schema != FOLDER_SCHEMA {
            return Err(FolderError::Format {
                path: marker,
                found: read.schema,
                expected: FOLDER_SCHEMA,
            });
        }
        Ok(Self {
            root: root.to_owned(),
            vault: Vault::open_with(root, key)?,
        })
    }

    /// What its files are read and written through.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Begins to write something that becomes visible as a whole.
    ///
    /// # Errors
    /// If it cannot be written below `tmp/`.
    pub fn stage(&self) -> Result<Staging, FolderError> {
        Staging::begin(&self.tmp(), &self.vault)
    }

    /// The folder's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Where runs are kept.
    #[must_use]
    pub fn runs(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// Where files are written before they are moved into place.
    #[must_use]
    pub fn tmp(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// The folder of a snapshot.
    #[must_use]
    pub fn snapshot_path(&self, source: Source, as_of: Date, id: &SnapshotId) -> PathBuf {
        self.root
            .join("snapshots")
            .join(source.code())
            .join(as_of.to_string())
            .join(&id.0)
    }

    /// The bytes of an uploaded file, which waits sealed where the folder is.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn uploaded(&self, path: &Path) -> Result<Vec<u8>, ImportError> {
        self.read_delivered(path, |source| ImportError::Read {
            path: PathBuf::from(path.file_name().unwrap_or_default()),
            source,
        })
    }

    /// The bytes of a file that was delivered. An upload waits sealed in this folder.
    pub(crate) fn read_delivered(
        &self,
        path: &Path,
        failed: impl FnOnce(std::io::Error) -> ImportError,
    ) -> Result<Vec<u8>, ImportError> {
        let bytes = fs::read(path).map_err(failed)?;
        if !Vault::is_sealed(&bytes) {
            return Ok(bytes);
        }
        Ok(self.vault.unseal(path, bytes).map_err(FolderError::from)?)
    }

    /// All snapshots, by source, date and id.
    ///
    /// # Errors
    /// If a manifest cannot be read.
    pub fn snapshots(&self) -> Result<Vec<Manifest>, FolderError> {
        let mut manifests = Vec::new();
        for source in Source::ALL {
            for date in sorted_entries(&self.root.join("snapshots").join(source.code()))? {
                for snapshot in sorted_entries(&date)? {
                    manifests.push(self.read_manifest(&snapshot)?);
                }
            }
        }
        Ok(manifests)
    }

    /// One snapshot, by its id or an unambiguous beginning of it.
    ///
    /// # Errors
    /// If there is none or several.
    pub fn snapshot(&self, id: &str) -> Result<Manifest, FolderError> {
        let mut fitting = self
            .snapshots()?
            .into_iter()
            .filter(|m| !id.is_empty() && m.id.0.starts_with(id));
        match (fitting.next(), fitting.next()) {
            (Some(manifest), None) => Ok(manifest),
            _ => Err(FolderError::UnknownSnapshot(id.to_owned())),
        }
    }

    /// The snapshots that a run at `as_of` takes.
    ///
    /// # Errors
    /// If a manifest cannot be read.
    pub fn select(&self, as_of: Date) -> Result<Selection, FolderError> {
        Ok(select_from(&self.snapshots()?, as_of))
    }

    /// Reads the accepted rows, a batch a row group, in the order of the file.
    ///
    /// # Errors
    /// If the table cannot be read or has no such column.
    pub fn read(
        &self,
        manifest: &Manifest,
        columns: Option<&[&str]>,
    ) -> Result<Vec<RecordBatch>, FolderError> {
        self.read_rows(manifest, columns, TextColumns::Plain)
    }

    /// Reads rows with the texts that repeat as keys of their distinct values,
    /// `Dictionary(Int32, Utf8)`: half the work where each value is read once.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn read_coded(
        &self,
        manifest: &Manifest,
        columns: Option<&[&str]>,
    ) -> Result<Vec<RecordBatch>, FolderError> {
        self.read_rows(manifest, columns, TextColumns::Coded)
    }

    fn read_rows(
        &self,
        manifest: &Manifest,
        columns: Option<&[&str]>,
        texts: TextColumns,
    ) -> Result<Vec<RecordBatch>, FolderError> {
        let path = self
            .snapshot_path(manifest.source, manifest.as_of, &manifest.id)
            .join(ROWS);
        self.read_table(&path, columns, texts)
    }

    /// Reads a table of the folder.
    fn read_table(
        &self,
        path: &Path,
        columns: Option<&[&str]>,
        texts: TextColumns,
    ) -> Result<Vec<RecordBatch>, FolderError> {
        let table = TableFile::new(self.vault.file(path)?);
        let read = read_table(&table, columns, texts);
        if read.is_err() {
            table.check()?;
        }
        read.map_err(FolderError::table(path))
    }

    /// Reads a snapshot's manifest.
    pub(crate) fn read_manifest(&self, snapshot: &Path) -> Result<Manifest, FolderError> {
        let path = snapshot.join(MANIFEST);
        let text = self.vault.read(&path)?;
        serde_json::from_slice(&text).map_err(|source| FolderError::Manifest { path, source })
    }

    /// Reads the rejected rows; messages in Indonesian.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn read_rejects(&self, manifest: &Manifest) -> Result<Rejects, FolderError> {
        self.read_rejects_in(manifest, Lang::Id)
    }

    /// Reads the rejected rows with messages in a language.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn read_rejects_in(&self, manifest: &Manifest, lang: Lang) -> Result<Rejects, FolderError> {
        let path = self
            .snapshot_path(manifest.source, manifest.as_of, &manifest.id)
            .join(REJECTS);
        let mut rejects = Rejects {
            file: manifest.file_name.clone(),
            headers: manifest.headers.clone(),
            rows: Vec::new(),
        };
        for batch in self.read_table(&path, None, TextColumns::Plain)? {
            append_rejects(&batch, lang, &mut rejects);
        }
        Ok(rejects)
    }
}

/// Turns a batch of `row, column, code, message, cell…` into rejected rows.
fn append_rejects(batch: &RecordBatch, lang: Lang, rejects: &mut Rejects) {
    let rows = batch.column(0).as_primitive::<UInt32Type>();
    let text = |column: usize| batch.column(column).as_string::<i32>();
    let (columns, codes) = (text(1), text(2));
    for at in 0..batch.num_rows() {
        let code = codes.value(at).to_owned();
        rejects.rows.push(RejectedRow {
            row: rows.value(at),
            column: columns.value(at).to_owned(),
            message: code_message(&code, lang),
            code,
            cells: (4..batch.num_columns())
                .map(|column| text(column).value(at).to_owned())
                .collect(),
        });
    }
    let width = batch.num_columns() - 4;
    rejects
        .headers
        .resize(width.max(rejects.headers.len()), String::new());
}

/// The folders in a folder, sorted; none if it is not there.
fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(FolderError::io(folder))?.path();
        if path.is_dir() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
