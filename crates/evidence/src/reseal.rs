//! Bringing a folder's files to what its keys say, one whole file after the other.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use semesta_vault::{Vault, VaultFile};

use crate::error::FolderError;
use crate::folder::DataFolder;
use crate::staging;

/// What was written anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResealedFiles {
    /// Files.
    pub n_files: u64,
    /// **Units**: bytes of content.
    pub n_bytes: u64,
}

/// How the files of a folder are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SealedFiles {
    /// As the folder's keys say.
    pub n_done: u64,
    /// Not yet.
    pub n_left: u64,
}

impl DataFolder {
    /// Counts files by whether they are as the folder's keys say.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn sealed_files(&self) -> Result<SealedFiles, FolderError> {
        let mut counts = SealedFiles::default();
        for file in files(self)? {
            match Vault::sealed_by(&file)? == self.vault().current() {
                true => counts.n_done += 1,
                false => counts.n_left += 1,
            }
        }
        Ok(counts)
    }

    /// Writes every file of a snapshot or run anew that is not as the folder's keys say:
    /// sealed by the current data key, or plain. Each takes the place of the old one once
    /// it was written, flushed and read back, so that readers see one or the other.
    ///
    /// `step` is told the content of each file as it is done, in bytes.
    ///
    /// # Errors
    /// If a file cannot be read or written, or is not as it was written; those done stay
    /// done.
    pub fn reseal(&self, step: &(dyn Fn(u64) + Sync)) -> Result<ResealedFiles, FolderError> {
        staging::clean(&self.tmp())?;
        let vault = self.vault().trusting();
        let staging = staging::Staging::begin(&self.tmp(), &vault)?;
        let n_files = AtomicU64::new(0);
        let rewrite = |(number, path): (usize, &PathBuf)| -> Result<u64, FolderError> {
            if Vault::sealed_by(path)? == vault.current() {
                return Ok(0);
            }
            let n_bytes = rewrite(&vault, path, &staging.path(&number.to_string()))?;
            n_files.fetch_add(1, Ordering::Relaxed);
            step(n_bytes);
            Ok(n_bytes)
        };
        let files = files(self)?;
        let n_bytes: Result<u64, FolderError> = files.par_iter().enumerate().map(rewrite).sum();
        Ok(ResealedFiles {
            n_bytes: n_bytes?,
            n_files: n_files.into_inner(),
        })
    }
}

/// Writes one file anew and gives the length of its content.
fn rewrite(vault: &Vault, path: &Path, unfinished: &Path) -> Result<u64, FolderError> {
    let _guard = vault.guard()?;
    let old = vault.file(path)?;
    let file = File::create(unfinished).map_err(FolderError::io(unfinished))?;
    let mut writer = vault.writer(path, BufWriter::new(file))?;
    let written = io::copy(&mut old.reader(0), &mut writer)
        .and_then(|_| writer.finish())
        .and_then(|file| file.get_ref().sync_all());
    written.map_err(FolderError::io(path))?;
    let new = match vault.current() {
        Some(_) => vault.part(unfinished, 0, &vault.place(path))?,
        None => vault.file(unfinished)?,
    };
    // The old one goes: its content must be there, whole.
    if hash(&old).map_err(FolderError::io(path))? != hash(&new).map_err(FolderError::io(path))? {
        let differs = io::Error::other("what was written reads back otherwise");
        return Err(FolderError::io(unfinished)(differs));
    }
    fs::rename(unfinished, path).map_err(FolderError::io(path))?;
    if let Some(parent) = path.parent() {
        staging::sync(parent)?;
    }
    Ok(old.n_bytes())
}

fn hash(file: &VaultFile) -> io::Result<blake3::Hash> {
    let (mut reader, mut hasher) = (file.reader(0), blake3::Hasher::new());
    let mut bytes = vec![0; 1 << 16];
    loop {
        match reader.read(&mut bytes)? {
            0 => return Ok(hasher.finalize()),
            n_bytes => hasher.update(&bytes[..n_bytes]),
        };
    }
}

/// The files of snapshots and runs, sorted; the log of runs, which names runs and
/// instants only, is none of them.
fn files(folder: &DataFolder) -> Result<Vec<PathBuf>, FolderError> {
    let mut found = Vec::new();
    collect(&folder.path().join("snapshots"), &mut found)?;
    for run in entries(&folder.runs())? {
        if run.is_dir() {
            collect(&run, &mut found)?;
        }
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), FolderError> {
    for path in entries(folder)? {
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(FolderError::io(folder)(error)),
    };
    entries
        .map(|entry| Ok(entry.map_err(FolderError::io(folder))?.path()))
        .collect()
}
