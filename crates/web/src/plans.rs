//! Funding plans and a quarter's minutes, kept once they have been computed.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use semesta_domain::Month;
use semesta_engine::funding::{self, Ledger, Limits, Minutes, Needy, Planned};
use semesta_engine::input::Donor;
use semesta_engine::run::{RunFolder, donors};
use semesta_evidence::DataFolder;
use semesta_law::Law;

/// Plans kept at most: a page asks for three.
const PLANS_MAX: usize = 9;

/// Whom a run's plans are about.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) people: Arc<Vec<Needy>>,
    pub(crate) donors: Vec<Donor>,
}

impl Ground {
    /// The place of a NIK among those who need a payer: they are in its order.
    pub(crate) fn place_of(&self, nik: u64) -> Option<usize> {
        let place = self.people.partition_point(|known| known.nik < nik);
        (self.people.get(place).map(|found| found.nik) == Some(nik)).then_some(place)
    }
}

/// A quarter's minutes with the payments.
#[derive(Debug)]
pub(crate) struct Quarter {
    pub(crate) minutes: Minutes,
    pub(crate) ledger: Ledger,
}

/// What a plan is asked under.
pub(crate) struct Question<'a> {
    pub(crate) law: &'a Law,
    pub(crate) limits: &'a Limits,
    pub(crate) n_months: usize,
    /// What tells this question from others of the same run.
    pub(crate) key: String,
}

#[derive(Default)]
struct Known {
    ground: Option<(String, Arc<Ground>)>,
    plans: Vec<(String, Arc<Planned>)>,
    quarter: Option<(String, Arc<Quarter>)>,
}

/// What has been computed so far.
#[derive(Clone, Default)]
pub(crate) struct Plans(Arc<Mutex<Known>>);

impl Plans {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who needs a payer in a run, and its donors.
    ///
    /// # Errors
    /// If the run cannot be read.
    pub(crate) fn ground(&self, folder: &DataFolder, run: &str) -> anyhow::Result<Arc<Ground>> {
        let known = self.known().ground.clone();
        if let Some((_, ground)) = known.filter(|(of, _)| of == run) {
            return Ok(ground);
        }
        let found = RunFolder::find(folder, Some(run))?;
        let on = funding::date_of(&found.manifest()?)?;
        let ground = Arc::new(Ground {
            people: Arc::new(funding::needy(&found, on)?),
            donors: donors(folder, &found)?,
        });
        let mut known = self.known();
        known.ground = Some((run.to_owned(), Arc::clone(&ground)));
        // Plans are of one run's people.
        known.plans.clear();
        Ok(ground)
    }

    /// A plan; the same question of the same run is answered once.
    ///
    /// # Errors
    /// If the run cannot be read, the law has no answer, or the question is malformed.
    pub(crate) fn plan(
        &self,
        folder: &DataFolder,
        run: &str,
        asked: &Question<'_>,
    ) -> anyhow::Result<Arc<Planned>> {
        let ground = self.ground(folder, run)?;
        let key = format!("{run} {} {} {:?}", asked.key, asked.n_months, asked.limits);
        let known = self.known();
        if let Some((_, planned)) = known.plans.iter().find(|(of, _)| *of == key) {
            return Ok(Arc::clone(planned));
        }
        drop(known);
        let manifest = RunFolder::find(folder, Some(run))?.manifest()?;
        let request = funding::Request {
            law: asked.law,
            manifest: &manifest,
            limits: asked.limits,
            from: None,
            n_months: asked.n_months,
            bridge_months: BRIDGE_MONTHS,
            donors: &ground.donors,
        };
        let planned = Arc::new(funding::plan(Arc::clone(&ground.people), &request)?);
        let mut known = self.known();
        if known.plans.len() >= PLANS_MAX {
            known.plans.remove(0);
        }
        known.plans.push((key, Arc::clone(&planned)));
        Ok(planned)
    }

    /// A quarter's minutes and payments.
    ///
    /// # Errors
    /// If the run or its payments cannot be read.
    pub(crate) fn quarter(
        &self,
        folder: &DataFolder,
        run: &str,
        months: &[Month; 3],
    ) -> anyhow::Result<Arc<Quarter>> {
        let key = format!("{run} {}", months[0]);
        let known = self.known().quarter.clone();
        if let Some((_, quarter)) = known.filter(|(of, _)| *of == key) {
            return Ok(quarter);
        }
        let found = RunFolder::find(folder, Some(run)).context("run of the minutes")?;
        let quarter = Arc::new(Quarter {
            minutes: Minutes::read(&found, months)?,
            ledger: Ledger::read(folder, &found, &found.manifest()?)?,
        });
        self.known().quarter = Some((key, Arc::clone(&quarter)));
        Ok(quarter)
    }
}

/// Months that the city bridges until the centre takes over (assumption).
pub(crate) const BRIDGE_MONTHS: u32 = 3;
