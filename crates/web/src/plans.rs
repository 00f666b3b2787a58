//! Funding plans and a quarter's minutes, kept once they have been computed.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use semesta_domain::Month;
use semesta_engine::funding::{self, Ledger, Limits, Minutes, Named, Needy, Planned};
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
    pub(crate) months: Vec<Month>,
    /// Those of the months that were billed.
    pub(crate) billed: Vec<Month>,
    pub(crate) has_opening: bool,
    /// Whether anybody is billed by head count, and so cannot be named.
    pub(crate) has_unnamed: bool,
    pub(crate) has_payments: bool,
    /// Every item by month, the quarter last.
    pub(crate) items: Vec<Vec<(&'static str, i64)>>,
    /// Who came, who went, whose line is disputed; by month.
    pub(crate) differences: Vec<Differs>,
}

/// A difference and whose it is.
#[derive(Debug)]
pub(crate) struct Differs {
    pub(crate) month: Month,
    /// `added`, `removed` or a finding's code.
    pub(crate) item: &'static str,
    pub(crate) card: String,
    pub(crate) owner: Named,
    /// **Units:** rupiah; none of an addition or a removal.
    pub(crate) disputed: Option<i64>,
}

impl Quarter {
    fn of(minutes: &Minutes, ledger: &Ledger) -> Self {
        let months = minutes.months.iter();
        let mut items: Vec<_> = months.map(|month| minutes.items(*month, ledger)).collect();
        items.push(minutes.quarter(ledger));
        let differences = minutes.differences().into_iter().map(|one| Differs {
            month: one.month,
            item: one.item,
            card: one.card.to_owned(),
            owner: minutes.owner(one.card),
            disputed: one.disputed,
        });
        Self {
            billed: minutes.bills.keys().copied().collect(),
            has_opening: minutes.has_opening(),
            has_unnamed: minutes.has_unnamed(),
            has_payments: ledger.has_payments,
            differences: differences.collect(),
            months: minutes.months.clone(),
            items,
        }
    }
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
pub(crate) struct Plans {
    known: Arc<Mutex<Known>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Plans {
    /// A turn to compute: one at a time, so that many who ask at once neither do the
    /// same work nor fill the memory. Look again whether it is known once it is yours.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
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
        let ledger = Ledger::read(folder, &found, &found.manifest()?)?;
        let minutes = Minutes::read(&found, &ledger, months)?;
        let quarter = Arc::new(Quarter::of(&minutes, &ledger));
        self.known().quarter = Some((key, Arc::clone(&quarter)));
        Ok(quarter)
    }
}

/// Months that the city bridges until the centre takes over (assumption).
pub(crate) const BRIDGE_MONTHS: u32 = 3;
