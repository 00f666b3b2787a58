//! From a delivered file to a snapshot.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use jiff::civil::Date;

use crate::delivery::Delivered;
use crate::error::{FolderError, ImportError};
use crate::folder::{DataFolder, MANIFEST, REJECTS, ROWS};
use crate::head::fitting_layout;
use crate::ingest::{Job, ReadFile, Tables, read_into};
use crate::layout::Layout;
use crate::limits::Limits;
use crate::manifest::{MANIFEST_SCHEMA, Manifest, SnapshotId};
use crate::progress::Progress;
use crate::replacing::{Replacing, live};
use crate::source::Source;
use crate::staging::{self, Staging};
use crate::table_file::KeptTable;

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// What the file holds.
    pub source: Source,
    /// The date that it describes.
    pub as_of: Date,
    /// The file.
    pub path: PathBuf,
    /// A layout for it, where the shipped ones do not fit.
    pub layout: Option<Layout>,
    /// The snapshot whose rejects it mends; its date counts then.
    pub mend: Option<SnapshotId>,
    /// Whether it takes the place of what was delivered for that date.
    pub replace: bool,
}

/// What an import gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The snapshot.
    pub manifest: Manifest,
    /// Whether it had been imported before, so that nothing changed.
    pub already_there: bool,
}

/// Imports one file as one snapshot.
///
/// # Errors
/// If the file cannot be read as the source, or the folder cannot be written;
/// nothing has changed then.
pub fn import_file(
    folder: &DataFolder,
    request: &ImportRequest,
    progress: &dyn Progress,
) -> Result<Imported, ImportError> {
    let known = folder.snapshots()?;
    let request = &with_stored_layout(folder, request)?;
    let replacing = Replacing::new(folder, &known, std::slice::from_ref(request));
    import_among(folder, request, &known, &replacing, progress)
}

/// Imports several files of one delivery; with `replace` they take the place
/// of what was there before, not of each other. A file that cannot be imported
/// keeps no other out.
///
/// # Errors
/// If the folder cannot be read.
pub fn import_files(
    folder: &DataFolder,
    as_of: Date,
    requests: &[ImportRequest],
    progress: &dyn Progress,
) -> Result<Delivered, ImportError> {
    let known = folder.snapshots()?;
    let mut resolved = Vec::new();
    for request in requests {
        resolved.push(with_stored_layout(folder, request)?);
    }
    let requests = resolved.as_slice();
    let replacing = Replacing::new(folder, &known, requests);
    let mut delivered = Delivered {
        as_of,
        imported: Vec::new(),
        failed: Vec::new(),
        ignored: Vec::new(),
    };
    for request in requests {
        match import_among(folder, request, &known, &replacing, progress) {
            Ok(imported) => delivered.imported.push(imported),
            Err(error) => delivered.failed.push((request.path.clone(), error)),
        }
    }
    Ok(delivered)
}

/// The request with the folder's own layout that fits its file, where none is given.
fn with_stored_layout(
    folder: &DataFolder,
    request: &ImportRequest,
) -> Result<ImportRequest, ImportError> {
    let mut request = request.clone();
    if request.layout.is_some() {
        return Ok(request);
    }
    let stored: Vec<Layout> = folder
        .layouts()?
        .into_iter()
        .filter(|layout| layout.sources.contains_key(&request.source))
        .collect();
    if stored.is_empty() {
        return Ok(request);
    }
    // A file that cannot be read fails when its turn comes, and says so there.
    request.layout = read_bytes(folder, &request.path, &Limits::default())
        .ok()
        .and_then(|bytes| fitting_layout(request.source, &bytes, &stored))
        .cloned();
    Ok(request)
}

/// Imports a file given what the folder held when the delivery began.
fn import_among(
    folder: &DataFolder,
    request: &ImportRequest,
    known: &[Manifest],
    replacing: &Replacing,
    progress: &dyn Progress,
) -> Result<Imported, ImportError> {
    staging::clean(&folder.tmp())?;
    let limits = Limits::default();
    let bytes = read_bytes(folder, &request.path, &limits)?;
    let file_hash = hash(&bytes);
    let parent = parent_of(request, known)?;
    let as_of = parent.map_or(request.as_of, |parent| parent.as_of);
    let mut replaces = replacing.of(request).to_vec();
    let former = live(known, request.source, as_of)
        .find(|m| m.file_hash == file_hash && m.mends == request.mend);
    if let Some(former) = former.filter(|_| replaces.is_empty()) {
        if request.layout.is_none() || former.layout_hash == layout_hash(request) {
            return Ok(Imported {
                manifest: former.clone(),
                already_there: true,
            });
        }
        // Read by another layout, the same file takes the place of its former self.
        replaces.push(former.id.clone());
    }
    let id = snapshot_id(request, as_of, &file_hash, &replaces);
    let target = folder.snapshot_path(request.source, as_of, &id);
    if target.is_dir() {
        return Ok(Imported {
            manifest: folder.read_manifest(&target)?,
            already_there: true,
        });
    }
    let file_name = file_name(&request.path);
    progress.begin(&file_name, bytes.len() as u64);
    let staging = folder.stage()?;
    let job = Job {
        source: request.source,
        as_of,
        layout: request.layout.as_ref(),
        parent,
        bytes: &bytes,
        limits,
        progress,
    };
    let tables = Tables {
        rows: create(folder, &staging, &target, ROWS)?,
        rejects: create(folder, &staging, &target, REJECTS)?,
    };
    let read = read_into(&job, tables)?;
    let file = FileFacts {
        file_name,
        file_hash,
        file_bytes: bytes.len() as u64,
    };
    let manifest = manifest(request, as_of, id, file, replaces, read);
    let published = publish(folder, staging, &manifest, &target)?;
    progress.end();
    Ok(Imported {
        manifest,
        already_there: !published,
    })
}

