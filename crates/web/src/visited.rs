//! The newest visit to each resident of the run shown.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use semesta_desk::visit::Visit;
use semesta_desk::{Desk, DeskError};

use crate::model::Loaded;

/// Rows of residents to what came of the newest visit to them.
pub(crate) type ByRow = FxHashMap<u32, Visit>;

/// What the visits are of: the run, and the desk's version of them.
type Key = (String, i64);

/// Visits by resident, made anew when there are others.
#[derive(Debug, Default)]
pub(crate) struct Visited(Mutex<Option<(Key, Arc<ByRow>)>>);

impl Visited {
    /// The newest visit of every resident of a run.
    ///
    /// # Errors
    /// If the database refuses.
    pub(crate) async fn of(&self, desk: &Desk, run: &Loaded) -> Result<Arc<ByRow>, DeskError> {
        let key = (run.manifest.id.clone(), desk.visits_version().await?);
        if let Some((known, found)) = self.lock().as_ref()
            && *known == key
        {
            return Ok(Arc::clone(found));
        }
        let visits = desk.newest_visits().await?;
        let mut by_person: FxHashMap<String, Visit> = visits
            .into_iter()
            .map(|visit| (visit.person.clone(), visit))
            .collect();
        let mut found = ByRow::default();
        if !by_person.is_empty() {
            for (row, nik) in run
                .people
                .nik
                .iter()
                .enumerate()
                .filter(|(_, nik)| **nik != 0)
            {
                if let Some(visit) = by_person.remove(&desk.pseudonym(&format!("{nik:016}"))) {
                    found.insert(row as u32, visit);
                }
            }
        }
        let found = Arc::new(found);
        *self.lock() = Some((key, Arc::clone(&found)));
        Ok(found)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Key, Arc<ByRow>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
