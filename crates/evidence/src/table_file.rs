//! A table's file, sealed or not, as Parquet reads and writes it.

use std::fs::File;
use std::io::{self, BufWriter, Sink, Write};

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};
use semesta_vault::{VaultError, VaultFile, VaultReader, VaultWriter};

/// A Parquet file of a data folder.
#[derive(Debug, Clone)]
pub struct TableFile(VaultFile);

impl TableFile {
    /// Takes the file.
    #[must_use]
    pub fn new(file: VaultFile) -> Self {
        Self(file)
    }

    /// Tells whether an error of reading was the file's: altered since it was sealed.
    ///
    /// # Errors
    /// If it was.
    pub fn check(&self) -> Result<(), VaultError> {
        self.0.check()
    }
}

impl Length for TableFile {
    fn len(&self) -> u64 {
        self.0.n_bytes()
    }
}

impl ChunkReader for TableFile {
    type T = VaultReader;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(self.0.reader(start))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        Ok(Bytes::from(self.0.read_at(start, length)?))
    }
}

/// Where a table is written.
pub(crate) trait TableSink: Write + Send {
    /// Writes what is left, and gives the hash of the table: of what is read back, not
    /// of what it is sealed to.
    fn close(self) -> io::Result<String>;
}

/// A table that is kept.
pub(crate) struct KeptTable {
    file: VaultWriter<BufWriter<File>>,
    hasher: blake3::Hasher,
}

impl KeptTable {
    pub(crate) fn new(file: VaultWriter<BufWriter<File>>) -> Self {
        Self {
            file,
            hasher: blake3::Hasher::new(),
        }
    }
}

impl Write for KeptTable {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_bytes = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n_bytes]);
        Ok(n_bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TableSink for KeptTable {
    fn close(self) -> io::Result<String> {
        self.file.finish()?;
        Ok(self.hasher.finalize().to_hex().to_string())
    }
}

impl TableSink for Sink {
    fn close(self) -> io::Result<String> {
        Ok(String::new())
    }
}
