//! Money: from a run's people, the law and budgets to a plan of who pays for whom.
//!
//! [`needy`] reads who needs a payer ([`needy_under`] under another law), [`plan`] decides under [`Limits`], and
//! [`spending`] says what that costs by source and month. [`OpenRoutes`] finds the cheapest
//! way to a threshold. [`Ledger`] sets payments
//! against bills, and [`Minutes`] are a quarter's reconciliation.

mod account;
mod build;
mod by_routes;
pub(crate) mod columns;
mod error;
mod given;
mod items;
mod ledger;
mod limits;
mod minutes;
mod offers;
mod people;
mod runout;
mod spending;
mod supposed;

use std::sync::Arc;

use semesta_domain::Month;
use semesta_law::{Law, LocalAssistance};
use semesta_planning::{AllocationProblem, Effort, Horizon, Plan};

pub use account::{Account, BillStanding};
pub use by_routes::{BRIDGE_MONTHS, OpenRoutes, RouteWay, has_routes};
pub use error::FundingError;
pub use given::{HeadCount, Payment, has, head_counts};
pub use items::{ITEMS, is_money, item_label};
pub use ledger::Ledger;
pub use limits::{Budget, CITY_FUNDS, Cap, Limits, SOURCES, limits, span};
pub use minutes::{Difference, Minutes, MonthBill, Named, quarter_months, quarter_name};
pub use people::{Needy, Way, needy};
pub use runout::{Given, MonthAhead, RunOut, mean_flow, run_out};
pub use spending::{SpendingLine, cost, cost_by_month, spending};
pub use supposed::needy_under;

use crate::input::Donor;
use crate::run::RunManifest;

/// What is asked of a plan.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The law, present or supposed.
    pub law: &'a Law,
    /// The run whose people are planned for.
    pub manifest: &'a RunManifest,
    /// Budgets, quotas and caps.
    pub limits: &'a Limits,
    /// The first month; the first that the cut-off leaves without one.
    pub from: Option<Month>,
    /// How many months.
    pub n_months: usize,
    /// How many months the city bridges until the centre takes over.
    pub bridge_months: u32,
    /// The donors of the run.
    pub donors: &'a [Donor],
}

/// A question and its answer.
#[derive(Debug)]
pub struct Planned {
    /// Who needs a payer, in the problem's order.
    pub people: Arc<Vec<Needy>>,
    /// The question.
    pub problem: AllocationProblem,
    /// The answer.
    pub plan: Plan,
}

/// Decides who is paid for, by which source, from which month.
///
/// # Errors
/// If the law has no answer for a month, or the problem is malformed.
pub fn plan(people: Arc<Vec<Needy>>, request: &Request<'_>) -> Result<Planned, FundingError> {
    let problem = problem(&people, request)?;
    let plan = problem.solve(Effort::default())?;
    Ok(Planned {
        people,
        problem,
        plan,
    })
}

/// The question that a plan answers.
fn problem(people: &[Needy], request: &Request<'_>) -> Result<AllocationProblem, FundingError> {
    let (opens, assistance) = (
        opens(request.law, request.manifest)?,
        assistance(request.manifest),
    );
    let first = request.from.unwrap_or(opens);
    let terms = build::Terms {
        law: request.law,
        horizon: Horizon {
            first,
            n_months: request.n_months,
        },
        opens: opens.max(first),
        assistance,
        limits: request.limits,
        bridge_months: request.bridge_months,
        donors: request.donors,
    };
    Ok(build::problem(&terms, people)?)
}

/// The first month that the cut-off leaves for whoever is proposed on the run's date.
///
/// # Errors
/// If the law has no answer for the date.
pub fn opens(law: &Law, manifest: &RunManifest) -> Result<Month, FundingError> {
    let on = date_of(manifest)?;
    let region = manifest.region.parse();
    let region = region.map_err(|_| FundingError::Cell("region"))?;
    let rules = crate::routes::rules(law, region, on, assistance(manifest))?;
    Ok(Month::of(rules.effective_if_sent_today()))
}

/// Who bears the local assistance.
fn assistance(manifest: &RunManifest) -> LocalAssistance {
    match manifest.local_assistance.as_str() {
        "provinsi" => LocalAssistance::Province,
        _ => LocalAssistance::City,
    }
}

/// The run's date.
///
/// # Errors
/// If its manifest has none.
pub fn date_of(manifest: &RunManifest) -> Result<jiff::civil::Date, FundingError> {
    let date = manifest.as_of.parse();
    date.map_err(|_| FundingError::Cell("as_of"))
}
