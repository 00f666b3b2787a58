//! What every request shares: the data folder, the run shown, the door, work under way.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use semesta_desk::proposal::When;
use semesta_engine::run::{RunFolder, RunManifest};
use semesta_evidence::DataFolder;
use semesta_vault::{VaultError, VaultWriter};
use tokio::sync::Semaphore;

use crate::access::Door;
use crate::comparisons::Comparisons;
use crate::intents::Intents;
use crate::jobs::Jobs;
use crate::liability::Liabilities;
use crate::model::Loaded;
use crate::model::token::Tokens;
use crate::neighbourhoods::NeighbourhoodsOf;
use crate::pages::funding::answer::Answers;
use crate::plans::Plans;
use crate::uploads::Uploads;
use crate::visited::Visited;
use crate::waiting::Waitings;

/// Shared by every request.
pub(crate) type Shared = Arc<App>;

/// The folder of files under way, within the data folder.
const UPLOADS: &str = "uploads";

/// The state of a server.
pub(crate) struct App {
    pub(crate) data: PathBuf,
    pub(crate) folder: Option<DataFolder>,
    pub(crate) door: Door,
    pub(crate) tokens: Tokens,
    pub(crate) jobs: Jobs,
    pub(crate) liabilities: Liabilities,
    pub(crate) plans: Plans,
    pub(crate) comparisons: Comparisons,
    pub(crate) neighbourhoods: NeighbourhoodsOf,
    pub(crate) visited: Visited,
    pub(crate) answers: Answers,
    pub(crate) intents: Intents,
    pub(crate) uploads: Uploads,
    pub(crate) waiting: Waitings,
    /// A turn to search, for as many at once as there are processors, first come first served.
    pub(crate) searching: Semaphore,
    /// The day that it is at the desk, where it is not the clock's.
    today: Option<Date>,
    shown: RwLock<Shown>,
}

/// The run that pages show, and all runs in short.
#[derive(Default)]
struct Shown {
    loaded: Option<Arc<Loaded>>,
    /// The one being read, if any.
    loading: Option<String>,
    history: Arc<Vec<RunManifest>>,
}

impl App {
    pub(crate) fn new(data: PathBuf, door: Door, today: Option<Date>) -> anyhow::Result<Self> {
        // What a killed server left behind.
        let _ = std::fs::remove_dir_all(data.join(UPLOADS));
        let folder = match DataFolder::create(&data) {
            Err(error) if VaultError::find(&error).is_some() => return Err(error.into()),
            other => other.ok(),
        };
        Ok(Self {
            folder,
            data,
            door,
            tokens: Tokens::new()?,
            jobs: Jobs::default(),
            liabilities: Liabilities::default(),
            plans: Plans::default(),
            comparisons: Comparisons::default(),
            neighbourhoods: NeighbourhoodsOf::default(),
            visited: Visited::default(),
            answers: Answers::default(),
            intents: Intents::default(),
            uploads: Uploads::default(),
            waiting: Waitings::default(),
            searching: Semaphore::new(std::thread::available_parallelism().map_or(1, Into::into)),
            today,
            shown: RwLock::default(),
        })
    }

    /// Where files lie while they are uploaded: on the data's own disk, apart from
    /// what the importer sweeps.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn uploads_folder(&self) -> std::io::Result<PathBuf> {
        let path = self.data.join(UPLOADS);
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Begins the file of an upload: sealed, where the data are, while it waits.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn upload(&self, path: &Path) -> anyhow::Result<VaultWriter<File>> {
        let folder = self.folder.as_ref().context("no data folder")?;
        Ok(folder.vault().writer(path, File::create(path)?)?)
    }

    /// The moment, and the civil day that it is at the desk. An invented city lives
    /// in the day of its figures.
    pub(crate) fn when(&self) -> When {
        let now = Timestamp::now();
        let of_run = || {
            let run = self.door.demo.as_ref().and(self.loaded())?;
            run.manifest.as_of.parse().ok()
        };
        let on = self
            .today
            .or_else(of_run)
            .unwrap_or_else(|| now.to_zoned(jiff::tz::TimeZone::system()).date());
        When { now, on }
    }

    /// The run that pages show.
    pub(crate) fn loaded(&self) -> Option<Arc<Loaded>> {
        self.read().loaded.clone()
    }

    /// Whether a run is being read.
    pub(crate) fn is_loading(&self) -> bool {
        self.read().loading.is_some()
    }

    /// Every run's manifest, by date.
    pub(crate) fn history(&self) -> Arc<Vec<RunManifest>> {
        Arc::clone(&self.read().history)
    }

    /// The runs to compare over time: the newest made of each date.
    pub(crate) fn months(&self) -> Vec<RunManifest> {
        let history = self.history();
        let mut months: Vec<RunManifest> = Vec::new();
        for run in history.iter() {
            match months.last_mut().filter(|last| last.as_of == run.as_of) {
                // The run shown stands for its date.
                Some(last)
                    if self
                        .loaded()
                        .is_some_and(|shown| shown.manifest.id == run.id) =>
                {
                    *last = run.clone();
                }
                Some(_) => {}
                None => months.push(run.clone()),
            }
        }
        months
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Shown> {
        self.shown
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Shown> {
        self.shown
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Looks for new runs and reads the newest if it is not shown yet.
    ///
    /// # Errors
    /// If the folder or the run cannot be read.
    pub(crate) fn refresh(&self) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let ids = RunFolder::ids(folder)?;
        if ids.len() != self.read().history.len() {
            let mut history: Vec<RunManifest> = ids
                .iter()
                .filter_map(|id| RunFolder::find(folder, Some(id)).ok()?.manifest().ok())
                .collect();
            history.sort_by(|a, b| (&a.as_of, &a.id).cmp(&(&b.as_of, &b.id)));
            self.write().history = Arc::new(history);
        }
        let Ok(newest) = RunFolder::find(folder, None) else {
            return Ok(());
        };
        let id = newest.manifest()?.id;
        if self.loaded().is_some_and(|loaded| loaded.manifest.id == id) {
            return Ok(());
        }
        self.write().loading = Some(id);
        let read = Loaded::read(folder, newest);
        let mut shown = self.write();
        shown.loading = None;
        shown.loaded = Some(Arc::new(read?));
        Ok(())
    }
}

/// How often new runs are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Keeps the newest run shown, for as long as the server lives.
pub(crate) async fn watch(app: Shared) {
    loop {
        let of_this = Arc::clone(&app);
        let looked = tokio::task::spawn_blocking(move || of_this.refresh()).await;
        if let Ok(Err(error)) = looked {
            eprintln!("semesta: {error:#}");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

impl App {
    /// The areas of an earlier run, read when asked for.
    pub(crate) fn earlier(&self, id: &str) -> Option<Vec<crate::model::figures::Area>> {
        let folder = self.folder.as_ref()?;
        if !self.history().iter().any(|run| run.id == id) {
            return None;
        }
        let run = RunFolder::find(folder, Some(id)).ok()?;
        crate::model::areas_of(&run).ok()
    }
}
