//! Files that were uploaded and wait to be mapped or imported.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use semesta_evidence::{Advice, Layout, Source};

use crate::model::token::random_hex;

/// How long files wait.
const GOOD_FOR: Duration = Duration::from_secs(7_200);
/// Deliveries that wait at most; the oldest goes first.
const DELIVERIES_MAX: usize = 40;

/// What became of a file.
#[derive(Debug, Clone)]
pub(crate) enum Became {
    /// It waits.
    Waiting,
    /// It is a snapshot: its id, accepted, rejected, skipped, whether it was there before.
    Snapshot(String, [u64; 3], bool),
    /// It could not be read: Indonesian, English.
    Failed(Box<[Advice; 2]>),
}

/// One uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// What it is taken for.
    pub(crate) source: Option<Source>,
    /// The layout by which it is recognised, "" where none fits.
    pub(crate) layout: String,
    pub(crate) n_mapped: usize,
    /// The layout that it was mapped by, by hand.
    pub(crate) own: Option<Layout>,
    pub(crate) became: Became,
}

impl Held {
    /// Whether it can be imported as it is.
    pub(crate) fn is_ready(&self) -> bool {
        matches!(self.became, Became::Waiting) && self.source.is_some() && !self.layout.is_empty()
    }
}

/// Files of one delivery.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) key: String,
    user: String,
    since: Instant,
    pub(crate) as_of: Date,
    pub(crate) replace: bool,
    files: Mutex<Vec<Held>>,
    // Gone with the last who needs it.
    _dir: tempfile::TempDir,
}

impl Delivery {
    fn lock(&self) -> MutexGuard<'_, Vec<Held>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every file.
    pub(crate) fn files(&self) -> Vec<Held> {
        self.lock().clone()
    }

    /// One file.
    pub(crate) fn file(&self, at: usize) -> Option<Held> {
        self.lock().get(at).cloned()
    }

    /// Changes what is known of a file.
    pub(crate) fn change(&self, at: usize, change: impl FnOnce(&mut Held)) {
        if let Some(file) = self.lock().get_mut(at) {
            change(file);
        }
    }
}

/// Deliveries that wait, by key.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<BTreeMap<String, Arc<Delivery>>>);

/// A delivery to keep.
pub(crate) struct Arrived {
    pub(crate) user: String,
    pub(crate) as_of: Date,
    pub(crate) replace: bool,
    pub(crate) files: Vec<Held>,
    pub(crate) dir: tempfile::TempDir,
}

impl Uploads {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Delivery>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a delivery for a while.
    pub(crate) fn keep(&self, arrived: Arrived) -> anyhow::Result<Arc<Delivery>> {
        let key = random_hex(9)?;
        let delivery = Arc::new(Delivery {
            key: key.clone(),
            user: arrived.user,
            since: Instant::now(),
            as_of: arrived.as_of,
            replace: arrived.replace,
            files: Mutex::new(arrived.files),
            _dir: arrived.dir,
        });
        let mut held = self.lock();
        held.retain(|_, delivery| delivery.since.elapsed() < GOOD_FOR);
        while held.len() >= DELIVERIES_MAX {
            let oldest = held.iter().min_by_key(|(_, delivery)| delivery.since);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            held.remove(&oldest);
        }
        held.insert(key, Arc::clone(&delivery));
        Ok(delivery)
    }

    /// A delivery of this user.
    pub(crate) fn get(&self, key: &str, user: &str) -> Option<Arc<Delivery>> {
        let held = self.lock();
        let delivery = held.get(key)?;
        (delivery.user == user && delivery.since.elapsed() < GOOD_FOR).then(|| Arc::clone(delivery))
    }
}
