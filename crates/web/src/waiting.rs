//! What waits for whoever looks, counted once in a while.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use semesta_desk::Permission;
use semesta_desk::batch::{BatchState, Calendar};
use semesta_desk::employer::EmployersWaiting;
use semesta_desk::proposal::{ProposalFilter, ProposalOrder, ProposalPage, StateCount, Waiting};

use crate::fault::Fault;
use crate::recent::Recent;
use crate::visit::{Desked, Visit};

/// How many things wait, part by part.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waits {
    pub(crate) proposals: Waiting,
    pub(crate) employers: EmployersWaiting,
    /// Pairs nobody, or not enough people, have judged.
    pub(crate) pairs: i64,
}

impl Waits {
    /// How many wait behind an entry of the navigation.
    pub(crate) fn at(&self, href: &str) -> i64 {
        match href {
            "/usulan" => self.proposals.n(),
            "/tinjauan" => self.pairs,
            "/badan-usaha" => self.employers.n_due,
            _ => 0,
        }
    }
}

/// What the desk was asked a moment ago: every form that changes something, and the
/// end of work that does, makes it new. Changes by other processes are seen later.
#[derive(Debug)]
pub(crate) struct Waitings {
    changes: AtomicU64,
    waits: Recent<Waits>,
    counts: Recent<Arc<Vec<StateCount>>>,
    lists: Recent<Arc<ProposalPage>>,
    calendars: Recent<Arc<Calendar>>,
    batches: Recent<Arc<Vec<BatchState>>>,
}

/// The numbers in the navigation.
const NAVIGATION: Duration = Duration::from_secs(20);
/// The lists themselves.
const LISTS: Duration = Duration::from_secs(5);

impl Default for Waitings {
    fn default() -> Self {
        Self {
            changes: AtomicU64::default(),
            waits: Recent::new(NAVIGATION),
            counts: Recent::new(LISTS),
            lists: Recent::new(LISTS),
            calendars: Recent::new(LISTS),
            batches: Recent::new(LISTS),
        }
    }
}

impl Waitings {
    /// Forgets everything, since something was done.
    pub(crate) fn forget(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// How many proposals stand where.
    pub(crate) async fn counts(&self, at: &Desked) -> Result<Arc<Vec<StateCount>>, Fault> {
        let ask = async { Ok(Arc::new(at.desk.proposal_counts(&at.actor()).await?)) };
        self.counts.get(of_user(at, &""), self.changes(), ask).await
    }

    /// A part of a list of proposals; whoever asks about one person asks the desk itself.
    pub(crate) async fn list(
        &self,
        at: &Desked,
        wanted: &ProposalFilter,
        order: (ProposalOrder, bool),
        range: Range<usize>,
    ) -> Result<Arc<ProposalPage>, Fault> {
        let question = of_user(at, &(wanted, order, &range));
        let is_of_one = wanted.nik.is_some();
        let ask = async {
            let actor = at.actor();
            let found = at.desk.proposal_page(&actor, wanted, order, range);
            Ok(Arc::new(found.await?))
        };
        if is_of_one {
            return ask.await;
        }
        self.lists.get(question, self.changes(), ask).await
    }

    /// What must be sent by when.
    pub(crate) async fn calendar(&self, at: &Desked) -> Result<Arc<Calendar>, Fault> {
        let on = at.when().on;
        let ask = async { Ok(Arc::new(at.desk.calendar(&at.actor(), on).await?)) };
        let question = of_user(at, &on);
        self.calendars.get(question, self.changes(), ask).await
    }

    /// The batches and what came back.
    pub(crate) async fn batches(&self, at: &Desked) -> Result<Arc<Vec<BatchState>>, Fault> {
        let ask = async { Ok(Arc::new(at.desk.batches(&at.actor()).await?)) };
        self.batches
            .get(of_user(at, &""), self.changes(), ask)
            .await
    }
}

/// A question of somebody: others may see other areas.
fn of_user(at: &Desked, question: &dyn std::fmt::Debug) -> String {
    format!("{} {question:?}", at.viewer.session.user)
}

/// Whether a form only asks: nothing that is counted changes by it.
pub(crate) fn only_asks(path: &str) -> bool {
    let is_file = path.ends_with(".csv") || path.ends_with(".xlsx");
    is_file || path == "/penduduk" || path.starts_with("/penduduk/o/")
}

/// What waits for whoever asks; nothing where it cannot be counted.
pub(crate) async fn of(visit: &Visit) -> Waits {
    let Some(viewer) = &visit.viewer else {
        return Waits::default();
    };
    let recent = &visit.app.waiting;
    let ask = async { count(visit).await.ok_or(Fault::NoDesk) };
    let question = viewer.session.user.clone();
    let waits = recent.waits.get(question, recent.changes(), ask).await;
    waits.unwrap_or_default()
}

async fn count(visit: &Visit) -> Option<Waits> {
    let (viewer, desk) = (visit.viewer.as_ref()?, visit.app.door.desk().await?);
    let (actor, on) = (viewer.session.actor(), visit.app.when().on);
    let mut waits = Waits {
        employers: desk.employers_waiting(&actor, on).await.ok()?,
        ..Waits::default()
    };
    if viewer.may(Permission::ViewProposals) {
        waits.proposals = desk.waiting(&actor, on).await.ok()?;
    }
    if viewer.may(Permission::ReviewLinks)
        && let Some(run) = visit.app.loaded()
    {
        let pairs = run.pairs.iter().map(|pair| pair.pair.clone()).collect();
        let open = desk.review_queue_of(&actor, pairs, false).await.ok()?;
        waits.pairs = i64::try_from(open.len()).unwrap_or(i64::MAX);
    }
    Some(waits)
}
