//! What a run means for people's work: drafts, pairs to judge, firms.

mod auto;
mod bill;
mod firms;
mod left;
mod pairs;
mod plan;
mod reasons;
mod routes;
mod view;

pub use auto::{AutoOutcome, AutoRun, Found};
pub use firms::{Concerned, Firm, FirmFinding, firm_key};
pub use pairs::{Pair, PairKey};
pub use plan::PlanRow;
pub use routes::RouteFilter;
pub use view::RunView;
