//! The data folder's own layouts: `layouts/NAME.yaml`, made when an office's headers
//! were mapped by hand, and used for every later file that they fit.

use std::fs;
use std::path::PathBuf;

use crate::draft::LayoutDraft;
use crate::error::{FolderError, ImportError, LayoutError};
use crate::folder::DataFolder;
use crate::layout::Layout;

const LAYOUTS: &str = "layouts";
/// Where layouts go that are no longer used; nothing is thrown away.
const RETIRED: &str = "retired";

/// Whether a text may name a layout: it becomes a file's name.
fn is_name(name: &str) -> bool {
    (2..=40).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
}

impl DataFolder {
    fn layout_path(&self, name: &str) -> PathBuf {
        self.path().join(LAYOUTS).join(format!("{name}.yaml"))
    }

    /// The folder's own layouts, by name.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn layouts(&self) -> Result<Vec<Layout>, ImportError> {
        let folder = self.path().join(LAYOUTS);
        let Ok(entries) = fs::read_dir(&folder) else {
            return Ok(Vec::new());
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(FolderError::io(&folder))?.path();
            if path.extension().is_some_and(|ending| ending == "yaml") {
                paths.push(path);
            }
        }
        paths.sort();
        let load = |path: PathBuf| {
            Layout::load(&path).map_err(|source| {
                ImportError::Layout(LayoutError::Stored {
                    path,
                    source: Box::new(source),
                })
            })
        };
        paths.into_iter().map(load).collect()
    }

    /// A layout's YAML, of the folder or shipped.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn layout_yaml(&self, name: &str) -> Result<String, LayoutError> {
        if is_name(name)
            && let Ok(text) = fs::read_to_string(self.layout_path(name))
        {
            return Ok(text);
        }
        Layout::shipped_yaml(name)
            .map(str::to_owned)
            .ok_or_else(|| LayoutError::Unknown(name.to_owned()))
    }

    /// Keeps a layout under its name; the same once more changes nothing.
    ///
    /// # Errors
    /// If the name is no name or another layout's, or the folder cannot be written.
    pub fn keep_layout(&self, draft: &LayoutDraft) -> Result<Layout, ImportError> {
        let name = &draft.name;
        if !is_name(name) {
            return Err(LayoutError::Name(name.clone()).into());
        }
        let layout = draft.layout()?;
        let target = self.layout_path(name);
        let is_shipped = Layout::shipped().iter().any(|known| known.name == *name);
        let known = fs::read_to_string(&target).ok();
        match known {
            Some(known) if known == draft.yaml() => return Ok(layout),
            None if !is_shipped => {}
            _ => return Err(LayoutError::Taken(name.clone()).into()),
        }
        let staging = self.stage()?;
        let written = staging.path("layout.yaml");
        fs::write(&written, draft.yaml()).map_err(FolderError::io(&written))?;
        let folder = self.path().join(LAYOUTS);
        fs::create_dir_all(&folder).map_err(FolderError::io(&folder))?;
        // A link, not a rename: of two who take the name at once one is refused.
        match fs::hard_link(&written, &target) {
            Ok(()) => Ok(layout),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(LayoutError::Taken(name.clone()).into())
            }
            Err(source) => Err(FolderError::Io {
                path: target,
                source,
            }
            .into()),
        }
    }

    /// Takes a layout out of use; its file is kept below `layouts/retired/`.
    ///
    /// # Errors
    /// If there is none of this name, or it cannot be moved.
    pub fn retire_layout(&self, name: &str) -> Result<(), ImportError> {
        let path = self.layout_path(name);
        if !is_name(name) || !path.is_file() {
            return Err(LayoutError::Unknown(name.to_owned()).into());
        }
        let layout = Layout::load(&path)?;
        let folder = self.path().join(LAYOUTS).join(RETIRED);
        fs::create_dir_all(&folder).map_err(FolderError::io(&folder))?;
        let target = folder.join(format!("{name}-{}.yaml", &layout.hash[..16]));
        fs::rename(&path, &target).map_err(FolderError::io(&path))?;
        Ok(())
    }
}
