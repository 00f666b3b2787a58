//! What waits for whoever looks, counted once in a while.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use semesta_desk::Permission;
use semesta_desk::employer::EmployersWaiting;
use semesta_desk::proposal::Waiting;

use crate::visit::Visit;

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

/// Counts by user, kept for a moment: every form that is sent makes them new.
#[derive(Debug, Default)]
pub(crate) struct Waitings(Mutex<FxHashMap<String, (Instant, Waits)>>);

const KEPT_FOR: Duration = Duration::from_secs(20);
/// Users remembered at most.
const USERS_MAX: usize = 1_000;

impl Waitings {
    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<String, (Instant, Waits)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all counts, since something was done.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn kept(&self, user: &str) -> Option<Waits> {
        let held = self.lock();
        let (since, waits) = held.get(user)?;
        (since.elapsed() < KEPT_FOR).then_some(*waits)
    }

    fn keep(&self, user: String, waits: Waits) {
        let mut held = self.lock();
        if held.len() >= USERS_MAX {
            held.clear();
        }
        held.insert(user, (Instant::now(), waits));
    }
}

/// What waits for whoever asks; nothing where it cannot be counted.
pub(crate) async fn of(visit: &Visit) -> Waits {
    let Some(viewer) = &visit.viewer else {
        return Waits::default();
    };
    let user = &viewer.session.user;
    if let Some(kept) = visit.app.waiting.kept(user) {
        return kept;
    }
    let waits = count(visit).await.unwrap_or_default();
    visit.app.waiting.keep(user.clone(), waits);
    waits
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
