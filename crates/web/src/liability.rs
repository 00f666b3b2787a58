//! What is due for a month, kept once it has been computed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use semesta_domain::{Month, Segment};
use semesta_engine::liability::{Liability, RunContributors};
use semesta_engine::run::RunFolder;
use semesta_evidence::DataFolder;
use semesta_law::{Component, ContributionError, Law};

/// A line of what is due; no component where the class or the wage is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    pub(crate) segment: Segment,
    pub(crate) component: Option<Component>,
    pub(crate) people: i64,
    pub(crate) amount: i64,
    /// How many owe how much each a month.
    pub(crate) prices: BTreeMap<i64, i64>,
}

impl Due {
    /// The budget line's code; one word where it is not known.
    pub(crate) fn code(&self) -> &'static str {
        self.component.map_or("tidak-diketahui", Component::code)
    }
}

/// Run and month to what is due.
type Known = BTreeMap<(String, String), Arc<Vec<Due>>>;

/// What has been computed so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Liabilities(Arc<Mutex<Known>>);

impl Liabilities {
    /// What is due for a month of a run, if it is known.
    pub(crate) fn get(&self, run: &str, month: &str) -> Option<Arc<Vec<Due>>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(run.to_owned(), month.to_owned())).cloned()
    }

    /// Computes what is due; of a month that the run did not count it takes as
    /// long and as much memory as a run.
    ///
    /// # Errors
    /// If the run's snapshots cannot be read or the law has no answer.
    pub(crate) fn compute(
        &self,
        folder: &DataFolder,
        run: &RunFolder,
        month: Month,
    ) -> anyhow::Result<()> {
        let id = run.manifest()?.id;
        let mut counted = RunContributors::read(folder, run)?;
        let question = *counted.question();
        let liability = Liability::of(counted.of(month)?, &question, &Law::embedded(), month)
            .with_context(|| month.to_string())?;
        let mut sums: BTreeMap<(Segment, Option<Component>), BTreeMap<i64, i64>> = BTreeMap::new();
        for due in &liability.dues {
            let mut add = |component, amount| {
                let prices = sums.entry((due.of.segment, component)).or_default();
                *prices.entry(amount).or_default() += due.of.people;
            };
            match due.each {
                Ok(due) => due
                    .parts()
                    .for_each(|(component, amount)| add(Some(component), amount.0)),
                Err(ContributionError::ClassNeeded(_) | ContributionError::WageNeeded(_)) => {
                    add(None, 0)
                }
            }
        }
        let dues = sums
            .into_iter()
            .map(|((segment, component), prices)| Due {
                segment,
                component,
                people: prices.values().sum(),
                amount: prices.iter().map(|(price, people)| price * people).sum(),
                prices,
            })
            .collect();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert((id, month.to_string()), Arc::new(dues));
        Ok(())
    }
}
