//! What was asked a moment ago, so that it is not asked again for every page.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tokio::sync::OnceCell;

use crate::fault::Fault;

/// Answers kept at most.
const ANSWERS_MAX: usize = 1_000;

/// Answers by their questions, each good for a while and until something changes.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    good_for: Duration,
    held: Mutex<FxHashMap<String, Held<T>>>,
}

#[derive(Debug)]
struct Held<T> {
    since: Instant,
    /// How much had changed when it was asked.
    changes: u64,
    answer: Arc<OnceCell<T>>,
}

impl<T: Clone> Recent<T> {
    pub(crate) fn new(good_for: Duration) -> Self {
        Self {
            good_for,
            held: Mutex::default(),
        }
    }

    /// The answer to a question, asked once for all who ask at the same time.
    ///
    /// # Errors
    /// Those of asking; nothing is kept then.
    pub(crate) async fn get(
        &self,
        question: String,
        changes: u64,
        ask: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        let answer = self.cell(question, changes);
        answer.get_or_try_init(|| ask).await.cloned()
    }

    fn cell(&self, question: String, changes: u64) -> Arc<OnceCell<T>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_good =
            |held: &Held<T>| held.changes == changes && held.since.elapsed() < self.good_for;
        if held.len() >= ANSWERS_MAX {
            held.retain(|_, held| is_good(held));
        }
        if held.len() >= ANSWERS_MAX {
            held.clear();
        }
        if let Some(found) = held.get(&question).filter(|held| is_good(held)) {
            return Arc::clone(&found.answer);
        }
        let answer = Arc::new(OnceCell::new());
        let new = Held {
            since: Instant::now(),
            changes,
            answer: Arc::clone(&answer),
        };
        held.insert(question, new);
        answer
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn a_question_is_asked_again_once_something_changed_or_asking_failed() {
        let recent = Recent::new(Duration::from_secs(60));
        let ask = |changes, n: i32| {
            let recent = &recent;
            async move {
                recent
                    .get("q".to_owned(), changes, async { Ok(n) })
                    .await
                    .unwrap()
            }
        };
        assert_eq!(ask(0, 1).await, 1);
        assert_eq!(ask(0, 2).await, 1);
        assert_eq!(ask(1, 3).await, 3);
        let failed = recent.get("r".to_owned(), 1, async { Err(Fault::NotFound) });
        assert!(failed.await.is_err());
        let again = recent.get("r".to_owned(), 1, async { Ok(4) });
        assert_eq!(again.await.unwrap(), 4);
        let brief = Recent::new(Duration::ZERO);
        for n in 0..3 {
            let got = brief.get("q".to_owned(), 0, async { Ok(n) }).await;
            assert_eq!(got.unwrap(), n);
        }
    }
}
