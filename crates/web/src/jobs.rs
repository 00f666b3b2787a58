//! Long work: begun, watched, left alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A piece of long work.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) title: [String; 2],
    pub(crate) state: State,
    /// Rows read so far, where they are counted.
    pub(crate) rows: u64,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Under way; what is being done, Indonesian and English.
    Doing([String; 2]),
    /// Done; what came of it and where to look.
    Done([String; 2], String),
    /// Failed; what is wrong and what to do.
    Failed([String; 2], [String; 2]),
}

/// All work of this server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<BTreeMap<String, Job>>>);

/// Jobs remembered at most.
const JOBS_MAX: usize = 200;

/// The hand that a worker keeps.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    jobs: Jobs,
    id: String,
}

impl Jobs {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a job; one of a kind that is under way already is refused.
    pub(crate) fn begin(&self, title: [&str; 2], doing: [&str; 2]) -> anyhow::Result<Handle> {
        let id = crate::model::token::random_hex(8)?;
        let job = Job {
            title: title.map(str::to_owned),
            state: State::Doing(doing.map(str::to_owned)),
            rows: 0,
        };
        let mut jobs = self.lock();
        while jobs.len() >= JOBS_MAX {
            let done = jobs.iter().find(|(_, job)| !job.is_doing());
            let Some(old) = done.map(|(id, _)| id.clone()) else {
                break;
            };
            jobs.remove(&old);
        }
        jobs.insert(id.clone(), job);
        Ok(Handle {
            jobs: self.clone(),
            id,
        })
    }

    /// A job by its id.
    pub(crate) fn get(&self, id: &str) -> Option<Job> {
        self.lock().get(id).cloned()
    }

    /// How many are under way.
    pub(crate) fn n_doing(&self) -> usize {
        self.lock().values().filter(|job| job.is_doing()).count()
    }
}

impl Job {
    pub(crate) fn is_doing(&self) -> bool {
        matches!(self.state, State::Doing(_))
    }
}

impl Handle {
    /// The job's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    fn change(&self, change: impl FnOnce(&mut Job)) {
        if let Some(job) = self.jobs.lock().get_mut(&self.id) {
            change(job);
        }
    }

    /// Says what is being done now.
    pub(crate) fn say(&self, indonesian: &str, english: &str) {
        self.change(|job| job.state = State::Doing([indonesian.to_owned(), english.to_owned()]));
    }

    /// Ends it well.
    pub(crate) fn done(&self, said: [String; 2], href: impl Into<String>) {
        self.change(|job| job.state = State::Done(said, href.into()));
    }

    /// Ends it badly.
    pub(crate) fn fail(&self, said: [String; 2], hint: [String; 2]) {
        self.change(|job| job.state = State::Failed(said, hint));
    }
}

impl semesta_evidence::Progress for Handle {
    fn begin(&self, file_name: &str, _n_bytes: u64) {
        self.say(
            &format!("membaca {file_name}"),
            &format!("reading {file_name}"),
        );
    }

    fn rows(&self, n_rows: u64) {
        self.change(|job| job.rows += n_rows);
    }

    fn end(&self) {}
}
