//! `layoffs`: who was laid off, and when the city takes over.

use arrow_array::RecordBatch;

use super::{Columns, batch};
use crate::compute::Outcome;
use crate::layoffs::LaidOff;

/// Builds `layoffs`, by NIK.
///
/// **Shape:** one row a laid-off resident: nik, dismissed, proof, qualifies,
/// free_until, city_from, send_by, state, segment, active.
#[must_use]
pub fn layoffs_table(rows: &[LaidOff], outcome: &Outcome) -> RecordBatch {
    let n = rows.len();
    let of = |at: usize| &rows[at];
    let columns = Columns::default()
        .digits("nik", n, 16, |at| {
            outcome.people.nik[of(at).person as usize]
        })
        .date("dismissed", n, |at| of(at).day)
        .coded(
            "proof",
            n,
            |at| of(at).proof,
            |proof| proof.map_or_else(String::new, |proof| proof.code().to_owned()),
        )
        .boolean("qualifies", n, |at| of(at).guarantee.qualifies)
        .coded(
            "free_until",
            n,
            |at| {
                let guarantee = of(at).guarantee;
                guarantee.qualifies.then(|| guarantee.city_from.plus(-1))
            },
            |month| month.map_or_else(String::new, |month| month.to_string()),
        )
        .coded(
            "city_from",
            n,
            |at| of(at).guarantee.city_from,
            |month| month.to_string(),
        )
        .date("send_by", n, |at| semesta_domain::days(of(at).send_by))
        .coded(
            "state",
            n,
            |at| of(at).state,
            |state| state.code().to_owned(),
        )
        .coded(
            "segment",
            n,
            |at| of(at).member.map(|(segment, _)| segment),
            |segment| segment.map_or_else(String::new, |segment| segment.code().to_owned()),
        )
        .boolean("active", n, |at| {
            of(at).member.is_some_and(|(_, active)| active)
        });
    batch(columns)
}
