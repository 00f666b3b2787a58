//! The file of a backup.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use semesta_vault::{Key, Vault, VaultError, VaultWriter};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::BackupSummary;
use super::content::{Table, Tally, line};
use crate::error::{DeskError, Result};

const SCHEMA: &str = "semesta.desk.backup/1";

/// The first line of a sealed backup: what follows it opens with the keyring in it.
#[derive(Debug, Serialize, Deserialize)]
struct Wrapper {
    schema: String,
    keyring: Json,
}

const SEALED_SCHEMA: &str = "semesta.desk.backup.sealed/1";

/// What a backup is sealed for: it may lie anywhere.
const PLACE: &str = "desk.backup";

/// How a key for a sealed backup is asked for.
pub type AskKey<'k> = &'k (dyn Fn() -> std::result::Result<Option<Key>, VaultError> + Sync);

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
    /// None once it is finished.
    file: Option<VaultWriter<BufWriter<File>>>,
    hasher: blake3::Hasher,
    n_rows: BTreeMap<String, u64>,
}

impl Writer {
    pub(super) fn begin(path: &Path, header: Header, vault: &Vault) -> Result<Self> {
        if path.exists() {
            let exists = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(DeskError::io(path)(exists));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".tmp");
        let unfinished = PathBuf::from(unfinished);
        let file = private(&unfinished).map_err(DeskError::io(&unfinished))?;
        let file = wrapped(BufWriter::new(file), &unfinished, vault)?;
        let mut writer = Self {
            path: path.to_owned(),
            unfinished,
            n_rows: header
                .tables
                .iter()
                .map(|table| (table.name.clone(), 0))
                .collect(),
            file: Some(file),
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
        if let Some(file) = self.file.take() {
            let done = file
                .finish()
                .and_then(|file| file.get_ref().sync_all())
                .and_then(|()| std::fs::rename(&self.unfinished, &self.path));
            done.map_err(DeskError::io(&self.path))?;
        }
        Ok(summary(&self.path, &self.header, trailer))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.hasher.update(b"\n");
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.write_all(bytes)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(DeskError::io(&self.unfinished))
    }
}

/// Begins the file: with the keyring where what follows is sealed.
fn wrapped(
    mut file: BufWriter<File>,
    path: &Path,
    vault: &Vault,
) -> Result<VaultWriter<BufWriter<File>>> {
    if vault.is_sealing()
        && let Some(text) = vault.keyring_text()?
    {
        let keyring = serde_json::from_str(&text).map_err(|_| DeskError::Damaged("keyring"))?;
        let mut first = line(&Wrapper {
            schema: SEALED_SCHEMA.to_owned(),
            keyring,
        })?;
        first.push(b'\n');
        file.write_all(&first).map_err(DeskError::io(path))?;
    }
    Ok(vault.writer(Path::new(PLACE), file)?)
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
/// `key` is asked for only where it is sealed.
///
/// # Errors
/// [`DeskError::Damaged`] if it is not a whole backup as it was written;
/// [`DeskError::Vault`] if it is sealed and does not open.
pub fn check_backup(path: &Path, key: AskKey<'_>) -> Result<BackupSummary> {
    let (header, trailer, _) = read(path, key, |_, _| Ok(()))?;
    Ok(summary(path, &header, trailer))
}

/// The header, without what follows it.
pub(super) fn header(path: &Path, key: AskKey<'_>) -> Result<Header> {
    let mut lines = Lines::open(path, key)?;
    let first = lines.next()?.ok_or(DeskError::Damaged("backup"))?;
    parse_header(&first)
}

/// Tallies by table of a whole backup.
pub(super) type Tallies = BTreeMap<String, Tally>;

/// Reads a whole backup, giving each row to `take`; only at its end is it known to be whole.
fn read(
    path: &Path,
    key: AskKey<'_>,
    mut take: impl FnMut(&Table, Vec<Json>) -> Result<()>,
) -> Result<(Header, Trailer, Tallies)> {
    let damaged = || DeskError::Damaged("backup");
    let mut lines = Lines::open(path, key)?;
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
    key: AskKey<'_>,
    n_rows_max: usize,
    mut take: impl FnMut(&Table, Vec<Vec<Json>>) -> Result<()>,
) -> Result<(BackupSummary, Tallies)> {
    let mut portion: Vec<Vec<Json>> = Vec::new();
    let mut current: Option<Table> = None;
    let (header, trailer, tallies) = read(path, key, |table, cells| {
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

/// Whether what a backup holds is sealed.
///
/// # Errors
/// If it cannot be read.
pub(super) fn is_sealed(path: &Path) -> Result<bool> {
    Ok(wrapper(path)?.is_some())
}

/// The keyring that a sealed backup begins with, and how many bytes that takes.
fn wrapper(path: &Path) -> Result<Option<(Wrapper, u64)>> {
    let file = File::open(path).map_err(DeskError::io(path))?;
    let mut first = Vec::new();
    let n_bytes = BufReader::new(file)
        .take(N_BYTES_MAX)
        .read_until(b'\n', &mut first)
        .map_err(DeskError::io(path))?;
    let wrapper: Option<Wrapper> = serde_json::from_slice(&first).ok();
    Ok(wrapper
        .filter(|wrapper| wrapper.schema == SEALED_SCHEMA)
        .map(|wrapper| (wrapper, n_bytes as u64)))
}

struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
}

impl Lines {
    fn open(path: &Path, key: AskKey<'_>) -> Result<Self> {
        let reader: Box<dyn BufRead + Send> = match wrapper(path)? {
            None => {
                let file = File::open(path).map_err(DeskError::io(path))?;
                Box::new(BufReader::new(file))
            }
            Some((wrapper, n_bytes)) => {
                let vault = Vault::of_copy(&line(&wrapper.keyring)?, path, key)?;
                let file = vault.part(path, n_bytes, PLACE)?;
                Box::new(BufReader::new(file.reader(0)))
            }
        };
        Ok(Self {
            path: path.to_owned(),
            reader,
        })
    }

    /// The next line without its end; one that has no end is not whole.
    fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.reader)
            .take(N_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .map_err(|error| match VaultError::find(&error) {
                // Altered or cut behind its beginning.
                Some(_) => DeskError::Damaged("backup"),
                None => DeskError::io(&self.path)(error),
            })?;
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
