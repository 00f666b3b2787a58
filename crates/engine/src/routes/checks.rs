//! The closing check of the routes.

use super::Routes;
use crate::compute::Outcome;
use crate::figures::Check;

/// Every resident without an active membership has one proposal, and nobody else has.
#[must_use]
pub fn checks(routes: &Routes, outcome: &Outcome) -> Vec<Check> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let proposals = routes
        .rows
        .iter()
        .filter(|row| row.rank == 1 && !row.is_ruled_out());
    let living = outcome.is_resident.iter().filter(|lives| **lives).count();
    let active = outcome
        .counting
        .iter()
        .zip(&outcome.is_resident)
        .filter(|(_, lives)| **lives)
        .filter_map(|(row, _)| *row)
        .filter(|row| outcome.members[*row as usize].active)
        .count();
    vec![Check::new(
        "routes_proposals",
        count(proposals.count()),
        count(living - active),
    )]
}
