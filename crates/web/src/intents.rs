//! What somebody is asked to confirm: exactly what they saw, for a while.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use semesta_desk::proposal::Pick;

use crate::model::token::random_hex;

/// A step over proposals that waits for its confirmation.
#[derive(Debug, Clone)]
pub(crate) struct Intent {
    pub(crate) user: String,
    /// The step's code.
    pub(crate) step: &'static str,
    pub(crate) picks: Vec<Pick>,
    /// The layout of a batch, "" for other steps.
    pub(crate) layout: String,
    /// Where to go on afterwards.
    pub(crate) back: String,
}

/// How long a confirmation is good.
const GOOD_FOR: Duration = Duration::from_secs(1800);
/// Intents remembered at most; the oldest goes first.
const INTENTS_MAX: usize = 256;

/// What is to be confirmed, by its key.
#[derive(Debug, Default)]
pub(crate) struct Intents(Mutex<BTreeMap<String, (Instant, Intent)>>);

impl Intents {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (Instant, Intent)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an intent; gives the key that confirms it.
    pub(crate) fn keep(&self, intent: Intent) -> anyhow::Result<String> {
        let key = random_hex(9)?;
        let now = Instant::now();
        let mut held = self.lock();
        held.retain(|_, (since, _)| now - *since < GOOD_FOR);
        while held.len() >= INTENTS_MAX {
            let oldest = held.iter().min_by_key(|(_, (since, _))| *since);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            held.remove(&oldest);
        }
        held.insert(key.clone(), (now, intent));
        Ok(key)
    }

    /// Takes an intent of this user, once.
    pub(crate) fn take(&self, key: &str, user: &str) -> Option<Intent> {
        let mut held = self.lock();
        let (since, intent) = held.get(key)?;
        if intent.user != user || since.elapsed() >= GOOD_FOR {
            return None;
        }
        held.remove(key).map(|(_, intent)| intent)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn an_intent_is_its_maker_s_and_good_once() {
        let intents = Intents::default();
        let intent = Intent {
            user: "ani".to_owned(),
            step: "check",
            picks: vec![Pick { id: 1, version: 1 }],
            layout: String::new(),
            back: "/usulan".to_owned(),
        };
        let key = intents.keep(intent.clone()).unwrap();
        assert!(intents.take(&key, "budi").is_none());
        assert_eq!(intents.take(&key, "ani").unwrap().picks, intent.picks);
        assert!(intents.take(&key, "ani").is_none());
        for _ in 0..2 * INTENTS_MAX {
            intents.keep(intent.clone()).unwrap();
        }
        assert!(intents.lock().len() <= INTENTS_MAX);
    }
}