fn read_bytes(folder: &DataFolder, path: &Path, limits: &Limits) -> Result<Bytes, ImportError> {
    let failed = |source| ImportError::Read {
        path: path.to_owned(),
        source,
    };
    let found = fs::metadata(path).map_err(failed)?.len();
    if found > limits.file_bytes_max {
        return Err(ImportError::FileTooLarge {
            found,
            max: limits.file_bytes_max,
        });
    }
    Ok(Bytes::from(folder.read_delivered(path, failed)?))
}

fn create(
    folder: &DataFolder,
    staging: &Staging,
    target: &Path,
    name: &str,
) -> Result<KeptTable, FolderError> {
    let path = staging.path(name);
    let file = File::create(&path).map_err(FolderError::io(&path))?;
    let file = BufWriter::with_capacity(1 << 20, file);
    Ok(KeptTable::new(
        folder.vault().writer(&target.join(name), file)?,
    ))
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The snapshot that the file mends; its date counts then.
fn parent_of<'m>(
    request: &ImportRequest,
    known: &'m [Manifest],
) -> Result<Option<&'m Manifest>, ImportError> {
    let Some(id) = &request.mend else {
        return Ok(None);
    };
    let manifest = known
        .iter()
        .find(|manifest| manifest.id == *id)
        .ok_or_else(|| FolderError::UnknownSnapshot(id.0.clone()))?;
    if manifest.source != request.source {
        return Err(ImportError::MendsOther {
            id: id.0.clone(),
            found: manifest.source,
            expected: request.source,
        });
    }
    Ok(Some(manifest))
}

pub(crate) fn layout_hash(request: &ImportRequest) -> String {
    match &request.layout {
        Some(layout) => layout.hash.clone(),
        None => hash(
            Layout::shipped()
                .iter()
                .map(|layout| layout.hash.as_str())
                .collect::<String>()
                .as_bytes(),
        ),
    }
}

/// The content address: the same file for the same purpose is the same snapshot.
fn snapshot_id(
    request: &ImportRequest,
    as_of: Date,
    file_hash: &str,
    replaces: &[SnapshotId],
) -> SnapshotId {
    let mut hasher = blake3::Hasher::new();
    let as_of = as_of.to_string();
    let layout = layout_hash(request);
    let parts = [
        MANIFEST_SCHEMA,
        request.source.code(),
        &as_of,
        file_hash,
        &layout,
    ];
    let mended = request.mend.iter().map(|id| ("mends", id));
    let replaced = replaces.iter().map(|id| ("replaces", id));
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(b"\n");
    }
    for (word, id) in mended.chain(replaced) {
        hasher.update(word.as_bytes());
        hasher.update(id.0.as_bytes());
        hasher.update(b"\n");
    }
    SnapshotId(hasher.finalize().to_hex().to_string())
}

struct FileFacts {
    file_name: String,
    file_hash: String,
    file_bytes: u64,
}

fn manifest(
    request: &ImportRequest,
    as_of: Date,
    id: SnapshotId,
    file: FileFacts,
    replaces: Vec<SnapshotId>,
    read: ReadFile,
) -> Manifest {
    let ReadFile {
        rows_hash,
        tally,
        origin,
        plan,
        notes,
    } = read;
    let coded = |counts: BTreeMap<(&'static str, crate::Code), u64>| {
        counts
            .into_iter()
            .map(|((column, code), n)| (format!("{column}:{code}"), n))
            .collect()
    };
    Manifest {
        schema: MANIFEST_SCHEMA.to_owned(),
        id,
        source: request.source,
        as_of,
        file_name: file.file_name,
        file_hash: file.file_hash,
        file_bytes: file.file_bytes,
        format: origin.format.to_owned(),
        sheet: origin.sheet,
        encoding: origin.encoding,
        delimiter: origin.delimiter,
        header_row: origin.header_row,
        layout: plan.layout_name.clone(),
        layout_hash: layout_hash(request),
        columns: plan.mapping(),
        unmapped: plan.unmapped(),
        headers: plan.headers.into_iter().skip(plan.n_added).collect(),
        rows_in: tally.n_in,
        accepted: tally.n_accepted,
        rejected: tally.n_rejected,
        skipped: tally.skipped,
        warnings: coded(tally.warnings),
        rejects: coded(tally.rejects),
        rows_hash,
        replaces,
        mends: request.mend.clone(),
        notes,
    }
}

/// Writes the manifest and makes the snapshot visible; false if it was already.
fn publish(
    folder: &DataFolder,
    staging: Staging,
    manifest: &Manifest,
    target: &Path,
) -> Result<bool, ImportError> {
    let path = staging.path(MANIFEST);
    let text = serde_json::to_string_pretty(manifest).map_err(|source| FolderError::Manifest {
        path: path.clone(),
        source,
    })?;
    let text = text + "\n";
    let sealed = folder
        .vault()
        .seal(&target.join(MANIFEST), text.as_bytes())
        .map_err(FolderError::from)?;
    fs::write(&path, sealed).map_err(FolderError::io(&path))?;
    Ok(staging.publish(target)?)
}
