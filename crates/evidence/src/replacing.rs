//! What a re-delivery takes the place of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::error::ImportError;
use crate::folder::DataFolder;
use crate::import::{ImportRequest, hash, layout_hash};
use crate::manifest::{Manifest, SnapshotId};
use crate::select::replaced;
use crate::source::Source;

/// What the files of a delivery take the place of.
pub(crate) struct Replacing(BTreeMap<(Source, Date), Vec<SnapshotId>>);

impl Replacing {
    /// All that counts for a source and date, unless it is among the new files
    /// itself: then nothing is to be replaced, at most something added.
    pub(crate) fn new(folder: &DataFolder, known: &[Manifest], requests: &[ImportRequest]) -> Self {
        let mut hashes: BTreeMap<(Source, Date), BTreeSet<String>> = BTreeMap::new();
        for request in requests.iter().filter(|request| request.replace) {
            let hashes = hashes.entry((request.source, request.as_of)).or_default();
            // A file that cannot be read fails when its turn comes.
            let read = folder.read_delivered(&request.path, |source| ImportError::Read {
                path: request.path.clone(),
                source,
            });
            hashes.extend(read.map(|bytes| hash(&bytes)));
        }
        let mut replacing = BTreeMap::new();
        for request in requests.iter().filter(|request| request.replace) {
            let key = (request.source, request.as_of);
            let is_new = |m: &Manifest| m.mends.is_none() && hashes[&key].contains(&m.file_hash);
            let same_layout = |m: &Manifest| m.layout_hash == layout_hash(request);
            let old: Vec<&Manifest> = live(known, request.source, request.as_of).collect();
            let all_new = old.iter().all(|m| is_new(m) && same_layout(m));
            let replaced = if all_new {
                Vec::new()
            } else {
                old.iter().map(|m| m.id.clone()).collect()
            };
            replacing.insert(key, replaced);
        }
        Self(replacing)
    }

    /// What one of the files takes the place of.
    pub(crate) fn of(&self, request: &ImportRequest) -> &[SnapshotId] {
        let replaced = self
            .0
            .get(&(request.source, request.as_of))
            .filter(|_| request.replace);
        replaced.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The snapshots of a source and date that still count.
pub(crate) fn live(
    known: &[Manifest],
    source: Source,
    as_of: Date,
) -> impl Iterator<Item = &Manifest> {
    let gone = replaced(known);
    known
        .iter()
        .filter(move |m| m.source == source && m.as_of == as_of && !gone.contains(&m.id))
}
