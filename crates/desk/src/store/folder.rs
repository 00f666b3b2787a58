//! The mark that ties a data folder to its desk: `desk.json`.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{DeskError, Result};
use crate::random;

const MARKER: &str = "desk.json";
const SCHEMA: &str = "semesta.desk/1";

/// What the folder knows of its desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marker {
    schema: String,
    pub(crate) id: String,
    /// False from before the desk is made until it is: a killed `create` can be repeated.
    pub(crate) complete: bool,
}

pub(crate) fn read(folder: &Path) -> Result<Option<Marker>> {
    let path = folder.join(MARKER);
    match fs::read(&path) {
        Ok(bytes) => {
            let marker: Marker =
                serde_json::from_slice(&bytes).map_err(|_| DeskError::Damaged(MARKER))?;
            if marker.schema != SCHEMA {
                return Err(DeskError::Damaged(MARKER));
            }
            Ok(Some(marker))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(DeskError::io(path)(error)),
    }
}

/// The mark of a desk to be made: a new one, or that of an attempt that did not end.
pub(crate) fn begin(folder: &Path) -> Result<Marker> {
    match read(folder)? {
        Some(marker) if marker.complete => Err(DeskError::Exists),
        Some(marker) => Ok(marker),
        None => {
            let marker = Marker {
                schema: SCHEMA.to_owned(),
                id: random::hex(&random::bytes::<16>()?),
                complete: false,
            };
            write(folder, &marker)?;
            Ok(marker)
        }
    }
}

/// The mark of a desk that comes back from a backup: its own folder, or one without a desk.
pub(crate) fn begin_with(folder: &Path, id: &str) -> Result<Marker> {
    match read(folder)? {
        Some(marker) if marker.id == id => Ok(marker),
        Some(_) => Err(DeskError::OtherFolder {
            folder: folder.to_owned(),
        }),
        None => {
            let marker = Marker {
                schema: SCHEMA.to_owned(),
                id: id.to_owned(),
                complete: false,
            };
            write(folder, &marker)?;
            Ok(marker)
        }
    }
}

/// Says that the desk is made.
pub(crate) fn complete(folder: &Path, marker: Marker) -> Result<()> {
    if marker.complete {
        return Ok(());
    }
    let marker = Marker {
        complete: true,
        ..marker
    };
    write(folder, &marker)
}

fn write(folder: &Path, marker: &Marker) -> Result<()> {
    let path = folder.join(MARKER);
    let unfinished = folder.join("desk.json.tmp");
    let text = serde_json::to_vec(marker).map_err(|_| DeskError::Damaged(MARKER))?;
    let written = fs::write(&unfinished, text)
        .and_then(|()| fs::File::open(&unfinished)?.sync_all())
        .and_then(|()| fs::rename(&unfinished, &path));
    written.map_err(DeskError::io(path))
}
