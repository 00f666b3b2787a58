//! The results of a run as tables.

mod bill_facts;
mod bill_lines;
mod columns;
mod contributors;
mod figures;
mod flows;
mod layoffs;
mod members;
mod residents;
mod review;
mod route_facts;
mod routes;
mod words;
mod write;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;

pub use bill_facts::{bill_facts_table, bill_notices_table};
pub use bill_lines::bill_lines_table;
pub use contributors::{contributor_changes_table, contributors_table};
pub use figures::{bridge_table, checks_table, demographics_table, indicators_table, payers_table};
pub use flows::flows_table;
pub use layoffs::layoffs_table;
pub use members::members_table;
pub use residents::residents_table;
pub use review::review_table;
pub(crate) use route_facts::NO_MEMBERSHIP;
pub use route_facts::route_facts_table;
pub use routes::routes_table;
pub use words::Words;
pub use write::{WriteError, parquet_bytes};

use columns::Columns;

/// The tables of a run, in the order of DESIGN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// One row a living resident.
    Residents,
    /// One row a roll record.
    Members,
    /// One row a pair of record and resident for a person to judge.
    Review,
    /// One row a billed line.
    BillLines,
    /// One row a billed line: what it is whatever the law says.
    BillFacts,
    /// One row a billed line × dismissal that may free its person.
    BillNotices,
    /// One row a resident without an active membership × candidate payer.
    Routes,
    /// One row a resident without an active membership: what is known of them
    /// whatever the law says.
    RouteFacts,
    /// One row a month × place × terms on which people contribute.
    Contributors,
    /// One row a month × place × terms that people come to or leave, signed.
    ContributorChanges,
    /// One row an indicator × flow × month.
    Flows,
    /// One row a laid-off resident.
    Layoffs,
    /// One row an area × segment × indicator × basis.
    Indicators,
    /// One row an age group × sex × indicator × basis.
    Demographics,
    /// One row a payer × segment × indicator × basis.
    Payers,
    /// One row a step from official to verified.
    Bridge,
    /// One row a closing check.
    Checks,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 17] = [
        Self::Residents,
        Self::Members,
        Self::Review,
        Self::BillLines,
        Self::BillFacts,
        Self::BillNotices,
        Self::Routes,
        Self::RouteFacts,
        Self::Contributors,
        Self::ContributorChanges,
        Self::Flows,
        Self::Layoffs,
        Self::Indicators,
        Self::Demographics,
        Self::Payers,
        Self::Bridge,
        Self::Checks,
    ];

    /// Its name, and its file's without the ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::Members => "members",
            Self::Review => "review",
            Self::BillLines => "bill_lines",
            Self::BillFacts => "bill_facts",
            Self::BillNotices => "bill_notices",
            Self::Routes => "routes",
            Self::RouteFacts => "route_facts",
            Self::Contributors => "contributors",
            Self::ContributorChanges => "contributor_changes",
            Self::Flows => "flows",
            Self::Layoffs => "layoffs",
            Self::Indicators => "indicators",
            Self::Demographics => "demographics",
            Self::Payers => "payers",
            Self::Bridge => "bridge",
            Self::Checks => "checks",
        }
    }
}

fn batch(columns: Columns<'_>) -> RecordBatch {
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_parts();
    // The columns were made together and have one length: a failure is our own mistake.
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .expect("columns of one table have one length")
}
