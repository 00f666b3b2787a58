//! The way to a threshold that costs the city least, by the routes of a run.

use semesta_domain::{Month, Rupiah};
use semesta_law::{CityFigures, Component, ContributionRates, Law, Registrar, Threshold};
use semesta_planning::{AllocationProblem, Cheapest, Needed, SourceId};

use super::error::FundingError;
use super::people::{Needy, Way};
use super::{Limits, Request, assistance, problem};
use crate::input::Donor;
use crate::results::Table;
use crate::run::{RunFolder, RunManifest};

/// How many months the city pays for people proposed to the centre, where nobody says
/// otherwise; an assumption.
pub const BRIDGE_MONTHS: u32 = 3;

/// Months of a donor's budget.
const YEAR: i64 = 12;

/// The open routes of a run's people at the prices of one month.
#[derive(Debug)]
pub struct OpenRoutes {
    problem: AllocationProblem,
}

/// Who comes, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteWay {
    /// Uncovered people who are registered.
    pub register: i64,
    /// Inactive members who become active.
    pub reactivate: i64,
    /// A month for the city, the least possible.
    pub city_monthly: Rupiah,
    /// What the city pays once besides, until the centre takes over whom it proposed.
    pub bridging: Rupiah,
    /// A month for all payers.
    pub monthly: Rupiah,
    /// By source, those by whom most come first: name, and people.
    pub by_source: Vec<(String, i64)>,
}

impl RouteWay {
    /// How many people come.
    #[must_use]
    pub fn n_people(&self) -> i64 {
        self.register + self.reactivate
    }
}

/// Whether a run found routes; those of early versions did not.
#[must_use]
pub fn has_routes(run: &RunFolder) -> bool {
    run.table_path(Table::Routes).is_file()
}

impl OpenRoutes {
    /// What each of a run's people could be paid by in a month.
    ///
    /// Whoever is guaranteed after a lay-off counts at what the city pays afterwards, and
    /// a donor for as many as its budget carries through a year.
    ///
    /// # Errors
    /// If the law has no answer for the month.
    pub fn of(
        people: &[Needy],
        law: &Law,
        manifest: &RunManifest,
        donors: &[Donor],
        month: Month,
    ) -> Result<Self, FundingError> {
        let rates = ContributionRates::of(law, month)?;
        let by_donor = rates.pemda_due(Registrar::Donor, assistance(manifest))[Component::Donor];
        let mut limits = Limits::default();
        for donor in donors.iter().filter(|_| by_donor > Rupiah::ZERO) {
            let heads = donor.budget.max(0) / (by_donor.0 * YEAR);
            let heads = u32::try_from(heads).unwrap_or(u32::MAX);
            limits.quotas.insert(format!("donor:{}", donor.code), heads);
        }
        let lasting: Vec<Needy> = people.iter().map(lasting).collect();
        let request = Request {
            law,
            manifest,
            limits: &limits,
            from: Some(month),
            n_months: 1,
            bridge_months: BRIDGE_MONTHS,
            donors,
        };
        Ok(Self {
            problem: problem(&lasting, &request)?,
        })
    }

    /// The way to a threshold's ratios that costs the city least; `None` where the run
    /// knows too few people for it, or what is lacking cannot be told.
    ///
    /// # Errors
    /// If the solver library fails.
    pub fn way(
        &self,
        threshold: &Threshold,
        figures: &CityFigures,
    ) -> Result<Option<RouteWay>, FundingError> {
        let mut best: Option<Cheapest> = None;
        for lack in threshold.lacks(figures) {
            let needed = Needed {
                unregistered: lack.register,
                people: lack.activate,
                counting: lack.by_local_government,
            };
            let counts = |source: SourceId| self.is_by_local_government(source);
            let Some(found) = self.problem.cheapest(needed, counts)? else {
                continue;
            };
            let cost = |of: &Cheapest| (of.city_monthly, of.bridging, of.monthly);
            if best.as_ref().is_none_or(|best| cost(&found) < cost(best)) {
                best = Some(found);
            }
        }
        Ok(best.map(|found| self.told(&found)))
    }

    /// Whether local government registers whom a source pays for.
    fn is_by_local_government(&self, source: SourceId) -> bool {
        let name = self.problem.sources[source.0].name.as_str();
        matches!(name, "kota" | "provinsi") || name.starts_with("donor:")
    }

    fn told(&self, found: &Cheapest) -> RouteWay {
        let sum = |of: fn(&semesta_planning::SourcePeople) -> i64| {
            found.by_source.iter().map(of).sum::<i64>()
        };
        let mut by_source: Vec<(String, i64)> = found
            .by_source
            .iter()
            .map(|of| {
                let name = self.problem.sources[of.source.0].name.clone();
                (name, of.unregistered + of.inactive)
            })
            .collect();
        by_source.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        RouteWay {
            register: sum(|of| of.unregistered),
            reactivate: sum(|of| of.inactive),
            city_monthly: found.city_monthly,
            bridging: found.bridging,
            monthly: found.monthly,
            by_source,
        }
    }
}

/// Somebody without the route that ends by itself.
fn lasting(person: &Needy) -> Needy {
    let mut lasting = person.clone();
    let ends = |way: &Way| matches!(way, Way::Guarantee { .. });
    lasting.ways.retain(|way| !ends(way));
    lasting
}
