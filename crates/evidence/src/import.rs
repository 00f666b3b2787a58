//! From a delivered file to a snapshot.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{StringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::Date;
use parquet::errors::ParquetError;
use rayon::prelude::*;

use crate::error::{FolderError, ImportError};
use crate::folder::{DataFolder, MANIFEST, REJECTS, ROWS, read_manifest};
use crate::header::Matcher;
use crate::layout::Layout;
use crate::limits::{BLOCK_ROWS, Limits};
use crate::manifest::{MANIFEST_SCHEMA, Manifest, SnapshotId};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::read::{Tally, read_block};
use crate::reject::Reject;
use crate::rows::Block;
use crate::select::replaced;
use crate::source::Source;
use crate::staging::{self, Staging};
use crate::store::{EncodedGroup, Encoder, TableWriter, canonical_schema};
use crate::table::format::{self, Format};
use crate::table::{csv, encoding, sniff};

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

/// What the reading of a file gave, before it becomes a manifest.
struct ReadFile {
    tally: Tally,
    origin: Origin,
    plan: Plan,
    notes: Vec<String>,
}

/// How the file was read.
#[derive(Default)]
struct Origin {
    format: &'static str,
    sheet: Option<String>,
    encoding: Option<String>,
    delimiter: Option<char>,
    header_row: u32,
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
    import_among(folder, request, &known, progress)
}

/// Imports several files of one delivery; with `replace` they take the place
/// of what was there before, not of each other.
///
/// # Errors
/// At the first file that cannot be imported; those before it stay.
pub fn import_files(
    folder: &DataFolder,
    requests: &[ImportRequest],
    progress: &dyn Progress,
) -> Result<Vec<Imported>, ImportError> {
    let known = folder.snapshots()?;
    requests
        .iter()
        .map(|request| import_among(folder, request, &known, progress))
        .collect()
}

/// Imports a file given what the folder held when the delivery began.
pub(crate) fn import_among(
    folder: &DataFolder,
    request: &ImportRequest,
    known: &[Manifest],
    progress: &dyn Progress,
) -> Result<Imported, ImportError> {
    staging::clean(&folder.tmp())?;
    let limits = Limits::default();
    let bytes = read_bytes(&request.path, &limits)?;
    let file_hash = hash(&bytes);
    let as_of = date_of(request, known)?;
    let replaces = if request.replace {
        live(known, request.source, as_of)
    } else {
        Vec::new()
    };
    let replaces = match already(known, request, as_of, &file_hash, &replaces) {
        Ok(manifest) => {
            return Ok(Imported {
                manifest: manifest.clone(),
                already_there: true,
            });
        }
        Err(()) => replaces,
    };
    let id = snapshot_id(request, as_of, &file_hash, &replaces);
    let target = folder.snapshot_path(request.source, as_of, &id);
    if target.is_dir() {
        return Ok(Imported {
            manifest: read_manifest(&target)?,
            already_there: true,
        });
    }
    let file_name = file_name(&request.path);
    progress.begin(&file_name, bytes.len() as u64);
    let staging = Staging::begin(&folder.tmp())?;
    let read = read_into(&staging, request, as_of, &bytes, &limits, progress)?;
    let file = FileFacts {
        file_name,
        file_hash,
        file_bytes: bytes.len() as u64,
    };
    let manifest = manifest(request, as_of, id, file, replaces, read, &staging)?;
    let published = publish(staging, &manifest, &target)?;
    progress.end();
    Ok(Imported {
        manifest,
        already_there: !published,
    })
}

fn read_bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, ImportError> {
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
    fs::read(path).map_err(failed)
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The date of the file: a mended one has that of what it mends.
fn date_of(request: &ImportRequest, known: &[Manifest]) -> Result<Date, ImportError> {
    let Some(parent) = &request.mend else {
        return Ok(request.as_of);
    };
    let manifest = known
        .iter()
        .find(|manifest| manifest.id == *parent)
        .ok_or_else(|| FolderError::UnknownSnapshot(parent.0.clone()))?;
    if manifest.source != request.source {
        return Err(ImportError::MendsOther {
            id: parent.0.clone(),
            found: manifest.source,
            expected: request.source,
        });
    }
    Ok(manifest.as_of)
}

/// The snapshots of a date that still count.
fn live(known: &[Manifest], source: Source, as_of: Date) -> Vec<SnapshotId> {
    let gone = replaced(known);
    let live = known
        .iter()
        .filter(|m| m.source == source && m.as_of == as_of && !gone.contains(&m.id));
    live.map(|m| m.id.clone()).collect()
}

/// A live snapshot of the same file that already stands for what is asked.
fn already<'m>(
    known: &'m [Manifest],
    request: &ImportRequest,
    as_of: Date,
    file_hash: &str,
    replaces: &[SnapshotId],
) -> Result<&'m Manifest, ()> {
    if !request.replace {
        return Err(());
    }
    let layout = layout_hash(request);
    let is_same = |manifest: &&Manifest| {
        let same = manifest.source == request.source
            && manifest.as_of == as_of
            && manifest.file_hash == file_hash
            && manifest.layout_hash == layout;
        same && replaces == [manifest.id.clone()]
    };
    known.iter().find(is_same).ok_or(())
}

