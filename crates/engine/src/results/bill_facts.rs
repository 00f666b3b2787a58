//! `bill_facts` and `bill_notices`: what another law is applied to.

use arrow_array::RecordBatch;

use super::{Columns, batch};
use crate::bill::BillAudit;

/// Builds `bill_facts`, in the order of `bill_lines`.
///
/// **Shape:** one row a billed line: alone, counts, assisted, same_person_above (how many
/// rows above stands the month's first line about the same person; null where
/// there is none).
#[must_use]
pub fn bill_facts_table(audit: &BillAudit) -> RecordBatch {
    let (facts, n) = (&audit.facts, audit.facts.len());
    let columns = Columns::default()
        .coded(
            "alone",
            n,
            |at| facts[at].alone,
            |finding| finding.code().to_owned(),
        )
        .boolean("counts", n, |at| facts[at].counts)
        .boolean("assisted", n, |at| facts[at].assisted)
        .integer("same_person_above", n, |at| {
            let above = facts[at].above;
            (above > 0).then_some(i64::from(above))
        });
    batch(columns)
}

/// Builds `bill_notices`, by line.
///
/// **Shape:** one row a billed line × dismissal that may free its person of the
/// contribution: line (row of `bill_lines`, from 0), dismissed, proof,
/// employed_from (the first month with a new employer's membership).
#[must_use]
pub fn bill_notices_table(audit: &BillAudit) -> RecordBatch {
    let (notices, n) = (&audit.notices, audit.notices.len());
    let columns = Columns::default()
        .integer("line", n, |at| Some(i64::from(notices[at].0)))
        .coded(
            "dismissed",
            n,
            |at| notices[at].1.dismissed,
            |month| month.to_string(),
        )
        .coded(
            "proof",
            n,
            |at| notices[at].1.proof,
            |proof| proof.code().to_owned(),
        )
        .coded(
            "employed_from",
            n,
            |at| notices[at].1.employed_from,
            |month| month.map_or_else(String::new, |month| month.to_string()),
        );
    batch(columns)
}
