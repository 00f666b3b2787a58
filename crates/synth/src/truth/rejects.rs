//! `truth/rejects.csv`: the rows that an importer must reject.

use std::fmt::Write;
use std::path::Path;

use crate::deliver::bad::Rejected;
use crate::deliver::failed;
use crate::error::SynthError;
use crate::world::World;

/// Writes the rows to be rejected.
pub(crate) fn write(world: &World, rejected: &[Rejected], folder: &Path) -> Result<(), SynthError> {
    let mut text = "month,file,row,column,code\n".to_owned();
    for r in rejected {
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "{},{},{},{},{}",
            world.calendar.name(r.month),
            r.file,
            r.row,
            r.column,
            r.code
        );
    }
    let path = folder.join("rejects.csv");
    std::fs::write(&path, text).map_err(|e| failed(&path, e))
}
