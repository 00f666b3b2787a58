//! Comparisons of two runs, kept once they have been computed.

use std::sync::{Arc, Mutex, PoisonError};

use semesta_engine::compare::Comparison;
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;

/// Kept at most: each holds everybody who changed.
const KEPT_MAX: usize = 3;

type Known = Vec<((String, String), Arc<Comparison>)>;

/// What has been compared so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Comparisons(Arc<Mutex<Known>>);

impl Comparisons {
    /// What changed from one run to another; the same pair is compared once.
    ///
    /// # Errors
    /// If a run cannot be read.
    pub(crate) fn of(
        &self,
        folder: &DataFolder,
        before: &str,
        after: &str,
    ) -> anyhow::Result<Arc<Comparison>> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (before.to_owned(), after.to_owned());
        if let Some((_, found)) = lock().iter().find(|(known, _)| *known == key) {
            return Ok(Arc::clone(found));
        }
        let [a, b] = [before, after].map(|id| RunFolder::find(folder, Some(id)));
        let found = Arc::new(Comparison::of(&a?, &b?)?);
        let mut known = lock();
        known.retain(|(of, _)| *of != key);
        if known.len() >= KEPT_MAX {
            known.remove(0);
        }
        known.push((key, Arc::clone(&found)));
        Ok(found)
    }
}