fn layout_hash(request: &ImportRequest) -> String {
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

/// Reads the file and writes its two tables.
fn read_into(
    staging: &Staging,
    request: &ImportRequest,
    as_of: Date,
    bytes: &[u8],
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<ReadFile, ImportError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::EmptyFile);
    }
    let matcher = Matcher::new(request.source, request.layout.as_ref());
    match format::of(bytes) {
        Format::Delimited => read_text(staging, &matcher, as_of, bytes, limits, progress),
        Format::OldWorkbook => Err(ImportError::OldWorkbook),
        Format::Foreign(format) => Err(ImportError::Unsupported { format }),
        Format::Workbook | Format::Parquet => Err(ImportError::Unsupported { format: "?" }),
    }
}

fn read_text(
    staging: &Staging,
    matcher: &Matcher<'_>,
    as_of: Date,
    bytes: &[u8],
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<ReadFile, ImportError> {
    let decoded = encoding::decode(bytes)?;
    let sniffed = sniff::sniff(&decoded.text, matcher, limits)?;
    let origin = Origin {
        format: "csv",
        encoding: Some(decoded.encoding.to_owned()),
        delimiter: Some(char::from(sniffed.delimiter)),
        header_row: sniffed.header.row as u32 + 1,
        ..Origin::default()
    };
    let plan = Plan::new(matcher, sniffed.header, as_of);
    let data = &decoded.text[sniffed.data_at..];
    let blocks = csv::split(data, sniffed.delimiter, BLOCK_ROWS, limits)?;
    let mut notes = Vec::new();
    if decoded.n_nul > 0 {
        notes.push(format!("{} karakter NUL dihapus", decoded.n_nul));
    }
    let mut sink = Sink::new(staging, &plan)?;
    let encoder = sink.writer.encoder();
    let groups: Result<Vec<Group>, ImportError> = blocks
        .par_iter()
        .map(|block| read_group(&plan, block, encoder, progress))
        .collect();
    for group in groups? {
        sink.take(group)?;
    }
    let tally = sink.finish(staging, &plan)?;
    Ok(ReadFile {
        tally,
        origin,
        plan,
        notes,
    })
}

/// A block read and encoded.
struct Group {
    rows: Option<EncodedGroup>,
    rejects: Vec<Reject>,
    tally: Tally,
}

fn read_group(
    plan: &Plan,
    block: &dyn Block,
    encoder: &Encoder,
    progress: &dyn Progress,
) -> Result<Group, ImportError> {
    let output = read_block(plan, block)
        .map_err(ParquetError::from)
        .map_err(FolderError::table(ROWS))?;
    let rows = encoder
        .encode(&output.batch)
        .map_err(FolderError::table(ROWS))?;
    progress.rows(output.tally.n_in);
    Ok(Group {
        rows,
        rejects: output.rejects,
        tally: output.tally,
    })
}

/// Where groups go, in the order of the file.
struct Sink {
    writer: TableWriter<BufWriter<File>>,
    rejects: Vec<Reject>,
    tally: Tally,
}

impl Sink {
    fn new(staging: &Staging, plan: &Plan) -> Result<Self, ImportError> {
        let file = create(&staging.path(ROWS))?;
        let writer = TableWriter::new(file, canonical_schema(plan.source))
            .map_err(FolderError::table(ROWS))?;
        Ok(Self {
            writer,
            rejects: Vec::new(),
            tally: Tally::default(),
        })
    }

    fn take(&mut self, group: Group) -> Result<(), ImportError> {
        self.tally.add(&group.tally);
        self.rejects.extend(group.rejects);
        match group.rows {
            Some(rows) => Ok(self.writer.append(rows).map_err(FolderError::table(ROWS))?),
            None => Ok(()),
        }
    }

    fn finish(self, staging: &Staging, plan: &Plan) -> Result<Tally, ImportError> {
        let n_data = self.tally.n_accepted + self.tally.n_rejected;
        if n_data == 0 && !plan.source.may_be_empty() {
            return Err(ImportError::NoRows(plan.source));
        }
        let mut file = self.writer.finish().map_err(FolderError::table(ROWS))?;
        file.flush().map_err(FolderError::io(staging.path(ROWS)))?;
        write_rejects(&staging.path(REJECTS), plan, &self.rejects)?;
        Ok(self.tally)
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, FolderError> {
    Ok(BufWriter::with_capacity(
        1 << 20,
        File::create(path).map_err(FolderError::io(path))?,
    ))
}

/// Writes `row, column, code, message` and the original cells under their headers.
fn write_rejects(path: &Path, plan: &Plan, rejects: &[Reject]) -> Result<(), FolderError> {
    let headers = &plan.headers[plan.n_added..];
    let width = rejects
        .iter()
        .map(|reject| reject.cells.len())
        .max()
        .unwrap_or(0)
        .max(headers.len());
    let mut fields = vec![Field::new("row", DataType::UInt32, false)];
    let mut names: Vec<String> = ["row", "column", "code", "message"]
        .map(str::to_owned)
        .to_vec();
    for at in 0..width {
        let header = headers.get(at).map(String::as_str).unwrap_or_default();
        names.push(unused_name(&names, header, at + 1));
    }
    fields.extend(
        names
            .iter()
            .skip(1)
            .map(|name| Field::new(name, DataType::Utf8, false)),
    );
    let schema = Arc::new(Schema::new(fields));
    let mut writer =
        TableWriter::new(create(path)?, Arc::clone(&schema)).map_err(FolderError::table(path))?;
    for part in rejects.chunks(BLOCK_ROWS) {
        let batch = RecordBatch::try_new(Arc::clone(&schema), reject_arrays(part, width));
        let batch = batch
            .map_err(ParquetError::from)
            .map_err(FolderError::table(path))?;
        if let Some(group) = writer
            .encoder()
            .encode(&batch)
            .map_err(FolderError::table(path))?
        {
            writer.append(group).map_err(FolderError::table(path))?;
        }
    }
    let mut file = writer.finish().map_err(FolderError::table(path))?;
    file.flush().map_err(FolderError::io(path))
}

/// The header itself, or with a number if it is empty or taken.
fn unused_name(names: &[String], header: &str, place: usize) -> String {
    if !header.is_empty() && !names.iter().any(|name| name == header) {
        return header.to_owned();
    }
    format!("{header}_{place}")
}

fn reject_arrays(rejects: &[Reject], width: usize) -> Vec<ArrayRef> {
    let mut rows = UInt32Builder::new();
    let mut texts: Vec<StringBuilder> = (0..width + 3).map(|_| StringBuilder::new()).collect();
    for reject in rejects {
        rows.append_value(reject.row);
        texts[0].append_value(reject.column);
        texts[1].append_value(reject.code.code());
        texts[2].append_value(reject.code.message(semesta_domain::Lang::Id));
        for (at, text) in texts[3..].iter_mut().enumerate() {
            text.append_value(reject.cells.get(at).map(String::as_str).unwrap_or_default());
        }
    }
    let rows: ArrayRef = Arc::new(rows.finish());
    let texts = texts
        .iter_mut()
        .map(|text| Arc::new(text.finish()) as ArrayRef);
    std::iter::once(rows).chain(texts).collect()
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
    staging: &Staging,
) -> Result<Manifest, ImportError> {
    let rows_path = staging.path(ROWS);
    let rows = fs::read(&rows_path).map_err(FolderError::io(&rows_path))?;
    let ReadFile {
        tally,
        origin,
        plan,
        notes,
    } = read;
    let coded = |counts: std::collections::BTreeMap<(&'static str, crate::Code), u64>| {
        counts
            .into_iter()
            .map(|((column, code), n)| (format!("{column}:{code}"), n))
            .collect()
    };
    Ok(Manifest {
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
        rows_hash: hash(&rows),
        replaces,
        mends: request.mend.clone(),
        notes,
    })
}

/// Writes the manifest and makes the snapshot visible; false if it was already.
fn publish(staging: Staging, manifest: &Manifest, target: &Path) -> Result<bool, ImportError> {
    let path = staging.path(MANIFEST);
    let text = serde_json::to_string_pretty(manifest).map_err(|source| FolderError::Manifest {
        path: path.clone(),
        source,
    })?;
    fs::write(&path, text + "\n").map_err(FolderError::io(&path))?;
    Ok(staging.publish(target)?)
}
