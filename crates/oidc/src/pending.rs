//! Those who are on their way to the provider and back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use openidconnect::{Nonce, PkceCodeVerifier};

/// How long somebody may take to sign in at the provider.
const TIME: Duration = Duration::from_secs(600);

/// So many at a time: whoever only begins cannot fill the memory.
const N_MAX: usize = 10_000;

pub(crate) struct Pending {
    pub(crate) nonce: Nonce,
    pub(crate) verifier: PkceCodeVerifier,
    pub(crate) back: String,
    pub(crate) begun: SystemTime,
}

#[derive(Default)]
pub(crate) struct Journeys {
    by_state: Mutex<HashMap<String, Pending>>,
}

impl Journeys {
    pub(crate) fn put(&self, state: String, pending: Pending) {
        let mut held = self.by_state.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= N_MAX {
            let now = pending.begun;
            held.retain(|_, one| !is_over(one, now));
        }
        // The oldest goes, where all of them are young.
        if held.len() >= N_MAX
            && let Some(oldest) = held
                .iter()
                .min_by_key(|(_, one)| one.begun)
                .map(|(state, _)| state.clone())
        {
            held.remove(&oldest);
        }
        held.insert(state, pending);
    }

    /// Takes a journey that is not over: once.
    pub(crate) fn take(&self, state: &str, now: SystemTime) -> Option<Pending> {
        let mut held = self.by_state.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(state).filter(|one| !is_over(one, now))
    }
}

fn is_over(one: &Pending, now: SystemTime) -> bool {
    now.duration_since(one.begun).is_ok_and(|age| age > TIME)
}
