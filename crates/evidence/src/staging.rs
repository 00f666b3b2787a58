//! Writing so that a reader sees all or nothing.
//!
//! Everything is written below `tmp/`, flushed to the disk and renamed. Each
//! writer holds a lock on a file beside its folder; a folder whose lock is free
//! was left behind by a dead process and is removed by the next import.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use semesta_vault::Vault;

use crate::error::FolderError;

/// A folder being written, invisible until [`Staging::publish`].
pub struct Staging {
    folder: PathBuf,
    vault: Vault,
    lock_path: PathBuf,
    /// Held for as long as the folder is in use.
    _lock: File,
}

static COUNTER: AtomicU64 = AtomicU64::new(0);

impl Staging {
    /// Begins a folder below `tmp`; its files are sealed through `vault`.
    pub(crate) fn begin(tmp: &Path, vault: &Vault) -> Result<Self, FolderError> {
        fs::create_dir_all(tmp).map_err(FolderError::io(tmp))?;
        loop {
            let serial = COUNTER.fetch_add(1, Ordering::Relaxed);
            let name = format!("{}-{serial}", std::process::id());
            let (folder, lock_path) = (tmp.join(&name), tmp.join(format!("{name}.lock")));
            let Some(lock) = take_lock(&lock_path)? else {
                continue;
            };
            // A dead process with the same number may have left its folder.
            remove_tree(&folder)?;
            fs::create_dir(&folder).map_err(FolderError::io(&folder))?;
            return Ok(Self {
                folder,
                vault: vault.clone(),
                lock_path,
                _lock: lock,
            });
        }
    }

    /// The path of a file in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Flushes everything and moves it to `target`; false if something is there already.
    ///
    /// # Errors
    /// If it cannot be moved, or the folder's keys were changed since it was begun.
    pub fn publish(self, target: &Path) -> Result<bool, FolderError> {
        for entry in fs::read_dir(&self.folder).map_err(FolderError::io(&self.folder))? {
            let path = entry.map_err(FolderError::io(&self.folder))?.path();
            sync(&path)?;
        }
        sync(&self.folder)?;
        // No key changes between the look and the move.
        let _guard = self.vault.guard()?;
        let parent = target.parent().unwrap_or(target);
        fs::create_dir_all(parent).map_err(FolderError::io(parent))?;
        match fs::rename(&self.folder, target) {
            Ok(()) => {
                sync_upwards(parent)?;
                Ok(true)
            }
            // A concurrent import of the same file was quicker.
            Err(_) if target.is_dir() => Ok(false),
            Err(source) => Err(FolderError::Io {
                path: target.to_owned(),
                source,
            }),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Whatever stays is removed by the next import.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_file(&self.lock_path);
    }
}

/// Takes the lock, unless another holds it or has removed its file meanwhile.
fn take_lock(path: &Path) -> Result<Option<File>, FolderError> {
    let open = || {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
    };
    let file = open().map_err(FolderError::io(path))?;
    match file.try_lock() {
        Ok(()) if path.exists() => Ok(Some(file)),
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(FolderError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Removes what dead processes left below `tmp`.
pub(crate) fn clean(tmp: &Path) -> Result<(), FolderError> {
    let Ok(entries) = fs::read_dir(tmp) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry.map_err(FolderError::io(tmp))?.path();
        let is_lock = path
            .extension()
            .is_some_and(|extension| extension == "lock");
        let lock_path = if is_lock {
            path.clone()
        } else {
            path.with_extension("lock")
        };
        if let Some(_lock) = take_lock(&lock_path)? {
            remove_tree(&lock_path.with_extension(""))?;
            let _ = fs::remove_file(&lock_path);
        }
    }
    Ok(())
}

fn remove_tree(path: &Path) -> Result<(), FolderError> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(FolderError::Io {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// Flushes a file or a folder to the disk.
pub(crate) fn sync(path: &Path) -> Result<(), FolderError> {
    let file = File::open(path).map_err(FolderError::io(path))?;
    file.sync_all().map_err(FolderError::io(path))
}

/// Flushes the folders that a new snapshot has given new entries: date, source, `snapshots`.
fn sync_upwards(folder: &Path) -> Result<(), FolderError> {
    // Above a relative path such as `data` stands the empty one, which is no folder.
    let mut named = folder
        .ancestors()
        .take(3)
        .filter(|path| !path.as_os_str().is_empty());
    named.try_for_each(sync)
}
