//! Which snapshots a run takes.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::manifest::{Manifest, SnapshotId};
use crate::source::Source;

/// The snapshots of a run, by source, date and id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// What the run takes.
    pub snapshots: Vec<Manifest>,
}

impl Selection {
    /// Those of one source.
    pub fn of(&self, source: Source) -> impl Iterator<Item = &Manifest> {
        self.snapshots
            .iter()
            .filter(move |manifest| manifest.source == source)
    }

    /// The date of a stock source's snapshots.
    #[must_use]
    pub fn as_of(&self, source: Source) -> Option<Date> {
        self.of(source).map(|manifest| manifest.as_of).max()
    }
}

/// Chooses from `snapshots` what a run at `as_of` takes.
///
/// Of stock sources the newest date not after `as_of`, all files of that date
/// together; of event sources all up to it. Replaced snapshots, and those that
/// mend a replaced one, are left out.
#[must_use]
pub fn select_from(snapshots: &[Manifest], as_of: Date) -> Selection {
    let gone = replaced(snapshots);
    let mut chosen: Vec<Manifest> = Vec::new();
    for source in Source::ALL {
        let live: Vec<&Manifest> = snapshots
            .iter()
            .filter(|m| m.source == source && m.as_of <= as_of && !gone.contains(&m.id))
            .collect();
        let newest = live.iter().map(|manifest| manifest.as_of).max();
        let taken = live
            .into_iter()
            .filter(|m| source.is_event() || Some(m.as_of) == newest);
        chosen.extend(taken.cloned());
    }
    chosen.sort_by(|a, b| (a.source, a.as_of, &a.id).cmp(&(b.source, b.as_of, &b.id)));
    Selection { snapshots: chosen }
}

/// Snapshots that no longer count: replaced ones and the mends of such.
pub(crate) fn replaced(snapshots: &[Manifest]) -> BTreeSet<SnapshotId> {
    let mut gone: BTreeSet<SnapshotId> = snapshots
        .iter()
        .flat_map(|manifest| manifest.replaces.iter().cloned())
        .collect();
    loop {
        let orphans: Vec<SnapshotId> = snapshots
            .iter()
            .filter(|m| m.mends.as_ref().is_some_and(|parent| gone.contains(parent)))
            .map(|m| m.id.clone())
            .filter(|id| !gone.contains(id))
            .collect();
        if orphans.is_empty() {
            return gone;
        }
        gone.extend(orphans);
    }
}
