//! The file of a backup.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::BackupSummary;
use super::content::{Table, Tally, line};
use crate::error::{DeskError, Result};

const SCHEMA: &str = "semesta.desk.backup/1";

/// The longest line: a row of a table.
const N_BYTES_MAX: u64 = 64 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    schema: String,
    pub(super) desk: String,
    pub(super) region: String,
    made_at: String,
    pub(super) version: i64,
    pub(super) tables: Vec<Table>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Trailer {
    n_rows: BTreeMap<String, u64>,
    hash: String,
}

/// A backup being written, beside its place until it is whole.
pub(super) struct Writer {
    path: PathBuf,
    unfinished: PathBuf,
    header: Header,
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    n_rows: BTreeMap<String, u64>,
}

impl Writer {
    pub(super) fn begin(path: &Path, header: Header) -> Result<Self> {
        if path.exists() {
            let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(DeskError::io(path)(exists));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".tmp");
        let unfinished = PathBuf::from(unfinished);
        let file = private(&unfinished).map_err(DeskError::io(&unfinished))?;
        let mut writer = Self {
            path: path.to_owned(),
            unfinished,
            n_rows: header
                .tables
                .iter()
                .map(|table| (table.name.clone(), 0))
                .collect(),
            file: BufWriter::new(file),
            hasher: blake3::Hasher::new(),
            header: header.clone(),
        };
        writer.put(&line(&header)?)?;
        Ok(writer)
    }

    pub(super) fn row(&mut self, table: &str, cells: &[Json]) -> Result<()> {
        if let Some(n_rows) = self.n_rows.get_mut(table) {
            *n_rows += 1;
        }
        self.put(&line(&cells)?)
    }

    pub(super) fn finish(mut self) -> Result<BackupSummary> {
        let trailer = Trailer {
            n_rows: std::mem::take(&mut self.n_rows),
            hash: self.hasher.finalize().to_hex().to_string(),
        };
        self.put(&line(&trailer)?)?;
        let done = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .and_then(|()| std::fs::rename(&self.unfinished, &self.path));
        done.map_err(DeskError::io(&self.path))?;
        Ok(summary(&self.path, &self.header, trailer))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.hasher.update(b"\n");
        self.file
            .write_all(bytes)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(DeskError::io(&self.unfinished))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Gone already when the backup was finished.
        let _ = std::fs::remove_file(&self.unfinished);
    }
}

impl Header {
    pub(super) fn new(
        desk: &str,
        region: &str,
        made_at: Timestamp,
        version: i64,
        tables: Vec<Table>,
    ) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            desk: desk.to_owned(),
            region: region.to_owned(),
            made_at: made_at.to_string(),
            version,
            tables,
        }
    }
}

/// Reads a backup from its first byte to its last and checks its hash and counts.
///
/// # Errors
/// [`DeskError::Damaged`] if it is not a whole backup as it was written.
pub fn check_backup(path: &Path) -> Result<BackupSummary> {
    let (header, trailer, _) = read(path, |_, _| Ok(()))?;
    Ok(summary(path, &header, trailer))
}

/// The header, without what follows it.
pub(super) fn header(path: &Path) -> Result<Header> {
    let mut lines = Lines::open(path)?;
    let first = lines.next()?.ok_or(DeskError::Damaged("backup"))?;
    parse_header(&first)
}

/// Tallies by table of a whole backup.
pub(super) type Tallies = BTreeMap<String, Tally>;

/// Reads a whole backup, giving each row to `take`; only at its end is it known to be whole.
fn read(
    path: &Path,
    mut take: impl FnMut(&Table, Vec<Json>) -> Result<()>,
) -> Result<(Header, Trailer, Tallies)> {
    let damaged = || DeskError::Damaged("backup");
    let mut lines = Lines::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut line = lines.next()?.ok_or_else(damaged)?;
    let header = parse_header(&line)?;
    let mut tallies: Tallies = BTreeMap::new();
    for table in &header.tables {
        tallies.insert(table.name.clone(), Tally::default());
    }
    loop {
        hasher.update(&line);
        hasher.update(b"\n");
        line = lines.next()?.ok_or_else(damaged)?;
        if line.first() == Some(&b'{') {
            break;
        }
        let cells: Vec<Json> = serde_json::from_slice(&line).map_err(|_| damaged())?;
        let name = cells.first().and_then(Json::as_str).ok_or_else(damaged)?;
        tallies.get_mut(name).ok_or_else(damaged)?.add(&line);
        let table = header.tables.iter().find(|table| table.name == name);
        take(table.ok_or_else(damaged)?, cells)?;
    }
    let trailer: Trailer = serde_json::from_slice(&line).map_err(|_| damaged())?;
    let counted = tallies
        .iter()
        .all(|(name, tally)| trailer.n_rows.get(name) == Some(&tally.n_rows));
    let sealed = trailer.hash == hasher.finalize().to_hex().as_str();
    if !counted || !sealed || lines.next()?.is_some() {
        return Err(damaged());
    }
    Ok((header, trailer, tallies))
}

/// Rows of a backup in portions, table by table, after the whole file was checked.
pub(super) fn portions(
    path: &Path,
    n_rows_max: usize,
    mut take: impl FnMut(&Table, Vec<Vec<Json>>) -> Result<()>,
) -> Result<(BackupSummary, Tallies)> {
    let mut portion: Vec<Vec<Json>> = Vec::new();
    let mut current: Option<Table> = None;
    let (header, trailer, tallies) = read(path, |table, cells| {
        let other = current
            .as_ref()
            .is_some_and(|current| current.name != table.name);
        if (other || portion.len() >= n_rows_max)
            && let Some(current) = &current
        {
            take(current, std::mem::take(&mut portion))?;
        }
        if other || current.is_none() {
            current = Some(table.clone());
        }
        portion.push(cells);
        Ok(())
    })?;
    if let Some(current) = &current {
        take(current, portion)?;
    }
    Ok((summary(path, &header, trailer), tallies))
}

fn parse_header(line: &[u8]) -> Result<Header> {
    let header: Header = serde_json::from_slice(line).map_err(|_| DeskError::Damaged("backup"))?;
    let named = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let clean = header
        .tables
        .iter()
        .all(|table| named(&table.name) && table.columns.iter().all(|column| named(&column.name)));
    let dated = header.made_at.parse::<Timestamp>().is_ok();
    if header.schema == SCHEMA && clean && dated {
        Ok(header)
    } else {
        Err(DeskError::Damaged("backup"))
    }
}

fn summary(path: &Path, header: &Header, trailer: Trailer) -> BackupSummary {
    BackupSummary {
        path: path.to_owned(),
        desk: header.desk.clone(),
        // Read when the header was.
        made_at: header.made_at.parse().unwrap_or_default(),
        version: header.version,
        n_rows: trailer.n_rows,
        hash: trailer.hash,
    }
}

struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
}

impl Lines {
    fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(DeskError::io(path))?;
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::new(file),
        })
    }

    /// The next line without its end; one that has no end is not whole.
    fn next(&mut self) -> Result<Option<Vec<u8>>> {
        use std::io::Read as _;
        let mut line = Vec::new();
        (&mut self.reader)
            .take(N_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .map_err(DeskError::io(&self.path))?;
        match line.pop() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            Some(_) => Err(DeskError::Damaged("backup")),
        }
    }
}

/// A new file that only its owner can read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
